"""What comes in through any door and what goes out again: no platform's shape, only what was said.

A door makes an `Inbound`; the conversation answers with `Reply`s; a letter that leaves the house later is a
`Letter` in the outbox.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import Any

from feedback.media import Attached, Picture
from feedback.ratings import Level, Reason


@dataclass(frozen=True, slots=True)
class Slip:
    """A rating filled in outside any talk (phiếu), as on a tablet at the counter: whole, because it may come late.

    `counter` is the counter's code. Of the slips from one address the one with the highest `turn` (from 1) counts.
    """

    counter: str
    level: Level
    reasons: tuple[Reason, ...] = ()
    turn: int = 1

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Slip":
        """Out of its plain data, as `asdict` and JSON leave them."""
        given = {"level": Level(data["level"]), "reasons": tuple(Reason(code) for code in data["reasons"])}
        return cls(**{**data, **given})


@dataclass(frozen=True, slots=True)
class Inbound:
    """One message or tap of one person.

    `channel` and `address` name the chat on its platform, `message_id` is unique within the channel,
    `choice` is the payload of a button, `media` the kind of anything that is not text
    (photo, voice, sticker, location, contact, document, video, other). `at` is aware. `attached` holds the photos that
    this door can bring; messages of one `group` (an album) were sent as one.
    """

    channel: str
    address: str
    message_id: str
    at: datetime
    text: str = ""
    choice: str = ""
    media: str = ""
    language: str = ""
    under: str = ""  # the platform's id of the message whose button was tapped, where it can still be changed
    edited: bool = False
    gone: bool = False  # the person blocked the bot or left
    by_hand: bool = False  # not the person: said to them in our name, by us or in the platform's own inbox
    slip: Slip | None = None  # instead of a text
    attached: tuple[Attached, ...] = ()
    group: str = ""
    said: str = ""  # a hash of what was said, from doors where the same id may come with other words


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
    """One message to the person. `many` allows several choices at once, `free` invites words; `by_number` stands above
    the choices where they are no buttons but numbers to type.

    `tapped` is the platform's id of the message whose button this answers: it gives way to this one (`in_place`) or
    loses its buttons and then reads `settled`, as before where that is "". `reader` says who reads there from now on
    (citizen, staff, head), "" when that stays as it was.
    `photos` are shown before the text, where the platform shows any; `room` is how many the person may send along.
    """

    text: str
    choices: tuple[Choice, ...] = ()
    many: bool = False
    free: bool = False
    kind: str = ""  # which step asks; a page may lay it out in its own way
    document: str = ""  # HTML of a letter by mail, beside the text
    letter: str = ""  # of a letter that a page fetched: the mark by which the page says that it showed it
    tapped: str = ""
    in_place: bool = False
    settled: str = ""
    reader: str = ""
    photos: tuple[Picture, ...] = ()
    room: int = 0
    by_number: str = ""
    template: tuple[tuple[str, str], ...] = ()  # (name, value): parameters of an approved template, and no text

    def to_json(self) -> dict[str, Any]:
        """Plain data for the outbox."""
        plain: dict[str, Any] = {
            "text": self.text,
            "choices": [choice.to_json() for choice in self.choices],
            "many": self.many,
            "free": self.free,
            "kind": self.kind,
            "document": self.document,
        }
        newer: dict[str, Any] = {"letter": self.letter, "tapped": self.tapped}
        newer |= {"in_place": self.in_place, "settled": self.settled, "reader": self.reader}
        newer |= {"photos": [photo.to_json() for photo in self.photos], "room": self.room}
        newer |= {"by_number": self.by_number, "template": [list(pair) for pair in self.template]}
        return plain | {name: value for name, value in newer.items() if value}  # older replicas do not know these

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Reply":
        """The inverse of `to_json`."""
        choices = tuple(Choice(*item) for item in data["choices"])
        photos = tuple(Picture(**item) for item in data.get("photos", ()))
        template = tuple((name, value) for name, value in data.get("template", ()))
        return cls(**{**data, "choices": choices, "photos": photos, "template": template})


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
    """A letter in the hands of one delivery, until its lease ends.

    Its call may begin at `slot`. The first `parts` messages of it went out before. `trial`: the platform failed so
    often that this letter alone is to show whether it works again.
    """

    id: int
    letter: Letter
    slot: datetime
    tries: int = 0
    parts: int = 0
    trial: bool = False


@dataclass(frozen=True, slots=True)
class Posted:
    """What a webhook brought: the raw headers (lower-case names) and the raw body, not yet believed."""

    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Chat:
    """One chat as it is kept: its keyed tag, the sealed box with its address, whose it is, and where the talk stands.

    `state` is plain data that only the conversation understands; storage encrypts it. `officer_id` is set when a
    member of staff linked this chat to themselves. `heard_at` is the person's last act; until `paused_until` somebody
    of the office speaks there by hand, and the conversation keeps quiet.
    """

    tag: str
    channel: str
    address: bytes
    language: str = ""
    officer_id: int | None = None
    state: Mapping[str, Any] = field(default_factory=dict)
    unreachable: bool = False
    heard_at: datetime | None = None
    paused_until: datetime | None = None
