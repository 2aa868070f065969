"""A digest whose chat turned out to be shut still reaches bà Hạnh: by mail, once, and the ledger says so."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from digest.letters import Roads
from digest.rerouting import reroute
from digest.weekly import KIND, send_due
from feedback.periods import Week
from feedback.wording import words
from storage.maintenance import Database
from storage.tables import outbox, units
from storage.windows import HELD
from tests.support.builders import BOX, a_chat, later
from tests.support.cast import AN_BINH, HANH, NOW

WEEK = Week(2026, 31)
OA = "zalo-oa"
ROADS = Roads(push={"telegram", OA}, mail=True, windows={OA: timedelta(hours=48)})
MAILED = ("hanh:mail", "mail", "waiting")


async def has(database: Database, channel: str, *, heard_at: datetime | None = NOW) -> str:
    """Bà Hạnh linked a chat there; which recipient the ledger will call it."""
    chat = replace(a_chat("hanh", channel=channel, officer=HANH), heard_at=heard_at)
    async with database.transact() as tx:
        await tx.chats.save([chat], at=NOW)
        await tx.executor.run(update(units).values(since=WEEK.start))  # nothing to catch up
    return f"hanh:{channel}:{chat.tag[:8]}"


async def monday(database: Database, *, roads: Roads = ROADS, now: datetime = NOW) -> None:
    await send_due(database, now=now, owner="me", box=BOX, words=words("vi"), roads=roads)


async def look_again(database: Database, *, roads: Roads = ROADS, now: datetime = NOW) -> int:
    return await reroute(database, now=now, box=BOX, words=words("vi"), roads=roads)


async def sendings(database: Database) -> list[tuple[str, str, str]]:
    async with database.reading() as tx:
        return await tx.digests.sendings(AN_BINH.id, WEEK, KIND)


async def ends(database: Database, channel: str, **how: object) -> None:
    """What delivery wrote beside the letter."""
    async with database.transact() as tx:
        await tx.executor.run(update(outbox).where(outbox.c.channel == channel).values(**how))


@pytest.mark.parametrize("error", ["Unreachable", "unreachable"])
async def test_who_blocked_the_bot_meanwhile_gets_a_mail(database: Database, error: str) -> None:
    chat = await has(database, "telegram")
    await monday(database)
    await ends(database, "telegram", state="failed", error=error)
    assert await look_again(database) == 1
    assert await sendings(database) == [(chat, "telegram", "failed"), MAILED]


async def test_it_is_one_mail_however_many_replicas_look_and_however_often(database: Database) -> None:
    await has(database, "telegram")
    await monday(database)
    await ends(database, "telegram", state="failed", error="Unreachable")
    assert sum(await asyncio.gather(*(look_again(database) for _ in range(3)))) == 1
    assert await look_again(database) == 0


async def test_a_chat_that_works_is_enough(database: Database) -> None:
    await has(database, "telegram")
    await has(database, OA)
    await monday(database)
    await ends(database, "telegram", state="failed", error="Unreachable")
    assert await look_again(database) == 0


@pytest.mark.parametrize("state", ["waiting", "leased", "sent", "unknown"])
async def test_what_may_still_arrive_is_not_sent_twice(database: Database, state: str) -> None:
    await has(database, "telegram")
    await monday(database)
    await ends(database, "telegram", state=state)
    assert await look_again(database) == 0


async def test_a_letter_that_is_refused_is_the_operators_not_the_postmans(database: Database) -> None:
    await has(database, "telegram")
    await monday(database)
    await ends(database, "telegram", state="failed", error="Rejected: bad request")
    assert await look_again(database) == 0


@pytest.mark.parametrize("error", ["OutsideWindow", "NoNotice"])
async def test_a_letter_that_waits_in_a_shut_chat_is_mailed_and_no_longer_waits(database: Database, error: str) -> None:
    chat = await has(database, OA)
    await monday(database)
    await ends(database, OA, due=HELD, error=error)
    assert await look_again(database) == 1
    assert await sendings(database) == [(chat, OA, "failed"), MAILED]


async def test_without_a_mail_server_it_keeps_waiting(database: Database) -> None:
    chat = await has(database, OA)
    await monday(database)
    await ends(database, OA, due=HELD, error="OutsideWindow")
    assert await look_again(database, roads=replace(ROADS, mail=False)) == 0
    assert await sendings(database) == [(chat, OA, "waiting")]


async def test_after_a_week_the_next_digest_is_there(database: Database) -> None:
    await has(database, "telegram")
    await monday(database)
    await ends(database, "telegram", state="failed", error="Unreachable")
    assert await look_again(database, now=later(days=8)) == 0


async def test_the_ledger_says_that_a_notice_had_to_tell_of_it(database: Database) -> None:
    chat = await has(database, OA, heard_at=later(days=-9))
    await monday(database, roads=replace(ROADS, notices={OA}))
    await ends(database, OA, due=HELD, noticed_at=NOW)
    assert await sendings(database) == [(chat, f"{OA}:notice", "waiting")]
    assert await look_again(database) == 0


async def test_past_her_window_it_goes_by_mail_at_once(database: Database) -> None:
    await has(database, OA, heard_at=later(days=-3))
    await monday(database)
    assert await sendings(database) == [MAILED]
