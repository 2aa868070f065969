"""What a person asks about what is kept of their chat, and what they are told."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ShowMyData:
    """What do you keep of this chat?"""


@dataclass(frozen=True, slots=True)
class EraseMyData:
    """Erase the words that were sent from this chat."""


@dataclass(frozen=True, slots=True)
class MyData:
    """What is kept of this chat: how many texts, since when, and how many photos beside them."""

    texts: int
    first: datetime | None = None
    officer: bool = False
    photos: int = 0
    voices: int = 0
    named: int = 0  # texts of praise with a name beside them


@dataclass(frozen=True, slots=True)
class Erased:
    """So many texts were erased."""

    texts: int
