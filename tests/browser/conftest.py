"""A real server on a free port and a real browser, with and without JavaScript."""

import asyncio
import os
import shutil
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.api.fakes import FakeLetters, FakeReception, an_app

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
QUIET = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-dev-shm-usage",
    "--disable-gpu",
)
PHONE: Any = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


@dataclass
class Site:
    """Where the service is, and the reception and the letters behind it."""

    url: str
    reception: FakeReception
    letters: FakeLetters


class _Server(uvicorn.Server):
    """Ends the open streams first, as the service does."""

    def __init__(self, config: uvicorn.Config, closing: asyncio.Event) -> None:
        super().__init__(config)
        self._closing = closing

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Within the server's own loop."""
        self._closing.set()
        await super().shutdown(sockets)


@pytest.fixture
def site() -> Iterator[Site]:
    """The door over a fake reception, served by uvicorn."""
    reception = FakeReception()
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        letters, closing = FakeLetters(), asyncio.Event()
        app = an_app(
            reception,
            letters=letters,
            public_url=url,
            telegram_link=lambda code: f"https://t.me/homthu_bot?start={code}",
            closing=closing,
        )
        server = _Server(uvicorn.Config(app, log_config=None, access_log=False, lifespan="off"), closing)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        yield Site(url, reception, letters)
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for a file's tests; without one they are skipped, or fail where everything is required.

    No longer than a file: while it is open its event loop runs in this thread, and asyncio's tests need theirs.
    """
    if CHROMIUM is None:
        if os.environ.get("REQUIRE_ALL") == "1":
            pytest.fail("Chromium is not installed, and REQUIRE_ALL=1 asks for it")
        pytest.skip("Chromium is not installed; apt-get install chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield chromium
        chromium.close()


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    """A cheap telephone."""
    context = browser.new_context(**PHONE)
    context.set_default_timeout(5000)
    yield context
    context.close()


@pytest.fixture
def plain_phone(browser: Browser) -> Iterator[BrowserContext]:
    """The same with JavaScript switched off."""
    context = browser.new_context(**PHONE, java_script_enabled=False)
    context.set_default_timeout(5000)
    yield context
    context.close()
