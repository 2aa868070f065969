"""Which messages were seen, and those that wait for an operator."""

import pytest
from cryptography.exceptions import InvalidTag
from sqlalchemy import select, update

from storage.maintenance import Database
from storage.tables import inbox
from tests.support.builders import a_message, later
from tests.support.cast import NOW


async def test_a_repeated_message_drops_out(database: Database) -> None:
    first, second = ("telegram", "1"), ("telegram", "2")
    async with database.transact() as tx:
        assert await tx.inbox.take([first, second], at=NOW) == {first, second}
    async with database.transact() as tx:
        assert await tx.inbox.take([second, ("telegram", "3")], at=NOW) == {("telegram", "3")}


async def test_the_same_number_on_another_platform_is_another_message(database: Database) -> None:
    async with database.transact() as tx:
        await tx.inbox.take([("telegram", "1")], at=NOW)
        assert await tx.inbox.take([("zalo-bot", "1")], at=NOW) == {("zalo-bot", "1")}


async def test_a_message_twice_in_one_batch_is_new_once(database: Database) -> None:
    async with database.transact() as tx:
        assert await tx.inbox.take([("telegram", "1")] * 3, at=NOW) == {("telegram", "1")}
        assert await tx.inbox.take([], at=NOW) == set()


async def test_a_batch_of_128_is_taken_whole(database: Database) -> None:
    keys = [("telegram", str(number)) for number in range(128)]
    async with database.transact() as tx:
        assert await tx.inbox.take(keys, at=NOW) == set(keys)


async def test_what_was_rolled_back_is_new_again(database: Database) -> None:
    try:
        async with database.transact() as tx:
            await tx.inbox.take([("telegram", "1")], at=NOW)
            raise RuntimeError
    except RuntimeError:
        pass
    async with database.transact() as tx:
        assert await tx.inbox.take([("telegram", "1")], at=NOW) == {("telegram", "1")}


async def test_a_message_set_aside_waits_for_the_operator_and_never_comes_again(database: Database) -> None:
    message = a_message("Tin làm hỏng chương trình")
    async with database.transact() as tx:
        await tx.inbox.take([(message.channel, message.message_id)], at=NOW)
        await tx.inbox.set_aside(message, error="KeyError", at=NOW)
        await tx.inbox.set_aside(message, error="KeyError", at=later(seconds=1))
    async with database.transact() as tx:
        assert await tx.inbox.take([(message.channel, message.message_id)], at=NOW) == set()
        assert await tx.inbox.set_aside_count() == 1
        assert await tx.inbox.set_aside_messages(limit=10) == [(message, "KeyError")]


async def test_old_keys_are_forgotten_and_set_aside_messages_are_not(database: Database) -> None:
    async with database.transact() as tx:
        await tx.inbox.take([("telegram", "old")], at=NOW)
        await tx.inbox.take([("telegram", "young")], at=later(days=8))
        await tx.inbox.set_aside(a_message(), error="KeyError", at=NOW)
        assert await tx.inbox.forget(before=later(days=7)) == 1
        assert await tx.inbox.set_aside_count() == 1
        assert await tx.inbox.take([("telegram", "young")], at=later(days=8)) == set()


async def test_a_body_moved_to_another_message_does_not_open(database: Database) -> None:
    first, second = a_message("một"), a_message("hai")
    async with database.transact() as tx:
        for message in (first, second):
            await tx.inbox.set_aside(message, error="KeyError", at=NOW)
        (body,) = (await tx.executor.rows(select(inbox.c.body).where(inbox.c.message_id == first.message_id)))[0]
        await tx.executor.run(update(inbox).where(inbox.c.message_id == second.message_id).values(body=body))
        with pytest.raises(InvalidTag):
            await tx.inbox.set_aside_messages(limit=9)
