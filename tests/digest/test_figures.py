"""Which ratings a share stands on: nobody learns from a digest what a handful of visitors said."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.figures import score, shown
from feedback.periods import Week
from feedback.scoring import Tally, difference, share
from tests.digest.fakes import WEEK, levels, ratings


def test_ten_ratings_over_three_days_make_a_share_of_the_week() -> None:
    found = score(ratings(WEEK, levels(very=6, good=4), days=3), WEEK)
    assert found.is_of_week
    assert found.figure is not None
    assert (found.figure.first, found.figure.last) == (WEEK.monday, WEEK.sunday)
    assert found.figure.tally.n == 10


def test_nine_ratings_in_a_week_make_none() -> None:
    found = score(ratings(WEEK, levels(very=9)), WEEK)
    assert found.ratings == 9
    assert found.figure is None


def test_fifty_ratings_on_two_days_make_none_either() -> None:
    found = score(ratings(WEEK, [5] * 50, days=2), WEEK)
    assert found.ratings == 50
    assert found.figure is None


def test_nine_ratings_leave_the_figure_of_the_week_before_where_it_was() -> None:
    before = ratings(WEEK.shift(-1), levels(very=8, good=4))
    found = score(before + ratings(WEEK, [1] * 9), WEEK)
    assert found.figure is not None
    assert found.figure.tally == Tally.of(levels(very=8, good=4))
    assert not found.is_of_week
    assert not found.moved


def test_thin_weeks_gather_into_a_dated_block() -> None:
    rows = ratings(WEEK.shift(-1), [4] * 6, days=3) + ratings(WEEK, [5] * 6)
    found = score(rows, WEEK)
    assert found.figure is not None
    assert found.figure.tally == Tally((0, 0, 0, 6, 4))
    assert found.figure.first == WEEK.shift(-1).monday
    assert found.figure.last > WEEK.monday
    assert found.moved
    assert not found.is_of_week


def test_a_block_never_reaches_into_a_week_that_is_shown_whole() -> None:
    """Seven, thirteen, three: a block of the ratings 11 … 20 would show 8 … 10 by subtraction."""
    rows = ratings(WEEK.shift(-2), [4] * 7) + ratings(WEEK.shift(-1), [5] * 13) + ratings(WEEK, [1] * 3)
    figures = shown(rows)
    assert [figure.tally.n for figure in figures] == [13]


@given(st.lists(st.lists(st.integers(1, 5), max_size=16), max_size=12), st.integers(1, 5))
def test_figures_never_overlap_and_never_change_when_weeks_are_added(
    weeks: list[list[int]], days: int
) -> None:
    first = Week(2026, 10)
    rows = [row for i, said in enumerate(weeks) for row in ratings(first.shift(i), said, days=days)]
    figures = shown(rows)
    for i in range(len(weeks)):
        earlier = [row for row in rows if row[0] < first.shift(i).monday]
        assert figures[: len(shown(earlier))] == shown(earlier)
    for before, after in pairwise(figures):
        assert before.last <= after.first
    added = sum((figure.tally for figure in figures), Tally((0, 0, 0, 0, 0)))
    there = Tally.of([level for _, level in rows])
    assert all(a <= b for a, b in zip(added.counts, there.counts, strict=True))
    assert all(figure.tally.n >= 10 for figure in figures)
    assert all(figure.last - figure.first >= timedelta(days=2) for figure in figures)


@pytest.mark.parametrize(
    ("a", "b", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0000),
    ],
)
def test_the_interval_of_a_difference_is_newcombes(
    a: tuple[int, int], b: tuple[int, int], low: float, high: float
):
    """Contrasts of table II of the paper, method 10."""
    one, other = share(*a), share(*b)
    assert one is not None
    assert other is not None
    assert difference(one, other) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))
