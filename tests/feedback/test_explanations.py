"""An explanation by itself: who may be asked, how it goes on, and how often it may be sent back."""

from dataclasses import replace
from datetime import date

import pytest

from feedback.errors import ExplanationGone
from feedback.explanations import Explanation, Stage, accepted, askable, pending
from tests.support.builders import a_case
from tests.support.cast import DIRECTORY, DUNG, HANH, MAI, NOW, QUAY_2, QUAY_4, TUAN

CASE = a_case("PA1")
ASKED = Explanation(1, "PA1", TUAN.id, HANH.id, "Ngày 03/08/2026, tại Quầy 4.", NOW, date(2026, 8, 6))
GIVEN = ASKED.give("Tôi xin lỗi.", at=NOW)


def test_those_on_duty_that_day_come_first_and_nobody_asks_themselves() -> None:
    assert askable(replace(CASE, counter_id=QUAY_4.id), HANH, DIRECTORY) == (TUAN, MAI)
    assert askable(replace(CASE, counter_id=QUAY_2.id), HANH, DIRECTORY) == (MAI, TUAN)
    assert askable(CASE, DUNG, DIRECTORY) == (TUAN, MAI, HANH)


@pytest.mark.parametrize("asker", [HANH, DUNG])
def test_nobody_is_asked_about_a_sealed_case(asker: object) -> None:
    assert askable(replace(CASE, sealed=True), asker, DIRECTORY) == ()  # type: ignore[arg-type]


def test_it_is_sent_back_once_with_what_is_unclear_and_time_of_its_own() -> None:
    again = GIVEN.send_back("Vì sao?", due=date(2026, 8, 10))
    assert (again.stage, again.note, again.due) == (Stage.RETURNED, "Vì sao?", date(2026, 8, 10))
    told = again.give("Vì đông.", at=NOW)
    assert (told.stage, told.may_be_sent_back) == (Stage.GIVEN, False)
    with pytest.raises(ExplanationGone):
        told.send_back("Vẫn chưa rõ.", due=date(2026, 8, 12))
    assert told.accept().stage is Stage.ACCEPTED


def test_what_lapsed_may_still_come() -> None:
    assert ASKED.lapse().give("Tôi xin lỗi.", at=NOW).stage is Stage.GIVEN


@pytest.mark.parametrize("stage", Stage)
def test_each_move_has_its_stages(stage: Stage) -> None:
    one = replace(ASKED, stage=stage, text="Tôi xin lỗi.")
    moves = {
        "give": lambda: one.give("Tôi xin lỗi.", at=NOW),
        "accept": one.accept,
        "send back": lambda: one.send_back("Vì sao?", due=one.due),
        "lapse": one.lapse,
    }
    able = {
        Stage.ASKED: {"give", "lapse"},
        Stage.RETURNED: {"give", "lapse"},
        Stage.LAPSED: {"give"},
        Stage.GIVEN: {"accept", "send back"},
        Stage.ACCEPTED: set(),
    }
    for name, move in moves.items():
        if name in able[stage]:
            move()
        else:
            with pytest.raises(ExplanationGone):
                move()


def test_the_handler_looks_first_at_what_was_given() -> None:
    other = replace(ASKED, officer_id=MAI.id)
    assert pending([GIVEN, other], CASE) == GIVEN
    assert pending([ASKED, other], CASE) == other
    assert pending([GIVEN.accept()], CASE) is None


def test_what_was_asked_before_the_case_was_reopened_is_over() -> None:
    again = replace(CASE, reopened=1)
    assert pending([GIVEN, ASKED], again) is None
    assert (accepted([GIVEN.accept()], CASE), accepted([GIVEN.accept()], again)) == ("Tôi xin lỗi.", "")
