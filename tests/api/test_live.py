"""The open page of chị Lan: letters come over its stream once, in order, over cut lines, and the house can close."""

import asyncio

import pytest
from fastapi import FastAPI

from api import live, live_events
from api.live import Live
from feedback.errors import StorageUnavailable
from feedback.messages import Reply
from tests.api.conftest import a_client
from tests.api.fakes import FakeLetters, FakeReception, an_app
from tests.api.listening import Line, listening

LAN, SAU = "lan-lan-lan-lan-lan-lan", "sau-sau-sau-sau-sau-sau"
PAGE = "/q/an-binh-1/events"
ANSWER = Reply("TTPVHCC phường An Bình trả lời: đã nhắc <b>cán bộ</b>.", kind="answer")


@pytest.fixture(autouse=True)
def _quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "LOOK_SECONDS", 0.01)


@pytest.fixture
def letters() -> FakeLetters:
    """The outbox, played from memory."""
    return FakeLetters()


@pytest.fixture
def closing() -> asyncio.Event:
    """Set when the house closes."""
    return asyncio.Event()


@pytest.fixture
def app(reception: FakeReception, letters: FakeLetters, closing: asyncio.Event) -> FastAPI:
    """The door, and two people whose talk has begun."""
    for address in (LAN, SAU):
        reception.put(address, Reply("Đã gửi."))
    return an_app(reception, letters=letters, closing=closing)


async def ids(line: Line, count: int) -> list[str]:
    """The ids of the next events."""
    return [event.id for event in [await line.event() for _ in range(count)] if event]


async def test_a_letter_that_comes_later_arrives_on_the_open_page_as_plain_text(
    app: FastAPI, letters: FakeLetters
) -> None:
    async with listening(app, PAGE, cookie=LAN) as line:
        assert (line.status, line.headers["content-type"]) == (200, "text/event-stream; charset=utf-8")
        assert line.headers["cache-control"] == "no-store"
        assert line.beginning.startswith("retry: ")
        letters.post(LAN, ANSWER, mark="m1")
        event = await line.event()
    assert event and (event.name, event.id) == ("letter", "m1")
    assert 'data-letter="m1"' in event.data
    assert "đã nhắc &lt;b&gt;cán bộ&lt;/b&gt;." in event.data


async def test_letters_come_in_order_and_nobody_hears_those_of_others(app: FastAPI, letters: FakeLetters) -> None:
    for number in (1, 2):
        letters.post(LAN, Reply(f"Thư {number}"), mark=f"m{number}")
    letters.post(SAU, Reply("Thư của bác Sáu"), mark="s1")
    async with listening(app, PAGE, cookie=LAN) as line:
        letters.post(LAN, Reply("Thư 3"), mark="m3")
        assert await ids(line, 3) == ["m1", "m1.m2", "m1.m2.m3"]


async def test_a_line_that_was_cut_goes_on_where_it_stood(app: FastAPI, letters: FakeLetters) -> None:
    letters.post(LAN, Reply("Thư 1"), mark="m1")
    async with listening(app, PAGE, cookie=LAN) as line:
        assert await ids(line, 1) == ["m1"]
    letters.post(LAN, Reply("Thư 2"), mark="m2")
    async with listening(app, PAGE, cookie=LAN, last_event_id="m1") as line:
        assert await ids(line, 1) == ["m1.m2"]


async def test_a_letter_nobody_confirmed_comes_again_for_a_page_that_does_not_have_it(
    app: FastAPI, letters: FakeLetters
) -> None:
    letters.post(LAN, Reply("Thư 1"), mark="m1")
    for _ in range(2):
        async with listening(app, PAGE, cookie=LAN) as line:
            assert await ids(line, 1) == ["m1"]


async def test_a_letter_that_another_office_wrote_first_but_kept_later_is_not_passed_over(
    app: FastAPI, letters: FakeLetters
) -> None:
    letters.post(LAN, Reply("Thư 2"), mark="m2")
    async with listening(app, PAGE, cookie=LAN) as line:
        assert await ids(line, 1) == ["m2"]
        later = await letters.waiting("web", LAN)
        await letters.confirm("web", LAN, {"m2"})
        letters.post(LAN, Reply("Thư 1"), mark="m1")
        letters.post(LAN, later[0], mark="m2")
        assert await ids(line, 1) == ["m1.m2"]


