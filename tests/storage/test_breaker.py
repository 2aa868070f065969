"""A platform that fails is left alone by all replicas together, and tried with one letter now and then."""

from datetime import timedelta

import pytest

from feedback.ports import Standing
from storage.breaker import FIRST_PAUSE, LONGEST_PAUSE, pause_after
from storage.gate import TROUBLE
from storage.maintenance import Database, open_database
from tests.storage.test_lines import queue
from tests.storage.test_outbox import claim
from tests.support.builders import a_letter, later
from tests.support.cast import SECRET


async def fail(
    database: Database, *, after: float = 0, trial: bool = False, grave: bool = False
) -> timedelta | None:
    """One more failure."""
    async with database.transact() as tx:
        return await tx.outbox.platform_failed(
            "telegram", "Unavailable: HTTP 500", at=later(seconds=after), trial=trial, grave=grave
        )


async def broken(database: Database) -> None:
    """Just opened, at NOW."""
    assert [await fail(database) for _ in range(TROUBLE)] == [None] * (TROUBLE - 1) + [FIRST_PAUSE]


async def standing(database: Database) -> Standing:
    async with database.reading() as tx:
        return (await tx.outbox.standings())["telegram"]


async def letters(database: Database) -> None:
    await queue(database, *(a_letter(str(number), to=f"người {number}") for number in range(30)))


async def test_failures_in_a_row_stop_all_replicas(database: Database, database_url: str) -> None:
    await letters(database)
    other = open_database(database_url, SECRET)
    await broken(database)
    assert await claim(other, owner="b", after=1.9) == []
    await other.close()
    assert await standing(database) == Standing(True, TROUBLE, later(seconds=2), None, "Unavailable: HTTP 500")


async def test_an_answer_in_between_begins_the_count_anew(database: Database) -> None:
    for _ in range(3):
        assert [await fail(database) for _ in range(TROUBLE - 1)] == [None] * (TROUBLE - 1)
        async with database.transact() as tx:
            await tx.outbox.platform_worked("telegram", trial=False)
    assert not (await standing(database)).open


async def test_the_trial_is_one_letter_for_all_replicas(database: Database, database_url: str) -> None:
    await letters(database)
    other = open_database(database_url, SECRET)
    await broken(database)
    (trial,) = await claim(database, after=2)
    assert trial.trial
    assert await claim(other, owner="b", after=3) == []
    async with database.transact() as tx:
        assert not await tx.outbox.begin(trial.id, owner="a", now=later(seconds=3))
        assert await tx.outbox.begin(trial.id, owner="a", now=later(seconds=3), trial=True)
    await other.close()


async def test_who_died_during_the_trial_does_not_hold_up_the_next(database: Database) -> None:
    await letters(database)
    await broken(database)
    await claim(database, owner="dead", after=2)
    (again,) = await claim(database, owner="b", after=62)
    assert again.trial


async def test_a_trial_that_fails_makes_the_pause_longer_up_to_a_minute(database: Database) -> None:
    await broken(database)
    pauses = [await fail(database, trial=True) for _ in range(7)]
    assert pauses == [timedelta(seconds=seconds) for seconds in (4, 8, 16, 32, 60, 60, 60)]
    assert pause_after(TROUBLE - 1) is None


async def test_a_trial_that_works_opens_the_road_again(database: Database) -> None:
    await letters(database)
    await broken(database)
    (trial,) = await claim(database, after=2)
    async with database.transact() as tx:
        await tx.outbox.sent(trial.id, owner="a", at=later(seconds=2), platform_id="1")
        await tx.outbox.platform_worked("telegram", trial=True)
    assert len(await claim(database, after=2.5)) == 16
    assert await standing(database) == Standing(open=False)


@pytest.mark.parametrize("trial", [True, False])
async def test_only_the_trial_closes_it_not_what_was_under_way(database: Database, trial: bool) -> None:
    await broken(database)
    async with database.transact() as tx:
        await tx.outbox.platform_worked("telegram", trial=trial)
    assert (await standing(database)).open is not trial


async def test_what_was_under_way_when_it_broke_counts_once(database: Database) -> None:
    await broken(database)
    assert [await fail(database) for _ in range(20)] == [timedelta()] * 20
    assert (await standing(database)).probe_at == later(seconds=2)


async def test_a_key_that_is_not_accepted_stops_everything_at_once(database: Database) -> None:
    await letters(database)
    assert await fail(database, grave=True) == LONGEST_PAUSE
    assert await claim(database, after=59) == []


async def test_an_answer_does_not_shorten_the_quiet_the_platform_asked_for(database: Database) -> None:
    await letters(database)
    await broken(database)
    async with database.transact() as tx:
        await tx.outbox.pause("telegram", until=later(seconds=30))
        await tx.outbox.platform_worked("telegram", trial=True)
    assert await claim(database, after=29) == []
