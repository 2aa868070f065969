"""How many letters a platform may be sent now: slots by the generic cell rate algorithm, for all replicas."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from math import floor

from sqlalchemy import delete, select

from feedback.ports import Rate
from storage.executor import Executor, insert_new, upsert
from storage.tables import gate

CHANNEL = ""
"""The chat of the row that stands for the whole channel."""

ROW = ("channel", "chat")
EVER = datetime(1970, 1, 1, tzinfo=UTC)
BURST = timedelta(seconds=0.25)
"""Slots of the next quarter of a second are handed out at once: delivery cannot come by for every letter.
Within any second at most 1.25 times the rate goes out, which a channel allows for when it states its rate."""

FORGET_CHATS_AFTER = timedelta(minutes=1)


class Gate:
    """The rows of one channel. Its own row is locked first, so only one replica hands out slots."""

    def __init__(self, executor: Executor, channel: str) -> None:
        self._db = executor
        self._channel = channel
        self._next_at = EVER

    async def open_slots(self, per_second: float, *, now: datetime, limit: int) -> int:
        """How many letters may be sent now, at most `limit`."""
        self._next_at = await self._lock()
        waited = max(self._next_at, now) - now
        if waited > BURST:
            return 0
        return min(limit, floor((BURST - waited) / _interval(per_second)) + 1) if per_second else limit

    async def pass_through(self, chats: Sequence[str], *, rate: Rate, now: datetime) -> None:
        """These chats' letters take their slots."""
        next_at = max(self._next_at, now) + len(chats) * _interval(rate.overall)
        later = now + _interval(rate.per_chat)
        forgotten = gate.c.next_at < now - FORGET_CHATS_AFTER
        await self._db.run(delete(gate).where(gate.c.channel == self._channel, gate.c.chat != CHANNEL, forgotten))
        await self._put({CHANNEL: next_at} | dict.fromkeys(chats, later))

    async def close(self, *, until: datetime) -> None:
        """No slot before `until`; an earlier, longer closure stands."""
        await self._put({CHANNEL: max(await self._lock(), until + BURST)})

    async def _lock(self) -> datetime:
        own = select(gate.c.next_at).where(gate.c.channel == self._channel, gate.c.chat == CHANNEL)
        own = own.with_for_update() if self._db.postgres else own
        found = await self._db.rows(own)
        if not found:
            row = {"channel": self._channel, "chat": CHANNEL, "next_at": EVER}
            await self._db.run(insert_new(self._db, gate, by=ROW), row)
            found = await self._db.rows(own)
        return found[0][0]  # type: ignore[no-any-return]

    async def _put(self, next_at: dict[str, datetime]) -> None:
        rows = [{"channel": self._channel, "chat": chat, "next_at": at} for chat, at in next_at.items()]
        await self._db.run(upsert(self._db, gate, by=ROW, fresh=("next_at",)), rows)


def _interval(per_second: float) -> timedelta:
    """0 stands for a platform without a limit."""
    return timedelta(seconds=1 / per_second) if per_second else timedelta()
