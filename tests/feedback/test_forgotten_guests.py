"""What waits for a guest of the page whose chat was forgotten is dropped and counted; everybody else's letters stay."""

import logging
from datetime import timedelta

import pytest

from feedback.messages import Letter
from feedback.retention import GUEST_LIVES, purge
from storage.maintenance import Database
from tests.support.builders import BOX, a_chat, a_letter
from tests.support.cast import HANH, NOW

GUESTS = ("web", "kiosk")
AFTER = NOW + GUEST_LIVES + timedelta(hours=1)


def to_page(who: str) -> Letter:
    return a_letter("Trung tâm đã trả lời.", to=who, channel="web")


async def waiting(database: Database) -> tuple[int, int]:
    """How many letters wait, and for how many seconds the oldest one does, as /ready tells it."""
    async with database.reading() as tx:
        backlog = await tx.outbox.backlog(now=AFTER)
    return backlog["waiting"], backlog["oldest_seconds"]


async def purged(database: Database) -> int:
    async with database.transact() as tx:
        return await purge(tx, guests=GUESTS, now=AFTER)


async def test_letters_for_a_forgotten_guest_are_dropped_and_counted(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    async with database.transact() as tx:
        await tx.chats.save([a_chat("khách", channel="web")], at=NOW)
        await tx.outbox.add([to_page("khách"), to_page("khách")], at=NOW)
    with caplog.at_level(logging.INFO):
        assert await purged(database) == 4  # its talk, the chat, and both letters
    assert await waiting(database) == (0, 0)
    assert [record.fields["count"] for record in caplog.records if record.name == "feedback.retention"] == [2]  # type: ignore[attr-defined]
    async with database.reading() as tx:
        assert (await tx.outbox.backlog(now=AFTER))["failed"] == 0


async def test_letters_for_everybody_who_may_come_back_stay(database: Database) -> None:
    """A guest who was here today, staff on the page, and chats of a platform, known to us or not."""
    async with database.transact() as tx:
        await tx.chats.save([a_chat("khách mới", channel="web")], at=AFTER)
        await tx.chats.save([a_chat("hanh", channel="web", officer=HANH)], at=NOW)
        letters = [to_page("khách mới"), to_page("hanh"), a_letter("Chào", to="người lạ")]
        await tx.outbox.add(letters, at=NOW)
    await purged(database)
    assert (await waiting(database))[0] == 3


async def test_a_chat_that_was_only_locked_is_nobody(database: Database) -> None:
    async with database.transact() as tx:
        await tx.chats.lock([BOX.tag("web", "khách")])
        await tx.outbox.add([to_page("khách")], at=NOW)
    await purged(database)
    assert (await waiting(database))[0] == 0
