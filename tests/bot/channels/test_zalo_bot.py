"""What the Zalo Bot channel believes and reads."""

import json
from collections.abc import AsyncIterator, Sequence

import pytest

from bot.channels.base import Forged, Malformed
from bot.channels.zalo_bot import LARGEST_BODY, SECRET_HEADER, ZaloBot
from feedback.messages import Posted
from tests.bot.channels.contract import MONDAY, PAYLOADS, ReadingContract, only_loopback
from tests.support.fake_zalo_bot import TOKEN

__all__ = ["only_loopback"]

SECRET = "a-webhook-secret-of-thirty-two-letters"
NOWHERE = "http://127.0.0.1:9"  # the discard port: nobody listens


@pytest.fixture
async def reader() -> AsyncIterator[ZaloBot]:
    """A channel that only reads: nothing listens where it would send."""
    zalo = ZaloBot(token=TOKEN, secret=SECRET, api_url=NOWHERE)
    yield zalo
    await zalo.close()


def signed(body: bytes) -> Posted:
    """With the secret that Zalo shows."""
    return Posted({SECRET_HEADER: SECRET}, body)


class TestReading(ReadingContract):
    payloads = "zalo_bot"
    broken = tuple(body for body in ReadingContract.broken if body)  # an empty one is Zalo's own try

    @pytest.fixture
    def channel(self, reader: ZaloBot) -> ZaloBot:
        return reader

    def signed(self, body: bytes) -> Posted:
        return signed(body)

    def forgeries(self, body: bytes) -> Sequence[Posted]:
        wrong = ("", "wrong", SECRET[:-1], f"{SECRET}x", SECRET.upper(), "mật-khẩu", "\ud800", "?" * len(SECRET))
        return [Posted({}, body), *(Posted({SECRET_HEADER: shown}, body) for shown in wrong)]


def test_an_empty_webhook_secret_is_refused_at_the_start() -> None:
    with pytest.raises(ValueError, match="must not be empty"):
        ZaloBot(token=TOKEN, secret="")


@pytest.mark.parametrize("headers", [{}, {SECRET_HEADER: "wrong"}, {SECRET_HEADER: SECRET}], ids=range(3))
def test_the_empty_try_of_a_new_address_is_welcomed_and_says_nothing(
    reader: ZaloBot, headers: dict[str, str]
) -> None:
    assert reader.read(Posted(headers, b""), at=MONDAY) == []


def test_a_body_larger_than_any_event_is_not_read(reader: ZaloBot) -> None:
    body = json.dumps(json.loads((PAYLOADS / "zalo_bot" / "text.json").read_text("utf-8"))["request"]).encode()
    with pytest.raises(Malformed):
        reader.read(signed(body.ljust(LARGEST_BODY + 1)), at=MONDAY)
    assert reader.read(signed(body.ljust(LARGEST_BODY)), at=MONDAY)


def test_a_forged_giant_is_forged_before_it_is_large(reader: ZaloBot) -> None:
    with pytest.raises(Forged):
        reader.read(Posted({}, b"{" * (LARGEST_BODY + 1)), at=MONDAY)


def test_unsupported_content_twice_without_an_id_is_one_message(reader: ZaloBot) -> None:
    request = json.loads((PAYLOADS / "zalo_bot" / "unsupported-without-an-id.json").read_text("utf-8"))["request"]
    later = {**request, "message": {**request["message"], "date": request["message"]["date"] + 1}}
    first, again, other = (
        reader.read(signed(json.dumps(one).encode()), at=MONDAY)[0].message_id for one in (request, request, later)
    )
    assert first == again != other
