"""What storage offers for invitations: who is to be invited, who wants none, and what became of each."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol


class End(StrEnum):
    """What became of an invitation."""

    SENT = "sent"
    REFUSED = "refused"  # the person wants none
    FAILED = "failed"  # the number cannot receive it
    REJECTED = "rejected"  # the platform will not take it: an operator looks
    DROPPED = "dropped"  # two evenings were missed
    NEEDLESS = "needless"  # they rated without being asked
    UNKNOWN = "unknown"  # it may have gone, and is never repeated


@dataclass(frozen=True, slots=True)
class Invitation:
    """A letter that asks somebody to rate the visit of `day`. `code` is the ticket's, `address` the sealed number.

    `evening` is when it goes out.
    """

    code: str = field(repr=False)
    unit_id: int
    day: date
    evening: datetime
    address: bytes = field(repr=False)


def dedup_of(mark: str) -> str:
    """By which its letter is known in the outbox."""
    return f"invite:{mark}"


@dataclass(frozen=True, slots=True)
class InvitationFigures:
    """How invitations stand, over all units. `oldest` is the first evening of those that have not ended; `ended` counts
    the ends of yesterday and today."""

    waiting: int
    oldest: datetime | None
    ended: dict[End, int]


class Invitations(Protocol):
    """Invitations by mark: a keyed hash of the ticket's code, 32 hexadecimal digits.

    Number and code lie encrypted, and only until the invitation was handed over or given up. What stays for 30 days is
    the mark and a keyed hash of the number, so that the page of the ticket can refuse further ones.
    """

    def mark(self, code: str) -> str:
        """The mark of the ticket with this code."""
        ...

    async def plan(self, invitation: Invitation, *, phone: str) -> None:
        """Once for each ticket: a second one changes nothing."""
        ...

    async def wants_none(self, phone: str) -> bool:
        """Whether this number opted out."""
        ...

    async def opt_out(self, phone: str, *, at: datetime) -> None:
        """This number is never invited again; what is planned for it is dropped."""
        ...

    async def opt_out_of(self, mark: str, *, at: datetime) -> bool:
        """The same for the number behind an invitation; False when it is not known (any more)."""
        ...

    async def are_open(self, *, now: datetime) -> bool:
        """Whether any whose evening has begun has not ended."""
        ...

    async def take(
        self, channel: str, turns: Sequence[tuple[datetime, datetime]], *, today: date, limit: int
    ) -> Sequence[tuple[str, Invitation]]:
        """Hand over, once over all replicas, those whose evening lies in `turns` (both ends included), with their
        marks: one a day for each number, none for who opted out. Number and code are erased here."""
        ...

    async def end(self, mark: str, end: End, *, at: datetime) -> tuple[int, date] | None:
        """Write down what became of it; unit and day of the visit the first time, None afterwards."""
        ...

    async def drop(self, *, before: datetime, at: datetime) -> int:
        """Give up those of evenings before then that have not ended, their letters too; how many."""
        ...

    async def forget(self, *, unclear_before: datetime, before: datetime) -> int:
        """Erase letters of unclear fate of evenings before the first moment, and every trace before the second."""
        ...

    async def figures(self, *, now: datetime) -> InvitationFigures:
        """For the operator."""
        ...
