"""A tablet on Quầy 1 for the browser tests: the real service, what it counted, and what a finger does."""

import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page, expect

from tests.support.cast import SECRET
from tests.support.databases import SqliteTemplate
from tests.support.running import Running, serving

LEVELS = {5: "Rất hài lòng", 4: "Hài lòng", 3: "Bình thường", 2: "Không hài lòng", 1: "Rất không hài lòng"}
TABLET: Any = {"viewport": {"width": 1280, "height": 800}, "has_touch": True}
PATIENCE = 30.0
HELD = """() => new Promise(resolve => {
  const asked = indexedDB.open("homthu-kiosk");
  asked.onsuccess = () => {
    const all = asked.result.transaction("slips").objectStore("slips").getAll();
    all.onsuccess = () => { asked.result.close(); resolve(all.result); };
  };
})"""
"""The slips that the tablet still holds."""


@dataclass
class Desk:
    """The service, and the file that it keeps everything in."""

    running: Running
    file: Path

    @property
    def url(self) -> str:
        """The tablet's page."""
        return f"{self.running.url}/kiosk/an-binh-1"

    def counted(self) -> list[tuple[int, list[str]]]:
        """Level and reasons of every rating that came from a tablet, in the order they were tapped."""
        asked = "SELECT level, reasons FROM ratings JOIN visits ON key = visit_key WHERE channel = 'kiosk'"
        with closing(sqlite3.connect(f"file:{self.file}?mode=ro", uri=True)) as read:
            rows = read.execute(f"{asked} ORDER BY scanned_at").fetchall()
        return [(level, json.loads(reasons)) for level, reasons in rows]

    def voters(self) -> int:
        """How many different people they seem to come from."""
        with closing(sqlite3.connect(f"file:{self.file}?mode=ro", uri=True)) as read:
            return int(read.execute("SELECT count(DISTINCT voter) FROM ratings WHERE channel = 'kiosk'").fetchone()[0])

    def clear(self) -> None:
        """Forget every rating, as if nobody had come yet."""
        with closing(sqlite3.connect(self.file)) as written, written:
            for table in ("ratings", "visits", "inbox", "chats"):
                written.execute(f"DELETE FROM {table}")  # noqa: S608 - names from the line above


@contextmanager
def a_desk(template: SqliteTemplate, folder: Path) -> Iterator[Desk]:
    """An Bình, served from a file of its own."""
    with template.copy(folder) as url:
        settings = {"HOMTHU_DATABASE_URL": url, "HOMTHU_SECRET_KEY": SECRET}
        with serving(folder, settings) as running:
            yield Desk(running, Path(url.removeprefix("sqlite:///")))


def open_tablet(context: BrowserContext, desk: Desk, *, clock: bool = False) -> Page:
    """The page as it stands at the counter; with `clock` its time only moves when told."""
    page = context.new_page()
    if clock:
        page.clock.install()
    page.goto(desk.url)
    wait_for_screen(page, "rate")
    if clock:
        stand_still(page)
    return page


def stand_still(page: Page) -> None:
    """From now on the page's time only moves when told. A few seconds ahead: the page's clock runs until then."""
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 8)


def wait_for_screen(page: Page, name: str) -> None:
    """Until this screen, and no other, can be seen."""
    expect(page.locator("section:visible")).to_have_id(name)


def wait_until_sent(page: Page, *, but: int = 0) -> None:
    """Until the tablet holds no slip any more; `but` so many that nobody will take."""
    end = time.monotonic() + PATIENCE
    while len(held := page.evaluate(HELD)) != but:  # asked from here, because the page's own time may stand still
        assert time.monotonic() < end, held


def touch(page: Page, label: str) -> None:
    """A finger on the button or tile with exactly this word, once the screen listens."""
    page.clock.run_for(500)
    page.locator("section:visible").locator("button, label").get_by_text(label, exact=True).tap()


def rate(page: Page, level: int) -> None:
    """A finger on a face; the reasons come."""
    touch(page, LEVELS[level])
    page.clock.run_for(500)
    wait_for_screen(page, "reasons")


def walk_to_the_code(page: Page, level: int, *reasons: str) -> None:
    """Rate, say why, and stop at the code for one's own telephone."""
    rate(page, level)
    for reason in reasons:
        touch(page, reason)
    touch(page, "Tiếp tục")
    wait_for_screen(page, "phone")


def rate_and_leave(page: Page, level: int) -> None:
    """A whole visit without a living line: no telephone is offered, thanks, and the next one may come."""
    rate(page, level)
    touch(page, "Tiếp tục")
    wait_for_screen(page, "thanks")
    page.clock.run_for(4500)
    wait_for_screen(page, "rate")
