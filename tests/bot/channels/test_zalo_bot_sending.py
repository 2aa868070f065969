"""How the Zalo Bot channel sends, and what it calls a failure: against a small Zalo of our own."""

import logging
import unicodedata
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from typing import Any, ClassVar

import pytest

from bot.channels.base import (
    NotAccepted,
    Outgoing,
    Rejected,
    SendError,
    Throttled,
    Unavailable,
    Uncertain,
    Unreachable,
)
from bot.channels.rendering import render
from bot.channels.zalo_bot import ZaloBot
from bot.channels.zalo_bot_setup import bot_name, register_webhook, registered_webhook
from feedback.messages import Choice, Reply
from tests.bot.channels.contract import LEVELS, SendingContract, only_loopback
from tests.bot.channels.test_zalo_bot import NOWHERE, SECRET
from tests.support.fake_zalo_bot import LAN, TOKEN, FakeZaloBot

__all__ = ["only_loopback"]

THANKS = Outgoing(("Xin cảm ơn Ông/Bà.",))
HOOK = "https://phuong.example/hooks/zalo-bot"


@pytest.fixture(scope="module")
def running_server() -> Iterator[FakeZaloBot]:
    with FakeZaloBot() as server:
        yield server


@pytest.fixture
def zalo_server(running_server: FakeZaloBot) -> FakeZaloBot:
    running_server.forget()
    return running_server


@pytest.fixture
async def channel(zalo_server: FakeZaloBot) -> AsyncIterator[ZaloBot]:
    zalo = ZaloBot(token=TOKEN, secret=SECRET, api_url=zalo_server.url, patience=0.3)
    yield zalo
    await zalo.close()


class LansPhone:
    """What chị Lan sees of what the fake took."""

    def __init__(self, server: FakeZaloBot) -> None:
        self._server = server

    def shown(self) -> list[str]:
        return [message["text"] for message in self._server.sent]

    def offered(self) -> list[str]:
        return []


class TestSending(SendingContract):
    address = LAN
    secrets = (TOKEN, TOKEN.partition(":")[2], SECRET, LAN)
    # One row for each line of the table in zalo_bot_errors, then what lies between Zalo and us.
    causes: ClassVar[Mapping[str, tuple[str, dict[str, Any], type[SendError]]]] = {
        "quota used up": ("429", {"description": "Quota exceeded"}, Throttled),
        "token refused": ("401", {}, NotAccepted),
        "no such address": ("404", {}, NotAccepted),
        "chat not found": ("400", {"description": "Bad Request: chat not found"}, Unreachable),
        "blocked by the person": ("400", {"description": "Bad Request: user is unavailable"}, Unreachable),
        "bad parameters": ("400", {"description": "Bad Request: Quầy năm đòi tiền. is odd"}, Rejected),
        "quota of tests": ("426", {}, Rejected),
        "internal server error, as documented": ("403", {}, Uncertain),
        "internal server error": ("500", {}, Uncertain),
        "request timeout": ("408", {}, Uncertain),
        "a code nobody has seen yet": ("499", {}, Uncertain),
        "bad gateway": ("http502", {}, Unavailable),
        "gateway gave up": ("http504", {}, Uncertain),
        "cut at once": ("reset", {}, Uncertain),
        "answer lost": ("lost", {}, Uncertain),
        "no answer in time": ("timeout", {"seconds": 0.6}, Uncertain),
        "answer unreadable": ("html", {}, Uncertain),
    }
    troubles: ClassVar[Mapping[str, type[SendError]]] = {trouble: named for trouble, (_, _, named) in causes.items()}

    @pytest.fixture
    def channel(self, channel: ZaloBot) -> ZaloBot:
        return channel

    @pytest.fixture
    def platform(self, zalo_server: FakeZaloBot) -> LansPhone:
        return LansPhone(zalo_server)

    @pytest.fixture
    def cause(self, zalo_server: FakeZaloBot) -> Callable[[str], None]:
        def cause(trouble: str) -> None:
            kind, how, _ = self.causes[trouble]
            zalo_server.fault(kind, **how)

        return cause

    def test_every_send_error_was_caused(self) -> None:
        every = {Throttled, NotAccepted, Unreachable, Rejected, Unavailable, Uncertain}
        assert set(self.troubles.values()) == every


