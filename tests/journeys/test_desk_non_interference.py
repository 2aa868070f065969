"""Nothing on the pages of the office changes by a letter for whom a sealed complaint is hidden from."""

import re
from pathlib import Path

import pytest

from feedback.people import Officer
from storage.maintenance import open_database
from tests.journeys.test_non_interference import OPEN, SEALED, files
from tests.support.cast import DUNG, HANH, KHOA, SECRET
from tests.support.databases import SqliteTemplate
from tests.support.desk_browser import Desk
from tests.support.house import House
from tests.support.signing import open_account

CHANGING = re.compile(r'nonce="[^"]+"|name="mark" value="[^"]+"|name="session" value="[^"]+"')
PAGES = (
    "/quan-ly",
    "/quan-ly/phien",
    "/quan-ly/don-vi/an-binh",
    "/quan-ly/don-vi/tinh-lam-son",
    "/quan-ly/quan-tri/kenh",
)


async def pages_of(officer: Officer, template: SqliteTemplate, folder: Path, texts: list[str]) -> list[str]:
    """Every page, byte for byte but for what is drawn anew each time, after these texts were sent and read."""
    folder.mkdir()
    with template.copy(folder) as url:
        database = open_database(url, SECRET)
        house = House(database)
        for number, text in enumerate(texts):
            await files(house, f"citizen {number}", text)
        await house.reads()
        await open_account(database, officer)
        desk = Desk(database)
        browser = desk.browser()
        await browser.signs_in(officer)
        answers = [await browser.client.get(path) for path in PAGES]
        assert answers[0].status_code == 200
        seen = [f"{one.status_code} {len(one.content)} {CHANGING.sub('', one.text)}" for one in answers]
        await house.reception.close()
        await database.close()
    return seen


@pytest.mark.parametrize("officer", [HANH, KHOA], ids=lambda officer: officer.code)
@pytest.mark.parametrize("sealed", [SEALED[0], SEALED[1], SEALED[4]])
async def test_a_sealed_complaint_changes_no_page(
    officer: Officer, sealed: str, sqlite_template: SqliteTemplate, tmp_path: Path
) -> None:
    without = await pages_of(officer, sqlite_template, tmp_path / "a", OPEN)
    beside = await pages_of(officer, sqlite_template, tmp_path / "b", [*OPEN[:2], sealed, *OPEN[2:]])
    assert beside == without


async def test_the_comparison_can_fail(sqlite_template: SqliteTemplate, tmp_path: Path) -> None:
    """The control: an open complaint changes the head's page, a sealed one that of whoever must answer it."""
    more = [*OPEN, "Bàn viết đơn không có bút."]
    assert await pages_of(HANH, sqlite_template, tmp_path / "a", OPEN) != await pages_of(
        HANH, sqlite_template, tmp_path / "b", more
    )
    assert await pages_of(DUNG, sqlite_template, tmp_path / "c", OPEN) != await pages_of(
        DUNG, sqlite_template, tmp_path / "d", [*OPEN, SEALED[1]]
    )
