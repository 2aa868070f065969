"""Whoever takes an alarm ends it for everybody, and of two one wins."""

import asyncio
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from feedback.alarming import raise_alarm, take_alarm
from feedback.case_life import State
from feedback.case_moves import move_case, transfer_case
from feedback.case_requests import TellResult, TransferCase
from feedback.cases import Case
from feedback.duty_requests import AlarmTaken, SeveralAlarms, TakeAlarm
from feedback.errors import AlarmGone
from feedback.handling import read_case
from feedback.people import Officer
from feedback.results import hear_result
from storage.maintenance import Database
from storage.tables import alarms, case_events, outbox
from tests.support.alarming import (
    NIGHT,
    TAKEN,
    add,
    after,
    gone_out,
    heard,
    opened,
    replicas,
    rings,
)
from tests.support.casework import LAN, a_told_case
from tests.support.cast import (
    DUNG,
    HANH,
    HOA_LAC,
)
from tests.support.reviewing import BINH


async def test_taken_by_the_button_nobody_else_is_rung_and_the_others_hear_it_once(database: Database) -> None:
    await add(database, BINH)
    await opened(database, HANH, BINH, DUNG)
    await gone_out(database, "binh")
    async with database.transact() as tx:
        assert await take_alarm(tx, TakeAlarm(HANH, "PA1"), now=after(4)) == AlarmTaken("PA1", HANH.id, may_open=True)
    async with database.transact() as tx:
        assert await take_alarm(tx, TakeAlarm(BINH), now=after(5)) == AlarmTaken("PA1", HANH.id, may_open=True)
    assert await rings(database, 15, 30, 99) == [0, 0, 0]
    assert (await heard(database, "binh"), await heard(database, "dung")) == ([TAKEN], [])


async def test_a_ring_that_still_waits_is_taken_back_and_its_reader_hears_nothing(database: Database) -> None:
    await add(database, BINH)
    await opened(database, HANH, BINH)
    async with database.transact() as tx:
        await take_alarm(tx, TakeAlarm(HANH), now=after(1))
    assert (await heard(database, "binh"), await heard(database, "hanh")) == ([], [])


@pytest.mark.parametrize("how", ["opens", "accepts"])
async def test_opening_or_accepting_the_case_takes_it_too(database: Database, how: str) -> None:
    await add(database, BINH)
    await opened(database, HANH, BINH, DUNG)
    await gone_out(database, "binh")
    async with database.transact() as tx:
        if how == "opens":
            await read_case(tx, HANH, "PA1", now=after(3))
        else:
            await move_case(tx, HANH, "PA1", Case.accept, now=after(3))
    assert await rings(database, 15) == [0]
    assert await heard(database, "binh") == [TAKEN]
    async with database.reading() as tx:
        (row,) = await tx.executor.rows(alarms.select())
        assert (row.taken_by, row.minutes, row.over) == (HANH.id, 3, "nhan")


async def test_a_superior_takes_it_and_may_not_read_it(database: Database) -> None:
    await opened(database, HANH, DUNG)
    await rings(database, 15)
    async with database.transact() as tx:
        assert await take_alarm(tx, TakeAlarm(DUNG, "PA1"), now=after(16)) == AlarmTaken("PA1", DUNG.id)
    assert await rings(database, 30, 60) == [0, 0]


async def test_whom_nothing_rang_takes_nothing(database: Database) -> None:
    await opened(database, HANH, DUNG)
    for code in ("", "PA1", "PA9"):
        with pytest.raises(AlarmGone):
            async with database.transact() as tx:
                await take_alarm(tx, TakeAlarm(DUNG, code), now=after(1))


async def test_several_are_told_apart_by_their_codes(database: Database) -> None:
    await opened(database, HANH)
    async with database.transact() as tx:
        other = await a_told_case(tx, "PA2", urgent=True, receipt="4821093755162055", at=NIGHT)
        await raise_alarm(tx, other, now=NIGHT)
        assert await take_alarm(tx, TakeAlarm(HANH), now=after(1)) == SeveralAlarms(("PA1", "PA2"))
        taken = await take_alarm(tx, TakeAlarm(HANH, "PA2"), now=after(1))
        assert taken == AlarmTaken("PA2", HANH.id, may_open=True)


async def test_a_transfer_ends_the_first_alarm_and_rings_the_receiver(database: Database) -> None:
    head = replace(BINH, code="ngan", name="Cao Thị Ngân", unit_id=HOA_LAC.id)
    await add(database, head)
    await opened(database, HANH, DUNG, head)
    async with database.transact() as tx:
        await transfer_case(tx, TransferCase(HANH, "PA1", HOA_LAC.id), now=after(5))
    assert [one[:24] for one in await heard(database, "ngan")] == ["KHẨN: phản ánh PA1 (TTPV"]
    assert await rings(database, 19, 20) == [0, 1]
    assert "Hòa Lạc" in (await heard(database, "dung"))[0]


async def test_brought_back_it_rings_anew_and_its_moment_is_kept_nowhere(database: Database) -> None:
    """The moment would tell which chat wrote then."""
    await opened(database, HANH, DUNG, state=State.ANSWERED, answer="Xong.", reopen_until=date(2026, 8, 20))
    async with database.transact() as tx:
        await tx.alarms.end((await tx.alarms.open_ones())[0].id)
    await gone_out(database, "hanh")
    at = after(61.7)
    async with database.transact() as tx:
        await hear_result(tx, TellResult(False, code="PA1"), chat=LAN, now=at)
    assert len(await heard(database, "hanh")) == 1
    async with database.reading() as tx:
        written = [*await tx.executor.rows(outbox.select()), *await tx.executor.rows(case_events.select())]
    async with database.transact() as tx:
        await read_case(tx, HANH, "PA1", now=after(70))
    async with database.reading() as tx:
        row = (await tx.executor.rows(alarms.select().order_by(alarms.c.id)))[-1]
    assert (row.by_citizen, row.minutes, row.taken_by) == (True, None, HANH.id)
    moments = [value for one in (row, *written) for value in one if isinstance(value, datetime)]
    assert not any(abs(value - at) < timedelta(minutes=9) for value in moments)


async def test_two_who_take_it_at_once_one_wins_and_the_other_is_told(database: Database, database_url: str) -> None:
    await add(database, BINH)
    await opened(database, HANH, BINH)

    async def takes(one: Database, officer: Officer) -> AlarmTaken:
        async with one.transact() as tx:
            found = await take_alarm(tx, TakeAlarm(officer), now=after(2))
            assert isinstance(found, AlarmTaken)
            return found

    async with replicas(database, database_url) as (first, second):
        told = await asyncio.gather(takes(first, HANH), takes(second, BINH))
    assert told[0].by_id == told[1].by_id


@pytest.mark.parametrize("everybody", [True, False])
async def test_what_was_withdrawn_ends_though_everybody_was_rung(database: Database, *, everybody: bool) -> None:
    await opened(database, HANH)
    if everybody:
        await rings(database, 15, 30)
    async with database.transact() as tx:
        await tx.feedback.erase_chat(LAN, at=after(40))
    with pytest.raises(AlarmGone):
        async with database.transact() as tx:
            await take_alarm(tx, TakeAlarm(HANH), now=after(41))
    assert await rings(database, 45) == [0]
    assert await heard(database, "hanh") == []
    async with database.reading() as tx:
        assert await tx.alarms.open_ones() == []
