"""How the Telegram channel sends, and what it calls a failure: against a small Telegram of our own."""

import logging
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
from bot.channels.telegram import Telegram
from bot.channels.telegram_setup import bot_name, register_webhook
from feedback.messages import Choice
from tests.bot.channels.contract import LEVELS, SendingContract, only_loopback
from tests.bot.channels.recorded_telegram import LAN, NOWHERE, SECRET, recorded
from tests.support.fake_telegram import TOKEN, FakeTelegram

__all__ = ["only_loopback"]

THANKS = Outgoing(("Xin cảm ơn Ông/Bà.",))


@pytest.fixture(scope="module")
def running_server() -> Iterator[FakeTelegram]:
    with FakeTelegram() as server:
        yield server


@pytest.fixture
def telegram_server(running_server: FakeTelegram) -> FakeTelegram:
    running_server.forget()
    return running_server


@pytest.fixture
async def channel(telegram_server: FakeTelegram) -> AsyncIterator[Telegram]:
    telegram = Telegram(token=TOKEN, secret=SECRET, api_url=telegram_server.url, patience=0.3)
    yield telegram
    await telegram.close()


class TestSending(SendingContract):
    address = LAN
    secrets = (TOKEN, TOKEN.partition(":")[2], SECRET)
    troubles: ClassVar[Mapping[str, type[SendError]]] = {
        "told to wait": Throttled,
        "told to wait without a time": Throttled,
        "blocked by the person": Unreachable,
        "chat not found": Unreachable,
        "deactivated": Unreachable,
        "message is too long": Rejected,
        "a refusal nobody has seen yet": Rejected,
        "token refused": NotAccepted,
        "token malformed": NotAccepted,
        "conflict": Unavailable,
        "internal error": Unavailable,
        "bad gateway": Unavailable,
        "gateway gave up": Uncertain,
        "cut at once": Uncertain,
        "answer lost": Uncertain,
        "no answer in time": Uncertain,
        "answer unreadable": Uncertain,
    }

    @pytest.fixture
    def channel(self, channel: Telegram) -> Telegram:
        return channel

    @pytest.fixture
    def platform(self, telegram_server: FakeTelegram) -> "LansPhone":
        return LansPhone(telegram_server)

    @pytest.fixture
    def cause(self, telegram_server: FakeTelegram) -> Callable[[str], None]:
        faults: dict[str, tuple[str, dict[str, Any]]] = {
            "told to wait": ("429", {"retry_after": 3}),
            "told to wait without a time": ("429", {}),
            "blocked by the person": ("403", {"description": "Forbidden: bot was blocked by the user"}),
            "chat not found": ("400", {"description": "Bad Request: chat not found"}),
            "deactivated": ("400", {"description": "Bad Request: user is deactivated"}),
            "message is too long": ("400", {"description": "Bad Request: message is too long"}),
            "a refusal nobody has seen yet": (
                "400",
                {"description": "Bad Request: Quầy năm đòi tiền. is odd"},
            ),
            "token refused": ("401", {}),
            "token malformed": ("404", {}),
            "conflict": ("409", {}),
            "internal error": ("500", {}),
            "bad gateway": ("502", {}),
            "gateway gave up": ("504", {}),
            "cut at once": ("reset", {}),
            "answer lost": ("lost", {}),
            "no answer in time": ("timeout", {"seconds": 0.6}),
            "answer unreadable": ("html", {}),
        }

        def cause(trouble: str) -> None:
            kind, how = faults[trouble]
            telegram_server.fault(kind, **how)

        return cause

    def test_every_send_error_was_caused(self) -> None:
        every = {Throttled, Unreachable, Rejected, Unavailable, NotAccepted, Uncertain}
        assert set(self.troubles.values()) == every


class LansPhone:
    """What chị Lan sees of what the fake took."""

    def __init__(self, server: FakeTelegram) -> None:
        self._server = server

    def shown(self) -> list[str]:
        return [message["text"] for message in self._server.sent]

    def offered(self) -> list[str]:
        return [label for row in rows_under(self._server) for label in row]


