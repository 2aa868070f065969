"""How a repository speaks to a database, whichever it is."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Protocol

from sqlalchemy import Executable, Row, Table
from sqlalchemy.dialects import postgresql, sqlite

Params = Mapping[str, Any] | Sequence[Mapping[str, Any]]
AnyRow = Row[*tuple[Any, ...]]
Insert = postgresql.Insert | sqlite.Insert


class Executor(Protocol):
    """One transaction on one connection. A list of parameters runs the statement once for each."""

    @property
    def postgres(self) -> bool:
        """Whether rows can be locked one by one; on SQLite the transaction holds everything anyway."""
        ...

    async def rows(self, statement: Executable, params: Params | None = None) -> Sequence[AnyRow]:
        """What the statement answers."""
        ...

    async def run(self, statement: Executable, params: Params | None = None) -> int:
        """How many rows it touched."""
        ...


def insert_new(executor: Executor, table: Table, *, by: tuple[str, ...]) -> Insert:
    """INSERT; a row that is there already, by these columns, is left alone."""
    return upsert(executor, table, by=by, fresh=())


def upsert(
    executor: Executor, table: Table, *, by: tuple[str, ...], fresh: tuple[str, ...], counted: tuple[str, ...] = ()
) -> Insert:
    """INSERT; a row that is there already takes the new values of `fresh`, and so many more in `counted`."""
    return _upsert(executor.postgres, table, by, fresh, counted)


@cache
def _upsert(
    postgres: bool, table: Table, by: tuple[str, ...], fresh: tuple[str, ...], counted: tuple[str, ...]
) -> Insert:
    """Built once: building it takes longer than running it. Both dialects spell ON CONFLICT alike."""
    statement: Insert = postgresql.insert(table) if postgres else sqlite.insert(table)
    if not fresh and not counted:
        return statement.on_conflict_do_nothing(index_elements=by)
    values = {name: statement.excluded[name] for name in fresh} | {
        name: table.c[name] + statement.excluded[name] for name in counted
    }
    return statement.on_conflict_do_update(index_elements=by, set_=values)
