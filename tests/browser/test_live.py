"""The page as a chat: what was said stays above, letters come while it is open, and nothing is left behind."""

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bot.reception import Busy
from feedback.messages import Choice, Reply
from tests.browser.conftest import PHONE, Site
from tests.browser.steps import scan, tap, walk_to_the_receipt
from tests.support.cast import MAI

pytestmark = pytest.mark.browser

ANSWER = Reply("TTPVHCC phường An Bình trả lời: đã nhắc cán bộ quầy 1.", kind="answer")
WRITING = ("Hài lòng", "Không rõ", "Có", "Bỏ qua", "Đồng ý, tôi viết")
WORDS = "Anh Tuấn rất tận tình."


def post(site: Site, mark: str, reply: Reply = ANSWER) -> None:
    """A letter to whoever talked first."""
    site.letters.post(site.reception.heard[0].address, reply, mark=mark)


def bubbles(page: Page) -> list[str]:
    """What stands above, with who said it."""
    return [re.sub(r"\s+", " ", text) for text in page.locator("#past .bubble").all_text_contents()]


def test_what_was_said_and_answered_stays_in_sight(phone: BrowserContext, site: Site) -> None:
    page = scan(phone, site)
    tap(page, "Không hài lòng")
    tap(page, MAI.name)
    tap(page, "Không")
    page.get_by_label("Thái độ").check()
    page.get_by_label("Thời gian").check()
    tap(page, "Gửi")
    expect(page.locator(".consent")).to_be_visible()
    ours = [text for text in bubbles(page) if text.startswith("Hòm Thư:")]
    assert [text.removeprefix("Ông/Bà: ") for text in bubbles(page) if text.startswith("Ông/Bà:")] == [
        "Không hài lòng",
        MAI.name,
        "Không",
        "Thái độ, Thời gian",
    ]
    assert any("Đã ghi nhận: Không hài lòng" in text for text in ours)
    assert page.locator("#past .mine.l2 .face").count() == 1


def test_a_letter_arrives_in_the_open_page_and_is_confirmed_once_it_was_shown(
    phone: BrowserContext, site: Site
) -> None:
    page = scan(phone, site)
    with page.expect_request("**/events?seen="):
        walk_to_the_receipt(page)
    with page.expect_response(lambda answer: answer.request.method == "POST" and answer.url.endswith("/events")):
        post(site, "m1")
    expect(page.locator(".letter")).to_contain_text("đã nhắc cán bộ quầy 1")
    expect(page.locator(".saids[aria-live=polite] .letter")).to_have_count(1)
    assert site.letters.of(site.reception.heard[0].address) == []


def test_a_letter_stands_there_once_however_often_it_comes(phone: BrowserContext, site: Site) -> None:
    page = scan(phone, site)
    page.route("**/events", lambda route: route.abort())  # the page cannot confirm
    tap(page, "Hài lòng")
    expect(page.get_by_role("heading", name="Ai đã phục vụ Ông/Bà?")).to_be_visible()
    post(site, "m1")
    expect(page.locator(".letter")).to_have_count(1)
    tap(page, "Không rõ")  # this answer brings the letter too
    expect(page.get_by_role("heading", name=re.compile("thẻ tên"))).to_be_visible()
    expect(page.locator(".letter")).to_have_count(1)
    page.reload()
    expect(page.locator(".letter")).to_have_count(0)  # the form told that it was seen


def test_words_under_way_are_not_disturbed_by_a_letter(phone: BrowserContext, site: Site) -> None:
    page = scan(phone, site)
    for label in WRITING:
        tap(page, label)
    box = page.get_by_role("textbox")
    box.fill(WORDS)
    box.focus()
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    place = box.bounding_box()
    post(site, "m1", Reply("Một thư dài. " * 60, kind="answer"))
    expect(page.get_by_role("button", name="Có thư mới, bấm để đọc")).to_be_visible()
    expect(box).to_have_value(WORDS)
    expect(box).to_be_focused()
    now = box.bounding_box()
    assert place and now and abs(place["y"] - now["y"]) < 2
    tap(page, "Có thư mới, bấm để đọc")
    expect(page.locator(".letter")).to_be_focused()


def test_words_not_yet_sent_outlive_a_reload_and_go_once_they_were_sent(phone: BrowserContext, site: Site) -> None:
    page = scan(phone, site)
    for label in WRITING:
        tap(page, label)
    page.get_by_role("textbox").fill(WORDS)
    page.reload()
    expect(page.get_by_role("textbox")).to_have_value(WORDS)
    tap(page, "Xem lại trước khi gửi")
    expect(page.locator("blockquote")).to_have_text(f"“{WORDS}”")
    assert page.evaluate("sessionStorage.length + localStorage.length") == 0


