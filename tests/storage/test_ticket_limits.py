"""A ticket is the citizen's: staff cannot use it up, and nobody uses up other people's by the dozen."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from feedback.coverage import Counts
from feedback.errors import TicketOfCitizen, TicketsEnough
from feedback.ratings import Level, Rating
from feedback.redeeming import rate_by_ticket
from feedback.visits import Respondent
from storage.maintenance import Database
from storage.tables import ratings
from tests.support.builders import BOX, later
from tests.support.cast import AN_BINH, HOA_LAC, NOW
from tests.support.ticketing import LAN, SAU, TOLD, opened, rate, record, rows_of

DAY = {"first": NOW.date(), "last": NOW.date()}


async def recorded(database: Database, count: int, **other: Any) -> list[str]:
    """The codes of so many visits."""
    return [(await record(database, replace(TOLD, reference=f"HS-{n}", **other))).code for n in range(count)]


async def test_staff_cannot_use_up_a_citizens_ticket(database: Database) -> None:
    code = (await record(database)).code
    visit = replace((await opened(database, code, SAU)).visit, respondent=Respondent.INTERNAL)
    async with database.transact() as tx:
        with pytest.raises(TicketOfCitizen):
            await rate_by_ticket(tx, Rating(visit, Level(5), NOW), asker=SAU, box=BOX)
    assert await rows_of(database, ratings) == []
    await rate(database, code, LAN)
    async with database.reading() as tx:
        assert await tx.tickets.counts(AN_BINH.id, **DAY) == Counts(recorded=1, answered=1)


async def test_one_chat_rates_three_tickets_of_a_unit_in_a_week_and_the_fourth_stays_unused(
    database: Database,
) -> None:
    codes = await recorded(database, 4)
    for code in codes[:3]:
        await rate(database, code, SAU, 5)
    with pytest.raises(TicketsEnough):
        await rate(database, codes[3], SAU, 5)
    assert len(await rows_of(database, ratings)) == 3
    assert not await rate(database, codes[3], LAN, 1)
    async with database.reading() as tx:
        assert await tx.tickets.counts(AN_BINH.id, **DAY) == Counts(recorded=4, answered=4)


async def test_who_rated_enough_may_still_correct_and_rate_another_unit_and_next_week(database: Database) -> None:
    codes = await recorded(database, 4)
    for code in codes[:3]:
        await rate(database, code, SAU, 5)
    assert await rate(database, codes[0], SAU, 2, now=later(hours=20))
    (elsewhere,) = await recorded(database, 1, counter="", unit=HOA_LAC.code)
    assert not await rate(database, elsewhere, SAU, 5)
    assert not await rate(database, codes[3], SAU, 5, now=later(days=7))


async def test_who_rated_enough_learns_of_no_other_ticket_whether_it_was_used(database: Database) -> None:
    """The office holds the codes: three papers spent must not buy it a look at all the others."""
    *mine, used, unused = await recorded(database, 5)
    for code in mine:
        await rate(database, code, SAU, 5)
    await rate(database, used, LAN, 1)
    for code in (used, unused):
        with pytest.raises(TicketsEnough):
            await rate(database, code, SAU, 5)


async def test_a_new_quarter_brings_a_new_pseudonym_and_no_further_tickets(database: Database) -> None:
    """Visits of 30/09 and 01/10, rated in one week."""
    now = datetime(2026, 10, 2, 9, tzinfo=UTC)
    codes = []
    for n in range(4):
        told = replace(TOLD, reference=f"HS-{n}", at=now - timedelta(days=1 + n % 2))
        codes.append((await record(database, told, now=now)).code)
    for code in codes[:3]:
        await rate(database, code, SAU, 5, now=now)
    with pytest.raises(TicketsEnough):
        await rate(database, codes[3], SAU, 5, now=now)
    assert len({row["voter"] for row in await rows_of(database, ratings)}) == 2
