"""Who is invited to rate a visit at home, when, and what follows from its end: asked once, in the evening, never again
after a no.

An invitation costs the office money and the person a glance; so one whose fate is unclear is not repeated.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from feedback.evenings import first_evening, missed_before, whose_turn
from feedback.invitation_ports import End, Invitation, dedup_of
from feedback.messages import Lane, Letter, Reply
from feedback.numbers import day
from feedback.periods import local
from feedback.phones import mobile
from feedback.ports import Database, ReplyBox, Transaction
from feedback.tickets import printed
from feedback.wording import shortened

INVITATION = "invitation"
"""The kind of its reply, by which an invitation is known among letters."""

AT_ONCE = 200
LONGEST_OFFICE = 100
"""As the template was approved (docs/sau-giao-dich.md)."""

UNCLEAR_LIVES = timedelta(days=2)
"""From the evening on, which is at most a day after the visit was told: three days for number and code in all."""

TRACE_LIVES = timedelta(days=30)
"""As long as the ticket's page may be opened, and its number refuse further invitations."""


class Planned(StrEnum):
    """What becomes of a number that came with consent."""

    PLANNED = "planned"
    OPTED_OUT = "opted-out"
    NO_ROAD = "no-road"
    TOO_LATE = "too-late"


@dataclass(frozen=True, slots=True)
class Road:
    """How invitations leave: the push channel, the account whose tokens it spends, the box that seals numbers."""

    channel: str
    account: str
    box: ReplyBox


async def plan_invitation(
    tx: Transaction,
    *,
    ticket_code: str,
    unit_id: int,
    phone: str,
    happened_at: datetime,
    now: datetime,
    road: Road | None,
) -> Planned:
    """Whether the person is invited that evening. Only a planned one leaves anything of the number behind.

    `ticket_code` has 12 characters. Consent is the caller's to ask for. Raises NotAMobile or Landline.
    """
    number = mobile(phone)
    if road is None or not await _may_speak(tx, road):
        return Planned.NO_ROAD
    if await tx.invitations.wants_none(number):
        return Planned.OPTED_OUT
    minute = (await tx.directory()).units[unit_id].invite_minute
    evening = first_evening(happened_at, now=now, minute=minute)
    if evening is None:
        return Planned.TOO_LATE
    address = road.box.seal(road.channel, number)
    invitation = Invitation(ticket_code, unit_id, local(happened_at).date(), evening, address)
    await tx.invitations.plan(invitation, phone=number)
    return Planned.PLANNED


async def invite_due(database: Database, *, now: datetime, road: Road) -> int:
    """Give those whose evening has come to the outbox; how many. Those that were missed twice are given up."""
    async with database.reading() as tx:
        if not await tx.invitations.are_open(now=now):
            return 0
    async with database.transact() as tx:
        await drop_missed(tx, now=now)
    handed = 0
    while (letters := await _hand_over(database, now=now, road=road)) is not None:
        handed += letters
    return handed


async def drop_missed(tx: Transaction, *, now: datetime) -> int:
    """Two evenings were missed: nobody remembers the visit."""
    return await tx.invitations.drop(before=missed_before(now), at=now)


async def refuse_invitations(tx: Transaction, code: str, *, now: datetime) -> bool:
    """The number that was given with this ticket is never invited again; False when none is known (any more)."""
    return await tx.invitations.opt_out_of(tx.invitations.mark(code), at=now)


async def invitation_ended(tx: Transaction, mark: str, end: End, *, at: datetime) -> None:
    """What became of the letter to this mark, in the transaction that says so: a visit asked is counted, a no is kept.
    To a chat that is no invitation's nothing happens."""
    if end is End.REFUSED:
        await tx.invitations.opt_out_of(mark, at=at)
    ended = await tx.invitations.end(mark, end, at=at)
    if ended and end is End.SENT:
        await tx.tickets.count(*ended, "asked")


async def forget_invitations(tx: Transaction, *, now: datetime) -> int:
    """What nobody needs any more, whether or not there is still a road."""
    dropped = await drop_missed(tx, now=now)
    return dropped + await tx.invitations.forget(unclear_before=now - UNCLEAR_LIVES, before=now - TRACE_LIVES)


async def _may_speak(tx: Transaction, road: Road) -> bool:
    kept = await tx.tokens.get(road.account)
    return kept is not None and kept.lost_at is None


async def _hand_over(database: Database, *, now: datetime, road: Road) -> int | None:
    """How many letters; None when it is nobody's turn any more."""
    async with database.transact() as tx:
        turns, units = whose_turn(now), (await tx.directory()).units
        taken = await tx.invitations.take(road.channel, turns, today=local(now).date(), limit=AT_ONCE)
        wanted = [(mark, one) for mark, one in taken if not await _has_rated(tx, mark, one, now)]
        letters = [_letter(mark, one, units[one.unit_id].short_name, road) for mark, one in wanted]
        await tx.outbox.add(letters, at=now)
    return len(letters) if taken else None


async def _has_rated(tx: Transaction, mark: str, invitation: Invitation, now: datetime) -> bool:
    """Who used the code meanwhile need not be asked."""
    if await tx.ratings.of_visit(tx.tickets.visit_key(invitation.code)) is None:
        return False
    await tx.invitations.end(mark, End.NEEDLESS, at=now)
    return True


def _letter(mark: str, invitation: Invitation, office: str, road: Road) -> Letter:
    """To a chat of its own, named by the mark: nothing else is ever said there."""
    told = {"office": shortened(office, LONGEST_OFFICE), "day": day(invitation.day), "code": printed(invitation.code)}
    reply = Reply("", kind=INVITATION, template=tuple(told.items()))
    return Letter(mark, road.channel, invitation.address, reply, Lane.DIGEST, once=True, dedup=dedup_of(mark))
