"""What the Zalo channel believes and reads."""

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest

from bot.channels.base import Forged, Malformed
from bot.channels.zalo_oa import LARGEST_BODY, OLDEST, ZaloOA
from feedback.messages import Posted
from tests.bot.channels.contract import MONDAY, ReadingContract, only_loopback
from tests.bot.channels.zalo_oa_door import LAN, door, keeper, posted, request, signed
from tests.support.fake_zalo import APP_ID, OA_ID, OA_SECRET_KEY, signature, signed_event

__all__ = ["only_loopback"]


@pytest.fixture
async def reader() -> AsyncIterator[ZaloOA]:
    """A channel that only reads: nothing listens where it would send."""
    channel = door(keeper(None))  # type: ignore[arg-type]
    yield channel
    await channel.close()


class TestReading(ReadingContract):
    payloads = "zalo_oa"

    @pytest.fixture
    def channel(self, reader: ZaloOA) -> ZaloOA:
        return reader

    def signed(self, body: bytes) -> Posted:
        return signed(body)

    def forgeries(self, body: bytes) -> Sequence[Posted]:
        right = signed(body).headers["x-zevent-signature"]
        wrong = (
            *("", "wrong", "mac=", right[:-1], f"{right}0", right.upper(), "mac=mật-khẩu", "mac=\ud800"),
            f"mac={sha256(OA_ID.encode() + body + OA_SECRET_KEY.encode()).hexdigest()}",
            f"mac={sha256(body + OA_SECRET_KEY.encode()).hexdigest()}",
        )
        return [Posted({}, body), *(Posted({"x-zevent-signature": shown}, body) for shown in wrong)]


def test_an_empty_secret_key_is_refused_at_the_start(reader: ZaloOA) -> None:
    with pytest.raises(ValueError, match="must not be empty"):
        ZaloOA(app_id=APP_ID, secret_key="", keeper=reader.keeper, line=reader.keeper.line)


def test_the_unsigned_probe_is_welcomed_and_says_nothing(reader: ZaloOA) -> None:
    assert reader.read(Posted({}, b"{}"), at=MONDAY) == []
    assert reader.read(Posted({}, b" {}\n"), at=MONDAY) == []


def test_the_signature_counts_without_its_mac_too(reader: ZaloOA) -> None:
    headers, body = signed_event(request("text"))
    bare = {"x-zevent-signature": headers["x-zevent-signature"].removeprefix("mac=")}
    assert len(reader.read(Posted(bare, body), at=MONDAY)) == 1


def test_one_changed_byte_breaks_the_signature(reader: ZaloOA) -> None:
    whole = posted("text")
    with pytest.raises(Forged):
        reader.read(Posted(whole.headers, whole.body.replace(b"hai", b"ba ")), at=MONDAY)


def test_another_timestamp_breaks_the_signature(reader: ZaloOA) -> None:
    headers, _ = signed_event(request("text"))
    _, later = signed_event(request("text", timestamp="1785717058000"))
    with pytest.raises(Forged):
        reader.read(Posted(headers, later), at=MONDAY)


def test_the_raw_bytes_are_signed_not_what_they_say(reader: ZaloOA) -> None:
    headers, body = signed_event(request("text"))
    spaced = body.replace(b":", b": ")
    with pytest.raises(Forged):
        reader.read(Posted(headers, spaced), at=MONDAY)
    again = {"x-zevent-signature": f"mac={signature(spaced, '1785717057000')}"}
    assert len(reader.read(Posted(again, spaced), at=MONDAY)) == 1


def test_the_last_repeat_of_zalo_is_heard_and_an_older_one_is_not(reader: ZaloOA) -> None:
    [inbound] = reader.read(posted("text"), at=MONDAY)
    assert reader.read(posted("text"), at=inbound.at + timedelta(hours=1, minutes=51))
    with pytest.raises(Forged):
        reader.read(posted("text"), at=inbound.at + OLDEST + timedelta(seconds=1))


@pytest.mark.parametrize("timestamp", ["", "today", "-1", "0", "9" * 19, "9" * 400, None, 1.5, ["1785717057000"]])
def test_a_timestamp_that_is_none_is_malformed(reader: ZaloOA, timestamp: Any) -> None:
    stamp = str(timestamp) if isinstance(timestamp, str) else ""
    _, body = signed_event(request("text", timestamp=timestamp))
    with pytest.raises(Malformed):
        reader.read(Posted({"x-zevent-signature": signature(body, stamp)}, body), at=MONDAY)


def test_a_body_larger_than_any_event_is_not_read(reader: ZaloOA) -> None:
    _, body = signed_event(request("text"))
    padded = body + b" " * LARGEST_BODY
    with pytest.raises(Forged):  # unsigned it is forged before it is large
        reader.read(Posted({}, padded), at=MONDAY)
    with pytest.raises(Malformed):
        reader.read(Posted({"x-zevent-signature": signature(padded, "")}, padded), at=MONDAY)


def test_two_follows_are_two_events_and_a_repeated_one_is_one(reader: ZaloOA) -> None:
    [first] = reader.read(posted("follow"), at=MONDAY)
    [again] = reader.read(posted("follow"), at=MONDAY)
    [later] = reader.read(posted("follow", timestamp="1785717058000"), at=MONDAY)
    assert first.message_id == again.message_id != later.message_id


def test_ids_keep_all_their_digits(reader: ZaloOA) -> None:
    [inbound] = reader.read(posted("id-as-a-number"), at=MONDAY)
    assert inbound.address == LAN


@pytest.mark.parametrize("typed", ["0a1b2c3d:rate:", "0A1B2C3D:rate:5", "a:b:c", "0a1b2c3d:rate:5 nhé", ":menu:rate"])
def test_what_only_looks_like_a_button_is_text(reader: ZaloOA, typed: str) -> None:
    [inbound] = reader.read(posted("text", message={"text": typed, "msg_id": "1"}), at=MONDAY)
    assert (inbound.choice, inbound.text) == ("", typed)
