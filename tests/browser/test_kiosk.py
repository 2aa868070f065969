"""The tablet in a real browser: large, clear, the same for everybody, and empty once somebody has left."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.kiosk import (
    LEVELS,
    TABLET,
    Desk,
    a_desk,
    open_tablet,
    rate,
    touch,
    wait_for_screen,
    wait_until_sent,
    walk_to_the_code,
)
from tests.browser.test_looks import CONTRASTS
from tests.support.databases import SqliteTemplate

pytestmark = pytest.mark.browser

SIZES = [(1280, 800), (1024, 768), (800, 1280), (768, 1024)]
BIG = 120
STATE = """() => ({
  cookies: document.cookie, session: sessionStorage.length, history: history.length,
  local: Object.keys(localStorage).filter(name => name !== "homthu-kiosk-offset"),
  ticked: document.querySelectorAll("input:checked").length,
  path: document.querySelector(".code path").getAttribute("d"),
  language: document.documentElement.lang,
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


@pytest.fixture
def tablet(browser: Browser) -> Iterator[BrowserContext]:
    """A tablet of 1280 × 800."""
    context = browser.new_context(**TABLET)
    context.set_default_timeout(20_000)
    yield context
    context.close()


def screens(page: Page) -> Iterator[str]:
    """Walk through every screen; the caller looks at each."""
    yield "rate"
    rate(page, 2)
    touch(page, "Thời gian")
    yield "reasons"
    touch(page, "Tiếp tục")
    wait_for_screen(page, "phone")
    yield "phone"
    page.clock.run_for(36_000)
    expect(page.locator("#countdown")).to_be_visible()
    yield "counting down"
    touch(page, "Xong")
    wait_for_screen(page, "thanks")
    yield "thanks"


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_target_is_big_every_text_is_clear_and_nothing_scrolls(
    browser: Browser, desk: Desk, width: int, height: int, language: str
) -> None:
    context = browser.new_context(viewport={"width": width, "height": height}, has_touch=True)
    page = open_tablet(context, desk, clock=True)
    for where in screens(page):
        page.evaluate(f"document.documentElement.lang = '{language}'")
        sizes = page.locator("main :is(button, label):visible").evaluate_all(
            "all => all.map(one => one.getBoundingClientRect()).map(box => [box.width, box.height])"
        )
        assert all(min(size) >= BIG for size in sizes), (where, sizes)
        faint = [(text, ratio) for text, ratio in page.evaluate(CONTRASTS) if ratio < 4.5]
        assert not faint, where
        fits = "[...document.querySelectorAll('html, main')].every(one => one.scrollHeight <= one.clientHeight + 1)"
        assert page.evaluate(fits), where
        wide = page.evaluate(
            "[...document.querySelectorAll('main b, main h1, main p')].filter(one => one.checkVisibility())"
            ".filter(one => one.scrollWidth > one.clientWidth + 1).map(one => one.innerText)"
        )
        assert not wide, where
        page.evaluate("document.documentElement.lang = 'vi'")
    context.close()


def test_the_first_tap_is_kept_and_a_wrong_one_can_be_corrected(tablet: BrowserContext, desk: Desk) -> None:
    page = open_tablet(tablet, desk, clock=True)
    with page.expect_response("**/phieu") as answer:
        rate(page, 1)
    assert answer.value.json()["taken"]
    assert desk.counted() == [(1, [])]
    touch(page, "Chọn lại")
    wait_for_screen(page, "rate")
    rate(page, 5)
    touch(page, "Hướng dẫn")
    touch(page, "Tiếp tục")
    wait_for_screen(page, "phone")
    wait_until_sent(page)
    assert desk.counted() == [(5, ["huong-dan"])]


def test_a_trembling_finger_is_one_tap(tablet: BrowserContext, desk: Desk) -> None:
    page = open_tablet(tablet, desk, clock=True)
    page.clock.run_for(500)
    face = page.locator("button[name=level][value='4']")
    with page.expect_response("**/phieu"):
        face.dblclick()
    page.clock.run_for(460)
    wait_for_screen(page, "reasons")
    page.locator(".tiles label").first.tap(force=True)
    assert page.locator("input:checked").count() == 0
    assert desk.counted() == [(4, [])]


def test_whatever_was_tapped_the_screens_look_the_same(tablet: BrowserContext, desk: Desk) -> None:
    page = open_tablet(tablet, desk, clock=True)
    seen = []
    for level in LEVELS:
        walk = []
        rate(page, level)
        walk.append(page.content())
        touch(page, "Tiếp tục")
        wait_for_screen(page, "phone")
        walk.append(re.sub(r'd="M4 4h7[^"]*"', "", page.content()))
        touch(page, "Xong")
        wait_for_screen(page, "thanks")
        walk.append(page.content())
        page.clock.run_for(3900)
        wait_for_screen(page, "thanks")
        page.clock.run_for(600)
        wait_for_screen(page, "rate")
        seen.append(walk)
    wait_until_sent(page)
    assert all(walk == seen[0] for walk in seen)
    assert sorted(level for level, _ in desk.counted()) == sorted(LEVELS)
    assert desk.voters() == len(LEVELS)


@pytest.mark.parametrize("where", ["rate", "reasons", "phone"])
def test_after_45_quiet_seconds_nothing_of_the_visit_is_left(tablet: BrowserContext, desk: Desk, where: str) -> None:
    page = open_tablet(tablet, desk, clock=True)
    before, empty = page.evaluate(STATE), page.content()
    if where == "reasons":
        rate(page, 2)
        touch(page, "Thời gian")
    if where == "phone":
        walk_to_the_code(page, 2, "Thái độ")
    page.locator("#language").tap()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    wait_until_sent(page)
    page.clock.run_for(34_000)
    wait_for_screen(page, where)
    page.clock.run_for(12_000)
    wait_for_screen(page, "rate")
    assert page.evaluate(STATE) == before
    assert page.content() == empty
    expect(page.locator("#countdown")).to_be_hidden()
    wait_until_sent(page)
    assert tablet.cookies() == []
    page.go_back()
    assert page.url == "about:blank"
    page.go_forward()
    wait_for_screen(page, "rate")
    assert page.evaluate(STATE)["ticked"] == 0


def test_the_cache_holds_the_empty_page_and_its_files_only(tablet: BrowserContext, desk: Desk) -> None:
    page = open_tablet(tablet, desk)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    listed = "caches.open('homthu-kiosk').then(one => one.keys()).then(all => all.map(each => each.url))"
    page.wait_for_function(f"() => {listed}.then(all => all.length === 6)")
    kept = page.evaluate(listed)
    assert [url for url in kept if "/static/" not in url] == [desk.url]


def test_a_reason_ticked_before_leaving_is_kept(tablet: BrowserContext, desk: Desk) -> None:
    page = open_tablet(tablet, desk, clock=True)
    rate(page, 3)
    touch(page, "Thời gian")
    wait_until_sent(page)
    page.clock.run_for(46_000)
    wait_for_screen(page, "rate")
    wait_until_sent(page)
    assert desk.counted() == [(3, ["thoi-gian"])]


def test_a_quiet_countdown_shows_in_the_last_ten_seconds_and_a_touch_ends_it(
    tablet: BrowserContext, desk: Desk
) -> None:
    page = open_tablet(tablet, desk, clock=True)
    rate(page, 3)
    page.clock.run_for(33_000)
    expect(page.locator("#countdown")).to_be_hidden()
    page.clock.run_for(6_000)
    expect(page.locator("#countdown")).to_be_visible()
    page.locator("h1:visible").tap()
    expect(page.locator("#countdown")).to_be_hidden()
    page.clock.run_for(40_000)
    wait_for_screen(page, "reasons")


def test_on_the_start_screen_nothing_counts_down_and_the_language_returns(tablet: BrowserContext, desk: Desk) -> None:
    page = open_tablet(tablet, desk, clock=True)
    page.locator("#language").tap()
    expect(page.get_by_role("button", name="Very satisfied")).to_be_visible()
    page.clock.run_for(40_000)
    expect(page.locator("#countdown")).to_be_hidden()
    page.clock.run_for(6_000)
    expect(page.get_by_role("button", name="Rất hài lòng")).to_be_visible()


def test_without_javascript_faces_are_buttons_and_the_page_returns_by_itself(browser: Browser, desk: Desk) -> None:
    context = browser.new_context(**TABLET, java_script_enabled=False)
    page = context.new_page()
    page.goto(desk.url)
    page.get_by_role("button", name="Không hài lòng", exact=True).tap()
    wait_for_screen(page, "reasons")
    expect(page.locator("meta[http-equiv=refresh]")).to_have_attribute("content", "45;url=/kiosk/an-binh-1")
    page.locator(".tiles label").first.tap()
    page.get_by_role("button", name="Tiếp tục").tap()
    wait_for_screen(page, "phone")
    page.get_by_role("button", name="Xong").tap()
    wait_for_screen(page, "rate")
    assert desk.counted() == [(2, ["thai-do"])]
    context.close()


def test_the_code_on_the_screen_leads_to_lans_own_telephone(
    tablet: BrowserContext, phone: BrowserContext, desk: Desk
) -> None:
    page = open_tablet(tablet, desk, clock=True)
    with page.expect_request("**/phieu") as sent:
        walk_to_the_code(page, 2)
    lan = phone.new_page()
    lan.goto(f"{desk.running.url}/q/tiep/{sent.value.post_data_json['id']}")
    lan.get_by_role("button", name="Tiếp tục").click()
    lan.wait_for_url("**/q/an-binh-1")
    expect(lan.get_by_role("heading", name="Ai đã phục vụ Ông/Bà?")).to_be_visible()
    assert desk.counted() == [(2, [])]


def test_nothing_is_asked_of_any_other_place_and_nothing_complains(tablet: BrowserContext, desk: Desk) -> None:
    asked: list[str] = []
    complaints: list[str] = []
    tablet.on("request", lambda request: asked.append(request.url))
    page = open_tablet(tablet, desk, clock=True)
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    walk_to_the_code(page, 5)
    assert all(url.startswith(desk.running.url) for url in asked)
    assert complaints == []
