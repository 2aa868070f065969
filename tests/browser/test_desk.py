"""The pages of the office in a real browser, over the real house: sign in, go away, come back, authorise at Zalo."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from feedback.wording import words
from homthu.settings import load_settings
from homthu.wiring import Service, build
from tests.browser.conftest import PHONE
from tests.browser.test_looks import CONTRASTS
from tests.support.cast import HANH, KHOA, NOW, SECRET
from tests.support.databases import SqliteTemplate
from tests.support.fake_zalo import APP_ID, APP_SECRET, OA_ID, OA_SECRET_KEY, FakeZalo
from tests.support.signing import PASSWORD, code
from tests.support.signing import SECRET as TELEPHONE

pytestmark = pytest.mark.browser
say = words("vi").say


@dataclass
class Office:
    """Where the pages are, what time it is there, and Zalo."""

    url: str
    zalo: FakeZalo
    now: datetime = field(default=NOW)


@pytest.fixture
def office(sqlite_template: SqliteTemplate, tmp_path: Path) -> Iterator[Office]:
    """The real service in a thread of its own."""
    with sqlite_template.copy(tmp_path) as url, FakeZalo() as zalo, socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(64)  # whoever comes before the server is ready waits
        found = Office(f"http://127.0.0.1:{listening.getsockname()[1]}", zalo)
        env = {
            "HOMTHU_DATABASE_URL": url,
            "HOMTHU_SECRET_KEY": SECRET,
            "HOMTHU_DATA_DIR": str(tmp_path),
            "HOMTHU_PUBLIC_URL": found.url,
            "HOMTHU_ZALO_OA_ID": OA_ID,
            "HOMTHU_ZALO_OA_APP_ID": APP_ID,
            "HOMTHU_ZALO_OA_APP_SECRET": APP_SECRET,
            "HOMTHU_ZALO_OA_SECRET_KEY": OA_SECRET_KEY,
            "HOMTHU_ZALO_OA_OAUTH_URL": zalo.url,
            "HOMTHU_ZALO_OA_API_URL": zalo.url,
        }
        service = build(load_settings(env, None), clock=lambda: found.now)
        config = uvicorn.Config(service.app(), log_config=None, access_log=False, lifespan="off")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=lambda: asyncio.run(_serve(service, server, listening)))
        thread.start()
        yield found
        server.should_exit = True
        thread.join()


async def _serve(service: Service, server: uvicorn.Server, listening: socket.socket) -> None:
    hashed = await service.desk.proving.hasher.hash(PASSWORD)
    async with service.database.transact() as tx:
        for officer in (HANH, KHOA):
            await tx.accounts.put(officer.id, password=hashed, secret=TELEPHONE, step=0, at=NOW)
    await server.serve(sockets=[listening])
    for channel in service.channels.values():
        await channel.close()
    await service.reception.close()
    await service.analyst.close()
    await service.database.close()


@pytest.fixture
def desktop(browser: Browser) -> Iterator[BrowserContext]:
    """An old office computer, without JavaScript: the pages need none."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, java_script_enabled=False)
    context.set_default_timeout(8000)
    yield context
    context.close()


def signs_in(context: BrowserContext, office: Office, name: str) -> Page:
    page = context.new_page()
    page.goto(f"{office.url}/quan-ly")
    page.get_by_label(say("account.name")).fill(name)
    page.get_by_label(say("account.password")).fill(PASSWORD)
    page.get_by_role("button", name=say("account.go_on")).click()
    page.get_by_label(say("account.code")).fill(code(office.now))
    page.get_by_role("button", name=say("account.sign_in"), exact=True).click()
    return page


def test_the_head_signs_in_goes_to_lunch_and_must_sign_in_again(desktop: BrowserContext, office: Office) -> None:
    page = signs_in(desktop, office, "hanh")
    expect(page.get_by_role("heading", level=1)).to_contain_text(HANH.name)
    office.now += timedelta(minutes=29)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_contain_text(HANH.name)
    office.now += timedelta(minutes=30)
    page.get_by_role("link", name=say("account.sessions")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(say("account.sign_in"))
    page.go_back()
    expect(page.get_by_text(HANH.name)).to_have_count(0)


def test_signing_out_leaves_nothing_behind_the_back_button(desktop: BrowserContext, office: Office) -> None:
    page = signs_in(desktop, office, "hanh")
    page.get_by_role("button", name=say("account.sign_out")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(say("account.sign_in"))
    page.go_back()
    expect(page.get_by_text(HANH.name)).to_have_count(0)


def test_the_administrator_authorises_the_account_at_zalo(desktop: BrowserContext, office: Office) -> None:
    strangers: list[str] = []
    desktop.on("request", lambda asked: strangers.append(asked.url) if office.url not in asked.url else None)
    desktop.route(lambda url: "/v4/oa/permission" in url, lambda route: _agree(route, office))
    page = signs_in(desktop, office, "khoa")
    page.get_by_role("link", name=say("account.channels")).click()
    expect(page.get_by_text(say("desk.zalo.no_tokens"))).to_be_visible()
    office.now += timedelta(minutes=11)
    page.get_by_role("button", name=say("desk.authorise")).click()
    page.get_by_label(say("account.code")).fill(code(office.now))
    page.get_by_role("button", name=say("account.go_on")).click()
    page.get_by_role("button", name=say("desk.authorise")).click()
    assert strangers == [], "nothing was asked of anybody else so far"
    page.get_by_role("link", name=say("desk.authorise_go")).click()
    expect(page.get_by_role("status")).to_have_text(say("desk.authorised"))
    assert "code" not in page.url
    assert len(strangers) == 1


def _agree(route: Route, office: Office) -> None:
    """What the account's administrator does on Zalo's page."""
    asked = {name: values[0] for name, values in parse_qs(urlsplit(route.request.url).query).items()}
    answer = {"code": office.zalo.code_for(asked["code_challenge"]), "state": asked["state"], "oa_id": OA_ID}
    route.fulfill(status=302, headers={"location": f"{asked['redirect_uri']}?{urlencode(answer)}"})


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_easy_to_read_and_fits_a_telephone(
    browser: Browser, office: Office, scheme: Literal["light", "dark"]
) -> None:
    context = browser.new_context(**PHONE, color_scheme=scheme)
    context.set_default_timeout(8000)
    troubles: list[str] = []
    page = signs_in(context, office, "khoa")
    page.on("console", lambda message: troubles.append(message.text))
    pages = ("", "/phien", "/xac-nhan", "/don-vi/tinh-lam-son", "/don-vi/an-binh", "/quan-tri/kenh")
    for path in (*pages, "/dang-nhap"):
        if path == "/dang-nhap":
            context.clear_cookies()
        page.goto(f"{office.url}/quan-ly{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
        faint = [(text, ratio) for text, ratio in page.evaluate(CONTRASTS) if ratio < 4.5]
        assert not faint, path
        heights = "all => all.map(one => [one.textContent, one.getBoundingClientRect().height])"
        small = [one for one in page.locator(TARGETS).evaluate_all(heights) if one[1] < 43]
        assert not small, path
    assert troubles == [], "nothing was refused by our own policy"
    context.close()


TARGETS = "button:visible, main a.way:visible, main input:visible"
