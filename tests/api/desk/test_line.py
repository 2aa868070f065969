"""What reaches the pages: from where, over which line, in which form, and which session it ends."""

import asyncio
from functools import partial

import httpx
import pytest

from api.desk.cookies import counted_address
from api.desk.entry import AT_ONCE
from feedback.accounts import TRIES_BY_NAME
from feedback.audit import CONSOLE
from feedback.enrolling import invite
from feedback.sessions import who_is
from tests.support.cast import HANH, KHOA
from tests.support.desk_browser import URL, Desk
from tests.support.signing import PASSWORD


@pytest.mark.parametrize("header", ["x-forwarded-for", "X-Forwarded-Proto", "forwarded"])
async def test_without_https_nothing_that_was_passed_on_is_of_this_machine(desk: Desk, header: str) -> None:
    page = await desk.browser(**{header: "127.0.0.1"}).opens("/quan-ly/dang-nhap")
    assert page.status_code == 403


async def test_without_https_the_host_header_alone_is_not_believed(desk: Desk) -> None:
    for client, status in (("203.0.113.9", 403), ("127.0.0.1", 200), ("::1", 200)):
        transport = httpx.ASGITransport(desk.app, client=(client, 5000))
        async with httpx.AsyncClient(transport=transport, base_url=URL) as browser:
            assert (await browser.get("/quan-ly/dang-nhap")).status_code == status


async def test_a_host_that_is_none_is_a_bad_request(desk: Desk) -> None:
    page = await desk.browser(host="[").opens("/quan-ly/dang-nhap")
    assert page.status_code == 400


async def test_a_slash_too_many_leads_nowhere(desk: Desk) -> None:
    page = await desk.browser(host="evil.example").client.get("/quan-ly/dang-nhap/")
    assert (page.status_code, "location" in page.headers) == (404, False)


@pytest.mark.parametrize("field", ["name", "password", "mark"])
async def test_a_nul_is_a_bad_request(desk: Desk, field: str) -> None:
    browser = desk.browser()
    await browser.opens("/quan-ly/dang-nhap")
    fields = {"mark": browser.mark, "name": "hanh", "password": "x" * 12}
    answer = await browser.client.post("/quan-ly/dang-nhap", data=fields | {field: "ha\0nh"})
    assert answer.status_code == 400


def test_one_subscribers_addresses_are_one() -> None:
    assert counted_address("2001:db8:1:2:3::4") == counted_address("2001:db8:1:2:ffff::1") == "2001:db8:1:2::/64"
    assert counted_address("2001:db8:1:3::1") != counted_address("2001:db8:1:2::1")
    assert counted_address("::ffff:198.51.100.5") == counted_address("198.51.100.5") == "198.51.100.5"


async def test_whoever_is_turned_away_by_a_rush_has_not_tried(desk: Desk) -> None:
    hanh = desk.browser()
    await hanh.opens("/quan-ly/dang-nhap")
    fields = {"mark": hanh.mark, "name": "hanh", "password": PASSWORD}
    gate, verify, counted = asyncio.Event(), desk.proving.hasher.verify, 0

    async def slow(kept: str, password: str) -> bool:
        nonlocal counted
        counted += 1
        await gate.wait()
        return await verify(kept, password)

    desk.proving.hasher.verify = slow  # type: ignore[method-assign]
    post = partial(hanh.client.post, "/quan-ly/dang-nhap")
    rush = [asyncio.create_task(post(data=fields | {"name": f"n{n}"})) for n in range(AT_ONCE)]
    while counted < AT_ONCE:
        await asyncio.sleep(0.01)
    for _ in range(TRIES_BY_NAME + 1):
        assert (await post(data=fields)).status_code == 503
    gate.set()
    await asyncio.gather(*rush)
    assert (await post(data=fields)).headers["location"] == "/quan-ly/ma"


async def test_signing_in_anew_ends_the_session_before_it(desk: Desk) -> None:
    hanh = desk.browser()
    await hanh.signs_in(HANH)
    before = hanh.token
    await hanh.client.post("/quan-ly/dang-nhap", data={"mark": hanh.mark, "name": "khoa", "password": PASSWORD})
    assert hanh.token != before
    assert await who_is(desk.proving, before, now=desk.now) is None


async def test_an_invitation_ends_the_session_before_it(desk: Desk) -> None:
    hanh = desk.browser()
    await hanh.signs_in(HANH)
    before, link = hanh.token, "l" * 43
    async with desk.database.transact() as tx:
        await invite(tx, KHOA, token=link, who=CONSOLE, now=desk.now)
    await hanh.opens(f"/quan-ly/loi-moi/{link}")
    await hanh.sends(f"/quan-ly/loi-moi/{link}", password="bốn con mèo ngủ trưa", again="bốn con mèo ngủ trưa")
    assert hanh.at == "/quan-ly/ghi-danh"
    assert await who_is(desk.proving, before, now=desk.now) is None


async def test_signing_out_leaves_no_page_to_go_back_to(desk: Desk) -> None:
    hanh = desk.browser()
    await hanh.signs_in(HANH)
    gone = await hanh.client.post("/quan-ly/dang-xuat", data={"mark": hanh.mark})
    assert gone.headers["clear-site-data"] == '"cache"'
