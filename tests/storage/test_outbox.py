"""Letters that leave the house: queued once, held by one, and what became of them."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from feedback.messages import Claimed, Lane
from feedback.periods import midnight
from feedback.ports import Rate
from storage.maintenance import Database
from storage.stuck import lines_due
from storage.tables import outbox
from tests.support.builders import BOX, a_letter, later
from tests.support.cast import NOW

FAST = Rate(overall=1000.0, per_chat=1000.0)
LAN = BOX.tag("telegram", "lan")


async def claim(
    database: Database, *, owner: str = "a", after: float = 0, limit: int = 16, rate: Rate = FAST, lead: float = 0.0
) -> list[Claimed]:
    """A minute's lease on whatever may go now."""
    async with database.transact() as tx:
        return await tx.outbox.claim(
            channel="telegram",
            rate=rate,
            owner=owner,
            now=later(seconds=after),
            lease_seconds=60,
            limit=limit,
            lead_seconds=lead,
        )


def texts(claimed: list[Claimed]) -> list[str]:
    return [one.letter.reply.text for one in claimed]


async def test_a_letter_is_claimed_as_it_was_queued(database: Database) -> None:
    letter = a_letter("Cảm ơn Ông/Bà.", lane=Lane.ALERT, once=True, dedup="alert:PA1", due=NOW - timedelta(hours=1))
    async with database.transact() as tx:
        (id,) = await tx.outbox.add([letter], at=NOW)
    (claimed,) = await claim(database)
    assert claimed == Claimed(id or 0, letter, slot=NOW)


async def test_what_was_queued_already_is_not_queued_again(database: Database) -> None:
    async with database.transact() as tx:
        first = await tx.outbox.add([a_letter(dedup="answer:PA1"), a_letter(), a_letter(dedup="answer:PA1")], at=NOW)
        again = await tx.outbox.add([a_letter(), a_letter(dedup="answer:PA1"), a_letter()], at=NOW)
        assert await tx.outbox.add([], at=NOW) == []
    assert [id is None for id in first] == [False, False, True]
    assert [id is None for id in again] == [False, True, False]
    assert len({id for id in first + again if id}) == 4


async def test_a_letter_sent_long_ago_still_stops_its_repeat(database: Database) -> None:
    async with database.transact() as tx:
        await tx.outbox.add([a_letter(dedup="answer:PA1")], at=NOW)
    (claimed,) = await claim(database)
    async with database.transact() as tx:
        await tx.outbox.sent(claimed.id, owner="a", at=NOW, platform_id="77")
        assert await tx.outbox.add([a_letter(dedup="answer:PA1")], at=later(days=9)) == [None]


async def test_words_and_address_are_erased_once_it_went_out(database: Database) -> None:
    async with database.transact() as tx:
        await tx.outbox.add([a_letter("Cảm ơn Ông/Bà.")], at=NOW)
    (claimed,) = await claim(database)
    async with database.transact() as tx:
        assert await tx.outbox.begin(claimed.id, owner="a", now=later(seconds=1))
        await tx.outbox.sent(claimed.id, owner="a", at=later(seconds=2), platform_id="77")
        (row,) = await tx.executor.rows(select(outbox))
    assert (row.state, row.payload, row.address, row.chat, row.platform_id) == ("sent", b"", b"", "", "77")
    assert row.sent_at == later(seconds=2)
    assert await claim(database, after=600) == []


async def test_a_letter_in_hand_is_nobody_elses(database: Database) -> None:
    async with database.transact() as tx:
        await tx.outbox.add([a_letter()], at=NOW)
    (claimed,) = await claim(database, owner="a")
    assert await claim(database, owner="b", after=59) == []
    async with database.transact() as tx:
        assert not await tx.outbox.begin(claimed.id, owner="b", now=later(seconds=1))


async def test_whoever_slept_over_the_lease_sends_nothing(database: Database) -> None:
    async with database.transact() as tx:
        await tx.outbox.add([a_letter()], at=NOW)
    (claimed,) = await claim(database, owner="a")
    async with database.transact() as tx:
        assert not await tx.outbox.begin(claimed.id, owner="a", now=later(seconds=60))
    (taken_over,) = await claim(database, owner="b", after=60)
    assert (taken_over.id, taken_over.tries) == (claimed.id, 1)
    async with database.transact() as tx:
        assert not await tx.outbox.begin(claimed.id, owner="a", now=later(seconds=61))
        assert await tx.outbox.begin(claimed.id, owner="b", now=later(seconds=61))


async def test_a_late_report_counts_while_nobody_else_has_the_letter(database: Database) -> None:
    async with database.transact() as tx:
        await tx.outbox.add([a_letter()], at=NOW)
    (claimed,) = await claim(database, owner="a")
    async with database.transact() as tx:
        await tx.outbox.begin(claimed.id, owner="a", now=NOW)
    assert await claim(database, owner="b", after=60, limit=0) == []  # only returns the expired lease
    async with database.transact() as tx:
        await tx.outbox.sent(claimed.id, owner="a", at=later(seconds=61), platform_id="77")
    assert await claim(database, owner="b", after=62) == []


