"""Which reminder a case wants on which day: one at a time, each once, and none at night."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from feedback.case_life import WAITING, State
from feedback.periods import OFFICE_TIME, Calendar
from feedback.reminders import Chase, may_ring, reminder, rings_at
from tests.support.builders import a_case
from tests.support.cast import HOA_LAC, NOW

CALENDAR = Calendar({date(2026, 9, 1), date(2026, 9, 2)})
CASE = a_case("PA1")  # filed on Monday 3 August: to be taken up by the 5th, to be answered by Monday the 17th
TAKEN = replace(CASE, state=State.ACCEPTED)


def kind(case: object, day: int, *, alone: bool = False, month: int = 8) -> Chase | None:
    found = reminder(case, today=date(2026, month, day), calendar=CALENDAR, alone=alone)  # type: ignore[arg-type]
    return found.kind if found else None


@pytest.mark.parametrize(
    ("day", "wanted"),
    [(3, None), (5, None), (6, Chase.UNTAKEN), (12, Chase.UNTAKEN), (13, Chase.SOON), (17, Chase.SOON)],
)
def test_a_case_that_nobody_took_up_is_told_from_the_third_day_and_then_as_due_soon(day: int, wanted: object) -> None:
    assert kind(CASE, day) is wanted


@pytest.mark.parametrize(("day", "wanted"), [(6, None), (12, None), (13, Chase.SOON), (17, Chase.SOON)])
def test_one_that_was_taken_up_is_told_two_working_days_before(day: int, wanted: object) -> None:
    assert kind(TAKEN, day) is wanted


def test_it_is_overdue_from_the_next_working_day_on_and_told_again_every_fifth() -> None:
    marks, case = {}, TAKEN
    for n in range(1, 16):
        day = date(2026, 8, 17) + timedelta(days=n)
        found = reminder(case, today=day, calendar=CALENDAR, alone=False)
        assert found is not None
        case = replace(case, chased=found.mark)
        marks.setdefault(found.mark, (day.day, found.days, found.first))
    late = [told for mark, told in marks.items() if mark.startswith(Chase.LATE)]
    assert late == [(18, 1, True), (25, 6, False)]


def test_on_the_weekend_behind_its_last_day_it_is_overdue_as_the_list_says_and_no_working_day_is_counted() -> None:
    friday = replace(TAKEN, due=date(2026, 8, 14))
    assert not friday.is_late(date(2026, 8, 14))
    assert kind(friday, 14) is Chase.SOON
    told = [reminder(friday, today=date(2026, 8, day), calendar=CALENDAR, alone=False) for day in (15, 16, 17)]
    assert friday.is_late(date(2026, 8, 15))
    assert [(one.words, one.days) for one in told if one] == [("vua-qua-han", 0), ("vua-qua-han", 0), ("qua-han", 1)]
    assert len({one.mark for one in told if one}) == 1


def test_after_an_outage_only_what_holds_today_is_told() -> None:
    found = reminder(CASE, today=date(2026, 12, 1), calendar=CALENDAR, alone=False)
    assert found is not None
    assert (found.kind, found.first) == (Chase.LATE, True)


def test_where_nobody_handles_cases_it_is_told_at_once() -> None:
    assert kind(CASE, 3, alone=True) is Chase.ALONE
    assert kind(CASE, 3) is None


@pytest.mark.parametrize("state", State)
def test_only_what_waits_is_chased(state: State) -> None:
    case = replace(CASE, state=state)
    assert (kind(case, 30, month=12) is Chase.LATE) == (state in WAITING)


def test_a_transfer_and_a_reopening_are_reminders_of_their_own() -> None:
    marks = set()
    for case in (CASE, replace(CASE, handler_unit_id=HOA_LAC.id), replace(CASE, due=date(2026, 8, 14))):
        found = reminder(case, today=date(2026, 8, 13), calendar=CALENDAR, alone=False)
        assert found is not None
        marks.add(found.mark)
    assert len(marks) == 3


@pytest.mark.parametrize(
    ("day", "hour", "minute", "rings"),
    [
        (3, 6, 59, False),
        (3, 7, 0, True),
        (3, 18, 59, True),
        (3, 19, 0, False),
        (8, 10, 0, False),  # a Saturday
        (9, 10, 0, False),
    ],
)
def test_nobody_is_reminded_at_night_or_on_a_day_off_unless_it_is_urgent(
    day: int, hour: int, minute: int, rings: bool
) -> None:
    at = datetime(2026, 8, day, hour, minute, tzinfo=OFFICE_TIME)
    assert may_ring(CASE, at, CALENDAR) == rings
    assert may_ring(replace(CASE, urgent=True), at, CALENDAR)


@pytest.mark.parametrize(
    ("told", "rings"),
    [
        ("2026-08-03T06:59", "2026-08-03T07:00"),
        ("2026-08-03T09:30", "2026-08-03T09:30"),
        ("2026-08-03T19:00", "2026-08-04T07:00"),
        ("2026-08-07T20:00", "2026-08-10T07:00"),  # Friday evening
        ("2026-08-08T06:00", "2026-08-10T07:00"),
        ("2026-08-31T23:00", "2026-09-03T07:00"),  # before Quốc khánh
    ],
)
def test_what_happens_at_night_is_told_when_the_office_opens_next(told: str, rings: str) -> None:
    at = datetime.fromisoformat(f"{told}+07:00")
    assert rings_at(CASE, at, CALENDAR) == datetime.fromisoformat(f"{rings}+07:00")
    assert rings_at(replace(CASE, urgent=True), at, CALENDAR) == at


def test_the_clock_of_the_office_is_asked_not_greenwich() -> None:
    assert may_ring(CASE, NOW, CALENDAR)
    assert not may_ring(CASE, datetime.fromisoformat("2026-08-03T12:00:00+00:00"), CALENDAR)
