"""Letters in a talk: the handler asks and sees what will be read, the citizen answers, reports, cuts the line."""

from dataclasses import replace
from datetime import date

import pytest

from feedback.case_letters import CaseLetter, Kind, Thread
from feedback.case_life import State
from feedback.errors import LetterGone
from feedback.letter_requests import (
    AnswerLetter,
    AskCitizen,
    CitizenAsked,
    CutLine,
    FindLetter,
    FindLine,
    FindPressure,
    LetterFound,
    LetterTaken,
    LineCut,
    LineFound,
    MeantCase,
    PressureFound,
    PressureTaken,
    ReportPressure,
    SeveralMeant,
)
from feedback.numbers import fours
from feedback.requests import CaseShown, FeedbackStatus, FindReceipt, OpenCase, Outcome, ReceiptFound, Refused, Request
from feedback.requests import Kind as FiledKind
from feedback.reviews import Stage, Standing
from tests.bot.conversation.talking import RECEIPT, Person
from tests.support.builders import a_case
from tests.support.cast import AN_BINH, HANH, NOW, TINH_LAM_SON

QUESTION = "Việc xảy ra ở quầy nào, khi làm thủ tục gì?"
OWN = "5" * 16
FOUND: dict[type[Request], Outcome] = {
    FindLetter: LetterFound("PA1", AN_BINH.id, QUESTION, date(2026, 8, 4)),
    AnswerLetter: LetterTaken(AN_BINH.id, receipt=OWN),
    FindPressure: PressureFound("PA1", AN_BINH.id, TINH_LAM_SON.id),
    ReportPressure: PressureTaken(TINH_LAM_SON.id, AN_BINH.id, receipt=OWN),
    FindLine: LineFound("PA1", AN_BINH.id, open=True),
    CutLine: LineCut(),
}
BUTTON = "-:letter:{}.PA1"


def lan() -> Person:
    return Person(outcomes={**FOUND})


def hanh(outcome: Outcome | None = None) -> Person:
    shown = CaseShown(a_case("PA1", state=State.ACCEPTED), Standing(Stage.SETTLED, ()), ())
    person = Person(outcomes={OpenCase: shown, AskCitizen: outcome or CitizenAsked("PA1", urgent=False)})
    person.dialogue = replace(person.dialogue, officer_id=HANH.id)
    return person.says("/viec PA1").taps("Việc khác").taps("Hỏi thêm")


def test_a_handler_reads_the_whole_letter_before_it_is_sent() -> None:
    person = hanh()
    assert len(person.labels) == 5
    person.taps(QUESTION)
    assert "TTPVHCC phường An Bình hỏi thêm về ý kiến Ông/Bà gửi ngày 03/08/2026:" in person.text
    assert f"“{QUESTION}”" in person.text and "không bắt buộc trả lời" in person.text
    person.taps("Gửi")
    assert person.asked[-1] == AskCitizen(HANH, "PA1", QUESTION)
    assert "đợt chuyển tin kế tiếp" in person.text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Xin cho biết họ tên của Ông/Bà để liên hệ.", "hỏi người dân là ai"),
        ("Sao thế?", "còn quá ngắn"),
        ("…", "chưa thấy chữ nào"),
    ],
)
def test_what_must_not_be_asked_is_said_at_once(text: str, told: str) -> None:
    person = hanh().says(text)
    assert told in person.text
    assert not [one for one in person.asked if isinstance(one, AskCitizen)]


def test_personal_data_in_a_question_is_warned_of() -> None:
    person = hanh().says("Xin gọi số 0912 345 678 của quầy để biết thêm, việc này xảy ra hôm nào?")
    assert "0912 345 678" in person.text and "riêng một người" in person.text


def test_whoever_thinks_better_of_it_is_back_at_the_case() -> None:
    person = hanh().taps(QUESTION).taps("Viết lại").taps("Huỷ")
    assert person.dialogue.step == "open_case"


@pytest.mark.parametrize("key", ["error.letter_waits", "error.letters_enough", "error.no_line", "error.not_taken_up"])
def test_a_refusal_says_what_to_do(key: str) -> None:
    person = hanh(Refused(key)).taps(QUESTION).taps("Gửi")
    assert person.text


def test_the_answer_is_shown_redacted_and_then_sent() -> None:
    person = lan().taps_payload(BUTTON.format("answer"))
    assert person.asked == [FindLetter("PA1", "")]
    assert QUESTION in person.text
    person.says("Ở quầy 4; số tôi 0912 345 678.")
    assert "0912" not in person.text and "đã được che" in person.text
    person.taps("Gửi")
    sent = person.asked[-1]
    assert isinstance(sent, AnswerLetter)
    assert (sent.text, sent.code) == ("Ở quầy 4; số tôi 0912 345 678.", "PA1")
    assert "0912" not in sent.redacted
    assert person.dialogue.step == "menu"


@pytest.mark.parametrize("typed", ["trả lời", "C", "tra loi"])
def test_where_no_buttons_are_it_is_typed(typed: str) -> None:
    assert lan().says(typed).asked == [FindLetter()]


@pytest.mark.parametrize("text", ["", "   ", "…"])
def test_an_empty_answer_changes_nothing(text: str) -> None:
    person = lan().taps_payload(BUTTON.format("answer")).says(text)
    assert person.dialogue.step == "letter_answer"


def test_a_huge_answer_is_said_to_be_too_long() -> None:
    person = lan().taps_payload(BUTTON.format("answer")).says("a" * 10_001)
    assert "10.000" in person.text
    assert person.dialogue.step == "letter_answer"


