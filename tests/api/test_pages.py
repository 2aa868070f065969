"""The front page, following a receipt, the static files, and what every answer carries."""

import re
from pathlib import Path

import httpx
import pytest

import api
from bot.reception import Busy
from tests.api.conftest import a_client, message_id, send, tap, words_of
from tests.api.fakes import RECEIPT, TOKEN, FakeChannel, FakeReception, an_app

PAGE_LIMIT = 30_000


async def test_the_front_page_says_what_this_is_and_lists_the_counters(lan: httpx.AsyncClient) -> None:
    page = await lan.get("/")
    assert "Không cần nêu tên" in words_of(page)
    assert re.findall(r'href="/q/([^"]+)"', page.text) == ["an-binh-1", "an-binh-2", "an-binh-3", "an-binh-4"]
    assert "tinh-lam-son" not in page.text
    assert 'href="/tra-cuu"' in page.text
    assert "t.me" not in page.text


async def test_an_office_with_printed_codes_lists_no_counters_but_its_telegram_door(
    reception: FakeReception,
) -> None:
    app = an_app(
        reception, list_counters=False, telegram_link=lambda code: f"https://t.me/homthu_bot?start={code}"
    )
    async with a_client(app) as lan:
        page = await lan.get("/")
    assert "/q/" not in page.text
    assert 'href="https://t.me/homthu_bot?start="' in page.text


@pytest.mark.parametrize("list_counters", [True, False])
@pytest.mark.parametrize("most", [2, 3])
async def test_a_larger_house_says_how_the_address_of_a_tablet_is_made(
    reception: FakeReception, monkeypatch: pytest.MonkeyPatch, most: int, list_counters: bool
) -> None:
    """An Bình, Hòa Lạc and the clinic are three; of the first the counters are known."""
    monkeypatch.setattr("api.pages.MOST_LISTED", most)
    async with a_client(an_app(reception, list_counters=list_counters)) as lan:
        page = await lan.get("/")
    listed = re.findall(r'href="/kiosk/([^"]+)"', page.text)
    assert bool(listed) == (list_counters and most == 3)
    assert ("thêm /kiosk/MÃ_QUẦY vào cuối" in words_of(page)) == (most == 2)


async def test_lan_follows_her_case_and_the_receipt_is_in_no_address(
    lan: httpx.AsyncClient, reception: FakeReception
) -> None:
    form = await lan.get("/tra-cuu")
    page = await send(lan, form, {"message_id": message_id(form), "text": f" {RECEIPT} "})
    assert "Trạng thái: Đã trả lời." in words_of(page)
    assert "Đơn vị đã nhắc nhở" in words_of(page)
    assert reception.heard[-1].text == f"/tracuu {RECEIPT}"
    assert RECEIPT.replace(" ", "") not in str(page.request.url)
    assert page.headers["cache-control"] == "no-store"


async def test_following_a_case_does_not_disturb_an_unfinished_talk(
    lan: httpx.AsyncClient, reception: FakeReception
) -> None:
    talk = await tap(lan, await lan.get("/q/an-binh-1"), "Hài lòng")
    form = await lan.get("/tra-cuu")
    await send(lan, form, {"message_id": message_id(form), "text": RECEIPT})
    assert words_of(await lan.get("/q/an-binh-1")) == words_of(talk)
    assert reception.heard[0].address == reception.heard[1].address != reception.heard[2].address


async def test_a_receipt_sent_twice_is_looked_up_once_and_shown_twice(
    lan: httpx.AsyncClient, reception: FakeReception
) -> None:
    form = await lan.get("/tra-cuu")
    pages = [await send(lan, form, {"message_id": "m", "text": RECEIPT}) for _ in range(2)]
    assert words_of(pages[0]) == words_of(pages[1])
    assert len(reception.heard) == 1


async def test_what_a_lookup_asks_is_answered_there_in_words_and_not_looked_up(
    lan: httpx.AsyncClient, reception: FakeReception
) -> None:
    form = await lan.get("/tra-cuu")
    await send(lan, form, {"message_id": "m", "text": "Còn hai người nữa cùng chờ.", "words": "1"})
    assert reception.heard[-1].text == "Còn hai người nữa cùng chờ."
    reception.refuse = Busy()
    busy = await send(lan, form, {"message_id": "n", "text": "Còn nữa.", "words": "1"})
    assert 'name="words"' in busy.text


async def test_an_empty_lookup_reaches_nobody(lan: httpx.AsyncClient, reception: FakeReception) -> None:
    form = await lan.get("/tra-cuu")
    page = await send(lan, form, {"message_id": "m", "text": "  "})
    assert page.status_code == 200
    assert reception.heard == []


