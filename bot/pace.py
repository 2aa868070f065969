"""When a letter's call begins: within its slot or not at all, whatever this machine's clock says.

A slot is a moment of the clock that all replicas share. A process looks at that clock once per claim and goes on by its
own count of seconds: clocks that differ, even by days, move nothing.
"""

import asyncio
import time
from dataclasses import dataclass, field
from datetime import datetime

from feedback.ports import SLOT_GRACE, Transaction

SHORTEST_LEAD = 0.02
FIRST_LEAD = 0.05
LONGEST_LEAD = 0.25
WIDEN, NARROW = 2.0, 0.998
"""A missed slot doubles the lead at once; some hundred kept ones bring it back."""


LATEST = 0.25
"""A busy machine may be so late, when it moves everybody's next slots on first. The second's last slot, 1.045 s after
the one that is late, must not have been handed out by then: they go out LONGEST_LEAD and half a second ahead."""

MOVING = 0.1
"""What moving them may take."""


class Clock:
    """The shared clock, this process's own count of seconds, and waiting."""

    async def now(self, tx: Transaction) -> datetime:
        """The moment by the clock that all replicas share."""
        return await tx.now()

    def count(self) -> float:
        """Seconds since some moment or other, never set back."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Let so many pass."""
        await asyncio.sleep(seconds)


@dataclass(frozen=True, slots=True)
class Look:
    """What the shared clock said, and our own count just before and just after it was asked."""

    said: datetime
    before: float
    after: float


@dataclass(slots=True)
class Pace:
    """One platform's slots as this process meets them.

    `lead` is how long before a slot the last check in the database begins. It is learnt, for a slow disk would
    miss every slot.
    """

    clock: Clock
    lead: float = field(default=FIRST_LEAD)
    moved: float = 0.0  # seconds by which this process moved the slots on, ever
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)  # a claim and a move never cross

    async def look(self, tx: Transaction) -> Look:
        """What time it is."""
        before = self.clock.count()
        said = await self.clock.now(tx)
        return Look(said, before, self.clock.count())

    async def near(self, slot: datetime, look: Look) -> None:
        """Until it is time for the last check."""
        await self._until(look.after + (slot - look.said).total_seconds() - self.lead)

    async def meet(self, slot: datetime, look: Look) -> bool:
        """Until the slot: never before it, and False when it was missed."""
        await self._until(look.after + (slot - look.said).total_seconds())
        kept = self.late(slot, look) <= SLOT_GRACE
        self.lead = max(SHORTEST_LEAD, min(LONGEST_LEAD, self.lead * (NARROW if kept else WIDEN)))
        return kept

    def late(self, slot: datetime, look: Look) -> float:
        """Seconds since the slot, at most: the answer may have been fresh or as old as the question."""
        return self.clock.count() - look.before - (slot - look.said).total_seconds()

    async def _until(self, count: float) -> None:
        seconds = count - self.clock.count()
        if seconds > 0:
            await self.clock.sleep(seconds)
