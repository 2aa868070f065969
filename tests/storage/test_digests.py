"""One digest per unit and week, whoever writes it; missed weeks are made up for."""

import asyncio
from dataclasses import replace
from datetime import datetime

import pytest
from cryptography.exceptions import InvalidTag
from sqlalchemy import update

from feedback.errors import StorageUnavailable
from feedback.messages import Lane
from feedback.periods import OFFICE_TIME, Week
from storage.digests import owed_weeks
from storage.maintenance import Database, open_database
from storage.tables import digests, outbox
from tests.support.builders import a_letter, later
from tests.support.cast import AN_BINH, HOA_LAC, NOW, SECRET, SINCE, TRAM_Y_TE

W31 = Week(2026, 31)
SERVING = (AN_BINH.id, HOA_LAC.id, TRAM_Y_TE.id)
CONTENT = {"n": 27, "themes": ["cham-tre"]}


async def claim(
    database: Database, *, unit_id: int = AN_BINH.id, week: Week = W31, owner: str = "a", after: float = 0
) -> bool:
    async with database.transact() as tx:
        return await tx.digests.claim(unit_id, week, "weekly", owner=owner, now=later(seconds=after), lease_seconds=60)


async def store(database: Database, *, owner: str = "a", recipients: tuple[str, ...] = ("hanh",)) -> bool:
    letters = [(name, a_letter(to=name, lane=Lane.DIGEST, once=True)) for name in recipients]
    async with database.transact() as tx:
        return await tx.digests.store(AN_BINH.id, W31, "weekly", owner=owner, content=CONTENT, letters=letters, at=NOW)


async def due(database: Database, *, now: datetime = NOW, kind: str = "weekly") -> list[tuple[int, Week]]:
    async with database.reading() as tx:
        return await tx.digests.due(now=now, kind=kind)


async def test_on_monday_at_half_past_seven_every_serving_unit_is_owed_four_weeks(database: Database) -> None:
    assert await due(database) == [(unit, Week(2026, week)) for week in (28, 29, 30, 31) for unit in SERVING]


async def test_a_minute_too_early_last_week_is_not_owed_yet(database: Database) -> None:
    assert max(week for _, week in await due(database, now=NOW.replace(minute=29))) == Week(2026, 30)


async def test_a_stored_or_leased_digest_is_not_owed(database: Database) -> None:
    assert await claim(database)
    assert (AN_BINH.id, W31) not in await due(database)
    assert (AN_BINH.id, W31) in await due(database, now=later(seconds=60))
    assert await store(database)
    assert (AN_BINH.id, W31) not in await due(database, now=later(days=1))
    assert (AN_BINH.id, W31) in await due(database, kind="monthly")


async def test_hoa_lac_reads_its_digest_on_tuesday(database: Database) -> None:
    async with database.transact() as tx:
        await tx.places.put_unit(replace(HOA_LAC, digest_weekday=2, digest_minute=8 * 60), since=NOW)
    assert (HOA_LAC.id, W31) not in await due(database)
    assert (HOA_LAC.id, W31) in await due(database, now=datetime(2026, 8, 4, 8, 0, tzinfo=OFFICE_TIME))


def test_a_unit_owes_nothing_for_weeks_before_it_began() -> None:
    began = Week(2026, 30).start
    assert owed_weeks(weekday=1, minute=450, since=began, now=NOW) == [W31, Week(2026, 30)]
    assert owed_weeks(weekday=1, minute=450, since=NOW, now=NOW) == []


def test_week_53_of_2026_is_owed_in_january() -> None:
    monday = datetime(2027, 1, 4, 7, 30, tzinfo=OFFICE_TIME)
    assert owed_weeks(weekday=1, minute=450, since=SINCE, now=monday)[:2] == [Week(2026, 53), Week(2026, 52)]


async def test_one_owner_writes_a_digest_and_another_takes_over_when_the_lease_ends(
    database: Database,
) -> None:
    assert await claim(database, owner="a")
    assert not await claim(database, owner="b", after=59)
    assert await claim(database, owner="b", after=60)
    assert not await store(database, owner="a")
    assert await store(database, owner="b")
    assert not await claim(database, owner="a", after=600)
    assert not await store(database, owner="b")


async def test_of_many_replicas_one_writes_the_digest(database: Database, database_url: str) -> None:
    other = open_database(database_url, SECRET)

    async def try_it(number: int) -> bool:
        try:
            return await claim((database, other)[number % 2], owner=f"replica {number}")
        except StorageUnavailable:  # it comes again in a minute
            return False

    assert sum(await asyncio.gather(*(try_it(number) for number in range(20)))) == 1
    await other.close()


async def test_the_digest_and_its_letters_are_kept_together(database: Database) -> None:
    await claim(database)
    assert await store(database, recipients=("hanh", "dung", "hanh"))
    async with database.reading() as tx:
        assert await tx.digests.get(AN_BINH.id, W31, "weekly") == CONTENT
        assert await tx.digests.get(HOA_LAC.id, W31, "weekly") is None
        assert await tx.digests.sendings(AN_BINH.id, W31, "weekly") == [
            ("hanh", "telegram", "waiting"),
            ("dung", "telegram", "waiting"),
        ]
        assert (await tx.outbox.backlog(now=NOW))["waiting"] == 2


async def test_a_digest_that_could_not_be_stored_queues_no_letter(database: Database) -> None:
    letters = [("hanh", a_letter(to="hanh"))]

    async def stumble() -> None:
        async with database.transact() as tx:
            await tx.digests.store(AN_BINH.id, W31, "weekly", owner="a", content=CONTENT, letters=letters, at=NOW)
            raise RuntimeError

    await claim(database)
    with pytest.raises(RuntimeError):
        await stumble()
    async with database.reading() as tx:
        assert await tx.digests.get(AN_BINH.id, W31, "weekly") is None
        assert (await tx.outbox.backlog(now=NOW))["waiting"] == 0
    assert await store(database, recipients=())


async def test_a_digest_moved_to_another_week_does_not_open(database: Database) -> None:
    await claim(database)
    await store(database)
    async with database.transact() as tx:
        await tx.executor.run(update(digests).values(week=str(Week(2026, 30))))
        with pytest.raises(InvalidTag):
            await tx.digests.get(AN_BINH.id, Week(2026, 30), "weekly")


async def test_letters_of_a_digest_outlast_the_others(database: Database) -> None:
    await claim(database)
    await store(database)
    async with database.transact() as tx:
        await tx.outbox.add([a_letter(to="lan")], at=NOW)
        await tx.executor.run(update(outbox).values(state="sent", sent_at=NOW, payload=b"", address=b"", chat=""))
        assert await tx.outbox.forget(before=later(days=1)) == 1
        assert await tx.digests.sendings(AN_BINH.id, W31, "weekly") == [("hanh", "telegram", "sent")]
