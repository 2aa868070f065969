"""The embedded database: how it is set, and what is refused before anybody relies on it."""

import asyncio
import sqlite3
import stat
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pysqlite3
import pytest
from sqlalchemy import make_url, text

from feedback.errors import StorageUnavailable
from storage.errors import AlreadyServing, DatabaseUnfit
from storage.maintenance import check, migrate, open_database
from storage.serving import hold_serving_lock, refuse_network
from storage.sqlite import SETTINGS, SqliteDatabase, apply_settings, file_of
from tests.support.cast import NOW, SECRET
from tests.support.databases import SqliteTemplate

ROOT = Path(__file__).resolve().parents[2]
KEY = ("telegram", "1")


@pytest.fixture
def url(sqlite_template: SqliteTemplate, tmp_path: Path) -> Iterator[str]:
    """The address of a file that knows the cast."""
    with sqlite_template.copy(tmp_path) as found:
        yield found


@pytest.fixture
async def database(url: str) -> AsyncIterator[SqliteDatabase]:
    """That file, open."""
    opened = open_database(url, SECRET)
    assert isinstance(opened, SqliteDatabase)
    yield opened
    await opened.close()


async def test_every_connection_has_the_settings_that_keep_what_was_committed(
    database: SqliteDatabase,
) -> None:
    async with database.transact() as writer, database.reading() as reader:
        for store in (writer, reader):
            rows = {name: (await store.executor.rows(text(f"PRAGMA {name}")))[0][0] for name in SETTINGS}
            assert rows == SETTINGS
        assert (await reader.executor.rows(text("PRAGMA query_only")))[0][0] == 1
        assert (await writer.executor.rows(text("SELECT sqlite_version()")))[0][0] == pysqlite3.sqlite_version


def test_a_setting_that_was_not_taken_is_refused() -> None:
    connection = sqlite3.connect(":memory:")  # a database in memory cannot keep a log
    with pytest.raises(DatabaseUnfit) as refused:
        apply_settings(connection, {"journal_mode": "wal"})
    connection.close()
    assert refused.value.key == "storage.setting"
    assert refused.value.values == {"name": "journal_mode", "wanted": "wal", "found": "memory"}


