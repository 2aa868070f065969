"""Cases, behind one visibility rule that fails closed: the database narrows, `may_handle` has the last word."""

import logging
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from cryptography.exceptions import InvalidTag
from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, update
from sqlalchemy import case as either

from feedback.case_life import FRESH, TOLD, By, Event, Happened, Result
from feedback.cases import WAITING, Case, State, may_handle, may_inspect
from feedback.inspection_scope import may_watch, watched_units
from feedback.people import Officer, Role
from feedback.units import Directory
from storage.cipher import Cipher, bound
from storage.executor import AnyRow, Executor
from storage.likeness import erase_likeness
from storage.tables import case_events, cases, feedback

WORDS = "cases|words"
ANSWER = "cases|answer"
REASON = "cases|reason"
SAID = "case_events|said"
FIXED = frozenset({"code", "unit_id", "counter_id", "concerns", "filed_at"})
"""What and whom a case is about, and when it was filed, stays."""

log = logging.getLogger(__name__)


class CaseBook:
    """The Cases of `feedback/case_ports.py`."""

    def __init__(self, executor: Executor, cipher: Cipher, directory: Callable[[], Awaitable[Directory]]) -> None:
        self._db = executor
        self._cipher = cipher
        self._directory = directory

    async def open(self, case: Case) -> int:
        """A new case; its id."""
        opened = cases.insert().returning(cases.c.id)
        return int((await self._db.rows(opened, self._row(case)))[0][0])

    async def visible(self, officer: Officer, *, waiting_only: bool = True) -> list[Case]:
        """Urgent first, then by due date."""
        found = select(cases).where(_visible_to(officer))
        if waiting_only:
            found = found.where(_waits())
        ordered = found.order_by(cases.c.urgent.desc(), cases.c.due, cases.c.id)
        return await self._allowed(officer, await self._db.rows(ordered))

    async def lock(self, officer: Officer, code: str) -> Case | None:
        """None when there is none or it is not for this officer: the two are never told apart."""
        found = select(cases).where(cases.c.code == code, _visible_to(officer))
        allowed = await self._allowed(officer, await self._locked(found))
        return allowed[0] if allowed else None

    async def left(self, officer: Officer, code: str) -> Case | None:
        """The same rule, asked as if the case had stayed."""
        found = select(cases).where(cases.c.code == code, cases.c.transferred_from == officer.unit_id)
        rows = [self._case(row) for row in await self._db.rows(found)]
        might = (one for one in rows if may_handle(officer, replace(one, handler_unit_id=one.transferred_from)))
        return next((replace(one, words="", answer="", reason="") for one in might), None)

    async def watched(self, officer: Officer, *, since: datetime) -> list[Case]:
        """By id."""
        recent = or_(cases.c.filed_at >= since, _waits())
        found = await self._watched(officer, recent)
        return [replace(case, words="", answer="", reason="") for case in found]

    async def watched_one(self, officer: Officer, code: str) -> Case | None:
        """The same rule."""
        found = await self._watched(officer, cases.c.code == code)
        return found[0] if found else None

    async def filed_about(self, unit_ids: Collection[int], *, start: datetime, end: datetime) -> list[Case]:
        """By id."""
        then = (cases.c.filed_at >= start, cases.c.filed_at < end)
        return await self._about(unit_ids, and_(*then))

    async def _watched(self, officer: Officer, which: ColumnElement[bool]) -> list[Case]:
        """Beside `_visible_to`: the database narrows, `may_watch` has the last word."""
        directory = await self._directory()
        found = await self._about([unit.id for unit in watched_units(officer, directory)], which)
        return [case for case in found if may_watch(officer, case, directory)]

    async def _about(self, unit_ids: Collection[int], which: ColumnElement[bool]) -> list[Case]:
        """Nothing sealed leaves here."""
        about = (cases.c.unit_id.in_(sorted(unit_ids)), ~cases.c.sealed)
        rows = await self._db.rows(select(cases).where(*about, which).order_by(cases.c.id))
        once = select(feedback.c.case_id).where(feedback.c.sealed, feedback.c.case_id.in_([row.id for row in rows]))
        kept = {row.case_id for row in await self._db.rows(once)}
        return [replace(case, words="") if case.id in kept else case for row in rows if (case := self._open(row))]

    async def whole(self, id: int) -> Case | None:
        """Past the rule."""
        rows = await self._locked(select(cases).where(cases.c.id == id))
        return self._case(rows[0]) if rows else None

    async def save(self, case: Case) -> None:
        """The case after a move."""
        fixed = FIXED - {"concerns"} if case.sealed else FIXED  # sealed later, it concerns more people than before
        moved = {name: value for name, value in self._row(case).items() if name not in fixed}
        same = (cases.c.id == case.id, cases.c.code == case.code)  # its words are bound to the code
        if await self._db.run(update(cases).where(*same).values(**moved)) != 1:
            raise LookupError(case.code)
        if case.state not in WAITING:
            await erase_likeness(self._db, [case.id])

    async def note(self, id: int, happened: Happened) -> None:
        """One more line."""
        line = {"case_id": id, "at": happened.at, "what": happened.what.value, "role": happened.by.value}
        said = self._cipher.hide(happened.words, bound(SAID, str(id))) if happened.words else None
        whose = {"unit_id": happened.unit_id, "officer_id": happened.officer_id, "why": happened.why or None}
        await self._db.run(case_events.insert(), line | whose | {"said": said})

    async def timeline(self, id: int) -> list[Happened]:
        """Oldest first."""
        return [happened(row) for row in await self._db.rows(moves_of(id))]

    async def unsealed(self, code: str) -> Case | None:
        """By its timeline."""
        lines = select(case_events.c.case_id).where(case_events.c.what == Event.UNSEALED.value)
        found = select(cases).where(cases.c.code == code, ~cases.c.sealed, cases.c.id.in_(lines))
        rows = [self._case(row) for row in await self._db.rows(found)]
        return replace(rows[0], words="", answer="", reason="") if rows else None

    async def whole_timeline(self, id: int) -> list[Happened]:
        """Oldest first; what was said is bound to the case."""
        lines = select(case_events).where(case_events.c.case_id == id).order_by(case_events.c.id)
        place = bound(SAID, str(id))
        rows = [(happened(row), row.said) for row in await self._db.rows(lines)]
        return [replace(one, words=self._cipher.show(said, place)) if said else one for one, said in rows]

    async def waiting(self, unit_id: int, *, today: date) -> tuple[int, int]:
        """(waiting, late); a sealed case is in neither number."""
        late = func.coalesce(func.sum(either((cases.c.due < today, 1), else_=0)), 0)
        counted = select(func.count(), late).where(_counted_for(unit_id), _waits())
        n, n_late = (await self._db.rows(counted))[0]
        return int(n), int(n_late)

    async def answered(self, unit_id: int, *, start: datetime, end: datetime) -> int:
        """Likewise."""
        told = (cases.c.state.in_(sorted(TOLD)), cases.c.answered_at >= start, cases.c.answered_at < end)
        rows = await self._db.rows(select(func.count()).select_from(cases).where(_counted_for(unit_id), *told))
        return int(rows[0][0])

    async def refused(self, unit_id: int, *, start: datetime, end: datetime) -> int:
        """By the timeline: what was brought back lies elsewhere by now."""
        then = (case_events.c.at >= start, case_events.c.at < end, case_events.c.what == Event.REFUSED.value)
        open_ones = select(func.count()).select_from(case_events.join(cases, case_events.c.case_id == cases.c.id))
        rows = await self._db.rows(open_ones.where(case_events.c.unit_id == unit_id, *then, ~cases.c.sealed))
        return int(rows[0][0])

    async def to_chase(
        self, *, due_until: date, today: date, without_handler: Collection[int], after: int, limit: int
    ) -> list[Case]:
        """A case that nobody has (no handler unit) has nobody to chase, and is left out. A sealed one always comes:
        whether it concerns all who have it the database cannot tell."""
        untouched = and_(cases.c.state.in_(sorted(FRESH)), cases.c.accept_by < today)
        alone = cases.c.handler_unit_id.in_(sorted(without_handler))
        wanted = or_(cases.c.due <= due_until, untouched, alone, cases.c.sealed)
        found = select(cases).where(_waits(), cases.c.id > after, cases.c.handler_unit_id.is_not(None), wanted)
        return await self._free(found.order_by(cases.c.id).limit(limit))

    async def unjudged(self, *, today: date, limit: int) -> list[Case]:
        """A handler may have closed it already; only its result is then missing."""
        silent = (cases.c.reopen_until < today, func.coalesce(cases.c.result, "") == Result.OPEN.value)
        found = select(cases).where(cases.c.state.in_(sorted(TOLD)), *silent)
        return await self._free(found.order_by(cases.c.id).limit(limit))

    async def _locked(self, found: Select[Any]) -> Sequence[AnyRow]:
        return await self._db.rows(found.with_for_update() if self._db.postgres else found)

    async def _free(self, found: Select[Any]) -> list[Case]:
        rows = await self._db.rows(found.with_for_update(skip_locked=True) if self._db.postgres else found)
        return [case for row in rows if (case := self._open(row))]

    def _open(self, row: AnyRow) -> Case | None:
        """One whose words do not open is logged, and the clock goes on to the others."""
        try:
            return self._case(row)
        except (InvalidTag, TypeError, ValueError) as error:
            fields = {"event": "unopened", "case": row.code, "error": type(error).__name__}
            log.error("a case could not be opened", extra={"fields": fields})
            return None

    async def _allowed(self, officer: Officer, rows: Sequence[AnyRow]) -> list[Case]:
        """The rule itself once more, over what the database let through: it knows whom a case concerns."""
        cases = [self._case(row) for row in rows]
        if officer.role is not Role.INSPECTOR:
            return [case for case in cases if may_handle(officer, case)]
        directory = await self._directory()
        return [case for case in cases if may_inspect(officer, case, directory)]

    def _row(self, case: Case) -> dict[str, Any]:
        return {
            "code": case.code,
            "unit_id": case.unit_id,
            "handler_unit_id": case.handler_unit_id,
            "state": case.state.value,
            "sealed": case.sealed,
            "urgent": case.urgent,
            "counter_id": case.counter_id,
            "tags": list(case.tags),
            "concerns": list(case.concerns),
            "words": self._cipher.hide(case.words, bound(WORDS, case.code)),
            "answer": self._cipher.hide(case.answer, bound(ANSWER, case.code)),
            "filed_at": case.filed_at,
            "due": case.due,
            "answered_at": case.answered_at,
            "accept_by": case.accept_by,
            "opened_at": case.opened_at,
            "closed_at": case.closed_at,
            "reason": self._cipher.hide(case.reason, bound(REASON, case.code)) if case.reason else None,
            "transferred_from": case.transferred_from,
            "reopen_until": case.reopen_until,
            "result": case.result.value,
            "reopened": case.reopened,
            "chased": case.chased,
        }

    def _case(self, row: AnyRow) -> Case:
        return Case(
            id=row.id,
            code=row.code,
            unit_id=row.unit_id,
            handler_unit_id=row.handler_unit_id,
            filed_at=row.filed_at,
            due=row.due,
            state=State(row.state),
            sealed=row.sealed,
            urgent=row.urgent,
            counter_id=row.counter_id,
            words=self._cipher.show(row.words, bound(WORDS, row.code)) if row.words else "",
            tags=tuple(row.tags),
            answer=self._cipher.show(row.answer, bound(ANSWER, row.code)),
            answered_at=row.answered_at,
            concerns=tuple(map(int, row.concerns)),
            accept_by=row.accept_by,
            opened_at=row.opened_at,
            closed_at=row.closed_at,
            reason=self._cipher.show(row.reason, bound(REASON, row.code)) if row.reason else "",
            transferred_from=row.transferred_from,
            reopen_until=row.reopen_until,
            result=Result(row.result or ""),
            reopened=row.reopened,
            chased=row.chased or "",
        )


