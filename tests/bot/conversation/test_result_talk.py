"""Whether it is solved: answered below a letter in the middle of anything, in words, and below a receipt."""

from datetime import date

import pytest

from feedback.case_life import By, Event, Happened, Result, State
from feedback.case_requests import ResultHeard, SeveralTold, TellResult, ToldCase
from feedback.requests import FeedbackStatus, FindReceipt, Kind, Outcome, ReceiptFound, Refused, Request
from tests.bot.conversation.talking import RECEIPT, Person
from tests.support.cast import AN_BINH, HANH, NOW, TINH_LAM_SON

CLOSED = ResultHeard(True, AN_BINH.id)
AGAIN = ResultHeard(False, AN_BINH.id, date(2026, 8, 24), code="PA1")


def lan(outcome: Outcome = CLOSED, **told: Outcome) -> Person:
    asked: dict[type[Request], Outcome] = {TellResult: outcome}
    return Person(outcomes=asked)


def status(**more: object) -> ReceiptFound:
    given: dict[str, object] = {
        "filed_at": NOW,
        "unit_id": AN_BINH.id,
        "kind": Kind.SUGGESTION,
        "state": State.ANSWERED,
        "due": date(2026, 8, 17),
        "answer": "Đã sửa ghế.",
        "judge_until": date(2026, 8, 17),
        "timeline": (Happened(Event.ANSWERED, By.HANDLER, NOW, AN_BINH.id),),
    }
    return ReceiptFound(FeedbackStatus(**(given | more)))  # type: ignore[arg-type]


def test_the_button_of_a_letter_holds_at_the_menu() -> None:
    person = lan().taps_payload("-:result:solved.PA1")
    assert person.asked == [TellResult(True, code="PA1")]
    assert "Phản ánh được đóng lại" in person.text
    assert person.dialogue.step == "menu"


def test_not_yet_says_when_the_fresh_look_is_due_and_invites_more_words() -> None:
    person = lan(AGAIN).taps_payload("-:result:unsolved.PA1")
    assert "TTPVHCC phường An Bình sẽ xem lại; hạn trả lời mới là ngày 24/08/2026" in person.text
    assert person.labels == ["Viết thêm", "Không, cảm ơn"]


def test_more_words_go_their_usual_way_with_consent_and_preview_to_the_same_case() -> None:
    person = lan(AGAIN).taps_payload("-:result:unsolved.PA1").taps("Viết thêm")
    person.taps("Đồng ý, tôi viết").says("Vẫn phải chờ như cũ.").taps("Gửi")
    assert person.submitted[0].visit.unit_id == AN_BINH.id
    assert person.submitted[0].adds == "PA1"
    assert person.submitted[0].kind is Kind.SUGGESTION


def test_no_more_words_is_an_answer() -> None:
    person = lan(AGAIN).taps_payload("-:result:unsolved.PA1").taps("Không, cảm ơn")
    assert person.dialogue.step == "menu"
    assert not person.submitted


@pytest.mark.parametrize("outcome", [CLOSED, AGAIN, Refused("error.too_late")])
def test_in_the_middle_of_a_visit_the_question_of_the_visit_comes_back(outcome: Outcome) -> None:
    person = lan(outcome).says("/start an-binh-1", "4")
    before = person.labels
    person.taps_payload("-:result:unsolved.PA1")
    assert person.labels == before
    assert person.ratings[0].level.value == 4


def test_words_under_way_are_not_lost() -> None:
    person = lan().says("/gopy").taps("TTPVHCC phường An Bình").taps("Không nhớ quầy nào").taps("Đồng ý, tôi viết")
    person.says("Tôi chờ hai tiếng.").taps_payload("-:result:solved.PA1")
    assert "“Tôi chờ hai tiếng.”" in person.text
    person.taps("Gửi")
    assert person.submitted[0].text == "Tôi chờ hai tiếng."


@pytest.mark.parametrize(
    ("typed", "solved"),
    [("A", True), ("đã giải quyết", True), ("da giai quyet", True), ("B", False), ("chưa", False), ("Chua", False)],
)
def test_where_no_buttons_are_a_letter_or_a_word_is_typed(typed: str, solved: bool) -> None:
    person = lan(CLOSED if solved else AGAIN).says(typed)
    assert person.asked == [TellResult(solved)]


def test_in_a_talk_a_no_is_the_answer_to_its_own_question() -> None:
    person = lan().says("/start an-binh-1", "2", "chưa")
    assert not any(isinstance(one, TellResult) for one in person.asked)


def test_an_answer_that_comes_too_late_is_told_so() -> None:
    person = lan(Refused("error.too_late")).taps_payload("-:result:solved.PA1")
    assert "Không có trả lời nào đang chờ Ông/Bà xác nhận" in person.text
    assert "Góp ý, phản ánh" in person.labels


@pytest.mark.parametrize(("label", "solved"), [("Đã giải quyết", True), ("Chưa", False)])
def test_below_a_receipt_whoever_holds_it_may_say_so(label: str, solved: bool) -> None:
    person = lan(CLOSED if solved else AGAIN)
    person.outcomes[FindReceipt] = status()
    person.says(f"/tracuu {RECEIPT}")
    assert "03/08/2026 · Cơ quan: trả lời" in person.text
    assert "đã được giải quyết chưa?" in person.text
    person.taps(label)
    assert person.asked[-1] == TellResult(solved, receipt=RECEIPT)
    if not solved:
        person.taps("Không, cảm ơn")
    assert RECEIPT not in str(person.dialogue.talk)


