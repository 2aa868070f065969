"""A ring that reaches nobody is not waited for."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import update

from feedback.alarm_lost import not_reached
from feedback.messages import Chat
from storage.maintenance import Database
from storage.tables import outbox
from tests.support.alarming import NIGHT, add, after, heard, opened, rings, steps
from tests.support.builders import BOX
from tests.support.casework import LAN
from tests.support.cast import (
    DUNG,
    HANH,
    NOW,
)
from tests.support.reviewing import BINH


async def fails(database: Database, who: str, *, platform: str = "console") -> None:
    """The letter to this chat was given up; then the alarm is asked."""
    tag = BOX.tag(platform, who)
    async with database.transact() as tx:
        await tx.executor.run(update(outbox).where(outbox.c.chat == tag).values(state="failed"))
    async with database.transact() as tx:
        await not_reached(tx, tag, now=after(1))


async def in_telegram(database: Database) -> None:
    """Bà Hạnh has a second chat."""
    async with database.transact() as tx:
        tag, seal = BOX.tag("telegram", "hanh"), BOX.seal("telegram", "hanh")
        await tx.chats.save([Chat(tag, "telegram", seal, officer_id=HANH.id)], at=NOW)


async def test_a_ring_that_fails_for_good_is_not_waited_for(database: Database) -> None:
    await opened(database, HANH, DUNG)
    await fails(database, "hanh")
    assert await rings(database, 1) == [1]
    assert len(await heard(database, "dung")) == 1


async def test_one_of_two_chats_leaves_the_other_its_minutes_however_often_it_fails(database: Database) -> None:
    await in_telegram(database)
    await opened(database, HANH, DUNG)
    await fails(database, "hanh")
    await fails(database, "hanh")
    assert await rings(database, 2, 15) == [0, 1]


async def test_a_chat_that_is_shut_beside_one_that_is_open_is_not_counted_twice(database: Database) -> None:
    await in_telegram(database)
    await opened(database, HANH, DUNG)
    async with database.transact() as tx:
        await tx.chats.mark_unreachable(BOX.tag("console", "hanh"))
    for _ in range(2):
        async with database.transact() as tx:
            await not_reached(tx, BOX.tag("console", "hanh"), now=after(1))
    assert await rings(database, 2) == [0]
    await fails(database, "hanh", platform="telegram")
    assert await rings(database, 2) == [1]


async def test_two_of_a_step_who_fail_at_the_same_moment_ring_the_next(database: Database) -> None:
    await add(database, BINH)
    await opened(database, HANH, BINH, DUNG)
    await asyncio.gather(fails(database, "hanh"), fails(database, "binh"))
    assert await rings(database, 2) == [1]


async def test_a_letter_that_waits_for_its_persons_act_is_as_good_as_lost(database: Database) -> None:
    await opened(database, HANH, DUNG)
    tag = BOX.tag("console", "hanh")
    async with database.transact() as tx:
        await tx.windows.hold([tag], now=after(0), window=timedelta(0), told=False)
        await not_reached(tx, tag, now=after(1))
    assert await rings(database, 1) == [1]


async def test_another_letter_that_fails_says_nothing_of_the_alarm(database: Database) -> None:
    await opened(database, HANH, DUNG)
    async with database.transact() as tx:
        await not_reached(tx, BOX.tag("console", "hanh"), now=after(1))
        await not_reached(tx, LAN, now=after(1))
    assert await rings(database, 1) == [0]


@pytest.mark.parametrize("above", [True, False])
async def test_a_platform_that_is_left_alone_is_not_waited_for_unless_there_is_nothing_else(
    database: Database, *, above: bool
) -> None:
    await in_telegram(database)
    async with database.transact() as tx:
        for _ in range(20):
            await tx.outbox.platform_failed("telegram", "away", at=NIGHT, trial=False, grave=True)
    await opened(database, *([DUNG] if above else []))
    assert len(await heard(database, "dung")) == above
    async with database.reading() as tx:
        assert len(await tx.outbox.waiting(BOX.tag("telegram", "hanh"), at=after(0), limit=9)) == 1
    assert await steps(database) == ([(3, HANH.id), (3, DUNG.id)] if above else [(1, HANH.id)])