def moves_of(case_id: int) -> Select[Any]:
    """The lines of a case that everybody reads who reads its timeline."""
    told = (case_events.c.case_id == case_id, case_events.c.what != Event.UNSEALED.value)
    return select(case_events).where(*told).order_by(case_events.c.id)


def happened(row: AnyRow) -> Happened:
    """A row of `case_events` as the field knows it, without what was said."""
    return Happened(Event(row.what), By(row.role), row.at, row.unit_id, row.officer_id, row.why or "")


async def erase_said(executor: Executor, case_ids: Collection[int]) -> None:
    """The words it speaks of are gone."""
    await executor.run(update(case_events).where(case_events.c.case_id.in_(case_ids)).values(said=None))


def _visible_to(officer: Officer) -> ColumnElement[bool]:
    """`feedback.cases.may_handle` as far as the database asks it: all but whom a sealed case concerns."""
    lies_there = cases.c.handler_unit_id == officer.unit_id
    if officer.active and officer.role is Role.INSPECTOR:
        return lies_there & cases.c.sealed
    if not (officer.active and officer.handles_cases):
        return false()
    return lies_there & or_(~cases.c.sealed, cases.c.unit_id != officer.unit_id)


def _counted_for(unit_id: int) -> ColumnElement[bool]:
    """Whom a sealed case concerns may read the same figures: it is in none of them."""
    return (cases.c.handler_unit_id == unit_id) & ~cases.c.sealed


def _waits() -> ColumnElement[bool]:
    return cases.c.state.in_(sorted(WAITING))
