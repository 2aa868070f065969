"""Ông Dũng reviews in chat: an inspection is ended by a result that another person must agree to."""

from dataclasses import replace
from datetime import date

import pytest

from bot.conversation.dialogue import Dialogue
from feedback.case_letters import Behind, Past
from feedback.case_life import State
from feedback.gate_requests import DecideReview, OpenReview, ReviewDone, ReviewShown
from feedback.gate_review import Decision, Found, GateReview, Kind, Stage
from feedback.requests import CaseShown, OpenCase
from feedback.reviews import Stage as Looked
from feedback.reviews import Standing
from tests.bot.conversation.talking import Person
from tests.support.builders import a_case
from tests.support.cast import DUNG, HANH, TINH_LAM_SON

CASE = a_case("K7M3Q2X", handler=TINH_LAM_SON, sealed=True, concerns=(HANH.id,), state=State.VERIFYING)
INSPECTED = GateReview(
    1, CASE.code, Kind.DENUNCIATION, Found.CUE, date(2026, 8, 12), True, Stage.SETTLED, Decision.INSPECT
)
RESULT = "Đã làm việc với hai bên, nội dung phản ánh là đúng."


def reviews(review: GateReview) -> Person:
    proposed = replace(review, stage=Stage.PROPOSED, decision=Decision.INSPECTED)
    asked = {OpenReview: ReviewShown(CASE, review), DecideReview: ReviewDone("gate.proposed", proposed)}
    person = Person(Dialogue("1" * 32, officer_id=DUNG.id), outcomes=asked)  # type: ignore[arg-type]
    return person.says(f"/thamdinh {CASE.code}")


@pytest.mark.parametrize("weighty", [True, False])
def test_the_result_of_an_inspection_is_asked_for_only_where_two_must_say_it(weighty: bool) -> None:
    person = reviews(replace(INSPECTED, weighty=weighty))
    assert ("Kết luận kiểm tra" in person.labels) == weighty


def test_it_is_written_read_back_with_what_the_citizen_hears_and_then_proposed() -> None:
    person = reviews(INSPECTED).taps("Kết luận kiểm tra").says(RESULT)
    assert f"“{RESULT}”" in person.text and "Người dân chưa nhận tin nào" in person.text
    assert "thêm một người đồng ý" in person.text
    person.taps("Quyết định như vậy")
    assert person.asked[-1] == DecideReview(DUNG, CASE.code, Decision.INSPECTED, RESULT)
    assert "Người thứ hai đã được báo" in person.text


def test_it_is_not_among_the_first_decisions() -> None:
    person = reviews(replace(INSPECTED, stage=Stage.OPEN, decision=None)).taps("Quyết định")
    first = person.labels
    person.taps(first[-2])
    assert "Đã kiểm tra xong, có kết luận" not in (*first, *person.labels) and len(person.labels) <= 5


def test_what_stands_aside_may_be_flagged_and_is_not_unsealed() -> None:
    shown = CaseShown(CASE, Standing(Looked.SUGGESTED, CASE.tags), CASE.tags, behind=Behind(Past.ANSWER, "PA1", "", ()))
    person = Person(Dialogue("1" * 32, officer_id=DUNG.id), outcomes={OpenCase: shown})
    person.says(f"/viec {CASE.code}").taps("Việc khác")
    assert "Có nội dung tố cáo" in person.labels and "Bỏ niêm" not in person.labels
