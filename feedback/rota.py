"""Who is on duty for urgent cases (trực), by a unit's rota: pure, from its rows and the moment.

A row holds for a weekday or for one date; a date that has rows of its own does not take those of its weekday. A shift
that ends before it begins goes on into the next day, and belongs to the day on which it began.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from feedback.periods import local, midnight

DAY_MINUTES = 24 * 60
ONE_DAY = timedelta(days=1)
WEEK = 7


@dataclass(frozen=True, slots=True)
class Shift:
    """`begins` and `ends` are minutes after midnight, `ends` exclusive; equal ones are a whole day. Whoever has turn 1
    is rung first, turn 2 when nobody takes it. Either `weekday` (ISO, 1 is Monday) or `day` is set.
    """

    unit_id: int
    officer_id: int
    begins: int
    ends: int
    turn: int = 1
    weekday: int | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Handover:
    """All that `giver_id` has of the unit's duty on that day is `taker_id`'s."""

    unit_id: int
    day: date
    giver_id: int
    taker_id: int


@dataclass(frozen=True, slots=True)
class Duty:
    """A shift as it is really done: by whom, and on which day it begins. `of_id` is who stands in the rota."""

    officer_id: int
    turn: int
    day: date
    begins: int
    ends: int
    of_id: int

    def covers(self, moment: datetime) -> bool:
        """Whether it is being done then."""
        begins = midnight(self.day) + timedelta(minutes=self.begins)
        lasts = timedelta(minutes=(self.ends - self.begins) % DAY_MINUTES or DAY_MINUTES)
        return begins <= moment < begins + lasts


@dataclass(frozen=True, slots=True)
class Rota:
    """A unit's rows and what was handed over of them; empty for a unit without one."""

    shifts: tuple[Shift, ...] = ()
    handed: tuple[Handover, ...] = ()

    def on(self, day: date) -> tuple[Duty, ...]:
        """What begins on that day: by hour, then by turn."""
        dated = [shift for shift in self.shifts if shift.day == day]
        rows = dated or [shift for shift in self.shifts if shift.weekday == day.isoweekday()]
        found = (self._duty(shift, day) for shift in rows)
        return tuple(sorted(found, key=lambda duty: (duty.begins, duty.turn, duty.officer_id)))

    def at(self, moment: datetime) -> tuple[Duty, ...]:
        """Who is on duty then, the first turn first; nobody twice."""
        seen: dict[int, Duty] = {}
        for duty in sorted(self._running(moment), key=lambda duty: duty.turn):
            seen.setdefault(duty.officer_id, duty)
        return tuple(seen.values())

    def week(self, first: date) -> tuple[Duty, ...]:
        """Seven days from `first` on."""
        return tuple(duty for n in range(WEEK) for duty in self.on(first + n * ONE_DAY))

    def days_of(self, officer_id: int, moment: datetime) -> tuple[date, ...]:
        """The days whose duty this officer may hand over now: of yesterday what still runs, and today's."""
        today = local(moment).date()
        running = [duty.day for duty in self._running(moment) if duty.officer_id == officer_id]
        mine = [*running, *(duty.day for duty in self.on(today) if duty.officer_id == officer_id)]
        return tuple(sorted(set(mine)))

    def _running(self, moment: datetime) -> Iterator[Duty]:
        today = local(moment).date()
        return (duty for day in (today - ONE_DAY, today) for duty in self.on(day) if duty.covers(moment))

    def _duty(self, shift: Shift, day: date) -> Duty:
        taken = next((h.taker_id for h in self.handed if (h.day, h.giver_id) == (day, shift.officer_id)), None)
        return Duty(taken or shift.officer_id, shift.turn, day, shift.begins, shift.ends, shift.officer_id)
