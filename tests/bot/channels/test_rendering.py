"""One reply three ways, and long words cut where a reader pauses, with nothing lost."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.base import Capabilities, Outgoing
from bot.channels.pull import CONSOLE, WEB
from bot.channels.rendering import render, split
from feedback.messages import Choice, Reply
from tests.bot.channels.contract import LEVELS

TELEGRAM = Capabilities(buttons=100, max_text=4096, push=True)
ZALO_OA = Capabilities(buttons=5, max_text=2000, push=True)
ZALO_BOT = Capabilities(buttons=0, max_text=2000, push=True)

ASKED = "Ông/Bà có hài lòng không?"
FIVE = tuple(Choice(label, f"rate:{level}") for level, label in enumerate(LEVELS))
SIX = (*FIVE, Choice("Bỏ qua", "skip"))
NUMBERED = f"""{ASKED}

1. Rất hài lòng
2. Hài lòng
3. Bình thường
4. Không hài lòng
5. Rất không hài lòng"""


@pytest.mark.parametrize("capabilities", [TELEGRAM, ZALO_OA], ids=["telegram", "zalo-oa"])
def test_five_levels_are_five_buttons_where_there_are_that_many(capabilities: Capabilities) -> None:
    assert render(Reply(ASKED, FIVE), capabilities) == Outgoing((ASKED,), FIVE)


def test_without_buttons_the_levels_are_numbers_to_type() -> None:
    assert render(Reply(ASKED, FIVE), ZALO_BOT) == Outgoing((NUMBERED,))


def test_how_to_choose_is_said_only_where_numbers_stand_for_buttons() -> None:
    asked = Reply(ASKED, SIX, by_number="Xin gõ số để chọn:")
    numbers = NUMBERED.removeprefix(f"{ASKED}\n\n")
    for few in (ZALO_OA, ZALO_BOT):
        assert render(asked, few).texts == (f"{ASKED}\n\nXin gõ số để chọn:\n{numbers}\n6. Bỏ qua",)
    assert render(asked, TELEGRAM).texts == (ASKED,)


def test_one_choice_too_many_numbers_them_all() -> None:
    rendered = render(Reply(ASKED, SIX), ZALO_OA)
    assert rendered.buttons == ()
    assert rendered.texts == (f"{NUMBERED}\n6. Bỏ qua",)
    assert render(Reply(ASKED, SIX), TELEGRAM).buttons == SIX


@pytest.mark.parametrize("capabilities", [TELEGRAM, ZALO_OA, ZALO_BOT])
def test_words_without_choices_stay_as_they_are(capabilities: Capabilities) -> None:
    assert render(Reply("Xin cảm ơn Ông/Bà."), capabilities) == Outgoing(("Xin cảm ơn Ông/Bà.",))


def test_a_letter_keeps_its_subject_and_its_document() -> None:
    letter = render(Reply("Điểm tuần này.", document="<p>Điểm</p>"), TELEGRAM, subject="Bản tin tuần 31")
    assert (letter.subject, letter.document) == ("Bản tin tuần 31", "<p>Điểm</p>")


def test_the_page_shows_buttons_and_the_terminal_numbers() -> None:
    assert render(Reply(ASKED, FIVE), WEB.capabilities).buttons == FIVE
    assert render(Reply(ASKED, FIVE), CONSOLE.capabilities).texts == (NUMBERED,)
    assert not WEB.capabilities.push
    assert not CONSOLE.capabilities.push


@pytest.mark.parametrize(
    ("text", "limit", "pieces"),
    [
        ("Đoạn một.\n\nĐoạn hai.", 12, ("Đoạn một.", "Đoạn hai.")),
        ("dòng một\ndòng hai", 12, ("dòng một", "dòng hai")),
        ("Chờ lâu. Nóng quá.", 12, ("Chờ lâu.", "Nóng quá.")),
        ("một hai ba bốn", 10, ("một hai", "ba bốn")),
        ("khôngcóchỗnghỉ", 5, ("không", "cóchỗ", "nghỉ")),
        ("vừa đủ", 6, ("vừa đủ",)),
        ("", 6, ("",)),
    ],
)
def test_long_words_are_cut_where_a_reader_pauses(text: str, limit: int, pieces: tuple[str, ...]) -> None:
    assert split(text, limit) == pieces


def test_white_space_at_the_very_end_makes_no_empty_message() -> None:
    assert split("a" * 10 + "\n", 10) == ("a" * 10,)
    assert split("\n" * 11 + "a", 10) == ("a",)


def test_no_accent_is_torn_from_its_letter() -> None:
    decomposed = unicodedata.normalize("NFD", "ệ" * 8)
    pieces = split(decomposed, 10)
    assert "".join(pieces) == decomposed
    assert all(not unicodedata.combining(piece[0]) for piece in pieces)


def test_no_family_is_torn_apart() -> None:
    family = "👨\u200d👩\u200d👧"
    assert split(family * 4, 7) == (family,) * 4


@given(
    st.text(st.sampled_from("ab ạệ.\n\u0301\u200d👧\t"), max_size=200) | st.text(max_size=200),
    st.integers(2, 40),
)
def test_nothing_but_white_space_is_lost_and_no_piece_is_too_long(text: str, limit: int) -> None:
    pieces = split(text, limit)
    assert "".join("".join(pieces).split()) == "".join(text.split())
    assert all(len(piece) <= limit for piece in pieces)
    assert all(pieces) or text.strip() == ""


@given(st.lists(st.text("abc ", min_size=1, max_size=9), max_size=8), st.integers(0, 6))
def test_no_choice_is_ever_lost(labels: list[str], buttons: int) -> None:
    choices = tuple(Choice(label, str(number)) for number, label in enumerate(labels))
    rendered = render(Reply("Mời chọn", choices), Capabilities(buttons=buttons, max_text=2000, push=True))
    shown = [button.label for button in rendered.buttons] or [
        line.partition(". ")[2] for line in rendered.texts[0].split("\n")[2:]
    ]
    assert shown == labels
