"""Asking, answering and judging an explanation in chat: who may, what is shown, and that it fits on five buttons."""

from dataclasses import replace
from datetime import date

import pytest

from bot.conversation.dialogue import Dialogue
from feedback.case_life import State
from feedback.cases import Case
from feedback.explanation_requests import (
    AskExplanation,
    ExplanationAsked,
    ExplanationKept,
    ExplanationsFound,
    ExplanationShown,
    GiveExplanation,
    JudgeExplanation,
    ListExplanations,
    ReadExplanation,
    RecordExplanation,
    ShowExplanation,
)
from feedback.explanations import Explanation, Stage
from feedback.people import Officer
from feedback.requests import AnswerCase, CasesFound, CaseShown, ListCases, OpenCase, Outcome, Refused, Request
from feedback.reviews import Stage as TagStage
from feedback.reviews import Standing
from feedback.units import Directory
from tests.bot.conversation.talking import Person
from tests.support.builders import a_case
from tests.support.cast import DUNG, HANH, MAI, NOW, OFFICERS, POSTINGS, QUAY_2, TINH_LAM_SON, TUAN, UNITS

MOST_BUTTONS = 5  # Zalo OA
WORDS = "Tôi chờ bốn mươi phút, anh ấy xem điện thoại."
CASE = a_case("K7M3Q2X", state=State.VERIFYING, counter_id=QUAY_2.id, words=WORDS)
DUE = date(2026, 8, 6)
ASKED = Explanation(1, CASE.code, TUAN.id, HANH.id, "Ngày 03/08/2026, tại Quầy 2.", NOW, DUE)
SORRY = "Hôm đó đông, tôi xin lỗi."
CROWD = Directory.of(
    units=UNITS,
    counters=[QUAY_2],
    officers=[*OFFICERS, *(replace(TUAN, id=n, code=f"o{n}", name=f"Trần Văn Số {n}") for n in range(20, 40))],
    postings=POSTINGS,
)


def shown(case: Case, *explanations: Explanation) -> CaseShown:
    return CaseShown(case, Standing(TagStage.SUGGESTED, case.tags), case.tags, explanations=explanations)


def handler(case: Case, *explanations: Explanation, officer: Officer = HANH, linked: bool = True) -> Person:
    """With the case open."""
    asked: dict[type[Request], Outcome] = {
        OpenCase: shown(case, *explanations),
        ListCases: CasesFound((case,)),
        AskExplanation: ExplanationAsked(case.code, TUAN.id, DUE, linked=linked),
        JudgeExplanation: ExplanationKept(case.code),
        RecordExplanation: ExplanationKept(case.code),
    }
    if explanations:
        asked[ShowExplanation] = ExplanationShown(explanations[0], linked=linked)
    return Person(Dialogue("1" * 32, officer_id=officer.id), outcomes=asked).says(f"/viec {case.code}")


def tuan(*explanations: Explanation, language: str = "vi") -> Person:
    """With his linked chat."""
    asked: dict[type[Request], Outcome] = {
        ListExplanations: ExplanationsFound(explanations),
        GiveExplanation: ExplanationKept(CASE.code),
    }
    if explanations:
        asked[ReadExplanation] = ExplanationShown(explanations[0])
    return Person(Dialogue("2" * 32, officer_id=TUAN.id, language=language), outcomes=asked)


def test_the_handler_chooses_sees_what_the_officer_reads_and_sends() -> None:
    person = handler(CASE).taps("Việc khác").taps("Yêu cầu giải trình")
    assert person.labels == [MAI.name, TUAN.name, "Huỷ"]
    person.taps(TUAN.name)
    assert "Ngày 03/08/2026, tại Quầy 2 – Cư trú, căn cước, có phản ánh về: " in person.text
    assert "điện thoại" not in person.text
    person.taps("Dùng tóm tắt này")
    assert not any(isinstance(one, AskExplanation) for one in person.asked)
    person.taps("Gửi")
    (asked,) = [one for one in person.asked if isinstance(one, AskExplanation)]
    assert (asked.officer, asked.code, asked.asked_id) == (HANH, CASE.code, TUAN.id)
    assert WORDS not in asked.summary
    assert person.text.startswith("Đã yêu cầu Đỗ Thanh Tuấn giải trình về phản ánh K7M3Q2X; hạn giải trình 06/08/2026.")
    assert "chưa liên kết" not in person.text


