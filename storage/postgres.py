"""PostgreSQL for several replicas, through asyncpg; a server that may lose a commit is refused."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

from sqlalchemy import URL, Executable, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from storage.database import BaseDatabase, refuse_unmigrated
from storage.errors import DatabaseUnfit, unavailability
from storage.executor import AnyRow, Params
from storage.keys import Keys
from storage.transaction import Store

POOL = 10
CONNECT_SECONDS = 5
SESSION = {
    "lock_timeout": "1000",  # below the two seconds after which Zalo gives up
    "idle_in_transaction_session_timeout": "15000",  # a hung replica lets go of its locks
    "timezone": "UTC",
    "jit": "off",  # compiling a claim took a hundred times as long as running it
}
DURABLE = {
    "fsync": ("on",),
    "full_page_writes": ("on",),
    "synchronous_commit": ("on", "remote_apply"),
}


TAKE_TURN = text("SELECT pg_try_advisory_lock(hashtextextended('homthu|' || :name, 0))")


class PostgresDatabase(BaseDatabase):
    """Implements `feedback.ports.Database` on PostgreSQL."""

    def __init__(self, url: URL, keys: Keys) -> None:
        super().__init__(keys)
        self._engine = engine_for(url)
        self._snapshot = self._engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    async def start(self) -> None:
        """Refuse a server that could lose what it acknowledged, or an old schema."""
        async with self._transaction(self._engine) as executor:
            await refuse_undurable(executor)
            await refuse_unmigrated(executor)

    async def close(self) -> None:
        """Close the pool."""
        await self._engine.dispose()

    @asynccontextmanager
    async def transact(self) -> AsyncIterator[Store]:
        """One connection, READ COMMITTED; rows that matter are locked by name."""
        async with self._transaction(self._engine) as executor:
            store = self.store(executor)
            yield store
            await store.finish()
        self.committed(store)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Store]:
        """A read-only snapshot."""
        async with self._transaction(self._snapshot, reading=True) as executor:
            store = self.store(executor)
            yield store
            await store.finish()  # refused: what could not be kept must not pass unseen

    @asynccontextmanager
    async def turn(self, name: str) -> AsyncIterator["Turn | None"]:
        """What only one replica may do at a time; None while another one does it. Raises StorageUnavailable.

        A connection holds it and no row: the server takes it back the moment its holder dies.
        """
        async with AsyncExitStack() as stack:
            with unavailability(reading=False):
                connection = await stack.enter_async_context(self._engine.connect())
                connection = await connection.execution_options(isolation_level="AUTOCOMMIT")
                ours = bool(await connection.scalar(TAKE_TURN, {"name": name}))
            try:
                yield Turn(connection) if ours else None
            finally:
                await connection.invalidate()  # it ends with the connection, however the block ended

    @asynccontextmanager
    async def _transaction(self, engine: AsyncEngine, *, reading: bool = False) -> AsyncIterator["PostgresExecutor"]:
        async with AsyncExitStack() as stack:
            with unavailability(reading=reading):
                connection = await stack.enter_async_context(engine.connect())
                await connection.begin()
            yield PostgresExecutor(connection, reading=reading)
            with unavailability(reading=reading):
                await connection.commit()


class Turn:
    """Our turn, for as long as its connection lives."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def held(self) -> bool:
        """Whether it is still ours."""
        try:
            return bool(await self._connection.scalar(text("SELECT 1")))
        except (DBAPIError, OSError):
            return False


class PostgresExecutor:
    """The Executor of one transaction. Leaving it without a commit rolls back."""

    postgres = True

    def __init__(self, connection: AsyncConnection, *, reading: bool = False) -> None:
        self._connection = connection
        self._reading = reading

    async def rows(self, statement: Executable, params: Params | None = None) -> Sequence[AnyRow]:
        """What the statement answers."""
        with unavailability(reading=self._reading):
            return (await self._connection.execute(statement, params)).all()

    async def run(self, statement: Executable, params: Params | None = None) -> int:
        """How many rows it touched."""
        with unavailability(reading=self._reading):
            return (await self._connection.execute(statement, params)).rowcount


def engine_for(url: URL) -> AsyncEngine:
    """A pool whose connections are pinged before use, so that a restart of the server costs no message."""
    return create_async_engine(
        url.set(drivername="postgresql+asyncpg"),
        pool_size=POOL,
        max_overflow=0,
        pool_timeout=CONNECT_SECONDS,
        pool_pre_ping=True,
        connect_args={"timeout": CONNECT_SECONDS, "server_settings": SESSION},
    )


async def refuse_undurable(executor: PostgresExecutor) -> None:
    """Settings under which an acknowledged message may vanish."""
    for name, allowed in DURABLE.items():
        found = str((await executor.rows(text(f"SHOW {name}")))[0][0])
        if found not in allowed:
            raise DatabaseUnfit("storage.setting", name=name, wanted=allowed[0], found=found)
