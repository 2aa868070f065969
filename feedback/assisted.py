"""What an operator types in for a citizen (nhập hộ): a paper slip, a call, a complaint spoken at the desk.

What was said is the citizen's; the operator only writes it down. Who may never do so: `feedback/assisted_concern.py`.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from feedback.people import Officer, Role
from feedback.periods import midnight
from feedback.ratings import Level
from feedback.units import Directory, Unit
from feedback.visits import Proof, Visit, scan

OLDEST_DAYS = 60
"""A visit longer ago than this is nobody's fresh memory, and its week was told long ago."""

_DAY = re.compile(r"(\d{1,2})\s*[/.\- ]\s*(\d{1,2})(?:\s*[/.\- ]\s*(\d{4}))?")


class How(StrEnum):
    """How it came; the channel of the rating and of the words. Its words are `assisted.how.<value>` in vi.toml."""

    PAPER = "phieu-giay"
    PHONE = "dien-thoai"
    SPOKEN = "noi-truc-tiep"


@dataclass(frozen=True, slots=True)
class TypedSlip:
    """A visit as the citizen told it. Without a counter they did not remember it, without a level they gave none,
    without an officer they named nobody."""

    how: How
    unit_id: int
    counter_id: int | None = None
    day: date | None = None
    level: Level | None = None
    words: str = ""
    officer_id: int | None = None

    def visit(self, directory: Directory, *, key: str) -> Visit:
        """The visit on that day, at its first minute: the hour was not told."""
        assert self.day is not None, "asked for before the level"
        at, counter = midnight(self.day), directory.counters.get(self.counter_id or 0)
        if counter:
            visit = scan(counter, directory=directory, at=at, key=key, proof=Proof.ASSISTED)
        else:
            visit = Visit(key, self.unit_id, at, candidates=on_duty(self, directory), proof=Proof.ASSISTED)
        return visit.served_by(self.officer_id)

    def to_json(self) -> dict[str, Any]:
        """Plain data for the talk."""
        return {**asdict(self), "day": self.day.isoformat() if self.day else None}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "TypedSlip":
        """The inverse of `to_json`."""
        day, level = data["day"], data["level"]
        made = {"how": How(data["how"]), "day": day and date.fromisoformat(day), "level": level and Level(level)}
        return cls(**{**data, **made})


def units_for(operator: Officer, directory: Directory) -> tuple[Unit, ...]:
    """The serving units for which this officer may type: their own, and all below it; by name. None for a people's
    inspector, who watches and writes nothing in a citizen's place."""
    mine = directory.units.get(operator.unit_id) if operator.role is not Role.PEOPLES_INSPECTOR else None
    return tuple(unit for unit in directory.serving_units() if mine in directory.line_up(unit.id))


def on_duty(slip: TypedSlip, directory: Directory) -> tuple[int, ...]:
    """Who served at that counter that day; at an unknown one anybody of the unit who served."""
    counters = [slip.counter_id] if slip.counter_id else _all_counters(slip.unit_id, directory)
    found = (officer.id for id in counters if slip.day for officer in directory.on_duty(id, slip.day))
    return tuple(dict.fromkeys(found))


def day_in(text: str, *, today: date) -> date | None:
    """`3/8` or `03/08/2026`; without a year the last such day. None for what is no day."""
    found = _DAY.fullmatch(text.strip())
    if not found:
        return None
    years = [int(found[3])] if found[3] else [today.year, today.year - 1]
    days = [day for year in years if (day := _day(year, int(found[2]), int(found[1])))]
    return next((day for day in days if day <= today), days[0] if days else None)


def may_be_told(day: date, *, today: date) -> bool:
    """Not in the future, and not too long ago."""
    return timedelta() <= today - day <= timedelta(days=OLDEST_DAYS)


def _all_counters(unit_id: int, directory: Directory) -> list[int]:
    return [counter.id for counter in directory.counters.values() if counter.unit_id == unit_id]


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
