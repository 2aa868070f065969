"""One analyst for all tests of the room: it is pure, and its lexicon is read once."""

import pytest

from nlp.analyst import RuleAnalyst


@pytest.fixture(scope="session")
def analyst() -> RuleAnalyst:
    return RuleAnalyst()
