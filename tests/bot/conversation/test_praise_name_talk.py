"""After praise was sent: a name below it, or none; and taking it off again."""

from dataclasses import replace
from datetime import date

import pytest

from feedback.praise_requests import NamePraise, NamesTakenOff, PraiseNamed, TakeNameOff
from feedback.requests import (
    FeedbackStatus,
    FeedbackTaken,
    FindReceipt,
    Kind,
    MyData,
    ReceiptFound,
    Refused,
    ShowMyData,
    SubmitFeedback,
)
from tests.bot.conversation.talking import RECEIPT, Person
from tests.support.cast import AN_BINH, NOW

PRAISED = FeedbackTaken(RECEIPT, None, may_name=True)


def lan(taken: FeedbackTaken = PRAISED) -> Person:
    """She praised cô Mai, and it was sent."""
    told = {SubmitFeedback: taken, NamePraise: PraiseNamed("Lan"), TakeNameOff: NamesTakenOff(1)}
    person = Person(outcomes=told)  # type: ignore[arg-type]
    person.says("/khen").taps("TTPVHCC phường An Bình").taps("Quầy 1 – Tư pháp, hộ tịch")
    person.taps("Lương Thị Ngọc Mai").taps("Đồng ý, tôi viết")
    return person.says("Cô ấy chỉ tôi từng chỗ phải ký.").taps("Gửi")


def named(person: Person) -> list[NamePraise]:
    return [one for one in person.asked if isinstance(one, NamePraise)]


def test_no_name_is_the_first_answer_and_the_praise_is_kept_already() -> None:
    person = lan()
    assert person.labels == ["Không ghi tên", "Ghi tên tôi"]
    assert len(person.submitted) == 1
    assert "Lương Thị Ngọc Mai" in person.text
    assert "không ghi tên" in person.taps("Không ghi tên").text
    assert not named(person)


def test_who_wrote_no_praise_is_not_asked() -> None:
    person = lan(replace(PRAISED, may_name=False))
    assert "Ghi tên tôi" not in person.labels
    assert person.dialogue.step == "done"


def test_a_name_is_written_shown_back_and_kept_with_the_version_of_the_consent() -> None:
    person = lan().taps("Ghi tên tôi").says("Tôi là Lan")
    assert "Dưới lời khen sẽ ghi: Lan." in person.text
    assert "Đã ghi tên Lan" in person.taps("Ghi tên này").text
    assert named(person) == [NamePraise(RECEIPT, "Lan", "2026-11-20")]
    assert "Lan" not in str(person.dialogue.talk and person.dialogue.talk.words)


@pytest.mark.parametrize("bad", ["0912 345 678", "t.me/lan", "Lan thôn Đoài", "...", "x" * 61])
def test_what_is_no_name_is_answered_and_asked_again(bad: str) -> None:
    person = lan().taps("Ghi tên tôi").says(bad)
    assert "Không ghi tên" in person.text
    assert person.dialogue.step == "write_name"
    assert not named(person)
    assert "sẽ ghi: Lan" in person.says("Lan").text


@pytest.mark.parametrize("name", ["Huy", "huy", "Khen", "Mai", "Help"])
def test_a_name_that_is_a_command_elsewhere_is_a_name_here(name: str) -> None:
    assert f"sẽ ghi: {name}" in lan().taps("Ghi tên tôi").says(name).text


def test_another_name_may_be_typed_in_the_preview_or_none_at_all() -> None:
    person = lan().taps("Ghi tên tôi").says("Lna").says("Lan")
    assert "sẽ ghi: Lan" in person.text
    assert person.taps("Viết lại").dialogue.step == "write_name"
    person.says("Lan").taps("Không ghi tên")
    assert not named(person)


def test_the_question_may_be_left_and_the_next_visit_begins_anew() -> None:
    person = lan().says("/start an-binh-1")
    assert "Rất hài lòng" in person.labels
    assert person.taps("Hài lòng").ratings


def test_erased_meanwhile_is_said() -> None:
    person = lan()
    person.outcomes[NamePraise] = Refused("error.praise_gone")
    person.taps("Ghi tên tôi").says("Lan").taps("Ghi tên này")
    assert "đã được xoá" in person.text


def test_after_a_good_rating_it_says_if_this_is_praise() -> None:
    person = Person(outcomes={SubmitFeedback: FeedbackTaken(RECEIPT, date(2026, 8, 17), may_name=True)})
    person.says("/start an-binh-1", "5").taps("Lương Thị Ngọc Mai").taps("Có").taps("Đồng ý, tôi viết")
    person.says("Cô ấy chỉ tôi từng chỗ phải ký.").taps("Gửi")
    assert "Nếu điều vừa gửi là lời khen" in person.text


def test_my_data_tells_of_names_and_takes_them_off() -> None:
    person = lan()
    person.outcomes[ShowMyData] = MyData(1, NOW, named=1)
    person.says("/dulieu")
    assert "1 lời khen ghi tên Ông/Bà" in person.text
    assert person.labels == ["Xoá ý kiến tôi đã gửi", "Bỏ tên khỏi lời khen", "Không xoá"]
    assert "Đã bỏ tên khỏi 1 lời khen" in person.taps("Bỏ tên khỏi lời khen").text
    assert person.asked[-1] == TakeNameOff()


def test_without_a_name_my_data_offers_nothing_more() -> None:
    person = Person(outcomes={ShowMyData: MyData(1, NOW)}).says("/dulieu")
    assert person.labels == ["Xoá ý kiến tôi đã gửi", "Không xoá"]


def test_the_receipt_shows_the_name_and_takes_it_off() -> None:
    person = lan()
    person.outcomes[FindReceipt] = ReceiptFound(
        FeedbackStatus(NOW, AN_BINH.id, Kind.PRAISE, None, None, name="Nguyễn Thị Lan")
    )
    person.says(f"/tracuu {RECEIPT}")
    assert "Lời khen ghi tên: Nguyễn Thị Lan" in person.text
    person.taps("Bỏ tên khỏi lời khen")
    assert person.asked[-1] == TakeNameOff(RECEIPT)


def test_who_says_leave_it_where_the_name_belongs_gives_none() -> None:
    person = lan().taps("Ghi tên tôi").says("thôi")
    assert "không ghi tên" in person.text
    assert (person.dialogue.step, named(person)) == ("done", [])
