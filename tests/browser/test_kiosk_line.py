"""The tablet on a bad line and on none: what was tapped waits on the device, and counts once."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Response, Route, expect

from tests.browser.conftest import CHROMIUM, QUIET
from tests.browser.kiosk import (
    HELD,
    TABLET,
    Desk,
    a_desk,
    open_tablet,
    rate,
    rate_and_leave,
    stand_still,
    touch,
    wait_for_screen,
    wait_until_sent,
)
from tests.support.databases import SqliteTemplate

pytestmark = pytest.mark.browser

FIVE = (5, 1, 4, 2, 3)
FILL = """count => new Promise((resolve, reject) => {
  const asked = indexedDB.open("homthu-kiosk");
  asked.onsuccess = () => {
    const change = asked.result.transaction("slips", "readwrite");
    for (let n = 0; n < count; n += 1) {
      change.objectStore("slips").add({
        id: `filled-${String(n).padStart(16, "0")}`, code: "an-binh-1", turn: 1, level: 1 + n % 5, reasons: [],
        at: Date.now() - 1000 * (count - n),
      });
    }
    change.oncomplete = () => { asked.result.close(); resolve(); };
    change.onabort = () => reject(change.error);
  };
})"""


@pytest.fixture(scope="module")
def ward(sqlite_template: SqliteTemplate, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Quầy 1 with a tablet, for all tests of this file."""
    with a_desk(sqlite_template, tmp_path_factory.mktemp("ward")) as desk:
        yield desk


@pytest.fixture
def desk(ward: Desk) -> Desk:
    """The same, before anybody came."""
    ward.clear()
    return ward


def a_tablet(browser: Browser, folder: Path, *, offline: bool = False) -> BrowserContext:
    """A tablet with a memory: what it keeps lies in `folder`, also after it was switched off."""
    return browser.browser_type.launch_persistent_context(
        folder, executable_path=CHROMIUM, args=list(QUIET), offline=offline, **TABLET
    )


def test_five_ratings_on_a_dead_line_outlive_the_browser_and_count_once_each(
    browser: Browser, desk: Desk, tmp_path: Path
) -> None:
    memory = tmp_path / "tablet"
    tablet = a_tablet(browser, memory)
    page = open_tablet(tablet, desk)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("() => caches.match(location.href).then(page => !!page)")
    tablet.set_offline(True)
    page.clock.install()
    stand_still(page)
    for level in FIVE[:2]:
        rate_and_leave(page, level)
    expect(page.locator("#offline")).to_be_visible()
    page.reload()
    rate_and_leave(page, FIVE[2])
    tablet.close()
    assert desk.counted() == []

    tablet = a_tablet(browser, memory, offline=True)
    page = open_tablet(tablet, desk, clock=True)
    for level in FIVE[3:]:
        rate_and_leave(page, level)
    held = page.evaluate(HELD)
    assert [slip["level"] for slip in held] == list(FIVE)
    assert set().union(*held) == {"id", "code", "turn", "level", "reasons", "at", "place"}
    assert desk.counted() == []

    tablet.set_offline(False)
    wait_until_sent(page)
    expect(page.locator("#offline")).to_be_hidden()
    assert sorted(desk.counted()) == [(level, []) for level in sorted(FIVE)]
    assert desk.voters() == len(FIVE)
    tablet.close()


def test_a_lost_answer_a_late_one_and_a_restarted_browser_count_once(
    browser: Browser, desk: Desk, tmp_path: Path
) -> None:
    memory, lost = tmp_path / "tablet", []
    tablet = a_tablet(browser, memory)
    tablet.route("**/phieu", lambda route: _lose_the_answer(route, lost))
    page = open_tablet(tablet, desk, clock=True)
    rate(page, 2)
    page.wait_for_function("() => !document.getElementById('offline').hidden")
    touch(page, "Khác")
    touch(page, "Tiếp tục")
    page.clock.run_for(5000)
    assert desk.counted()[0][0] == 2
    assert page.evaluate(HELD)
    tablet.unroute_all(behavior="ignoreErrors")
    tablet.close()

    tablet = a_tablet(browser, memory)
    page = open_tablet(tablet, desk)
    wait_until_sent(page)
    assert lost
    assert desk.counted() == [(2, ["khac"])]
    tablet.close()


