"""Alarms as rows: whoever changes the one row that still stands at a step rings the next."""

import logging
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from cryptography.exceptions import InvalidTag
from sqlalchemy import Select, delete, literal_column, or_, select, update

from feedback.alarm_ports import RungFor
from feedback.alarms import Alarm
from feedback.periods import local
from storage.cipher import Cipher, bound
from storage.executor import AnyRow, Executor
from storage.tables import alarm_rings, alarms, cases

CLOCK = "alarms|clock"
TAKEN, ENDED = "nhan", "thoi"
OPEN = alarms.c.over == literal_column("''")
"""Written out: a bound value would not let SQLite see that the partial index holds it."""

log = logging.getLogger(__name__)


class AlarmBook:
    """The Alarms of `feedback/alarm_ports.py`."""

    def __init__(self, executor: Executor, cipher: Cipher) -> None:
        self._db = executor
        self._cipher = cipher

    async def open(self, alarm: Alarm) -> int:
        """At most one open one a case: the unique index says so."""
        await self._db.run(update(alarms).where(alarms.c.case_id == alarm.case_id, OPEN).values(over=ENDED))
        rows = await self._db.rows(alarms.insert().returning(alarms.c.id), self._row(alarm))
        return int(rows[0][0])

    async def open_ones(self) -> list[Alarm]:
        """By the partial index: it holds open ones alone, so a round costs the same beside a million that are over."""
        return await self._found(select(alarms).where(OPEN).order_by(alarms.c.case_id))

    async def of_case(self, case_id: int) -> Alarm | None:
        """The open one."""
        found = await self._found(select(alarms).where(alarms.c.case_id == case_id, OPEN))
        return found[0] if found else None

    async def go_on(self, alarm: Alarm, *, step: int, next_at: datetime | None) -> bool:
        """From the step that the caller saw."""
        mine = (alarms.c.id == alarm.id, alarms.c.step == alarm.step, OPEN)
        clock = self._clock(alarm.case_id, alarm.raised_at, next_at)
        return await self._db.run(update(alarms).where(*mine).values(step=step, clock=clock)) == 1

    async def note_rung(self, alarm_id: int, step: int, officer_ids: Sequence[int]) -> None:
        """One row each."""
        rows = [{"alarm_id": alarm_id, "step": step, "officer_id": id} for id in officer_ids]
        await self._db.run(alarm_rings.insert(), rows)

    async def rung(self, alarm_id: int) -> list[tuple[int, int]]:
        """By step."""
        found = select(alarm_rings.c.step, alarm_rings.c.officer_id).where(alarm_rings.c.alarm_id == alarm_id)
        rows = await self._db.rows(found.order_by(alarm_rings.c.step, alarm_rings.c.officer_id))
        return [(step, officer_id) for step, officer_id in rows]

    async def rung_for(self, officer_id: int, *, since: date) -> list[RungFor]:
        """An officer is rung once an alarm."""
        joined = alarms.join(alarm_rings, alarm_rings.c.alarm_id == alarms.c.id).join(
            cases, cases.c.id == alarms.c.case_id
        )
        found = select(alarms.c.id, alarms.c.case_id, cases.c.code, alarms.c.taken_by).select_from(joined)
        fresh = or_(OPEN, (alarms.c.over == TAKEN) & (alarms.c.day >= since))
        theirs = found.where(alarm_rings.c.officer_id == officer_id, fresh)
        return [RungFor(*row) for row in await self._db.rows(theirs.order_by(alarms.c.id))]

    async def take(self, alarm_id: int, *, officer_id: int, minutes: int | None) -> bool:
        """The update that finds it open wins."""
        taken = update(alarms).where(alarms.c.id == alarm_id, OPEN)
        return await self._db.run(taken.values(over=TAKEN, taken_by=officer_id, minutes=minutes)) == 1

    async def end(self, alarm_id: int) -> None:
        """Unless somebody took it."""
        await self._db.run(update(alarms).where(alarms.c.id == alarm_id, OPEN).values(over=ENDED))

    async def taken_by(self, alarm_id: int) -> int | None:
        """Whatever its day."""
        rows = await self._db.rows(select(alarms.c.taken_by).where(alarms.c.id == alarm_id))
        return rows[0].taken_by if rows else None

    async def taken(self, unit_id: int, *, first: date, last: date) -> list[int | None]:
        """Neither one that was sealed when it rang nor one that is now."""
        then = (alarms.c.unit_id == unit_id, alarms.c.day >= first, alarms.c.day <= last)
        joined = alarms.join(cases, cases.c.id == alarms.c.case_id)
        found = select(alarms.c.case_id, alarms.c.minutes).select_from(joined)
        found = found.where(*then, ~alarms.c.sealed, ~cases.c.sealed).order_by(alarms.c.id)
        by_case: dict[int, int | None] = {}
        for case_id, minutes in await self._db.rows(found):
            by_case[case_id] = minutes if by_case.get(case_id) is None else by_case[case_id]
        return list(by_case.values())

    async def forget(self, *, before: date) -> int:
        """With whoever was rung."""
        old = (alarms.c.day < before, alarms.c.over != "")
        await self._db.run(delete(alarm_rings).where(alarm_rings.c.alarm_id.in_(select(alarms.c.id).where(*old))))
        return await self._db.run(delete(alarms).where(*old))

    async def _found(self, statement: Select[Any]) -> list[Alarm]:
        return [alarm for row in await self._db.rows(statement) if (alarm := self._open(row))]

    def _open(self, row: AnyRow) -> Alarm | None:
        """One that does not open is logged, and the others ring."""
        try:
            return self._alarm(row)
        except (InvalidTag, KeyError, TypeError, ValueError) as error:
            fields = {"event": "unopened", "alarm": row.id, "case": row.case_id, "error": type(error).__name__}
            log.error("an alarm could not be opened", extra={"fields": fields})
            return None

    def _row(self, alarm: Alarm) -> dict[str, Any]:
        return {
            "case_id": alarm.case_id,
            "unit_id": alarm.unit_id,
            "day": local(alarm.raised_at).date(),
            "step": alarm.step,
            "clock": self._clock(alarm.case_id, alarm.raised_at, alarm.next_at),
            "sealed": alarm.sealed,
            "by_citizen": alarm.by_citizen,
            "over": "",
        }

    def _clock(self, case_id: int, raised_at: datetime, next_at: datetime | None) -> bytes:
        told = {"raised": raised_at.isoformat(), "next": next_at.isoformat() if next_at else ""}
        return self._cipher.hide_data(told, bound(CLOCK, str(case_id)))

    def _alarm(self, row: AnyRow) -> Alarm:
        clock = self._cipher.show_data(row.clock, bound(CLOCK, str(row.case_id)))
        return Alarm(
            id=row.id,
            case_id=row.case_id,
            unit_id=row.unit_id,
            raised_at=datetime.fromisoformat(clock["raised"]),
            next_at=datetime.fromisoformat(clock["next"]) if clock["next"] else None,
            step=row.step,
            sealed=row.sealed,
            by_citizen=row.by_citizen,
        )
