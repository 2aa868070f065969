"""The rota of units as rows, and what was handed over of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import delete, or_, select, update

from feedback.rota import Handover, Rota, Shift
from storage.executor import AnyRow, Executor, upsert
from storage.tables import duty_handovers, duty_shifts


class RotaBook:
    """The Rotas of `feedback/alarm_ports.py`."""

    def __init__(self, executor: Executor) -> None:
        self._db = executor

    async def of_units(self, unit_ids: Collection[int], *, since: date) -> Mapping[int, Rota]:
        """Two statements for all of them."""
        theirs = duty_shifts.c.unit_id.in_(unit_ids)
        fresh = or_(duty_shifts.c.day.is_(None), duty_shifts.c.day >= since)
        rows = await self._db.rows(select(duty_shifts).where(theirs, fresh).order_by(duty_shifts.c.id))
        given = select(duty_handovers).where(duty_handovers.c.unit_id.in_(unit_ids), duty_handovers.c.day >= since)
        shifts, handed = [_shift(row) for row in rows], [Handover(*row) for row in await self._db.rows(given)]
        return {
            id: Rota(tuple(s for s in shifts if s.unit_id == id), tuple(h for h in handed if h.unit_id == id))
            for id in {shift.unit_id for shift in shifts}
        }

    async def hand_over(self, handover: Handover) -> None:
        """To its owner: that alone goes back, and the giver keeps their own."""
        here = (duty_handovers.c.unit_id == handover.unit_id, duty_handovers.c.day == handover.day)
        lent = (duty_handovers.c.giver_id == handover.taker_id, duty_handovers.c.taker_id == handover.giver_id)
        if await self._db.run(delete(duty_handovers).where(*here, *lent)):
            return
        passed_on = update(duty_handovers).where(*here, duty_handovers.c.taker_id == handover.giver_id)
        await self._db.run(passed_on.values(taker_id=handover.taker_id))
        put = upsert(self._db, duty_handovers, by=("unit_id", "day", "giver_id"), fresh=("taker_id",))
        await self._db.run(put, asdict(handover))

    async def replace(self, unit_id: int, shifts: Sequence[Shift]) -> tuple[int, int, int]:
        """Rows that stay keep their number."""
        rows = await self._db.rows(select(duty_shifts).where(duty_shifts.c.unit_id == unit_id))
        standing = {_shift(row): row.id for row in rows}
        gone = [id for shift, id in standing.items() if shift not in shifts]
        fresh = [shift for shift in shifts if shift not in standing]
        if gone:
            await self._db.run(delete(duty_shifts).where(duty_shifts.c.id.in_(gone)))
        if fresh:
            await self._db.run(duty_shifts.insert(), [asdict(shift) for shift in fresh])
        return len(fresh), len(standing) - len(gone), len(gone)

    async def forget(self, *, before: date) -> int:
        """A date that is over holds no more."""
        old = await self._db.run(delete(duty_handovers).where(duty_handovers.c.day < before))
        return old + await self._db.run(delete(duty_shifts).where(duty_shifts.c.day < before))


def _shift(row: AnyRow) -> Shift:
    values: dict[str, Any] = {name: value for name, value in row._mapping.items() if name != "id"}
    return Shift(**values)
