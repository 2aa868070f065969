"""Shares with their interval, and blocks that hide the last visitor."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.scoring import Tally, blocks, share

DAY = date(2026, 8, 3)


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [(9, 10, 0.596, 0.982), (27, 30, 0.744, 0.965), (90, 100, 0.826, 0.945), (0, 10, 0.0, 0.278), (10, 10, 0.722, 1.0)],
)
def test_the_wilson_interval_is_the_published_one(hits: int, n: int, low: float, high: float) -> None:
    found = share(hits, n)
    assert found is not None
    assert (round(found.low, 3), round(found.high, 3)) == (low, high)


def test_nothing_has_no_share() -> None:
    assert share(0, 0) is None


@pytest.mark.parametrize(("hits", "n"), [(-1, 3), (4, 3)])
def test_an_impossible_count_is_a_mistake(hits: int, n: int) -> None:
    with pytest.raises(ValueError, match="of"):
        share(hits, n)


@given(st.integers(1, 2000), st.data())
def test_the_share_lies_inside_its_interval(n: int, data: st.DataObject) -> None:
    found = share(data.draw(st.integers(0, n)), n)
    assert found is not None
    assert 0.0 <= found.low <= found.value + 1e-12
    assert found.value <= found.high + 1e-12 <= 1.0 + 1e-12


def test_a_tally_tells_the_top_box_from_the_top_two() -> None:
    tally = Tally.of([5, 5, 4, 3, 1])
    assert (tally.n, tally.very_satisfied, tally.satisfied) == (5, 2, 3)
    assert (tally + tally).n == 10


def test_blocks_wait_for_their_size_and_their_days() -> None:
    one_day = [(DAY, 5)] * 12
    assert blocks(one_day, size=10, days=3) == ()
    three_days = [(DAY + timedelta(days=n % 3), 5) for n in range(12)]
    (block,) = blocks(sorted(three_days), size=10, days=3)
    assert (block.first, block.last, block.tally.n) == (DAY, DAY + timedelta(days=2), 10)


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 5)), max_size=80))
def test_one_more_visitor_never_changes_a_closed_block(raw: list[tuple[int, int]]) -> None:
    rows = sorted((DAY + timedelta(days=day), level) for day, level in raw)
    later = [*rows, (DAY + timedelta(days=31), 1)]
    before, after = blocks(rows, size=10, days=3), blocks(later, size=10, days=3)
    assert after[: len(before)] == before
