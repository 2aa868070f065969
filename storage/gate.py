"""How many letters a platform may be sent, and when each: slots by the generic cell rate algorithm, for all replicas.

A slot is a moment. Who takes one begins its call within SLOT_GRACE seconds after it; who comes later first moves on
the slots that nobody has yet, or gives it up. Slots lie 4.5 % wider apart than the rate says, by as much as a call may
be late: late ones never bunch up, and no second, wherever it begins, holds more than the rate.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from math import ceil, floor

from sqlalchemy import ColumnElement, Update, delete, exists, or_, select, update

from feedback.ports import ON_THE_WAY, SLOT_GRACE, Rate
from storage.executor import AnyRow, Executor, insert_new, upsert
from storage.tables import gate

CHANNEL = ""
"""The chat of the row that stands for the whole channel."""

ROW = ("channel", "chat")
EVER = datetime(1970, 1, 1, tzinfo=UTC)
AHEAD = timedelta(seconds=0.5)
"""Slots are handed out this far ahead, for delivery cannot come by for every letter. A reply that comes while
digests hold all of them waits that long at most."""

WIDER = 1 + SLOT_GRACE + ON_THE_WAY
FORGET_CHATS_AFTER = timedelta(minutes=1)
TROUBLE = 5
"""After so many failures in a row the breaker is open (`storage/breaker.py`)."""


class Gate:
    """The rows of one channel. Its own row is locked first, so only one replica hands out slots."""

    def __init__(self, executor: Executor, channel: str) -> None:
        self._db = executor
        self._channel = channel
        self.probing = False

    async def slots(self, per_second: float, *, now: datetime, lead: timedelta, limit: int) -> list[datetime]:
        """The next moments for a letter each, at most `limit`, none before `now + lead`.

        None while the platform asked for quiet or its breaker is open; one when it is time for a trial.
        """
        row = await self.lock()
        await self._forget(now)
        if row.closed_until and row.closed_until > now:
            return []
        self.probing = row.failures >= TROUBLE
        if self.probing and row.probe_at and row.probe_at > now:
            return []
        first, apart = max(row.next_at, now + lead), interval(per_second)
        room = floor((now + lead + AHEAD - first) / apart) + 1 if apart else limit
        return [first + number * apart for number in range(max(0, min(limit, room, 1 if self.probing else room)))]

    async def pass_through(self, taken: Sequence[tuple[str, datetime]], *, rate: Rate, now: datetime) -> None:
        """These (chat, slot) are taken."""
        after = {chat: slot + interval(rate.per_chat) for chat, slot in taken}
        await self._put(after | {CHANNEL: taken[-1][1] + interval(rate.overall)})

    async def probe(self, *, until: datetime) -> None:
        """A trial is on its way: nobody begins another before `until`."""
        await self._db.run(self.own().values(probe_at=until))

    async def move(self, chat: str, *, by: timedelta, chat_by: timedelta) -> None:
        """What is free begins later, for everybody and for this chat."""
        row = await self.lock()
        await self._db.run(self.own().values(next_at=row.next_at + by))
        of_chat = (gate.c.channel == self._channel, gate.c.chat == chat)
        for (next_at,) in await self._db.rows(select(gate.c.next_at).where(*of_chat)):
            await self._db.run(update(gate).where(*of_chat).values(next_at=next_at + chat_by))

    async def unused(self, chat: str) -> None:
        """This chat's slot passed without a call: the next one need not wait for it."""
        await self._db.run(delete(gate).where(gate.c.channel == self._channel, gate.c.chat == chat))

    async def close(self, *, until: datetime) -> None:
        """No slot before `until`; an earlier, longer closure stands."""
        row = await self.lock()
        await self._db.run(self.own().values(closed_until=max(row.closed_until or EVER, until)))

    async def lock(self) -> AnyRow:
        """The channel's own row, ours until the transaction ends."""
        own = select(gate).where(gate.c.channel == self._channel, gate.c.chat == CHANNEL)
        own = own.with_for_update() if self._db.postgres else own
        found = await self._db.rows(own)
        if not found:
            row = {"channel": self._channel, "chat": CHANNEL, "next_at": EVER}
            await self._db.run(insert_new(self._db, gate, by=ROW), row)
            found = await self._db.rows(own)
        return found[0]

    def own(self) -> Update:
        """An update of the channel's own row."""
        return update(gate).where(gate.c.channel == self._channel, gate.c.chat == CHANNEL)

    async def _forget(self, now: datetime) -> None:
        """Whenever somebody comes by, also when nothing is to be sent: the row of a chat tells when it was written to,
        to the moment, and is of no use once its slot is over and no late call can move it any more."""
        forgotten = gate.c.next_at < now - FORGET_CHATS_AFTER
        await self._db.run(delete(gate).where(gate.c.channel == self._channel, gate.c.chat != CHANNEL, forgotten))

    async def _put(self, next_at: dict[str, datetime]) -> None:
        rows = [{"channel": self._channel, "chat": chat, "next_at": at} for chat, at in next_at.items()]
        await self._db.run(upsert(self._db, gate, by=ROW, fresh=("next_at",)), rows)


def interval(per_second: float) -> timedelta:
    """Between two slots; 0 stands for a platform without a limit. Rounded up: a slot too few, never one too many."""
    return timedelta(microseconds=ceil(WIDER * 1e6 / per_second)) if per_second else timedelta()


def left_alone(channel: ColumnElement[str], now: datetime, *, trial: bool) -> ColumnElement[bool]:
    """Whether the platform asked for quiet by now, or failed so often that only a trial may go."""
    reasons = [gate.c.closed_until > now] if trial else [gate.c.closed_until > now, gate.c.failures >= TROUBLE]
    return exists().where(gate.c.channel == channel, gate.c.chat == CHANNEL, or_(*reasons))
