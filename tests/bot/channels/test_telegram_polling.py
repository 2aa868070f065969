"""The poller against a small Telegram: nothing is confirmed before it was kept, and trouble is waited out."""

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from bot.channels.base import Malformed
from bot.channels.telegram import Telegram
from bot.channels.telegram_polling import TelegramPolling
from feedback.errors import StorageUnavailable
from feedback.messages import Posted
from tests.bot.channels.contract import MONDAY, only_loopback
from tests.bot.channels.recorded_telegram import SECRET
from tests.support.fake_telegram import TOKEN, FakeTelegram

__all__ = ["only_loopback"]

LAN, SAU = 7001, 7002


class Keeper:
    """Stands for reception: keeps updates, or refuses them as told."""

    def __init__(self) -> None:
        self.kept: list[Posted] = []
        self.refused: list[str] = []
        self.refusals: dict[str, list[Exception]] = {}

    async def deliver(self, posted: Posted) -> None:
        text = json.loads(posted.body)["message"]["text"]
        await asyncio.sleep(0)
        if self.refusals.get(text):
            self.refused.append(text)
            raise self.refusals[text].pop(0)
        self.kept.append(posted)

    @property
    def texts(self) -> list[str]:
        return [json.loads(posted.body)["message"]["text"] for posted in self.kept]


@dataclass
class Desk:
    """A small Telegram, somebody who keeps updates, and a poller between them."""

    server: FakeTelegram
    keeper: Keeper

    @asynccontextmanager
    async def polling(self, **settings: Any) -> AsyncIterator[None]:
        """Runs the poller for the length of a block, with pauses a test can wait for."""
        settings = {"conflict_pause": 0.05, "longest_pause": 0.05, "long_poll": 5, **settings}
        stop = asyncio.Event()
        running = asyncio.create_task(self.poller(**settings).run(stop))
        try:
            yield
        finally:
            stop.set()
            await asyncio.wait_for(running, timeout=2)

    def poller(self, **settings: Any) -> TelegramPolling:
        """Without chance in its pauses."""
        usual = {"deliver": self.keeper.deliver, "api_url": self.server.url, "chance": lambda: 1.0}
        return TelegramPolling(token=TOKEN, secret=SECRET, **{**usual, **settings})


@pytest.fixture
def desk() -> Iterator[Desk]:
    # A fresh one each time: a poll of the test before could still be on its way.
    with FakeTelegram() as server:
        yield Desk(server, Keeper())


