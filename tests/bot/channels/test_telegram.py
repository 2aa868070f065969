"""What the Telegram channel believes and reads."""

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from typing import Any

import pytest

from bot.channels.base import Forged, Malformed
from bot.channels.telegram import LARGEST_BODY, SECRET_HEADER, Telegram
from feedback.messages import Inbound, Posted
from feedback.periods import local
from tests.bot.channels.contract import MONDAY, ReadingContract, only_loopback
from tests.bot.channels.recorded_telegram import NOWHERE, SECRET, recorded, signed
from tests.support.fake_telegram import TOKEN

__all__ = ["only_loopback"]


@pytest.fixture
async def reader() -> AsyncIterator[Telegram]:
    """A channel that only reads: nothing listens where it would send."""
    telegram = Telegram(token=TOKEN, secret=SECRET, api_url=NOWHERE)
    yield telegram
    await telegram.close()


def lan_reads(channel: Telegram, *posted: Posted) -> list[Inbound]:
    return [inbound for one in posted for inbound in channel.read(one, at=MONDAY)]


class TestReading(ReadingContract):
    payloads = "telegram"

    @pytest.fixture
    def channel(self, reader: Telegram) -> Telegram:
        return reader

    def signed(self, body: bytes) -> Posted:
        return signed(body)

    def forgeries(self, body: bytes) -> Sequence[Posted]:
        wrong = (
            "",
            "wrong",
            SECRET[:-1],
            SECRET + "x",
            SECRET.upper(),
            "mật-khẩu",
            "\ud800",
            "?" * len(SECRET),
        )
        return [Posted({}, body), *(Posted({SECRET_HEADER: shown}, body) for shown in wrong)]


def test_an_empty_webhook_secret_is_refused_at_the_start() -> None:
    with pytest.raises(ValueError, match="must not be empty"):
        Telegram(token=TOKEN, secret="")


def test_a_body_larger_than_any_update_is_not_read(reader: Telegram) -> None:
    padded = recorded("text").body + b" " * LARGEST_BODY
    with pytest.raises(Malformed):
        reader.read(signed(padded), at=MONDAY)
    assert reader.read(signed(recorded("text").body.ljust(LARGEST_BODY)), at=MONDAY)


def test_a_forged_giant_is_forged_before_it_is_large(reader: Telegram) -> None:
    with pytest.raises(Forged):
        reader.read(Posted({}, b" " * (LARGEST_BODY + 1)), at=MONDAY)


@pytest.mark.parametrize("date", [-1, 2**37, 253402300800, 2**38 - 1, 2**62, "today", None, 1.5])
def test_a_date_that_is_none_is_malformed(reader: Telegram, date: Any) -> None:
    with pytest.raises(Malformed):
        reader.read(recorded("text", date=date), at=MONDAY)


def test_the_last_date_that_is_one_can_still_be_told_in_office_time(reader: Telegram) -> None:
    [inbound] = reader.read(recorded("text", date=2**37 - 1), at=MONDAY)
    assert (local(inbound.at) + timedelta(days=3650)).year > inbound.at.year


def test_half_a_letter_is_malformed_and_does_not_come_further(reader: Telegram) -> None:
    body = recorded("text").body.replace(b'"text": "', b'"text": "\\ud83d ')
    with pytest.raises(Malformed):
        reader.read(signed(body), at=MONDAY)


def test_each_photo_of_an_album_is_a_message_of_its_own_in_one_group(reader: Telegram) -> None:
    parts = lan_reads(reader, *(recorded("album-part-without-words", later=n) for n in range(3)))
    assert len({part.message_id for part in parts}) == 3
    assert {part.group for part in parts} == {"13379999"}


def test_the_largest_size_of_a_photo_is_the_one_to_fetch(reader: Telegram) -> None:
    sizes = [{"file_id": "small", "file_size": 900}, {"file_id": "large", "file_size": 90_000}]
    [inbound] = lan_reads(reader, recorded("photo", photo=sizes))
    assert [(one.reference, one.size) for one in inbound.attached] == [("large", 90_000)]


def test_a_photo_that_cannot_be_fetched_is_still_a_photo(reader: Telegram) -> None:
    [inbound] = lan_reads(reader, recorded("photo", photo=[{"width": 90}]))
    assert (inbound.media, inbound.attached) == ("photo", ())
