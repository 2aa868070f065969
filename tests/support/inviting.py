"""Chị Lan's telephone, the ticket of her visit, and the road by which she is invited to rate it."""

from datetime import date, datetime, timedelta

from sqlalchemy import select

from bot.channels.zalo_oa_phone import NAME
from bot.channels.zalo_oa_tokens import NAME as ACCOUNT
from feedback.invitations import Planned, Road, plan_invitation
from feedback.periods import OFFICE_TIME
from feedback.platform_ports import TokenPair
from feedback.units import Unit
from storage.maintenance import Database
from storage.tables import invitations, outbox
from tests.support.builders import BOX
from tests.support.cast import AN_BINH, NOW

LANS_PHONE, LANS_NUMBER = "0912 345 678", "84912345678"
CODE, OTHER_CODE = "4K7M3Q2X9ABC", "5K7M3Q2X9ABC"
DAY = date(2026, 8, 3)
ROAD = Road(NAME, ACCOUNT, BOX)


def at(clock: str, day: int = 3) -> datetime:
    """August 2026, in office time; the 3rd is the day of the visit."""
    hour, minute = clock.split(":")
    return datetime(2026, 8, day, int(hour), int(minute), tzinfo=OFFICE_TIME)


EVENING = at("20:00")


async def authorise(database: Database) -> None:
    """An administrator let us speak for the account."""
    async with database.transact() as tx:
        await tx.tokens.replace(ACCOUNT, TokenPair("access", "refresh", NOW + timedelta(days=30)), at=NOW)


async def plan(
    database: Database,
    *,
    code: str = CODE,
    phone: str = LANS_PHONE,
    unit: Unit = AN_BINH,
    happened: datetime = NOW,
    now: datetime = NOW,
    road: Road | None = ROAD,
) -> Planned:
    """The office told of the visit, with a number and consent."""
    async with database.transact() as tx:
        return await plan_invitation(
            tx, ticket_code=code, unit_id=unit.id, phone=phone, happened_at=happened, now=now, road=road
        )


async def states(database: Database) -> list[str]:
    """Of all invitations."""
    async with database.reading() as tx:
        return sorted(row.state for row in await tx.executor.rows(select(invitations.c.state)))


async def letters(database: Database) -> list[str]:
    """The states of all letters in the outbox."""
    async with database.reading() as tx:
        return sorted(row.state for row in await tx.executor.rows(select(outbox.c.state)))


async def asked(database: Database, *, day: date = DAY) -> int:
    """How many visits of that day were invited."""
    async with database.reading() as tx:
        return (await tx.tickets.counts(AN_BINH.id, first=day, last=day)).asked