def test_more_words_below_a_receipt_add_to_what_it_stands_for() -> None:
    person = lan(AGAIN)
    person.outcomes[FindReceipt] = status()
    person.says(f"/tracuu {RECEIPT}").taps("Chưa").taps("Viết thêm")
    person.taps("Đồng ý, tôi viết").says("Vẫn phải chờ như cũ.").taps("Gửi")
    assert person.submitted[0].adds == RECEIPT


@pytest.mark.parametrize(
    "more",
    [
        {"judge_until": date(2026, 8, 2)},
        {"judge_until": None},
        {"result": Result.SOLVED, "state": State.CLOSED},
        {"result": Result.SILENT, "state": State.CLOSED},
        {"state": State.WITHDRAWN},
        {"state": State.REFUSED, "answer": "", "reason": "Không thuộc thẩm quyền.", "judge_until": None},
    ],
)
def test_it_is_asked_only_while_it_counts(more: dict[str, object]) -> None:
    person = lan()
    person.outcomes[FindReceipt] = status(**more)
    person.says(f"/tracuu {RECEIPT}")
    assert "Đã giải quyết" not in person.labels
    assert RECEIPT not in str(person.dialogue.talk)


@pytest.mark.parametrize(
    ("outcome", "told"),
    [
        (ResultHeard(False, AN_BINH.id, date(2026, 8, 24), before=date(2026, 8, 4)), "chưa được giải quyết ngày 04/08"),
        (
            ResultHeard(False, AN_BINH.id, date(2026, 8, 24), TINH_LAM_SON.id, before=date(2026, 8, 4)),
            "đã đề nghị xem lại ngày 04/08",
        ),
    ],
)
def test_a_second_no_is_told_that_the_first_one_is_looked_at(outcome: ResultHeard, told: str) -> None:
    assert told in lan(outcome).taps_payload("-:result:unsolved.PA1").text


def test_a_case_brought_back_is_being_looked_at_again_and_not_just_sent() -> None:
    person = lan()
    again = (Happened(Event.ANSWERED, By.HANDLER, NOW, AN_BINH.id), Happened(Event.REOPENED, By.CITIZEN, NOW))
    person.outcomes[FindReceipt] = status(state=State.NEW, judge_until=None, timeline=again, said_no=True)
    text = person.says(f"/tracuu {RECEIPT}").text
    assert "Trạng thái: Đang xem lại." in text
    assert "Ông/Bà đã báo là chưa được giải quyết ngày 03/08/2026." in text
    assert "Mới gửi" not in text
    person.outcomes[FindReceipt] = status(timeline=(*again, again[0]))
    assert "Đang xem lại" not in person.says(f"/tracuu {RECEIPT}").text


def test_a_refusal_shows_its_reason_and_a_reopened_case_when_it_is_due() -> None:
    person = lan()
    person.outcomes[FindReceipt] = status(state=State.REFUSED, answer="", reason="Không thuộc thẩm quyền.")
    text = person.says(f"/tracuu {RECEIPT}").text
    assert "Không thụ lý." in text
    assert "Lý do không thụ lý: “Không thuộc thẩm quyền.”" in text
    person.outcomes[FindReceipt] = status(state=State.NEW, judge_until=None, reason="Không thuộc thẩm quyền.")
    assert "Hạn trả lời: ngày 17/08/2026" in person.says(f"/tracuu {RECEIPT}").text


def test_below_the_receipt_of_a_refusal_one_may_disagree() -> None:
    person = lan(ResultHeard(False, AN_BINH.id, date(2026, 8, 24), contested=TINH_LAM_SON.id))
    person.outcomes[FindReceipt] = status(state=State.REFUSED, answer="", reason="Không thuộc thẩm quyền.")
    person.says(f"/tracuu {RECEIPT}")
    assert person.labels == ["Tôi chưa đồng ý", "Không, cảm ơn", "Tôi bị gây áp lực"]
    assert "đã được giải quyết chưa?" not in person.text
    person.taps("Tôi chưa đồng ý")
    assert person.asked[-1] == TellResult(False, receipt=RECEIPT)
    assert "VP UBND tỉnh Lâm Sơn sẽ xem xét và trả lời Ông/Bà; hạn là ngày 24/08/2026" in person.text
    assert person.labels == ["Viết thêm", "Không, cảm ơn"]


@pytest.mark.parametrize(("typed", "code"), [("2", "PA2"), ("PA1", "PA1")])
def test_where_several_answers_may_be_meant_which_one_is_asked_and_the_button_holds(typed: str, code: str) -> None:
    day = NOW.date()
    person = lan(SeveralTold(True, (ToldCase("PA1", AN_BINH.id, day, day), ToldCase("PA2", AN_BINH.id, day, day))))
    person.says("đã giải quyết")
    assert "Ông/Bà nói về trả lời nào?" in person.text
    person.outcomes[TellResult] = CLOSED
    person.says(typed)
    assert person.asked[-1] == TellResult(True, code=code)
    assert "Phản ánh được đóng lại" in person.text


def test_the_timeline_of_a_receipt_names_nobody() -> None:
    person = lan()
    person.outcomes[FindReceipt] = status(timeline=(Happened(Event.TRANSFERRED, By.HANDLER, NOW, 3),))
    text = person.says(f"/tracuu {RECEIPT}").text
    assert "Cơ quan: chuyển đến TTPVHCC phường Hòa Lạc" in text
    assert HANH.name not in text