def test_clearing_the_device_leaves_nothing_also_in_the_other_tab(phone: BrowserContext, site: Site) -> None:
    page = scan(phone, site)
    for label in WRITING:
        tap(page, label)
    page.get_by_role("textbox").fill(WORDS)
    other = scan(phone, site)
    other.get_by_role("textbox").fill(WORDS)
    tap(page, "Xoá khỏi máy này")
    for tab in (page, other):
        tab.wait_for_url(f"{site.url}/")
        assert tab.evaluate("sessionStorage.length + localStorage.length") == 0
    assert [cookie["name"] for cookie in phone.cookies()] == ["homthu_lang"]


def test_a_message_that_was_not_kept_goes_by_itself_once_the_service_is_there_again(
    phone: BrowserContext, site: Site
) -> None:
    page = scan(phone, site)
    site.reception.refuse = Busy()
    tap(page, "Hài lòng")
    expect(page.get_by_role("alert")).to_contain_text("Chưa gửi được")
    site.reception.refuse = None
    expect(page.get_by_role("heading", name="Ai đã phục vụ Ông/Bà?")).to_be_visible()
    assert [inbound.choice for inbound in site.reception.heard if inbound.choice] == ["t:rate:4"]


def test_what_cannot_be_sent_stays_in_the_box_below_the_reason(phone: BrowserContext, site: Site) -> None:
    page = scan(phone, site)
    for label in WRITING:
        tap(page, label)
    words = "ệ" * 30_000
    page.get_by_role("textbox").evaluate("(box, words) => { box.value = words; }", words)
    tap(page, "Xem lại trước khi gửi")
    expect(page.get_by_role("alert")).to_contain_text("Nội dung quá dài")
    expect(page.get_by_role("textbox")).to_have_value(words)


def test_where_no_stream_can_be_had_the_page_asks_from_time_to_time(phone: BrowserContext, site: Site) -> None:
    page = phone.new_page()
    page.clock.install()
    page.route("**/events?*", lambda route: route.fulfill(status=503))
    page.goto(f"{site.url}/q/an-binh-1")
    with page.expect_response("**/events?*"):
        tap(page, "Hài lòng")
    expect(page.get_by_role("heading", name="Ai đã phục vụ Ông/Bà?")).to_be_visible()
    post(site, "m1")
    page.clock.fast_forward(25_000)
    expect(page.locator(".letter")).to_have_count(1)


def test_a_telephone_that_keeps_no_cookies_talks_and_hears(browser: Browser, site: Site) -> None:
    context = browser.new_context(**PHONE)
    context.set_default_timeout(5000)
    context.route(
        "**/q/*", lambda route: route.continue_(headers={**route.request.headers, "cookie": "none=1"})
    )
    context.route(
        "**/events", lambda route: route.continue_(headers={**route.request.headers, "cookie": "none=1"})
    )
    page = scan(context, site)
    context.clear_cookies()
    walk_to_the_receipt(page)
    context.clear_cookies()
    assert len({inbound.address for inbound in site.reception.heard}) == 1
    context.close()


def test_a_letter_that_asks_shows_its_words_and_what_may_be_answered(phone: BrowserContext, site: Site) -> None:
    page = scan(phone, site)
    tap(page, "Hài lòng")
    expect(page.get_by_role("heading", name="Ai đã phục vụ Ông/Bà?")).to_be_visible()
    post(site, "m1", Reply("Ông/Bà đến lúc mấy giờ?", (Choice("Sáng", "x"),), kind="answer"))
    expect(page.locator(".letter")).to_contain_text("mấy giờ?")
    expect(page.locator(".letter button")).to_have_text(["Sáng"])


def test_without_javascript_the_letter_stands_on_the_page(plain_phone: BrowserContext, site: Site) -> None:
    page = scan(plain_phone, site)
    tap(page, "Hài lòng")
    expect(page.get_by_role("heading", name="Ai đã phục vụ Ông/Bà?")).to_be_visible()
    post(site, "m1")
    page.reload()
    expect(page.locator(".letter")).to_contain_text("đã nhắc cán bộ quầy 1")
    tap(page, "Không rõ")
    expect(page.locator(".letter")).to_have_count(0)
