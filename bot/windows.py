"""Platforms where one may write only for a while after a person's last act: letters are held, and a notice may tell.

A notice is an approved template: it says that something waits, not what. The letter itself goes out when the person
acts, first and in order. A notice that cannot go holds up nobody else, and no free letter.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.channels.base import (
    Channel,
    NotAccepted,
    Notice,
    Notifying,
    Rejected,
    SendError,
    Throttled,
    Uncertain,
    Unreachable,
)
from bot.pace import Clock
from feedback.alarm_lost import not_reached
from feedback.messages import Claimed
from feedback.numbers import day
from feedback.ports import Database, Transaction
from feedback.wording import words

NOTICE_SECONDS = 45.0
NOTICE_AGAIN = timedelta(minutes=15)
NO_NOTICE = "NoNotice"
"""What is written beside a letter that no notice could tell of; a digest then looks for another road."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Windows:
    """What delivery asks before it writes to a platform with a window."""

    database: Database
    owner: str
    clock: Clock

    async def hold_closed(self, channel: Channel) -> None:
        """Whatever may not go now waits aside, but for letters of which a notice has still to tell."""
        window, told = channel.capabilities.window, channel.capabilities.notices
        if window is None:
            return
        async with self.database.reading() as tx:
            now = await self.clock.now(tx)
            late = await tx.windows.late(channel.name, now=now, window=window, told=told)
        if late:
            async with self.database.transact() as tx:
                held = await tx.windows.hold(late, now=now, window=window, told=told)
            log.info("letters held", extra={"fields": {"event": "held", "channel": channel.name, "count": held}})
            await self._ring_others(late)

    async def is_open(self, tx: Transaction, channel: Channel, chat: str, *, now: datetime) -> bool:
        """Whether this person may be written to now; asked where the letter begins, for its slot waits for nobody."""
        window = channel.capabilities.window
        return window is None or bool(await tx.windows.open([chat], now=now, window=window))

    async def tell(self, channel: Channel, claimed: Claimed, address: str) -> SendError | None:
        """Tell by a notice that this letter waits; without one it only waits. The trouble, where it says something of
        the platform as a whole."""
        if not isinstance(channel, Notifying) or not await self._wants_notice(channel, claimed):
            await self._put_back(claimed)
            await self._ring_others([claimed.letter.chat])
            return None
        wait, error = timedelta(), ""
        away: SendError | None = None
        try:
            notice = Notice(claimed.letter.subject or words("vi").say("notice.waits"), await self._today())
            async with asyncio.timeout(NOTICE_SECONDS):
                await channel.notify(address, notice)
        except (Rejected, Unreachable):
            error = NO_NOTICE
        except (Uncertain, TimeoutError):  # it may have gone, and each costs the office money
            error, away = Uncertain.__name__, Uncertain("no answer in time")
        except Throttled as throttled:
            wait, error = timedelta(seconds=throttled.retry_after), Throttled.__name__
        except SendError as trouble:
            wait, error = NOTICE_AGAIN, type(trouble).__name__
            away = None if isinstance(trouble, NotAccepted) else trouble  # notices are paid for: letters may go on
        fields = {"event": "notice", "channel": channel.name, "outcome": error or "told"}
        log.info("a notice was tried", extra={"fields": fields})
        await self._write_down(claimed, wait, error)
        await self._ring_others([claimed.letter.chat])
        return away

    async def _wants_notice(self, channel: Channel, claimed: Claimed) -> bool:
        """Not where there are none, and not where it came, or its window closed, since letters were held last."""
        if not channel.capabilities.notices:
            return False
        async with self.database.reading() as tx:
            return not await tx.windows.is_told_of(claimed.id, now=await self.clock.now(tx))

    async def _ring_others(self, chats: Sequence[str]) -> None:
        """An alarm is read too late by whoever must act first. Each in a transaction of its own: alarms are never
        locked together."""
        async with self.database.reading() as tx:
            chats = chats if await tx.alarms.open_ones() else []
        for chat in chats:
            async with self.database.transact() as tx:
                await not_reached(tx, chat, now=await self.clock.now(tx))

    async def _put_back(self, claimed: Claimed) -> None:
        async with self.database.transact() as tx:
            await tx.outbox.put_back(claimed.id, owner=self.owner)

    async def _write_down(self, claimed: Claimed, wait: timedelta, error: str) -> None:
        async with self.database.transact() as tx:
            now = await self.clock.now(tx)
            if wait:
                await tx.windows.put_off(claimed.id, owner=self.owner, due=now + wait, error=error)
            else:
                await tx.windows.told(claimed.id, owner=self.owner, at=now, error=error)

    async def _today(self) -> str:
        async with self.database.reading() as tx:
            return day(await self.clock.now(tx))
