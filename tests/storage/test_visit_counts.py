"""Counts of visits are written last, in one order: replicas never wait in a circle, no import keeps people waiting."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Executable
from sqlalchemy.exc import DBAPIError

from feedback.audit import Act
from feedback.coverage import Counts
from storage.executor import AnyRow, Executor, Params
from storage.maintenance import Database, open_database
from storage.tables import visit_counts
from tests.support.cast import AN_BINH, HOA_LAC, NOW, SECRET
from tests.support.databases import PostgresTemplate
from tests.support.ticketing import rows_of

DAY = NOW.date()
EVE = DAY - timedelta(days=1)


@pytest.fixture
def server(postgres_template: PostgresTemplate, tmp_path: Path) -> Iterator[str]:
    """PostgreSQL alone: on SQLite one writer goes after the other."""
    with postgres_template.copy(tmp_path) as url:
        yield url


class Listening:
    """An executor that writes down what it is asked, in order."""

    def __init__(self, inner: Executor) -> None:
        self._inner = inner
        self.postgres = inner.postgres
        self.written: list[tuple[str, Any]] = []

    async def rows(self, statement: Executable, params: Params | None = None) -> Sequence[AnyRow]:
        """Passed on."""
        return await self._inner.rows(statement, params)

    async def run(self, statement: Executable, params: Params | None = None) -> int:
        """Passed on, with its table and parameters noted."""
        self.written.append((str(getattr(statement, "table", "")), params))
        return await self._inner.run(statement, params)


async def test_two_replicas_that_count_the_same_days_in_opposite_order_both_finish(server: str) -> None:
    """Both have counted one day before either counts the other."""
    databases = [open_database(server, SECRET) for _ in range(2)]
    met = asyncio.Barrier(2)

    async def count(database: Database, days: Sequence[date]) -> None:
        async with database.transact() as tx:
            for day in days:
                await tx.tickets.count(AN_BINH.id, day, "answered")
                await met.wait()

    await asyncio.gather(count(databases[0], (EVE, DAY)), count(databases[1], (DAY, EVE)))
    assert [row["answered"] for row in await rows_of(databases[0], visit_counts)] == [2, 2]
    for database in databases:
        await database.close()


async def test_an_import_under_way_keeps_no_citizen_waiting(server: str) -> None:
    database = open_database(server, SECRET)
    async with database.transact() as importing:
        await importing.tickets.count(AN_BINH.id, DAY, "recorded")
        async with database.transact() as rating:
            await rating.tickets.count(AN_BINH.id, DAY, "answered")
    async with database.reading() as tx:
        assert await tx.tickets.counts(AN_BINH.id, first=DAY, last=DAY) == Counts(recorded=1, answered=1)
    await database.close()


async def test_whatever_order_things_happen_in_counts_come_by_unit_and_day_and_the_audit_after_them(
    database: Database,
) -> None:
    async with database.transact() as tx:
        listening = Listening(tx.executor)
        store = database.store(listening)
        store.audit.note(Act.OPENED, who="hanh", about="PA1")
        for unit, day in ((HOA_LAC, DAY), (AN_BINH, DAY), (HOA_LAC, EVE), (AN_BINH, EVE), (AN_BINH, EVE)):
            await store.tickets.count(unit.id, day, "recorded")
        assert listening.written == []
        await store.finish()
    (table, rows), *rest = listening.written
    assert (table, {name for name, _ in rest}) == ("visit_counts", {"audit", "audit_head"})
    places = [(row["unit_id"], row["day"]) for row in rows]
    assert places == sorted({(unit.id, day) for unit in (AN_BINH, HOA_LAC) for day in (EVE, DAY)})
    assert [row["recorded"] for row in rows if row["unit_id"] == AN_BINH.id] == [2, 1]


async def test_what_was_counted_is_added_to_what_stands_and_goes_with_its_transaction(database: Database) -> None:
    for times in (2, 3):
        async with database.transact() as tx:
            for _ in range(times):
                await tx.tickets.count(AN_BINH.id, DAY, "recorded")
    with suppress(RuntimeError):
        async with database.transact() as tx:
            await tx.tickets.count(AN_BINH.id, DAY, "recorded")
            raise RuntimeError
    async with database.reading() as tx:
        assert await tx.tickets.counts(AN_BINH.id, first=DAY, last=DAY) == Counts(recorded=5)


async def test_where_nothing_may_be_written_a_count_does_not_pass_unseen(database: Database) -> None:
    reading = database.reading()
    await (await reading.__aenter__()).tickets.count(AN_BINH.id, DAY, "recorded")
    with pytest.raises(DBAPIError, match="read"):
        await reading.__aexit__(None, None, None)
