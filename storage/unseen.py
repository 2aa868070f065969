"""Sealed cases that nobody may open today, as a number: for an operator, who may not open them either."""

from datetime import UTC, date, datetime

from sqlalchemy import select

from feedback.cases import WAITING, Case, may_handle, may_inspect
from feedback.units import Directory
from storage.executor import AnyRow, Executor
from storage.tables import cases

ASKED = cases.c["code", "unit_id", "handler_unit_id", "concerns"]


async def unseen(executor: Executor, directory: Directory) -> int:
    """How many wait. Words stay closed."""
    waiting = select(*ASKED).where(cases.c.sealed, cases.c.state.in_(sorted(WAITING)))
    rows = await executor.rows(waiting)
    return sum(not _seen(_case(row), directory) for row in rows)


def _seen(case: Case, directory: Directory) -> bool:
    staff = directory.officers.values()
    return any(may_handle(one, case) or may_inspect(one, case, directory) for one in staff)


def _case(row: AnyRow) -> Case:
    """As far as the rule asks; it asks for no day."""
    never = datetime.min.replace(tzinfo=UTC)
    concerns = tuple(map(int, row.concerns))
    return Case(0, row.code, row.unit_id, row.handler_unit_id, never, date.min, sealed=True, concerns=concerns)
