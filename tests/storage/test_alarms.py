"""Alarms as rows: what is counted, what is dropped, what a copy of the database tells, and what a round costs."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import text

from feedback.alarms import Alarm
from storage.maintenance import Database
from storage.tables import alarm_rings, alarms
from storage.transaction import Store
from tests.support.builders import a_case
from tests.support.cast import AN_BINH, HANH, NOW, TINH_LAM_SON

TODAY = NOW.date()
WEEK = {"first": TODAY, "last": date(2026, 8, 9)}


async def raised(tx: Store, *, taken: int | None = None, at: datetime = NOW, **more: object) -> int:
    """A case with an alarm, taken after so many minutes."""
    case = a_case(urgent=True, **more)  # type: ignore[arg-type]
    id = await tx.cases.open(case)
    alarm = Alarm(0, id, case.handler_unit_id or 0, at, at + timedelta(minutes=15), sealed=case.sealed)
    found = await tx.alarms.open(alarm)
    if taken is not None:
        assert await tx.alarms.take(found, officer_id=HANH.id, minutes=taken)
    return id


async def test_a_digest_counts_the_units_own_of_the_week_and_never_a_sealed_one(database: Database) -> None:
    async with database.transact() as tx:
        await raised(tx, taken=4)
        await raised(tx)
        await raised(tx, taken=9, at=NOW - timedelta(days=1))
        await raised(tx, taken=2, handler=TINH_LAM_SON)
        await raised(tx, taken=1, sealed=True)
        later = a_case("PA9", urgent=True)
        id = await tx.cases.open(later)
        await tx.alarms.take(await tx.alarms.open(Alarm(0, id, AN_BINH.id, NOW, None)), officer_id=HANH.id, minutes=7)
        await tx.cases.save(replace(later, id=id, sealed=True))
        assert sorted(await tx.alarms.taken(AN_BINH.id, **WEEK), key=str) == [4, None]


async def test_one_open_alarm_a_case_and_a_new_one_ends_it(database: Database) -> None:
    async with database.transact() as tx:
        id = await raised(tx)
        (first,) = await tx.alarms.open_ones()
        second = await tx.alarms.open(Alarm(0, id, AN_BINH.id, NOW, None))
        assert [one.id for one in await tx.alarms.open_ones()] == [second]
        assert not await tx.alarms.go_on(first, step=1, next_at=None)
        assert not await tx.alarms.take(first.id, officer_id=HANH.id, minutes=1)


async def test_what_is_over_is_dropped_in_time_with_whoever_was_rung(database: Database) -> None:
    async with database.transact() as tx:
        await raised(tx, taken=4)
        await raised(tx)
        (taken,) = [row.id for row in await tx.executor.rows(alarms.select().where(alarms.c.over == "nhan"))]
        await tx.alarms.note_rung(taken, 1, [HANH.id])
        assert await tx.alarms.forget(before=TODAY) == 0
        assert await tx.alarms.forget(before=TODAY + timedelta(days=1)) == 1
        assert await tx.executor.rows(alarm_rings.select()) == []
        assert len(await tx.alarms.open_ones()) == 1


async def test_the_moments_of_an_alarm_lie_encrypted(database: Database) -> None:
    async with database.transact() as tx:
        await raised(tx)
        (row,) = await tx.executor.rows(alarms.select())
    assert not [value for value in row if isinstance(value, datetime)]
    assert b"2026" not in row.clock
    assert row.day == TODAY


async def test_a_round_of_the_clock_looks_at_open_ones_alone(database: Database) -> None:
    """By the partial index, which holds nothing else."""
    asked = "SELECT id FROM alarms WHERE over = '' ORDER BY case_id"
    async with database.transact() as tx:
        if tx.executor.postgres:
            await tx.executor.run(text("SET LOCAL enable_seqscan = off"))
            plan = await tx.executor.rows(text(f"EXPLAIN {asked}"))
        else:
            plan = await tx.executor.rows(text(f"EXPLAIN QUERY PLAN {asked}"))
    assert "ix_alarms_open" in str(plan)


@pytest.mark.parametrize("statement", ["open_ones", "of_case"])
async def test_it_is_asked_in_words_that_the_index_understands(database: Database, statement: str) -> None:
    """A bound value in the place of '' would hide from SQLite that the index fits."""
    said: list[str] = []

    class Listening:
        postgres = False

        async def rows(self, asked: object, params: object = None) -> list[object]:
            said.append(str(asked))
            return []

    async with database.reading() as tx:
        tx.alarms._db = Listening()
        await (tx.alarms.open_ones() if statement == "open_ones" else tx.alarms.of_case(1))
    assert "over = ''" in said[0]


async def test_a_case_that_rang_twice_counts_once_with_the_first_time_it_was_taken(database: Database) -> None:
    async with database.transact() as tx:
        id = await raised(tx)
        for minutes in (6, 2):
            again = await tx.alarms.open(Alarm(0, id, AN_BINH.id, NOW, None))
            await tx.alarms.take(again, officer_id=HANH.id, minutes=minutes)
        assert await tx.alarms.taken(AN_BINH.id, **WEEK) == [6]


async def test_one_that_does_not_open_silences_no_other(database: Database) -> None:
    async with database.transact() as tx:
        broken, whole = await raised(tx), await raised(tx, code="PA2")
        await tx.executor.run(alarms.update().where(alarms.c.case_id == broken).values(clock=b"x" * 60))
        assert [one.case_id for one in await tx.alarms.open_ones()] == [whole]
        assert await tx.alarms.of_case(broken) is None
