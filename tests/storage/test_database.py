"""What both databases promise: all or nothing, a consistent picture, and *unavailable* said by its name."""

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError, ProgrammingError

from feedback.errors import StorageUnavailable
from feedback.ports import Database as DatabasePort
from feedback.ports import ReplyBox
from feedback.ports import Transaction as TransactionPort
from storage.maintenance import Database, check, open_database
from storage.reply_box import SealedReplyBox
from storage.transaction import Store
from tests.support.builders import a_chat
from tests.support.cast import NOW, SECRET

KEY = ("telegram", "1")


def keeps_its_word(
    database: Database, store: Store, box: SealedReplyBox
) -> tuple[DatabasePort, TransactionPort, ReplyBox]:
    """mypy checks here that storage is what the field asks for."""
    return database, store, box


async def test_storage_is_what_the_field_asks_for(database: Database, box: SealedReplyBox) -> None:
    await database.start()
    async with database.transact() as tx:
        assert keeps_its_word(database, tx, box) == (database, tx, box)


async def test_what_was_committed_is_there_after_opening_again(database: Database, database_url: str) -> None:
    async with database.transact() as tx:
        await tx.inbox.take([KEY], at=NOW)
    other = open_database(database_url, SECRET)
    async with other.transact() as tx:
        assert await tx.inbox.take([KEY], at=NOW) == set()
    await other.close()


async def test_whatever_rises_rolls_everything_back(database: Database) -> None:
    async def stumble() -> None:
        async with database.transact() as tx:
            await tx.inbox.take([KEY], at=NOW)
            await tx.chats.save([a_chat("lan")], at=NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await stumble()
    async with database.transact() as tx:
        assert await tx.inbox.take([KEY], at=NOW) == {KEY}
        assert await tx.chats.get(a_chat("lan").tag) is None


async def test_a_cancelled_transaction_leaves_nothing_and_blocks_nobody(database: Database) -> None:
    begun = asyncio.Event()

    async def slow() -> None:
        async with database.transact() as tx:
            await tx.inbox.take([KEY], at=NOW)
            begun.set()
            await asyncio.sleep(60)

    task = asyncio.create_task(slow())
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with database.transact() as tx:
        assert await tx.inbox.take([KEY], at=NOW) == {KEY}


async def test_cancelled_in_the_middle_of_a_statement_the_next_one_still_works(database: Database) -> None:
    keys = [("telegram", str(number)) for number in range(2000)]
    for wait in range(12):
        task = asyncio.create_task(take(database, keys))
        await asyncio.sleep(wait * 0.003)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    first = await take(database, keys)
    assert len(first) in (0, len(keys))  # a commit that was under way counts whole or not at all
    assert await take(database, keys) == set()


async def take(database: Database, keys: list[tuple[str, str]]) -> set[tuple[str, str]]:
    async with database.transact() as tx:
        return await tx.inbox.take(keys, at=NOW)


async def test_a_reader_keeps_its_picture_while_others_write(database: Database) -> None:
    lan = a_chat("lan")
    async with database.reading() as reader:
        assert await reader.chats.get(lan.tag) is None
        async with database.transact() as tx:
            await tx.chats.save([lan], at=NOW)
        assert await reader.chats.get(lan.tag) is None
    async with database.reading() as reader:
        assert await reader.chats.get(lan.tag) == lan


async def test_a_writer_is_not_held_up_by_readers(database: Database) -> None:
    async with database.reading() as one, database.reading() as two:
        await one.directory(), await two.directory()
        async with asyncio.timeout(1), database.transact() as tx:
            assert await tx.inbox.take([KEY], at=NOW) == {KEY}


async def test_more_readers_than_connections_wait_for_their_turn(database: Database) -> None:
    async def read() -> int:
        async with database.reading() as tx:
            await asyncio.sleep(0.001)
            return await tx.inbox.set_aside_count()

    assert await asyncio.gather(*(read() for _ in range(40))) == [0] * 40


async def test_writing_while_only_reading_is_a_mistake_and_no_outage(database: Database) -> None:
    with pytest.raises(DBAPIError):
        async with database.reading() as tx:
            await tx.inbox.take([KEY], at=NOW)
    async with database.transact() as tx:
        assert await tx.inbox.take([KEY], at=NOW) == {KEY}


async def test_a_mistake_in_a_statement_is_no_outage(database: Database) -> None:
    with pytest.raises((ProgrammingError, DBAPIError)) as found:
        async with database.transact() as tx:
            await tx.executor.rows(text("SELECT * FROM no_such_table"))
    assert not isinstance(found.value, StorageUnavailable)


async def test_a_broken_rule_of_the_schema_is_no_outage(database: Database) -> None:
    with pytest.raises(IntegrityError):
        async with database.transact() as tx:
            await tx.executor.run(text("INSERT INTO holidays (day, name) VALUES ('2026-09-02', '')"))


async def test_writers_at_once_all_succeed(database: Database) -> None:
    async def write(number: int) -> set[tuple[str, str]]:
        return await take(database, [("telegram", str(number))])

    assert all(await asyncio.gather(*(write(number) for number in range(60))))


def test_a_sound_database_is_found_sound(database_url: str) -> None:
    health = check(database_url)
    assert (health.unfit, health.values) == ("", ())
    assert abs(health.clock_seconds) < 1
