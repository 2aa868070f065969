"""What a person asks about adding to their own words, and what they are told."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ListWaiting:
    """To which of my words can I add?"""


@dataclass(frozen=True, slots=True)
class StillWaits:
    """A case that waits for its answer: of which unit, and when this chat wrote about it."""

    code: str
    unit_id: int
    filed: date


@dataclass(frozen=True, slots=True)
class WaitingListed:
    """The newest first."""

    cases: tuple[StillWaits, ...]


AdditionRequest = ListWaiting
AdditionOutcome = WaitingListed
