"""Letters leave the house: claim with a lease, close the transaction, send, write down what became of it.

Which platform it is shows only in its rate and its errors. A letter is sent again when it surely did not go out, or
when a repeat does no harm; `once` letters whose fate is unclear are held as *unknown* and shown to an operator.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.channels.base import (
    Channel,
    Rejected,
    SendError,
    Throttled,
    Uncertain,
    Unreachable,
)
from bot.channels.rendering import render
from feedback.errors import StorageUnavailable
from feedback.messages import Claimed
from feedback.ports import Database, Outbox, Rate, ReplyBox

LEASE_SECONDS = 60.0
SEND_SECONDS = 45.0
"""Well inside the lease, so that no other replica begins while a slow call still goes on."""

DOUBTS = 8
"""After so many tries of unclear outcome a letter is held for a person: the chat behind it must not stay silent."""

IN_FLIGHT = 16
LOOK_AGAIN_SECONDS = 0.5
SOON_SECONDS = 0.05
SOON_ROUNDS = 20
"""After sending, slots open again within fractions of a second: so many short rests before the long ones."""
LONGEST_WAIT_SECONDS = 300

log = logging.getLogger(__name__)


@dataclass
class Delivery:
    """Sends what the outbox holds for the push channels. `wake()` is called after a commit that queued letters."""

    database: Database
    box: ReplyBox
    channels: Mapping[str, Channel]
    owner: str
    clock: Callable[[], datetime]
    _wakes: dict[str, asyncio.Event] = field(default_factory=dict, repr=False)

    def wake(self) -> None:
        """Letters may be waiting: each platform's line looks at once."""
        for event in self._wakes.values():
            event.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`; each platform has a line of its own, so that one outage delays nobody else."""
        pushing = [channel for channel in self.channels.values() if channel.capabilities.push]
        await asyncio.gather(*(self._serve(channel, stop) for channel in pushing))

    async def send_waiting(self, channel: Channel) -> int:
        """One round for one platform; how many letters were in hand."""
        rate = channel.capabilities.rate or Rate(overall=1000.0, per_chat=1000.0)
        async with self.database.transact() as tx:
            claimed = await tx.outbox.claim(
                channel=channel.name,
                rate=rate,
                owner=self.owner,
                now=self.clock(),
                lease_seconds=LEASE_SECONDS,
                limit=IN_FLIGHT,
            )
        ends = await asyncio.gather(*(self._send(channel, one) for one in claimed), return_exceptions=True)
        for error in ends:  # all were tried; a letter whose end could not be written down keeps its lease
            if isinstance(error, BaseException):
                raise error
        return len(claimed)

    async def _serve(self, channel: Channel, stop: asyncio.Event) -> None:
        empty_rounds, wake = SOON_ROUNDS, self._wakes.setdefault(channel.name, asyncio.Event())
        while not stop.is_set():
            empty_rounds = 0 if await self._round(channel) else empty_rounds + 1
            if empty_rounds:
                await _rest(stop, wake, SOON_SECONDS if empty_rounds <= SOON_ROUNDS else LOOK_AGAIN_SECONDS)

    async def _round(self, channel: Channel) -> int:
        try:
            return await self.send_waiting(channel)
        except StorageUnavailable:
            log.warning("outbox unavailable", extra={"fields": {"event": "outbox_unavailable"}})
        except Exception as error:
            log.error("delivery failed", exc_info=error, extra={"fields": {"event": "delivery_failed"}})
        return 0

    async def _send(self, channel: Channel, claimed: Claimed) -> None:
        async with self.database.transact() as tx:
            if not await tx.outbox.begin(claimed.id, owner=self.owner, now=self.clock()):
                return
        letter = claimed.letter
        try:
            _, address = self.box.open(letter.address)
            outgoing = render(letter.reply, channel.capabilities, subject=letter.subject)
            async with asyncio.timeout(SEND_SECONDS):
                platform_id = await channel.send(address, outgoing)
        except SendError as error:
            await self._failed(channel, claimed, error)
        except TimeoutError:
            await self._failed(channel, claimed, Uncertain("no answer in time"))
        except Exception as error:
            log.error(
                "sending failed", exc_info=error, extra={"fields": {"event": "send_bug", "channel": channel.name}}
            )
            await self._failed(channel, claimed, Uncertain(type(error).__name__))
        else:
            async with self.database.transact() as tx:
                await tx.outbox.sent(claimed.id, owner=self.owner, at=self.clock(), platform_id=platform_id)

    async def _failed(self, channel: Channel, claimed: Claimed, error: SendError) -> None:
        name = type(error).__name__
        log.info("not sent", extra={"fields": {"event": "not_sent", "channel": channel.name, "error": name}})
        async with self.database.transact() as tx:
            match error:
                case Throttled() as throttled:
                    await self._wait(tx.outbox, channel, claimed, throttled)
                case Unreachable():
                    await tx.outbox.give_up(claimed.id, owner=self.owner, error=name)
                    await tx.chats.mark_unreachable(claimed.letter.chat)
                case Rejected():
                    await tx.outbox.give_up(claimed.id, owner=self.owner, error=f"{name}: {error}")
                case Uncertain() if claimed.letter.once or claimed.tries >= DOUBTS:
                    await tx.outbox.give_up(claimed.id, owner=self.owner, error=name, unknown=True)
                case _:
                    due = self.clock() + timedelta(seconds=back_off(claimed.tries, claimed.id))
                    await tx.outbox.postpone(claimed.id, owner=self.owner, due=due, error=name)

    async def _wait(self, outbox: Outbox, channel: Channel, claimed: Claimed, throttled: Throttled) -> None:
        due = self.clock() + timedelta(seconds=throttled.retry_after)
        await outbox.postpone(claimed.id, owner=self.owner, due=due, error=type(throttled).__name__)
        if throttled.everybody:
            await outbox.pause(channel.name, until=due)


async def _rest(stop: asyncio.Event, wake: asyncio.Event, seconds: float) -> None:
    waits = [asyncio.create_task(event.wait()) for event in (wake, stop)]
    _, pending = await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    for wait in pending:
        wait.cancel()
    wake.clear()


def back_off(tries: int, id: int) -> float:
    """Seconds until the next try: doubling up to five minutes, spread by the letter's own number."""
    wait = min(LONGEST_WAIT_SECONDS, 2.0 ** min(tries, 10))
    return wait * (1.0 + (id % 16) / 32)
