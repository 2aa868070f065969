"""Commands, stray messages, old buttons, languages, lookups: at any step, in any spelling, answered kindly."""

from datetime import date, timedelta

import pytest

from feedback.cases import State
from feedback.requests import (
    Erased,
    EraseMyData,
    FeedbackStatus,
    FindReceipt,
    Kind,
    MyData,
    ReceiptFound,
    Refused,
    ShowMyData,
)
from feedback.units import Directory, Unit
from tests.bot.conversation.talking import RECEIPT, Person
from tests.support.cast import AN_BINH, NOW

MENU = ["Đánh giá", "Góp ý, phản ánh", "Khen ngợi", "Tra cứu"]


@pytest.mark.parametrize("typed", ["/start", "xin chào", "Alo", "HELLO", "chao", "Kính chào cán bộ"])
def test_who_greets_is_greeted_with_the_menu(typed: str) -> None:
    lan = Person().says(typed)
    assert "trợ lý tự động" in lan.text
    assert lan.labels == MENU


@pytest.mark.parametrize(
    ("typed", "step"),
    [
        ("/danhgia", "choose_unit"),
        ("/ĐánhGiá", "choose_unit"),
        ("/đánhgiá", "choose_unit"),
        ("danh gia", "choose_unit"),
        ("Đánh giá", "choose_unit"),
        ("/gopy", "choose_unit"),
        ("góp ý", "choose_unit"),
        ("/GÓPÝ", "choose_unit"),
        ("/khen", "choose_unit"),
        ("Khen ngợi", "choose_unit"),
        ("/tracuu", "track_case"),
        ("tra cuu", "track_case"),
        ("/lienket", "link_account"),
        ("/xoa", "my_data"),
        ("/ngonngu", "language"),
        ("/ngonngu@HomThuBot", "language"),
        ("tôi muốn phàn nàn", "choose_unit"),
        ("khieu nai", "choose_unit"),
        ("tố cáo", "choose_unit"),
        ("English", "language"),
        ("trợ giúp", "menu"),
    ],
)
def test_commands_are_understood_with_and_without_accents_in_any_case(typed: str, step: str) -> None:
    assert Person().says(typed).dialogue.step == step


def test_a_question_is_not_taken_for_feedback() -> None:
    lan = Person().says("mấy giờ mở cửa vậy em?")
    assert "không trả lời về thủ tục" in lan.text
    assert lan.labels == MENU


@pytest.mark.parametrize("typed", ["English", "dừng lại", "menu", "trợ giúp"])
def test_a_command_in_plain_words_is_not_taken_for_an_office(typed: str) -> None:
    lan = Person().says("/gopy", typed)
    assert "Chưa tìm thấy" not in lan.text


@pytest.mark.parametrize(
    ("typed", "level"), [("tôi rất hài lòng", 5), ("toi khong hai long", 2), ("dạ rất không hài lòng", 1)]
)
def test_a_level_in_a_short_sentence_is_understood(typed: str, level: int) -> None:
    assert Person().says("/start an-binh-1", typed).ratings[0].level == level


def test_where_no_office_is_declared_it_is_said() -> None:
    assert "chưa khai báo" in Person(directory=Directory.of(units=[])).says("/danhgia").text


def test_an_unknown_command_is_no_command() -> None:
    assert "chưa hiểu" in Person().says("/abc").text


@pytest.mark.parametrize("kind", ["voice", "photo", "album", "location", "sticker", "contact", "document", "video"])
def test_what_is_not_text_is_answered_kindly_and_the_question_stands(kind: str) -> None:
    lan = Person().says("/start an-binh-1").sends(kind)
    assert len(lan.heard) == 2
    assert lan.labels[0] == "Rất hài lòng"


def test_a_photo_with_a_caption_is_heard_by_its_words() -> None:
    lan = Person().says("/start an-binh-1")
    lan._goes(media="photo", text="Hài lòng")
    assert lan.ratings
    assert "Ảnh vừa rồi không được lưu" in lan.text


