"""Photos beside words: only after consent, counted before they are sent, gone with the talk, refused kindly."""

from dataclasses import replace

import pytest

from feedback.errors import CaseNotFound
from feedback.media import LARGEST_PHOTO, Attached, Photos, Trouble
from feedback.requests import (
    CaseShown,
    FeedbackTaken,
    HoldMedia,
    MediaHeld,
    OpenCase,
    PhotosShown,
    Refused,
    ShowPhotos,
    SubmitFeedback,
)
from feedback.reviews import Stage, Standing
from feedback.units import Directory
from tests.bot.conversation.talking import RECEIPT, Person
from tests.support.builders import a_case
from tests.support.cast import HANH, NOW, UNITS

PHOTO = Attached("AgAC", size=90_000)
WORDS = "Quầy đóng cửa từ chín giờ sáng."
OFFICE = "TTPVHCC phường An Bình"


def writing(kind: str = "/gopy", *, photos: bool = True) -> Person:
    """Lan may write, on a door that takes photos."""
    return Person(photos=photos).says(kind, OFFICE, "không nhớ", "đồng ý")


def held(person: Person) -> list[Attached]:
    return [one.attached for request in person.asked if isinstance(request, HoldMedia) for one in request.held]


def test_where_photos_can_be_sent_the_question_says_so() -> None:
    lan = writing()
    assert "kèm tối đa 5 ảnh" in lan.text
    assert lan.heard[-1].room == 5


def test_a_door_that_cannot_bring_photos_does_not_ask_for_any() -> None:
    lan = writing(photos=False)
    assert "ảnh" not in lan.text
    assert "chưa nhận ảnh" in lan.sends("photo").text


def test_photos_wait_for_words_and_the_preview_counts_them() -> None:
    lan = writing().attaches(PHOTO).attaches(PHOTO)
    assert lan.dialogue.step == "describe"
    assert "Đang kèm 2 ảnh" in lan.text
    lan.says(WORDS)
    assert "Kèm 2 ảnh: người xử lý thấy mọi thứ có trong ảnh" in lan.text
    lan.taps("Gửi")
    [sent] = lan.submitted
    assert len(sent.photos) == len(set(sent.photos)) == 2
    assert lan.talk.photos == ()


def test_a_photo_with_words_goes_straight_to_the_preview() -> None:
    lan = writing().attaches(PHOTO, text=WORDS)
    assert WORDS in lan.text
    assert "Kèm 1 ảnh" in lan.text


def test_a_photo_may_still_come_while_the_preview_is_shown() -> None:
    lan = writing().says(WORDS).attaches(PHOTO)
    assert lan.dialogue.step == "confirm"
    assert "Kèm 1 ảnh" in lan.text


@pytest.mark.parametrize("step", [[], ["/start an-binh-3"], ["/start an-binh-3", "2"], ["/gopy", OFFICE, "không nhớ"]])
def test_before_consent_no_photo_is_held(step: list[str]) -> None:
    lan = Person(photos=True).says(*step)
    before = lan.dialogue.step
    lan.attaches(PHOTO)
    assert held(lan) == []
    assert "sau khi Ông/Bà đồng ý" in lan.text
    assert lan.dialogue.step == before


def test_praise_takes_no_photos() -> None:
    lan = writing("/khen")
    assert lan.heard[-1].room == 0
    assert "Lời khen chỉ nhận bằng chữ" in lan.attaches(PHOTO).text
    assert held(lan) == []


def test_the_sixth_photo_is_said_to_be_one_too_many() -> None:
    lan = writing().attaches(*[PHOTO] * 7, text=WORDS)
    assert len(held(lan)) == 5
    assert "2 ảnh không nhận được: mỗi ý kiến kèm được nhiều nhất 5 ảnh" in lan.text
    assert "1 ảnh không nhận được" in lan.attaches(PHOTO).text
    assert len(lan.talk.photos) == 5


@pytest.mark.parametrize(
    ("photo", "why"),
    [
        (Attached("x", size=LARGEST_PHOTO + 1), "quá 10 MB"),
        (Attached(trouble=Trouble.UNREADABLE), "JPEG, PNG hoặc WebP"),
        (Attached(trouble=Trouble.PIXELS), "25 triệu"),
        (Attached(trouble=Trouble.MOVING), "ảnh tĩnh"),
    ],
)
def test_what_cannot_be_taken_is_said_why_and_the_words_beside_it_are_kept(photo: Attached, why: str) -> None:
    lan = writing().attaches(photo, PHOTO, text=WORDS)
    assert why in lan.text
    assert WORDS in lan.text
    assert held(lan) == [PHOTO]


def test_where_there_is_no_room_the_words_go_on_without() -> None:
    lan = writing()
    lan.outcomes[HoldMedia] = MediaHeld((), full=True)
    lan.attaches(PHOTO, text=WORDS)
    assert "tạm hết chỗ" in lan.text
    assert lan.talk.photos == ()
    assert "Gửi" in lan.labels


@pytest.mark.parametrize("way", ["Bỏ ảnh", "bỏ ảnh", "xoa anh"])
def test_photos_can_be_left_out_again(way: str) -> None:
    lan = writing().attaches(PHOTO, text=WORDS)
    lan.says(way)
    assert lan.talk.photos == ()
    assert WORDS in lan.text
    assert "Bỏ ảnh" not in lan.labels


TICK = "Ảnh có liên quan đến lãnh đạo đơn vị"


