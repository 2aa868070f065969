"""The whole table of moves, the day an answer is due, and who may handle what."""

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from feedback.cases import MOVES, State, due_date, may_handle
from feedback.errors import CaseClosed
from tests.support.builders import a_case
from tests.support.cast import AN_BINH, DUNG, HANH, HOA_LAC, HOLIDAYS, KHOA, MAI, NOW, THAO, TINH_LAM_SON

VERBS = {
    State.ACCEPTED: lambda case: case.accept(),
    State.ANSWERED: lambda case: case.reply("Trung tâm xin lỗi Ông/Bà.", at=NOW),
    State.WITHDRAWN: lambda case: case.withdraw(),
}


@pytest.mark.parametrize(("state", "to"), [*product(State, VERBS)])
def test_every_move_is_either_in_the_table_or_refused(state: State, to: State) -> None:
    case = a_case(state=state)
    if to in MOVES[state]:
        assert VERBS[to](case).state is to
    else:
        with pytest.raises(CaseClosed):
            VERBS[to](case)


def test_an_answer_keeps_its_words_and_its_time() -> None:
    answered = a_case().reply("Đã sửa ghế.", at=NOW)
    assert (answered.answer, answered.answered_at) == ("Đã sửa ghế.", NOW)


def test_the_answer_is_due_on_the_tenth_working_day_past_holidays() -> None:
    assert due_date(NOW, HOLIDAYS) == date(2026, 8, 17)
    assert due_date(NOW.replace(day=24), HOLIDAYS) == date(2026, 9, 9)


def test_only_waiting_cases_are_late() -> None:
    case = a_case(due=date(2026, 8, 1))
    assert case.is_late(date(2026, 8, 2))
    assert not case.is_late(date(2026, 8, 1))
    assert not replace(case, state=State.ANSWERED).is_late(date(2026, 9, 1))


def test_the_head_handles_the_cases_of_the_unit_and_nobody_elses() -> None:
    assert may_handle(HANH, a_case(about=AN_BINH))
    assert not may_handle(HANH, a_case(about=HOA_LAC, handler=HOA_LAC))


@pytest.mark.parametrize("officer", [MAI, THAO, KHOA])
def test_other_roles_handle_nothing(officer: object) -> None:
    assert not may_handle(officer, a_case(about=TINH_LAM_SON, handler=TINH_LAM_SON))  # type: ignore[arg-type]


def test_a_sealed_case_is_the_superiors_alone() -> None:
    sealed = a_case(about=AN_BINH, handler=TINH_LAM_SON, sealed=True)
    assert may_handle(DUNG, sealed)
    assert not may_handle(HANH, sealed)


def test_a_sealed_case_that_was_routed_home_by_mistake_is_seen_by_nobody() -> None:
    assert not may_handle(HANH, a_case(about=AN_BINH, handler=AN_BINH, sealed=True))


def test_a_case_without_a_handler_is_seen_by_nobody() -> None:
    assert not any(may_handle(officer, a_case(handler=None)) for officer in (HANH, DUNG, THAO))


def test_who_left_the_service_handles_nothing() -> None:
    assert not may_handle(replace(HANH, active=False), a_case())
