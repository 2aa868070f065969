"""Chị Lan's cheap telephone, for real: with and without JavaScript, on a good line and a bad one."""

import pytest
from playwright.sync_api import Browser, BrowserContext, Route, expect

from feedback.errors import StorageUnavailable
from feedback.messages import Reply
from tests.api.fakes import RECEIPT
from tests.browser.conftest import Site
from tests.browser.steps import scan, tap, walk_to_the_receipt

pytestmark = pytest.mark.browser

WAY = (
    ("Rất không hài lòng", "Ai đã phục vụ Ông/Bà?"),
    ("Không rõ", "Người phục vụ có đeo thẻ tên không?"),
    ("Không", "Điều gì nên làm tốt hơn?"),
    ("Bỏ qua", "Ông/Bà có muốn nói thêm bằng lời không?"),
)
LEVELS = ("Rất hài lòng", "Hài lòng", "Bình thường", "Không hài lòng", "Rất không hài lòng")


def test_without_javascript_lan_gets_from_the_code_to_the_receipt(
    plain_phone: BrowserContext, site: Site
) -> None:
    page = scan(plain_phone, site)
    walk_to_the_receipt(page)
    assert site.reception.heard[-3].choice == "t:consent:agree"
    assert site.reception.heard[4].choice == "t:reasons:thai-do,t:reasons:thoi-gian"
    expect(page.get_by_role("button", name="Sao chép mã")).to_be_hidden()


def test_with_javascript_the_same_way_needs_no_page_load(phone: BrowserContext, site: Site) -> None:
    page = scan(phone, site)
    page.evaluate("window.stillHere = true")
    walk_to_the_receipt(page)
    assert page.evaluate("window.stillHere") is True
    assert page.url == f"{site.url}/q/an-binh-1"
    assert next(i.choice for i in site.reception.heard if i.choice) == "t:rate:2"


@pytest.mark.parametrize("kind", ["phone", "plain_phone"])
def test_the_page_alone_is_no_message_and_a_double_tap_counts_once(
    kind: str, site: Site, request: pytest.FixtureRequest
) -> None:
    page = scan(request.getfixturevalue(kind), site)
    page.reload()
    assert site.reception.heard == []
    page.get_by_role("button", name="Hài lòng", exact=True).dblclick()
    expect(page.get_by_role("heading", name="Ai đã phục vụ Ông/Bà?")).to_be_visible()
    assert [i.text or i.choice for i in site.reception.heard] == ["/start an-binh-1", "t:rate:4"]


def test_after_each_answer_the_new_question_is_in_sight_and_has_the_focus(
    phone: BrowserContext, site: Site
) -> None:
    page = scan(phone, site)
    for label, asked in WAY:
        page.evaluate("window.scrollTo(0, 0)")
        tap(page, label)
        expect(page.get_by_role("heading", name=asked)).to_be_in_viewport(ratio=1)
        expect(page.locator("#past .mine").last).to_be_in_viewport(ratio=0.5)
        assert page.evaluate("document.activeElement.id") == "now"


def test_what_is_wrong_with_a_form_stands_where_one_looks(phone: BrowserContext, site: Site) -> None:
    page = scan(phone, site)
    for label, _ in WAY[:3]:
        tap(page, label)
    tap(page, "Gửi")
    expect(page.get_by_text("Xin chọn ít nhất một mục, hoặc bấm Bỏ qua.")).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("button", name="Bỏ qua", exact=True)).to_be_in_viewport(ratio=1)


def test_words_that_are_too_long_stay_in_their_box_and_make_no_bubble(phone: BrowserContext, site: Site) -> None:
    page, long = scan(phone, site), "Tôi đợi lâu lắm.\n" * 900
    for label, _ in WAY:
        tap(page, label)
    tap(page, "Đồng ý, tôi viết")
    box = Reply("Xin mời Ông/Bà viết vào đây.", free=True, kind="describe")
    site.reception.says["describe"] = (Reply("Lời vừa gõ dài 15.300 ký tự.", kind="too_long"), box)
    page.get_by_role("textbox").fill(long)
    tap(page, "Xem lại trước khi gửi")
    expect(page.get_by_text("Lời vừa gõ dài")).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("textbox")).to_have_value(long)
    expect(page.locator("#past .mine").last).to_have_text("Ông/Bà: Đồng ý, tôi viết")
    page.reload()
    expect(page.get_by_role("textbox")).to_have_value(long)


def test_a_receipt_survives_a_reload_and_is_gone_once_lan_clears_it(
    phone: BrowserContext, site: Site
) -> None:
    page = scan(phone, site)
    walk_to_the_receipt(page)
    page.reload()
    expect(page.locator(".receipt")).to_have_text(RECEIPT)
    tap(page, "Xong, xoá dấu vết trên máy này")
    page.wait_for_url(f"{site.url}/")
    page.go_back()
    expect(page.get_by_role("button", name="Rất hài lòng", exact=True)).to_be_visible()
    assert RECEIPT not in page.content()


