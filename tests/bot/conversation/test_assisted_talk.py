"""An operator types in what a citizen wrote or said: asked, read back, corrected, kept, and then told what to tell."""

from dataclasses import replace
from datetime import date

import pytest

from bot.conversation.dialogue import Dialogue
from feedback.assisted import How, TypedSlip
from feedback.assisted_requests import KeepSlip, SlipKept, SlipSeen
from feedback.case_requests import ResultHeard, TellResult
from feedback.people import Officer
from feedback.ratings import Level
from feedback.requests import KeepRating, OpenCase, Refused, SubmitFeedback
from feedback.tickets import printed
from feedback.units import Unit
from tests.bot.conversation.assisting import WORDS, operator, read_back, typed
from tests.bot.conversation.talking import RECEIPT, Person
from tests.support.cast import AN_BINH, DIRECTORY, DUNG, HANH, MAI, NOW, POSTINGS, QUAY_1, QUAY_2, THAO, TUAN

TODAY = NOW.date()


def test_a_paper_slip_is_asked_for_read_back_whole_and_kept() -> None:
    hanh = operator(HANH)
    assert hanh.labels == ["Phiếu giấy", "Điện thoại", "Nói trực tiếp"]
    assert "TTPVHCC phường An Bình" in hanh.text
    assert hanh.taps("Phiếu giấy").labels[-1] == "Không rõ"
    assert hanh.says("quầy 1").labels == ["Hôm nay", "Hôm qua"]
    assert hanh.taps("Hôm qua").labels[-1] == "Không đánh giá"
    assert "nguyên văn" in hanh.says("2").text
    assert hanh.says(f"{WORDS} Gọi 0900 000 123.").labels == [MAI.name, "Không rõ"]
    hanh.taps(MAI.name)
    for line in ("so từng mục với phiếu", "Quầy 1 – Tư pháp, hộ tịch", "02/08/2026", "Không hài lòng", MAI.name):
        assert line in hanh.text
    assert "0900" not in hanh.text  # the citizen sees what a handler will read
    assert hanh.labels == ["Đã so, đúng như phiếu", "Sửa", "Huỷ"]
    assert typed(hanh) == []
    hanh.taps("Đã so, đúng như phiếu")
    [asked] = typed(hanh)
    slip = TypedSlip(How.PAPER, AN_BINH.id, QUAY_1.id, date(2026, 8, 2), Level(2), asked.slip.words, MAI.id)
    assert (asked.operator, asked.slip, asked.again) == (HANH, slip, False)
    assert ("0900" in asked.slip.words, "0900" in asked.redacted) == (True, False)
    for line in ("4821 0937 5516 2044", "cuống phiếu", "17/08/2026", "không gửi về đây"):
        assert line in hanh.text
    assert hanh.dialogue.talk is None


def test_what_is_typed_in_is_never_the_operators_own_rating_or_words() -> None:
    hanh = read_back().says("sửa", "mức", "1").taps("Đã so, đúng như phiếu").says("sửa", "5")
    assert not any(isinstance(request, KeepRating | SubmitFeedback) for request in hanh.asked)
    assert [request.slip.level for request in typed(hanh)] == [Level.VERY_DISSATISFIED]


@pytest.mark.parametrize(
    ("how", "agreed", "hand_over"),
    [("điện thoại", "Đã đọc lại, người dân đồng ý", "từng nhóm bốn số"), ("nói trực tiếp", "Đã đọc lại", "ra giấy")],
)
def test_a_call_and_a_spoken_word_are_read_out(how: str, agreed: str, hand_over: str) -> None:
    hanh = operator(HANH).says(how, "quầy 1", "hôm nay", "không đánh giá", WORDS, "không rõ")
    assert "đọc chậm từng mục" in hanh.text
    assert hanh.labels[0].startswith(agreed)
    assert hand_over in hanh.says("1").text


def test_the_operators_phone_in_english_says_the_same() -> None:
    hanh = Person(Dialogue("1" * 32, language="en", officer_id=HANH.id), outcomes={KeepSlip: SlipKept(RECEIPT)})
    hanh.says("paper slip", "paper slip", "1", "today", "2", WORDS, "not sure")
    assert "compare each line" in hanh.text
    assert "stub" in hanh.taps("Compared, as on the slip").text


def test_a_slip_without_words_needs_a_level_and_has_no_receipt() -> None:
    hanh = operator(HANH, kept=SlipKept()).says("phiếu giấy", "quầy 1", "hôm nay", "không đánh giá")
    assert hanh.labels == []  # no rating and no words would be nothing
    hanh = operator(HANH, kept=SlipKept()).says("phiếu giấy", "quầy 1", "hôm nay", "5")
    hanh.taps("Không có lời").says("không rõ")
    assert "mã hoá" not in hanh.text  # nothing to agree to
    hanh.taps("Đã so, đúng như phiếu")
    assert "không có mã tra cứu" in hanh.text


