"""Weeks, quarters and working days, in the calendar of the office (Asia/Ho_Chi_Minh).

Weeks are ISO weeks, Monday to Sunday (2026 has a week 53). Upper bounds are exclusive.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

OFFICE_TIME = ZoneInfo("Asia/Ho_Chi_Minh")
SATURDAY = 6


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


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days an office works: Monday to Friday without its days off, and the Saturdays or Sundays swapped for one
    (ngày làm bù)."""

    off: Collection[date] = ()
    made_up: Collection[date] = ()

    def works(self, day: date) -> bool:
        """Whether deadlines run on that day. A day both off and made up is a day off: the citizen's time is not cut."""
        return day not in self.off and (day.isoweekday() < SATURDAY or day in self.made_up)

    def add(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`, or before it when negative."""
        step = timedelta(days=1 if count > 0 else -1)
        for _ in range(abs(count)):
            day += step
            while not self.works(day):
                day += step
        return day

    def between(self, first: date, last: date) -> int:
        """Working days after `first` up to `last`; 0 when there is none."""
        days = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
        return sum(self.works(day) for day in days)


def add_working_days(day: date, count: int, holidays: Collection[date]) -> date:
    """The `count`-th working day after `day`; Saturdays, Sundays and holidays do not count."""
    return Calendar(holidays).add(day, count)
