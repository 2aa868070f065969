"""SIGKILL at any moment: nothing that was acknowledged is lost or doubled, and no digest goes out twice.

KILLS says how often (6, so that a push stays short); by hand 50 or 200, and then leases really run out. The same
experiment must fail on a service that answers first and writes later, and on one that repeats digests in doubt.
"""

import os
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults.harness import Experiment, Outcome, Plan
from tests.support.databases import PostgresTemplate, SqliteTemplate

KILLS = int(os.environ.get("KILLS", "6"))
SEED = int(os.environ.get("SEED", "1"))
BY_HAND = KILLS >= 15
FEW = max(3, KILLS // 5)
PEOPLE = 200 if BY_HAND else 80
RATE = 80.0 if BY_HAND else 40.0
AIMED = 0.6 if BY_HAND else 1.0

Run = Callable[..., Awaitable[Outcome]]

pytestmark = pytest.mark.slow


@pytest.fixture
def sqlite(sqlite_template: SqliteTemplate, tmp_path: Path) -> Iterator[str]:
    """A file that knows the cast."""
    with sqlite_template.copy(tmp_path) as url:
        yield url


@pytest.fixture
def postgres(postgres_template: PostgresTemplate, tmp_path: Path) -> Iterator[str]:
    """A database that knows the cast."""
    with postgres_template.copy(tmp_path) as url:
        yield url


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """The experiment. Its figures are shown also when all is well: a verdict without them says little."""

    async def run(url: str, kills: int, **how: Any) -> Outcome:
        plan = {"mornings": kills // 2, "people": PEOPLE, "rate": RATE, "seed": SEED, "wait": BY_HAND, "aimed": AIMED}
        outcome = await Experiment(Plan(kills, **plan | how), url, tmp_path).run()
        with capsys.disabled():
            print(f"\n{outcome.figures}", *outcome.broken[:9], *outcome.complaints[:20], sep="\n")  # noqa: T201
        return outcome

    return run


def held(outcome: Outcome) -> None:
    """Every promise was kept. A long run must have hit messages and digests; for a short one the controls speak."""
    assert outcome.broken == []
    assert outcome.complaints == []
    assert outcome.figures.unknown_tries or not BY_HAND
    assert outcome.figures.digests_unknown or not BY_HAND


async def test_kills_lose_nothing_and_double_nothing(sqlite: str, run: Run) -> None:
    held(await run(sqlite, KILLS))


@pytest.mark.postgres
async def test_two_replicas_lose_nothing_when_either_is_killed(postgres: str, run: Run) -> None:
    held(await run(postgres, KILLS, replicas=2))


async def test_fetched_updates_are_not_lost_either(sqlite: str, run: Run) -> None:
    outcome = await run(sqlite, FEW, mornings=0, polling=True, rate=15.0, people=40)
    assert outcome.broken == []
    assert outcome.complaints == []


async def test_a_service_that_acknowledges_first_is_found_out(sqlite: str, run: Run) -> None:
    how = {"mornings": 0, "rate": 80.0, "while_starting": 0.0, "drain": False}
    outcome = await run(sqlite, FEW, faulty="acknowledge-first", **how)
    assert any(line.startswith("I1 update") for line in outcome.broken)


async def test_a_service_that_repeats_digests_in_doubt_is_found_out(sqlite: str, run: Run) -> None:
    how = {"mornings": FEW, "units_a_morning": 1, "people": 10, "wait": False, "while_starting": 0.0}
    outcome = await run(sqlite, FEW, faulty="send-again-in-doubt", **how)
    assert any("arrived 2 times" in line for line in outcome.broken)
