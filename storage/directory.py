"""The offices as rows: the picture for conversations, and the writing side for administration and imports."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import Table, select, update

from feedback.deadlines import Deadline, Kind
from feedback.people import Officer, Role
from feedback.periods import DayKind, OfficeDay
from feedback.units import Counter, Directory, Posting, Unit
from storage.executor import Executor, upsert
from storage.tables import counters, deadlines, holidays, officers, postings, unit_days, units

DEEPEST_TREE = 32


class CycleInTree(ValueError):
    """A unit cannot stand below itself."""


async def load_directory(executor: Executor) -> Directory:
    """Everything, read within the caller's transaction."""
    days = await executor.rows(select(holidays.c.day, holidays.c.kind))
    rules = await executor.rows(select(deadlines).order_by(deadlines.c.id))
    return Directory.of(
        units=[_unit(row._mapping) for row in await executor.rows(select(units).order_by(units.c.id))],
        counters=[Counter(**row._mapping) for row in await executor.rows(select(counters).order_by(counters.c.id))],
        officers=[officer_from(row._mapping) for row in await executor.rows(select(officers).order_by(officers.c.id))],
        postings=[_posting(row._mapping) for row in await executor.rows(select(postings).order_by(postings.c.id))],
        holidays=[row.day for row in days if row.kind == DayKind.OFF],
        made_up=[row.day for row in days if row.kind == DayKind.MADE_UP],
        deadlines=[Deadline(Kind(row.kind), row.days, row.valid_from, row.unit_id, row.source) for row in rules],
        own_days=await _own_days(executor),
    )


async def _own_days(executor: Executor) -> list[OfficeDay]:
    rows = await executor.rows(select(unit_days).order_by(unit_days.c.unit_id, unit_days.c.day))
    return [OfficeDay(row.day, DayKind(row.kind), row.unit_id, row.name) for row in rows]


def officer_from(row: Mapping[Any, Any]) -> Officer:
    """A row of `officers` as the field knows it."""
    return Officer(**{**row, "role": Role(row["role"])})


class Places:
    """Adds and changes units, counters, staff and the roster.

    `add_…` refuses a code that exists (IntegrityError); `put_…` overwrites what stands under it. An `id` in
    what is given is ignored, the real one comes back.
    """

    def __init__(self, executor: Executor) -> None:
        self._db = executor
        self.changed = False

    async def add_unit(self, unit: Unit, *, since: datetime) -> int:
        """A new unit, which owes digests from the week of `since`."""
        return await self._add(units, _row(unit) | {"since": since})

    async def put_unit(self, unit: Unit, *, since: datetime) -> int:
        """`since` counts only when the unit is new, and whether it takes voices is decided elsewhere. CycleInTree when
        it would stand below itself."""
        id = await self._put(units, _row(unit) | {"since": since}, keep=frozenset({"since", "voice_days"}))
        await self._refuse_cycle(id)
        return id

    async def take_voices(self, code: str, *, days: int) -> None:
        """From now on; 0 takes none. Those that came before are still listened to."""
        self.changed = True
        await self._db.run(update(units).where(units.c.code == code).values(voice_days=days))

    async def add_counter(self, counter: Counter) -> int:
        """A new counter."""
        return await self._add(counters, _row(counter))

    async def put_counter(self, counter: Counter) -> int:
        """A counter, new or known by its code."""
        return await self._put(counters, _row(counter))

    async def close_counter(self, code: str, *, at: datetime) -> None:
        """No more scans there; its history stays."""
        self.changed = True
        await self._db.run(update(counters).where(counters.c.code == code).values(closed_at=at))

    async def add_officer(self, officer: Officer) -> int:
        """A new member of staff."""
        return await self._add(officers, _row(officer))

    async def put_officer(self, officer: Officer) -> int:
        """A member of staff, new or known by their sign-in name."""
        return await self._put(officers, _row(officer))

    async def add_posting(self, posting: Posting) -> int:
        """A duty at a counter."""
        return await self._add(postings, _row(posting))

    async def put_posting(self, posting: Posting) -> int:
        """A duty, new or known by officer, counter and first day."""
        return await self._put(postings, _row(posting), by=("officer_id", "counter_id", "since"))

    async def add_holiday(
        self, day: date, *, name: str = "", kind: DayKind = DayKind.OFF, unit_id: int | None = None
    ) -> None:
        """A day that does not count as a working day, or a swapped one that does; for one unit and those below it, or
        everywhere. Saying it twice changes name and kind."""
        self.changed = True
        told = {"day": day, "name": name, "kind": kind.value}
        if unit_id is None:
            await self._db.run(upsert(self._db, holidays, by=("day",), fresh=("name", "kind")), told)
        else:
            own = upsert(self._db, unit_days, by=("unit_id", "day"), fresh=("name", "kind"))
            await self._db.run(own, told | {"unit_id": unit_id})

    async def calendar_rows(self) -> list[OfficeDay]:
        """Every row with its name: those that hold everywhere by day, then each unit's own."""
        common = await self._db.rows(select(holidays).order_by(holidays.c.day))
        everywhere = [OfficeDay(row.day, DayKind(row.kind), None, row.name) for row in common]
        return [*everywhere, *await _own_days(self._db)]

    async def add_deadline(self, deadline: Deadline) -> None:
        """For what is filed from its day on; what was filed before keeps the one it has. Said again for the same day,
        the later word holds."""
        self.changed = True
        row = asdict(deadline) | {"kind": deadline.kind.value}
        whose = deadlines.c.unit_id
        unit = whose.is_(None) if deadline.unit_id is None else whose == deadline.unit_id
        same = (deadlines.c.kind == row["kind"], deadlines.c.valid_from == deadline.valid_from, unit)
        changed = update(deadlines).where(*same).values(days=deadline.days, source=deadline.source)
        if not await self._db.run(changed):
            await self._db.run(deadlines.insert(), row)

    async def _add(self, table: Table, row: dict[str, Any]) -> int:
        self.changed = True
        return int((await self._db.rows(table.insert().returning(table.c.id), row))[0][0])

    async def _put(
        self,
        table: Table,
        row: dict[str, Any],
        *,
        by: tuple[str, ...] = ("code",),
        keep: frozenset[str] = frozenset(),
    ) -> int:
        self.changed = True
        fresh = tuple(name for name in row if name not in by and name not in keep)
        put = upsert(self._db, table, by=by, fresh=fresh).returning(table.c.id)
        return int((await self._db.rows(put, row))[0][0])

    async def _refuse_cycle(self, id: int) -> None:
        above: int | None = id
        for _ in range(DEEPEST_TREE):
            if above is None:
                return
            above = (await self._db.rows(select(units.c.parent_id).where(units.c.id == above)))[0][0]
        raise CycleInTree(id)


def _unit(row: Mapping[Any, Any]) -> Unit:
    return Unit(**{name: value for name, value in row.items() if name != "since"})


def _posting(row: Mapping[Any, Any]) -> Posting:
    return Posting(**{name: value for name, value in row.items() if name != "id"})


def _row(noun: Unit | Counter | Officer | Posting) -> dict[str, Any]:
    return {name: value for name, value in asdict(noun).items() if name != "id"}
