"""Which deadline holds for a case, and which day it ends on: over Tết, over a swapped Saturday, under an older rule."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.deadlines import LAW, Deadline, Kind, days_allowed
from feedback.periods import OFFICE_TIME, Calendar
from tests.support.cast import AN_BINH, DIRECTORY, HOA_LAC, NOW

TET = frozenset(date(2026, 2, 14) + timedelta(days=n) for n in range(9))
"""14 to 22 February 2026, as the year's notice has it."""

SATURDAY_28 = date(2026, 2, 28)
OVER_TET = replace(DIRECTORY, holidays=TET)
BEFORE_TET = datetime(2026, 2, 12, 15, 30, tzinfo=OFFICE_TIME)


def test_the_answer_is_due_on_the_tenth_working_day_past_holidays() -> None:
    assert DIRECTORY.due_by(Kind.ANSWER, NOW, unit_id=AN_BINH.id) == date(2026, 8, 17)
    assert DIRECTORY.due_by(Kind.ANSWER, NOW.replace(day=24), unit_id=AN_BINH.id) == date(2026, 9, 9)
    assert DIRECTORY.due_by(Kind.ACCEPT, NOW, unit_id=AN_BINH.id) == date(2026, 8, 5)


def test_over_tet_ten_working_days_are_three_weeks() -> None:
    assert OVER_TET.due_by(Kind.ANSWER, BEFORE_TET, unit_id=AN_BINH.id) == date(2026, 3, 5)
    assert OVER_TET.due_by(Kind.ACCEPT, BEFORE_TET, unit_id=AN_BINH.id) == date(2026, 2, 23)
    assert OVER_TET.calendar.between(date(2026, 2, 12), date(2026, 3, 6)) == 11


def test_a_swapped_saturday_is_a_working_day() -> None:
    swapped = replace(OVER_TET, made_up=frozenset({SATURDAY_28}))
    assert swapped.due_by(Kind.ANSWER, BEFORE_TET, unit_id=AN_BINH.id) == date(2026, 3, 4)
    assert swapped.calendar.works(SATURDAY_28)
    assert not OVER_TET.calendar.works(SATURDAY_28)


def test_words_filed_at_night_by_the_offices_clock_count_from_that_day() -> None:
    late = datetime(2026, 8, 3, 23, 59, tzinfo=OFFICE_TIME)
    assert DIRECTORY.due_by(Kind.ACCEPT, late, unit_id=AN_BINH.id) == date(2026, 8, 5)


RULES = (
    *LAW,
    Deadline(Kind.ANSWER, 7, date(2026, 7, 1)),
    Deadline(Kind.ANSWER, 15, date(2026, 1, 1), unit_id=HOA_LAC.id),
    Deadline(Kind.ANSWER, 5, date(2027, 1, 1)),
)


@pytest.mark.parametrize(
    ("filed_on", "unit_id", "days"),
    [
        (date(2026, 6, 30), AN_BINH.id, 10),
        (date(2026, 7, 1), AN_BINH.id, 7),
        (date(2026, 12, 31), AN_BINH.id, 7),
        (date(2027, 1, 1), AN_BINH.id, 5),
        (date(2025, 12, 31), HOA_LAC.id, 10),
        (date(2026, 7, 1), HOA_LAC.id, 15),
        (date(2001, 1, 1), HOA_LAC.id, 10),
    ],
)
def test_the_deadline_valid_on_the_day_of_filing_holds_and_a_units_own_goes_first(
    filed_on: date, unit_id: int, days: int
) -> None:
    assert days_allowed(Kind.ANSWER, filed_on, unit_id=unit_id, deadlines=RULES) == days


def test_a_new_rule_never_shortens_what_was_filed_before_it() -> None:
    stricter = replace(DIRECTORY, deadlines=RULES)
    filed = datetime(2026, 6, 29, 9, tzinfo=OFFICE_TIME)
    assert stricter.due_by(Kind.ANSWER, NOW, unit_id=AN_BINH.id, filed_at=filed) == date(2026, 8, 17)


def test_without_any_row_the_law_holds() -> None:
    bare = replace(DIRECTORY, deadlines=())
    assert bare.due_by(Kind.ANSWER, NOW, unit_id=AN_BINH.id) == date(2026, 8, 17)


days = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@given(days, st.integers(-30, 30), st.frozensets(days, max_size=40), st.frozensets(days, max_size=10))
def test_so_many_days_on_lie_so_many_working_days_between(
    day: date, count: int, off: frozenset[date], made_up: frozenset[date]
) -> None:
    calendar = Calendar(off, made_up)
    end = calendar.add(day, count)
    if count:
        assert calendar.works(end)
    if count > 0:
        assert calendar.between(day, end) == count
