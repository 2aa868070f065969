"""Weeks, quarters and working days, in the calendar of the office (Asia/Ho_Chi_Minh).

Weeks are ISO weeks, Monday to Sunday (2026 has a week 53). Upper bounds are exclusive.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

OFFICE_TIME = ZoneInfo("Asia/Ho_Chi_Minh")
SATURDAY = 6

LONGEST_REST = 400
"""Days: a calendar that names no working day for longer has none, and no deadline of it would end."""


class NeverWorks(ValueError):
    """A calendar without a working day."""


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """An ISO week, written 2026-W46."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Week":
        """The week that `day` lies in."""
        year, number, _ = day.isocalendar()
        return cls(year, number)

    @classmethod
    def parse(cls, text: str) -> "Week":
        """From `2026-W46`. Raises ValueError for anything else, a week 53 that does not exist included."""
        year, separator, number = text.upper().partition("-W")
        week = cls(int(year), int(number))
        if not separator or cls.of(week.monday) != week:
            raise ValueError(text)
        return week

    @classmethod
    def before(cls, now: datetime) -> "Week":
        """The last full week before `now`."""
        return cls.of(local(now).date() - timedelta(days=7))

    @property
    def monday(self) -> date:
        """Its first day."""
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def sunday(self) -> date:
        """Its last day."""
        return self.monday + timedelta(days=6)

    @property
    def start(self) -> datetime:
        """Monday 00:00 in office time."""
        return midnight(self.monday)

    @property
    def end(self) -> datetime:
        """The following Monday 00:00; exclusive."""
        return midnight(self.monday + timedelta(days=7))

    def shift(self, weeks: int) -> "Week":
        """The week so many weeks later (earlier when negative)."""
        return Week.of(self.monday + timedelta(weeks=weeks))

    def __str__(self) -> str:
        return f"{self.year}-W{self.number:02d}"


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A quarter of a calendar year, written 2026-Q3."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Quarter":
        """The quarter that `day` lies in."""
        return cls(day.year, (day.month + 2) // 3)

    @classmethod
    def parse(cls, text: str) -> "Quarter":
        """From `2026-Q3`. Raises ValueError for anything else."""
        year, separator, number = text.upper().partition("-Q")
        if not (separator and len(year) == len("2026") and year.isdecimal() and number in ("1", "2", "3", "4")):
            raise ValueError(text)
        return cls.of(date(int(year), int(number) * 3, 1))

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.number * 3 - 2, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return date(self.year, self.number * 3, 31 if self.number in (1, 4) else 30)

    @property
    def start(self) -> datetime:
        """Its first day, 00:00 in office time."""
        return midnight(self.first)

    @property
    def end(self) -> datetime:
        """The day after its last, 00:00; exclusive."""
        return midnight(self.last + timedelta(days=1))

    @property
    def months(self) -> tuple[date, date, date]:
        """The first days of its months."""
        one, two, three = (date(self.year, self.number * 3 - 2 + n, 1) for n in range(3))
        return one, two, three

    def before(self) -> "Quarter":
        """The quarter before it."""
        return Quarter.of(self.first - timedelta(days=1))

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"


def local(moment: datetime) -> datetime:
    """The same moment on the office's clock."""
    return moment.astimezone(OFFICE_TIME)


def midnight(day: date) -> datetime:
    """The beginning of `day` in office time."""
    return datetime.combine(day, time(), OFFICE_TIME)


def quarter(day: date) -> str:
    """The calendar quarter, written 2026-Q3."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


def month(day: date) -> str:
    """The calendar month, written 2026-08."""
    return f"{day.year}-{day.month:02d}"


class DayKind(StrEnum):
    """What the calendar says of a day that is not as others."""

    OFF = "nghi"
    MADE_UP = "lam-bu"
    WORKED_WEEKLY = "lam-hang-tuan"  # its weekday is worked every week from that day on: open on Saturday morning
    OFF_WEEKLY = "nghi-hang-tuan"


WEEKLY = frozenset({DayKind.WORKED_WEEKLY, DayKind.OFF_WEEKLY})


@dataclass(frozen=True, slots=True)
class OfficeDay:
    """One row of a calendar. `unit_id` None holds everywhere, else for the unit and all below it."""

    day: date
    kind: DayKind = DayKind.OFF
    unit_id: int | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days an office works: Monday to Friday without its days off, and the Saturdays or Sundays swapped for one
    (ngày làm bù). `weekly` are (first day, whether its weekday is worked from then on), the weakest first."""

    off: Collection[date] = ()
    made_up: Collection[date] = ()
    weekly: Sequence[tuple[date, bool]] = ()

    def works(self, day: date) -> bool:
        """Whether deadlines run on that day. A day both off and made up is a day off: the citizen's time is not cut."""
        return day not in self.off and (day in self.made_up or self.every_week(day))

    def every_week(self, day: date) -> bool:
        """Whether that weekday is worked by then, but for single days."""
        rules = ((since, worked) for since, worked in reversed(self.weekly) if since <= day)
        theirs = (worked for since, worked in rules if since.isoweekday() == day.isoweekday())
        return next(theirs, day.isoweekday() < SATURDAY)

    def under(self, days: Iterable[OfficeDay]) -> "Calendar":
        """The same with the rows of one unit, which go before it day by day."""
        rows = sorted(days, key=lambda row: row.day)
        said = {row.day: row.kind for row in rows if row.kind not in WEEKLY}
        off = {day for day in self.off if day not in said} | {day for day in said if said[day] is DayKind.OFF}
        made_up = {day for day in self.made_up if day not in said} | (said.keys() - off)
        weekly = ((row.day, row.kind is DayKind.WORKED_WEEKLY) for row in rows if row.kind in WEEKLY)
        return Calendar(frozenset(off), frozenset(made_up), (*self.weekly, *weekly))

    def add(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`, or before it when negative. Raises NeverWorks."""
        step = timedelta(days=1 if count > 0 else -1)
        for _ in range(abs(count)):
            found = (day + step * n for n in range(1, LONGEST_REST))
            nearest = next(filter(self.works, found), None)
            if nearest is None:
                raise NeverWorks(day)
            day = nearest
        return day

    def between(self, first: date, last: date) -> int:
        """Working days after `first` up to `last`; 0 when there is none."""
        days = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
        return sum(self.works(day) for day in days)


def add_working_days(day: date, count: int, holidays: Collection[date]) -> date:
    """The `count`-th working day after `day`; Saturdays, Sundays and holidays do not count."""
    return Calendar(holidays).add(day, count)
