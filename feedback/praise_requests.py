"""What a person asks about the name beside their praise, and what they are told."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Praise:
    """Redacted words that praise an officer, and the name that their citizen put beside them; mostly none."""

    words: str
    name: str = ""
    id: int = 0
    unit_id: int = 0


@dataclass(frozen=True, slots=True)
class NamePraise:
    """Put this name beside the words behind the receipt; `consent` is the version that was agreed to."""

    receipt: str
    name: str
    consent: str


@dataclass(frozen=True, slots=True)
class TakeNameOff:
    """Take the name off the words behind this receipt, or off everything that this chat sent; the praise stays."""

    receipt: str = ""


@dataclass(frozen=True, slots=True)
class PraiseNamed:
    """It is kept."""

    name: str


@dataclass(frozen=True, slots=True)
class NamesTakenOff:
    """So many texts lost their name."""

    count: int


PraiseRequest = NamePraise | TakeNameOff
PraiseOutcome = PraiseNamed | NamesTakenOff
