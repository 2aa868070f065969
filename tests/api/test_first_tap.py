"""A page that is only opened writes nothing; the first tap begins the talk and counts once. Also with the real
conversation on a real database.
"""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI

from api.scan import BELIEVED_FOR, new_scan, read_scan
from bot.reception import Busy, Reception
from feedback.chance import Chance
from feedback.periods import Week
from storage.maintenance import Database
from tests.api.conftest import a_client, forms_of, send, tap, words_of
from tests.api.fakes import RECEIPT, FakeReception, an_app
from tests.support.builders import BOX
from tests.support.cast import AN_BINH, NOW, TUAN

PAGE = "/q/an-binh-1"
FIRST_TAP = ["/start an-binh-1", "t:rate:4"]


@pytest.fixture
async def office(database: Database) -> AsyncIterator[Reception]:
    """The real middle, with a clock that stands still."""
    opened = Reception(
        database=database, box=BOX, chance=Chance(), clock=lambda: NOW, pull=frozenset({"web"})
    )
    yield opened
    await opened.close()


async def levels(office: Reception) -> list[int]:
    """Every level that counts today."""
    async with office.database.reading() as tx:
        week = Week.of(NOW.date())
        return [level for _, level in await tx.ratings.days(AN_BINH.id, until=week.end)]


def said(reception: FakeReception) -> list[str]:
    return [inbound.text or inbound.choice for inbound in reception.heard]


async def test_fifty_pages_that_are_only_opened_write_nothing(reception: FakeReception) -> None:
    app = an_app(reception)
    for _ in range(50):
        async with a_client(app) as passer_by:
            assert "Rất hài lòng" in (await passer_by.get(PAGE)).text
    assert reception.heard == []


async def test_opening_the_page_again_with_the_cookie_or_a_made_up_one_writes_nothing(
    lan: httpx.AsyncClient, reception: FakeReception
) -> None:
    for cookie in ("", "homthu=" + "a" * 24 + "; homthu_code=an-binh-1"):
        for _ in range(3):
            page = await lan.get(PAGE, headers={"cookie": cookie} if cookie else {})
            assert "Rất hài lòng" in page.text
    assert reception.heard == []


@pytest.mark.parametrize("talk", ["t", "previewed"])
async def test_the_first_tap_begins_the_talk_and_is_its_first_answer(
    lan: httpx.AsyncClient, reception: FakeReception, talk: str
) -> None:
    reception.previewed_talk = talk
    page = await tap(lan, await lan.get(PAGE), "Hài lòng")
    assert "Ai đã phục vụ" in words_of(page)
    assert said(reception) == FIRST_TAP


@pytest.mark.parametrize("talk", ["t", "previewed"])
async def test_a_telephone_that_keeps_no_cookie_is_heard_all_the_same(
    reception: FakeReception, talk: str
) -> None:
    reception.previewed_talk = talk
    app = an_app(reception)
    async with a_client(app) as lan, a_client(app) as without_cookie:
        page = await lan.get(PAGE)
        assert "Ai đã phục vụ" in words_of(await tap(without_cookie, page, "Hài lòng"))
    assert said(reception) == FIRST_TAP


@pytest.mark.parametrize("talk", ["t", "previewed"])
async def test_a_first_tap_that_was_kept_by_half_is_finished_by_the_next(
    lan: httpx.AsyncClient, reception: FakeReception, monkeypatch: pytest.MonkeyPatch, talk: str
) -> None:
    reception.previewed_talk = talk
    page = await lan.get(PAGE)
    reception.refuse_choices = Busy()
    busy = await tap(lan, page, "Hài lòng")
    assert busy.status_code == 503
    reception.refuse_choices = None
    await send(lan, busy, forms_of(busy)[0]["hidden"])
    assert said(reception) == FIRST_TAP


async def test_a_first_tap_sent_twice_at_once_counts_once(
    lan: httpx.AsyncClient, reception: FakeReception
) -> None:
    page = await lan.get(PAGE)
    pages = await asyncio.gather(*(tap(lan, page, "Hài lòng") for _ in range(2)))
    assert all("Ai đã phục vụ" in words_of(each) for each in pages)
    assert said(reception) == FIRST_TAP


