"""How the pages look on small, large and dark screens and on paper: targets, contrast, what is in view."""

from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from feedback.errors import StorageUnavailable
from tests.browser.conftest import PHONE, Site
from tests.browser.steps import scan, tap, walk_to_the_receipt

pytestmark = pytest.mark.browser

TALL_ENOUGH = 56
LEVELS = ("Rất hài lòng", "Hài lòng", "Bình thường", "Không hài lòng", "Rất không hài lòng")
TAPPED = "button, a.way, label:has(input[type=checkbox]), input[type=text], textarea"


def test_all_five_levels_stand_on_the_first_screen_of_a_small_phone(browser: Browser, site: Site) -> None:
    small = browser.new_context(**{**PHONE, "viewport": {"width": 360, "height": 640}})
    page = scan(small, site)
    for level in LEVELS:
        expect(page.get_by_role("button", name=level, exact=True)).to_be_in_viewport(ratio=1)
    small.close()


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_every_target_is_large_and_nothing_sticks_out(browser: Browser, site: Site, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 740})
    page = scan(context, site)
    for where in _screens(page, site):
        assert page.evaluate("document.documentElement.scrollWidth") <= width, where
        sizes = page.locator(f"main :is({TAPPED}):visible").evaluate_all(
            "all => all.map(one => [one.textContent.trim(), one.getBoundingClientRect().height])"
        )
        small = [
            (label, height) for label, height in sizes if height < TALL_ENOUGH and label != "Sao chép mã"
        ]
        assert not small, where
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_is_easy_to_read_by_day_and_by_night(
    browser: Browser, site: Site, scheme: Literal["light", "dark"]
) -> None:
    context = browser.new_context(**PHONE, color_scheme=scheme)
    page = scan(context, site)
    for where in _screens(page, site):
        faint = [(text, ratio) for text, ratio in page.evaluate(CONTRASTS) if ratio < 4.5]
        assert not faint, where
    context.close()


def test_the_receipt_stands_on_one_line_and_one_tap_selects_it(phone: BrowserContext, site: Site) -> None:
    page = scan(phone, site)
    walk_to_the_receipt(page)
    receipt = page.locator(".receipt")
    assert receipt.evaluate("one => one.scrollWidth <= one.clientWidth")
    assert receipt.evaluate("one => getComputedStyle(one).userSelect") == "all"
    assert receipt.evaluate("one => parseFloat(getComputedStyle(one).fontSize)") >= 20


def test_on_paper_only_the_receipt_and_what_to_do_with_it_are_left(phone: BrowserContext, site: Site) -> None:
    page = scan(phone, site)
    walk_to_the_receipt(page)
    page.emulate_media(media="print")
    expect(page.locator(".receipt")).to_be_visible()
    assert page.locator("button:visible").count() == 0


def _screens(page: Page, site: Site) -> Iterator[str]:
    """Walk through every screen; the caller looks at each."""
    yield "rate"
    for label in ("Bình thường", "Không rõ", "Không rõ"):
        tap(page, label)
        page.wait_for_load_state()
        expect(page.locator("main")).not_to_have_attribute("aria-busy", "true")
        yield label
    page.get_by_label("Khác").check()
    yield "reasons"
    tap(page, "Gửi")
    expect(page.locator(".consent")).to_be_visible()
    yield "consent"
    tap(page, "Đồng ý, tôi viết")
    expect(page.locator(".describe")).to_be_visible()
    yield "describe"
    page.get_by_role("textbox").fill("Khôngcókhoảngtrắng" * 20)
    tap(page, "Xem lại trước khi gửi")
    expect(page.locator(".confirm")).to_be_visible()
    yield "confirm"
    site.reception.refuse = StorageUnavailable()
    tap(page, "Gửi")
    expect(page.get_by_role("alert")).to_be_visible()
    yield "dead line"
    site.reception.refuse = None
    tap(page, "Thử lại")
    expect(page.locator(".thanks")).to_be_visible()
    yield "thanks"
    for path in ("/", "/tra-cuu", "/q/quay-la", "/khong-co"):
        page.goto(site.url + path)
        yield path


CONTRASTS = """() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgb = colour => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const ground = one => {
    for (let each = one; each; each = each.parentElement) {
      const colour = rgb(getComputedStyle(each).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return [255, 255, 255, 255];
  };
  const light = colour => {
    const part = value => (value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    return 0.2126 * part(colour[0]) + 0.7152 * part(colour[1]) + 0.0722 * part(colour[2]);
  };
  const speaks = one => [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim());
  return [...document.querySelectorAll("body *")]
    .filter(one => one.checkVisibility() && speaks(one))
    .map(one => {
      const [a, b] = [light(rgb(getComputedStyle(one).color)), light(ground(one))].sort((x, y) => y - x);
      return [one.textContent.trim().slice(0, 40), (a + 0.05) / (b + 0.05)];
    });
}"""
