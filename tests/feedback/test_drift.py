"""A week's figures are what one counts by hand, and below ten texts there are none."""

from datetime import datetime, timedelta

import pytest

from feedback.drift import Figures, Reading, Reviewed, by_week, figures
from feedback.periods import OFFICE_TIME, Week
from feedback.tags import TAGS

WEEK = Week(2026, 31)
WEDNESDAY = WEEK.start + timedelta(days=2)
SEVEN = [Reading(WEDNESDAY, ("cham-tre",), False)] * 7
THREE = [Reading(WEDNESDAY, (), True)] * 3
TWO = [Reading(WEDNESDAY, ("cham-tre", "thai-do", "khen-thai-do"), False)] * 2


def test_twelve_texts_counted_by_hand() -> None:
    reviews = [Reviewed(WEDNESDAY, True), *[Reviewed(WEDNESDAY, False)] * 3]
    found = figures([*SEVEN, *THREE, *TWO], reviews)
    assert (found.texts, found.reviews) == (12, 4)
    assert found.tags_per_text == pytest.approx(13 / 12)
    assert found.needs_person == pytest.approx(3 / 12)
    assert found.untagged == pytest.approx(3 / 12)
    assert found.changed == pytest.approx(1 / 4)
    carried = {code: rate for code, rate in found.rates.items() if rate}
    assert carried == pytest.approx({"cham-tre": 9 / 12, "thai-do": 2 / 12, "khen-thai-do": 2 / 12})
    assert list(found.rates) == [tag.code for tag in TAGS]


def test_nine_texts_say_nothing_and_ten_do() -> None:
    nine = [*SEVEN, *TWO]
    assert figures(nine, [Reviewed(WEDNESDAY, True)]) == Figures(9, 1)
    assert figures([*nine, THREE[0]], []).untagged == pytest.approx(1 / 10)


def test_without_a_review_nobody_changed_or_left_anything() -> None:
    assert figures([*SEVEN, *THREE], []).changed is None


def test_unknown_words_are_averaged_over_the_texts_that_say_so() -> None:
    saying = [Reading(WEDNESDAY, (), False, unknown=share) for share in (0.1, 0.3)]
    assert figures([*SEVEN, *THREE, *saying], []).unknown == pytest.approx(0.2)
    assert figures([*SEVEN, *THREE], []).unknown is None


def test_a_week_is_the_offices_from_monday_to_sunday() -> None:
    """Sunday 23:59 and Monday 00:00 in Việt Nam: in UTC both are Sunday."""
    sunday = datetime(2026, 8, 2, 23, 59, tzinfo=OFFICE_TIME)
    readings = [Reading(sunday, (), False), Reading(sunday + timedelta(minutes=1), (), False)]
    reviews = [Reviewed(sunday, True), Reviewed(WEEK.start - timedelta(seconds=1), True)]
    weeks = by_week([WEEK, WEEK.shift(1)], readings, reviews)
    counted = [(str(week), found.texts, found.reviews) for week, found in weeks]
    assert counted == [("2026-W31", 1, 1), ("2026-W32", 1, 0)]
