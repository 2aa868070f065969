"""Who is told of cases that are due soon, overdue or taken up by nobody: the handlers, and up the tree.

The superior's handlers hear a code, a unit and days, no words. Of an overdue case they hear in any case; of any other
one when nobody of the unit may handle it.
"""

import logging
from dataclasses import dataclass, replace
from datetime import datetime

from feedback.case_life import By, Event, Happened
from feedback.cases import Case
from feedback.explaining import lapse_overdue
from feedback.gate_chasing import chase_reviews
from feedback.numbers import day
from feedback.people import Officer
from feedback.periods import NeverWorks, local
from feedback.ports import Database, Transaction
from feedback.recommending import chase_recommendations
from feedback.reminders import SOON, Chase, Reminder, may_ring, reminder
from feedback.results import close_silent
from feedback.ringing import handlers, ring, superiors
from feedback.units import Directory

AT_ONCE = 100
MOST_ROUNDS = 50

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Chased:
    """What one round of the clock did."""

    told: int = 0
    closed: int = 0


async def chase(database: Database, *, now: datetime) -> Chased:
    """Remind, escalate, and close what no citizen spoke of; each once, on however many replicas."""
    told = after = 0
    for _ in range(MOST_ROUNDS):
        cases, rung = await _round(database, after=after, now=now)
        if not cases:  # fewer than asked for may only mean that some did not open
            break
        told, after = told + rung, cases[-1].id
    await lapse_overdue(database, now=now)
    await chase_recommendations(database, now=now)
    await chase_reviews(database, now=now)
    return Chased(told, await close_silent(database, now=now))


async def _round(database: Database, *, after: int, now: datetime) -> tuple[list[Case], int]:
    today = local(now).date()
    async with database.transact() as tx:
        directory = await tx.directory()
        cases = await tx.cases.to_chase(
            due_until=directory.latest(today, SOON),
            today=today,
            without_handler=[id for id in directory.units if not directory.handlers_of(id)],
            after=after,
            limit=AT_ONCE,
        )
        rung = [await _chase_alone(tx, case, directory, now) for case in cases]
    return cases, sum(rung)


async def _chase_alone(tx: Transaction, case: Case, directory: Directory, now: datetime) -> bool:
    """A unit whose calendar has no working day must not keep the others waiting; nothing was written for it yet."""
    try:
        return await _chase(tx, case, directory, now)
    except NeverWorks as error:
        log.error("no working day", exc_info=error, extra={"fields": {"event": "never_works", "case": case.code}})
        return False


async def _chase(tx: Transaction, case: Case, directory: Directory, now: datetime) -> bool:
    """The mark is kept with the letters: whoever comes next finds it."""
    calendar = directory.calendar_of(case.handler_unit_id or case.unit_id)
    mine = handlers(case, directory)
    wanted = reminder(case, today=local(now).date(), calendar=calendar, alone=not mine)
    if wanted is None or wanted.mark == case.chased or not may_ring(case, now, calendar):
        return False
    await tx.cases.save(replace(case, chased=wanted.mark))
    await _tell(tx, case, wanted, mine, f"case.chase.{wanted.words}", directory, now)
    if wanted.kind is Chase.LATE or not mine:
        above = superiors(case, directory)
        word = wanted.words if wanted.kind is Chase.ALONE else f"cap-tren-{wanted.words}"
        await _tell(tx, case, wanted, above, f"case.chase.{word}", directory, now)
        if above and wanted.kind is Chase.LATE and wanted.first:
            await tx.cases.note(case.id, Happened(Event.ESCALATED, By.CLOCK, now))
    return True


async def _tell(
    tx: Transaction,
    case: Case,
    wanted: Reminder,
    officers: tuple[Officer, ...],
    key: str,
    directory: Directory,
    now: datetime,
) -> None:
    about = directory.units[case.handler_unit_id or case.unit_id].short_name
    days = {"due": day(case.due), "accept": day(case.accept_by) if case.accept_by else "", "days": wanted.days}
    dedup = f"chase:{case.code}:{case.reopened}:{wanted.mark}"
    await ring(tx, officers, key, dedup=dedup, at=now, code=case.code, unit=about, **days)
