"""Offices, their counters, who serves there on which day, and who stands above whom.

A `Directory` is one immutable picture of the whole, small enough to be kept in memory (200 units are some
hundred kilobytes), so that the conversation never asks the database where a counter is.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from feedback.canonical import comparable
from feedback.deadlines import Deadline, Kind, days_allowed
from feedback.people import Officer, Role
from feedback.periods import Calendar, NeverWorks, OfficeDay, local

_COMMUNE = re.compile(r"(?:ubnd|uy ban nhan dan) (?:phuong|xa|dac khu)\b")


@dataclass(frozen=True, slots=True)
class Unit:
    """An office (đơn vị) in the tree. `kind` is superior | one-stop | health; `parent_id` is the unit above."""

    id: int
    code: str
    name: str
    short_name: str
    kind: str
    parent_id: int | None = None
    hotline: str = ""
    address: str = ""
    denunciation_place: str = ""
    digest_weekday: int = 1  # ISO weekday: 1 is Monday
    digest_minute: int = 450  # minutes after midnight, local time: 07:30
    voice_days: int = 0  # so long a voice message is kept at most; 0: this unit takes none
    invite_minute: int = 1200  # minutes after midnight: people are invited to rate at 20:00
    alarm_minutes: int = 15  # an urgent case that nobody took rings the next after so long

    @property
    def serves(self) -> bool:
        """True where citizens are served and may therefore rate."""
        return self.kind != "superior"

    @property
    def governs_commune(self) -> bool:
        """Whether it is the people's committee of a commune. Kinds do not tell it from a province's office: the name
        must say so, in full or as UBND."""
        return not self.serves and _COMMUNE.match(comparable(self.name)) is not None


@dataclass(frozen=True, slots=True)
class Counter:
    """A counter (quầy). `code` stands in its QR code; a closed counter keeps its row and its history."""

    id: int
    code: str
    unit_id: int
    label: str
    field: str = ""
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Posting:
    """An officer's duty at a counter (phân công): first day to the day before `until`."""

    officer_id: int
    counter_id: int
    since: date
    until: date | None = None

    def covers(self, day: date) -> bool:
        """Whether this duty holds on `day`; the upper bound is exclusive."""
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True)
class Directory:
    """Everything one must know of the offices to lead a conversation."""

    units: Mapping[int, Unit]
    counters: Mapping[int, Counter]
    officers: Mapping[int, Officer]
    postings: tuple[Posting, ...] = ()
    holidays: frozenset[date] = frozenset()
    made_up: frozenset[date] = frozenset()  # swapped Saturdays (ngày làm bù)
    deadlines: tuple[Deadline, ...] = ()
    own_days: tuple[OfficeDay, ...] = ()  # each of one unit
    _counter_by_code: Mapping[str, Counter] = field(default_factory=dict, repr=False)
    _unit_by_code: Mapping[str, Unit] = field(default_factory=dict, repr=False)

    @classmethod
    def of(
        cls,
        *,
        units: Iterable[Unit],
        counters: Iterable[Counter] = (),
        officers: Iterable[Officer] = (),
        postings: Iterable[Posting] = (),
        holidays: Iterable[date] = (),
        made_up: Iterable[date] = (),
        deadlines: Iterable[Deadline] = (),
        own_days: Iterable[OfficeDay] = (),
    ) -> "Directory":
        """Index the rows once, so that every look-up below is a dictionary's."""
        units, counters = tuple(units), tuple(counters)
        return cls(
            units={unit.id: unit for unit in units},
            counters={counter.id: counter for counter in counters},
            officers={officer.id: officer for officer in officers},
            postings=tuple(postings),
            holidays=frozenset(holidays),
            made_up=frozenset(made_up),
            deadlines=tuple(deadlines),
            own_days=tuple(own_days),
            _counter_by_code={counter.code: counter for counter in counters},
            _unit_by_code={unit.code: unit for unit in units},
        )

    def unit(self, code: str) -> Unit | None:
        """The unit with this code."""
        return self._unit_by_code.get(code)

    def counter(self, code: str) -> Counter | None:
        """The counter with this code, closed ones included."""
        return self._counter_by_code.get(code)

    def serving_units(self) -> tuple[Unit, ...]:
        """Units a citizen can have visited, by name."""
        return tuple(sorted((unit for unit in self.units.values() if unit.serves), key=lambda unit: unit.name))

    def counters_of(self, unit_id: int) -> tuple[Counter, ...]:
        """The open counters of a unit, by code."""
        found = (c for c in self.counters.values() if c.unit_id == unit_id and c.closed_at is None)
        return tuple(sorted(found, key=lambda counter: counter.code))

    def on_duty(self, counter_id: int, day: date) -> tuple[Officer, ...]:
        """Who serves at the counter on that day, as far as the roster knows."""
        ids = (
            posting.officer_id for posting in self.postings if posting.counter_id == counter_id and posting.covers(day)
        )
        return tuple(officer for id in ids if (officer := self.officers.get(id)) and officer.active)

    def staff_of(self, unit_id: int) -> tuple[Officer, ...]:
        """Everybody who belongs to the unit today."""
        return tuple(o for o in self.officers.values() if o.unit_id == unit_id and o.active)

    def heads_of(self, unit_id: int) -> tuple[Officer, ...]:
        """The heads (thủ trưởng) of the unit; empty when the seat is vacant."""
        return tuple(officer for officer in self.staff_of(unit_id) if officer.role is Role.HEAD)

    def handlers_of(self, unit_id: int) -> tuple[Officer, ...]:
        """Whoever answers cases of the unit today; empty when the seat is vacant."""
        return tuple(officer for officer in self.staff_of(unit_id) if officer.handles_cases)

    def inspectors_of(self, unit_id: int) -> tuple[Officer, ...]:
        """The inspectors (thanh tra) of the unit."""
        return tuple(officer for officer in self.staff_of(unit_id) if officer.role is Role.INSPECTOR)

    def offices_of(self, unit_id: int) -> tuple[Unit, ...]:
        """The unit itself and, of a commune, those right below it that serve citizens, by name: what its people's
        inspectors watch. The board of an agency watches that agency alone (Luật 10/2022/QH15, Điều 36 ff., 60 ff.).
        """
        unit = self.units.get(unit_id)
        if unit is None:
            return ()
        return (unit, *(one for one in self._below(unit_id) if one.serves and unit.governs_commune))

    def watchers_of(self, unit_id: int) -> tuple[Officer, ...]:
        """The people's inspectors (Ban Thanh tra nhân dân) who watch over the unit."""
        boards = (one for one in self.officers.values() if one.active and one.role is Role.PEOPLES_INSPECTOR)
        return tuple(one for one in boards if unit_id in {unit.id for unit in self.offices_of(one.unit_id)})

    @property
    def calendar(self) -> Calendar:
        """On which days offices work that declared nothing of their own."""
        return Calendar(self.holidays, self.made_up)

    def calendar_of(self, unit_id: int) -> Calendar:
        """On which days this unit works: its own rows go before those of the units above, and these before the
        common ones. It is the tree of today: what was promised before a unit was moved keeps its day."""
        calendar = self.calendar
        for unit in reversed(self.line_up(unit_id) if self.own_days else ()):
            theirs = [row for row in self.own_days if row.unit_id == unit.id]
            calendar = calendar.under(theirs) if theirs else calendar
        return calendar

    def latest(self, day: date, count: int) -> date:
        """The last of the days that are the `count`-th working day after `day` somewhere; a unit that never works has
        none."""
        return max((last for id in self.units if (last := self._last(id, day, count))), default=day)

    def _last(self, unit_id: int, day: date, count: int) -> date | None:
        try:
            return self.calendar_of(unit_id).add(day, count)
        except NeverWorks:
            return None

    def due_by(self, kind: Kind, at: datetime, *, unit_id: int, filed_at: datetime | None = None) -> date:
        """The last day for `unit_id`, which must do it: counted from `at` on that unit's calendar, by the deadline that
        was valid when the case was filed."""
        filed_on = local(filed_at or at).date()
        days = days_allowed(kind, filed_on, unit_id=unit_id, deadlines=self.deadlines)
        return self.calendar_of(unit_id).add(local(at).date(), days)

    def denunciation_place(self, unit_id: int) -> str:
        """Where a tố cáo about the unit is lawfully filed: its own place, else that of the unit above, or nothing."""
        offices = (self.units.get(unit_id), self.superior_of(unit_id))
        return next((office.denunciation_place for office in offices if office and office.denunciation_place), "")

    def takes_voice(self, unit_id: int) -> bool:
        """Turned on for the unit, and somebody stands above it who can listen."""
        unit, above = self.units.get(unit_id), self.superior_of(unit_id)
        return bool(unit and unit.voice_days and above and any(o.handles_cases for o in self.staff_of(above.id)))

    def superior_of(self, unit_id: int) -> Unit | None:
        """The unit above, or none at the top. A cycle in the tree is refused when units are imported."""
        unit = self.units.get(unit_id)
        return self.units.get(unit.parent_id) if unit and unit.parent_id else None

    def above(self, unit_id: int) -> tuple[Unit, ...]:
        """From the unit right above it to the top."""
        unit = self.superior_of(unit_id)
        return (unit, *self.above(unit.id)) if unit else ()

    def line_up(self, unit_id: int) -> tuple[Unit, ...]:
        """The unit itself, and all above it; empty for one that is not there."""
        unit = self.units.get(unit_id)
        return (unit, *self.above(unit_id)) if unit else ()

    def neighbours_of(self, unit_id: int) -> tuple[Unit, ...]:
        """The unit above, then those beside and those below it, by name."""
        above = self.superior_of(unit_id)
        beside = self._below(above.id) if above else []
        return (*([above] if above else []), *(one for one in beside if one.id != unit_id), *self._below(unit_id))

    def _below(self, unit_id: int) -> list[Unit]:
        found = (unit for unit in self.units.values() if unit.parent_id == unit_id)
        return sorted(found, key=lambda unit: unit.name)
