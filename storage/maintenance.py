"""Opening a database by its address, bringing its schema up to date, and saying how it is."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from alembic import command
from alembic.config import Config
from sqlalchemy import URL, Connection, func, make_url, select, update
from sqlalchemy.exc import IntegrityError

from storage import postgres, sqlite
from storage.errors import DatabaseUnfit
from storage.keys import Keys
from storage.tables import digests, feedback, media, outbox, platform_tokens

Database = sqlite.SqliteDatabase | postgres.PostgresDatabase


@dataclass(frozen=True)
class Health:
    """What `check` found. `unfit` is the key of a sentence, empty when all is well; `values` fill it."""

    unfit: str = ""
    values: tuple[tuple[str, object], ...] = ()
    clock_seconds: float = 0.0  # how far the database's clock is ahead of ours; replicas compare leases by theirs


def open_database(url: str, master_secret: str) -> Database:
    """The database behind `sqlite:///…` or `postgresql://…`; its `start()` refuses an unfit one."""
    address, keys = make_url(url), Keys.derive(master_secret)
    if _is_sqlite(address):
        return sqlite.SqliteDatabase(address, keys)
    return postgres.PostgresDatabase(address, keys)


def migrate(url: str) -> None:
    """Bring the schema up to date, all or nothing. Starts an event loop: inside another, use a thread."""
    with_connection(url, lambda connection: command.upgrade(alembic_config(connection), "head"))


def downgrade(url: str, *, to: str) -> None:
    """Back to an earlier revision; `base` empties the schema."""
    with_connection(url, lambda connection: command.downgrade(alembic_config(connection), to))


def check(url: str) -> Health:
    """How the database is; StorageUnavailable when it cannot be reached. Starts an event loop too."""
    return asyncio.run(_check(url))


def with_connection(url: str, work: Callable[[Connection], None]) -> None:
    """Run synchronous work in one transaction on either database."""
    address = make_url(url)
    if _is_sqlite(address):
        _with_sqlite(address, work)
    else:
        asyncio.run(_with_postgres(address, work))


async def take_over(database: sqlite.SqliteDatabase, *, now: datetime) -> None:
    """End every lease: whoever holds the serving lock knows that the process before is gone.

    Nobody then waits a minute for letters, words or digests that a crash left in hand.
    """
    async with database.transact() as store:
        for table in (outbox, feedback, digests, platform_tokens, media):
            await store.executor.run(update(table).where(table.c.lease_until > now).values(lease_until=now))


def alembic_config(connection: Connection) -> Config:
    """Alembic without an ini file: the migrations lie in this package, the connection is ours."""
    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    config.attributes["connection"] = connection
    return config


def _with_sqlite(address: URL, work: Callable[[Connection], None]) -> None:
    path = sqlite.file_of(address)
    sqlite.make_file(path)
    sqlite.refuse_unfit(path)
    # A migration rebuilds tables, which foreign keys would forbid; they are checked before the commit.
    engine = sqlite.engine_for(address, begin="BEGIN IMMEDIATE", settings={"foreign_keys": 0})
    with engine.begin() as connection:
        work(connection)
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            raise IntegrityError("PRAGMA foreign_key_check", {}, ValueError(f"{len(broken)} rows point nowhere"))


async def _with_postgres(address: URL, work: Callable[[Connection], None]) -> None:
    engine = postgres.engine_for(address)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(work)
    finally:
        await engine.dispose()


async def _check(url: str) -> Health:
    database = open_database(url, "0" * 32)  # nothing is decrypted here
    try:
        await database.start()
        async with database.reading() as store:
            if not store.executor.postgres:
                return Health()
            there = (await store.executor.rows(select(func.clock_timestamp())))[0][0]
        return Health(clock_seconds=(there - datetime.now(UTC)).total_seconds())
    except DatabaseUnfit as error:
        return Health(unfit=error.key, values=tuple(error.values.items()))
    finally:
        await database.close()


def _is_sqlite(address: URL) -> bool:
    return address.get_backend_name() == "sqlite"
