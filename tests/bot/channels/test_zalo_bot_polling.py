"""The poller against a small Zalo: what was handed out once is never dropped, and trouble is waited out."""

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.channels.zalo_bot import ZaloBot
from bot.channels.zalo_bot_polling import ZaloBotPolling
from feedback.errors import StorageUnavailable
from feedback.messages import Posted
from tests.bot.channels.contract import MONDAY, only_loopback
from tests.bot.channels.test_zalo_bot import SECRET
from tests.support.fake_zalo_bot import TOKEN, FakeZaloBot

__all__ = ["only_loopback"]


@dataclass
class Keeper:
    """Stands for reception: keeps events, or refuses them as told; `asked` is how often Zalo had been asked then."""

    server: FakeZaloBot
    kept: list[Posted] = field(default_factory=list)
    refusals: list[Exception] = field(default_factory=list)
    asked: list[int] = field(default_factory=list)

    async def deliver(self, posted: Posted) -> None:
        await asyncio.sleep(0)
        if self.refusals:
            raise self.refusals.pop(0)
        self.kept.append(posted)
        self.asked.append(len(self.server.called("getUpdates")))

    @property
    def texts(self) -> list[str]:
        return [json.loads(posted.body)["message"]["text"] for posted in self.kept]


@dataclass
class Desk:
    """A small Zalo, somebody who keeps events, and a poller between them."""

    server: FakeZaloBot
    keeper: Keeper

    @asynccontextmanager
    async def polling(self, *, token: str = TOKEN, **settings: Any) -> AsyncIterator[ZaloBot]:
        """Runs the poller for the length of a block, with pauses a test can wait for."""
        zalo = ZaloBot(token=token, secret=SECRET, api_url=settings.pop("api_url", self.server.url))
        usual: dict[str, Any] = {"webhook_pause": 0.05, "longest_pause": 0.05, "long_poll": 0.5, "keep_again": 0.01}
        usual |= {"deliver": self.keeper.deliver, "chance": lambda: 1.0}
        stop = asyncio.Event()
        polling = ZaloBotPolling(line=zalo.line, secret=SECRET, **{**usual, **settings})
        running = asyncio.create_task(polling.run(stop))
        try:
            yield zalo
        finally:
            stop.set()
            await asyncio.wait_for(running, timeout=5)
            await zalo.close()


@pytest.fixture
def desk() -> Iterator[Desk]:
    # A fresh one each time: a poll of the test before could still be on its way.
    with FakeZaloBot() as server:
        yield Desk(server, Keeper(server))


async def until(true: Callable[[], object], *, seconds: float = 5.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen"
        await asyncio.sleep(0.01)


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [r.getMessage().partition(": ")[2] for r in caplog.records if "polling_paused" in r.message]


async def test_what_lan_says_arrives_as_zalo_would_post_it(desk: Desk) -> None:
    async with desk.polling() as channel:
        desk.server.say("Chờ hai tiếng ở quầy 5")
        await until(lambda: desk.keeper.kept)
        [inbound] = channel.read(desk.keeper.kept[0], at=MONDAY)
    assert inbound.text == "Chờ hai tiếng ở quầy 5"


async def test_each_event_is_kept_before_the_next_is_asked_for(desk: Desk) -> None:
    for text in ("một", "hai", "ba"):
        desk.server.say(text)
    async with desk.polling():
        await until(lambda: len(desk.keeper.kept) == 3)
    assert desk.keeper.texts == ["một", "hai", "ba"]
    assert desk.keeper.asked == [1, 2, 3]


async def test_an_event_that_could_not_be_kept_is_kept_later_and_nothing_is_asked_meanwhile(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.keeper.refusals = [StorageUnavailable(), StorageUnavailable(), RuntimeError("chị Lan")]
    for text in ("một", "hai"):
        desk.server.say(text)
    with caplog.at_level(logging.WARNING):
        async with desk.polling():
            await until(lambda: desk.keeper.texts == ["một", "hai"])
    assert desk.keeper.asked == [1, 2]
    assert caplog.messages.count("zalo-bot.not_kept_yet") == 1


async def test_nothing_came_is_no_trouble(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        async with desk.polling(long_poll=0.02):
            await until(lambda: len(desk.server.called("getUpdates")) > 3)
            desk.server.say("một")
            await until(lambda: desk.keeper.texts == ["một"])
    assert caplog.messages == []


async def test_stopping_keeps_what_zalo_hands_out_in_the_last_moment(desk: Desk) -> None:
    async with desk.polling():
        await until(lambda: desk.server.called("getUpdates"))
        desk.server.say("vào phút chót")
    assert desk.keeper.texts == ["vào phút chót"]


async def test_an_event_that_dies_with_the_process_is_told(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    zalo = ZaloBot(token=TOKEN, secret=SECRET, api_url=desk.server.url)
    desk.keeper.refusals = [StorageUnavailable() for _ in range(1000)]
    desk.server.say("một")
    poller = ZaloBotPolling(line=zalo.line, secret=SECRET, deliver=desk.keeper.deliver, keep_again=0.01)
    running = asyncio.create_task(poller.run(asyncio.Event()))
    await until(lambda: len(desk.keeper.refusals) < 1000)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await zalo.close()
    assert "zalo-bot.event_lost" in caplog.messages


async def test_our_own_webhook_is_taken_away(desk: Desk) -> None:
    desk.server.webhook = {"url": "https://phuong.example/hooks/zalo-bot"}
    async with desk.polling(own_webhook="https://phuong.example/hooks/zalo-bot"):
        desk.server.say("một")
        await until(lambda: desk.keeper.texts == ["một"])
    assert len(desk.server.called("deleteWebhook")) == 1


@pytest.mark.parametrize("own", ["", "https://phuong.example/hooks/zalo-bot"])
async def test_a_webhook_of_somebody_else_is_left_alone_and_explained_once(
    desk: Desk, caplog: pytest.LogCaptureFixture, own: str
) -> None:
    desk.server.webhook = {"url": "https://other.example/hook"}
    async with desk.polling(own_webhook=own):
        await until(lambda: len(desk.server.called("getWebhookInfo")) >= 3)
    assert desk.server.webhook
    assert desk.server.called("getUpdates") == []
    assert told(caplog) == ["another address is this bot's webhook; remove that webhook to poll"]


@pytest.mark.parametrize(
    ("trouble", "explained"),
    [
        ("401", "Zalo does not accept the token or knows no such address"),
        ("500", "the answer is not one of Zalo's"),
        ("html", "Zalo cannot be reached"),
        ("http502", "Zalo cannot be reached"),
        ("reset", "Zalo cannot be reached"),
    ],
)
async def test_trouble_is_waited_out_and_told_once_without_the_token(
    desk: Desk, caplog: pytest.LogCaptureFixture, trouble: str, explained: str
) -> None:
    desk.server.fault(trouble, method="getUpdates", times=3)
    with caplog.at_level(logging.WARNING):
        async with desk.polling(long_poll=0.05):
            await until(lambda: len(desk.server.called("getUpdates")) > 3)
            desk.server.say("một")
            await until(lambda: desk.keeper.texts == ["một"])
    assert told(caplog) == [explained]
    assert all(TOKEN not in str(record.__dict__) for record in caplog.records)


async def test_what_was_handed_out_into_a_broken_line_is_gone_and_the_rest_is_not(desk: Desk) -> None:
    desk.server.fault("lost", method="getUpdates")
    for text in ("một", "hai", "ba"):
        desk.server.say(text)
    async with desk.polling():
        await until(lambda: len(desk.keeper.texts) == 2)
    assert desk.keeper.texts == ["hai", "ba"]