async def test_an_sqlite_that_can_corrupt_its_log_is_refused(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    database = open_database(url, SECRET)
    monkeypatch.setattr(pysqlite3, "sqlite_version_info", (3, 51, 2))
    with pytest.raises(DatabaseUnfit, match=r"storage\.old_sqlite"):
        await database.start()
    await database.close()


async def test_a_schema_older_than_the_program_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/homthu.db"
    database = open_database(url, SECRET)
    with pytest.raises(DatabaseUnfit, match=r"storage\.no_file"):
        await database.start()
    (tmp_path / "homthu.db").touch()
    with pytest.raises(DatabaseUnfit, match=r"storage\.not_migrated"):
        await database.start()
    await asyncio.to_thread(migrate, url)
    await database.start()
    await database.close()


async def test_a_schema_newer_than_the_program_is_fine(database: SqliteDatabase) -> None:
    async with database.transact() as tx:
        await tx.executor.run(text("UPDATE alembic_version SET version_num = '9999'"))
    await database.start()


def test_a_database_in_memory_would_keep_nothing() -> None:
    for address in ("sqlite://", "sqlite:///:memory:"):
        with pytest.raises(DatabaseUnfit, match=r"storage\.in_memory"):
            file_of(make_url(address))


def test_the_file_and_its_log_are_for_their_owner_alone(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/new/homthu.db"
    migrate(url)
    assert check(url).unfit == ""
    modes = {stat.S_IMODE(file.stat().st_mode) for file in (tmp_path / "new").iterdir()}
    assert modes == {0o600}


@pytest.mark.parametrize(
    ("line", "refused"),
    [("server:/data /srv/homthu nfs4 rw 0 0", True), ("/dev/vda /srv/homthu ext4 rw 0 0", False)],
    ids=["network", "local"],
)
def test_a_network_disk_is_refused(tmp_path: Path, line: str, refused: bool) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/vda / ext4 rw 0 0\n{line}\nserver:/other /srv/homthu2 nfs4 rw 0 0\n", "utf-8")
    if not refused:
        refuse_network(Path("/srv/homthu/homthu.db"), mounts)
        return
    with pytest.raises(DatabaseUnfit, match=r"storage\.network_disk"):
        refuse_network(Path("/srv/homthu/homthu.db"), mounts)


def test_where_the_system_names_no_mounts_nothing_is_refused(tmp_path: Path) -> None:
    refuse_network(tmp_path / "homthu.db", tmp_path / "none")


def test_a_second_process_does_not_serve_the_same_file(tmp_path: Path) -> None:
    file = tmp_path / "homthu.db"
    with hold_serving_lock(file):
        with pytest.raises(AlreadyServing) as refused, hold_serving_lock(file):
            raise AssertionError("served twice")
        assert refused.value.key == "storage.already_serving"
        with hold_serving_lock(tmp_path / "another.db"):
            pass
    with hold_serving_lock(file):
        pass


def test_the_lock_goes_with_its_process(tmp_path: Path) -> None:
    file = tmp_path / "homthu.db"
    dies = f"""
import os, pathlib, storage.serving
with storage.serving.hold_serving_lock(pathlib.Path({str(file)!r})):
    os._exit(7)  # no clean-up at all
"""
    assert subprocess.run([sys.executable, "-c", dies], cwd=ROOT, check=False).returncode == 7
    with hold_serving_lock(file):
        pass


async def test_a_command_beside_the_service_waits_for_the_writer(database: SqliteDatabase, url: str) -> None:
    command = open_database(url, SECRET)
    async with database.transact() as tx:
        await tx.inbox.take([KEY], at=NOW)
        other = asyncio.create_task(take(command))
        await asyncio.sleep(0.1)
        assert not other.done()
    assert await other == set()
    await command.close()


async def take(database: object) -> set[tuple[str, str]]:
    assert isinstance(database, SqliteDatabase)
    async with database.transact() as tx:
        return await tx.inbox.take([KEY], at=NOW)


async def test_a_file_locked_for_too_long_is_unavailable_and_then_works_again(
    database: SqliteDatabase, url: str
) -> None:
    await database.start()
    other = pysqlite3.connect(make_url(url).database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageUnavailable, match="SQLITE_BUSY"):
        await take(database)
    async with database.reading() as tx:
        assert await tx.inbox.set_aside_count() == 0
    other.execute("ROLLBACK")
    other.close()
    assert await take(database) == {KEY}


async def test_a_full_disk_is_unavailable_keeps_nothing_and_then_works_again(
    database: SqliteDatabase,
) -> None:
    async with database.transact() as tx:
        pages = (await tx.executor.rows(text("PRAGMA page_count")))[0][0]
        await tx.executor.rows(text(f"PRAGMA max_page_count = {pages}"))
    many = [("telegram", f"{number:0200d}") for number in range(500)]
    with pytest.raises(StorageUnavailable, match="SQLITE_FULL"):
        async with database.transact() as tx:
            await tx.inbox.take([KEY, *many], at=NOW)
    async with database.transact() as tx:
        await tx.executor.rows(text("PRAGMA max_page_count = 1000000"))
        assert await tx.inbox.take([KEY, *many], at=NOW) == {KEY, *many}


async def test_a_commit_that_fails_is_unavailable_and_keeps_nothing(
    database: SqliteDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    await database.start()

    def full(_: object) -> None:
        error = pysqlite3.OperationalError("database or disk is full")
        error.sqlite_errorname = "SQLITE_FULL"
        raise error

    with monkeypatch.context() as broken:
        broken.setattr(database._writer._engine.dialect, "do_commit", full)
        with pytest.raises(StorageUnavailable, match="SQLITE_FULL"):
            await take(database)
    assert await take(database) == {KEY}


async def test_a_file_that_is_no_database_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "homthu.db").write_bytes(b"no database at all" * 100)
    database = open_database(f"sqlite:///{tmp_path}/homthu.db", SECRET)
    with pytest.raises(StorageUnavailable, match="SQLITE_NOTADB"):
        await take(database)
    await database.close()
