"""The week's urgent cases: how many, and how soon somebody took them."""

import pytest

from digest.rendering import as_text
from tests.digest.fakes import Office, digest_of


@pytest.mark.parametrize(
    ("taken", "line"),
    [
        ([3, 8, 21], "Việc khẩn trong tuần: 3, nhận trong 8 phút (trung vị)."),
        ([3, 8, None], "Việc khẩn trong tuần: 3, nhận trong 6 phút (trung vị)."),
        ([None], "Việc khẩn trong tuần: 1."),
    ],
)
async def test_it_says_how_many_and_the_median_of_those_that_are_known(taken: list[int | None], line: str) -> None:
    assert line in as_text(await digest_of(Office(taken=taken)))


async def test_a_week_without_any_says_nothing() -> None:
    assert "khẩn" not in as_text(await digest_of(Office()))
