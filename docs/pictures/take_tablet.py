"""Takes the tablet's pictures from a running demo: `python docs/pictures/take_tablet.py http://127.0.0.1:8000`.

Chromium is asked for by `CHROMIUM` or found on the path; the demo must be running. Each run leaves two ratings in it.
"""

import os
import shutil
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).parent
ARGUMENTS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
SIZES = {"": (1280, 800), "-1024": (1024, 768)}


def main(url: str) -> None:
    """Every screen at both sizes."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        for name, (width, height) in SIZES.items():
            _walk(browser, f"{url}/kiosk/an-binh-1", name, {"width": width, "height": height})
        browser.close()


def _walk(browser: Browser, url: str, name: str, size: dict[str, int]) -> None:
    page = browser.new_page(viewport=size, has_touch=True)  # type: ignore[arg-type]
    page.clock.install()
    page.goto(url)
    page.clock.pause_at(datetime.now(UTC) + timedelta(seconds=1))
    _shoot(page, f"tablet-1-cham{name}")
    page.clock.run_for(500)
    page.get_by_role("button", name="Hài lòng", exact=True).tap()
    page.clock.run_for(1000)
    page.locator("#reasons").wait_for()
    page.get_by_text("Thời gian", exact=True).tap()
    _shoot(page, f"tablet-2-ly-do{name}")
    page.get_by_role("button", name="Tiếp tục").tap()
    page.locator("#phone").wait_for()
    _shoot(page, f"tablet-3-dien-thoai{name}")
    page.wait_for_load_state("networkidle")  # a jump in time would end what is under way
    page.clock.run_for(37_000)
    page.locator("#countdown").wait_for()
    _shoot(page, f"tablet-4-dem-nguoc{name}")
    page.get_by_role("button", name="Xong").tap()
    page.locator("#thanks").wait_for()
    _shoot(page, f"tablet-5-cam-on{name}")


def _shoot(page: Page, name: str) -> None:
    page.screenshot(path=HERE / f"{name}.png")


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
