"""What citizens do on the page, for the browser tests."""

from playwright.sync_api import BrowserContext, Dialog, Page, expect

from tests.api.fakes import RECEIPT
from tests.browser.conftest import Site
from tests.support.cast import MAI


def scan(context: BrowserContext, site: Site) -> Page:
    """Scan the code of Quầy 1. Anything the browser complains about fails the test."""
    page = context.new_page()
    page.on("dialog", _no_dialog)
    page.goto(f"{site.url}/q/an-binh-1")
    return page


def tap(page: Page, label: str) -> None:
    """Press the button with exactly this label."""
    page.get_by_role("button", name=label, exact=True).click()


def walk_to_the_receipt(page: Page) -> None:
    """Rate, answer, write, send."""
    for label in ("Không hài lòng", MAI.name, "Không"):
        tap(page, label)
    page.get_by_label("Thái độ").check()
    page.get_by_label("Thời gian").check()
    tap(page, "Gửi")
    tap(page, "Đồng ý, tôi viết")
    page.get_by_role("textbox").fill("Đợi hai tiếng.\n\nTại sao quầy 2 đóng cửa?")
    tap(page, "Xem lại trước khi gửi")
    expect(page.locator("blockquote")).to_have_text("“Đợi hai tiếng.\n\nTại sao quầy 2 đóng cửa?”")
    tap(page, "Gửi")
    expect(page.locator(".receipt")).to_have_text(RECEIPT)


def _no_dialog(dialog: Dialog) -> None:
    raise AssertionError(f"a script ran: {dialog.message}")
