"""The table of moves: every state by every move and every one who might try it, and what must come with it."""

from datetime import date
from itertools import product

import pytest

from feedback.case_life import EVENT_OF, MOVES, WAITING, By, Need, Result, State, move, onward
from feedback.cases import Case
from feedback.errors import CaseClosed, TooLate
from tests.support.builders import a_case
from tests.support.cast import NOW, TINH_LAM_SON

TODAY = NOW.date()
LATER = date(2026, 8, 17)

TRIED = {
    (State.ACCEPTED, By.HANDLER): Case.accept,
    (State.VERIFYING, By.HANDLER): Case.verify,
    (State.EXPLAINING, By.HANDLER): Case.ask_to_explain,
    (State.TRANSFERRED, By.HANDLER): lambda case: case.transfer(TINH_LAM_SON, accept_by=LATER),
    (State.REFUSED, By.HANDLER): lambda case: case.refuse("Không thuộc thẩm quyền.", at=NOW),
    (State.ANSWERED, By.HANDLER): lambda case: case.reply("Trung tâm xin lỗi Ông/Bà.", at=NOW, until=LATER),
    (State.CLOSED, By.HANDLER): lambda case: case.close(at=NOW),
    (State.VERIFYING, By.REVIEWER): Case.inspect,
    (State.TRANSFERRED, By.REVIEWER): lambda case: case.seal(TINH_LAM_SON.id, (), accept_by=LATER),
    (State.REFUSED, By.REVIEWER): lambda case: case.show_the_road("Đây là khiếu nại.", at=NOW, until=LATER),
    (State.CLOSED, By.REVIEWER): lambda case: case.conclude("Đã chuyển Thanh tra tỉnh.", at=NOW),
    (State.NEW, By.CITIZEN): lambda case: case.reopen(today=TODAY, due=LATER, accept_by=LATER),
}
"""Every move that is one row of the table and nothing else, by where it leads and who makes it. An erasure withdraws
many at once: tests/storage/test_feedback_box.py."""

ALLOWED = {
    State.ACCEPTED: "moi-gui da-chuyen",
    State.VERIFYING: "da-tiep-nhan yeu-cau-giai-trinh",
    State.EXPLAINING: "dang-xac-minh",
    State.TRANSFERRED: "moi-gui da-tiep-nhan dang-xac-minh da-chuyen",
    State.REFUSED: "moi-gui da-chuyen",
    State.ANSWERED: "moi-gui da-tiep-nhan dang-xac-minh da-chuyen yeu-cau-giai-trinh",
    State.CLOSED: "da-tra-loi",
    State.NEW: "da-tra-loi dong khong-thu-ly",
}
"""Written out a second time, from where each may be tried: a slip in the table is then seen."""

WAITS = "moi-gui da-tiep-nhan dang-xac-minh da-chuyen yeu-cau-giai-trinh"
REVIEWED = {
    State.VERIFYING: "moi-gui da-tiep-nhan dang-xac-minh da-chuyen",
    State.TRANSFERRED: WAITS,
    State.REFUSED: WAITS,
    State.CLOSED: WAITS,
}
"""The same for whoever reviews it."""


def standing(state: State) -> Case:
    return a_case(state=state, reopen_until=LATER)


@pytest.mark.parametrize(("state", "tried"), [*product(State, TRIED)])
def test_every_move_leads_on_from_where_it_may_and_is_refused_everywhere_else(
    state: State, tried: tuple[State, By]
) -> None:
    to, by = tried
    allowed = state.value in (REVIEWED if by is By.REVIEWER else ALLOWED)[to].split()
    assert (move(state, to, by) is not None) == allowed
    assert (to in onward(state, by)) == allowed
    if allowed:
        assert TRIED[tried](standing(state)).state is to
    else:
        with pytest.raises((CaseClosed, TooLate)):
            TRIED[tried](standing(state))


@pytest.mark.parametrize(("state", "to", "by"), [*product(State, State, By)])
def test_nobody_makes_a_move_that_is_somebody_elses(state: State, to: State, by: By) -> None:
    ends = {(State.CLOSED, By.CITIZEN), (State.CLOSED, By.CLOCK), (State.WITHDRAWN, By.CITIZEN)}
    known = {(to, by) for to, by in TRIED} | ends
    if move(state, to, by):
        assert (to, by) in known | {(State.VERIFYING, By.OFFICER), (State.VERIFYING, By.CLOCK)}


