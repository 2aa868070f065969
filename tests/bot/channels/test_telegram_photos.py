"""Photos on Telegram: fetched by their id, shown so that nobody passes them on, and failures by name."""

from collections.abc import AsyncIterator, Iterator

import pytest

from bot.channels.base import Downloading, Outgoing, Rejected, SendError, Unavailable, Uncertain, Unreachable
from bot.channels.telegram import Telegram
from feedback.media import LARGEST_PHOTO
from tests.bot.channels.contract import only_loopback
from tests.bot.channels.recorded_telegram import LAN, NOWHERE, SECRET
from tests.support.fake_telegram import TOKEN, FakeTelegram

__all__ = ["only_loopback"]

PHOTO = b"\xff\xd8\xff the counter, closed at nine"


@pytest.fixture
def server() -> Iterator[FakeTelegram]:
    with FakeTelegram() as server:
        yield server


@pytest.fixture
async def channel(server: FakeTelegram) -> AsyncIterator[Telegram]:
    telegram = Telegram(token=TOKEN, secret=SECRET, api_url=server.url, patience=0.5)
    yield telegram
    await telegram.close()


async def test_a_photo_is_fetched_by_its_id(channel: Telegram, server: FakeTelegram) -> None:
    server.files["AgAC"] = PHOTO
    assert isinstance(channel, Downloading)
    assert await channel.download("AgAC") == PHOTO


async def test_a_photo_that_is_gone_is_rejected(channel: Telegram) -> None:
    with pytest.raises(Rejected):
        await channel.download("AgAC")


async def test_a_photo_larger_than_allowed_is_not_fetched(channel: Telegram, server: FakeTelegram) -> None:
    server.files["AgAC"] = b"x" * (LARGEST_PHOTO + 1)
    with pytest.raises(Rejected, match="too large"):
        await channel.download("AgAC")


@pytest.mark.parametrize(("kind", "error"), [("500", Unavailable), ("reset", Uncertain)])
async def test_trouble_while_fetching_is_called_by_its_name(
    channel: Telegram, server: FakeTelegram, kind: str, error: type[SendError]
) -> None:
    server.files["AgAC"] = PHOTO
    server.fault(kind, method="getfile")
    with pytest.raises(error) as caught:
        await channel.download("AgAC")
    assert TOKEN not in f"{caught.value!r} {caught.value.__cause__!r}"
    assert caught.value.__suppress_context__


async def test_nobody_there_to_fetch_from_is_unavailable() -> None:
    telegram = Telegram(token=TOKEN, secret=SECRET, api_url=NOWHERE, patience=0.5)
    with pytest.raises(Unavailable):
        await telegram.download("AgAC")
    await telegram.close()


async def test_a_photo_is_shown_with_its_caption_and_cannot_be_passed_on(
    channel: Telegram, server: FakeTelegram
) -> None:
    assert await channel.send(LAN, Outgoing(("Phản ánh PA1: ảnh 1/2",), photo=PHOTO)) == "1"
    [sent] = server.called("sendPhoto")
    assert (sent["photo"], sent["caption"]) == (PHOTO, "Phản ánh PA1: ảnh 1/2")
    assert sent["protect_content"] == "true"


async def test_a_reader_who_left_is_unreachable_for_photos_too(channel: Telegram, server: FakeTelegram) -> None:
    server.blocked.add(LAN)
    with pytest.raises(Unreachable):
        await channel.send(LAN, Outgoing(("Phản ánh PA1: ảnh 1/2",), photo=PHOTO))
