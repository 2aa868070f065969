"""Copies of a complaint are known as copies; another complaint about the same counter never is."""

from dataclasses import replace
from datetime import timedelta
from hashlib import shake_256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.canonical import fold
from feedback.case_life import WAITING, State
from feedback.cases import Case
from feedback.likeness import ALIKE, DIGEST, LIVES, SHORT_LIVES, Likeness, alike, joins, likeness
from tests.support.builders import a_case, later
from tests.support.cast import AN_BINH, DIRECTORY, DUNG, HANH, HOA_LAC, MAI, QUAY_1, QUAY_2, TINH_LAM_SON, TUAN

CASE = a_case("PA1", counter_id=QUAY_1.id)
LONG = (
    "Chúng tôi đi làm giấy khai sinh cho cháu, chờ từ sáng sớm tới gần trưa vẫn chưa được gọi tên. Trong khi đó người "
    "quen của cán bộ vào sau lại được làm trước. Đề nghị trung tâm sắp xếp lấy số thứ tự cho công bằng với bà con."
)
MIDDLE = "Quầy hộ tịch mở cửa muộn gần một tiếng, người dân phải chờ ngoài nắng mà không có ai ra giải thích một lời."


def keyed(*parts: str) -> bytes:
    """As good as the real one, and without a key."""
    return shake_256("|".join(parts).encode()).digest(DIGEST)


def seen(text: str, case: Case = CASE) -> Likeness:
    found = likeness(text, case, DIRECTORY, keyed=keyed)
    assert found is not None
    return found


def share(one: str, other: str, *, case: Case = CASE, others: Case = CASE) -> float:
    """How alike they are, where the look-up by bands would bring them together at all."""
    mine, theirs = seen(one, case), seen(other, others)
    met = set(mine.bands) & set(theirs.bands)
    return alike(mine.bands, theirs.bands) if met else 0.0


@pytest.mark.parametrize(
    "copy",
    [
        LONG,
        fold(LONG),
        LONG.upper().replace(",", "").replace(".", "!!!"),
        f"Kính gửi trung tâm! {LONG}",
        f"Dạ em chào anh chị ạ. {LONG} Em cảm ơn.",
        LONG.replace("trung tâm", "ủy ban"),
        LONG.replace("khai sinh", "khai snih"),
        LONG.replace("khai sinh", "chứng tử").replace("bà con", "mọi người"),
        LONG.replace(" lấy số thứ tự cho công bằng", ""),
        LONG.replace("c", "с").replace("a", "а"),  # Cyrillic look-alikes
        " ".join(f"{word}\u200b" for word in LONG.split()),
    ],
)
def test_a_copy_of_a_long_text_is_a_copy(copy: str) -> None:
    assert share(LONG, copy) >= ALIKE


@pytest.mark.parametrize(
    "copy", [fold(MIDDLE), f"Kính chào anh chị. {MIDDLE}", f"{MIDDLE} Mong được trả lời.", MIDDLE.replace("nào", "")]
)
def test_a_copy_of_an_ordinary_text_is_a_copy(copy: str) -> None:
    assert share(MIDDLE, copy) >= ALIKE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (LONG, MIDDLE),
        (MIDDLE, "Quầy hộ tịch làm nhanh nhưng bàn ghế hỏng, bà con phải đứng chờ mà không có ai ra sửa."),
        (LONG, LONG.replace("vẫn chưa được", "vẫn được")),
        (MIDDLE, MIDDLE.replace("không có ai", "có người")),
        (f"{LONG} Số biên nhận của tôi là 4521.", f"{LONG} Số biên nhận của tôi là 4522."),
        (f"{LONG} Người làm việc là anh Tuấn.", f"{LONG} Người làm việc là chị Mai."),
        (f"{LONG} Người làm việc là anh Tuấn.", LONG),
        (LONG, f"{MIDDLE} {LONG}"),
        (LONG, LONG.replace(" Đề nghị trung tâm sắp xếp lấy số thứ tự cho công bằng với bà con.", " Đề nghị xem lại.")),
        ("Cô ấy nói trống không với tôi.", "Anh ấy nói trống không với tôi."),
        ("Thu thêm tiền mà không có biên lai gì cả.", "Thu thêm giấy tờ mà không có lý do gì cả."),
    ],
)
def test_another_complaint_is_never_a_copy(one: str, other: str) -> None:
    assert share(one, other) < ALIKE


@pytest.mark.parametrize(
    "others",
    [
        replace(CASE, unit_id=HOA_LAC.id),
        replace(CASE, sealed=True),
        replace(CASE, concerns=(TUAN.id,)),
    ],
)
def test_not_a_number_is_equal_across_units_seals_and_persons(others: Case) -> None:
    mine, theirs = seen(LONG), seen(LONG, others)
    assert alike(mine.bands, theirs.bands) == 0.0


