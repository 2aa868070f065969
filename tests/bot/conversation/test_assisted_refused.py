"""Whoever a slip concerns, or may concern, cannot type it in; they are told kindly what to do instead."""

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from feedback.assisted_concern import Concern, OfficerConcerned, concern
from feedback.assisted_requests import KeepSlip, SlipKept
from feedback.errors import NotAllowed, NotOnDuty
from feedback.people import Officer, Role
from feedback.requests import Refused
from tests.bot.conversation.assisting import WORDS, operator, read_back, typed
from tests.bot.conversation.talking import RECEIPT, Person
from tests.support.cast import DIRECTORY, DUNG, HANH, MAI, TUAN


def refused(one: Person, why: str, *, dropped: bool) -> None:
    """Kindly, with what to do instead; what was typed is gone, and so is the talk."""
    assert why in one.text
    assert ("đã được bỏ" if dropped else "chưa lưu gì") in one.text
    assert "VP UBND tỉnh Lâm Sơn" in one.text
    assert "mã QR tại quầy" in one.text
    assert typed(one) == []
    assert one.dialogue.talk is None
    assert WORDS not in str(one.dialogue)


def test_the_operators_own_name_is_not_offered_and_whoever_meant_it_is_refused() -> None:
    tuan = operator(TUAN).says("phiếu giấy", "quầy 2", "hôm nay", "1", WORDS)
    assert tuan.labels == [MAI.name, "Không rõ"]
    refused(tuan.taps("Không rõ"), "không nêu một cán bộ khác", dropped=True)


def test_not_the_one_on_duty_when_nobody_is_named() -> None:
    tuan = operator(TUAN).says("phiếu giấy", "quầy 2", "hôm nay", "1", WORDS).taps("Không rõ")
    refused(tuan, "có trực ở đó hôm ấy", dropped=True)


def test_but_a_colleague_at_the_same_counter_may_be_named_by_the_citizen() -> None:
    tuan = operator(TUAN).says("phiếu giấy", "quầy 2", "hôm nay", "1", WORDS).taps(MAI.name)
    assert tuan.dialogue.step == "assisted_read"


def test_the_only_one_on_duty_is_stopped_before_a_word_is_typed() -> None:
    refused(operator(TUAN).says("phiếu giấy", "quầy 4", "hôm nay"), "chỉ có Anh/Chị trực ở đó", dropped=False)


def test_an_unknown_counter_is_no_way_around_it() -> None:
    tuan = operator(TUAN).says("phiếu giấy", "không rõ", "hôm nay", "1", WORDS)
    assert tuan.labels == [MAI.name, "Không rõ"]
    refused(tuan.taps("Không rõ"), "có trực ở đó hôm ấy", dropped=True)


@pytest.mark.parametrize(
    "words",
    ["Anh Tuấn quát tôi.", "do thanh tuan rat cham", "Tuấn bảo tôi chờ.", "CÁN BỘ TUẤN HẸN MÃI", "Thanh Tuấn hẹn lại"],
)
def test_not_the_one_whom_the_words_name(words: str) -> None:
    tuan = operator(TUAN).says("phiếu giấy", "quầy 1", "hôm nay", "1", words)
    refused(tuan, "có tên giống tên Anh/Chị", dropped=True)
    assert words not in str(tuan.dialogue)


def test_words_that_only_sound_alike_are_taken() -> None:
    tuan = operator(TUAN).says("phiếu giấy", "quầy 1", "hôm nay", "1", "Trong tuần này tôi đến ba lần.")
    assert tuan.dialogue.step == "assisted_who"


SEALED = ["Giám đốc bênh nhân viên, không cho dân nói.", "Anh ấy gợi ý bồi dưỡng năm trăm.", "Bà Hạnh quát tôi."]


@pytest.mark.parametrize("words", SEALED)
def test_not_the_head_where_the_words_go_past_the_head(words: str) -> None:
    hanh = operator(HANH).says("phiếu giấy", "quầy 1", "hôm nay", "1", words)
    refused(hanh, "đi thẳng lên cấp trên", dropped=True)


@pytest.mark.parametrize("officer", [TUAN, DUNG])
@pytest.mark.parametrize("words", SEALED)
def test_others_may_type_them_and_are_told_to_keep_silent(officer: Officer, words: str) -> None:
    one = operator(officer, kept=SlipKept(RECEIPT, date(2026, 8, 17), sealed=True))
    if officer is DUNG:
        one.says("TTPVHCC phường An Bình")
    one.says("nói trực tiếp", "quầy 1", "hôm nay", "1", words, "không rõ").taps("Đã đọc lại, người dân đồng ý")
    assert len(typed(one)) == 1
    for line in ("niêm kín", "giữ bí mật", "4821 0937 5516 2044"):
        assert line in one.text


@pytest.mark.parametrize(
    ("key", "why"),
    [
        (OfficerConcerned(Concern.ON_DUTY).key, "có trực ở đó hôm ấy"),
        (NotOnDuty.key, "không có trong ca trực"),
        (NotAllowed.key, "không thuộc phần việc"),
    ],
)
def test_the_house_has_the_last_word(key: str, why: str) -> None:
    """The roster or the staff list was changed between the read-back and the agreement."""
    hanh = read_back()
    hanh.outcomes[KeepSlip] = Refused(key)
    hanh.taps("Đã so, đúng như phiếu")
    assert why in hanh.text
    assert "đã được bỏ" in hanh.text
    assert hanh.dialogue.talk is None


def test_a_second_head_is_a_head_too() -> None:
    second = replace(TUAN, role=Role.HEAD)
    directory = replace(DIRECTORY, officers={**DIRECTORY.officers, TUAN.id: second})
    tuan = operator(second, directory).says("phiếu giấy", "quầy 1", "hôm nay", "1", "Bà Hạnh quát tôi.")
    refused(tuan, "đi thẳng lên cấp trên", dropped=True)


def test_a_correction_cannot_bring_in_what_was_refused() -> None:
    tuan = operator(TUAN).says("phiếu giấy", "quầy 2", "hôm nay", "1", WORDS, MAI.name)
    refused(tuan.taps("Sửa").taps("Cán bộ").taps("Không rõ"), "không nêu một cán bộ khác", dropped=True)


EVERYTHING = list(
    product(
        (TUAN, MAI, HANH),
        ("quầy 1", "quầy 2", "quầy 3", "quầy 4", "không rõ"),
        (WORDS, "Anh Tuấn chậm.", "Giám đốc bênh nhân viên."),
        (TUAN.name, MAI.name, "không rõ"),
        ((), ("sửa", "cán bộ", TUAN.name), ("sửa", "lời", "Chị Mai quát."), ("sửa", "quầy", "không rõ", "không rõ")),
    )
)


def test_on_no_way_through_does_the_officer_concerned_get_it_kept() -> None:
    kept = 0
    for officer, counter, words, named, corrected in EVERYTHING:
        one = operator(officer).says("phiếu giấy", counter, "hôm nay", "1", words, named, *corrected)
        one.says("đã so, đúng như phiếu")
        kept += len(typed(one))
        assert [asked.slip for asked in typed(one) if concern(asked.slip, officer, one.directory)] == []
    assert kept > len(EVERYTHING) / 10