def test_a_summary_of_ones_own_is_redacted_before_it_is_seen() -> None:
    person = handler(CASE).taps("Việc khác").taps("Yêu cầu giải trình").taps(TUAN.name)
    person.says("Bà Nguyễn Thị Lan, số 0912 345 678, chờ lâu ở quầy 2.")
    assert "0912" not in person.text
    assert "Nguyễn Thị Lan" not in person.text
    person.taps("Gửi")
    (asked,) = [one for one in person.asked if isinstance(one, AskExplanation)]
    assert "[số điện thoại]" in asked.summary


def test_who_has_no_chat_is_told_on_paper() -> None:
    person = handler(CASE, linked=False).taps("Việc khác").taps("Yêu cầu giải trình").taps(TUAN.name)
    assert "Xin trao yêu cầu trên giấy" in person.taps("Dùng tóm tắt này").taps("Gửi").text


def test_in_a_large_unit_somebody_is_found_by_part_of_the_name() -> None:
    person = handler(CASE)
    person.directory = CROWD
    person.taps("Việc khác").taps("Yêu cầu giải trình")
    assert len(person.labels) <= MOST_BUTTONS
    assert person.labels[:2] == [MAI.name, TUAN.name]
    assert person.says("so 37").labels == ["Trần Văn Số 37", "Huỷ"]
    assert "Không thấy ai như vậy" in person.says("Phạm Nhật").text


@pytest.mark.parametrize("officer", [HANH, DUNG])
def test_on_a_sealed_case_nothing_is_offered(officer: Officer) -> None:
    person = handler(replace(CASE, sealed=True, handler_unit_id=TINH_LAM_SON.id), officer=officer)
    assert "Yêu cầu giải trình" not in person.taps("Việc khác").labels


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("stage", Stage)
def test_every_screen_fits_on_zalo(state: State, stage: Stage) -> None:
    person = handler(replace(CASE, state=state), replace(ASKED, stage=stage, text=SORRY))
    assert len(person.labels) <= MOST_BUTTONS
    assert len(person.taps("Việc khác").labels) <= MOST_BUTTONS
    if "Xem giải trình" in person.labels:
        assert len(person.taps("Xem giải trình").labels) <= MOST_BUTTONS


def test_what_was_given_is_read_and_accepted_or_sent_back_once() -> None:
    given = ASKED.give(SORRY, at=NOW)
    person = handler(replace(CASE, state=State.VERIFYING), given).taps("Việc khác").taps("Xem giải trình")
    assert SORRY in person.text
    assert person.labels == ["Chấp nhận giải trình", "Trả lại để làm rõ", "Quay lại"]
    person.outcomes[JudgeExplanation] = ExplanationAsked(CASE.code, TUAN.id, DUE, linked=True)
    person.taps("Trả lại để làm rõ").says("Vì sao?").taps("Gửi")
    assert person.text.startswith("Đã trả lại lời giải trình của Đỗ Thanh Tuấn")
    assert person.asked[-2] == JudgeExplanation(HANH, CASE.code, TUAN.id, "Vì sao?")
    again = replace(given, note="Vì sao?")
    person = handler(CASE, again).taps("Việc khác").taps("Xem giải trình")
    assert person.labels == ["Chấp nhận giải trình", "Quay lại"]
    person.taps("Chấp nhận giải trình")
    assert person.asked[-2] == JudgeExplanation(HANH, CASE.code, TUAN.id)


@pytest.mark.parametrize("linked", [True, False])
def test_only_for_who_has_no_chat_it_can_be_written_down(linked: bool) -> None:
    person = handler(replace(CASE, state=State.EXPLAINING), ASKED, linked=linked)
    person.taps("Việc khác").taps("Xem giải trình")
    assert ("Ghi lại lời giải trình" in person.labels) == (not linked)
    if not linked:
        person.taps("Ghi lại lời giải trình").says(SORRY).taps("Gửi")
        assert person.asked[-2] == RecordExplanation(HANH, CASE.code, TUAN.id, SORRY)


