"""Tickets as the office tells of them and as people use them, without a conversation in between."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Table, select

from feedback.errors import FeedbackError
from feedback.intake import Asker
from feedback.ratings import Level, Rating
from feedback.recording import Recorded, record_visit
from feedback.redeeming import open_ticket, rate_by_ticket
from feedback.ticket_requests import TicketOpened
from feedback.tickets import Told
from storage.maintenance import Database
from tests.support.builders import BOX
from tests.support.cast import NOW, QUAY_2

TOLD = Told("canary-HS-1", NOW - timedelta(minutes=17), counter=QUAY_2.code)
LAN, SAU = (Asker(BOX.tag("web", who), "web", who) for who in ("lan", "sau"))


async def record(database: Database, told: Told = TOLD, *, now: datetime = NOW) -> Recorded:
    """The office tells of it."""
    async with database.transact() as tx:
        return await record_visit(tx, told, now=now, road=None)


async def opened(database: Database, code: str, by: Asker, *, now: datetime = NOW) -> TicketOpened:
    """Somebody opens it."""
    async with database.transact() as tx:  # a refusal is committed too, as the conversation does: the guess counts
        try:
            return await open_ticket(tx, code, asker=by, box=BOX, now=now)
        except FeedbackError as error:
            refusal = error
    raise refusal


async def rate(database: Database, code: str, by: Asker, level: int = 4, *, now: datetime = NOW) -> bool:
    """Somebody opens and rates it; whether that changed an earlier rating."""
    visit = (await opened(database, code, by, now=now)).visit
    async with database.transact() as tx:
        return (await rate_by_ticket(tx, Rating(visit, Level(level), now), asker=by, box=BOX)).changed


async def rows_of(database: Database, table: Table) -> list[dict[str, Any]]:
    """The rows as a thief has them."""
    async with database.reading() as tx:
        return [dict(row._mapping) for row in await tx.executor.rows(select(table))]