async def test_a_late_report_does_not_take_the_letter_out_of_the_next_hands(database: Database) -> None:
    async with database.transact() as tx:
        await tx.outbox.add([a_letter()], at=NOW)
    (claimed,) = await claim(database, owner="a")
    await claim(database, owner="b", after=60)
    async with database.transact() as tx:
        await tx.outbox.sent(claimed.id, owner="a", at=later(seconds=61), platform_id="77")
        await tx.outbox.postpone(claimed.id, owner="a", due=NOW, error="late")
        await tx.outbox.give_up(claimed.id, owner="a", error="late")
        assert await tx.outbox.begin(claimed.id, owner="b", now=later(seconds=61))


@pytest.mark.parametrize(
    ("once", "begun", "state"), [(True, True, "unknown"), (True, False, "waiting"), (False, True, "waiting")]
)
async def test_a_digest_that_may_have_gone_out_is_held_as_unknown(
    database: Database, once: bool, begun: bool, state: str
) -> None:
    async with database.transact() as tx:
        await tx.outbox.add([a_letter(once=once)], at=NOW)
    (claimed,) = await claim(database)
    if begun:
        async with database.transact() as tx:
            await tx.outbox.begin(claimed.id, owner="a", now=NOW)
    await claim(database, owner="b", after=60, limit=0)
    async with database.transact() as tx:
        backlog = await tx.outbox.backlog(now=later(seconds=60))
    assert {name for name in ("waiting", "leased", "failed", "unknown") if backlog[name]} == {state}


async def test_a_postponed_letter_comes_again_when_it_is_due(database: Database) -> None:
    async with database.transact() as tx:
        await tx.outbox.add([a_letter()], at=NOW)
    (claimed,) = await claim(database)
    async with database.transact() as tx:
        await tx.outbox.postpone(claimed.id, owner="a", due=later(seconds=30), error="Throttled")
    assert await claim(database, after=29) == []
    (again,) = await claim(database, after=30)
    assert (again.id, again.tries) == (claimed.id, 1)


async def test_what_is_given_up_waits_for_an_operator(database: Database) -> None:
    async with database.transact() as tx:
        await tx.outbox.add([a_letter("một", to="lan"), a_letter("hai", to="sau")], at=NOW)
    refused, doubtful = await claim(database)
    async with database.transact() as tx:
        await tx.outbox.give_up(refused.id, owner="a", error="Rejected: 400")
        await tx.outbox.give_up(doubtful.id, owner="a", error="Uncertain", unknown=True)
        backlog = await tx.outbox.backlog(now=NOW)
        rows = await tx.executor.rows(select(outbox.c.state, outbox.c.payload != b"").order_by(outbox.c.id))
    assert backlog == {"waiting": 0, "leased": 0, "failed": 1, "unknown": 1, "oldest_seconds": 0}
    assert [tuple(row) for row in rows] == [("failed", False), ("unknown", True)]
    assert await claim(database, after=600) == []


async def test_the_backlog_says_how_long_the_oldest_waits(database: Database) -> None:
    async with database.transact() as tx:
        await tx.outbox.add([a_letter(to="lan"), a_letter(to="sau", due=later(hours=1))], at=NOW)
        backlog = await tx.outbox.backlog(now=later(seconds=90))
    assert (backlog["waiting"], backlog["oldest_seconds"]) == (2, 90)


async def test_a_letter_to_staff_of_today_waits_but_has_no_age(database: Database) -> None:
    """Of its moment the day alone is kept; one of yesterday is old by any reckoning."""
    today = midnight(NOW.date())
    async with database.transact() as tx:
        await tx.outbox.add([a_letter(to="hanh")], at=today)
        backlog, [line] = await tx.outbox.backlog(now=NOW), await lines_due(tx.executor, now=NOW)
        tomorrow = NOW + timedelta(days=1)
        late, [old] = await tx.outbox.backlog(now=tomorrow), await lines_due(tx.executor, now=tomorrow)
    assert (backlog["waiting"], backlog["oldest_seconds"], line.letters, line.oldest) == (1, 0, 1, NOW)
    assert (late["oldest_seconds"], old.oldest) == ((tomorrow - today).total_seconds(), today)


async def test_the_tablet_collects_its_own_letters_in_order_and_once(database: Database) -> None:
    tablet = BOX.tag("web", "tablet")
    async with database.transact() as tx:
        await tx.outbox.add([a_letter("một", to="tablet", channel="web"), a_letter("cho Lan")], at=NOW)
        await tx.outbox.add([a_letter("hai", to="tablet", channel="web")], at=NOW)
        await tx.outbox.add([a_letter("mai", to="tablet", channel="web", due=later(days=1))], at=NOW)
        assert [reply.text for reply in await tx.outbox.collect(tablet, at=NOW)] == ["một", "hai"]
        assert await tx.outbox.collect(tablet, at=NOW) == []
    assert texts(await claim(database)) == ["cho Lan"]


async def test_old_sent_letters_are_dropped(database: Database) -> None:
    async with database.transact() as tx:
        await tx.outbox.add([a_letter(to="lan"), a_letter(to="sau")], at=NOW)
    first, _ = await claim(database)
    async with database.transact() as tx:
        await tx.outbox.sent(first.id, owner="a", at=NOW, platform_id="1")
        assert await tx.outbox.forget(before=NOW) == 0
        assert await tx.outbox.forget(before=later(days=1)) == 1
        assert (await tx.outbox.backlog(now=NOW))["leased"] == 1
