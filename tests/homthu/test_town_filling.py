"""Filling otherwise: never twice, over holidays, from another seed, a whole province, and by the command."""

import asyncio
import os
import subprocess
import sys
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from digest.weekly import KIND
from feedback.periods import OFFICE_TIME, Week, local
from feedback.units import Unit
from homthu.town.calendar import Calendar
from homthu.town.content import read_town
from homthu.town.loader import SEED, NotEmpty, Standing, fill, standing
from homthu.town.province import Size, grow
from storage.maintenance import migrate
from tests.support.town import LAST_WEEK, NOW, a_house, filled, rating_rows

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    path = tmp_path / "homthu.db"
    migrate(f"sqlite:///{path}")
    return path


async def test_a_town_is_recognised_and_never_filled_twice(empty: Path) -> None:
    house = a_house(empty)
    assert await standing(house) is Standing.EMPTY
    await fill(house, now=NOW, weeks=1, say=lambda _: None)
    assert await standing(house) is Standing.TOWN
    with pytest.raises(NotEmpty):
        await fill(house, now=NOW, weeks=1, say=lambda _: None)
    await house.database.close()


async def test_a_database_of_somebody_else_is_known_as_such(empty: Path) -> None:
    house = a_house(empty)
    async with house.database.transact() as tx:
        await tx.places.add_unit(Unit(0, "phuong-that", "Phường thật", "Phường thật", "one-stop"), since=NOW)
    assert await standing(house) is Standing.OTHER
    await house.database.close()


async def test_a_town_whose_filling_broke_off_is_not_taken_for_a_whole_one(empty: Path) -> None:
    class Torn:
        async def analyse(self, text: str) -> Any:
            raise ConnectionError(text)

    house = a_house(empty)
    with pytest.raises(ConnectionError):
        await fill(house, now=NOW, weeks=1, say=lambda _: None, analyst=Torn())
    assert await standing(house) is Standing.UNFINISHED
    await house.database.close()


async def test_the_same_seed_gives_the_same_ratings_and_another_gives_others(tmp_path: Path) -> None:
    async def rows(name: str, seed: str) -> list[Any]:
        path = tmp_path / name
        await asyncio.to_thread(migrate, f"sqlite:///{path}")
        await filled(path, weeks=1, seed=seed)
        house = a_house(path)
        async with house.database.reading() as tx:
            found = [tuple(row) for row in await rating_rows(tx)]
        await house.database.close()
        return found

    first = await rows("a.db", SEED)
    assert first == await rows("b.db", SEED)
    assert first != await rows("c.db", "another")


@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 2, 23, 0, 5, tzinfo=OFFICE_TIME),
        datetime(2026, 9, 14, 8, 0, tzinfo=OFFICE_TIME),
    ],
)
async def test_on_a_holiday_nobody_rates_but_who_must_write_that_week(empty: Path, now: datetime) -> None:
    """The week of Tết is closed from Monday to Friday; Quốc khánh takes two days of one."""
    await filled(empty, weeks=3, now=now)
    house = a_house(empty)
    async with house.database.reading() as tx:
        days = Counter(local(row.rated_at).date() for row in await rating_rows(tx))
    await house.database.close()
    calendar, holidays = Calendar(read_town(), now, 3), read_town().holidays
    assert any(Week.of(day) in calendar.filled for day in holidays)
    for week in calendar.filled:
        told = [m for m in read_town().messages if m.level and calendar.week(m.week) == week]
        must = [m for m in told if not calendar.open_days(week) or m.day is not None]
        assert sum(days[day] for day in holidays if Week.of(day) == week) <= len(must)
        assert sum(days[day] for day in calendar.open_days(week)) > 0 or not calendar.open_days(week)


async def test_a_province_grows_around_the_town_and_goes_on_where_it_stopped(empty: Path) -> None:
    await filled(empty, weeks=2)
    house = a_house(empty)

    async def grown(size: Size) -> int:
        steps: list[int] = []
        await grow(house, now=NOW, weeks=2, size=size, advance=steps.append)
        return sum(steps)

    async def counted() -> tuple[int, int, int]:
        async with house.database.reading() as tx:
            directory, rows = await tx.directory(), await rating_rows(tx)
        assert all(len(row.voter) == 32 and row.rated_at <= NOW for row in rows)
        return len(directory.units), len(directory.counters), len(rows)

    units, counters, rated = await counted()
    assert await grown(Size(2, 301)) == 301
    assert await counted() == (units + 2, counters + 8, rated + 301)
    await grown(Size(3, 303))
    assert await counted() == (units + 3, counters + 12, rated + 301 + 101)
    async with house.database.reading() as tx:
        ward = max((await tx.directory()).units.values(), key=lambda one: one.id)
        content = await tx.digests.get(ward.id, LAST_WEEK, KIND)
    await house.database.close()
    assert content is not None
    assert content["ratings"] > 10


# The command


def demo(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    env = {"PATH": os.environ["PATH"], "HOMTHU_DATA_DIR": str(data), "HOMTHU_LOG_LEVEL": "WARNING"}
    command = [sys.executable, "-m", "homthu", "demo", "--no-serve", *arguments]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=False)


def test_the_command_fills_an_empty_folder_and_keeps_it_the_next_time(tmp_path: Path) -> None:
    first = demo(tmp_path, "--weeks", "1")
    assert (first.returncode, first.stderr) == (0, "")
    assert "Đã dựng xong" in first.stdout
    file = tmp_path / "homthu.db"
    before = file.read_bytes()
    again = demo(tmp_path)
    assert (again.returncode, again.stderr) == (0, "")
    assert "được giữ nguyên" in again.stdout
    assert file.read_bytes() == before


async def test_the_command_does_not_touch_a_database_of_somebody_else(tmp_path: Path) -> None:
    path = tmp_path / "homthu.db"
    await asyncio.to_thread(migrate, f"sqlite:///{path}")
    house = a_house(path)
    async with house.database.transact() as tx:
        await tx.places.add_unit(Unit(0, "phuong-that", "Phường thật", "Phường thật", "one-stop"), since=NOW)
    await house.database.close()
    refused = await asyncio.to_thread(demo, tmp_path)
    assert refused.returncode == 1
    assert "không phải thị trấn mẫu" in refused.stderr