def test_a_button_of_last_week_changes_nothing() -> None:
    lan = Person().says("/start an-binh-1")
    old = lan.dialogue.offered[4].payload
    lan.clock += timedelta(days=7)
    lan.says("/start").taps_payload(old)
    assert not lan.ratings
    assert "lượt trước" in lan.text


def test_a_level_of_a_talk_older_than_a_day_changes_nothing() -> None:
    lan = Person().says("/start an-binh-1", "5")
    old = lan.dialogue.offered[0].payload.split(":")[0] + ":rate:1"
    lan.clock += timedelta(hours=25)
    assert "lượt trước" in lan.taps_payload(old).text
    assert [rating.level for rating in lan.ratings] == [5]


def test_a_level_of_a_talk_that_has_its_receipt_is_old() -> None:
    lan = Person().says("/start an-binh-3")
    old = lan.dialogue.offered[4].payload
    lan.says("5", "khong ro", "đồng ý", "Cô nhẹ nhàng lắm").taps("Gửi").taps_payload(old)
    assert len({rating.level for rating in lan.ratings}) == 1


def test_a_menu_button_holds_for_ever() -> None:
    lan = Person().says("/start")
    payload = lan.dialogue.offered[0].payload
    lan.clock += timedelta(days=30)
    assert lan.taps_payload(payload).dialogue.step == "choose_unit"


@pytest.mark.parametrize("forged", ["", "x", "::", "a:b:c:d", "-:menu:nothing", "-:menu:", "x" * 300, "0:rate:9"])
def test_a_forged_payload_harms_nobody(forged: str) -> None:
    assert Person().says("/start an-binh-1").taps_payload(forged).ratings == []


def test_an_unfinished_talk_resumes() -> None:
    lan = Person().says("/start an-binh-1", "5")
    lan.clock += timedelta(hours=20)
    lan.says("/start")
    assert "tiếp tục" in lan.text
    assert "Ai đã phục vụ" in lan.text


def test_a_talk_of_the_day_before_yesterday_is_over() -> None:
    lan = Person().says("/start an-binh-1", "5")
    lan.clock += timedelta(hours=50)
    assert lan.says("/start").labels == MENU


def test_cancelling_says_what_stays() -> None:
    assert "vẫn được ghi nhận" in Person().says("/start an-binh-1", "5", "/huỷ").text
    assert "không được lưu" in Person().says("/gopy", "hủy").text


def test_cancelling_nothing_is_said_to_be_nothing() -> None:
    assert "không có gì để huỷ" in Person().says("/huy").text


def test_thanks_in_the_middle_of_a_talk_are_returned_and_the_question_stands() -> None:
    lan = Person().says("/start an-binh-1", "cảm ơn")
    assert "Trân trọng cảm ơn" in lan.text
    assert lan.labels[0] == "Rất hài lòng"


def test_help_in_the_middle_of_a_talk_repeats_the_question() -> None:
    assert Person().says("/start an-binh-1", "/help").labels[0] == "Rất hài lòng"


def test_help_at_the_menu_is_only_help() -> None:
    assert "/tracuu" in Person().says("/help").text


def test_a_counter_code_may_be_typed_bare() -> None:
    assert Person().says("an binh 2").labels[0] == "Rất hài lòng"


def test_a_typed_code_that_no_counter_has_is_named_and_not_taken_for_words_to_send() -> None:
    lan = Person().says("an-binh-so-99")
    assert "“an-binh-so-99”" in lan.text
    assert "góp ý" not in lan.text


def test_where_choices_are_numbers_the_question_says_so() -> None:
    asked = [lan.heard[-1].by_number for lan in (Person().says("chào"), Person().says("/gopy"), Person().says("/help"))]
    assert asked == ["Xin gõ số để chọn:", "Có thể gõ số để chọn:", ""]
    reasons = Person().says("/start an-binh-4", "2", "không rõ", "không rõ").heard[-1]
    assert "gõ nhiều số cũng được" in reasons.by_number


def test_the_language_changes_in_the_middle_of_a_talk() -> None:
    john = Person().says("/start an-binh-1", "/ngonngu", "english")
    assert john.labels[0] == "Very satisfied"
    assert john.says("satisfied").ratings[0].level == 4