async def test_a_button_below_the_levels_begins_the_talk_too(
    lan: httpx.AsyncClient, reception: FakeReception
) -> None:
    await tap(lan, await lan.get(PAGE), "English")
    assert said(reception) == ["/start an-binh-1", "/ngonngu"]


async def test_whoever_served_is_looked_up_for_the_moment_of_the_scan(
    lan: httpx.AsyncClient, reception: FakeReception
) -> None:
    page = await lan.get(PAGE)
    scanned = new_scan(at=NOW - timedelta(minutes=20), token="x").field
    await send(lan, page, {"message_id": "m", "choice": "t:rate:4", "scan": scanned})
    assert [i.at for i in reception.heard] == [NOW - timedelta(minutes=20), NOW]


def test_a_scan_is_the_same_however_often_its_page_is_sent() -> None:
    scan = new_scan(at=NOW, token="token-0000000000000001")
    assert read_scan(scan.field, now=NOW + timedelta(minutes=1)) == scan


@pytest.mark.parametrize("at", [NOW - BELIEVED_FOR - timedelta(seconds=1), NOW + timedelta(seconds=1)])
def test_a_scan_of_another_day_or_of_the_future_counts_from_its_answer(at: object) -> None:
    scan = read_scan(new_scan(at=at, token="x").field, now=NOW)  # type: ignore[arg-type]
    assert scan and scan.at == NOW


@pytest.mark.parametrize("field", ["", "now", "1785717057", "1785717057.", "1785717057.a b", "-1.x", f"{10**12}.x"])
def test_what_no_page_of_ours_wrote_is_no_scan(field: str) -> None:
    assert read_scan(field, now=NOW) is None


async def test_in_the_real_house_a_look_leaves_no_trace_and_a_tap_counts_once(office: Reception) -> None:
    app = an_app(office)
    async with a_client(app) as lan, a_client(app) as passer_by:
        await passer_by.get(PAGE)
        page = await lan.get(PAGE)
        async with office.database.reading() as tx:
            assert await tx.chats.get(BOX.tag("web", lan.cookies["homthu"])) is None
        await asyncio.gather(*(tap(lan, page, "Hài lòng") for _ in range(2)))
        assert await levels(office) == [4]
        page = await tap(lan, page, "Không hài lòng")
        assert "Ai đã phục vụ" in words_of(page)
    assert await levels(office) == [2]


async def test_in_the_real_house_a_telephone_without_cookies_rates_all_the_same(office: Reception) -> None:
    app = an_app(office)
    async with a_client(app) as lan, a_client(app) as without_cookie:
        await tap(without_cookie, await lan.get(PAGE), "Rất hài lòng")
    assert await levels(office) == [5]


async def test_a_telephone_that_keeps_no_cookies_goes_through_the_whole_talk(reception: FakeReception) -> None:
    async with without_cookies(an_app(reception)) as lan:
        page = await lan.get(PAGE)
        for label in ("Hài lòng", TUAN.name, "Có", "Bỏ qua", "Đồng ý, tôi viết"):
            page = await tap(lan, page, label)
        page = await send(lan, page, {"message_id": "m", "text": "Anh Tuấn hướng dẫn kỹ."})
        assert RECEIPT in words_of(await tap(lan, page, "Gửi"))
    assert said(reception)[:3] == [*FIRST_TAP, "t:who_served:21"]
    assert len({inbound.address for inbound in reception.heard}) == 1


async def test_without_cookies_a_first_tap_sent_twice_counts_once(reception: FakeReception) -> None:
    async with without_cookies(an_app(reception)) as lan:
        page = await lan.get(PAGE)
        pages = await asyncio.gather(*(tap(lan, page, "Hài lòng") for _ in range(2)))
    assert all("Ai đã phục vụ" in words_of(each) for each in pages)
    assert said(reception) == FIRST_TAP


