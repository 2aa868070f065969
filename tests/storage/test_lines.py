"""Who goes next: each chat in order, lanes before age, no faster than the platform allows."""

import asyncio
from datetime import datetime, timedelta

import pytest

from feedback.messages import Lane, Letter
from storage.maintenance import Database, open_database
from tests.storage.test_outbox import FAST, claim, texts
from tests.support.builders import a_letter, later
from tests.support.cast import NOW, SECRET


async def queue(database: Database, *letters: Letter, at: datetime = NOW) -> None:
    async with database.transact() as tx:
        await tx.outbox.add(letters, at=at)


async def send_all(database: Database, *, after: float) -> list[str]:
    """One round of delivery, in which everything goes well."""
    claimed = await claim(database, after=after)
    async with database.transact() as tx:
        for one in claimed:
            await tx.outbox.sent(one.id, owner="a", at=NOW, platform_id="")
    return texts(claimed)


async def test_a_chat_gets_its_letters_one_by_one_in_order(database: Database) -> None:
    await queue(database, *(a_letter(text) for text in ("một", "hai", "ba")), a_letter("của bác Sáu", to="sau"))
    assert await send_all(database, after=0) == ["một", "của bác Sáu"]
    assert await send_all(database, after=1) == ["hai"]
    assert await send_all(database, after=2) == ["ba"]


async def test_a_letter_in_hand_holds_up_the_next_of_its_chat_alone(database: Database) -> None:
    await queue(database, a_letter("một"), a_letter("hai"), a_letter("của bác Sáu", to="sau"))
    assert texts(await claim(database, limit=1)) == ["một"]
    assert texts(await claim(database, after=1)) == ["của bác Sáu"]


async def test_a_letter_that_could_not_be_sent_holds_up_those_behind_it(database: Database) -> None:
    await queue(database, a_letter("một"), a_letter("hai"))
    (first,) = await claim(database)
    async with database.transact() as tx:
        await tx.outbox.postpone(first.id, owner="a", due=later(seconds=60), error="Throttled")
    assert await claim(database, after=30) == []
    assert texts(await claim(database, after=60)) == ["một"]


async def test_a_letter_planned_for_next_week_keeps_nobody_waiting(database: Database) -> None:
    await queue(database, a_letter("nhắc việc", due=later(days=7)), a_letter("trả lời"))
    assert await send_all(database, after=0) == ["trả lời"]
    assert await send_all(database, after=7 * 86400) == ["nhắc việc"]


async def test_a_reply_goes_before_alerts_and_these_before_digests(database: Database) -> None:
    lanes = ((Lane.DIGEST, "bản tin"), (Lane.ALERT, "báo khẩn"), (Lane.REPLY, "trả lời"))
    await queue(database, *(a_letter(text, to=f"người {text}", lane=lane) for lane, text in lanes))
    assert texts(await claim(database)) == ["trả lời", "báo khẩn", "bản tin"]


async def test_in_one_chat_too_the_reply_overtakes_the_digest(database: Database) -> None:
    await queue(database, a_letter("bản tin", lane=Lane.DIGEST), a_letter("trả lời"))
    assert [await send_all(database, after=0), await send_all(database, after=1)] == [
        ["trả lời"],
        ["bản tin"],
    ]


async def test_another_platforms_letters_are_not_touched(database: Database) -> None:
    await queue(database, a_letter(channel="mail"))
    assert await claim(database) == []


async def test_many_replicas_never_hold_the_same_letter(database: Database, database_url: str) -> None:
    await queue(database, *(a_letter(to=f"người {number}") for number in range(60)))
    replicas = [open_database(database_url, SECRET) for _ in range(3)]
    found = await asyncio.gather(*(claim(one, owner=f"r{i}", limit=7) for i, one in enumerate(replicas * 4)))
    for one in replicas:
        await one.close()
    ids = [claimed.id for claims in found for claimed in claims]
    assert len(ids) == len(set(ids)) == 60


@pytest.mark.slow
async def test_a_reply_overtakes_a_hundred_thousand_digests_within_milliseconds(database: Database) -> None:
    letters = [a_letter("bản tin", to="một người", lane=Lane.DIGEST)]
    copies = [Letter(f"{n:032x}", "telegram", b"?", letters[0].reply, lane=Lane.DIGEST) for n in range(100_000)]
    for start in range(0, len(copies), 5_000):
        await queue(database, *copies[start : start + 5_000])
    await queue(database, a_letter("trả lời"), at=later(seconds=1))
    times = []
    for tick in range(20):
        began = datetime.now(NOW.tzinfo)
        claimed = await claim(database, after=2 + tick, rate=FAST)
        times.append(datetime.now(NOW.tzinfo) - began)
        assert texts(claimed)[0] == ("trả lời" if tick == 0 else "bản tin")
        assert len(claimed) == 16
    assert sorted(times)[10] < timedelta(milliseconds=100)  # measured: a few; the machine may be busy
