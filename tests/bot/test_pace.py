"""A call begins within its slot or not at all, and a slow disk learns to begin earlier."""

import asyncio
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from bot.channels.base import Capabilities, Outgoing
from bot.delivery import Delivery, InHand
from bot.pace import FIRST_LEAD, LONGEST_LEAD, MOVING, SHORTEST_LEAD, Clock, Look, Pace
from feedback.ports import SLOT_GRACE
from storage.gate import Gate, interval
from storage.maintenance import Database, open_database
from tests.storage.test_gate import busiest
from tests.storage.test_lines import queue
from tests.support.builders import BOX, a_letter
from tests.support.cast import NOW, SECRET
from tests.support.fakes import AS_TELEGRAM, RecordingChannel


@dataclass
class CountedClock(Clock):
    """Waits take exactly as long as asked, and `late` more."""

    counted: float = 1000.0
    late: float = 0.0
    waits: list[float] = field(default_factory=list)

    def count(self) -> float:
        return self.counted

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.counted += seconds + self.late


LOOK = Look(NOW, before=1000.0, after=1000.0)


async def test_a_call_waits_for_its_slot() -> None:
    clock = CountedClock()
    assert await Pace(clock).meet(NOW + timedelta(seconds=0.4), LOOK)
    assert clock.waits == [pytest.approx(0.4)]


@pytest.mark.parametrize(("late", "kept"), [(SLOT_GRACE - 0.001, True), (SLOT_GRACE + 0.001, False)])
async def test_a_slot_that_passed_is_lost(late: float, kept: bool) -> None:
    assert await Pace(CountedClock(late=late)).meet(NOW + timedelta(seconds=0.4), LOOK) is kept


async def test_never_earlier_than_the_shared_clock_can_mean() -> None:
    """Asking took 0.2 s: the answer may be as old as that, or fresh. Neither begins too early or too late."""
    clock = CountedClock()
    look = Look(NOW, before=999.8, after=1000.0)
    assert not await Pace(clock).meet(NOW + timedelta(seconds=0.4), look)
    assert clock.counted == pytest.approx(1000.4)


async def test_missed_slots_make_the_lead_longer_and_kept_ones_shorten_it_again() -> None:
    clock = CountedClock(late=1.0)
    pace = Pace(clock)
    for _ in range(9):
        await pace.meet(NOW + timedelta(seconds=clock.counted - 999), LOOK)
    assert pace.lead == LONGEST_LEAD
    clock.late = 0.0
    for _ in range(3000):
        await pace.meet(NOW + timedelta(seconds=clock.counted - 1000), LOOK)
    assert pace.lead == SHORTEST_LEAD < FIRST_LEAD


@pytest.mark.parametrize(("late", "goes"), [(0.1, True), (0.24, True), (0.3, False)])
async def test_a_call_a_little_late_moves_the_next_slots_on_and_goes(
    database: Database, late: float, goes: bool
) -> None:
    clock, channel = CountedClock(), RecordingChannel(capabilities=AS_TELEGRAM)
    delivery = Delivery(database, BOX, {"telegram": channel}, "me", clock)
    await queue(database, a_letter("một"), a_letter("hai", to="sau"))
    (first, second) = await delivery.claim(channel)
    clock.late = late
    await delivery.deliver(channel, first)
    assert [outgoing.texts[0].split("\n")[0] for _, outgoing in channel.sent] == (["một"] if goes else [])
    async with database.transact() as tx:
        moved = (await Gate(tx.executor, "telegram").lock()).next_at - second.claimed.slot - interval(28.0)
    covered = clock.counted - 1000 - first_slot(first) + MOVING
    assert moved.total_seconds() == pytest.approx(covered if goes else 0, abs=1e-3)


def first_slot(one: InHand) -> float:
    """Seconds from the claim to its slot."""
    return (one.claimed.slot - one.look.said).total_seconds()


@dataclass
class Counting(RecordingChannel):
    """Notes when each call began."""

    capabilities: Capabilities = AS_TELEGRAM
    begun: list[tuple[str, float]] = field(default_factory=list)

    async def send(self, address: str, outgoing: Outgoing) -> str:
        self.begun.append((address, time.monotonic()))
        return await super().send(address, outgoing)


@pytest.mark.slow
async def test_two_replicas_at_work_never_pass_the_rate(database: Database, database_url: str) -> None:
    """Calls that come late are given up, so this holds however busy the machine is."""
    other, channel, stop = open_database(database_url, SECRET), Counting(), asyncio.Event()
    await queue(database, *(a_letter(to=f"người {number % 60}") for number in range(80)))
    opened = [(database, "a"), (other, "b")]
    deliveries = [Delivery(one, BOX, {"telegram": channel}, owner) for one, owner in opened]
    working = asyncio.gather(*(delivery.run(stop) for delivery in deliveries))
    async with asyncio.timeout(60):
        while len(channel.sent) < 80:
            await asyncio.sleep(0.05)
    stop.set()
    await working
    await other.close()
    assert len(channel.sent) == 80
    assert busiest([moment(at) for _, at in channel.begun]) <= 28
    for address in {address for address, _ in channel.begun}:
        assert busiest([moment(at) for to, at in channel.begun if to == address]) == 1


def moment(count: float) -> datetime:
    """For a difference, any beginning will do."""
    return NOW + timedelta(seconds=count)