async def test_without_cookies_the_words_and_the_talk_outlive_a_busy_moment(reception: FakeReception) -> None:
    async with without_cookies(an_app(reception)) as lan:
        page = await tap(lan, await lan.get(PAGE), "Hài lòng")
        reception.refuse = Busy()
        busy = await tap(lan, page, TUAN.name)
        assert busy.status_code == 503
        reception.refuse = None
        page = await send(lan, busy, forms_of(busy)[0]["hidden"])
    assert "thẻ tên" in words_of(page)
    assert said(reception) == [*FIRST_TAP, "t:who_served:21"]


async def test_without_cookies_the_chosen_language_goes_along(reception: FakeReception) -> None:
    async with without_cookies(an_app(reception)) as lan:
        page = await lan.get(PAGE)
        for _ in range(2):
            page = await tap(lan, page, "English")
        page = await send(lan, page, {"message_id": "m", "text": " "})
    assert '<html lang="en">' in page.text


async def test_where_cookies_are_kept_no_page_names_its_reader_again(lan: httpx.AsyncClient) -> None:
    page = await tap(lan, await lan.get(PAGE), "Hài lòng")
    assert 'name="guest"' not in page.text


@pytest.mark.parametrize("foreign", [{"origin": "null"}, {"sec-fetch-site": "none"}])
async def test_a_foreign_page_cannot_put_somebody_into_a_talk_of_its_own(
    reception: FakeReception, foreign: dict[str, str]
) -> None:
    """Old browsers do not say that a form is foreign; whoever follows it must not write into a stranger's chat."""
    app = an_app(reception)
    async with without_cookies(app) as stranger, without_cookies(app) as lan:
        theirs = forms_of(await tap(stranger, await stranger.get(PAGE), "Hài lòng"))[0]["hidden"]
        await lan.post(PAGE, data={**theirs, "text": "Tôi tên Lan."}, headers=foreign)
    assert reception.heard[-1].text == "Tôi tên Lan."
    assert reception.heard[-1].address != reception.heard[0].address


@pytest.mark.parametrize(
    "ours",
    [
        {},
        {"sec-fetch-site": "same-origin"},
        {"origin": "http://homthu.test"},
        {"origin": "null", "idempotency-key": "k"},
    ],
)
async def test_a_page_of_ours_is_believed_by_what_the_browser_says(
    reception: FakeReception, ours: dict[str, str]
) -> None:
    async with without_cookies(an_app(reception)) as lan:
        own = forms_of(await tap(lan, await lan.get(PAGE), "Hài lòng"))[0]["hidden"]
        answer = await lan.post(PAGE, data={**own, "choice": "t:who_served:21"}, headers=ours)
    assert reception.heard[-1].address == reception.heard[0].address
    assert "homthu=" not in answer.headers.get("set-cookie", "")


async def test_in_the_real_house_a_telephone_without_cookies_goes_on_with_its_talk(office: Reception) -> None:
    async with without_cookies(an_app(office)) as lan:
        page = await tap(lan, await lan.get(PAGE), "Rất hài lòng")
        page = await tap(lan, page, "Không rõ")
        assert "thẻ tên" in words_of(page)
    assert await levels(office) == [5]


async def test_in_the_real_house_a_look_at_a_finished_talk_leaves_no_trace(office: Reception) -> None:
    async with a_client(an_app(office)) as lan:
        page = await tap(lan, await lan.get(PAGE), "English")
        page = await tap(lan, page, "English")
        await send(lan, page, {"message_id": "m", "text": "/huy"})
        tag = BOX.tag("web", lan.cookies["homthu"])
        async with office.database.reading() as tx:
            before = await tx.chats.get(tag)
        page = await lan.get(PAGE)
        assert "Very satisfied" in forms_of(page)[0]["buttons"]
        async with office.database.reading() as tx:
            assert await tx.chats.get(tag) == before
        await tap(lan, page, "Satisfied")
    assert await levels(office) == [4]


def without_cookies(app: FastAPI) -> httpx.AsyncClient:
    """A telephone that sends none back."""
    client = a_client(app)
    client.event_hooks = {"request": [_drop_cookies]}
    return client


async def _drop_cookies(request: httpx.Request) -> None:
    request.headers.pop("cookie", None)