def rows_under(server: FakeTelegram) -> list[list[str]]:
    markup = server.sent[-1].get("reply_markup", {"inline_keyboard": []})
    return [[key["text"] for key in row] for row in markup["inline_keyboard"]]


def choices(*labels: str) -> tuple[Choice, ...]:
    return tuple(Choice(label, f"pick:{number}") for number, label in enumerate(labels))


async def test_plain_text_goes_out_without_markup_or_preview(
    channel: Telegram, telegram_server: FakeTelegram
) -> None:
    await channel.send(LAN, Outgoing(("Xem https://phuong.example/tra-cuu",)))
    [message] = telegram_server.sent
    assert message["chat_id"] == LAN
    assert message["link_preview_options"] == {"is_disabled": True}
    assert not {"parse_mode", "entities", "reply_markup"} & set(message)


async def test_the_five_levels_stand_one_under_another(
    channel: Telegram, telegram_server: FakeTelegram
) -> None:
    await channel.send(LAN, Outgoing(("Ông/Bà có hài lòng không?",), choices(*LEVELS)))
    assert rows_under(telegram_server) == [[label] for label in LEVELS]


@pytest.mark.parametrize(
    ("labels", "rows"),
    [
        (("Gửi", "Huỷ", "Bỏ qua"), [["Gửi", "Huỷ", "Bỏ qua"]]),
        (
            ("Đánh giá", "Góp ý, phản ánh", "Khen ngợi", "Tra cứu"),
            [["Đánh giá", "Góp ý, phản ánh"], ["Khen ngợi", "Tra cứu"]],
        ),
        (tuple("123456"), [["1", "2", "3", "4", "5"], ["6"]]),
        (("Có", "Tôi muốn viết thêm vài lời"), [["Có"], ["Tôi muốn viết thêm vài lời"]]),
    ],
)
async def test_short_buttons_stand_side_by_side(
    channel: Telegram, telegram_server: FakeTelegram, labels: tuple[str, ...], rows: list[list[str]]
) -> None:
    await channel.send(LAN, Outgoing(("Mời chọn.",), choices(*labels)))
    assert rows_under(telegram_server) == rows


async def test_buttons_stand_under_the_last_text_only(
    channel: Telegram, telegram_server: FakeTelegram
) -> None:
    platform_id = await channel.send(LAN, Outgoing(("Một.", "Hai.", "Ba."), choices("Gửi")))
    assert ["reply_markup" in message for message in telegram_server.sent] == [False, False, True]
    assert platform_id == "3"


@pytest.mark.parametrize("payload", ["", "x" * 65, "ư" * 33])
async def test_a_payload_that_does_not_fit_is_rejected_before_anything_is_sent(
    channel: Telegram, telegram_server: FakeTelegram, payload: str
) -> None:
    with pytest.raises(Rejected):
        await channel.send(LAN, Outgoing(("Một.", "Hai."), (Choice("Gửi", payload),)))
    assert telegram_server.calls == []


