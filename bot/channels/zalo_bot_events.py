"""What an event of the Zalo Bot Platform says: only the fields we act on are typed, everything else may change.

Live bodies are flat, the documents show them inside `result`; both are read. A group is none of our business.
"""

import re
from contextlib import suppress
from datetime import UTC, datetime
from hashlib import sha256
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from bot.channels.base import Malformed
from feedback.media import Attached
from feedback.messages import Inbound

NAME = "zalo-bot"

_EVENT_NAME = re.compile(r"message\.([a-z_]+)\.received")

# Zalo's word for a kind of content → our kind. Whatever a bot may not see comes as "unsupported": files, places,
# contacts, everything that a child's account sends.
_MEDIA = {"text": "", "image": "photo", "voice": "voice", "sticker": "sticker"}

_Id = Annotated[str | int, Field(union_mode="left_to_right")]
_LAST_MOMENT = 2**37 * 1000  # milliseconds, up to the year 6325


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True)


class _Chat(_Part):
    id: _Id
    chat_type: str = "PRIVATE"


class _Person(_Part):
    id: _Id
    is_bot: bool = False


class _Message(_Part):
    message_id: _Id = ""
    date: _Id | None = None
    chat: _Chat | None = None
    sender: _Person | None = Field(default=None, alias="from")
    text: str | None = None
    caption: str | None = None
    photo_url: str = ""  # what comes
    photo: str = ""  # what the documents say


class Event(_Part):
    """One event. Of unsupported content there may be no `message` at all."""

    event_name: str
    message: _Message | None = None


class _Wrapped(_Part):
    result: Event


_BODY: TypeAdapter[_Wrapped | Event] = TypeAdapter(_Wrapped | Event)


def parse(body: bytes) -> Event:
    """The event in these bytes. Raises Malformed, which never repeats what was in them."""
    with suppress(ValidationError):
        read = _BODY.validate_json(body)
        return read.result if isinstance(read, _Wrapped) else read
    raise Malformed("not an event of the Zalo Bot Platform")


def to_inbound(event: Event, *, at: datetime) -> Inbound | None:
    """What a person said; None for groups, bots, other kinds of event, and where nobody can be answered."""
    named, message = _EVENT_NAME.fullmatch(event.event_name), event.message
    if named is None or message is None:
        return None
    if (message.chat and message.chat.chat_type != "PRIVATE") or (message.sender and message.sender.is_bot):
        return None
    who = message.chat or message.sender
    if who is None:
        return None
    text = message.text or message.caption or ""
    kind, photo = _MEDIA.get(named[1], "other"), message.photo_url or message.photo
    return Inbound(
        channel=NAME,
        address=str(who.id),
        message_id=str(message.message_id) or _own_id(event, str(who.id)),
        at=_when(message.date, otherwise=at),
        text=text,
        media=kind or ("" if text else "other"),
        attached=(Attached(photo),) if kind == "photo" and photo else (),
    )


def _when(milliseconds: str | int | None, *, otherwise: datetime) -> datetime:
    """An odd date is no reason to lose what was said."""
    written = str(milliseconds)
    if not written.isdecimal() or not 0 < int(written[:20]) < _LAST_MOMENT:
        return otherwise
    return datetime.fromtimestamp(int(written) / 1000, UTC)


def _own_id(event: Event, address: str) -> str:
    """The same when the event is repeated."""
    date = event.message.date if event.message else None
    return f"event:{sha256(f'{event.event_name}|{address}|{date}'.encode()).hexdigest()[:32]}"
