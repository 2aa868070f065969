"""What a handler may write to the citizen of a case."""

import pytest

from bot.conversation.dialogue import Dialogue
from feedback.case_requests import RefuseCase
from feedback.requests import AnswerCase
from tests.bot.conversation.talking import Person
from tests.bot.conversation.test_staff_talk import CASE, hanh_with
from tests.support.cast import TUAN

ENOUGH = "Trung tâm đã nhắc cán bộ và xin lỗi Ông/Bà."


def answering() -> Person:
    return hanh_with(CASE).says("/viec", "1").taps("Trả lời công dân")


def refusing() -> Person:
    return hanh_with(CASE).says("/viec", "1").taps("Việc khác").taps("Không thụ lý")


@pytest.mark.parametrize("text", ["ok", "Đã xem.", "Xinloi Ongbaratnhieulam", "a b c d e"])
def test_a_shrug_is_no_answer_and_no_reason(text: str) -> None:
    person = answering().says(text)
    assert "còn quá ngắn" in person.text
    assert person.dialogue.step == "write_answer"
    refused = refusing().says(text)
    assert "Lý do như vậy còn quá ngắn" in refused.text
    assert refused.dialogue.step == "refuse_case"


def test_nobody_asks_the_citizen_who_they_are() -> None:
    for person in (answering(), refusing(), answering().says(ENOUGH)):
        before = person.dialogue.step
        person.says("Xin cho biết họ tên và số điện thoại để chúng tôi liên hệ.")
        assert "không hỏi về người gửi" in person.text
        assert person.dialogue.step == before
        assert not any(isinstance(one, AnswerCase | RefuseCase) for one in person.asked)


def test_the_matter_may_be_asked_about() -> None:
    person = answering().says("Xin cho biết việc xảy ra ngày nào, ở quầy nào; không cần nêu tên.")
    assert person.dialogue.step == "preview_answer"


def test_a_strangers_number_is_warned_of_before_it_leaves_the_offices_own_line_is_not() -> None:
    person = answering().says("Việc này do chị Lan, số 0912 345 678, giải quyết từ ngày 05/08.")
    assert "0912 345 678" in person.text.split("Người dân sẽ đọc")[0]
    assert "Gửi" in person.labels
    own = answering().says("Xin gọi đường dây nóng 0900 000 010 để được hướng dẫn thêm.")
    assert "Xin xem lại trước khi gửi" not in own.text


def test_a_case_without_room_for_a_way_back_says_how_to_get_to_the_list() -> None:
    person = hanh_with(CASE).says("/viec", "1")
    assert ("Về danh sách" in person.labels) != ("Về danh sách: gõ /viec." in person.text)


def test_an_officer_without_cases_is_told_what_is_theirs_and_a_stranger_how_to_link() -> None:
    tuan = Person(Dialogue("1" * 32, officer_id=TUAN.id)).says("/viec")
    assert "Anh/Chị dùng /diem, /nhapphieu" in tuan.text
    assert "Nếu Ông/Bà là người đứng đầu" in Person().says("/viec").text