@pytest.mark.parametrize("officer", [TUAN, MAI, HANH])
def test_everybody_of_a_serving_unit_may_type_for_it(officer: Officer) -> None:
    assert operator(officer).labels == ["Phiếu giấy", "Điện thoại", "Nói trực tiếp"]


@pytest.mark.parametrize("officer", [DUNG, THAO])
def test_the_superior_unit_types_for_any_unit_below(officer: Officer) -> None:
    one = operator(officer)
    assert one.labels == ["TTPVHCC phường An Bình", "TTPVHCC phường Hòa Lạc", "Trạm Y tế An Bình"]
    assert "Hòa Lạc" in one.says("hoà lạc").text
    one.says("điện thoại", "hôm nay", "1", WORDS)  # no counters there, and nobody on a roster
    assert one.dialogue.step == "assisted_read"


def test_many_units_are_found_by_a_part_of_the_name() -> None:
    more = [Unit(10 + n, f"xa-{n}", f"Xã số {n}", f"Xã số {n}", "one-stop", parent_id=1) for n in range(20)]
    units = {**DIRECTORY.units, **{unit.id: unit for unit in more}}
    dung = operator(DUNG, replace(DIRECTORY, units=units))
    assert dung.labels == []
    assert len(dung.says("số 1").labels) == 8
    assert "chưa tìm thấy" in dung.says("Hà Nội").text.lower()
    assert "Xã số 19" in dung.says("số 19").text


def test_a_superior_with_nobody_below_has_nothing_to_type() -> None:
    alone = {1: DIRECTORY.units[1]}
    assert "chưa có phiếu để nhập" in operator(DUNG, replace(DIRECTORY, units=alone)).text


@pytest.mark.parametrize("said", ["/nhapphieu", "nhập phiếu", "nhập hộ"])
def test_a_citizen_is_told_how_to_speak_themselves(said: str) -> None:
    lan = Person().says(said)
    assert "tự đánh giá, góp ý ngay tại đây" in lan.text
    assert "Đánh giá" in lan.labels


def test_who_left_the_service_in_the_middle_types_no_more() -> None:
    hanh = read_back()
    gone = {**DIRECTORY.officers, HANH.id: replace(HANH, active=False)}
    hanh.directory = replace(DIRECTORY, officers=gone)
    hanh.taps("Đã so, đúng như phiếu")
    assert "dành cho cán bộ" in hanh.text
    assert typed(hanh) == []


# The day


@pytest.mark.parametrize(
    ("said", "day"),
    [("2/8", "2026-08-02"), ("02.08", "2026-08-02"), ("31-7-2026", "2026-07-31"), ("4/6", "2026-06-04")],
)
def test_a_day_is_typed_as_people_write_it(said: str, day: str) -> None:
    hanh = operator(HANH).says("phiếu giấy", "quầy 1", said)
    assert (hanh.dialogue.step, str(hanh.talk.typed and hanh.talk.typed.day)) == ("assisted_level", day)


@pytest.mark.parametrize("said", ["4/8/2026", "3/6", "31/12", "1/1/2027"])
def test_no_day_of_the_future_and_none_longer_ago_than_60_days(said: str) -> None:
    hanh = operator(HANH).says("phiếu giấy", "quầy 1", said)
    assert "từ 04/06/2026 đến 03/08/2026" in hanh.text
    assert hanh.dialogue.step == "assisted_day"


@pytest.mark.parametrize("said", ["30/2", "tuần trước", "99/99"])
def test_what_is_no_day_is_asked_for_again(said: str) -> None:
    assert "chưa hiểu ngày này" in operator(HANH).says("phiếu giấy", "quầy 1", said).text


def test_those_on_duty_are_those_of_that_day() -> None:
    moved = [replace(one, since=TODAY) if one.officer_id == TUAN.id else one for one in POSTINGS]
    directory = replace(DIRECTORY, postings=tuple(moved))
    hanh = operator(HANH, directory).says("phiếu giấy", "quầy 2", "hôm qua", "2", WORDS)
    assert hanh.labels == [MAI.name, "Không rõ"]


# Correcting, dropping, and what comes otherwise


