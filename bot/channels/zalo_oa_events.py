"""What an event of the Official Account says: only the fields we act on are typed, everything else may change.

Bytes become a model in one step, a model becomes an `Inbound`, or None where nobody acts: receipts of delivery and
reading, anonymous visitors of a web widget (no confirmed way to answer them), and whatever Zalo adds.
"""

import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from hashlib import sha256
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from bot.channels.base import Malformed
from feedback.media import Attached
from feedback.messages import Inbound

NAME = "zalo-oa"

# Zalo's word for a kind of content → our kind. A link is text that came with a preview.
_MEDIA = {
    "text": "",
    "link": "",
    "image": "photo",
    "audio": "voice",
    "video": "video",
    "gif": "video",
    "sticker": "sticker",
    "location": "location",
    "file": "document",
    "business_card": "contact",
}
_SAID, _BY_US = "user_send_", "oa_send_"
# Templates are paid notices that only programs send; nobody types one in OA Manager.
_NEVER_BY_HAND = ("oa_send_template", "oa_send_consent", "oa_send_zns")

# A tapped button comes back as text: `talk:step:value`, several joined by commas. Whether it is one of ours, and
# still holds, the conversation decides against what it offered: anybody can type this.
_PAYLOAD = re.compile(r"(?:-|[0-9a-f]{8}):[a-z_]{1,32}:[^\s,]{1,64}(?:,(?:-|[0-9a-f]{8}):[a-z_]{1,32}:[^\s,]{1,64})*")

_Id = Annotated[str | int, Field(union_mode="left_to_right")]
_LAST_MOMENT = 2**37 * 1000


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True)


class _Who(_Part):
    id: _Id


class _Payload(_Part):
    url: str = ""


class _Attachment(_Part):
    type: str = ""
    payload: _Payload | None = None


class _Message(_Part):
    msg_id: str = ""
    text: str | None = None
    attachments: Sequence[_Attachment] | None = None


class Stamp(_Part):
    """The one field that the signature covers beside the raw bytes."""

    timestamp: _Id


class Event(Stamp):
    """One event of the account."""

    event_name: str
    sender: _Who | None = None
    recipient: _Who | None = None
    follower: _Who | None = None
    message: _Message | None = None

    @property
    def at(self) -> datetime:
        """When it happened; Zalo counts milliseconds. Raises Malformed for what is no moment."""
        written = str(self.timestamp)
        if not written.isdecimal() or not 0 < int(written[:20]) < _LAST_MOMENT:
            raise Malformed("not a moment")
        return datetime.fromtimestamp(int(written) / 1000, UTC)


_STAMP = TypeAdapter(Stamp)
_EVENT = TypeAdapter(Event)


def stamp_of(body: bytes) -> str:
    """The timestamp as it stands in the body, not yet believed; "" when there is none."""
    with suppress(ValidationError):
        return str(_STAMP.validate_json(body).timestamp)
    return ""


def parse(body: bytes) -> Event:
    """The event in these bytes. Raises Malformed, which never repeats what was in them."""
    with suppress(ValidationError):
        return _EVENT.validate_json(body)
    raise Malformed("not an event of an Official Account")


def to_inbound(event: Event) -> Inbound | None:
    """What somebody did; None where nobody acts."""
    name = event.event_name
    if name in ("follow", "unfollow"):
        return _followed(event)
    if name == "user_submit_info" and event.sender:  # we never ask for it
        return Inbound(NAME, str(event.sender.id), _own_id(event), event.at, media="contact")
    if name.startswith(_SAID) and event.sender and event.message:
        return _said(event, str(event.sender.id), event.message)
    if name.startswith(_BY_US) and name not in _NEVER_BY_HAND and event.recipient and event.message:
        id = event.message.msg_id or _own_id(event)
        return Inbound(NAME, str(event.recipient.id), id, event.at, text=event.message.text or "", by_hand=True)
    return None


def _said(event: Event, address: str, message: _Message) -> Inbound:
    kind = _MEDIA.get(event.event_name.removeprefix(_SAID), "other")
    text = message.text or ""
    if not kind and not text:
        text = _link(message)
    tapped = not kind and _PAYLOAD.fullmatch(text.strip())
    return Inbound(
        channel=NAME,
        address=address,
        message_id=message.msg_id or _own_id(event),
        at=event.at,
        text="" if tapped else text,
        choice=text.strip() if tapped else "",
        media=kind or ("" if text else "other"),
        attached=_photos(message) if kind == "photo" else (),
    )


def _followed(event: Event) -> Inbound | None:
    """To follow is to begin a talk; to unfollow is to leave."""
    if event.follower is None:
        return None
    address, id = str(event.follower.id), _own_id(event)
    if event.event_name == "unfollow":
        return Inbound(NAME, address, id, event.at, gone=True)
    return Inbound(NAME, address, id, event.at, text="/start")


def _own_id(event: Event) -> str:
    """An event without a message id: the same when it is repeated, another one for the next event."""
    who = event.follower or event.sender or event.recipient
    parts = (event.event_name, str(who.id) if who else "", str(event.timestamp))
    return f"{event.event_name}:{sha256('|'.join(parts).encode()).hexdigest()[:32]}"


def _photos(message: _Message) -> tuple[Attached, ...]:
    """Where Zalo keeps them; `bot/channels/downloads.py` asks no other machine for them."""
    images = [part.payload for part in message.attachments or () if part.type == "image" and part.payload]
    return tuple(Attached(image.url) for image in images if image.url)


def _link(message: _Message) -> str:
    urls = (part.payload.url for part in message.attachments or () if part.payload)
    return next((url for url in urls if url), "")
