"""`homthu export giam-sat`: the last quarter on a sheet, refused or written, and in the record."""

import asyncio
import csv
import io
import stat
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from feedback.audit import Act, Entry
from feedback.case_life import State
from feedback.periods import Quarter, local
from storage.maintenance import open_database
from tests.support.builders import a_case
from tests.support.cast import AN_BINH, HOA_LAC, SECRET, TINH_LAM_SON
from tests.support.databases import SqliteTemplate
from tests.support.running import Running

NOW_QUARTER = Quarter.of(local(datetime.now(UTC)).date())
LAST = NOW_QUARTER.before()
WORDS = "Lời riêng của chị Lan."


@pytest.fixture
def office(sqlite_template: SqliteTemplate, tmp_path: Path) -> Iterator[Running]:
    """An Bình with six answered cases of the last quarter and a sealed one, Hòa Lạc with none."""
    with sqlite_template.copy(tmp_path) as url:
        running = Running(tmp_path, settings={"HOMTHU_DATABASE_URL": url, "HOMTHU_SECRET_KEY": SECRET})
        asyncio.run(_fill(url))
        yield running


async def _fill(url: str) -> None:
    database = open_database(url, SECRET)
    at = LAST.start + timedelta(days=20, hours=9)
    told = {"at": at, "due": at.date() + timedelta(days=14), "answered_at": at + timedelta(days=1), "words": WORDS}
    async with database.transact() as tx:
        for number in range(6):
            await tx.cases.open(a_case(f"PA{number}", state=State.ANSWERED, **told))  # type: ignore[arg-type]
        await tx.cases.open(a_case("SEALED", sealed=True, handler=TINH_LAM_SON, **told))  # type: ignore[arg-type]
    await database.close()


def record(office: Running) -> list[Entry]:
    async def read() -> list[Entry]:
        database = open_database(office.settings["HOMTHU_DATABASE_URL"], SECRET)
        async with database.reading() as tx:
            found = [one.entry for one in await tx.audit.read(limit=9)]
        await database.close()
        return found

    return asyncio.run(read())


def export(office: Running, unit: str = AN_BINH.code, quarter: str = str(LAST), out: str = "quy.csv"):  # type: ignore[no-untyped-def]
    return office.command("export", "giam-sat", unit, "--quarter", quarter, "--out", str(office.data / out))


def test_a_file_of_values_holds_counts_and_neither_case_nor_word(office: Running) -> None:
    ended = export(office)
    assert (ended.returncode, ended.stdout) == (0, "")
    file = office.data / "quy.csv"
    content = file.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert ["Số phản ánh gửi trong quý", "6"] in rows
    assert not any(row[0].startswith("PA") for row in rows if row)
    assert not any(part in content.decode() for part in (WORDS, "SEALED", "Lan"))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    (entry,) = record(office)
    assert (entry.what, entry.who, entry.about, entry.why) == (Act.WATCH_EXPORTED, "dong-lenh", "an-binh", str(LAST))


def test_a_workbook_holds_the_same(office: Running) -> None:
    assert export(office, out="quy.XLSX").returncode == 0
    with zipfile.ZipFile(office.data / "quy.XLSX") as book:
        xml = "".join(book.read(name).decode() for name in book.namelist())
    assert "PA5" not in xml
    assert "SEALED" not in xml
    assert WORDS not in xml


def test_an_open_quarter_is_refused_with_the_newest_that_can_be_had(office: Running) -> None:
    ended = export(office, quarter=str(NOW_QUARTER))
    assert ended.returncode == 1
    assert f"Quý {NOW_QUARTER} chưa hết" in ended.stderr
    assert str(LAST) in ended.stderr
    assert not (office.data / "quy.csv").exists()
    assert record(office) == []


def test_an_empty_quarter_says_so(office: Running) -> None:
    ended = export(office, unit=HOA_LAC.code)
    assert ended.returncode == 0
    assert "không có phản ánh nào" in ended.stderr
    assert "không có" in (office.data / "quy.csv").read_text("utf-8-sig")


@pytest.mark.parametrize(
    ("wrong", "status", "said"),
    [
        ({"quarter": "2026-Q7"}, 2, "2026-Q7"),
        ({"out": "quy.pdf"}, 2, ".xlsx, .csv"),
        ({"unit": "nowhere"}, 1, "nowhere"),
        ({"out": "no/such/folder.csv"}, 1, "folder.csv"),
    ],
)
def test_what_is_wrong_is_said(wrong: dict[str, str], status: int, said: str, office: Running) -> None:
    ended = export(office, **wrong)
    assert ended.returncode == status
    assert said in ended.stderr