def test_a_phone_set_to_english_gets_a_hint_once_and_is_spoken_to_in_vietnamese() -> None:
    john = Person()
    john._goes(text="/start an-binh-1", language="en")
    assert "For English, type /ngonngu." in john.text
    assert john.labels[0] == "Rất hài lòng"
    john._goes(text="5", language="en")
    assert "For English" not in john.text


def test_a_language_nobody_speaks_here_is_answered_in_vietnamese() -> None:
    jean = Person()
    jean._goes(text="/start an-binh-1", language="fr")
    assert jean.labels[0] == "Rất hài lòng"


def answered(**rest: object) -> dict[type, object]:
    """What the house tells about the receipt."""
    status = {"filed_at": NOW, "unit_id": 2, "kind": Kind.SUGGESTION, "state": State.NEW, "due": date(2026, 8, 17)}
    return {FindReceipt: ReceiptFound(FeedbackStatus(**(status | rest)))}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "typed", ["/tracuu 4821 0937 5516 2044", RECEIPT, "4821-0937-5516-2044", "４８２１０９３７５５１６２０４４"]
)
def test_a_receipt_is_understood_in_any_spelling(typed: str) -> None:
    lan = Person(outcomes=answered()).says(typed)  # type: ignore[arg-type]
    assert lan.asked == [FindReceipt(RECEIPT)]
    assert "Trạng thái: Mới gửi." in lan.text


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        ({"reading": True, "state": None}, "đang được đọc"),
        ({"state": State.ANSWERED, "answer": "Đã sửa ghế."}, "“Đã sửa ghế.”"),
        ({"state": None, "kind": Kind.PRAISE}, "Lời khen đã được chuyển"),
        ({"state": None}, "không cần trả lời riêng"),
        ({"erased": True}, "đã được xoá"),
        ({"state": State.ACCEPTED}, "Hạn trả lời: ngày 17/08/2026"),
    ],
)
def test_a_receipt_tells_where_things_stand(status: dict[str, object], sentence: str) -> None:
    assert sentence in Person(outcomes=answered(**status)).says(RECEIPT).text  # type: ignore[arg-type]


def test_a_wrong_receipt_may_be_typed_again() -> None:
    lan = Person().says("/tracuu 1111222233334444")
    assert "Không tìm thấy" in lan.text
    assert lan.dialogue.step == "track_case"


def test_what_cannot_be_a_receipt_is_not_looked_up() -> None:
    lan = Person().says("/tracuu", "12345")
    assert "16 chữ số" in lan.text
    assert not lan.asked


def test_too_many_guesses_end_the_lookup() -> None:
    lan = Person(outcomes={FindReceipt: Refused("error.too_many_guesses")}).says(RECEIPT)
    assert "đợi một giờ" in lan.text
    assert lan.dialogue.step == "menu"


def test_my_data_is_shown_and_erasing_is_asked() -> None:
    lan = Person(outcomes={ShowMyData: MyData(2, NOW), EraseMyData: Erased(2)}).says("/dulieu")
    assert "2 ý kiến" in lan.text
    assert "Đã xoá 2" in lan.taps("Xoá ý kiến tôi đã gửi").text


def test_keeping_ones_data_is_an_answer() -> None:
    assert "giữ nguyên" in Person().says("/xoa").taps("Không xoá").text


def test_a_chat_of_staff_is_told_so() -> None:
    assert "một cán bộ" in Person(outcomes={ShowMyData: MyData(0, None, True)}).says("/dulieu").text


def test_in_a_province_the_office_is_found_by_part_of_its_name() -> None:
    units = [AN_BINH, *(Unit(n, f"xa-{n}", f"Xã Số {n}", f"Xã Số {n}", "one-stop") for n in range(10, 40))]
    lan = Person(directory=Directory.of(units=units)).says("/danhgia")
    assert "gõ một phần tên" in lan.text
    assert "Có 10 cơ quan" in lan.says("xa so 2").text
    assert "Chưa tìm thấy" in lan.says("Hải Vân").text
    assert lan.says("xa so 17").labels[0] == "Rất hài lòng"
