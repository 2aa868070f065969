"""PostgreSQL: settings that keep what was committed, and every kind of *away* said as such."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import make_url, text

from feedback.errors import StorageUnavailable
from storage.maintenance import check, open_database
from storage.postgres import SESSION, PostgresDatabase
from tests.support.builders import BOX
from tests.support.cast import NOW, SECRET
from tests.support.databases import PostgresTemplate

pytestmark = pytest.mark.postgres
KEY = ("telegram", "1")


@pytest.fixture
def url(postgres_template: PostgresTemplate, tmp_path: Path) -> Iterator[str]:
    """The address of a database that knows the cast."""
    with postgres_template.copy(tmp_path) as found:
        yield found


@pytest.fixture
async def database(url: str) -> AsyncIterator[PostgresDatabase]:
    """That database, open."""
    opened = open_database(url, SECRET)
    assert isinstance(opened, PostgresDatabase)
    yield opened
    await opened.close()


async def take(database: PostgresDatabase) -> set[tuple[str, str]]:
    async with database.transact() as tx:
        return await tx.inbox.take([KEY], at=NOW)


async def run(url: str, statement: str) -> None:
    """As another client."""
    connection = await asyncpg.connect(make_url(url).set(drivername="postgresql").render_as_string(False))
    await connection.execute(statement)
    await connection.close()


async def test_every_session_is_bounded(database: PostgresDatabase) -> None:
    async with database.transact() as tx:
        found = {name: (await tx.executor.rows(text(f"SHOW {name}")))[0][0] for name in SESSION}
    assert found == {
        "lock_timeout": "1s",
        "idle_in_transaction_session_timeout": "15s",
        "timezone": "UTC",
        "jit": "off",
    }


async def test_a_server_that_may_lose_a_commit_is_refused(url: str) -> None:
    name = make_url(url).database
    await run(url, f'ALTER DATABASE "{name}" SET synchronous_commit = off')
    try:
        health = await asyncio.to_thread(check, url)
    finally:
        await run(url, f'ALTER DATABASE "{name}" RESET synchronous_commit')
    assert health.unfit == "storage.setting"
    assert dict(health.values) == {"name": "synchronous_commit", "wanted": "on", "found": "off"}


async def test_an_empty_database_is_refused(postgres_template: PostgresTemplate, tmp_path: Path) -> None:
    def look() -> None:
        with postgres_template.copy(tmp_path, empty=True) as url:
            assert check(url).unfit == "storage.not_migrated"

    await asyncio.to_thread(look)


@pytest.mark.parametrize(
    "address", ["postgresql://postgres@127.0.0.1:1/x", "postgresql://postgres@no-such-host.invalid/x"]
)
async def test_a_server_that_is_not_there_is_unavailable(address: str) -> None:
    database = open_database(address, SECRET)
    with pytest.raises(StorageUnavailable):
        await database.start()
    await database.close()


async def test_a_database_that_is_not_there_is_unavailable(url: str) -> None:
    database = open_database(make_url(url).set(database="nothing_here").render_as_string(False), SECRET)
    with pytest.raises(StorageUnavailable, match="3D000"):
        await database.start()
    await database.close()


@pytest.mark.parametrize("goes_on", [True, False], ids=["before a statement", "before the commit"])
async def test_a_connection_that_is_cut_is_unavailable_and_the_next_one_works(
    database: PostgresDatabase, url: str, goes_on: bool
) -> None:
    async def be_cut_off() -> None:
        async with database.transact() as tx:
            await tx.inbox.take([KEY], at=NOW)
            pid = (await tx.executor.rows(text("SELECT pg_backend_pid()")))[0][0]
            await run(url, f"SELECT pg_terminate_backend({pid})")
            if goes_on:
                await tx.inbox.take([("telegram", "2")], at=NOW)

    with pytest.raises(StorageUnavailable):
        await be_cut_off()
    assert await take(database) == {KEY}


async def test_connections_cut_while_idle_cost_no_message(database: PostgresDatabase, url: str) -> None:
    await take(database)
    await run(
        url,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()",
    )
    assert await take(database) == set()


async def test_a_row_locked_for_too_long_is_unavailable(database: PostgresDatabase) -> None:
    tag = BOX.tag("telegram", "lan")
    async with database.transact() as holder:
        await holder.chats.lock([tag])
        with pytest.raises(StorageUnavailable, match="55P03"):
            async with database.transact() as tx:
                await tx.chats.lock([tag])
    async with database.transact() as tx:
        assert await tx.chats.lock([tag]) == {}


async def test_a_deadlock_is_unavailable_for_one_and_the_other_goes_on(database: PostgresDatabase) -> None:
    await run_in(database, "INSERT INTO holidays VALUES ('2026-01-01', ''), ('2026-01-02', '')")

    async def change(first: str, second: str) -> bool:
        try:
            async with database.transact() as tx:
                await tx.executor.run(text("SET LOCAL lock_timeout = 0"))
                for day in (first, second):
                    await tx.executor.run(text(f"UPDATE holidays SET name = 'x' WHERE day = '{day}'"))  # noqa: S608
                    await asyncio.sleep(0.1)
        except StorageUnavailable:
            return False
        return True

    outcomes = await asyncio.gather(change("2026-01-01", "2026-01-02"), change("2026-01-02", "2026-01-01"))
    assert sorted(outcomes) == [False, True]


async def run_in(database: PostgresDatabase, statement: str) -> None:
    async with database.transact() as tx:
        await tx.executor.run(text(statement))


async def test_a_standby_that_cannot_write_is_unavailable(database: PostgresDatabase, url: str) -> None:
    name = make_url(url).database
    await run(url, f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
    try:
        with pytest.raises(StorageUnavailable, match="25006"):
            await take(database)
    finally:
        connection = await asyncpg.connect(make_url(url).set(drivername="postgresql").render_as_string(False))
        await connection.execute("SET default_transaction_read_only = off")
        await connection.execute(f'ALTER DATABASE "{name}" RESET default_transaction_read_only')
        await connection.close()


async def test_all_connections_in_use_is_unavailable(
    database: PostgresDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database._engine.pool, "_timeout", 0.05)

    async def hold(stop: asyncio.Event) -> None:
        async with database.transact():
            await stop.wait()

    stop = asyncio.Event()
    holders = [asyncio.create_task(hold(stop)) for _ in range(10)]
    await asyncio.sleep(0.3)
    with pytest.raises(StorageUnavailable):
        await take(database)
    stop.set()
    await asyncio.gather(*holders)
    assert await take(database) == {KEY}


async def test_one_replica_has_the_turn_and_another_gets_it_afterwards(
    database: PostgresDatabase, url: str
) -> None:
    other = open_database(url, SECRET)
    assert isinstance(other, PostgresDatabase)
    async with database.turn("poll:telegram") as ours:
        assert ours and await ours.held()
        async with other.turn("poll:telegram") as theirs, other.turn("poll:zalo-bot") as something_else:
            assert theirs is None
            assert something_else is not None
    async with other.turn("poll:telegram") as theirs:
        assert theirs is not None
    await other.close()


async def test_a_turn_ends_with_its_connection_and_its_holder_notices(database: PostgresDatabase, url: str) -> None:
    async with database.turn("poll:telegram") as ours:
        assert ours
        await run(
            url,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid()",
        )
        assert not await ours.held()
        async with database.turn("poll:telegram") as again:
            assert again is not None


async def test_a_turn_is_given_back_however_its_block_ends(database: PostgresDatabase) -> None:
    with pytest.raises(RuntimeError):
        async with database.turn("poll:telegram"):
            raise RuntimeError
    async with database.turn("poll:telegram") as again:
        assert again is not None
