"""The table as it is printed, counted by hand; nothing in it but numbers."""

import asyncio
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from feedback.drift import Reading, Reviewed, figures
from feedback.periods import Week
from homthu.commands.drift import json_of, table
from storage.maintenance import open_database
from tests.support.cast import DUNG, HANH, SECRET
from tests.support.databases import SqliteTemplate
from tests.support.reviewing import a_read_case, a_review, an_analysis
from tests.support.running import Running

WEEK = Week(2026, 31)
READ = [
    *[Reading(WEEK.start, ("cham-tre",), False, unknown=0.25)] * 6,
    *[Reading(WEEK.start, ("cham-tre", "thai-do"), False, unknown=0.25)] * 2,
    *[Reading(WEEK.start, (), True, unknown=0.25)] * 2,
]
FULL = figures(READ, [Reviewed(WEEK.start, True), Reviewed(WEEK.start, False)])
THIN = figures(READ[:9], [])


def cells(text: str) -> dict[str, list[str]]:
    """Name of each line → its cells."""
    found = (line[:32].strip() for line in text.splitlines())
    return {name: line[32:].split("  ") for name, line in zip(found, text.splitlines(), strict=True) if name}


def column(text: str, place: int) -> dict[str, str]:
    return {name: [cell.strip() for cell in row if cell.strip()][place] for name, row in cells(text).items()}


def test_the_table_says_what_one_counts_by_hand() -> None:
    told = column(table([("2026-W31", FULL)], FULL), 0)
    assert {name: told[name] for name in list(told)[:7]} == {
        "ý kiến đã đọc": "10",
        "nhãn mỗi ý kiến": "1,00",
        "cần người xem": "20 %",
        "không có nhãn": "20 %",
        "nhãn bị sửa khi xem lại": "50 %",
        "từ bộ gắn nhãn chưa gặp": "25 %",
        "lượt xem lại nhãn": "2",
    }
    rates = list(told.items())[7:]
    assert {name: rate for name, rate in rates if rate != "0 %"} == {"cham-tre": "80 %", "thai-do": "20 %"}
    assert len(told) == 7 + 18


def test_below_ten_texts_only_the_counts_are_told() -> None:
    told = column(table([("2026-W30", THIN), ("2026-W31", FULL)], FULL), 0)
    assert {name for name, cell in told.items() if cell != "–"} == {"ý kiến đã đọc", "lượt xem lại nhãn"}
    assert told["ý kiến đã đọc"] == "9"


def test_for_machines_the_same_figures_stand_as_numbers() -> None:
    said = json.loads(json_of([("2026-W30", THIN), ("2026-W31", FULL)], FULL))
    assert [week["week"] for week in said["weeks"]] == ["2026-W30", "2026-W31"]
    assert (said["weeks"][0]["untagged"], said["weeks"][0]["rates"]) == (None, {})
    assert said["all"]["needs_person"] == pytest.approx(0.2)
    assert said["all"]["rates"]["cham-tre"] == pytest.approx(0.8)


@pytest.fixture
def office(sqlite_template: SqliteTemplate, tmp_path: Path) -> Iterator[Running]:
    """Last week eleven texts about An Bình were read, one of them sealed, and two looked at; two weeks ago nine."""
    last = Week.before(datetime.now(UTC))
    with sqlite_template.copy(tmp_path) as url:
        asyncio.run(_weeks(url, last))
        yield Running(tmp_path, settings={"HOMTHU_DATABASE_URL": url, "HOMTHU_SECRET_KEY": SECRET})


async def _weeks(url: str, last: Week) -> None:
    database = open_database(url, SECRET)
    async with database.transact() as tx:
        before = last.shift(-1).end - timedelta(seconds=1)
        for n in range(9):
            await a_read_case(tx, f"OLD{n}", "thai-do", at=before)
        cases = [await a_read_case(tx, f"NEW{n}", "cham-tre", at=last.start) for n in range(10)]
        money = an_analysis("voi-vinh", needs_person=True)
        cases.append(await a_read_case(tx, "SEALED", "voi-vinh", sealed=True, analysis=money, at=last.start))
        await a_read_case(tx, "NOW", "cham-tre", at=last.end)
        await tx.reviews.keep(cases[0].id, a_review(HANH, "cham-tre", at=last.start))
        await tx.reviews.keep(cases[-1].id, a_review(DUNG, "nhung-nhieu", at=last.start))
    await database.close()


def test_the_command_counts_the_last_full_weeks_of_all_units(office: Running) -> None:
    said = json.loads(office.command("drift", "--weeks", "2", "--json").stdout)
    assert [(week["texts"], week["reviews"], week["untagged"]) for week in said["weeks"]] == [(9, 0, None), (11, 2, 0)]
    assert said["weeks"][1]["changed"] == pytest.approx(0.5)
    assert said["weeks"][1]["needs_person"] == pytest.approx(1 / 11)
    assert said["all"]["texts"] == 20
    assert said["all"]["rates"]["thai-do"] == pytest.approx(9 / 20)


def test_eight_weeks_are_shown_unless_told_otherwise_and_no_words(office: Running) -> None:
    ended = office.command("drift")
    assert ended.returncode == 0
    assert len(ended.stdout.splitlines()[0].split()) == 8 + 2  # the weeks, then "tất cả"
    assert "40 phút" not in ended.stdout
