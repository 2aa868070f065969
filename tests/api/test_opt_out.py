"""The page of a ticket whose holder gave a number: one button, and no invitation comes any more."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from bot.reception import Reception
from feedback.api_keys import ApiKey
from feedback.chance import Chance
from feedback.invitations import Planned, invite_due
from feedback.wording import words
from storage.maintenance import Database
from tests.api.conftest import a_client, words_of
from tests.api.fakes import an_app
from tests.support.builders import BOX
from tests.support.cast import AN_BINH, NOW
from tests.support.inviting import EVENING, LANS_PHONE, OTHER_CODE, ROAD, authorise, plan, states

BUTTON = words("vi").say("invite.button")
TOKEN = Chance().api_token()


@pytest.fixture
async def office(database: Database) -> AsyncIterator[Reception]:
    """The real middle, with a clock that stands still."""
    opened = Reception(database=database, box=BOX, chance=Chance(), clock=lambda: NOW, pull=frozenset({"web"}))
    yield opened
    await opened.close()


@pytest.fixture
async def lan(office: Reception, database: Database) -> AsyncIterator[httpx.AsyncClient]:
    """Chị Lan's telephone; with the right header also the software of An Bình."""
    await authorise(database)
    async with database.transact() as tx:
        assert await tx.api_keys.add(ApiKey(AN_BINH.id, "mot-cua", NOW), TOKEN)
    async with a_client(an_app(office, database=database, invite_road=ROAD)) as client:
        yield client


async def told(client: httpx.AsyncClient, **more: Any) -> dict[str, Any]:
    """What the office's software is answered."""
    visit = {"reference": "HS-1", "at": NOW.isoformat(), "counter": "an-binh-2", **more}
    answer = await client.post("/api/v1/visits", json=visit, headers={"authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 201
    return dict(answer.json())


async def page_with_number(client: httpx.AsyncClient) -> str:
    """The path of chị Lan's page, after her number was given with consent."""
    said = await told(client, phone=LANS_PHONE, phone_consent=True)
    assert said["invitation"] == "planned"
    assert "note" not in said
    return f"/q/{said['code']}"


async def test_one_button_refuses_and_what_was_planned_is_dropped(lan: httpx.AsyncClient, database: Database) -> None:
    path = await page_with_number(lan)
    page = await lan.get(path)
    assert BUTTON in page.text
    assert f'action="{path}/khong-moi"' in page.text
    assert await states(database) == ["waiting"]  # looking refuses nothing
    answer = await lan.post(f"{path}/khong-moi")
    assert answer.status_code == 200
    assert words("vi").say("invite.refused") in words_of(answer)
    assert f'href="{path}"' in answer.text  # the visit itself can still be rated
    assert await states(database) == ["refused"]
    assert await invite_due(database, now=EVENING, road=ROAD) == 0
    assert await plan(database, code=OTHER_CODE) is Planned.OPTED_OUT


async def test_saying_it_twice_is_answered_the_same(lan: httpx.AsyncClient) -> None:
    path = await page_with_number(lan)
    answers = [await lan.post(f"{path}/khong-moi") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]


async def test_where_no_number_was_given_there_is_no_button(lan: httpx.AsyncClient) -> None:
    said = await told(lan)
    assert BUTTON not in (await lan.get(f"/q/{said['code']}")).text
    answer = await lan.post(f"/q/{said['code']}/khong-moi")
    assert answer.status_code == 404
    assert words("vi").say("invite.no_number") in words_of(answer)
    assert BUTTON not in (await lan.get("/q/an-binh-1")).text


@pytest.mark.parametrize("code", ["an-binh-1", "4K7M-3Q2X-9ABC", "x", "%F0%9F%98%80", "A" * 300])
async def test_any_other_code_refuses_nothing(lan: httpx.AsyncClient, database: Database, code: str) -> None:
    await page_with_number(lan)
    assert (await lan.post(f"/q/{code}/khong-moi")).status_code == 404
    assert await states(database) == ["waiting"]


async def test_another_site_cannot_refuse_for_lan_and_neither_can_a_look(
    lan: httpx.AsyncClient, database: Database
) -> None:
    path = await page_with_number(lan)
    for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}):
        assert (await lan.post(f"{path}/khong-moi", headers=headers)).status_code == 403
    assert (await lan.get(f"{path}/khong-moi")).status_code in (404, 405)
    assert (await lan.post(f"{path}/khong-moi", content=b"x" * 70_000)).status_code == 413
    assert await states(database) == ["waiting"]


async def test_the_page_speaks_the_guests_language(lan: httpx.AsyncClient) -> None:
    path = await page_with_number(lan)
    lan.cookies.set("homthu_lang", "en")
    assert words("en").say("invite.refused") in words_of(await lan.post(f"{path}/khong-moi"))


async def test_the_software_is_told_why_nobody_is_invited(lan: httpx.AsyncClient, database: Database) -> None:
    path = await page_with_number(lan)
    await lan.post(f"{path}/khong-moi")
    said = await told(lan, reference="HS-2", phone="+84 912 345 678", phone_consent=True)
    assert (said["invitation"], said["note"]) == ("opted-out", words("vi").say("invite.note.opted_out"))
    assert await states(database) == ["refused"]


async def test_without_a_road_the_software_hears_that_telegram_is_none(
    office: Reception, database: Database, lan: httpx.AsyncClient
) -> None:
    async with a_client(an_app(office, database=database)) as client:
        said = await told(client, phone=LANS_PHONE, phone_consent=True)
    assert said["invitation"] == "no-road"
    assert "Telegram không cho nhắn trước" in said["note"]
    assert await states(database) == []
