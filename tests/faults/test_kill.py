"""SIGKILL at any moment: nothing that was acknowledged is lost or doubled, and no digest goes out twice.

KILLS says how often (6, so that a push stays short); by hand 50 or 200, and then leases really run out. The same
experiment must fail on a service that answers first and writes later, and on one that repeats digests in doubt.
"""

import os
from pathlib import Path

import pytest

from tests.faults.harness import Experiment, Outcome, Plan
from tests.support.databases import PostgresTemplate, SqliteTemplate

KILLS = int(os.environ.get("KILLS", "6"))
SEED = int(os.environ.get("SEED", "1"))
BY_HAND = KILLS >= 15
PEOPLE = 200 if BY_HAND else 80

pytestmark = pytest.mark.slow


def killed(kills: int, **how: object) -> Plan:
    """Half of the kills on mornings when digests go out, half in full load."""
    plan = {"mornings": kills // 2, "people": PEOPLE, "seed": SEED, "wait": BY_HAND}
    return Plan(kills, **plan | how)  # type: ignore[arg-type]


async def run(plan: Plan, *, url: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> Outcome:
    """The figures are shown also when all is well: a verdict without them says little."""
    outcome = await Experiment(plan, url, folder).run()
    with capsys.disabled():
        print(f"\n{outcome.figures}", *outcome.broken[:20], *outcome.complaints[:20], sep="\n")  # noqa: T201
    return outcome


def held(outcome: Outcome) -> None:
    """Every promise was kept, and the kills did hit something."""
    assert outcome.broken == []
    assert outcome.complaints == []
    assert outcome.figures.unknown_tries, "no kill hit a message: the experiment proves nothing"
    assert outcome.figures.digests_unknown, "no kill hit a digest: the experiment proves nothing"


async def test_kills_lose_nothing_and_double_nothing(
    sqlite_template: SqliteTemplate, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with sqlite_template.copy(tmp_path) as url:
        held(await run(killed(KILLS), url=url, folder=tmp_path, capsys=capsys))


@pytest.mark.postgres
async def test_two_replicas_lose_nothing_when_either_is_killed(
    postgres_template: PostgresTemplate, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with postgres_template.copy(tmp_path) as url:
        held(await run(killed(KILLS, replicas=2), url=url, folder=tmp_path, capsys=capsys))


async def test_fetched_updates_are_not_lost_either(
    sqlite_template: SqliteTemplate, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = killed(max(3, KILLS // 5), mornings=0, polling=True, rate=30.0, people=40)
    with sqlite_template.copy(tmp_path) as url:
        outcome = await run(plan, url=url, folder=tmp_path, capsys=capsys)
    assert outcome.broken == []
    assert outcome.complaints == []


async def test_the_experiment_sees_a_service_that_acknowledges_first(
    sqlite_template: SqliteTemplate, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = killed(max(3, KILLS // 5), mornings=0, faulty="acknowledge-first", wait=False, drain=False)
    with sqlite_template.copy(tmp_path) as url:
        outcome = await run(plan, url=url, folder=tmp_path, capsys=capsys)
    assert any(line.startswith("I1") for line in outcome.broken)


async def test_the_experiment_sees_a_service_that_repeats_digests_in_doubt(
    sqlite_template: SqliteTemplate, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kills = max(3, KILLS // 5)
    plan = killed(kills, mornings=kills, faulty="send-again-in-doubt", wait=False, people=10)
    with sqlite_template.copy(tmp_path) as url:
        outcome = await run(plan, url=url, folder=tmp_path, capsys=capsys)
    assert any("arrived 2 times" in line for line in outcome.broken)
