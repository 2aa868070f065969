"""The embedded database: one file, one writer thread, two readers, durable at every commit.

The settings are read back when a connection opens; SQLite ignores a pragma it does not know without a word.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

import pysqlite3
from sqlalchemy import URL, Connection, Engine, Executable, NullPool, create_engine, event
from sqlalchemy.exc import DBAPIError

from storage.database import BaseDatabase, refuse_unmigrated
from storage.errors import DatabaseUnfit, unavailability
from storage.executor import AnyRow, Params
from storage.keys import Keys
from storage.serving import refuse_network
from storage.transaction import Store

T = TypeVar("T")

FIXED_SINCE = (3, 51, 3)
"""Older ones can corrupt a WAL file when two connections write and checkpoint at once (sqlite.org/wal)."""

READERS = 2
SETTINGS: dict[str, str | int] = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL: a commit is on the disk when it returns
    "busy_timeout": 1000,
    "foreign_keys": 1,
    "secure_delete": 1,
    "trusted_schema": 0,
    "cell_size_check": 1,
    "mmap_size": 0,
    "journal_size_limit": 64 * 1024 * 1024,
}


class SqliteDatabase(BaseDatabase):
    """Implements `feedback.ports.Database` on one file."""

    def __init__(self, url: URL, keys: Keys) -> None:
        super().__init__(keys)
        self.path = file_of(url)
        self._writer = Lane(engine_for(url, begin="BEGIN IMMEDIATE"))
        self._turn = asyncio.Lock()
        reader = engine_for(url, begin="BEGIN", settings={"query_only": 1})
        self._readers = [Lane(reader, reading=True) for _ in range(READERS)]
        self._idle: asyncio.Queue[Lane] = asyncio.Queue()
        for lane in self._readers:
            self._idle.put_nowait(lane)

    async def start(self) -> None:
        """Refuse a file that may not be used, before anybody relies on it."""
        refuse_unfit(self.path)
        async with self._writer.transaction():
            await refuse_unmigrated(self._writer)

    async def close(self) -> None:
        """Give the file back; the last connection folds the WAL into it."""
        for lane in (*self._readers, self._writer):
            await lane.close()

    @asynccontextmanager
    async def transact(self) -> AsyncIterator[Store]:
        """The only writer, one transaction at a time."""
        async with self._turn, self._writer.transaction():
            store = self.store(self._writer)
            yield store
            await store.finish()
        self.committed(store)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Store]:
        """A snapshot on one of the readers' connections."""
        lane = await self._idle.get()
        try:
            async with lane.transaction():
                store = self.store(lane)
                yield store
                await store.finish()  # refused: what could not be kept must not pass unseen
        finally:
            self._idle.put_nowait(lane)


class Lane:
    """One thread with one connection; the Executor of its transactions.

    Everything goes through the thread in order: a roll-back after a cancelled statement waits for that
    statement, and the next BEGIN waits for the roll-back.
    """

    postgres = False

    def __init__(self, engine: Engine, *, reading: bool = False) -> None:
        self._engine = engine
        self._reading = reading
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="storage")
        self._connection: Connection | None = None

    async def rows(self, statement: Executable, params: Params | None = None) -> Sequence[AnyRow]:
        """What the statement answers."""
        return await self._call(lambda connection: connection.execute(statement, params).all())

    async def run(self, statement: Executable, params: Params | None = None) -> int:
        """How many rows it touched."""
        return await self._call(lambda connection: connection.execute(statement, params).rowcount)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[None]:
        """BEGIN … COMMIT; for a reader the commit only lets the snapshot go."""
        try:
            await self._call(_begin)
            yield
            await self._call(_commit)
        except BaseException:
            await asyncio.shield(asyncio.ensure_future(self._in_thread(self._roll_back)))
            raise

    async def close(self) -> None:
        """Close the connection in its own thread, then let the thread go."""
        await self._in_thread(self._drop)
        self._thread.shutdown()

    async def _call(self, work: Callable[[Connection], T]) -> T:
        with unavailability(reading=self._reading):
            return await self._in_thread(lambda: work(self._opened()))

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _opened(self) -> Connection:
        if self._connection is None:
            self._connection = self._engine.connect()
        return self._connection

    def _roll_back(self) -> None:
        """Also after a COMMIT that failed: SQLAlchemy holds that one for over, SQLite does not."""
        if self._connection is None:
            return
        try:
            self._connection.rollback()
            raw = self._connection.connection.dbapi_connection
            if raw is not None and raw.in_transaction:
                raw.rollback()
        except (DBAPIError, pysqlite3.Error):
            self._drop()  # a connection that cannot even roll back is not used again

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()


def engine_for(url: URL, *, begin: str, settings: dict[str, str | int] | None = None) -> Engine:
    """An engine whose connections are set, read back, and begin as told."""
    engine = create_engine(
        url,
        module=pysqlite3,
        poolclass=NullPool,
        connect_args={"isolation_level": None, "check_same_thread": False},
    )
    wanted = SETTINGS | (settings or {})
    event.listen(engine, "connect", lambda connection, _: apply_settings(connection, wanted))
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    return engine


def apply_settings(connection: Any, wanted: dict[str, str | int]) -> None:
    """Set each pragma and read it back; DatabaseUnfit when the library did not take it."""
    for name, value in wanted.items():
        connection.execute(f"PRAGMA {name} = {value}").fetchall()
        row = connection.execute(f"PRAGMA {name}").fetchone()
        taken = row[0] if row else 0
        if taken != value:
            raise DatabaseUnfit("storage.setting", name=name, wanted=value, found=taken)


def refuse_unfit(path: Path) -> None:
    """An SQLite that may corrupt the file, or a disk it cannot be trusted on."""
    if pysqlite3.sqlite_version_info < FIXED_SINCE:
        raise DatabaseUnfit("storage.old_sqlite", found=pysqlite3.sqlite_version, wanted="3.51.3")
    refuse_network(path)
    if not path.exists():
        raise DatabaseUnfit("storage.no_file", path=path)


def make_file(path: Path) -> None:
    """The file with rights for its owner alone; the WAL beside it takes them over."""
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def file_of(url: URL) -> Path:
    """The file of an SQLite address; one in memory would keep nothing."""
    if not url.database or url.database == ":memory:":
        raise DatabaseUnfit("storage.in_memory")
    return Path(url.database)


def _begin(connection: Connection) -> None:
    connection.begin()


def _commit(connection: Connection) -> None:
    connection.commit()
