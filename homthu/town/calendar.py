"""Demo weeks as dates: which weeks are filled, which days are open, and when a visit ends."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import accumulate
from random import Random

from feedback.periods import Week, add_working_days, local, midnight
from homthu.town.content import STORY_WEEKS, Town

DIGEST_TIME = timedelta(hours=7, minutes=31)
WORKDAYS = 5
ANSWERING = (8 * 60, 16 * 60 + 30)
"""Minutes after midnight between which heads write back."""


@dataclass(frozen=True)
class Calendar:
    """Seen from the moment of filling: week 8 of the story is the last full week before it."""

    town: Town
    now: datetime
    weeks: int

    def week(self, number: int) -> Week:
        """The calendar week of a demo week."""
        return Week.before(self.now).shift(number - STORY_WEEKS)

    def number(self, week: Week) -> int:
        """The demo week of a calendar week; 9 is the one that runs, 0 and less came before the story."""
        return STORY_WEEKS - (Week.before(self.now).monday - week.monday).days // 7

    @cached_property
    def filled(self) -> tuple[Week, ...]:
        """The full weeks to fill, oldest first."""
        return tuple(self.week(STORY_WEEKS + 1 - back) for back in range(self.weeks, 0, -1))

    @property
    def running(self) -> Week:
        """The week that `now` lies in."""
        return self.week(STORY_WEEKS + 1)

    def day(self, number: int, day: int) -> date:
        """Day 1 … 7 of a demo week."""
        return self.week(number).monday + timedelta(days=day - 1)

    def span(self, entry: Mapping[str, int]) -> tuple[date, date | None]:
        """First day of a roster entry, and the day after its last; what begins with week 1 began before."""
        since = self.day(entry["from_week"], entry["from_day"])
        if since == self.day(1, 1):
            since = min(since, self.filled[0].monday)
        if "to_week" not in entry:
            return since, None
        return since, self.day(entry["to_week"], entry["to_day"]) + timedelta(days=1)

    def open_days(self, week: Week) -> list[date]:
        """Monday to Friday without holidays."""
        days = (week.monday + timedelta(days=place) for place in range(WORKDAYS))
        return [day for day in days if day not in self.town.holidays]

    def digest_times(self) -> list[datetime]:
        """The Monday after each filled week, at the digest's hour, as far as it has come."""
        times = (week.end + DIGEST_TIME for week in self.filled)
        return [time for time in times if time <= self.now]

    def answer_time(self, filed_at: datetime, after_days: int, chance: Random) -> datetime:
        """So many working days later, in office hours; on the same day a little later."""
        if not after_days:
            return filed_at + timedelta(minutes=chance.randint(20, 90))
        day = add_working_days(local(filed_at).date(), after_days, self.town.holidays)
        return midnight(day) + timedelta(minutes=chance.randint(*ANSWERING), seconds=chance.randrange(60))

    def busyness(self, days: Sequence[date]) -> float:
        """The share of an ordinary week's visits that falls on these days."""
        return sum(sum(self.town.weights[day.weekday()]) for day in days) / sum(map(sum, self.town.weights))

    def visits(self, days: Sequence[date], count: int, chance: Random) -> list[datetime]:
        """`count` moments on these days at which a visit ended, in order."""
        hours, weights = self.town.hours, self.town.weights
        slots = [(day, hour) for day in days for hour in hours]
        heights = list(accumulate(weight for day in days for weight in weights[day.weekday()]))
        drawn = chance.choices(slots, cum_weights=heights, k=count) if slots else []
        return sorted(self.moment(day, hour, chance) for day, hour in drawn)

    def moment(self, day: date, hour: int, chance: Random) -> datetime:
        """Some time in that hour while the office is open."""
        minute = chance.choice(self._minutes[hour])
        return midnight(day) + timedelta(minutes=minute, seconds=chance.randrange(60))

    @cached_property
    def _minutes(self) -> Mapping[int, Sequence[int]]:
        """Open minutes after midnight of each hour; the whole hour where the office is closed all of it."""
        found = {}
        for hour in range(24):
            whole = range(hour * 60, hour * 60 + 60)
            found[hour] = [m for m in whole if any(a <= m < b for a, b in self.town.opening)] or list(whole)
        return found
