"""A recommendation: fifteen days of the calendar, one answer, and what the board notes of it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.deadlines import Deadline, Kind
from feedback.errors import RecommendationSettled
from feedback.people import Role
from feedback.recommendations import (
    Chase,
    Recommendation,
    Stage,
    answerers,
    due_on,
    is_of_board,
    may_answer,
    may_read,
    overseers,
)
from feedback.units import Directory
from tests.support.cast import AN_BINH, DIRECTORY, DUNG, HANH, HOA_LAC, NOW, OFFICERS, THAO, TUAN, UNITS
from tests.support.watching import THANH

MEMBER = replace(THANH, id=20)
TOWN = Directory.of(units=UNITS, officers=(*OFFICERS, MEMBER))
SENT = Recommendation("N1", AN_BINH.id, AN_BINH.id, MEMBER.id, "Đề nghị thêm người trực.", NOW, date(2026, 8, 18))
AT = NOW + timedelta(days=1)


def test_the_last_day_is_the_fifteenth_after_it_was_sent_not_counting_the_first() -> None:
    assert due_on(date(2026, 8, 3), unit_id=AN_BINH.id, directory=DIRECTORY) == date(2026, 8, 18)


@pytest.mark.parametrize(
    ("sent", "due"),
    [
        (date(2026, 8, 7), date(2026, 8, 24)),  # a Saturday
        (date(2026, 8, 8), date(2026, 8, 24)),  # a Sunday
        (date(2026, 8, 18), date(2026, 9, 3)),  # Quốc khánh
        (date(2026, 8, 17), date(2026, 9, 3)),  # the day beside it
    ],
)
def test_an_end_on_a_day_off_moves_to_the_next_working_day(sent: date, due: date) -> None:
    assert due_on(sent, unit_id=AN_BINH.id, directory=DIRECTORY) == due


def test_a_saturday_worked_instead_is_a_last_day_like_any_other() -> None:
    swapped = replace(DIRECTORY, made_up=frozenset({date(2026, 8, 22)}))
    assert due_on(date(2026, 8, 7), unit_id=AN_BINH.id, directory=swapped) == date(2026, 8, 22)


@settings(deadline=None)  # days are counted one by one, and a busy machine is slow
@given(st.dates(date(2023, 7, 1), date(2030, 1, 1)))
def test_it_is_never_less_than_the_law_gives_and_always_a_working_day(sent: date) -> None:
    due = due_on(sent, unit_id=AN_BINH.id, directory=DIRECTORY)
    assert timedelta(15) <= due - sent <= timedelta(19)
    assert DIRECTORY.calendar.works(due)


def test_an_office_may_have_a_shorter_time_of_its_own() -> None:
    own = Deadline(Kind.RECOMMENDATION, 7, date(2026, 1, 1), unit_id=AN_BINH.id)
    town = replace(DIRECTORY, deadlines=(*DIRECTORY.deadlines, own))
    assert due_on(date(2026, 8, 3), unit_id=AN_BINH.id, directory=town) == date(2026, 8, 10)
    assert due_on(date(2026, 8, 3), unit_id=HOA_LAC.id, directory=town) == date(2026, 8, 18)


def test_it_is_answered_once() -> None:
    answered = SENT.reply("Sẽ làm.", accepts=True, by=HANH.id, at=AT)
    assert answered.stage is Stage.ACCEPTED
    for accepts in (True, False):
        with pytest.raises(RecommendationSettled):
            answered.reply("Không.", accepts=accepts, by=HANH.id, at=AT)


def test_what_was_accepted_is_noted_as_not_carried_out_and_later_as_carried_out() -> None:
    accepted = SENT.reply("Sẽ làm.", accepts=True, by=HANH.id, at=AT)
    undone = accepted.note(done=False, at=AT)
    done = undone.note(done=True, at=AT)
    assert (undone.stage, done.stage) == (Stage.UNDONE, Stage.DONE)
    for one, so in ((SENT, True), (undone, False), (done, True), (done, False)):
        with pytest.raises(RecommendationSettled):
            one.note(done=so, at=AT)


def test_what_was_declined_is_not_noted() -> None:
    with pytest.raises(RecommendationSettled):
        SENT.reply("Không.", accepts=False, by=HANH.id, at=AT).note(done=True, at=AT)


def test_it_is_chased_three_days_ahead_and_once_more_when_it_is_overdue() -> None:
    told, one = [], SENT
    for day in range(3, 31):
        if wanted := one.chase(date(2026, 8, day)):
            told.append((day, wanted))
            one = replace(one, chased=wanted.value)
    assert told == [(15, Chase.SOON), (19, Chase.LATE)]


def test_after_an_outage_only_what_holds_is_told() -> None:
    assert SENT.chase(date(2026, 9, 1)) is Chase.LATE
    assert SENT.reply("Sẽ làm.", accepts=True, by=HANH.id, at=AT).chase(date(2026, 9, 1)) is None


def test_the_head_answers_and_the_unit_above_hears_only_of_what_is_overdue() -> None:
    in_time, late = SENT.due, SENT.due + timedelta(days=1)
    assert answerers(AN_BINH.id, TOWN) == (HANH,)
    assert overseers(AN_BINH.id, TOWN) == (DUNG,)
    assert may_answer(HANH, SENT, TOWN)
    assert not may_answer(DUNG, SENT, TOWN)
    assert not may_read(DUNG, SENT, TOWN, today=in_time)
    assert may_read(DUNG, SENT, TOWN, today=late)
    for one in (TUAN, THAO, replace(MEMBER, unit_id=HOA_LAC.id), replace(HANH, active=False)):
        assert not may_read(one, SENT, TOWN, today=late)


def test_where_the_seat_is_vacant_the_unit_above_answers() -> None:
    vacant = Directory.of(units=UNITS, officers=(DUNG, MEMBER))
    assert answerers(AN_BINH.id, vacant) == (DUNG,)
    assert overseers(AN_BINH.id, vacant) == ()
    assert may_answer(DUNG, SENT, vacant)


def test_only_members_of_that_board_are_of_it() -> None:
    assert is_of_board(MEMBER, SENT)
    assert not is_of_board(replace(MEMBER, role=Role.HEAD), SENT)
    assert not is_of_board(replace(MEMBER, active=False), SENT)
