"""The phrases alone and the product's analyst, each made once for all tests of the room: both are pure."""

import pytest

from nlp.analyst import Analyst
from nlp.rules import RuleAnalyst


@pytest.fixture(scope="session")
def rules() -> RuleAnalyst:
    return RuleAnalyst()


@pytest.fixture(scope="session")
def analyst() -> Analyst:
    return Analyst()
