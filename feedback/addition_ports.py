"""What storage offers for words that add to earlier ones."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Original:
    """The words that something is added to: whose they are, what they are about, and how often they were added to.

    `case_id` is None while nobody read them (`reading`), or where they need no answer.
    """

    id: int
    chat: str
    channel: str
    unit_id: int
    counter_id: int | None
    officer_id: int | None
    case_id: int | None
    reading: bool
    additions: int


@dataclass(frozen=True, slots=True)
class Added:
    """Redacted words that the citizen of a case added, and the day."""

    words: str
    day: date


class Additions(Protocol):
    """Which words add to which."""

    async def original(self, adds: str, *, chat: str) -> Original | None:
        """The words behind this receipt, or those that the chat sent about the case with this code. None for anything
        else, and for erased ones. Additions to additions add to the same original."""
        ...

    async def link(self, feedback_id: int, original_id: int) -> None:
        """These words add to those."""
        ...

    async def case_of(self, feedback_id: int) -> int | None:
        """The case of the words that these add to. These are locked first, as an erasure does."""
        ...

    async def part(self, feedback_id: int) -> None:
        """They stand for themselves from now on."""
        ...

    async def of_case(self, case_id: int) -> list[Added]:
        """What was added to it, oldest first."""
        ...

    async def counts(self, case_ids: Collection[int]) -> dict[int, int]:
        """How often each of these cases was added to; those that never were are left out."""
        ...

    async def waiting_of(self, chat: str) -> list[tuple[str, int, date]]:
        """(code, unit, day filed) of the cases that wait for an answer to this chat's words; the newest first."""
        ...
