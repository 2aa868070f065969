"""Adding to one's own words: below a receipt, by command, and what is said where it cannot be."""

from datetime import date

import pytest

from feedback.addition_requests import ListWaiting, StillWaits, WaitingListed
from feedback.case_life import State
from feedback.requests import FeedbackStatus, FeedbackTaken, FindReceipt, Kind, ReceiptFound, Refused, SubmitFeedback
from tests.bot.conversation.talking import RECEIPT, Person
from tests.support.cast import AN_BINH, HOA_LAC, NOW

SECOND = "1111222233334444"
ADDED = FeedbackTaken(SECOND, date(2026, 8, 17), added=True)
ONE = StillWaits("PA1", AN_BINH.id, date(2026, 8, 3))
TWO = StillWaits("PA2", HOA_LAC.id, date(2026, 8, 4))


def lan(*waiting: StillWaits) -> Person:
    return Person(outcomes={ListWaiting: WaitingListed(waiting), SubmitFeedback: ADDED})


def status(**more: object) -> ReceiptFound:
    given: dict[str, object] = {"filed_at": NOW, "unit_id": AN_BINH.id, "kind": Kind.SUGGESTION, "due": None}
    return ReceiptFound(FeedbackStatus(**({"state": State.NEW} | given | more)))  # type: ignore[arg-type]


def writes(person: Person) -> Person:
    return person.taps("Đồng ý, tôi viết").says("Còn hai người nữa cùng chờ.").taps("Gửi")


@pytest.mark.parametrize("more", [{}, {"state": None, "reading": True}, {"state": State.VERIFYING}])
def test_below_a_receipt_of_what_waits_more_can_be_said(more: dict[str, object]) -> None:
    person = lan()
    person.outcomes[FindReceipt] = status(**more)
    writes(person.says(f"/tracuu {RECEIPT}").taps("Bổ sung"))
    assert (person.submitted[0].adds, person.submitted[0].visit.unit_id) == (RECEIPT, AN_BINH.id)
    assert "Mã tra cứu của phần bổ sung: 1111 2222 3333 4444" in person.text
    assert "Hạn trả lời của ý kiến trước không đổi" in person.text


@pytest.mark.parametrize("more", [{"state": State.ANSWERED}, {"state": None}, {"erased": True}])
def test_nothing_is_added_to_what_is_over(more: dict[str, object]) -> None:
    person = lan()
    person.outcomes[FindReceipt] = status(**more)
    assert "Bổ sung" not in person.says(f"/tracuu {RECEIPT}").labels


def test_by_command_the_only_case_needs_no_choice() -> None:
    person = lan(ONE).says("/bosung")
    assert writes(person).submitted[0].adds == "PA1"


def test_by_command_one_of_several_is_chosen() -> None:
    person = lan(TWO, ONE).says("bổ sung")
    assert person.labels[1] == "TTPVHCC phường An Bình: gửi 03/08/2026 (PA1)"
    assert writes(person.says("2")).submitted[0].adds == "PA1"
    assert lan(TWO, ONE).says("/bosung").taps("Không, cảm ơn").dialogue.step == "menu"


def test_with_a_receipt_the_command_looks_it_up() -> None:
    person = lan()
    person.outcomes[FindReceipt] = status()
    assert "Bổ sung" in person.says(f"/bosung {RECEIPT}").labels


def test_where_nothing_waits_it_says_what_to_do() -> None:
    person = lan().says("/bosung")
    assert "không có phản ánh nào đang chờ trả lời" in person.text
    assert "Góp ý, phản ánh" in person.labels


def test_refused_the_words_are_still_there_and_may_go_as_new_ones() -> None:
    person = lan(ONE)
    person.outcomes[SubmitFeedback] = Refused("error.nothing_to_add_to")
    writes(person.says("/bosung"))
    assert "Không bổ sung được" in person.text
    assert "Còn hai người nữa cùng chờ." in person.text
    person.outcomes[SubmitFeedback] = FeedbackTaken(SECOND, date(2026, 8, 17))
    person.taps("Gửi")
    assert [one.adds for one in person.submitted] == ["PA1", ""]
    assert "Đã gửi. Trân trọng cảm ơn" in person.text


def test_each_says_its_own_word_below_a_shared_case() -> None:
    person = lan()
    person.outcomes[FindReceipt] = status(together=True)
    assert "Có người khác cùng phản ánh việc này" in person.says(f"/tracuu {RECEIPT}").text
