"""What became of a letter, and what that says about its chat and its platform.

Every way of failing has its own consequence (`bot/channels/base.py` names them). Only a platform that cannot be reached
or breaks down counts against the platform; a mistake of ours counts against nobody but the letter.
"""

import logging
from dataclasses import dataclass, field
from datetime import timedelta

from bot.channels.base import (
    Channel,
    NotAccepted,
    OutsideWindow,
    Rejected,
    SendError,
    Throttled,
    Unavailable,
    Uncertain,
    Unreachable,
    Unwanted,
)
from bot.pace import Clock
from feedback.alarm_lost import not_reached
from feedback.invitation_ports import End
from feedback.invitations import INVITATION, invitation_ended
from feedback.messages import Claimed
from feedback.ports import Database, Transaction

DOUBTS = 8
"""After so many tries without a clear end a letter is held for a person: the chat behind it must not stay silent."""

LONGEST_WAIT_SECONDS = 300

log = logging.getLogger(__name__)


@dataclass
class Outcomes:
    """Writes down the end of each try, in one short transaction."""

    database: Database
    owner: str
    clock: Clock
    _throttled: dict[str, tuple[str, float]] = field(default_factory=dict, repr=False)

    async def sent(self, channel: Channel, claimed: Claimed, platform_id: str, *, last: bool) -> None:
        """A message went out; `last` when nothing of the letter is left."""
        async with self.database.transact() as tx:
            if last:
                at = await self.clock.now(tx)
                await tx.outbox.sent(claimed.id, owner=self.owner, at=at, platform_id=platform_id)
                await self._over(tx, claimed, End.SENT)
            else:
                await tx.outbox.part_sent(claimed.id, owner=self.owner)
            if channel.capabilities.echoes and platform_id:
                await tx.echoes.note_id(claimed.letter.chat, platform_id, at=await self.clock.now(tx))
            await self._platform_worked(tx, channel, claimed)

    async def failed(self, channel: Channel, claimed: Claimed, error: SendError) -> None:
        """It did not go out, or nobody knows."""
        name, lost = type(error).__name__, isinstance(error, Unreachable | Rejected)
        log.info("not sent", extra={"fields": {"event": "not_sent", "channel": channel.name, "error": name}})
        async with self.database.transact() as tx:
            match error:
                case Throttled():
                    await self._wait(tx, channel, claimed, error)
                case Unreachable():
                    await tx.outbox.give_up(claimed.id, owner=self.owner, error=name)
                    await tx.chats.mark_unreachable(claimed.letter.chat)
                    await self._over(tx, claimed, End.REFUSED if isinstance(error, Unwanted) else End.FAILED)
                case OutsideWindow():  # the platform knows better than we when the person acted last
                    await tx.outbox.put_back(claimed.id, owner=self.owner)
                    await tx.windows.close(claimed.letter.chat)
                case Rejected():
                    await tx.outbox.give_up(claimed.id, owner=self.owner, error=_told(error))
                    await self._over(tx, claimed, End.REJECTED)
                case Unavailable() | Uncertain():
                    works = await self._platform_failed(tx, channel, claimed, error)
                    doubtful = isinstance(error, Uncertain)
                    lost = await self._again(tx, claimed, _told(error), doubtful=doubtful, works=works)
                case _:
                    lost = await self._again(tx, claimed, _told(error), doubtful=False, works=True)
            if not isinstance(error, Unavailable | Uncertain):
                await self._platform_worked(tx, channel, claimed)
        if lost:
            await self._next_is_rung(claimed)

    async def _next_is_rung(self, claimed: Claimed) -> None:
        """Of an alarm whoever cannot be reached is not waited for. In a transaction of its own: whoever takes an alarm
        holds its row before letters."""
        async with self.database.transact() as tx:
            await not_reached(tx, claimed.letter.chat, now=await self.clock.now(tx))

    async def stumbled(self, claimed: Claimed, error: Exception) -> None:
        """Our own mistake: it says nothing about the platform, and nobody knows how far the call went."""
        async with self.database.transact() as tx:
            lost = await self._again(tx, claimed, type(error).__name__, doubtful=True, works=True)
        if lost:
            await self._next_is_rung(claimed)

    async def not_tried(self, claimed: Claimed) -> None:
        """Its slot passed; it takes another one."""
        async with self.database.transact() as tx:
            await tx.outbox.put_back(claimed.id, owner=self.owner)

    async def no_answer(self, channel: Channel, claimed: Claimed, error: Exception) -> None:
        """The platform is still away; the letter that was to be the trial was not touched."""
        async with self.database.transact() as tx:
            await tx.outbox.put_back(claimed.id, owner=self.owner)
            await self._platform_failed(tx, channel, claimed, error)

    async def trial_ended(self, channel: Channel, claimed: Claimed, error: SendError | None) -> None:
        """A trial whose letter could not go for a reason of its own: whether the platform answered all the same."""
        async with self.database.transact() as tx:
            if error:
                await self._platform_failed(tx, channel, claimed, error)
            else:
                await self._platform_worked(tx, channel, claimed)

    async def _again(self, tx: Transaction, claimed: Claimed, error: str, *, doubtful: bool, works: bool) -> bool:
        """Later, or held for a person (True): when a repeat would do harm, or when only this letter keeps failing."""
        hopeless = claimed.tries >= DOUBTS and (doubtful or works)
        if hopeless or (doubtful and claimed.letter.once):
            await tx.outbox.give_up(claimed.id, owner=self.owner, error=error, unknown=True)
            await self._over(tx, claimed, End.UNKNOWN)
            return True
        tries = claimed.tries if works else 0  # in an outage the breaker spaces the tries, for all letters together
        due = await self.clock.now(tx) + timedelta(seconds=back_off(tries, claimed.id))
        await tx.outbox.postpone(claimed.id, owner=self.owner, due=due, error=error, counts=works or doubtful)
        return False

    async def _over(self, tx: Transaction, claimed: Claimed, end: End) -> None:
        """An invitation's end is counted where it is written."""
        if claimed.letter.reply.kind == INVITATION:
            await invitation_ended(tx, claimed.letter.chat, end, at=await self.clock.now(tx))

    async def _wait(self, tx: Transaction, channel: Channel, claimed: Claimed, throttled: Throttled) -> None:
        due = await self.clock.now(tx) + timedelta(seconds=throttled.retry_after)
        await tx.outbox.postpone(claimed.id, owner=self.owner, due=due, error=type(throttled).__name__, counts=False)
        if throttled.everybody or self._is_second(channel, claimed, throttled):
            await tx.outbox.pause(channel.name, until=due)

    def _is_second(self, channel: Channel, claimed: Claimed, throttled: Throttled) -> bool:
        """Two chats told to wait at the same time: the platform means us, not them."""
        chat, until = self._throttled.get(channel.name, ("", 0.0))
        count = self.clock.count()
        self._throttled[channel.name] = (claimed.letter.chat, count + throttled.retry_after)
        return chat not in ("", claimed.letter.chat) and count < until

    async def _platform_worked(self, tx: Transaction, channel: Channel, claimed: Claimed) -> None:
        await tx.outbox.platform_worked(channel.name, trial=claimed.trial)
        if claimed.trial:
            log.warning("platform works again", extra={"fields": {"event": "platform_back", "channel": channel.name}})

    async def _platform_failed(self, tx: Transaction, channel: Channel, claimed: Claimed, error: Exception) -> bool:
        """Count it; whether the platform is still written to."""
        grave = isinstance(error, NotAccepted)
        pause = await tx.outbox.platform_failed(
            channel.name, _told(error), at=await self.clock.now(tx), trial=claimed.trial, grave=grave
        )
        if pause:
            seconds, name = pause.total_seconds(), type(error).__name__
            fields = {"event": "platform_rests", "channel": channel.name, "error": name, "wait_s": seconds}
            log.log(logging.ERROR if grave else logging.WARNING, "platform left alone", extra={"fields": fields})
        return pause is None


def back_off(tries: int, id: int) -> float:
    """Seconds until the next try: doubling up to five minutes, spread by the letter's own number."""
    wait = min(LONGEST_WAIT_SECONDS, 2.0 ** min(tries, 10))
    return wait * (1.0 + (id % 16) / 32)


def _told(error: Exception) -> str:
    """The channels' own phrases: no address, no key and no word of the letter is in them."""
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