def test_a_correction_asks_only_for_what_hangs_on_it() -> None:
    hanh = read_back().taps("Sửa").taps("Lời").says("Viết lại cho đúng: cô ấy nói to.")
    assert hanh.dialogue.step == "assisted_read"
    assert "cô ấy nói to" in hanh.text
    hanh.taps("Sửa").taps("Quầy")
    hanh.says("quầy 2")
    assert hanh.labels == [MAI.name, TUAN.name, "Không rõ"]
    hanh.taps(TUAN.name)
    assert "Quầy 2" in hanh.text
    assert hanh.taps("Sửa").taps("Quay lại").dialogue.step == "assisted_read"
    [asked] = typed(hanh.taps("Đã so, đúng như phiếu"))
    assert (asked.slip.counter_id, asked.slip.officer_id, asked.slip.level) == (QUAY_2.id, TUAN.id, Level(2))


def test_taking_back_the_level_of_a_slip_without_words_asks_for_words() -> None:
    hanh = operator(HANH).says("phiếu giấy", "quầy 1", "hôm nay", "5").taps("Không có lời").says("không rõ")
    hanh.taps("Sửa").taps("Mức đánh giá").taps("Không đánh giá")
    assert hanh.dialogue.step == "assisted_words"
    assert hanh.says(WORDS).dialogue.step == "assisted_read"


@pytest.mark.parametrize(
    ("way", "told"),
    [
        *(("Huỷ", "không được lưu lại"), ("/huy", "không được lưu lại"), ("/gopy", "đã được bỏ")),
        *(("/viec x", "đã được bỏ"), ("/start an-binh-1", "đã được bỏ"), ("/nhapphieu", "đã được bỏ")),
    ],
)
def test_every_way_out_drops_the_slip_and_says_so(way: str, told: str) -> None:
    hanh = read_back()
    hanh.outcomes[OpenCase] = Refused("error.case_not_found")
    hanh.says(way)
    assert told in hanh.text
    assert WORDS not in str(hanh.dialogue)
    assert typed(hanh) == []


def test_a_tickets_code_ends_no_slip() -> None:
    hanh = read_back().says(printed("4K7M3Q2X9ABC"))
    assert (hanh.dialogue.step, [type(request) for request in hanh.asked]) == ("assisted_read", [])
    assert WORDS in hanh.text
    hanh.taps("Đã so, đúng như phiếu")
    assert [request.slip.words for request in typed(hanh)] == [WORDS]


def test_who_changes_the_language_while_correcting_is_still_correcting() -> None:
    hanh = read_back().taps("Sửa").taps("Lời").says("/ngonngu", "Tiếng Việt")
    assert hanh.dialogue.step == "assisted_words"
    assert hanh.says("Cô ấy nói to.").dialogue.step == "assisted_read"


def test_an_answer_to_a_letter_leads_back_to_what_is_being_corrected() -> None:
    hanh = read_back().taps("Sửa").taps("Lời")
    hanh.outcomes[TellResult] = ResultHeard(True, AN_BINH.id)
    hanh.taps_payload("-:result:solved.K7M3Q2X")
    assert hanh.dialogue.step == "assisted_words"
    assert hanh.says("Cô ấy nói to.").dialogue.step == "assisted_read"


def test_the_same_words_within_a_month_are_asked_about() -> None:
    hanh = read_back()
    hanh.outcomes[KeepSlip] = SlipSeen()
    hanh.taps("Đã so, đúng như phiếu")
    assert "đúng những lời này" in hanh.text
    assert hanh.labels == ["Phiếu khác, nhập tiếp", "Huỷ"]
    hanh.outcomes[KeepSlip] = SlipKept(RECEIPT)
    hanh.taps("Phiếu khác, nhập tiếp")
    assert [request.again for request in typed(hanh)] == [False, True]
    assert "4821" in hanh.text


def test_danger_and_the_lawful_road_are_told_to_be_told() -> None:
    hanh = operator(HANH, kept=SlipKept(RECEIPT, danger=True, denunciation=True))
    hanh.says("điện thoại", "quầy 1", "hôm nay", "1", WORDS, MAI.name).says("1")
    assert "gọi 113" in hanh.text
    assert "Ban Tiếp công dân tỉnh Lâm Sơn, số 3 đường Hoa Ban" in hanh.text


@pytest.mark.parametrize("media", ["photo", "voice"])
def test_a_photographed_slip_is_not_kept_and_that_is_said(media: str) -> None:
    hanh = operator(HANH).says("phiếu giấy", "quầy 1", "hôm nay", "2")
    hanh.photos = True
    hanh.sends(media)
    assert "Xin gõ lại" in hanh.text
    assert hanh.dialogue.step == "assisted_words"


def test_no_words_and_too_many_are_said_to_be_so() -> None:
    hanh = operator(HANH).says("phiếu giấy", "quầy 1", "hôm nay", "2")
    assert "chưa thấy chữ nào" in hanh.says("…").text
    assert "10.000" in hanh.says("a" * 10_001).text
    assert hanh.dialogue.step == "assisted_words"