async def test_a_busy_lookup_can_be_sent_again(lan: httpx.AsyncClient, reception: FakeReception) -> None:
    reception.refuse = Busy()
    form = await lan.get("/tra-cuu")
    page = await send(lan, form, {"message_id": "m", "text": RECEIPT})
    assert page.status_code == 503
    assert RECEIPT in page.text


async def test_static_files_are_kept_for_ever_under_their_hash_and_others_are_not_there(
    lan: httpx.AsyncClient,
) -> None:
    page = await lan.get("/")
    for address in re.findall(r'"(/static/[^"]+)"', page.text):
        file = await lan.get(address)
        assert file.status_code == 200
        assert file.headers["cache-control"] == "public, max-age=31536000, immutable"
        wrong = re.sub(r"/static/\w+/", "/static/000000000000/", address)
        assert (await lan.get(wrong)).status_code == 404
    assert (await lan.get("/static/x/..%2fapp.py")).status_code == 404


async def test_a_page_with_all_its_files_weighs_less_than_30_kilobytes(lan: httpx.AsyncClient) -> None:
    for path in ("/", "/q/an-binh-1", "/tra-cuu"):
        page = await lan.get(path)
        files = [await lan.get(address) for address in re.findall(r'"(/static/[^"]+)"', page.text)]
        assert len(files) == (4 if path.startswith("/q/") else 3)
        assert len(page.content) + sum(len(file.content) for file in files) < PAGE_LIMIT


async def test_every_answer_of_every_route_carries_the_headers(reception: FakeReception) -> None:
    app = an_app(reception, channels={"telegram": FakeChannel()}, public_url="https://homthu.test")
    async with a_client(app) as lan:
        page = await lan.get("/")
        static = re.findall(r'"(/static/[^"]+)"', page.text)[0]
        answers = [
            page,
            await lan.get("/q/an-binh-1"),
            await lan.head("/q/an-binh-1"),
            await lan.post("/q/an-binh-1", data={"message_id": "m", "choice": "t:rate:4"}),
            await lan.get("/tra-cuu"),
            await lan.post("/tra-cuu", data={"message_id": "m", "text": RECEIPT}),
            await lan.get(static),
            await lan.get("/live"),
            await lan.get("/ready"),
            await lan.post("/hooks/telegram", content="một", headers={"x-secret": TOKEN}),
            await lan.post("/hooks/telegram", content="một"),
            await lan.post("/hooks/console", json={}),
            await lan.get("/khong-co"),
            await lan.delete("/"),
        ]
    for answer in answers:
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'; ")
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "camera=()" in answer.headers["permissions-policy"]
        assert answer.headers["strict-transport-security"] == "max-age=31536000"
        assert ("immutable" if "/static/" in str(answer.url) else "no-store") in answer.headers[
            "cache-control"
        ]


async def test_every_route_of_the_door_is_known_here(reception: FakeReception) -> None:
    app = an_app(reception, channels={"telegram": FakeChannel()})
    assert {getattr(route, "path", "") for route in app.routes} == {
        "/",
        "/q/{code}",
        "/q/{code}/events",
        "/q/tiep/{id}",
        "/kiosk/{code}",
        "/kiosk/{code}/phieu",
        "/kiosk/worker.js",
        "/tra-cuu",
        "/static/{digest}/{name}",
        "/live",
        "/ready",
        "/hooks/telegram",
        "/hooks/console",
    }


async def test_what_breaks_is_said_plainly_without_a_stack_and_with_the_headers(
    lan: httpx.AsyncClient, reception: FakeReception
) -> None:
    reception.refuse = RuntimeError("secret of the house")
    page = await lan.get("/q/an-binh-1")
    assert page.status_code == 500
    assert "Xin lỗi, hệ thống gặp trục trặc" in words_of(page)
    assert "secret of the house" not in page.text
    assert "Traceback" not in page.text
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]


async def test_a_page_that_is_not_there_says_what_to_do_next(lan: httpx.AsyncClient) -> None:
    page = await lan.get("/khong-co")
    assert page.status_code == 404
    assert "Xin quét lại mã QR tại quầy" in words_of(page)
    assert (await lan.get("/hooks/nothing")).json() == {"error": 404}


@pytest.mark.parametrize("folder", ["templates", "static"])
def test_nothing_is_loaded_from_elsewhere_and_nothing_escapes_escaping(folder: str) -> None:
    for file in (Path(api.__file__).parent / folder).glob("**/*.*"):
        text = file.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?://|//cdn|@import|\|\s*safe|autoescape false", text), file.name
        assert not re.search(r"\sstyle=|\son\w+=", text), file.name
