"""An office tells of a visit, through its software or by a file: a ticket for it, once for each of its references."""

from dataclasses import dataclass, replace
from datetime import datetime

from feedback.api_keys import ApiKey
from feedback.invitations import Road, plan_invitation
from feedback.phones import Landline, NotAMobile
from feedback.ports import Transaction
from feedback.tickets import Ticket, Told, VisitRefused, place_of, ticket_of


@dataclass(frozen=True, slots=True)
class Recorded:
    """The code for the citizen's paper, what stands behind it, and whether it is new."""

    code: str
    ticket: Ticket
    new: bool


async def record_visit(
    tx: Transaction, told: Told, *, now: datetime, road: Road | None, key: ApiKey | None = None
) -> Recorded:
    """Keep the visit, count it and plan its invitation; told once more, the same comes back, whoever left and however
    old it is by then. Raises VisitRefused, and then this transaction must not be committed.

    `key` limits it to the units for which that key speaks; `road` is how people are invited, if at all.
    """
    told, directory = told.in_order, await tx.directory()
    _, unit = place_of(told, directory)
    if key and not key.speaks_for(unit.id, directory):
        raise VisitRefused("counter" if told.counter else "unit", "foreign_unit")
    code = tx.tickets.code(unit.id, told.reference)
    if earlier := await tx.tickets.as_told(code, told):
        return Recorded(code, earlier, new=False)
    ticket = ticket_of(told, directory=directory, now=now)
    if await tx.tickets.keep(code, ticket, told):
        await tx.tickets.count(ticket.unit_id, ticket.day, "recorded")
        return Recorded(code, await _invited(tx, code, ticket, told, now=now, road=road), new=True)
    if earlier := await tx.tickets.as_told(code, told):  # told at the same moment, on another replica
        return Recorded(code, earlier, new=False)
    raise VisitRefused("reference", "other_facts")


async def _invited(
    tx: Transaction, code: str, ticket: Ticket, told: Told, *, now: datetime, road: Road | None
) -> Ticket:
    if not told.phone:
        return ticket
    try:
        planned = await plan_invitation(
            tx,
            ticket_code=code,
            unit_id=ticket.unit_id,
            phone=told.phone,
            happened_at=told.at,
            now=now,
            road=road,
        )
    except Landline:
        raise VisitRefused("phone", "landline") from None
    except NotAMobile:
        raise VisitRefused("phone", "phone") from None
    await tx.tickets.invited(code, planned.value)
    return replace(ticket, invitation=planned.value)
