"""However many send the same sealed complaint, nothing that the head can see changes by a letter (decision 13)."""

from pathlib import Path

import pytest

from tests.journeys.test_non_interference import OPEN, SEALED, seen_by_the_head
from tests.support.databases import SqliteTemplate

COPIES = [*OPEN, OPEN[1], OPEN[1].upper()]


async def seen(template: SqliteTemplate, folder: Path, texts: list[str]) -> list[str]:
    folder.mkdir()
    return await seen_by_the_head(template, folder, texts)


@pytest.mark.parametrize("sealed", SEALED[:2])
async def test_sealed_copies_between_open_copies_change_nothing_for_the_head(
    sealed: str, sqlite_template: SqliteTemplate, tmp_path: Path
) -> None:
    without = await seen(sqlite_template, tmp_path / "a", COPIES)
    beside = await seen(sqlite_template, tmp_path / "b", [sealed, *COPIES[:3], sealed, *COPIES[3:], sealed.lower()])
    assert "3 người cùng phản ánh" in without[0]
    assert beside == without


async def test_open_copies_do_change_what_the_head_sees(sqlite_template: SqliteTemplate, tmp_path: Path) -> None:
    """The control: the comparison above can fail."""
    without = await seen(sqlite_template, tmp_path / "a", COPIES)
    assert await seen(sqlite_template, tmp_path / "b", [*COPIES, OPEN[1]]) != without