async def test_a_full_quota_stops_the_whole_bot_and_is_told(
    channel: ZaloBot, zalo_server: FakeZaloBot, caplog: pytest.LogCaptureFixture
) -> None:
    zalo_server.fault("429")
    with caplog.at_level(logging.WARNING), pytest.raises(Throttled) as caught:
        await channel.send(LAN, THANKS)
    assert caught.value.everybody
    assert caplog.messages == ["zalo-bot.quota: Zalo takes no more messages of this bot for now"]


async def test_the_levels_are_typed_by_their_number(channel: ZaloBot, zalo_server: FakeZaloBot) -> None:
    choices = tuple(Choice(label, f"t:rate:{5 - place}", str(5 - place)) for place, label in enumerate(LEVELS))
    await channel.send(LAN, render(Reply("Thế nào?", choices), channel.capabilities))
    [message] = zalo_server.sent
    assert message["text"].split("\n")[-5:] == [f"{5 - place}. {label}" for place, label in enumerate(LEVELS)]
    assert set(message) == {"chat_id", "text"}


async def test_letters_go_out_composed_and_never_too_long(channel: ZaloBot, zalo_server: FakeZaloBot) -> None:
    apart = unicodedata.normalize("NFD", "Chờ lâu ở quầy. " * 120)
    await channel.send(LAN, Outgoing((apart, "\u0958" * 1500)))
    texts = [message["text"] for message in zalo_server.sent]
    assert all(unicodedata.is_normalized("NFC", text) and len(text) <= 2000 for text in texts)
    assert texts[0] == unicodedata.normalize("NFC", apart)
    assert "".join(texts[1:]) == unicodedata.normalize("NFC", "\u0958" * 1500)


async def test_a_letter_that_stuck_halfway_is_not_called_unsent(channel: ZaloBot, zalo_server: FakeZaloBot) -> None:
    zalo_server.fault("http502", skip=1)
    with pytest.raises(Uncertain):
        await channel.send(LAN, Outgoing(("Một.", "Hai.")))


async def test_nobody_listening_means_it_did_not_go_out() -> None:
    zalo = ZaloBot(token=TOKEN, secret=SECRET, api_url=NOWHERE)
    with pytest.raises(Unavailable):
        await zalo.send(LAN, THANKS)
    await zalo.close()


async def test_broken_text_is_rejected_without_a_word_of_it(channel: ZaloBot) -> None:
    with pytest.raises(Rejected, match=r"^the words are not valid text$"):
        await channel.send(LAN, Outgoing(("Quầy năm \ud800",)))


@pytest.mark.parametrize(("trouble", "named"), [("401", NotAccepted), ("http502", Unavailable), ("reset", Uncertain)])
async def test_zalo_can_be_asked_whether_it_is_there(
    channel: ZaloBot, zalo_server: FakeZaloBot, trouble: str, named: type[SendError]
) -> None:
    await channel.ask()
    zalo_server.fault(trouble, method="getMe")
    with pytest.raises(named):
        await channel.ask()
    assert zalo_server.sent == []


async def test_the_webhook_is_registered_with_its_secret(channel: ZaloBot, zalo_server: FakeZaloBot) -> None:
    assert await registered_webhook(channel.line) == ""
    assert await register_webhook(channel.line, url=HOOK, secret=SECRET) == ""
    assert zalo_server.called("setWebhook") == [{"url": HOOK, "secret_token": SECRET}]
    assert await registered_webhook(channel.line) == HOOK


async def test_a_webhook_that_zalo_could_not_reach_is_told(channel: ZaloBot, zalo_server: FakeZaloBot) -> None:
    zalo_server.outcome = "webhook.err.dns"
    assert await register_webhook(channel.line, url=HOOK, secret=SECRET) == "webhook.err.dns"


async def test_the_bot_is_asked_its_name_and_a_refused_token_is_told_without_it(
    channel: ZaloBot, zalo_server: FakeZaloBot
) -> None:
    assert await bot_name(channel.line) == "bot.homthu"
    wrong = ZaloBot(token="77123:another-token", secret=SECRET, api_url=zalo_server.url)
    with pytest.raises(NotAccepted) as caught:
        await bot_name(wrong.line)
    await wrong.close()
    assert "another-token" not in str(caught.value)
