"""No second, wherever it begins, holds more letters than the platform's rate, and nearly as many go out."""

import asyncio
import random
from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo
from itertools import count
from pathlib import Path
from typing import Self

import pytest
from sqlalchemy import select

from feedback.errors import StorageUnavailable
from feedback.messages import Claimed
from feedback.ports import SLOT_GRACE, Rate
from storage import transaction
from storage.gate import AHEAD, Gate
from storage.maintenance import Database, open_database
from storage.tables import gate
from tests.storage.test_lines import queue
from tests.storage.test_outbox import FAST, claim, texts
from tests.support.builders import a_letter, later
from tests.support.cast import SECRET
from tests.support.databases import PostgresTemplate

TELEGRAM = Rate(overall=28.0, per_chat=1.0)
SECOND = timedelta(seconds=1)


def busiest(moments: list[datetime]) -> int:
    """The most of them within one second, the end not counted."""
    moments = sorted(moments)
    return max(sum(start <= at < start + SECOND for at in moments) for start in moments)


async def report(database: Database, claimed: list[Claimed], owner: str) -> None:
    """They went out."""
    async with database.transact() as tx:
        for one in claimed:
            await tx.outbox.sent(one.id, owner=owner, at=one.slot, platform_id="")


async def test_two_replicas_that_are_late_as_allowed_never_pass_the_rate(database: Database, database_url: str) -> None:
    chance, other = random.Random(4), open_database(database_url, SECRET)
    await queue(database, *(a_letter(to=f"người {number}") for number in range(360)))
    departures: list[datetime] = []
    for tick in count(0):
        after = tick * 0.25 + chance.uniform(0, 0.2)
        one, owner = chance.choice([(database, "a"), (other, "b")])
        claimed = await claim(one, owner=owner, after=after, rate=TELEGRAM, limit=99, lead=chance.uniform(0, 0.2))
        departures += [one.slot + timedelta(seconds=chance.choice((0, SLOT_GRACE))) for one in claimed]
        if after > 12:
            break
    await other.close()
    assert busiest(departures) <= 28
    within = [at for at in departures if at < min(departures) + 10 * SECOND]
    assert len(within) >= 0.95 * 28 * 10


@pytest.fixture
def server_url(postgres_template: PostgresTemplate, tmp_path: Path) -> Iterator[str]:
    with postgres_template.copy(tmp_path) as url:
        yield url


@pytest.mark.postgres
async def test_replicas_ask_the_servers_clock_and_not_their_own(
    server_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Wrong(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            raise AssertionError("a replica's own clock was asked")

    one, two = open_database(server_url, SECRET), open_database(server_url, SECRET)
    monkeypatch.setattr(transaction, "datetime", Wrong)
    async with one.transact() as first, two.transact() as second:
        assert abs(await first.now() - await second.now()) < SECOND
    await one.close()
    await two.close()


@pytest.mark.postgres
async def test_while_one_replica_hands_out_slots_no_other_does(server_url: str) -> None:
    one, two = open_database(server_url, SECRET), open_database(server_url, SECRET)
    await claim(one)  # the gate's row is there
    how = {"now": later(), "lead": timedelta(), "limit": 9}
    async with one.transact() as first:
        assert len(await Gate(first.executor, "telegram").slots(28.0, **how)) == 9  # type: ignore[arg-type]
        with pytest.raises(StorageUnavailable):  # it waits, and gives up after a second
            async with two.transact() as second:
                await Gate(second.executor, "telegram").slots(28.0, **how)  # type: ignore[arg-type]
    await one.close()
    await two.close()


async def test_two_looks_at_the_same_moment_get_different_slots(database: Database, database_url: str) -> None:
    other = open_database(database_url, SECRET)
    await queue(database, *(a_letter(to=f"người {number}") for number in range(60)))
    found = await asyncio.gather(claim(database, owner="a", rate=TELEGRAM), claim(other, owner="b", rate=TELEGRAM))
    await other.close()
    slots = [one.slot for claimed in found for one in claimed]
    assert len(slots) == len(set(slots))
    assert max(slots) <= later() + AHEAD


async def test_no_slot_lies_before_the_claimer_can_begin(database: Database) -> None:
    await queue(database, a_letter())
    (claimed,) = await claim(database, lead=0.3)
    assert claimed.slot == later(seconds=0.3)


async def test_no_chat_is_written_to_faster_than_its_platform_allows(database: Database) -> None:
    rate = Rate(overall=1000.0, per_chat=1.0)
    await queue(database, a_letter("một"), a_letter("hai"))
    first = await claim(database, rate=rate)
    await report(database, first, "a")
    assert await claim(database, rate=rate, after=1.04) == []
    (second,) = await claim(database, rate=rate, after=1.045)
    assert second.slot - first[0].slot >= timedelta(seconds=1 + SLOT_GRACE)


async def test_when_the_platform_asks_to_wait_nobody_sends(database: Database) -> None:
    await queue(database, *(a_letter(to=f"người {number}") for number in range(3)))
    async with database.transact() as tx:
        await tx.outbox.pause("telegram", until=later(seconds=30))
        await tx.outbox.pause("telegram", until=later(seconds=10))  # an earlier wish does not shorten it
    assert await claim(database, after=29.9) == []
    assert len(await claim(database, after=31)) == 3


async def test_a_letter_in_hand_is_held_back_when_the_platform_asks_to_wait(database: Database) -> None:
    await queue(database, a_letter())
    (claimed,) = await claim(database)
    async with database.transact() as tx:
        await tx.outbox.pause("telegram", until=later(seconds=30))
        assert not await tx.outbox.begin(claimed.id, owner="a", now=later(seconds=1))
        await tx.outbox.put_back(claimed.id, owner="a")
    (again,) = await claim(database, after=30)
    assert (again.id, again.tries) == (claimed.id, 0)


async def test_a_platform_without_a_rate_takes_what_is_there(database: Database) -> None:
    await queue(database, *(a_letter(to=f"người {number}") for number in range(20)))
    assert len(await claim(database, rate=Rate(0.0, 0.0), limit=12)) == 12
    assert len(await claim(database, rate=Rate(0.0, 0.0), limit=12)) == 8


@pytest.mark.parametrize("limit", [0, 1, 5])
async def test_never_more_than_asked_for(database: Database, limit: int) -> None:
    await queue(database, *(a_letter(str(number), to=f"người {number}") for number in range(9)))
    assert texts(await claim(database, rate=FAST, limit=limit)) == [str(number) for number in range(limit)]


async def test_when_a_chat_was_written_to_is_forgotten_also_while_nothing_is_sent(database: Database) -> None:
    """The row tells the moment of the last letter: nothing in a copy may tell more of it than a minute back."""
    await queue(database, a_letter(to="lan"))
    (claimed,) = await claim(database, rate=TELEGRAM)
    await report(database, [claimed], "a")
    assert await _chats_at_the_gate(database) == 1
    assert await claim(database, after=30, rate=TELEGRAM) == []
    assert await _chats_at_the_gate(database) == 1  # a late call may still move its slot
    assert await claim(database, after=70, rate=TELEGRAM) == []
    assert await _chats_at_the_gate(database) == 0


async def _chats_at_the_gate(database: Database) -> int:
    async with database.reading() as tx:
        return len(await tx.executor.rows(select(gate.c.chat).where(gate.c.chat != "")))