@pytest.mark.parametrize("answer", ["captive portal", "busy", "broken"])
def test_an_answer_that_is_not_ours_makes_the_tablet_forget_nothing(
    browser: Browser, desk: Desk, tmp_path: Path, answer: str
) -> None:
    told = {
        "captive portal": {"status": 200, "content_type": "text/html", "body": "<h1>Đăng nhập wifi</h1>"},
        "busy": {"status": 503, "body": "{}"},
        "broken": {"status": 500, "body": "broken"},
    }[answer]
    tablet = a_tablet(browser, tmp_path / "tablet")
    tablet.route("**/phieu", lambda route: route.fulfill(**told))  # type: ignore[arg-type]
    page = open_tablet(tablet, desk, clock=True)
    with page.expect_response("**/phieu"):
        rate(page, 4)
    assert [slip["level"] for slip in page.evaluate(HELD)] == [4]
    tablet.unroute("**/phieu")
    with page.expect_response("**/phieu"):
        page.clock.run_for(3000)
    wait_until_sent(page)
    assert desk.counted() == [(4, [])]
    tablet.close()


@pytest.mark.slow
def test_a_full_tablet_rests_instead_of_losing_anything_and_drains_in_order(
    browser: Browser, desk: Desk, tmp_path: Path
) -> None:
    tablet = a_tablet(browser, tmp_path / "tablet")
    page = open_tablet(tablet, desk)
    tablet.set_offline(True)
    page.evaluate(FILL, 499)
    page.clock.install()
    stand_still(page)
    rate(page, 5)
    touch(page, "Tiếp tục")
    wait_for_screen(page, "thanks")
    page.clock.run_for(4500)
    wait_for_screen(page, "resting")
    asked: list[str] = []

    def is_the_last(answer: Response) -> bool:
        asked.extend([answer.request.post_data_json["id"]] if answer.url.endswith("/phieu") else [])
        return len(asked) == 500

    with page.expect_response(is_the_last, timeout=240_000):
        tablet.set_offline(False)
    wait_until_sent(page)
    wait_for_screen(page, "rate")
    assert asked[:499] == [f"filled-{n:016}" for n in range(499)]
    assert len(desk.counted()) == 500
    tablet.close()


def test_an_unknown_counter_holds_nobody_up(browser: Browser, desk: Desk, tmp_path: Path) -> None:
    tablet = a_tablet(browser, tmp_path / "tablet")
    page = open_tablet(tablet, desk, clock=True)
    page.evaluate(FILL.replace("an-binh-1", "quay-la"), 2)
    with page.expect_response(lambda response: response.status == 200 and response.url.endswith("/an-binh-1/phieu")):
        rate(page, 3)
    wait_until_sent(page, but=2)
    assert desk.counted() == [(3, [])]
    tablet.close()


def test_the_tablets_wrong_clock_is_set_right_by_ours(browser: Browser, desk: Desk, tmp_path: Path) -> None:
    tablet = a_tablet(browser, tmp_path / "tablet")
    page = tablet.new_page()
    page.clock.install(time="2019-01-01T00:00:00+07:00")
    page.goto(desk.url)
    page.wait_for_function("() => localStorage.getItem('homthu-kiosk-offset')")
    with page.expect_request("**/phieu") as sent:
        rate(page, 4)
    assert 0 <= time.time() - sent.value.post_data_json["at"] / 1000 < 120
    tablet.close()


def _lose_the_answer(route: Route, lost: list[str]) -> None:
    route.fetch()
    lost.append(route.request.url)
    route.abort()