@pytest.mark.parametrize(("state", "by"), [*product(State, (By.OFFICER, By.CLOCK))])
def test_an_explanation_moves_only_a_case_that_waits_for_it(state: State, by: By) -> None:
    told = standing(state).explained(by)
    assert told.state is (State.VERIFYING if state is State.EXPLAINING else state)


@pytest.mark.parametrize("state", State)
def test_only_an_answered_case_ends_by_the_citizens_word_or_by_silence(state: State) -> None:
    for ends in (lambda case: case.solved(at=NOW, today=TODAY), lambda case: case.silence(at=NOW)):
        if state in (State.ANSWERED, State.CLOSED):
            assert ends(standing(state)).state is State.CLOSED
        else:
            with pytest.raises(CaseClosed):
                ends(standing(state))


def test_what_a_move_needs_is_asked_for() -> None:
    needs = {row.to: row.need for row in MOVES if row.need and row.by is not By.REVIEWER}
    assert needs == {State.TRANSFERRED: Need.UNIT, State.REFUSED: Need.REASON, State.ANSWERED: Need.ANSWER}
    for nothing_said in (
        lambda: a_case().refuse("", at=NOW),
        lambda: a_case().conclude("", at=NOW),
        lambda: a_case().show_the_road("", at=NOW, until=LATER),
    ):
        with pytest.raises(CaseClosed):
            nothing_said()
    with pytest.raises(CaseClosed):
        a_case().reply("", at=NOW)


def test_every_state_can_be_reached_and_is_written_down_in_the_timeline() -> None:
    assert {row.to for row in MOVES} == set(State) == set(EVENT_OF)
    assert {source for row in MOVES for source in row.sources} == set(State) - {State.WITHDRAWN}


def test_a_citizen_waits_exactly_where_an_answer_may_still_come() -> None:
    assert {state for state in State if State.ANSWERED in onward(state, By.HANDLER)} == WAITING


def test_the_first_reading_counts_and_no_later_one() -> None:
    read = a_case().open(at=NOW)
    assert read.opened_at == NOW
    assert read.open(at=NOW.replace(hour=9)) is read


def test_a_reopened_case_gets_a_fresh_deadline_and_a_fresh_look() -> None:
    told = a_case(due=date(2026, 8, 5)).open(at=NOW).reply("Đã nhắc cán bộ.", at=NOW, until=LATER)
    again = told.reopen(today=LATER, due=date(2026, 8, 31), accept_by=date(2026, 8, 19))
    assert (again.state, again.due, again.accept_by) == (State.NEW, date(2026, 8, 31), date(2026, 8, 19))
    assert (again.opened_at, again.reopened, again.filed_at) == (None, 1, told.filed_at)


def test_what_was_taken_up_or_came_back_is_answered_and_never_refused() -> None:
    refused = a_case().refuse("Không thuộc thẩm quyền.", at=NOW, until=LATER)
    assert not a_case().accept().may_be_refused
    again = refused.contest(TINH_LAM_SON.id, today=LATER, due=LATER, accept_by=LATER)
    assert (again.state, again.handler_unit_id, again.reason) == (State.NEW, TINH_LAM_SON.id, refused.reason)
    told = a_case().reply("Đã nhắc cán bộ.", at=NOW, until=LATER)
    for came_back in (again, told.reopen(today=LATER, due=LATER, accept_by=LATER)):
        assert not came_back.may_be_refused
        with pytest.raises(CaseClosed):
            came_back.refuse("Không rõ.", at=NOW)
    with pytest.raises(CaseClosed):
        told.contest(TINH_LAM_SON.id, today=LATER, due=LATER, accept_by=LATER)
    with pytest.raises(TooLate):
        refused.contest(TINH_LAM_SON.id, today=date(2026, 8, 18), due=LATER, accept_by=LATER)


def test_after_the_window_nothing_is_reopened_or_confirmed() -> None:
    told = a_case().reply("Đã nhắc cán bộ.", at=NOW, until=LATER)
    for late in (date(2026, 8, 18), date(2027, 8, 18)):
        with pytest.raises(TooLate):
            told.reopen(today=late, due=late, accept_by=late)
        with pytest.raises(TooLate):
            told.solved(at=NOW, today=late)


def test_the_citizens_word_counts_also_for_a_case_that_a_handler_has_closed() -> None:
    closed = a_case().reply("Đã nhắc cán bộ.", at=NOW, until=LATER).close(at=NOW)
    assert closed.result is Result.OPEN
    assert closed.solved(at=NOW, today=TODAY).result is Result.SOLVED
    assert closed.reopen(today=TODAY, due=LATER, accept_by=LATER).state is State.NEW
