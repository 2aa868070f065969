"""What comes along with words, photos and voices: how many, how large, how long it is kept, why it is refused.

Nothing here reads a picture. Doors say where it lies or bring its bytes, `Pictures` of `media_ports` makes it safe.
"""

from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

MOST_PHOTOS = 5
"""Beside one text."""

LARGEST_PHOTO = 10 * 1024 * 1024
"""Bytes, as it comes in."""

LARGEST_VOICE = 2 * 1024 * 1024
LONGEST_VOICE = 120
"""Seconds."""

VOICE_DAYS = 7
"""A voice is kept so long at most, unless the unit's row says otherwise."""

VOICE_FORMS = (b"OggS", b"\xff\xf1", b"\xff\xf9")
"""How a voice message begins: OGG (Telegram), AAC (Zalo)."""

MOST_PIXELS = 25_000_000
LONGEST_SIDE = 2000
LARGEST_KEPT = 1024 * 1024
"""Bytes of a picture as it is kept, in pixels no longer than LONGEST_SIDE."""

MOST_KEPT = 4 * 1024 * 1024 * 1024
"""Bytes of all that is kept together; beyond it words still come in, photos do not."""

MOST_AN_HOUR = 1000
"""Photos of everybody together. Not counted by chat: such a count would tell who sent any."""

ANSWERED_LIVES = timedelta(days=90)
"""After the answer: long enough to ask again or to complain of it (90 days, Luật Khiếu nại 02/2011, Điều 9)."""

LONGEST_LIFE = timedelta(days=365)
FETCHED_WITHIN = timedelta(hours=24)


class Trouble(StrEnum):
    """Why a photo or a voice is not kept; its words are `photo.trouble.<value>` or `voice.trouble.<value>`."""

    UNREADABLE = "unreadable"  # no JPEG, PNG or WebP, or a damaged one
    LARGE = "large"
    PIXELS = "pixels"
    MOVING = "moving"
    GONE = "gone"  # the platform has it no longer
    FULL = "full"
    MANY = "many"
    LONG = "long"
    UNCLEAR = "unclear"  # nobody could make out its words
    LATE = "late"  # nobody wrote them down in time


class PictureRefused(Exception):
    """It cannot be kept as a picture; `trouble` says why, and nothing of what was in it."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


@dataclass(frozen=True, slots=True)
class Attached:
    """A photo that came along with a message: where its platform keeps it (`reference`), or the bytes (`content`)
    where our own page took it and made it safe. `size` in bytes as the platform tells it, 0 where it does not. With
    `seconds` it is a voice.
    """

    reference: str = field(default="", repr=False)
    content: bytes = field(default=b"", repr=False)
    size: int = 0
    trouble: Trouble | None = None  # it came, and our page could not take it
    seconds: int = 0

    @property
    def refused(self) -> Trouble | None:
        """Known before anything is fetched."""
        if self.seconds:
            return Trouble.LONG if self.size > LARGEST_VOICE or self.seconds > LONGEST_VOICE else self.trouble
        return Trouble.LARGE if self.size > LARGEST_PHOTO else self.trouble

    def to_json(self) -> dict[str, Any]:
        """Plain data, for a message that is set aside."""
        return asdict(self) | {"content": b64encode(self.content).decode()}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Attached":
        """The inverse of `to_json`."""
        trouble = Trouble(data["trouble"]) if data["trouble"] else None
        return cls(**{**data, "content": b64decode(data["content"]), "trouble": trouble})


@dataclass(frozen=True, slots=True)
class Held:
    """A photo or voice beside words that are not sent yet: `key` is 32 hexadecimal digits, kept in the talk."""

    key: str
    channel: str
    attached: Attached


@dataclass(frozen=True, slots=True)
class Wanted:
    """A photo or voice that its platform still has: sent along at `at`, asked for `tries` times in vain."""

    key: str
    channel: str
    reference: str = field(repr=False)
    at: datetime
    tries: int = 0
    seconds: int = 0


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice that waits for its words: about which unit, naming whom, spoken at `at`."""

    key: str
    unit_id: int
    officer_id: int | None
    at: datetime
    seconds: int


@dataclass(frozen=True, slots=True)
class Photos:
    """The photos of a case: the keys of those that are kept, and how many are still at their platform."""

    kept: tuple[str, ...] = ()
    coming: int = 0


@dataclass(frozen=True, slots=True)
class Picture:
    """A kept photo, or a voice, on its way to a reader. `gone` is said in its place when it was erased meanwhile."""

    key: str
    caption: str
    gone: str
    voice: bool = False

    def to_json(self) -> dict[str, Any]:
        """Plain data for the outbox; the picture itself stays where it is."""
        return asdict(self)


def voice_of(raw: bytes) -> bytes:
    """The bytes as they came: nobody needs to decode them but the listener's telephone. Raises PictureRefused."""
    if len(raw) > LARGEST_VOICE:
        raise PictureRefused(Trouble.LONG)
    if not raw.startswith(VOICE_FORMS):
        raise PictureRefused(Trouble.UNREADABLE)
    return raw


def keys_for(token: str, count: int) -> Sequence[str]:
    """One key for each photo of a message, out of 32 fresh hexadecimal digits."""
    return [f"{token[:-2]}{number:02x}" for number in range(count)]