def test_on_a_dead_line_the_tap_is_kept_and_counts_once(phone: BrowserContext, site: Site) -> None:
    page = scan(phone, site)
    lost: list[str] = []

    def lose_the_answer(route: Route) -> None:
        """The message arrives, the answer does not: the worst of a bad line."""
        route.fetch()
        lost.append(route.request.url)
        route.abort()

    page.route("**/q/*", lose_the_answer)
    tap(page, "Hài lòng")
    expect(page.get_by_role("alert")).to_contain_text("Chưa gửi được")
    expect(page.get_by_role("button", name="Bình thường")).to_be_enabled()
    page.unroute("**/q/*")
    tap(page, "Thử lại")
    expect(page.get_by_role("heading", name="Ai đã phục vụ Ông/Bà?")).to_be_visible()
    assert len(lost) == 1
    assert [i.choice for i in site.reception.heard if i.choice] == ["t:rate:4"]


def test_when_the_service_is_busy_the_words_stay_in_the_box(phone: BrowserContext, site: Site) -> None:
    page = scan(phone, site)
    for label in ("Hài lòng", "Không rõ", "Có", "Bỏ qua", "Đồng ý, tôi viết"):
        tap(page, label)
    page.get_by_role("textbox").fill("Anh Tuấn rất tận tình.")
    site.reception.refuse = StorageUnavailable()
    tap(page, "Xem lại trước khi gửi")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_role("textbox")).to_have_value("Anh Tuấn rất tận tình.")
    site.reception.refuse = None
    tap(page, "Thử lại")
    expect(page.locator("blockquote")).to_have_text("“Anh Tuấn rất tận tình.”")


def test_without_javascript_a_busy_service_gives_the_words_back(
    plain_phone: BrowserContext, site: Site
) -> None:
    page = scan(plain_phone, site)
    for label in ("Hài lòng", "Không rõ", "Có", "Bỏ qua", "Đồng ý, tôi viết"):
        tap(page, label)
    page.get_by_role("textbox").fill("\nDòng một <b>\n\nDòng hai")
    site.reception.refuse = StorageUnavailable()
    tap(page, "Xem lại trước khi gửi")
    expect(page.get_by_role("textbox")).to_have_value("\nDòng một <b>\n\nDòng hai")
    tap(page, "Thử lại")
    site.reception.refuse = None
    tap(page, "Thử lại")
    expect(page.locator("blockquote")).to_contain_text("Dòng hai")
    assert site.reception.heard[-1].text == "\nDòng một <b>\n\nDòng hai"


def test_while_a_tap_is_under_way_nothing_else_can_be_pressed(phone: BrowserContext, site: Site) -> None:
    page = scan(phone, site)
    held: list[Route] = []
    page.route("**/q/*", lambda route: held.append(route))
    tap(page, "Hài lòng")
    expect(page.get_by_text("Đang gửi…")).to_be_visible()
    for level in LEVELS:
        expect(page.get_by_role("button", name=level, exact=True)).to_be_disabled()
    held[0].continue_()
    expect(page.get_by_role("heading", name="Ai đã phục vụ Ông/Bà?")).to_be_visible()
    expect(page.get_by_text("Đang gửi…")).to_be_hidden()


def test_an_error_page_is_shown_too(phone: BrowserContext, site: Site) -> None:
    page = scan(phone, site)
    site.reception.refuse = RuntimeError("broken")
    tap(page, "Hài lòng")
    expect(page.get_by_role("heading", name="Xin lỗi, hệ thống gặp trục trặc")).to_be_visible()


def test_the_receipt_can_be_copied(browser: Browser, site: Site) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = scan(context, site)
    walk_to_the_receipt(page)
    tap(page, "Sao chép mã")
    expect(page.get_by_role("button", name="Đã sao chép")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == RECEIPT
    context.close()


def test_lan_reads_the_answer_by_her_receipt_and_no_address_holds_it(
    phone: BrowserContext, site: Site
) -> None:
    page = phone.new_page()
    page.goto(f"{site.url}/tra-cuu")
    page.get_by_label("Mã tra cứu").fill(RECEIPT)
    tap(page, "Tra cứu")
    expect(page.locator(".status")).to_contain_text("Trạng thái: Đã trả lời.")
    assert page.url == f"{site.url}/tra-cuu"


def test_with_the_keyboard_alone_a_level_can_be_chosen(browser: Browser, site: Site) -> None:
    context = browser.new_context()
    page = scan(context, site)
    page.get_by_role("button", name="Rất hài lòng").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".kept")).to_contain_text("Đã ghi nhận: Hài lòng")
    context.close()


@pytest.mark.parametrize("attack", ["<img src=x onerror=alert(1)>", "</blockquote><script>alert(1)</script>"])
def test_what_is_written_never_runs(phone: BrowserContext, site: Site, attack: str) -> None:
    page = scan(phone, site)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    for label in ("Hài lòng", "Không rõ", "Có", "Bỏ qua", "Đồng ý, tôi viết"):
        tap(page, label)
    page.get_by_role("textbox").fill(attack)
    tap(page, "Xem lại trước khi gửi")
    expect(page.locator("blockquote")).to_have_text(f"“{attack}”")
    expect(page.locator("#past .mine").last).to_contain_text(attack)
    assert complaints == []


def test_nothing_is_asked_of_any_other_place(phone: BrowserContext, site: Site) -> None:
    asked: list[str] = []
    page = phone.new_page()
    page.on("request", lambda request: asked.append(request.url))
    for path in ("/", "/q/an-binh-1", "/tra-cuu", "/khong-co"):
        page.goto(site.url + path)
    assert asked
    assert all(url.startswith(site.url) for url in asked)
