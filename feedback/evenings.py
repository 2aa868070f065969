"""When somebody may be invited: in the evening of the day of their visit, else in the next one, and never at night.

An evening is the moment at which a unit's invitations go out. Two are tried; after that nobody remembers the visit.
"""

from datetime import date, datetime, time, timedelta

from feedback.periods import OFFICE_TIME, local, midnight

OPENS, CLOSES = time(7), time(21)
"""Nobody is written to outside; Zalo itself refuses from 22:00 to 06:00 (code -133)."""

EARLIEST, LATEST = 7 * 60, 20 * 60 + 30
"""The minutes that a unit may choose: the last leaves half an hour for a slow line."""

USUAL = 20 * 60
ONE_DAY = timedelta(days=1)


def first_evening(happened_at: datetime, *, now: datetime, minute: int) -> datetime | None:
    """The first evening after a visit that has not begun by `now`; None when both are over. `minute` after midnight."""
    day = local(happened_at).date()
    return next((one for one in (_at(day, minute), _at(day + ONE_DAY, minute)) if now <= one), None)


def whose_turn(now: datetime) -> tuple[tuple[datetime, datetime], ...]:
    """From when to when (both included) the evenings lie whose invitations may leave now: those of today that have
    begun, and those of yesterday that were missed, at the same hour. Nothing after CLOSES."""
    here = local(now)
    if is_quiet(now):
        return ()
    today = midnight(here.date())
    return (today, here), (today - ONE_DAY, here - ONE_DAY)


def missed_before(now: datetime) -> datetime:
    """Evenings before this moment were missed twice."""
    here = local(now)
    return midnight(here.date() - (timedelta() if here.time() >= CLOSES else ONE_DAY))


def is_quiet(now: datetime) -> bool:
    """Whether nobody may be written to at this hour."""
    return not OPENS <= local(now).time() < CLOSES


def next_evening(now: datetime) -> datetime:
    """The usual hour, today or tomorrow."""
    today = _at(local(now).date(), USUAL)
    return today if now < today else _at(local(now).date() + ONE_DAY, USUAL)


def _at(day: date, minute: int) -> datetime:
    minute = min(max(minute, EARLIEST), LATEST)
    return datetime.combine(day, time(minute // 60, minute % 60), OFFICE_TIME)
