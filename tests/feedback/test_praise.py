"""What counts as praise alone, who is asked for a name, and what is taken as one."""

from dataclasses import replace

import pytest

from feedback.analysis import Analysis, TagFound
from feedback.praise import LONGEST, Unnameable, citizen_name, declines, may_be_named, praises
from feedback.requests import Kind
from feedback.tags import TAGS
from tests.support.cast import AN_BINH, TRAM_Y_TE, TUAN

GLAD = Analysis(tags=(TagFound("khen-thai-do", 0.9),), sentiment="tich-cuc")


@pytest.mark.parametrize(
    "name",
    ["Lan", "Nguyễn Thị Lan", "H’Hen Niê", "Phương", "nguyen thi phuong", "Ms. Lan", "N.V. Huy", "Trần Lê-Minh", "Yên"],
)
def test_a_name_is_shown_as_it_was_written(name: str) -> None:
    assert citizen_name(f"  {name}  ") == name


@pytest.mark.parametrize(
    ("text", "name"),
    [("Tôi tên là Lan", "Lan"), ("tôi là Nguyễn Thị Lan", "Nguyễn Thị Lan"), ("Lan\n Nguyễn", "Lan Nguyễn")],
)
def test_what_people_write_before_their_name_is_left_off(text: str, name: str) -> None:
    assert citizen_name(text) == name


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", Unnameable.EMPTY),
        ("...", Unnameable.EMPTY),
        ("L", Unnameable.EMPTY),
        ("0912 345 678", Unnameable.NUMBER),
        ("Lan 0912345678", Unnameable.NUMBER),
        ("Lan ４", Unnameable.NUMBER),
        ("lan@example.vn", Unnameable.SIGNS),
        ("example.vn", Unnameable.SIGNS),
        ("Lan t.me/lan", Unnameable.SIGNS),
        ("https://example.vn", Unnameable.SIGNS),
        ("Lan <b>", Unnameable.SIGNS),
        ("Lan 😀", Unnameable.SIGNS),
        ("Lan, thôn Đoài", Unnameable.SIGNS),
        ("Lan thôn Đoài", Unnameable.ADDRESS),
        ("Chị Lan ở phường An Bình", Unnameable.ADDRESS),
        ("Lan Lan Lan Lan Lan Lan Lan Lan", Unnameable.SENTENCE),
        ("Cán bộ đòi bồi dưỡng", Unnameable.SENTENCE),
        ("a" * (LONGEST + 1), Unnameable.LONG),
    ],
)
def test_nothing_but_a_name_is_taken(text: str, why: Unnameable) -> None:
    assert citizen_name(text) is why


def test_the_longest_name_is_still_one() -> None:
    assert citizen_name("ấ" * LONGEST) == "ấ" * LONGEST


@pytest.mark.parametrize("kind", [Kind.PRAISE, Kind.WORDS])
@pytest.mark.parametrize("tag", [tag for tag in TAGS if tag.kind == "complaint"], ids=lambda tag: tag.code)
def test_whatever_complains_is_no_praise(kind: Kind, tag: object) -> None:
    mixed = replace(GLAD, tags=(*GLAD.tags, TagFound(tag.code, 0.6)))  # type: ignore[attr-defined]
    assert praises(kind, GLAD)
    assert not praises(kind, mixed)


@pytest.mark.parametrize(
    "more",
    [
        {"gate": "khieu-nai"},
        {"gate": "to-cao"},
        {"gate": "to-giac"},
        {"about_head": True},
        {"urgent": True},
        {"needs_person": True},
        {"sentiment": "tieu-cuc"},
        {"tags": (TagFound("nhan-cu", 0.9),)},
    ],
)
def test_nor_is_what_accuses_or_wants_a_person(more: dict[str, object]) -> None:
    assert not praises(Kind.PRAISE, replace(GLAD, **more))  # type: ignore[arg-type]


def test_words_after_a_rating_must_say_what_was_good() -> None:
    bare = Analysis(sentiment="tich-cuc")
    assert (praises(Kind.PRAISE, bare), praises(Kind.WORDS, bare)) == (True, False)


@pytest.mark.parametrize(
    ("kind", "level", "officer", "unit", "asked"),
    [
        (Kind.PRAISE, None, TUAN.id, AN_BINH, True),
        (Kind.WORDS, 4, TUAN.id, AN_BINH, True),
        (Kind.WORDS, 3, TUAN.id, AN_BINH, False),
        (Kind.SUGGESTION, None, TUAN.id, AN_BINH, False),
        (Kind.PRAISE, None, None, AN_BINH, False),
        (Kind.PRAISE, None, TUAN.id, TRAM_Y_TE, False),
    ],
)
def test_only_who_praises_somebody_by_name_is_asked_for_theirs(
    kind: Kind, level: int | None, officer: int | None, unit: object, asked: bool
) -> None:
    assert may_be_named(kind, level, officer_id=officer, unit=unit) is asked  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "Tao biết nhà mày đấy",
        "chín một hai ba bốn năm sáu",
        "Năm Sáu",
        "Gọi em nhé anh đẹp trai",
        "Đồ ăn cướp",
        "Bà Hạnh nhận tiền",
        "Đường Lê Lợi An Bình",
    ],
)
def test_any_few_words_are_no_name(text: str) -> None:
    assert citizen_name(text) is Unnameable.SENTENCE


@pytest.mark.parametrize("name", ["Chị Lan Anh", "Cô Ba", "Nguyễn Thị Ba", "nguyen van a", "Rah Lan H’Nhung"])
def test_names_of_more_words_and_of_address_are_taken(name: str) -> None:
    assert citizen_name(name) == name


@pytest.mark.parametrize("text", ["thôi", "Bỏ qua", "Không ghi tên.", "không"])
def test_who_wants_none_says_so(text: str) -> None:
    assert declines(text)
    assert not declines("Lan")
