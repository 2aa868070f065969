"""Tickets and counts: one ticket a reference, one rating a ticket, one count of each, on both databases."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from feedback.coverage import Counts
from feedback.errors import (
    FeedbackError,
    TicketExpired,
    TicketUnknown,
    TicketUsed,
    TooManyGuesses,
)
from feedback.intake import Asker, keep_ratings
from feedback.ratings import Badge, Level, Rating
from feedback.redeeming import rate_by_ticket
from feedback.retention import purge
from feedback.scoring import Tally
from feedback.tickets import VisitRefused
from feedback.visits import Proof, Respondent
from storage.maintenance import Database, downgrade, migrate, open_database
from storage.tables import ratings, tickets, visit_counts, visits
from tests.support.builders import BOX, a_rating, later
from tests.support.cast import AN_BINH, HOA_LAC, NOW, QUAY_2, SECRET, TUAN
from tests.support.databases import BOTH, PostgresTemplate, SqliteTemplate, fill
from tests.support.ticketing import LAN, SAU, TOLD, opened, rate, record, rows_of

DAY = {"first": NOW.date(), "last": NOW.date()}

# One ticket for each reference


async def test_the_same_reference_gives_the_same_code_and_counts_once(database: Database) -> None:
    first, again = await record(database), await record(database, now=later(hours=3))
    assert (first.new, again.new) == (True, False)
    assert (first.code, first.ticket) == (again.code, again.ticket)
    async with database.reading() as tx:
        assert await tx.tickets.counts(AN_BINH.id, **DAY) == Counts(recorded=1)


async def test_another_reference_or_another_office_gets_another_code(database: Database) -> None:
    codes = {
        (await record(database, told)).code
        for told in (TOLD, replace(TOLD, reference="HS-2"), replace(TOLD, counter="", unit="hoa-lac"))
    }
    assert len(codes) == 3


@pytest.mark.parametrize(
    "change",
    [{"at": NOW - timedelta(minutes=18)}, {"counter": "an-binh-1"}, {"officer": "tuan"}, {"field": "Hộ tịch"}],
)
async def test_a_reference_told_with_other_facts_is_refused_and_the_first_word_stays(
    database: Database, change: dict[str, Any]
) -> None:
    first = await record(database)
    with pytest.raises(VisitRefused, match="other_facts"):
        await record(database, replace(TOLD, **change))
    async with database.reading() as tx:
        assert await tx.tickets.find(first.code) == first.ticket
        assert await tx.tickets.counts(AN_BINH.id, **DAY) == Counts(recorded=1)


async def test_the_same_hour_in_another_offset_is_the_same_fact(database: Database) -> None:
    await record(database)
    assert not (await record(database, replace(TOLD, at=TOLD.at.astimezone(UTC)))).new


@pytest.mark.parametrize("spelled", [{"counter": "AN-BINH-2"}, {"officer": "Tuan"}])
async def test_codes_spelled_otherwise_are_the_same_facts(database: Database, spelled: dict[str, Any]) -> None:
    told = replace(TOLD, officer="tuan")
    first = await record(database, told)
    again = await record(database, replace(told, **spelled))
    assert (again.code, again.new) == (first.code, False)


@pytest.mark.parametrize("later_on", [timedelta(0), timedelta(days=31)])
async def test_a_repeat_is_answered_whoever_left_and_however_late_it_comes(
    database: Database, later_on: timedelta
) -> None:
    """The first answer was lost on its way; meanwhile the officer went and the counter was closed."""
    told = replace(TOLD, officer="tuan")
    first = await record(database, told)
    async with database.transact() as tx:
        await tx.places.put_officer(replace(TUAN, active=False))
        await tx.places.put_counter(replace(QUAY_2, closed_at=TOLD.at))
    again = await record(database, told, now=NOW + later_on)
    assert (again.code, again.ticket, again.new) == (first.code, first.ticket, False)
    with pytest.raises(VisitRefused, match=r"too_old|counter_closed"):
        await record(database, replace(told, reference="another"), now=NOW + later_on)


async def test_who_served_is_frozen_when_the_office_tells(database: Database) -> None:
    first = await record(database)
    async with database.transact() as tx:
        await tx.places.put_officer(replace(TUAN, unit_id=HOA_LAC.id))
    assert (await opened(database, first.code, LAN)).visit.candidates == first.ticket.candidates


async def test_replicas_that_record_the_same_visit_at_once_make_one_ticket(database: Database) -> None:
    recorded = await asyncio.gather(*(record(database) for _ in range(8)))
    assert sorted(one.new for one in recorded) == [False] * 7 + [True]
    assert len({one.code for one in recorded}) == 1
    assert len(await rows_of(database, tickets)) == 1
    assert [row["recorded"] for row in await rows_of(database, visit_counts)] == [1]


# One rating for each ticket


async def test_the_first_chat_rates_and_every_other_one_is_refused(database: Database) -> None:
    code = (await record(database)).code
    assert not await rate(database, code, LAN, 4)
    with pytest.raises(TicketUsed):
        await rate(database, code, SAU, 1)
    (row,) = await rows_of(database, ratings)
    assert (row["level"], row["proof"], row["unit_id"], row["counter_id"]) == (4, "phieu", AN_BINH.id, QUAY_2.id)


async def test_whoever_printed_the_code_cannot_see_whether_it_was_used(database: Database) -> None:
    """Also later, and also after it expired: only the chat that rated is answered otherwise."""
    used, unused = [(await record(database, replace(TOLD, reference=f"HS-{n}"))).code for n in range(2)]
    await rate(database, used, LAN)

    async def seen(code: str, now: datetime) -> str:
        try:
            found = await opened(database, code, SAU, now=now)
        except FeedbackError as refusal:
            return refusal.key
        return str(replace(found, visit=replace(found.visit, key="")))

    for when in (NOW, later(hours=25), later(days=31)):
        assert await seen(used, when) == await seen(unused, when)


async def test_two_who_opened_it_before_anybody_rated_leave_one_rating_and_one_knows(database: Database) -> None:
    code = (await record(database)).code
    visits_seen = [(await opened(database, code, who)).visit for who in (LAN, SAU)]

    async def tap(who: Asker, level: int, visit: Any) -> str:
        async with database.transact() as tx:
            try:
                await rate_by_ticket(tx, Rating(visit, Level(level), NOW), asker=who, box=BOX)
            except TicketUsed:
                return "used"
            return "kept"

    told = await asyncio.gather(tap(LAN, 5, visits_seen[0]), tap(SAU, 1, visits_seen[1]))
    assert sorted(told) == ["kept", "used"]
    (row,) = await rows_of(database, ratings)
    assert row["level"] == (5 if told[0] == "kept" else 1)
    assert row["voter"] == BOX.voter(
        channel="web", address="lan" if told[0] == "kept" else "sau", unit_id=AN_BINH.id, quarter="2026-Q3"
    )
    async with database.reading() as tx:
        assert await tx.tickets.counts(AN_BINH.id, **DAY) == Counts(recorded=1, answered=1)


async def test_the_same_chat_may_correct_for_a_day_and_is_counted_once(database: Database) -> None:
    code = (await record(database)).code
    await rate(database, code, LAN, 2)
    assert (await opened(database, code, LAN)).rated
    assert await rate(database, code, LAN, 5, now=later(hours=23))
    (row,) = await rows_of(database, ratings)
    assert (row["level"], row["rated_at"]) == (5, NOW)
    with pytest.raises(TicketUsed):
        await opened(database, code, LAN, now=later(hours=24))
    async with database.reading() as tx:
        assert await tx.tickets.counts(AN_BINH.id, **DAY) == Counts(recorded=1, answered=1)


async def test_what_is_told_after_the_level_is_written_on_the_same_rating(database: Database) -> None:
    code = (await record(database)).code
    await rate(database, code, LAN, 4)
    visit = (await opened(database, code, LAN)).visit.served_by(TUAN.id)
    async with database.transact() as tx:
        await keep_ratings(tx, [(Rating(visit, Level.SATISFIED, NOW, Badge.YES), LAN)], box=BOX)
    (row,) = await rows_of(database, ratings)
    assert (row["officer_id"], row["badge"], row["proof"]) == (TUAN.id, "yes", "phieu")


async def test_a_ticket_opens_for_thirty_days_then_says_so_then_is_gone(database: Database) -> None:
    code = (await record(database)).code
    last = datetime.combine(date(2026, 9, 2), NOW.timetz())
    assert not (await opened(database, code, LAN, now=last)).rated
    with pytest.raises(TicketExpired):
        await opened(database, code, LAN, now=last + timedelta(days=1))
    async with database.transact() as tx:
        assert await tx.tickets.forget(before=NOW.date()) == 0
        assert await tx.tickets.forget(before=NOW.date() + timedelta(days=1)) == 1
    with pytest.raises(TicketUnknown):
        await opened(database, code, LAN)


async def test_the_clock_drops_old_tickets_and_keeps_the_counts(database: Database) -> None:
    code = (await record(database)).code
    await rate(database, code, LAN)
    for days, left in ((60, 1), (61, 0)):
        async with database.transact() as tx:
            await purge(tx, guests=(), now=later(days=days))
        assert len(await rows_of(database, tickets)) == left
    assert len(await rows_of(database, ratings)) == 1
    async with database.reading() as tx:
        assert await tx.tickets.counts(AN_BINH.id, **DAY) == Counts(recorded=1, answered=1)


async def test_five_wrong_codes_in_an_hour_are_enough_and_a_right_one_clears_the_count(database: Database) -> None:
    code = (await record(database)).code
    for _ in range(3):
        for wrong in range(4):
            with pytest.raises(TicketUnknown):
                await opened(database, f"2{wrong:011}", LAN)
        await opened(database, code, LAN)
    for wrong in range(5):
        with pytest.raises(TicketUnknown):
            await opened(database, f"2{wrong:011}", LAN)
    with pytest.raises(TooManyGuesses):
        await opened(database, code, LAN)
    assert not (await opened(database, code, SAU)).rated
    assert not (await opened(database, code, LAN, now=later(hours=1))).rated


# Counts and shares


async def test_visits_are_counted_by_their_own_day_and_nothing_finer(database: Database) -> None:
    yesterday = replace(TOLD, reference="HS-2", at=NOW - timedelta(days=1))
    await record(database)
    code = (await record(database, yesterday)).code
    await rate(database, code, LAN)
    async with database.transact() as tx:
        await tx.tickets.count(AN_BINH.id, NOW.date(), "asked")
    async with database.reading() as tx:
        assert await tx.tickets.counts(AN_BINH.id, **DAY) == Counts(recorded=1, asked=1)
        both = await tx.tickets.counts(AN_BINH.id, first=NOW.date() - timedelta(days=1), last=NOW.date())
        assert both == Counts(recorded=2, asked=1, answered=1)
        assert await tx.tickets.counts(HOA_LAC.id, **DAY) == Counts()
    assert {type(row["day"]) for row in await rows_of(database, visit_counts)} == {date}


async def test_ratings_are_told_apart_by_what_proves_the_visit(database: Database) -> None:
    await rate(database, (await record(database)).code, LAN, 2)
    async with database.transact() as tx:
        await tx.ratings.keep([(a_rating(5), "v", "web"), (a_rating(1, respondent=Respondent.INTERNAL), "w", "web")])
        found = await tx.ratings.tallies(AN_BINH.id, start=NOW, end=later(days=1))
    assert found == {Proof.COUNTER: Tally((0, 0, 0, 0, 1)), Proof.TICKET: Tally((0, 1, 0, 0, 0))}


@pytest.fixture(params=BOTH)
def own_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of its own, for its schema is taken back."""
    template: SqliteTemplate | PostgresTemplate = request.getfixturevalue(f"{request.param}_template")
    with template.copy(tmp_path, empty=True) as url:
        yield url


def test_of_ratings_from_before_only_the_tablets_are_known_to_be_proven(own_url: str) -> None:
    fill(own_url)
    asyncio.run(_rate_by_tablet_and_page(own_url))
    downgrade(own_url, to="0006")
    migrate(own_url)
    assert asyncio.run(_proofs(own_url)) == [["khong-ma", "may-tinh-bang"]] * 2


async def _rate_by_tablet_and_page(url: str) -> None:
    database = open_database(url, SECRET)
    async with database.transact() as tx:
        await tx.ratings.keep([(a_rating(5), "v", "kiosk"), (a_rating(4), "w", "web")])
    await database.close()


async def _proofs(url: str) -> list[list[str]]:
    database = open_database(url, SECRET)
    found = [sorted(row["proof"] for row in await rows_of(database, table)) for table in (visits, ratings)]
    await database.close()
    return found
