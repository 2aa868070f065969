"""Which tags count: the last review, but nobody alone takes a complaint tag off their own unit."""

from dataclasses import replace
from itertools import combinations, product

import pytest

from feedback.people import Officer
from feedback.reviews import Stage, Standing, TagReview, changes, in_order, standing
from feedback.tags import TAGS, is_complaint
from tests.support.builders import later
from tests.support.cast import AN_BINH, DUNG, HANH, HOA_LAC
from tests.support.reviewing import BINH, a_review

CODES = ("thai-do", "cham-tre", "khen-thai-do")
SUBSETS = [subset for n in range(len(CODES) + 1) for subset in combinations(CODES, n)]
PAIRS = [(first, second) for first, second in product((HANH, BINH, DUNG), repeat=2) if first != second]


def counted(suggested: tuple[str, ...], *reviews: TagReview) -> Standing:
    return standing(suggested, reviews, unit_id=AN_BINH.id)


def said_in_turn(*said: tuple[Officer, tuple[str, ...]]) -> list[TagReview]:
    """Reviews a minute apart, in this order."""
    return [a_review(by, *tags, at=later(minutes=n)) for n, (by, tags) in enumerate(said)]


@pytest.mark.parametrize("suggested", SUBSETS)
def test_before_any_review_the_suggestion_stands_as_it_is(suggested: tuple[str, ...]) -> None:
    assert counted(suggested) == Standing(Stage.SUGGESTED, suggested)


@pytest.mark.parametrize("suggested", SUBSETS)
@pytest.mark.parametrize("seen", SUBSETS)
def test_alone_ba_hanh_may_add_anything_and_remove_praise_but_no_complaint(
    suggested: tuple[str, ...], seen: tuple[str, ...]
) -> None:
    complaints_off = tuple(code for code in suggested if is_complaint(code) and code not in seen)
    stage = Stage.WAITING if complaints_off else Stage.SETTLED
    tags = tuple(code for code in CODES if code in seen or code in complaints_off)
    assert counted(suggested, a_review(HANH, *seen)) == Standing(stage, tags, complaints_off)


@pytest.mark.parametrize("suggested", SUBSETS)
@pytest.mark.parametrize("seen", SUBSETS)
def test_somebody_of_the_superior_unit_settles_alone(suggested: tuple[str, ...], seen: tuple[str, ...]) -> None:
    assert counted(suggested, a_review(DUNG, *seen)) == Standing(Stage.SETTLED, seen)


@pytest.mark.parametrize(("first", "last"), PAIRS, ids=lambda officer: officer.code)
def test_after_two_reviews_a_complaint_tag_is_off_only_by_two_or_from_outside(first: Officer, last: Officer) -> None:
    for suggested, before, after in product(SUBSETS, repeat=3):
        stands = counted(suggested, *said_in_turn((first, before), (last, after)))
        for code in CODES:
            protected = code in suggested and is_complaint(code) and last.unit_id == AN_BINH.id
            held = protected and code not in after and code in before
            assert (code in stands.held) == held
            assert (code in stands.tags) == (code in after or held)
        assert stands.stage is (Stage.WAITING if stands.held else Stage.SETTLED)


def test_the_last_review_counts_whatever_order_they_come_in() -> None:
    reviews = said_in_turn((DUNG, ("cham-tre",)), (HANH, ("cham-tre", "thai-do")))
    for order in (reviews, reviews[::-1]):
        assert counted(("cham-tre",), *order) == Standing(Stage.SETTLED, ("thai-do", "cham-tre"))


def test_of_two_removals_one_may_be_seconded_while_the_other_waits() -> None:
    reviews = said_in_turn((BINH, ("cham-tre",)), (HANH, ()))
    assert counted(("thai-do", "cham-tre"), *reviews) == Standing(Stage.WAITING, ("cham-tre",), ("cham-tre",))


def test_a_third_reader_may_second_what_the_second_did_not() -> None:
    reviews = said_in_turn((BINH, ()), (DUNG, ("thai-do",)), (HANH, ()))
    assert counted(("thai-do",), *reviews) == Standing(Stage.SETTLED, ())


def test_a_second_reader_who_keeps_the_tag_settles_it() -> None:
    reviews = said_in_turn((HANH, ()), (BINH, ("thai-do",)))
    assert counted(("thai-do",), *reviews) == Standing(Stage.SETTLED, ("thai-do",))


def test_a_reviewer_who_moved_away_since_is_still_the_insider_they_were() -> None:
    then = a_review(HANH)
    assert counted(("thai-do",), then).stage is Stage.WAITING
    assert counted(("thai-do",), replace(then, unit_id=HOA_LAC.id)).stage is Stage.SETTLED


def test_a_code_that_the_scheme_dropped_is_no_removal() -> None:
    assert counted(("dropped", "thai-do"), a_review(HANH, "thai-do")) == Standing(Stage.SETTLED, ("thai-do",))
    assert not changes(("dropped", "thai-do"), a_review(HANH, "thai-do"))


def test_tags_stand_in_the_order_people_read_them() -> None:
    codes = [tag.code for tag in TAGS]
    assert in_order(codes[::-1]) == tuple(codes)
    assert in_order(("unheard-of",)) == ()


@pytest.mark.parametrize(
    ("suggested", "seen", "changed"),
    [
        ((), (), False),
        (("thai-do",), ("thai-do",), False),
        (("cham-tre", "thai-do"), ("thai-do", "cham-tre"), False),
        (("thai-do",), (), True),
        ((), ("thai-do",), True),
        (("thai-do",), ("cham-tre",), True),
    ],
)
def test_a_review_changes_something_or_nothing(
    suggested: tuple[str, ...], seen: tuple[str, ...], changed: bool
) -> None:
    assert changes(suggested, a_review(HANH, *seen)) is changed
