"""A counter's page knows where one was, and a question about one's data only interrupts."""

import pytest

from feedback.requests import Erased, EraseMyData, Kind, MyData, ShowMyData
from tests.bot.conversation.talking import Person
from tests.support.cast import MAI, NOW, QUAY_1

WRITE = {"/gopy": Kind.SUGGESTION, "/khen": Kind.PRAISE}


def lan_at(*said: str, page: bool = True) -> Person:
    return Person(page=page).says(f"/start {QUAY_1.code}", *said)


@pytest.mark.parametrize("before", [(), ("Hài lòng", MAI.name, "Có", "Không, cảm ơn")])
@pytest.mark.parametrize("errand", WRITE)
def test_on_a_counters_page_nobody_is_asked_where_they_were(errand: str, before: tuple[str, ...]) -> None:
    lan = lan_at(*before)
    first = lan.talk.visit
    lan.says(errand)
    assert lan.dialogue.step == ("who_served" if errand == "/khen" else "consent")
    visit = lan.talk.visit
    assert first and visit
    assert (visit.counter_id, visit.officer_id, lan.talk.kind) == (QUAY_1.id, None, WRITE[errand])
    assert visit.key != first.key  # what was rated stays as it was rated


def test_write_again_and_again_on_the_same_page() -> None:
    lan = lan_at("/gopy", "Đồng ý, tôi viết", "Đợi quá lâu ở quầy.", "Gửi", "Góp ý, phản ánh")
    assert lan.dialogue.step == "consent"
    assert lan.talk.visit and lan.talk.visit.counter_id == QUAY_1.id


def test_another_rating_asks_where_and_so_does_a_chat() -> None:
    assert lan_at("/danhgia").dialogue.step == "choose_unit"
    assert lan_at("/gopy", page=False).dialogue.step == "choose_unit"


def test_an_office_that_was_picked_from_a_list_is_asked_anew() -> None:
    lan = Person(page=True).says("/gopy", "TTPVHCC phường An Bình", QUAY_1.label)
    assert lan.dialogue.step == "consent"
    assert lan.says("/gopy").dialogue.step == "choose_unit"


def asked_to_write() -> Person:
    """At "nói thêm bằng lời không?"."""
    lan = lan_at("Hài lòng", MAI.name, "Có")
    assert lan.dialogue.step == "consent"
    return lan


def test_my_data_comes_back_to_the_question() -> None:
    lan = asked_to_write().says("/dulieu")
    assert "không lưu ý kiến nào" in lan.text
    assert "nói thêm bằng lời" in lan.heard[-1].text
    assert (lan.dialogue.step, lan.talk.back, lan.talk.level) == ("consent", "", 4)


@pytest.mark.parametrize("answer", ["Không xoá", "Xoá ý kiến tôi đã gửi"])
def test_so_it_does_after_the_question_whether_to_erase(answer: str) -> None:
    lan = asked_to_write()
    lan.outcomes = {ShowMyData: MyData(1, NOW), EraseMyData: Erased(1)}
    assert lan.says("/dulieu").dialogue.step == "my_data"
    lan.says("/ngonngu", "Tiếng Việt")  # an interruption of an interruption
    assert lan.dialogue.step == "consent"
    assert lan.says("/dulieu", "/dulieu").taps(answer).dialogue.step == "consent"
    assert lan.says("Đồng ý, tôi viết").dialogue.step == "describe"


def test_without_a_question_it_ends_at_the_menu() -> None:
    lan = Person().says("/dulieu")
    assert (lan.dialogue.step, lan.dialogue.talk) == ("menu", None)
