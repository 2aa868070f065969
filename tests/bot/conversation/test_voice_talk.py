"""A voice instead of words: off unless the unit takes it, heard above it alone, typed, read back, kept."""

from dataclasses import replace

import pytest

from bot.conversation.dialogue import Dialogue
from feedback.errors import VoiceGone
from feedback.media import LARGEST_VOICE, Attached
from feedback.requests import CasesFound, HoldMedia, ListCases, Refused, SubmitFeedback
from feedback.units import Directory
from feedback.voice_requests import CannotHear, NextVoice, Spoken, VoiceSettled, VoiceShown, WriteVoice
from tests.bot.conversation.talking import Person
from tests.support.cast import AN_BINH, DIRECTORY, DUNG, HANH, NOW

VOICE = Attached("Aw", size=60_000, seconds=35)
OFFICE = "TTPVHCC phường An Bình"
WORDS = "Cô ngồi quầy hai quát mẹ tôi trước mặt mọi người."


def turned_on(days: int = 7, *, alone: bool = False) -> Directory:
    units = {**DIRECTORY.units, AN_BINH.id: replace(AN_BINH, voice_days=days, parent_id=None if alone else 1)}
    return replace(DIRECTORY, units=units)


def writing(directory: Directory | None = None, kind: str = "/gopy") -> Person:
    lan = Person(photos=True, directory=directory or turned_on())
    return lan.says(kind, OFFICE, "không nhớ", "đồng ý")


def speaks(person: Person, voice: Attached = VOICE) -> Person:
    return person._goes(media="voice", attached=(voice,))


def held(person: Person) -> list[HoldMedia]:
    return [request for request in person.asked if isinstance(request, HoldMedia)]


@pytest.mark.parametrize("directory", [DIRECTORY, turned_on(0), turned_on(alone=True)])
def test_at_first_no_voice_is_taken_and_the_reason_is_said(directory: Directory) -> None:
    lan = writing(directory)
    assert "tin thoại" not in lan.text
    assert "Giọng nói có thể cho biết Ông/Bà là ai" in speaks(lan).text
    assert "nhờ người thân gõ giúp" in lan.text
    assert held(lan) == []


@pytest.mark.parametrize("kind", ["/gopy", "/danhgia", "/khen"])
@pytest.mark.parametrize(("directory", "photos"), [(DIRECTORY, True), (turned_on(), True), (turned_on(), False)])
def test_consent_speaks_of_a_voice_only_where_one_may_come(directory: Directory, photos: bool, kind: str) -> None:
    lan = Person(photos=photos, directory=directory).says(kind, OFFICE, "không nhớ")
    if kind == "/danhgia":
        lan.says("5", "Không")
    assert lan.dialogue.step == "consent"
    assert "ảnh" in lan.text
    may_come = photos and directory is not DIRECTORY and kind != "/khen"
    assert ("tin thoại" in lan.text) is may_come


def test_a_door_that_cannot_bring_a_voice_takes_none() -> None:
    lan = writing()
    lan.photos = False
    assert "không nhận tin thoại" in speaks(lan).text


def test_where_it_is_taken_the_question_says_so_and_the_preview_says_who_hears_it() -> None:
    lan = writing()
    assert "một tin thoại không quá 2 phút" in lan.text
    speaks(lan)
    assert "dài 35 giây" in lan.text
    assert "Chỉ một người của VP UBND tỉnh Lâm Sơn (cấp trên) nghe" in lan.text
    assert "không ai ở TTPVHCC phường An Bình được nghe" in lan.text
    assert "chậm nhất sau 7 ngày" in lan.text
    lan.taps("Gửi")
    [sent] = lan.submitted
    assert sent.text == ""
    assert len(sent.voice) == 32
    assert "ghi lại thành chữ rồi xoá" in lan.text


@pytest.mark.parametrize("voice", [replace(VOICE, seconds=121), replace(VOICE, size=LARGEST_VOICE + 1)])
def test_a_voice_that_is_too_long_is_said_to_be(voice: Attached) -> None:
    lan = speaks(writing(), voice)
    assert "quá 2 phút" in lan.text
    assert held(lan) == []
    assert lan.dialogue.step == "describe"


def test_praise_takes_no_voice() -> None:
    lan = writing(kind="/khen")
    assert "tin thoại" not in lan.text
    assert held(speaks(lan)) == []


