"""Delivery on a real database with a recording channel and a clock that is moved by hand."""

import asyncio
from datetime import datetime, timedelta

from bot.delivery import Delivery
from feedback.messages import Lane, Letter, Reply
from storage.maintenance import Database
from tests.support.builders import BOX
from tests.support.fakes import RecordingChannel, StandingClock


class Desk:
    """One delivery with a channel and a clock that is moved by hand."""

    def __init__(self, database: Database, channel: RecordingChannel | None = None) -> None:
        self.database, self.clock, self.channel = database, StandingClock(), channel or RecordingChannel()
        self.delivery = Delivery(database, BOX, {"telegram": self.channel}, "me", self.clock)

    async def queue(self, *letters: Letter) -> None:
        """Letters wait."""
        async with self.database.transact() as tx:
            await tx.outbox.add(letters, at=self.now)

    async def send(self) -> int:
        """One round; how many letters were in hand."""
        claimed = await self.delivery.claim(self.channel)
        await asyncio.gather(*(self.delivery.deliver(self.channel, one) for one in claimed))
        return len(claimed)

    async def send_all(self) -> list[str]:
        """Until nothing may go now; the first text of each that went."""
        while await self.send():
            pass
        return self.texts

    def later(self, **step: float) -> None:
        """The clock moves on."""
        self.clock.moment += timedelta(**step)

    @property
    def now(self) -> datetime:
        """What the clock says."""
        return self.clock.moment

    async def backlog(self) -> dict[str, int]:
        """Letters by state."""
        async with self.database.reading() as tx:
            return await tx.outbox.backlog(now=self.now)

    @property
    def texts(self) -> list[str]:
        """The first text of each letter that went out."""
        return [outgoing.texts[0] for _, outgoing in self.channel.sent]


def letter(text: str = "Chào Ông/Bà.", *, to: str = "lan", lane: Lane = Lane.REPLY, once: bool = False) -> Letter:
    """To somebody's Telegram."""
    tag, sealed = BOX.tag("telegram", to), BOX.seal("telegram", to)
    return Letter(tag, "telegram", sealed, Reply(text), lane=lane, once=once)
