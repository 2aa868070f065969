"""Whether a case wants a reminder today, and which: pure, from its days and the calendar alone.

At most one kind at a time, the gravest. A mark names the kind and the days it speaks of, so that one reminder goes out
once, however often and from however many replicas it is asked for; after an outage only what holds today is told.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from feedback.case_life import FRESH, WAITING
from feedback.cases import Case
from feedback.periods import OFFICE_TIME, Calendar, local

SOON = 2
"""Working days before the answer is due."""

AGAIN = 5
"""An overdue case is told again after so many working days."""

UNOPENED_AFTER = 1
"""Within so many working days somebody looks at a sealed case: nobody else will, until they do."""

OPENS, CLOSES = time(7), time(19)
"""Nobody is reminded at night or on a day off, unless somebody must look at once."""


class Chase(StrEnum):
    """Why somebody is reminded; its words are `case.chase.<value>`."""

    LATE = "qua-han"
    SOON = "sap-het-han"
    UNTAKEN = "chua-tiep-nhan"
    UNOPENED = "chua-mo"
    ALONE = "khong-nguoi-phu-trach"


@dataclass(frozen=True, slots=True)
class Reminder:
    """`days` is how many working days an answer is late: none on the days off behind the last day. `first` is False for
    an overdue case told again."""

    kind: Chase
    mark: str
    days: int = 0
    first: bool = True

    @property
    def words(self) -> str:
        """Which sentence says it."""
        return "vua-qua-han" if self.kind is Chase.LATE and not self.days else self.kind.value


def reminder(case: Case, *, today: date, calendar: Calendar, alone: bool) -> Reminder | None:
    """`alone`: nobody of the unit that must answer may handle it."""
    if case.state not in WAITING:
        return None
    if case.due < today:  # by the calendar, as every list says it; how late it is counts working days
        late = calendar.between(case.due, today)
        told = f"{Chase.LATE}:{case.due}:{case.handler_unit_id}:"
        return Reminder(Chase.LATE, f"{told}{max(late - 1, 0) // AGAIN}", late, not case.chased.startswith(told))
    if calendar.add(case.due, -SOON) <= today:
        return _once(Chase.SOON, case, case.due)
    if case.state in FRESH and case.accept_by and calendar.between(case.accept_by, today):
        return _once(Chase.UNTAKEN, case, case.accept_by)
    filed = local(case.filed_at).date()
    if case.sealed and case.opened_at is None and calendar.between(filed, today) > UNOPENED_AFTER:
        return _once(Chase.UNOPENED, case, filed)
    return _once(Chase.ALONE, case, case.due) if alone else None


def may_ring(case: Case, now: datetime, calendar: Calendar) -> bool:
    """By the office's clock."""
    here = local(now)
    return case.urgent or in_hours(here, calendar)


def rings_at(case: Case, now: datetime, calendar: Calendar) -> datetime:
    """Now, where that may be; else when the office opens next."""
    return now if may_ring(case, now, calendar) else opens_at(now, calendar)


def opens_at(now: datetime, calendar: Calendar) -> datetime:
    """Now, in office hours; else when the office opens next."""
    here = local(now)
    if in_hours(here, calendar):
        return now
    today = calendar.works(here.date()) and here.time() < OPENS
    return datetime.combine(here.date() if today else calendar.add(here.date(), 1), OPENS, OFFICE_TIME)


def in_hours(here: datetime, calendar: Calendar) -> bool:
    """`here` is office time."""
    return calendar.works(here.date()) and OPENS <= here.time() < CLOSES


def _once(kind: Chase, case: Case, day: date) -> Reminder:
    return Reminder(kind, f"{kind}:{day}:{case.handler_unit_id}")
