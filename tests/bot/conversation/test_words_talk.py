"""Words: consent first, the redacted text shown, sent or dropped; nothing written is lost in silence."""

from dataclasses import replace
from hashlib import sha256

import pytest

from bot.conversation.steps.describe import LONGEST
from feedback.requests import FeedbackTaken, Kind, SubmitFeedback
from feedback.units import Directory
from feedback.wording import LANGUAGES, words
from tests.bot.conversation.talking import RECEIPT, Person
from tests.support.cast import AN_BINH, MAI, QUAY_1


def rated() -> Person:
    """Lan has rated counter 3 and may write now."""
    return Person().says("/start an-binh-3", "2", "khong ro", "bo qua")


def test_no_word_is_asked_for_before_consent() -> None:
    lan = rated()
    assert "mã hoá" in lan.text
    assert lan.labels[:2] == ["Đồng ý, tôi viết", "Không, cảm ơn"]
    assert not lan.dialogue.talk.consent  # type: ignore[union-attr]


AGREED = {"vi": "37dcc3ed09b6a149", "en": "12a964bf40500ee3"}
"""What each language's sentences of this version are, as a fingerprint: other sentences need another version."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_consent_speaks_of_photos_and_voices_and_other_sentences_need_another_version(language: str) -> None:
    table = words(language).table
    asked = [table[f"consent.{way}"] for way in ("ask", "ask_written", "ask_first")]
    beside = [table[f"consent.{way}"] for way in ("beside", "beside_voice")]
    assert all("{beside}" in text for text in asked)
    assert all(word in beside[1] for word in {"vi": ("ảnh", "tin thoại"), "en": ("photos", "voice")}[language])
    print_of = sha256("\n".join([*asked, *beside]).encode()).hexdigest()[:16]
    assert (table["consent.version"], print_of) == ("2026-11-20-b", AGREED[language])


def test_consent_is_kept_with_its_version() -> None:
    assert rated().taps("Đồng ý, tôi viết").talk.consent == "2026-11-20-b"


def test_declining_keeps_the_rating_and_ends() -> None:
    lan = rated().taps("Không, cảm ơn")
    assert "đã được ghi nhận" in lan.text
    assert not lan.submitted


def test_the_citizen_sees_what_a_handler_will_see() -> None:
    lan = rated().says("đồng ý", "Tôi là Nguyễn Thị Lan, số 0900 000 123, bị bắt chờ cả buổi.")
    assert "0900" not in lan.text
    assert "[số điện thoại]" in lan.text
    assert "đã được che" in lan.text


def test_words_without_anything_private_carry_no_remark_about_covering() -> None:
    assert "đã được che" not in rated().says("đồng ý", "Bị bắt chờ cả buổi sáng.").text


def test_sending_gives_a_receipt_in_fours_and_forgets_the_draft() -> None:
    lan = rated().says("đồng ý", "Bị bắt chờ cả buổi sáng.").taps("Gửi")
    assert "4821 0937 5516 2044" in lan.text
    assert "17/08/2026" in lan.text
    assert lan.talk.words == ""
    assert lan.talk.receipt == RECEIPT


def test_what_is_sent_holds_the_original_and_the_redacted_text() -> None:
    lan = rated().says("đồng ý", "Gọi tôi số 0900 000 123 nhé các anh").taps("Gửi")
    sent = lan.submitted[0]
    assert "0900 000 123" in sent.text
    assert "0900" not in sent.redacted
    assert (sent.kind, sent.level, sent.visit.counter_id) == (Kind.WORDS, 2, 3)


def test_writing_again_replaces_the_draft() -> None:
    lan = rated().says("đồng ý", "Bị bắt chờ.").taps("Viết lại").says("Chờ hai tiếng đồng hồ.").taps("Gửi")
    assert lan.submitted[0].text == "Chờ hai tiếng đồng hồ."


def test_more_words_at_the_preview_are_added() -> None:
    lan = rated().says("đồng ý", "Bị bắt chờ.", "Thật ra là chờ hai tiếng.").taps("Gửi")
    assert lan.submitted[0].text == "Bị bắt chờ.\nThật ra là chờ hai tiếng."


@pytest.mark.parametrize("typed", ["hi", "4", "8518 7744", "ko biet", "👍"])
def test_a_word_or_two_at_the_preview_change_nothing(typed: str) -> None:
    lan = rated().says("đồng ý", "Bị bắt chờ cả buổi.", typed)
    assert "Bị bắt chờ cả buổi." in lan.text
    assert lan.taps("Gửi").submitted[0].text == "Bị bắt chờ cả buổi."


def test_too_many_words_at_the_preview_are_refused_and_the_draft_stays() -> None:
    lan = rated().says("đồng ý", "Bị bắt chờ cả buổi.", "dài lắm " * 2000)
    assert "10.000" in lan.text
    assert lan.talk.words == "Bị bắt chờ cả buổi."


def test_who_may_be_in_danger_is_told_whom_to_call() -> None:
    lan = rated()
    lan.outcomes[SubmitFeedback] = FeedbackTaken(RECEIPT, None, danger=True)
    assert "115" in lan.says("đồng ý", "Tôi không muốn sống nữa.").taps("Gửi").text


def test_an_edited_message_replaces_the_draft_and_never_makes_a_second_one() -> None:
    lan = rated().says("đồng ý", "Bị bắt chơ").edits("Bị bắt chờ").taps("Gửi").edits("Bị bắt chờ lâu")
    assert [sent.text for sent in lan.submitted] == ["Bị bắt chờ"]
    assert lan.heard == ()


def test_cancelling_drops_the_words_and_keeps_the_rating() -> None:
    lan = rated().says("đồng ý", "Bị bắt chờ.").taps("Huỷ")
    assert "Mức đánh giá của Ông/Bà vẫn được ghi nhận" in lan.text
    assert lan.talk.words == ""


def test_skipping_the_words_ends_kindly() -> None:
    assert "Trân trọng cảm ơn" in rated().says("đồng ý").taps("Bỏ qua").text


@pytest.mark.parametrize("nothing", ["", "   ", "🙂🙂", "\u200b\u200d", "...", "\u202e"])
def test_nothing_written_is_said_to_be_nothing(nothing: str) -> None:
    lan = rated().says("đồng ý", nothing)
    assert lan.dialogue.step == "describe"
    assert not lan.submitted


def test_ten_thousand_characters_are_taken_and_one_more_is_said_to_be_too_long() -> None:
    lan = rated().says("đồng ý", "ă" * (LONGEST + 1))
    assert "10.000" in lan.text
    assert lan.says("ă" * LONGEST).dialogue.step == "confirm"


def test_right_to_left_and_invisible_marks_are_taken_out() -> None:
    lan = rated().says("đồng ý", "Cán\u200b bộ \u202eđi muộn").taps("Gửi")
    assert lan.submitted[0].text == "Cán bộ đi muộn"


def test_decomposed_letters_are_composed() -> None:
    lan = rated().says("đồng ý", "Cha\u0302\u0323m tre\u0302\u0303").taps("Gửi")
    assert lan.submitted[0].text == "Chậm trễ"


@pytest.mark.parametrize("step", ["rate", "who", "badge", "reasons", "consent"])
def test_words_written_too_early_are_held_until_consent(step: str) -> None:
    answers = {"rate": [], "who": ["2"], "badge": ["2", "không rõ"], "reasons": ["2", "không rõ", "có"]}
    answers["consent"] = [*answers["reasons"], "bỏ qua"]
    lan = Person().says("/start an-binh-1", *answers[step], "Ngồi chờ cả buổi sáng mới tới lượt")
    assert lan.talk.words == "Ngồi chờ cả buổi sáng mới tới lượt"
    while lan.dialogue.step != "consent":
        lan.taps_payload(lan.dialogue.offered[1].payload)
    assert "Ngồi chờ cả buổi sáng" in lan.text
    assert lan.taps("Đồng ý").taps("Gửi").submitted[0].text == "Ngồi chờ cả buổi sáng mới tới lượt"


def test_words_held_twice_are_held_together() -> None:
    lan = Person().says("/start an-binh-1", "Ngồi chờ cả buổi", "hỏi thì không ai trả lời")
    assert lan.talk.words == "Ngồi chờ cả buổi\nhỏi thì không ai trả lời"


def test_held_words_are_dropped_when_the_person_does_not_agree() -> None:
    lan = Person().says("/start an-binh-3", "4", "có", "Ngồi chờ cả buổi sáng").taps("Không, cảm ơn")
    assert lan.talk.words == ""
    assert not lan.submitted


def test_a_comment_needs_no_rating_and_no_counter() -> None:
    lan = Person().says("/gopy").taps("TTPVHCC phường An Bình").taps("Không nhớ quầy nào")
    assert lan.text.startswith("Trước khi viết")
    lan.taps("Đồng ý, tôi viết").says("Ghế chờ gãy hai cái.").taps("Gửi")
    sent = lan.submitted[0]
    assert (sent.kind, sent.level, sent.visit.counter_id) == (Kind.SUGGESTION, None, None)
    assert not lan.ratings


def test_praise_names_the_officer_when_the_roster_knows() -> None:
    lan = Person().says("/khen").taps("TTPVHCC phường An Bình").taps(QUAY_1.label).taps(MAI.name)
    lan.taps("Đồng ý, tôi viết").says("Cô chỉ tôi từng chỗ phải ký.").taps("Gửi")
    sent = lan.submitted[0]
    assert (sent.kind, sent.visit.officer_id) == (Kind.PRAISE, MAI.id)
    assert not lan.ratings


def test_words_at_the_menu_are_offered_to_be_sent_not_sent() -> None:
    lan = Person().says("cán bộ ở đây nói năng cộc lốc quá")
    assert "thành góp ý" in lan.text
    lan.says("hoà lạc").taps("Đồng ý").taps("Gửi")
    assert lan.submitted[0].text == "cán bộ ở đây nói năng cộc lốc quá"


def test_what_happened_is_not_taken_for_the_name_of_an_office() -> None:
    lan = Person().says("/gopy", "Ghế ngồi chờ gãy hai cái không ai sửa")
    assert "đã giữ tạm" in lan.text
    assert lan.talk.words


def test_a_text_that_reads_like_a_denunciation_gets_the_lawful_road_and_its_receipt() -> None:
    taken = FeedbackTaken(RECEIPT, None, denunciation=True)
    lan = rated()
    lan.outcomes[SubmitFeedback] = taken
    lan.says("đồng ý", "Tôi muốn tố cáo cán bộ nhận tiền.").taps("Gửi")
    assert "không thay thế đơn tố cáo" in lan.text
    assert "Ban Tiếp công dân tỉnh Lâm Sơn" in lan.text
    assert "4821 0937 5516 2044" in lan.text


def test_where_no_place_is_known_the_general_one_is_told() -> None:
    lan = Person(directory=Directory.of(units=[replace(AN_BINH, denunciation_place="", parent_id=None)]))
    lan.outcomes[SubmitFeedback] = FeedbackTaken(RECEIPT, None, denunciation=True)
    lan.says("/gopy").taps("TTPVHCC phường An Bình").taps("Đồng ý, tôi viết").says("Tôi tố cáo.").taps("Gửi")
    assert "Ban Tiếp công dân tỉnh, hoặc" in lan.text


def test_a_text_too_long_for_the_menu_is_said_to_be_so() -> None:
    assert "10.000" in Person().says("dài lắm " * 2000).text


def test_a_citizen_of_a_push_channel_is_told_that_the_answer_comes_by_itself() -> None:
    lan = rated()
    lan.pull = False
    assert "sẽ nhắn tại đây" in lan.says("đồng ý", "Bị bắt chờ.").taps("Gửi").text
