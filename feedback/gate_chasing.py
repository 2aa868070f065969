"""Who is reminded of reviews (thẩm định) that are due soon or overdue: reviewers, of overdue ones up the tree too.

One reminder a review and day at most, in office hours; nobody reads more than a code, a unit and a day.
"""

from dataclasses import replace
from datetime import date, datetime

from feedback.cases import Case
from feedback.gate_review import GateReview, Stage
from feedback.gate_seconding import seconders
from feedback.numbers import day
from feedback.people import Officer
from feedback.periods import Calendar, local
from feedback.ports import Database, Transaction
from feedback.reminders import AGAIN, SOON, in_hours
from feedback.ringing import handlers, ring, superiors
from feedback.units import Directory

AT_ONCE = 50
MOST_ROUNDS = 50
LATE, NEAR = "qua-han", "sap-het-han"
"""`gate.chase.<value>`."""


async def chase_reviews(database: Database, *, now: datetime) -> int:
    """How many reviews somebody was reminded of."""
    told = after = 0
    for _ in range(MOST_ROUNDS):
        async with database.transact() as tx:
            directory, today = await tx.directory(), local(now).date()
            until = directory.latest(today, SOON)
            found = await tx.gate_reviews.to_chase(due_until=until, after=after, limit=AT_ONCE)
            told += sum([await _chase(tx, *one, directory, now) for one in found])
        if not found:
            break
        after = found[-1][0].case_id
    return told


def mark(review: GateReview, *, today: date, calendar: Calendar) -> str:
    """Which reminder it wants today, and for which days; "" for none."""
    if review.due < today:
        return f"{LATE}:{review.stage}:{review.due}:{max(calendar.between(review.due, today) - 1, 0) // AGAIN}"
    near = calendar.add(review.due, -SOON) <= today
    return f"{NEAR}:{review.stage}:{review.due}" if near else ""


async def _chase(tx: Transaction, review: GateReview, case: Case, directory: Directory, now: datetime) -> bool:
    """The mark is kept with the letters: whoever comes next finds it."""
    calendar = directory.calendar_of(case.handler_unit_id or case.unit_id)
    wanted = mark(review, today=local(now).date(), calendar=calendar)
    if not review.holds or wanted in ("", review.chased) or not in_hours(local(now), calendar):
        return False
    await tx.gate_reviews.save(replace(review, chased=wanted))
    kind, mine = wanted.partition(":")[0], _reviewers(review, case, directory)
    unit = directory.units[case.handler_unit_id or case.unit_id].short_name
    due, dedup = day(review.due), f"gate:{case.code}:{wanted}"
    await ring(tx, mine, f"gate.chase.{kind}", dedup=dedup, at=now, code=case.code, unit=unit, due=due)
    if kind == LATE:
        above = [one for one in superiors(case, directory) if one not in mine]
        await ring(tx, above, "gate.chase.cap-tren", dedup=dedup, at=now, code=case.code, unit=unit, due=due)
    return True


def _reviewers(review: GateReview, case: Case, directory: Directory) -> tuple[Officer, ...]:
    return seconders(review, case, directory) if review.stage is Stage.PROPOSED else handlers(case, directory)
