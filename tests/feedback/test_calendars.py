"""Each unit counts on its own calendar: its rows before those of the units above, these before the common ones."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.case_life import State
from feedback.case_requests import TellResult, TransferCase
from feedback.cases import Case
from feedback.chasing import chase
from feedback.deadlines import Kind
from feedback.explanations import Stage
from feedback.handling import handle_case
from feedback.periods import OFFICE_TIME, WEEKLY, Calendar, DayKind, OfficeDay
from feedback.requests import AnswerCase
from feedback.results import hear_result
from feedback.units import Directory
from storage.maintenance import Database
from storage.transaction import Store
from tests.feedback.test_case_moves import HEAD_OF_HOA_LAC
from tests.feedback.test_deadlines import BEFORE_TET, OVER_TET, SATURDAY_28
from tests.support.casework import LAN, a_told_case, letters_for, link
from tests.support.cast import AN_BINH, DIRECTORY, HANH, HOA_LAC, NOW, SINCE, TINH_LAM_SON, TRAM_Y_TE, TUAN
from tests.support.explaining import an_asked, stands
from tests.support.reviewing import BINH

TWELFTH, SIXTH = date(2026, 2, 12), date(2026, 3, 6)
MONDAY, SATURDAY, TUESDAY = date(2026, 8, 3), date(2026, 8, 8), date(2026, 8, 4)


def own(*days: OfficeDay) -> Directory:
    return replace(OVER_TET, own_days=days)


def row(day: date, unit_id: int = AN_BINH.id, kind: DayKind = DayKind.OFF) -> OfficeDay:
    return OfficeDay(day, kind, unit_id)


def test_eleven_working_days_over_tet_end_on_another_day_in_each_unit() -> None:
    """An Bình makes a Saturday up, Hòa Lạc rests two days more, the health station does as everybody does."""
    town = own(
        row(SATURDAY_28, kind=DayKind.MADE_UP),
        row(date(2026, 2, 23), HOA_LAC.id),
        row(date(2026, 2, 24), HOA_LAC.id),
    )
    ends = {id: town.calendar_of(id).add(TWELFTH, 11) for id in (AN_BINH.id, HOA_LAC.id, TRAM_Y_TE.id)}
    assert ends == {AN_BINH.id: date(2026, 3, 5), HOA_LAC.id: date(2026, 3, 10), TRAM_Y_TE.id: SIXTH}
    due = {id: town.due_by(Kind.ANSWER, BEFORE_TET, unit_id=id) for id in ends}
    assert due == {AN_BINH.id: date(2026, 3, 4), HOA_LAC.id: date(2026, 3, 9), TRAM_Y_TE.id: date(2026, 3, 5)}
    assert [town.calendar_of(id).between(TWELFTH, SIXTH) for id in ends] == [12, 9, 11]


def test_a_swap_of_the_whole_province_is_undone_where_a_unit_says_so() -> None:
    """The province works the Saturday for the Monday; the health station keeps its Monday."""
    province = (row(MONDAY, TINH_LAM_SON.id), row(SATURDAY, TINH_LAM_SON.id, DayKind.MADE_UP))
    town = own(*province, row(MONDAY, TRAM_Y_TE.id, DayKind.MADE_UP), row(SATURDAY, TRAM_Y_TE.id))
    worked = {id: [town.calendar_of(id).works(day) for day in (MONDAY, SATURDAY)] for id in town.units}
    assert worked == {
        TINH_LAM_SON.id: [False, True],
        AN_BINH.id: [False, True],
        HOA_LAC.id: [False, True],
        TRAM_Y_TE.id: [True, False],
    }


def test_a_centre_open_on_saturdays_counts_them_from_the_day_it_said_so_until_it_takes_it_back() -> None:
    until = date(2026, 8, 22)
    town = own(row(SATURDAY, kind=DayKind.WORKED_WEEKLY), row(until, kind=DayKind.OFF_WEEKLY))
    works = town.calendar_of(AN_BINH.id).works
    saturdays = [date(2026, 8, 1), SATURDAY, date(2026, 8, 15), until, date(2026, 8, 29)]
    assert [works(day) for day in saturdays] == [False, True, True, False, False]
    assert not works(date(2026, 8, 9))  # Sunday stays off
    assert town.calendar_of(HOA_LAC.id) == town.calendar


def test_a_single_day_goes_before_what_holds_every_week() -> None:
    town = own(row(SATURDAY, kind=DayKind.WORKED_WEEKLY), row(date(2026, 8, 15)))
    assert [town.calendar_of(AN_BINH.id).works(day) for day in (SATURDAY, date(2026, 8, 15))] == [True, False]


def test_a_unit_that_moves_takes_the_calendar_of_its_new_superior_and_keeps_its_own_rows() -> None:
    other = replace(TINH_LAM_SON, id=9, code="tinh-khac")
    town = own(row(MONDAY, TINH_LAM_SON.id), row(TUESDAY, other.id), row(SATURDAY, kind=DayKind.MADE_UP))
    moved = replace(AN_BINH, parent_id=other.id)
    after = replace(town, units=dict(town.units) | {other.id: other, AN_BINH.id: moved})
    days = (MONDAY, TUESDAY, SATURDAY)
    assert [town.calendar_of(AN_BINH.id).works(day) for day in days] == [False, True, True]
    assert [after.calendar_of(AN_BINH.id).works(day) for day in days] == [True, False, True]


days = st.dates(date(2026, 1, 1), date(2026, 12, 31))
rows = st.lists(st.builds(OfficeDay, days, st.sampled_from(list(DayKind)), st.sampled_from([1, 2, 3])), max_size=30)


@given(rows, days)
def test_the_nearest_row_of_a_day_decides_and_without_rows_nothing_differs(said: list[OfficeDay], day: date) -> None:
    town = own(*said)
    calendar = town.calendar_of(AN_BINH.id)
    if not any(one.unit_id in (1, 2) for one in said):
        assert calendar == town.calendar
    mine = [one for one in said if one.day == day and one.unit_id == 2 and one.kind not in WEEKLY]
    if mine:
        assert calendar.works(day) == (mine[-1].kind is DayKind.MADE_UP)


@given(rows, days)
def test_the_latest_day_is_no_units_earlier(said: list[OfficeDay], day: date) -> None:
    town = own(*(one for one in said if one.kind is not DayKind.OFF_WEEKLY))
    latest = town.latest(day, 2)
    assert all(town.calendar_of(id).add(day, 2) <= latest for id in town.units)


def test_calendars_without_a_unit_stay_what_they_were() -> None:
    assert DIRECTORY.calendar_of(99) == DIRECTORY.calendar == Calendar(DIRECTORY.holidays, frozenset())


# Every clock asks for the calendar of the unit that must act.


async def off(tx: Store, *days: date, unit_id: int = AN_BINH.id, kind: DayKind = DayKind.OFF) -> None:
    for day in days:
        await tx.places.add_holiday(day, name="Nghỉ riêng", kind=kind, unit_id=unit_id)


async def test_the_rows_of_a_unit_are_read_as_they_were_written_and_changed_by_saying_them_again(
    database: Database,
) -> None:
    async with database.transact() as tx:
        await off(tx, MONDAY, SATURDAY)
        await off(tx, SATURDAY, kind=DayKind.MADE_UP)
        await off(tx, SATURDAY, unit_id=HOA_LAC.id)
    async with database.reading() as tx:
        directory = await tx.directory()
        named = [(one.day, one.unit_id, one.name) for one in await tx.places.calendar_rows() if one.unit_id]
    assert directory.own_days == (
        OfficeDay(MONDAY, DayKind.OFF, AN_BINH.id, "Nghỉ riêng"),
        OfficeDay(SATURDAY, DayKind.MADE_UP, AN_BINH.id, "Nghỉ riêng"),
        OfficeDay(SATURDAY, DayKind.OFF, HOA_LAC.id, "Nghỉ riêng"),
    )
    assert len(named) == len(directory.own_days)
    assert (directory.holidays, directory.made_up) == (DIRECTORY.holidays, frozenset())


async def test_a_transfer_gives_the_receiver_its_own_working_days_to_take_it_up(database: Database) -> None:
    async with database.transact() as tx:
        await tx.places.add_officer(BINH)
        await tx.places.add_officer(HEAD_OF_HOA_LAC)
        await off(tx, TUESDAY, unit_id=HOA_LAC.id)
        case = await a_told_case(tx)
        await handle_case(tx, TransferCase(HANH, "PA1", HOA_LAC.id), now=NOW)
        sent = await tx.cases.lock(HEAD_OF_HOA_LAC, "PA1")
    assert sent is not None
    assert (sent.accept_by, sent.due) == (date(2026, 8, 6), case.due)


async def test_what_is_reopened_counts_on_the_calendar_of_whoever_looks_again(database: Database) -> None:
    async with database.transact() as tx:
        await off(tx, TUESDAY)
        case = await a_told_case(tx)
        await handle_case(tx, AnswerCase(HANH, "PA1", "Đã nhắc cán bộ."), now=NOW)
        await hear_result(tx, TellResult(solved=False, code="PA1"), chat=LAN, now=NOW)
        again = await tx.cases.lock(HANH, "PA1")
    assert again is not None
    assert (case.due, again.due, again.accept_by) == (date(2026, 8, 17), date(2026, 8, 18), date(2026, 8, 6))


async def told_on(database: Database, day: date, who: str = "hanh") -> int:
    at = datetime.combine(day, NOW.time(), OFFICE_TIME)
    await chase(database, now=at)
    return len(await letters_for(database, who, at=at))


@pytest.mark.parametrize("rests", [True, False])
async def test_nobody_is_reminded_on_their_own_day_off(database: Database, rests: bool) -> None:
    late = date(2026, 8, 10)
    async with database.transact() as tx:
        await link(tx, HANH)
        await a_told_case(tx, due=date(2026, 8, 7))
        if rests:
            await off(tx, late)
    assert await told_on(database, late) == (not rests)
    assert await told_on(database, date(2026, 8, 11)) == 1


async def test_a_reminder_comes_in_time_before_days_off_of_one_unit(database: Database) -> None:
    """Two working days before the 17th are the 12th where the 13th and 14th are off."""
    async with database.transact() as tx:
        await link(tx, HANH)
        await a_told_case(tx, state=State.ACCEPTED)  # nothing but its last day calls for a reminder
        await off(tx, date(2026, 8, 13), date(2026, 8, 14))
    assert await told_on(database, TUESDAY) == 0
    assert await told_on(database, date(2026, 8, 12)) == 1


async def test_a_transfer_on_the_receivers_day_off_is_told_when_it_opens(database: Database) -> None:
    async with database.transact() as tx:
        await tx.places.add_officer(BINH)
        await tx.places.add_officer(HEAD_OF_HOA_LAC)
        await link(tx, HEAD_OF_HOA_LAC)
        await off(tx, MONDAY, unit_id=HOA_LAC.id)
        await a_told_case(tx)
        await handle_case(tx, TransferCase(HANH, "PA1", HOA_LAC.id), now=NOW)
    assert await letters_for(database, "phuc", at=NOW) == []
    assert len(await letters_for(database, "phuc", at=NOW + timedelta(days=1))) == 1


async def test_an_explanation_is_due_and_lapses_on_the_calendar_of_the_officers_unit(database: Database) -> None:
    async with database.transact() as tx:
        await off(tx, TUESDAY, date(2026, 8, 10))
        case = await an_asked(tx, TUAN)
    await told_on(database, date(2026, 8, 7))  # the third working day
    assert (await stands(database, case))[1] == [Stage.ASKED]
    await told_on(database, date(2026, 8, 10))
    assert (await stands(database, case))[1] == [Stage.ASKED]
    await told_on(database, date(2026, 8, 11))
    assert (await stands(database, case))[1] == [Stage.LAPSED]


async def test_a_moved_unit_keeps_what_it_promised_and_counts_anew_from_then_on(database: Database) -> None:
    async with database.transact() as tx:
        other = await tx.places.add_unit(replace(TINH_LAM_SON, code="tinh-khac"), since=SINCE)
        await off(tx, TUESDAY, unit_id=other)
        await a_told_case(tx)
        await tx.places.put_unit(replace(AN_BINH, parent_id=other), since=SINCE)
        before = await standing(tx)
        await handle_case(tx, AnswerCase(HANH, "PA1", "Đã nhắc cán bộ."), now=NOW)
        await hear_result(tx, TellResult(solved=False, code="PA1"), chat=LAN, now=NOW)
        after = await standing(tx)
    assert (before.due, after.due, after.state) == (date(2026, 8, 17), date(2026, 8, 18), State.NEW)


async def standing(tx: Store) -> Case:
    case = await tx.cases.lock(HANH, "PA1")
    assert case is not None
    return case