async def until(true: Callable[[], object], *, seconds: float = 5.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen"
        await asyncio.sleep(0.01)


def offsets(server: FakeTelegram) -> list[int]:
    return [asked["offset"] for asked in server.called("getUpdates")]


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [r.getMessage().partition(": ")[2] for r in caplog.records if "polling_paused" in r.message]


async def test_what_lan_says_arrives_as_telegram_would_post_it(desk: Desk) -> None:
    async with desk.polling():
        desk.server.say("Chờ hai tiếng ở quầy 5", chat=LAN)
        await until(lambda: desk.keeper.kept)
    channel = Telegram(token=TOKEN, secret=SECRET, api_url=desk.server.url)
    [inbound] = channel.read(desk.keeper.kept[0], at=MONDAY)
    await channel.close()
    assert (inbound.address, inbound.text) == (str(LAN), "Chờ hai tiếng ở quầy 5")


async def test_only_the_kinds_we_act_on_are_asked_for(desk: Desk) -> None:
    async with desk.polling(long_poll=3):
        await until(lambda: desk.server.called("getUpdates"))
    [asked] = desk.server.called("getUpdates")
    assert asked["allowed_updates"] == ["message", "edited_message", "callback_query", "my_chat_member"]
    assert asked["timeout"] == 3


async def test_an_update_is_confirmed_after_it_was_kept(desk: Desk) -> None:
    first = desk.server.say("một")
    async with desk.polling():
        await until(lambda: len(offsets(desk.server)) > 1)
    assert offsets(desk.server) == [0, first + 1]
    assert desk.keeper.texts == ["một"]


async def test_an_update_that_could_not_be_kept_is_asked_for_again(desk: Desk) -> None:
    desk.keeper.refusals = {"hai": [StorageUnavailable(), StorageUnavailable()]}
    ids = [desk.server.say(text) for text in ("một", "hai", "ba")]
    async with desk.polling():
        await until(lambda: "ba" in desk.keeper.texts)
    assert offsets(desk.server)[:3] == [0, ids[1], ids[1]]
    assert desk.keeper.texts == ["một", "hai", "ba"]
    assert desk.keeper.refused == ["hai", "hai"]


async def test_trouble_with_lan_does_not_hold_up_bac_sau(desk: Desk) -> None:
    desk.keeper.refusals = {"Lan một": [StorageUnavailable() for _ in range(3)]}
    first = desk.server.say("Lan một", chat=LAN)
    desk.server.say("Sáu một", chat=SAU)
    desk.server.say("Lan hai", chat=LAN)
    async with desk.polling():
        await until(lambda: "Lan hai" in desk.keeper.texts)
    assert desk.keeper.texts[0] == "Sáu một"
    assert [text for text in desk.keeper.texts if text.startswith("Lan")] == ["Lan một", "Lan hai"]
    assert offsets(desk.server)[1] == first  # Sáu's comes again too, and the inbox knows it


async def test_an_unforeseen_error_loses_nothing_either(desk: Desk) -> None:
    desk.keeper.refusals = {"một": [RuntimeError("chị Lan")]}
    desk.server.say("một")
    async with desk.polling():
        await until(lambda: desk.keeper.texts == ["một"])


async def test_a_malformed_update_is_passed_over(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    desk.keeper.refusals = {"một": [Malformed()]}
    desk.server.say("một")
    desk.server.say("hai")
    async with desk.polling():
        await until(lambda: desk.keeper.texts == ["hai"])
    assert "telegram.malformed_update" in caplog.messages


async def test_a_crash_before_keeping_gives_the_update_to_the_next_start(desk: Desk) -> None:
    held = asyncio.Event()

    async def never(posted: Posted) -> None:
        held.set()
        await asyncio.Event().wait()

    desk.server.say("một")
    poller = desk.poller(deliver=never)
    running = asyncio.create_task(poller.run(asyncio.Event()))
    await held.wait()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    async with desk.polling():
        await until(lambda: desk.keeper.texts == ["một"])


async def test_stopping_does_not_wait_for_the_long_poll(desk: Desk) -> None:
    async with desk.polling(long_poll=25):
        await until(lambda: desk.server.called("getUpdates"))
        begun = time.monotonic()
    assert time.monotonic() - begun < 1


async def test_stopping_finishes_what_was_begun(desk: Desk) -> None:
    kept: list[Posted] = []
    begun, stop = asyncio.Event(), asyncio.Event()

    async def slowly(posted: Posted) -> None:
        begun.set()
        await asyncio.sleep(0.1)
        kept.append(posted)

    desk.server.say("một")
    poller = desk.poller(deliver=slowly)
    running = asyncio.create_task(poller.run(stop))
    await begun.wait()
    stop.set()
    await running
    assert len(kept) == 1


async def test_our_own_webhook_is_taken_away(desk: Desk) -> None:
    desk.server.webhook = {"url": "http://127.0.0.1:9/hooks/telegram"}
    async with desk.polling(own_webhook="http://127.0.0.1:9/hooks/telegram"):
        await until(lambda: desk.server.called("deleteWebhook"))
        desk.server.say("một")
        await until(lambda: desk.keeper.texts == ["một"])
    assert desk.server.called("deleteWebhook") == [{"drop_pending_updates": False}]


@pytest.mark.parametrize("own", ["", "http://127.0.0.1:9/hooks/ours"])
async def test_a_webhook_of_somebody_else_is_left_alone_and_explained_once(
    desk: Desk, caplog: pytest.LogCaptureFixture, own: str
) -> None:
    desk.server.webhook = {"url": "http://127.0.0.1:9/hooks/theirs"}
    async with desk.polling(own_webhook=own):
        await until(lambda: len(desk.server.called("getUpdates")) >= 3)
    assert desk.server.webhook
    assert told(caplog) == ["another address is this bot's webhook; remove that webhook to poll"]


async def test_a_second_poller_is_explained_and_outlasted(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.server.fault(
        "409", method="getUpdates", times=3, description="Conflict: terminated by other getUpdates request"
    )
    desk.server.say("một")
    async with desk.polling():
        await until(lambda: desk.keeper.texts == ["một"])
    assert told(caplog) == ["another process polls with this token; exactly one may"]


@pytest.mark.parametrize(
    ("trouble", "explained"),
    [
        ("500", "the answer is not one of Telegram's"),
        ("401", "Telegram does not accept the token"),
        ("404", "Telegram does not accept the token"),
        ("html", "the answer is not one of Telegram's"),
        ("reset", "Telegram cannot be reached"),
    ],
)
async def test_trouble_is_waited_out_and_told_once_without_the_token(
    desk: Desk,
    caplog: pytest.LogCaptureFixture,
    trouble: str,
    explained: str,
) -> None:
    desk.server.fault(trouble, method="getUpdates", times=3)
    desk.server.say("một")
    with caplog.at_level(logging.WARNING):
        async with desk.polling():
            await until(lambda: desk.keeper.texts == ["một"])
    assert told(caplog) == [explained]
    assert all(TOKEN not in str(record.__dict__) for record in caplog.records)


async def test_the_wait_telegram_asks_for_is_kept(desk: Desk) -> None:
    desk.server.fault("429", method="getUpdates", retry_after=0.4)
    desk.server.say("một")
    begun = time.monotonic()
    async with desk.polling():
        await until(lambda: desk.keeper.texts == ["một"])
    assert time.monotonic() - begun >= 0.4


async def test_the_pauses_grow_to_a_minute_and_start_anew_after_success(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    nobody_home: list[float] = []
    poller = desk.poller(api_url="http://127.0.0.1:9")
    pause = poller._pause

    def counted(trouble: Any) -> float:
        nobody_home.append(pause(trouble))
        return 0.0

    poller._pause = counted  # type: ignore[method-assign]
    stop = asyncio.Event()
    running = asyncio.create_task(poller.run(stop))
    await until(lambda: len(nobody_home) >= 8)
    stop.set()
    await running
    assert nobody_home[:8] == [1, 2, 4, 8, 16, 32, 60, 60]
