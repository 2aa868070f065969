"""Takes the README's pictures from a running demo: `python docs/pictures/take.py http://127.0.0.1:8000`.

Chromium is asked for by `CHROMIUM` or found on the path; the demo must be running.
"""

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).parent
ARGUMENTS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]


def main(url: str) -> None:
    """Rate, write, receipt: three pictures of a small telephone."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 360, "height": 740})
        page.goto(f"{url}/q/an-binh-1")
        _shoot(page, "1-cham")
        for label in ("Không hài lòng", "Không rõ", "Không rõ"):
            page.get_by_role("button", name=label, exact=True).click()
        page.get_by_label("Thái độ").check()
        for label in ("Gửi", "Đồng ý, tôi viết"):
            page.get_by_role("button", name=label, exact=True).click()
        page.get_by_role("textbox").fill("Tôi hỏi ba lần cô mới trả lời. Tôi tên Nguyễn Thị Lan, số 0900 000 123.")
        page.get_by_role("button", name="Xem lại trước khi gửi").click()
        page.locator("blockquote").wait_for()
        _shoot(page, "2-xem-lai")
        page.get_by_role("button", name="Gửi", exact=True).click()
        page.locator(".receipt").wait_for()
        _shoot(page, "3-bien-nhan")
        browser.close()


def _shoot(page: Page, name: str) -> None:
    page.screenshot(path=HERE / f"{name}.png")


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
