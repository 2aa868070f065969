"""What storage offers for the rota and for alarms of urgent cases."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from feedback.alarms import Alarm
from feedback.rota import Handover, Rota, Shift


@dataclass(frozen=True, slots=True)
class RungFor:
    """An alarm that rang an officer; `taken_by` has taken it, None while nobody has."""

    alarm_id: int
    case_id: int
    code: str
    taken_by: int | None


class Rotas(Protocol):
    """Who is on duty where."""

    async def of_units(self, unit_ids: Collection[int], *, since: date) -> Mapping[int, Rota]:
        """The rota of each of these units that has one; without dates before `since`."""
        ...

    async def hand_over(self, handover: Handover) -> None:
        """Also what the giver was given before; given back, it is as it was."""
        ...

    async def replace(self, unit_id: int, shifts: Sequence[Shift]) -> tuple[int, int, int]:
        """This is the unit's rota from now on: how many rows are new, stay, and are gone."""
        ...

    async def forget(self, *, before: date) -> int:
        """Drop rows and handovers of days before then."""
        ...


class Alarms(Protocol):
    """Alarms: at most one open one a case; each step is rung once, whoever rings."""

    async def open(self, alarm: Alarm) -> int:
        """A new one (`alarm.id` is ignored); one that was open for the case is over. Its id."""
        ...

    async def open_ones(self) -> list[Alarm]:
        """Those that nobody has taken, by id; not locked."""
        ...

    async def of_case(self, case_id: int) -> Alarm | None:
        """The open one."""
        ...

    async def go_on(self, alarm: Alarm, *, step: int, next_at: datetime | None) -> bool:
        """Claim the next step; False when somebody else went on with it or took it."""
        ...

    async def note_rung(self, alarm_id: int, step: int, officer_ids: Sequence[int]) -> None:
        """These were written to."""
        ...

    async def rung(self, alarm_id: int) -> list[tuple[int, int]]:
        """(step, officer) of everybody who was rung."""
        ...

    async def rung_for(self, officer_id: int, *, since: date) -> list[RungFor]:
        """The alarms that rang this officer and wait, and those raised since that day and taken; the newest last."""
        ...

    async def take(self, alarm_id: int, *, officer_id: int, minutes: int | None) -> bool:
        """False when somebody else was quicker, or it is over. `minutes` since it was raised."""
        ...

    async def end(self, alarm_id: int) -> None:
        """Nobody needs it any more."""
        ...

    async def taken_by(self, alarm_id: int) -> int | None:
        """Who took it, however long ago it was raised."""
        ...

    async def taken(self, unit_id: int, *, first: date, last: date) -> list[int | None]:
        """For each case that rang in the unit on these days (both included) and was never sealed: after how many
        minutes its first alarm that was taken was taken, None where none was or the moment is not kept."""
        ...

    async def forget(self, *, before: date) -> int:
        """Drop those of days before then that are over."""
        ...
