"""What a text looks like to the patterns, and that every character can be traced back."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.canonical import canonical, fold


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("０９１２", "0912"),
        ("𝟎𝟗𝟏𝟐", "0912"),
        ("٠٩١٢", "0912"),
        ("0️⃣9️⃣1️⃣2️⃣", "0912"),
        ("①②❸", "123"),
        ("0\u200b9\u200d1\u20602", "0912"),
        ("0\u202e912", "0912"),
        ("0̶9̶1̶2̶", "0912"),
        ("gmаil.cоm", "gmail.com"),
        ("a﹫b．c", "a@b.c"),
        ("09–12—34", "09-12-34"),
        ("09\u00a012", "09 12"),
        ("ĐƯỜNG Lê Lợi", "duong le loi"),
    ],
)
def test_disguised_text_is_read_as_a_person_reads_it(typed: str, read: str) -> None:
    assert canonical(typed).plain == read


def test_decomposed_vietnamese_is_the_same_as_composed() -> None:
    text = "Nguyễn Thị Huệ ở đường Hoà Bình"
    assert canonical(unicodedata.normalize("NFD", text)).accented == text


def test_a_found_number_is_cut_with_everything_hidden_inside_it() -> None:
    text = "số 0\u200b9\u200b1 nhé"
    view = canonical(text)
    start, end = view.origin(view.plain.index("091"), view.plain.index("091") + 3)
    assert text[start:end] == "0\u200b9\u200b1"


def test_a_letter_that_opens_into_several_points_back_to_itself() -> None:
    view = canonical("x\u2121y")
    assert view.plain == "xtely"
    assert view.origin(1, 4) == (1, 2)


def test_folding_drops_marks_and_case() -> None:
    assert fold("Đỗ Quyên") == "do quyen"


@given(st.text(st.characters(), max_size=80))
def test_both_views_stay_in_step_for_any_text(text: str) -> None:
    view = canonical(text)
    assert len(view.accented) == len(view.plain) == len(view.starts) == len(view.ends)
    assert len(view.accented.lower()) == len(view.accented)
    assert all(0 <= a < b <= len(text) for a, b in zip(view.starts, view.ends, strict=True))
    assert list(view.starts) == sorted(view.starts)
