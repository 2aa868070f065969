"""What comes in through any door and what goes out again: no platform's shape, only what was said.

A door makes an `Inbound`; the conversation answers with `Reply`s; a letter that leaves the house later is a
`Letter` in the outbox.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import Any


@dataclass(frozen=True, slots=True)
class Inbound:
    """One message or tap of one person.

    `channel` and `address` name the chat on its platform, `message_id` is unique within the channel,
    `choice` is the payload of a button, `media` the kind of anything that is not text
    (photo, voice, sticker, location, contact, document, video, other). `at` is aware.
    """

    channel: str
    address: str
    message_id: str
    at: datetime
    text: str = ""
    choice: str = ""
    media: str = ""
    language: str = ""
    edited: bool = False
    gone: bool = False  # the person blocked the bot or left


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing a person may answer: what the button says and what comes back when it is tapped.

    `key` is what may be typed instead; its place in the list when empty. A level's key is its number, so that a
    typed 5 is the best mark, however the list is ordered.
    """

    label: str
    payload: str
    key: str = ""

    def to_json(self) -> list[str]:
        """A short list, because dialogues keep what they offered."""
        return [self.label, self.payload, self.key]


@dataclass(frozen=True, slots=True)
class Reply:
    """One message to the person. `many` allows several choices at once, `free` invites words, and
    `quiet` marks a screen that only repeats what was said before."""

    text: str
    choices: tuple[Choice, ...] = ()
    many: bool = False
    free: bool = False
    kind: str = ""  # which step asks; a page may lay it out in its own way
    document: str = ""  # HTML of a letter by mail, beside the text

    def to_json(self) -> dict[str, Any]:
        """Plain data for the outbox."""
        return {
            "text": self.text,
            "choices": [choice.to_json() for choice in self.choices],
            "many": self.many,
            "free": self.free,
            "kind": self.kind,
            "document": self.document,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Reply":
        """The inverse of `to_json`."""
        choices = tuple(Choice(*item) for item in data["choices"])
        return cls(**{**data, "choices": choices})


class Lane(IntEnum):
    """Who goes first when slots are scarce: a digest morning never delays a citizen."""

    REPLY = 0
    ALERT = 1
    DIGEST = 2


@dataclass(frozen=True, slots=True)
class Letter:
    """A message that leaves the house. `chat` is the keyed tag, `address` the sealed box only delivery opens.

    `once` letters are held as *unknown* when it is unclear whether they went out; the others are sent again.
    `dedup` is unique over the whole outbox when it is not empty.
    """

    chat: str
    channel: str
    address: bytes
    reply: Reply
    lane: Lane = Lane.REPLY
    once: bool = False
    dedup: str = ""
    subject: str = ""  # a mail's subject line
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class Claimed:
    """A letter in the hands of one delivery, until its lease ends."""

    id: int
    letter: Letter
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Posted:
    """What a webhook brought: the raw headers (lower-case names) and the raw body, not yet believed."""

    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Chat:
    """One chat as it is kept: its keyed tag, the sealed box with its address, whose it is, and where the talk stands.

    `state` is plain data that only the conversation understands; storage encrypts it. `officer_id` is set when a
    member of staff linked this chat to themselves.
    """

    tag: str
    channel: str
    address: bytes
    language: str = ""
    officer_id: int | None = None
    state: Mapping[str, Any] = field(default_factory=dict)
    unreachable: bool = False