async def test_a_payload_of_exactly_64_bytes_comes_through(
    channel: Telegram, telegram_server: FakeTelegram
) -> None:
    await channel.send(LAN, Outgoing(("Mời chọn.",), (Choice("Gửi", "ư" * 32),)))
    assert telegram_server.sent[0]["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "ư" * 32


async def test_the_wait_is_passed_on_as_told(channel: Telegram, telegram_server: FakeTelegram) -> None:
    for seconds, everybody in ((7, False), (600, True)):
        telegram_server.fault("429", retry_after=seconds)
        with pytest.raises(Throttled) as caught:
            await channel.send(LAN, THANKS)
        assert (caught.value.retry_after, caught.value.everybody) == (seconds, everybody)


@pytest.mark.parametrize(
    ("trouble", "named"),
    [("500", Uncertain), ("reset", Uncertain), ("400", Rejected), ("403", Unreachable)],
)
async def test_a_letter_that_stuck_halfway_is_not_called_unsent(
    channel: Telegram, telegram_server: FakeTelegram, trouble: str, named: type[SendError]
) -> None:
    telegram_server.fault(trouble, skip=1)
    with pytest.raises(named):
        await channel.send(LAN, Outgoing(("Một.", "Hai.")))
    assert telegram_server.sent[-1]["text"] == "Một."


async def test_told_to_wait_halfway_the_whole_letter_waits_as_long_as_told(
    channel: Telegram, telegram_server: FakeTelegram
) -> None:
    telegram_server.fault("429", skip=1, retry_after=7)
    with pytest.raises(Throttled) as caught:
        await channel.send(LAN, Outgoing(("Một.", "Hai.")))
    assert caught.value.retry_after == 7
    assert [message["text"] for message in telegram_server.sent] == ["Một."]


async def test_nobody_listening_means_it_did_not_go_out() -> None:
    telegram = Telegram(token=TOKEN, secret=SECRET, api_url=NOWHERE)
    with pytest.raises(Unavailable):
        await telegram.send(LAN, THANKS)
    await telegram.close()


async def test_broken_text_is_rejected_without_a_word_of_it(channel: Telegram) -> None:
    with pytest.raises(Rejected, match=r"^the words are not valid text$"):
        await channel.send(LAN, Outgoing(("Quầy năm \ud800",)))


async def test_an_unreadable_answer_is_not_logged(
    channel: Telegram, telegram_server: FakeTelegram, caplog: pytest.LogCaptureFixture
) -> None:
    telegram_server.fault("html")
    with caplog.at_level(logging.WARNING), pytest.raises(Uncertain):
        await channel.send(LAN, Outgoing(("Quầy năm đòi tiền.",)))
    assert caplog.records == []


async def test_a_tapped_button_stops_spinning(channel: Telegram, telegram_server: FakeTelegram) -> None:
    await channel.settle(recorded("tap"))
    assert telegram_server.called("answerCallbackQuery") == [{"callback_query_id": "4382bfdwdsb323b2d9"}]


@pytest.mark.parametrize("words", ["Chờ lâu", '"callback_query"', "callback_query"])
async def test_a_message_has_no_button_to_settle(
    channel: Telegram, telegram_server: FakeTelegram, words: str
) -> None:
    await channel.settle(recorded("text", text=words))
    assert telegram_server.calls == []


@pytest.mark.parametrize("trouble", ["400", "500", "reset", "429", "401", "html"])
async def test_a_button_that_cannot_be_settled_harms_nobody(
    channel: Telegram, telegram_server: FakeTelegram, caplog: pytest.LogCaptureFixture, trouble: str
) -> None:
    telegram_server.fault(
        trouble, method="answerCallbackQuery", description="query is too old 4382bfdwdsb323b2d9"
    )
    with caplog.at_level(logging.INFO, logger="bot"):
        await channel.settle(recorded("tap"))
    [record] = [record for record in caplog.records if record.name.startswith("bot.")]
    assert record.getMessage() == "telegram.settle_failed"


async def test_the_webhook_is_registered_with_its_secret(
    channel: Telegram, telegram_server: FakeTelegram
) -> None:
    await register_webhook(channel.bot, url="https://phuong.example/hooks/telegram", secret=SECRET)
    [asked] = telegram_server.called("setWebhook")
    assert (asked["url"], asked["secret_token"]) == ("https://phuong.example/hooks/telegram", SECRET)
    assert asked["allowed_updates"] == ["message", "edited_message", "callback_query", "my_chat_member"]
    assert "drop_pending_updates" not in asked


async def test_the_bot_knows_its_name_for_links(channel: Telegram) -> None:
    assert await bot_name(channel.bot) == "homthu_bot"


async def test_a_refused_token_is_told_without_the_token(telegram_server: FakeTelegram) -> None:
    wrong = Telegram(token="654321:another-token", secret=SECRET, api_url=telegram_server.url)
    with pytest.raises(Unavailable, match="does not accept the token") as caught:
        await bot_name(wrong.bot)
    await wrong.close()
    assert "another-token" not in str(caught.value)