async def test_what_the_page_confirms_waits_no_longer_and_what_else_waits_is_the_answer(
    app: FastAPI, letters: FakeLetters
) -> None:
    for number in (1, 2):
        letters.post(LAN, Reply(f"Thư {number}"), mark=f"m{number}")
    async with a_client(app) as lan:
        lan.cookies.set("homthu", LAN)
        answer = await lan.post(PAGE, data={"seen": "m1.nonsense!.m9"})
        assert "Thư 2" in answer.text
        assert "Thư 1" not in answer.text
        assert (await lan.post(PAGE, data={"seen": "m2"})).status_code == 204
    assert await letters.waiting("web", LAN) == []


async def test_nobody_confirms_the_letters_of_somebody_else(app: FastAPI, letters: FakeLetters) -> None:
    letters.post(LAN, ANSWER, mark="m1")
    async with a_client(app) as sau:
        sau.cookies.set("homthu", SAU)
        assert (await sau.post(PAGE, data={"seen": "m1"})).status_code == 204
    assert len(await letters.waiting("web", LAN)) == 1


@pytest.mark.parametrize("cookie", ["", "somebody-nobody-knows-here"])
async def test_who_has_no_talk_gets_no_stream_and_is_told_not_to_come_again(app: FastAPI, cookie: str) -> None:
    async with listening(app, PAGE, cookie=cookie) as line:
        assert line.status == 204


async def test_other_sites_get_neither_stream_nor_letters(app: FastAPI, letters: FakeLetters) -> None:
    letters.post(LAN, ANSWER, mark="m1")
    async with listening(app, PAGE, cookie=LAN, sec_fetch_site="cross-site") as line:
        assert line.status == 403
    async with a_client(app) as foreign:
        foreign.cookies.set("homthu", LAN)
        answer = await foreign.post(PAGE, data={"seen": "m1"}, headers={"origin": "https://khac.example"})
    assert answer.status_code == 403
    assert len(await letters.waiting("web", LAN)) == 1


async def test_a_third_page_takes_the_place_of_the_oldest_which_is_told(app: FastAPI) -> None:
    async with (
        listening(app, PAGE, cookie=LAN) as first,
        listening(app, PAGE, cookie=LAN) as second,
        listening(app, PAGE, cookie=LAN) as third,
    ):
        event = await first.event()
        assert event and event.name == "enough"
        assert await first.event() is None
        assert (second.status, third.status) == (200, 200)


async def test_a_full_house_says_so_and_a_page_that_goes_gives_its_place_back(
    app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "ALTOGETHER", 1)
    async with listening(app, PAGE, cookie=LAN), listening(app, PAGE, cookie=SAU) as line:
        assert (line.status, line.headers["retry-after"]) == (503, live_events.FULL_SECONDS)
    async with listening(app, PAGE, cookie=SAU) as line:
        assert line.status == 200


async def test_when_the_house_closes_every_stream_ends_and_no_new_one_begins(
    app: FastAPI, closing: asyncio.Event
) -> None:
    async with listening(app, PAGE, cookie=LAN) as lan, listening(app, PAGE, cookie=SAU) as sau:
        closing.set()
        assert [await line.event() for line in (lan, sau)] == [None, None]
    async with listening(app, PAGE, cookie=LAN) as late:
        assert late.status == 503


async def test_a_quiet_stream_beats(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "BEAT_SECONDS", 0.01)
    async with listening(app, PAGE, cookie=LAN) as line:
        event = await line.event()
    assert event and (event.name, event.id) == ("beat", "")


async def test_a_look_that_finds_the_database_busy_is_made_again(app: FastAPI, letters: FakeLetters) -> None:
    async with listening(app, PAGE, cookie=LAN) as line:
        letters.refuse = StorageUnavailable()
        await asyncio.wait_for(letters.refused.wait(), 5)
        letters.refuse = None
        letters.post(LAN, ANSWER, mark="m1")
        assert await ids(line, 1) == ["m1"]


async def test_a_stream_whose_letters_cannot_be_read_ends_so_that_the_page_comes_again(
    app: FastAPI, letters: FakeLetters
) -> None:
    letters.refuse = StorageUnavailable()
    async with listening(app, PAGE, cookie=LAN) as line:
        assert await line.event() is None


async def test_looking_with_head_opens_nothing(app: FastAPI) -> None:
    async with a_client(app) as lan:
        lan.cookies.set("homthu", LAN)
        assert (await lan.head(PAGE)).status_code == 204


async def test_nobody_looks_while_nobody_listens(letters: FakeLetters, closing: asyncio.Event) -> None:
    house = Live(letters, "web", closing)
    stream = house.open(LAN, ())
    assert stream and house.count == 1
    house.close(stream)
    assert house._watching
    await asyncio.wait_for(house._watching, 5)
    assert house.count == 0