def test_words_that_are_being_written_are_not_lost() -> None:
    person = lan().says("/start an-binh-1", "2", "không rõ", "bỏ qua", "bỏ qua", "đồng ý", "Tôi chờ hai tiếng.")
    before = person.dialogue.talk
    person.taps_payload(BUTTON.format("answer"))
    assert "để không mất chữ nào" in person.text
    assert person.dialogue.talk == before


def test_danger_and_denunciation_are_told_first() -> None:
    person = lan()
    person.outcomes[AnswerLetter] = LetterTaken(AN_BINH.id, denunciation=True, danger=True)
    person.taps_payload(BUTTON.format("answer")).says("Họ doạ đánh tôi.").taps("Gửi")
    assert "113" in person.text and "Luật Tố cáo" in person.text


def test_which_case_is_meant_is_asked() -> None:
    person = lan()
    person.outcomes[FindPressure] = SeveralMeant(
        (MeantCase("PA2", AN_BINH.id, NOW.date()), MeantCase("PA1", 3, NOW.date()))
    )
    person.says("tôi bị gây áp lực")
    assert person.labels == [
        "TTPVHCC phường An Bình: gửi 03/08/2026 (PA2)",
        "TTPVHCC phường Hòa Lạc: gửi 03/08/2026 (PA1)",
    ]
    person.outcomes[FindPressure] = FOUND[FindPressure]
    person.taps(person.labels[0])
    assert person.asked[-1] == FindPressure("PA2", "")


@pytest.mark.parametrize(("label", "cut"), [("Gửi", False), ("Gửi và không nhận tin nữa", True)])
def test_a_report_says_who_reads_it_and_is_sent_with_or_without_the_line(label: str, cut: bool) -> None:
    person = lan().taps_payload(BUTTON.format("pressure"))
    assert "thẳng đến VP UBND tỉnh Lâm Sơn" in person.text and "113" in person.text
    person.says("Cán bộ gọi cho chồng tôi.").taps(label)
    sent = person.asked[-1]
    assert isinstance(sent, ReportPressure)
    assert (sent.text, sent.code, sent.receipt, sent.cut) == ("Cán bộ gọi cho chồng tôi.", "PA1", "", cut)
    assert "VP UBND tỉnh Lâm Sơn được báo" in person.text
    assert f"riêng của báo cáo này: {fours(OWN)}" in person.text


def test_an_answer_too_has_a_receipt_of_its_own() -> None:
    person = lan().taps_payload(BUTTON.format("answer")).says("Ở quầy 4, lúc mười giờ sáng.").taps("Gửi")
    assert fours(OWN) in person.text


def test_where_nothing_leads_to_this_chat_a_report_is_shown_its_roads() -> None:
    person = lan()
    person.outcomes[FindPressure] = Refused(LetterGone.key)
    person.says("tôi bị gây áp lực")
    for road in ("mã tra cứu", "113", "báo tại"):
        assert road in person.text
    assert "câu hỏi" not in person.text


def test_a_report_that_was_not_taken_cuts_no_line_and_says_so() -> None:
    person = lan()
    person.outcomes[ReportPressure] = PressureTaken(None, AN_BINH.id, cut=True)
    person.taps_payload(BUTTON.format("pressure")).taps("Báo ngay, không viết thêm").taps("Gửi và không nhận tin nữa")
    assert "Ban Tiếp công dân tỉnh Lâm Sơn" in person.text
    assert "địa chỉ nhận tin cũng giữ nguyên" in person.text
    assert "Đã ngừng gửi tin" not in person.text


def test_no_words_are_needed() -> None:
    person = lan().taps_payload(BUTTON.format("pressure")).taps("Báo ngay, không viết thêm").taps("Gửi")
    assert isinstance(person.asked[-1], ReportPressure)


def test_where_nobody_could_read_it_the_citizen_is_told_where_to_go() -> None:
    person = lan()
    person.outcomes[FindPressure] = PressureFound("PA1", AN_BINH.id, None)
    person.taps_payload(BUTTON.format("pressure"))
    assert "Ban Tiếp công dân tỉnh Lâm Sơn" in person.text


def test_the_line_is_cut_only_after_it_was_said_what_that_means() -> None:
    person = lan().taps_payload(BUTTON.format("cut"))
    assert "không làm lại được" in person.text
    assert [type(one) for one in person.asked] == [FindLine]
    person.taps("Không nhận tin nữa")
    assert person.asked[-1] == CutLine("PA1", "")
    assert "Mã tra cứu vẫn dùng được" in person.text


def test_below_a_receipt_stand_the_letters_and_the_choices_by_receipt() -> None:
    asked = CaseLetter("1", 1, "PA1", Kind.QUESTION, QUESTION, told_on=date(2026, 8, 4))
    thread = Thread((asked,), may_answer=True, may_cut=True)
    status = FeedbackStatus(NOW, AN_BINH.id, FiledKind.SUGGESTION, State.ACCEPTED, date(2026, 8, 17), thread=thread)
    person = lan()
    person.outcomes[FindReceipt] = ReceiptFound(status)
    person.says(f"/tracuu {RECEIPT}")
    assert f"Ngày 04/08/2026, cơ quan hỏi: “{QUESTION}”" in person.text
    assert person.labels[:3] == ["Trả lời", "Tôi bị gây áp lực", "Không nhận tin nữa"]
    person.taps("Trả lời").says("Ở quầy 4.").taps("Gửi")
    assert person.asked[-1] == AnswerLetter("Ở quầy 4.", "Ở quầy 4.", receipt=RECEIPT)


def test_an_unknown_choice_is_an_old_button() -> None:
    assert "không đổi gì" in lan().taps_payload("-:letter:nonsense.PA1").text
