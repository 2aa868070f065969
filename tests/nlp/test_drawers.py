"""Numbers looked up in drawers are found as in a dict, and no stranger is."""

import numpy as np
import pytest

from nlp.drawers import Drawers, Numbers, numbers_of, paired


def numbers(*some: int) -> Numbers:
    return np.array(some, np.int64)


SMALLEST, LARGEST = -(2**63), 2**63 - 1
CROWDED = numbers(*range(40))  # all in one drawer


@pytest.mark.parametrize(
    "kept",
    [numbers(SMALLEST, -1, 0, 1, LARGEST), CROWDED, np.random.default_rng(3).integers(SMALLEST, LARGEST, 60_000)],
    ids=["the ends", "one drawer", "thousands"],
)
def test_each_number_is_found_where_it_stood(kept: Numbers) -> None:
    which, places = Drawers(kept).find(kept[::-1])
    assert which.tolist() == list(range(len(kept)))
    assert places.tolist() == list(range(len(kept)))[::-1]


def test_strangers_are_found_nowhere() -> None:
    which, places = Drawers(CROWDED).find(numbers(-1, 40, SMALLEST, 7, LARGEST))
    assert (which.tolist(), places.tolist()) == ([3], [7])


@pytest.mark.parametrize("kept", [numbers(5), numbers(SMALLEST + 1, SMALLEST + 2), numbers(LARGEST), numbers(1, 2, 3)])
def test_what_fills_the_last_drawer_is_no_number(kept: Numbers) -> None:
    assert Drawers(kept).find(numbers(SMALLEST, -1, 0, LARGEST - 1))[0].tolist() == []


def test_in_empty_drawers_nothing_is_found() -> None:
    assert Drawers(numbers()).find(numbers(0, 1))[0].tolist() == []
    assert Drawers(CROWDED).find(numbers())[0].tolist() == []


def test_a_pair_is_another_than_its_words_and_than_the_pair_turned_round() -> None:
    one, two = numbers_of(["chờ"], 1), numbers_of(["lâu"], 1)
    assert len({int(number[0]) for number in (one, two, paired(one, two), paired(two, one))}) == 4