@pytest.mark.parametrize("says", [TICK, "ảnh có liên quan đến lãnh đạo đơn vị", "anh lanh dao"])
def test_whoever_says_that_photos_concern_the_head_is_told_who_sees_them(says: str) -> None:
    lan = writing().attaches(PHOTO, text=WORDS).says(says)
    assert "chuyển thẳng đến VP UBND tỉnh Lâm Sơn" in lan.text
    assert WORDS in lan.text
    assert TICK not in lan.labels
    lan.taps("Gửi")
    assert [sent.of_head for sent in lan.submitted] == [True]


def test_it_can_be_said_before_the_words_and_holds_when_they_are_written_anew() -> None:
    lan = writing().attaches(PHOTO).taps(TICK)
    assert "chuyển thẳng đến" in lan.text
    lan.says(WORDS).taps("Viết lại").says("Ông giám đốc ngủ trong giờ làm.").taps("Gửi")
    assert [sent.of_head for sent in lan.submitted] == [True]


def test_photos_left_out_take_it_along() -> None:
    lan = writing().attaches(PHOTO, text=WORDS).taps(TICK).taps("Bỏ ảnh")
    assert "chuyển thẳng đến" not in lan.text
    lan.taps("Gửi")
    assert [sent.of_head for sent in lan.submitted] == [False]


def test_nobody_is_asked_whom_photos_concern_without_photos_or_where_nobody_stands_above() -> None:
    assert TICK not in writing().says(WORDS).labels
    alone = [replace(unit, parent_id=None) for unit in UNITS if unit.kind != "superior"]
    top = Person(photos=True, directory=Directory.of(units=alone))
    top.says("/gopy", OFFICE, "đồng ý").attaches(PHOTO, text=WORDS)
    assert "Bỏ ảnh" in top.labels
    assert TICK not in top.labels


def test_all_that_a_preview_offers_fits_under_five_buttons() -> None:
    assert len(writing().attaches(PHOTO, text=WORDS).labels) == 5


def test_words_written_anew_keep_the_photos() -> None:
    lan = writing().attaches(PHOTO, text=WORDS).taps("Viết lại")
    assert "Đang kèm 1 ảnh" in lan.text


@pytest.mark.parametrize("way", [["Huỷ"], ["/huy"], ["/gopy"], ["/start an-binh-3"], ["Viết lại", "Bỏ qua"], ["/xoa"]])
def test_every_way_out_lets_go_of_them(way: list[str]) -> None:
    lan = writing().attaches(PHOTO, text=WORDS).says(*way)
    assert not (lan.dialogue.talk and lan.dialogue.talk.photos)
    assert not lan.submitted


def test_an_album_is_answered_with_what_is_held_so_far_and_said_once_where_it_has_no_place() -> None:
    lan = writing().attaches(PHOTO, group="9", text=WORDS)
    assert "Kèm 3 ảnh" in lan.attaches(PHOTO, group="9").attaches(PHOTO, group="9").text
    menu = Person(photos=True).attaches(PHOTO, group="9")
    assert "sau khi Ông/Bà đồng ý" in menu.text
    assert menu.attaches(PHOTO, group="9").heard == ()
    assert "sau khi Ông/Bà đồng ý" in menu.attaches(PHOTO, group="10").text


def test_the_thanks_count_what_really_went_along() -> None:
    lan = writing().attaches(PHOTO, PHOTO, text=WORDS)
    lan.outcomes[SubmitFeedback] = FeedbackTaken(RECEIPT, NOW.date(), photos=1)  # the other one had waited too long
    assert "Số ảnh gửi kèm: 1." in lan.taps("Gửi").text


def looking(photos: Photos, *, door: bool = True) -> Person:
    """Bà Hạnh has a case open."""
    hanh = Person(photos=door)
    hanh.dialogue = hanh.dialogue.__class__("0" * 32, officer_id=HANH.id)
    shown = CaseShown(a_case("PA1"), Standing(Stage.SUGGESTED, (), ()), (), photos)
    hanh.outcomes |= {OpenCase: shown, ShowPhotos: PhotosShown(shown)}
    return hanh.says("/viec PA1")


def test_a_handler_is_told_of_photos_and_looks_at_them_when_they_ask() -> None:
    hanh = looking(Photos(("k1", "k2"), coming=1))
    assert "Kèm 2 ảnh. (1 ảnh đang được tải về.)" in hanh.text
    assert hanh.heard[-1].photos == ()
    hanh.taps("Xem ảnh")
    assert [photo.key for photo in hanh.heard[-1].photos] == ["k1", "k2"]
    assert hanh.heard[-1].photos[1].caption == "Phản ánh PA1: ảnh 2/2"
    assert "Trả lời công dân" in hanh.labels


def test_a_case_without_photos_says_nothing_of_any() -> None:
    hanh = looking(Photos())
    assert "ảnh" not in hanh.text.replace("Phản ánh", "")
    assert "Xem ảnh" not in hanh.labels


def test_a_door_that_cannot_show_photos_says_where_they_can_be_seen() -> None:
    hanh = looking(Photos(("k1",)), door=False)
    assert "xem được khi mở phản ánh này trên Telegram" in hanh.text
    assert "Xem ảnh" not in hanh.labels


def test_photos_of_a_case_that_is_theirs_no_longer_are_refused() -> None:
    hanh = looking(Photos(("k1",)))
    hanh.outcomes[ShowPhotos] = Refused(CaseNotFound.key)
    hanh.taps("Xem ảnh")
    assert "Không có phản ánh này" in hanh.text
    assert hanh.heard[-1].photos == ()
