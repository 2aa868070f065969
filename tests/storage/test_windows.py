"""Letters for people who may not be written to: held, released in order, and never in anybody's way."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from feedback.messages import Claimed, Lane, Letter
from feedback.ports import Rate
from storage.maintenance import Database
from storage.tables import chats, outbox
from storage.windows import HELD
from tests.support.builders import BOX, a_chat, a_letter, later
from tests.support.cast import NOW, TUAN

OA = "zalo-oa"
LAN, HOA = BOX.tag(OA, "lan"), BOX.tag(OA, "hoa")
WINDOW = timedelta(hours=48)


async def heard(database: Database, who: str, at: datetime | None) -> None:
    async with database.transact() as tx:
        await tx.chats.save([replace(a_chat(who, channel=OA), heard_at=at)], at=NOW)


async def queue(database: Database, *letters: Letter) -> None:
    async with database.transact() as tx:
        await tx.outbox.add(letters, at=NOW)


def to(who: str, text: str = "Trả lời", lane: Lane = Lane.ALERT) -> Letter:
    return a_letter(text, to=who, channel=OA, lane=lane)


async def hold(database: Database, *, now: datetime = NOW, told: bool = False) -> list[str]:
    async with database.transact() as tx:
        late = await tx.windows.late(OA, now=now, window=WINDOW, told=told)
        if late:
            await tx.windows.hold(late, now=now, window=WINDOW, told=told)
    return late


async def claim(database: Database, *, now: datetime = NOW) -> list[Claimed]:
    async with database.transact() as tx:
        rate = Rate(1000.0, 1000.0)
        return await tx.outbox.claim(channel=OA, rate=rate, owner="me", now=now, lease_seconds=60, limit=9)


async def release(database: Database, *tags: str, at: datetime = NOW) -> None:
    async with database.transact() as tx:
        await tx.windows.release(tags, at=at)


def texts(claimed: list[Claimed]) -> list[str]:
    return [one.letter.reply.text for one in claimed]


async def test_within_the_window_nothing_is_held(database: Database) -> None:
    await heard(database, "lan", later(hours=-47))
    await queue(database, to("lan"))
    assert await hold(database) == []
    assert len(await claim(database)) == 1


@pytest.mark.parametrize("at", [later(hours=-49), None])
async def test_beyond_it_a_letter_is_held_and_in_nobodys_way(database: Database, at: datetime | None) -> None:
    await heard(database, "lan", at)
    await heard(database, "hoa", NOW)
    await queue(database, to("lan"), to("hoa", "Cho chị Hoa"))
    assert await hold(database) == [LAN]
    assert texts(await claim(database)) == ["Cho chị Hoa"]
    async with database.reading() as tx:
        backlog = await tx.outbox.backlog(now=later(days=30))
    assert (backlog["waiting"], backlog["failed"], backlog["oldest_seconds"]) == (1, 0, 0)


async def test_who_acts_gets_what_waited_first_and_in_its_order(database: Database) -> None:
    await heard(database, "lan", later(hours=-49))
    await queue(database, to("lan", "một"), to("lan", "hai", Lane.DIGEST))
    await hold(database)
    await release(database, LAN)
    await heard(database, "lan", NOW)
    await queue(database, to("lan", "ba", Lane.REPLY))
    order = []
    for step in range(3):
        [one] = await claim(database, now=later(seconds=step + 1))
        order += texts([one])
        async with database.transact() as tx:
            await tx.outbox.sent(one.id, owner="me", at=NOW, platform_id="x")
    assert order == ["một", "hai", "ba"]


async def test_other_peoples_letters_stay_held(database: Database) -> None:
    for who in ("lan", "hoa"):
        await heard(database, who, later(hours=-49))
        await queue(database, to(who))
    await hold(database)
    await release(database, LAN)
    assert [one.letter.chat for one in await claim(database)] == [LAN]


async def test_a_letter_planned_for_later_is_not_brought_forward(database: Database) -> None:
    await heard(database, "lan", later(hours=-49))
    await queue(database, a_letter("mai", to="lan", channel=OA, due=later(days=1)))
    await hold(database)
    await release(database, LAN)
    assert await claim(database) == []


async def test_with_notices_only_what_was_told_of_is_held(database: Database) -> None:
    await heard(database, "lan", later(hours=-49))
    await queue(database, to("lan", "một"), to("lan", "hai"))
    assert await hold(database, told=True) == []
    [first] = await claim(database)
    async with database.transact() as tx:
        await tx.windows.told(first.id, owner="me", at=NOW)
    assert await claim(database) == []  # one notice spoke for both
    await queue(database, to("lan", "ba"))
    assert await hold(database, told=True) == [LAN]  # the notice of today speaks for this one too
    assert await claim(database) == []


async def test_a_letter_that_comes_days_later_is_worth_a_notice_of_its_own(database: Database) -> None:
    await heard(database, "lan", later(hours=-49))
    await queue(database, to("lan", "một"))
    [first] = await claim(database)
    async with database.transact() as tx:
        await tx.windows.told(first.id, owner="me", at=NOW)
    await queue(database, to("lan", "hai"))
    assert await hold(database, now=later(days=2), told=True) == []
    assert texts(await claim(database, now=later(days=2))) == ["hai"]


async def test_a_notice_that_must_wait_is_tried_again_unless_the_person_acts(database: Database) -> None:
    await heard(database, "lan", later(hours=-49))
    await queue(database, to("lan", "một"), to("lan", "hai"))
    [first] = await claim(database)
    async with database.transact() as tx:
        await tx.windows.put_off(first.id, owner="me", due=later(minutes=15), error="Throttled")
    assert await claim(database) == []
    assert len(await claim(database, now=later(minutes=16))) == 1
    async with database.transact() as tx:
        await tx.windows.put_off(first.id, owner="me", due=later(minutes=31), error="Throttled")
    await release(database, LAN, at=later(minutes=17))
    assert texts(await claim(database, now=later(minutes=18))) == ["một"]
    assert first.tries == 0


async def test_the_platform_may_close_a_window_that_we_thought_open(database: Database) -> None:
    await heard(database, "lan", NOW)
    async with database.transact() as tx:
        await tx.windows.close(LAN)
        assert await tx.windows.open([LAN, HOA], now=NOW, window=WINDOW) == set()


async def test_the_last_act_of_staff_is_kept_by_the_day(database: Database) -> None:
    async with database.transact() as tx:
        chat = a_chat("tuan", channel=OA, officer=TUAN)
        await tx.chats.save([replace(chat, heard_at=NOW)], at=NOW)
        [row] = await tx.executor.rows(select(chats.c.heard_at).where(chats.c.tag == chat.tag))
    assert (row.heard_at.hour, row.heard_at.minute) == (0, 0)
    assert NOW - timedelta(days=1) < row.heard_at <= NOW


async def test_whoever_acts_while_letters_are_being_held_never_misses_them(database: Database) -> None:
    """Her act is written but not yet committed when the hold begins: it must wait for her, and then leave her be."""
    await heard(database, "lan", later(hours=-49))
    await queue(database, to("lan"))
    async with database.reading() as tx:
        late = await tx.windows.late(OA, now=NOW, window=WINDOW, told=False)

    async def hold_them() -> None:
        async with database.transact() as tx:
            await tx.windows.hold(late, now=NOW, window=WINDOW, told=False)

    async with database.transact() as tx:
        chat = (await tx.chats.lock([LAN]))[LAN]
        await tx.chats.save([replace(chat, heard_at=NOW)], at=NOW)
        await tx.windows.release([LAN], at=NOW)
        holding = asyncio.create_task(hold_them())
        await asyncio.wait({holding}, timeout=0.3)
    await holding
    async with database.reading() as tx:
        stuck = await tx.executor.rows(select(outbox.c.id).where(outbox.c.due == HELD))
    assert stuck == []