def test_before_consent_it_is_said_when_it_may_come() -> None:
    lan = Person(photos=True, directory=turned_on()).says("/gopy", OFFICE, "không nhớ")
    assert "sau khi Ông/Bà đồng ý" in speaks(lan).text
    assert held(lan) == []


def test_typed_words_take_the_place_of_a_voice_and_need_none() -> None:
    lan = speaks(writing()).says(WORDS)
    assert lan.talk.voice == ""
    assert WORDS in lan.text
    assert "tin thoại vừa rồi không được giữ" in speaks(lan).text
    assert len(held(lan)) == 1


@pytest.mark.parametrize("way", ["Huỷ", "/huy", "Viết lại", "/gopy", "/xoa"])
def test_every_way_out_lets_go_of_it(way: str) -> None:
    lan = speaks(writing()).says(way)
    assert not (lan.dialogue.talk and lan.dialogue.talk.held)


def test_a_voice_that_waited_too_long_to_be_sent_is_asked_for_again() -> None:
    lan = speaks(writing())
    lan.outcomes[SubmitFeedback] = Refused(VoiceGone.key)
    lan.taps("Gửi")
    assert "không còn nữa" in lan.text
    assert lan.dialogue.step == "describe"


SPOKEN = Spoken("k" * 32, AN_BINH.id, NOW.date(), 35, waiting=2)


def listening(**outcomes: object) -> Person:
    dung = Person(photos=True, directory=turned_on())
    dung.dialogue = Dialogue("0" * 32, officer_id=DUNG.id)
    dung.outcomes |= {
        ListCases: CasesFound((), voices=2),
        NextVoice: VoiceShown(SPOKEN),
        WriteVoice: VoiceSettled(),
        CannotHear: VoiceSettled(),
    }
    return dung.says("/viec")


def test_the_superior_hears_types_sees_it_read_back_and_keeps_it() -> None:
    dung = listening()
    assert "Có 2 tin thoại chờ ghi lại thành chữ" in dung.text
    dung.taps("Nghe tin thoại")
    [voice] = dung.heard[-1].photos
    assert (voice.key, voice.voice) == (SPOKEN.key, True)
    assert "TTPVHCC phường An Bình, gửi ngày 03/08/2026, dài 35 giây" in voice.caption
    dung.says("Gọi 0900 000 123, cô ngồi quầy hai quát mẹ tôi.")
    assert "0900 000 123" in dung.text  # read back as typed
    dung.taps("Gửi")
    [written] = [request for request in dung.asked if isinstance(request, WriteVoice)]
    assert (written.officer, written.key) == (DUNG, SPOKEN.key)
    assert "0900" in written.text
    assert "0900" not in written.redacted
    assert "đã được xoá" in dung.text


def test_a_voice_that_cannot_be_understood_is_given_up_only_when_told_to() -> None:
    dung = listening().taps("Nghe tin thoại")
    dung.taps("Nghe lại")
    assert dung.heard[-1].photos
    assert not any(isinstance(request, CannotHear) for request in dung.asked)
    dung.taps("Không nghe được")
    assert CannotHear(DUNG, SPOKEN.key) in dung.asked


def test_somebody_else_was_quicker() -> None:
    dung = listening().taps("Nghe tin thoại").says(WORDS)
    dung.outcomes[WriteVoice] = Refused(VoiceGone.key)
    assert "không còn nữa" in dung.taps("Gửi").text


def test_when_all_are_written_down_it_says_so() -> None:
    dung = listening()
    dung.outcomes[NextVoice] = VoiceShown(None)
    assert "không có tin thoại nào" in dung.taps("Nghe tin thoại").text


def test_a_door_that_plays_none_says_where_they_can_be_heard() -> None:
    dung = listening()
    dung.photos = False
    dung.says("/viec")
    assert "trên Telegram" in dung.text
    assert "Nghe tin thoại" not in dung.labels


def test_a_head_without_voices_is_told_of_none() -> None:
    hanh = Person(photos=True, directory=turned_on())
    hanh.dialogue = Dialogue("0" * 32, officer_id=HANH.id)
    hanh.outcomes[ListCases] = CasesFound(())
    assert "tin thoại" not in hanh.says("/viec").text