def test_a_short_text_is_a_copy_only_word_for_word_at_the_same_counter_and_for_a_week() -> None:
    short = "Chờ lâu quá, không ai gọi."
    assert share(short, "CHO LAU QUA   khong ai goi") == 1.0
    assert share(short, "Chờ lâu quá, không ai hỏi.") == 0.0
    assert share(short, short, others=replace(CASE, counter_id=QUAY_2.id)) == 0.0
    assert share(LONG, LONG, others=replace(CASE, counter_id=QUAY_2.id)) == 1.0
    assert (seen(short).lasts, seen(LONG).lasts) == (SHORT_LIVES, LIVES)


@pytest.mark.parametrize("text", ["", "   ", "!!! 😡", "\u200b"])
def test_where_there_are_no_words_nothing_is_like_it(text: str) -> None:
    assert likeness(text, CASE, DIRECTORY, keyed=keyed) is None


@given(st.text(min_size=1, max_size=300))
def test_any_text_is_like_itself_and_has_all_bands(text: str) -> None:
    found = likeness(text, CASE, DIRECTORY, keyed=keyed)
    if found is not None:
        assert alike(found.bands, found.bands) == 1.0
        assert sum(map(len, found.bands)) == DIGEST


def test_the_estimate_is_near_the_share_of_common_runs() -> None:
    words = [f"từ{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(200)]
    for common in (60, 120, 180):
        one, other = words[:common] + ["mot"] * 3, [*words[:common], *(f"{word}x" for word in words[common:])]
        truth = (common - 2) / (len(set(zip(one, one[1:], one[2:], strict=False))) + len(other) - 2 - (common - 2))
        assert abs(share(" ".join(one), " ".join(other)) - truth) < 0.2


@pytest.mark.parametrize("state", State)
def test_only_a_case_that_waits_is_joined(state: State) -> None:
    assert joins(CASE, replace(CASE, state=state), lasts=LIVES) == (state in WAITING)


def test_a_case_that_was_opened_again_is_not_joined() -> None:
    assert not joins(CASE, replace(CASE, reopened=1), lasts=LIVES)


@pytest.mark.parametrize(
    ("more", "together"),
    [
        ({"tags": ("cham-tre",)}, True),
        ({"tags": ()}, True),
        ({"tags": ("cham-tre", "ruou-bia")}, False),
        ({"urgent": True}, False),
    ],
)
def test_a_copy_that_complains_of_more_is_a_case_of_its_own(more: dict[str, object], together: bool) -> None:
    assert CASE.tags == ("cham-tre",)
    assert joins(replace(CASE, **more), CASE, lasts=LIVES) == together  # type: ignore[arg-type]
    assert joins(CASE, replace(CASE, urgent=True, tags=("cham-tre", "ruou-bia")), lasts=LIVES)


def test_nothing_is_joined_when_its_time_is_over() -> None:
    assert joins(a_case("PA2", at=later(days=7)), a_case("PA1"), lasts=SHORT_LIVES)
    assert not joins(a_case("PA2", at=later(days=7, seconds=1)), a_case("PA1"), lasts=SHORT_LIVES)
    assert joins(a_case("PA1"), a_case("PA2", at=later(days=1)), lasts=timedelta(days=2))  # read in another order


@pytest.mark.parametrize(
    ("standing", "together"),
    [
        (a_case("PA1", handler=TINH_LAM_SON, sealed=True, concerns=(HANH.id, MAI.id)), True),
        (a_case("PA1", handler=TINH_LAM_SON, sealed=True, concerns=(MAI.id, HANH.id)), True),
        (a_case("PA1", handler=TINH_LAM_SON, sealed=False, concerns=(HANH.id, MAI.id)), False),
        (a_case("PA1", handler=HOA_LAC, sealed=True, concerns=(HANH.id, MAI.id)), False),
        (a_case("PA1", handler=None, sealed=True, concerns=(HANH.id, MAI.id)), False),
        (a_case("PA1", handler=TINH_LAM_SON, sealed=True, concerns=(HANH.id, DUNG.id)), False),
        (a_case("PA1", handler=TINH_LAM_SON, sealed=True, concerns=(HANH.id,)), False),
        (a_case("PA1", about=HOA_LAC, handler=TINH_LAM_SON, sealed=True, concerns=(HANH.id, MAI.id)), False),
    ],
)
def test_a_sealed_copy_joins_only_a_sealed_case_of_the_same_handler_and_persons(standing: Case, together: bool) -> None:
    fresh = a_case("PA2", handler=TINH_LAM_SON, sealed=True, concerns=(HANH.id, MAI.id))
    assert joins(fresh, standing, lasts=LIVES) == together


def test_two_sealed_cases_that_nobody_has_stay_two() -> None:
    fresh = a_case("PA2", handler=None, sealed=True)
    assert not joins(fresh, replace(fresh, code="PA1"), lasts=LIVES)


def test_an_open_copy_never_joins_a_sealed_case_and_follows_one_that_was_sent_on() -> None:
    assert not joins(CASE, replace(CASE, sealed=True), lasts=LIVES)
    sent = replace(CASE, state=State.TRANSFERRED, handler_unit_id=HOA_LAC.id)
    assert joins(replace(CASE, unit_id=AN_BINH.id), sent, lasts=LIVES)