def test_an_accepted_one_may_go_along_with_the_answer() -> None:
    person = handler(CASE, ASKED.give(SORRY, at=NOW).accept())
    person.outcomes[AnswerCase] = Refused("error.case_closed")
    person.taps("Trả lời công dân").says("Trung tâm thành thật xin lỗi Ông/Bà.")
    assert person.labels == ["Gửi", "Kèm lời giải trình", "Viết lại", "Huỷ"]
    person.taps("Kèm lời giải trình")
    assert person.labels == ["Gửi", "Viết lại", "Huỷ"]
    person.taps("Gửi")
    told = f"Trung tâm thành thật xin lỗi Ông/Bà.\n\nCán bộ giải trình: {SORRY}"
    assert person.asked[-1] == AnswerCase(HANH, CASE.code, told)


@pytest.mark.parametrize("stage", [Stage.GIVEN, Stage.RETURNED, Stage.LAPSED])
def test_one_that_was_not_accepted_does_not(stage: Stage) -> None:
    person = handler(CASE, replace(ASKED, stage=stage, text=SORRY))
    assert "Kèm lời giải trình" not in person.taps("Trả lời công dân").says("Trung tâm xin lỗi.").labels


def test_the_officer_reads_writes_and_sees_it_before_it_goes() -> None:
    person = tuan(ASKED).says("/giaitrinh").says("1")
    assert person.asked[-1] == ReadExplanation(TUAN, CASE.code)
    assert "Người phản ánh không nêu tên; xin không tìm hiểu là ai." in person.text
    assert "Hạn giải trình: ngày 06/08/2026." in person.text
    person.taps("Viết giải trình").says("Chị Nguyễn Thị Lan đến muộn. Tôi xin lỗi.")
    assert "Nguyễn Thị Lan" not in person.text
    assert not any(isinstance(one, GiveExplanation) for one in person.asked)
    person.taps("Viết lại").says(SORRY).taps("Gửi")
    assert person.asked[-1:] == [GiveExplanation(TUAN, CASE.code, SORRY)]
    assert person.text.startswith("Đã gửi lời giải trình")


@pytest.mark.parametrize("text", ["Gọi tôi số 0912 345 678.", "Tôi muốn biết ai đã phản ánh."])
def test_what_must_not_go_out_is_kindly_refused_at_once(text: str) -> None:
    person = tuan(ASKED).says(f"/giaitrinh {CASE.code}").taps("Viết giải trình").says(text)
    assert "Xin Ông/Bà" in person.text
    assert "Gửi" not in person.labels
    assert text not in person.text


def test_what_came_back_shows_both_texts_and_what_is_late_says_so() -> None:
    back = replace(ASKED, text=SORRY, note="Vì sao?", stage=Stage.RETURNED)
    text = tuan(back).says("/giaitrinh").says("1").text
    assert f"Ông/Bà đã viết: “{SORRY}”" in text
    assert "Điều cần làm rõ: “Vì sao?”" in text
    person = tuan(ASKED.lapse()).says("/giaitrinh")
    assert person.labels == ["K7M3Q2X · hạn 06/08/2026 · QUÁ HẠN"]
    assert "Đã quá hạn giải trình (ngày 06/08/2026)" in person.says("1").text


def test_a_citizen_is_told_that_it_is_for_staff() -> None:
    person = Person().says("/giaitrinh")
    assert "dành cho cán bộ đã liên kết" in person.text
    assert person.asked == []


def test_nothing_waits() -> None:
    assert tuan().says("/giaitrinh").text == "Hiện không có yêu cầu giải trình nào chờ Ông/Bà."


def test_the_same_in_english() -> None:
    person = tuan(ASKED, language="en").says("/giaitrinh").says("1")
    assert "please do not try to find out who it is" in person.text
    person.taps("Write my explanation").says("Call me on 0912 345 678.")
    assert "There is a telephone number in it" in person.text
    person.says("I was alone at the counter; I am sorry.").taps("Send")
    assert person.text.startswith("Your explanation of case K7M3Q2X was sent.")


def test_help_in_the_middle_shows_the_same_page_again() -> None:
    person = tuan(ASKED).says("/giaitrinh").says("1").taps("Viết giải trình").says("/help")
    assert "Xin Ông/Bà viết lời giải trình" in person.text
    person = handler(CASE, ASKED.give(SORRY, at=NOW)).taps("Việc khác").taps("Xem giải trình").says("/help")
    assert SORRY in person.text
