"""Cases, behind one visibility rule that fails closed: the database narrows, `may_handle` has the last word."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, false, func, or_, select, update
from sqlalchemy import case as either

from feedback.cases import WAITING, Case, State, may_handle
from feedback.people import Officer
from storage.cipher import Cipher, bound
from storage.executor import AnyRow, Executor
from storage.tables import cases

WORDS = "cases|words"
ANSWER = "cases|answer"


class CaseBook:
    """The Cases of `feedback/ports.py`."""

    def __init__(self, executor: Executor, cipher: Cipher) -> None:
        self._db = executor
        self._cipher = cipher

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
        return self._allowed(officer, await self._db.rows(ordered))

    async def lock(self, officer: Officer, code: str) -> Case | None:
        """None when there is none or it is not for this officer: the two are never told apart."""
        found = select(cases).where(cases.c.code == code, _visible_to(officer))
        rows = await self._db.rows(found.with_for_update() if self._db.postgres else found)
        allowed = self._allowed(officer, rows)
        return allowed[0] if allowed else None

    async def save(self, case: Case) -> None:
        """The case after a move. What and whom it is about, when it was filed and when it is due stay."""
        fixed = {"code", "unit_id", "counter_id", "concerns", "filed_at", "due"}
        moved = {name: value for name, value in self._row(case).items() if name not in fixed}
        same = (cases.c.id == case.id, cases.c.code == case.code)  # its words are bound to the code
        if await self._db.run(update(cases).where(*same).values(**moved)) != 1:
            raise LookupError(case.code)

    async def waiting(self, unit_id: int, *, today: date) -> tuple[int, int]:
        """(waiting, late) among those the unit may see; a sealed case about it is in neither number."""
        late = func.coalesce(func.sum(either((cases.c.due < today, 1), else_=0)), 0)
        counted = select(func.count(), late).where(_visible_in(unit_id), _waits())
        n, n_late = (await self._db.rows(counted))[0]
        return int(n), int(n_late)

    def _allowed(self, officer: Officer, rows: Sequence[AnyRow]) -> list[Case]:
        """The rule itself once more, over what the database let through: it knows whom a case concerns."""
        return [case for case in map(self._case, rows) if may_handle(officer, case)]

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
        )


def _visible_to(officer: Officer) -> ColumnElement[bool]:
    """`feedback.cases.may_handle` as far as the database asks it: all but whom a sealed case concerns."""
    if not (officer.active and officer.handles_cases):
        return false()
    return _visible_in(officer.unit_id)


def _visible_in(unit_id: int) -> ColumnElement[bool]:
    return (cases.c.handler_unit_id == unit_id) & or_(~cases.c.sealed, cases.c.unit_id != unit_id)


def _waits() -> ColumnElement[bool]:
    return cases.c.state.in_(sorted(WAITING))
