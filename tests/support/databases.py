"""Fresh databases that already know the cast: a copied file on SQLite, a copied template on PostgreSQL."""

import asyncio
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from secrets import token_hex

import asyncpg
import pytest
from sqlalchemy import make_url

from storage.maintenance import migrate, open_database
from storage.tables import METADATA
from tests.support.cast import SECRET, settle

BOTH = ("sqlite", pytest.param("postgres", marks=pytest.mark.postgres))
"""The kinds a test runs on; `request.getfixturevalue(f"{kind}_template")` gives the template."""

CAST_TABLES = ("units", "counters", "officers", "postings", "holidays", "deadlines")
_numbers = count(1)

PLACES = [table.name for table in METADATA.sorted_tables if table.name in CAST_TABLES]
OURS = re.compile(r"homthu_test_([0-9a-f]{8})[0-9a-f]{4}(?:_[0-9]+)?")
IDLE = "SELECT datname FROM pg_database d WHERE NOT EXISTS (SELECT FROM pg_stat_activity a WHERE a.datid = d.oid)"
LONGEST_RUN = 6 * 60 * 60

KEEP = "CREATE SCHEMA kept;" + "".join(f"CREATE TABLE kept.{name} AS TABLE {name};" for name in PLACES)
PUT_BACK = "".join(
    (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid();",
        "ALTER TABLE audit DISABLE TRIGGER USER;",
        *(f"DELETE FROM {table.name};" for table in reversed(METADATA.sorted_tables)),  # noqa: S608
        "ALTER TABLE audit ENABLE TRIGGER USER;",
        *(f"INSERT INTO {name} SELECT * FROM kept.{name};" for name in PLACES),  # noqa: S608
        *(
            f"SELECT setval('{table.name}_id_seq', (SELECT coalesce(max(id)+1, 1) FROM {table.name}), false);"  # noqa: S608
            for table in METADATA.sorted_tables
            if "id" in table.c
        ),
    )
)


def fill(url: str) -> None:
    """Migrate the database and write the cast into it."""
    migrate(url)
    asyncio.run(_settle(url))


async def _settle(url: str) -> None:
    database = open_database(url, SECRET)
    async with database.transact() as tx:
        await settle(tx)
    await database.close()


class SqliteTemplate:
    """One file, copied for each test."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "template.db"
        fill(f"sqlite:///{self._file}")

    @contextmanager
    def copy(self, folder: Path, *, empty: bool = False) -> Iterator[str]:
        """The address of a copy; `empty` has no schema yet."""
        file = folder / f"homthu-{next(_numbers)}.db"
        if not empty:
            shutil.copyfile(self._file, file)
        yield f"sqlite:///{file}"


def name_of_today(now: float) -> str:
    """`homthu_test_`, when in eight hexadecimal digits, and four more that nobody else has."""
    return f"homthu_test_{int(now):08x}{token_hex(2)}"


def drop_leftovers(server: str, *, now: float) -> None:
    """What runs that were killed left on the server: databases with names of ours, older than any run takes, with
    nobody in them. Whoever else is at it, or may not, leaves them to the next one."""
    asyncio.run(_drop_leftovers(make_url(server).set(drivername="postgresql").render_as_string(False), now))


async def _drop_leftovers(address: str, now: float) -> None:
    connection = await asyncpg.connect(address)
    try:
        for (name,) in await connection.fetch(IDLE):
            born = OURS.fullmatch(name)
            if born and now - int(born[1], 16) > LONGEST_RUN:
                with suppress(asyncpg.PostgresError):
                    await connection.execute(f'DROP DATABASE IF EXISTS "{name}"')
    finally:
        await connection.close()


class PostgresTemplate:
    """One database for the session, put back as it was after each test; needs the right to create databases.

    Copying a database takes the server a quarter of a second, deleting a few rows some milliseconds.
    """

    def __init__(self, server: str) -> None:
        self._server = make_url(server).set(drivername="postgresql")
        drop_leftovers(server, now=time.time())
        self._name = name_of_today(time.time())
        self._run(f'CREATE DATABASE "{self._name}"')
        fill(self._url(self._name))
        self._run(KEEP, self._name)

    @contextmanager
    def copy(self, _: Path, *, empty: bool = False) -> Iterator[str]:
        """The address of the database, or of an `empty` one without a schema."""
        if empty:
            with self._empty() as url:
                yield url
            return
        try:
            yield self._url(self._name)
        finally:
            self._run(PUT_BACK, self._name)

    def drop(self) -> None:
        """Leave nothing on the server."""
        self._run(f'DROP DATABASE IF EXISTS "{self._name}" WITH (FORCE)')

    @contextmanager
    def _empty(self) -> Iterator[str]:
        name = f"{self._name}_{next(_numbers)}"
        self._run(f'CREATE DATABASE "{name}" TEMPLATE template0')
        try:
            yield self._url(name)
        finally:
            self._run(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _url(self, name: str) -> str:
        return self._server.set(drivername="postgresql+asyncpg", database=name).render_as_string(False)

    def _run(self, script: str, database: str | None = None) -> None:
        async def run() -> None:
            address = self._server.set(database=database or self._server.database)
            connection = await asyncpg.connect(address.render_as_string(False))
            await connection.execute(script)
            await connection.close()

        asyncio.run(run())
