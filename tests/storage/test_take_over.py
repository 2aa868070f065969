"""After a crash the next process of an embedded office waits for nobody's lease."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from feedback.periods import Week
from feedback.ports import Rate
from storage.maintenance import open_database, take_over
from storage.sqlite import SqliteDatabase
from tests.support.builders import a_filed, a_letter
from tests.support.cast import AN_BINH, NOW, SECRET
from tests.support.databases import SqliteTemplate

WEEK = Week.before(NOW)
FAST = Rate(overall=1000.0, per_chat=1000.0)


@pytest.fixture
async def office(sqlite_template: SqliteTemplate, tmp_path: Path) -> AsyncIterator[SqliteDatabase]:
    """The embedded database."""
    with sqlite_template.copy(tmp_path) as url:
        opened = open_database(url, SECRET)
        assert isinstance(opened, SqliteDatabase)
        yield opened
        await opened.close()


async def test_letters_words_and_digests_of_the_dead_are_taken_up_at_once(office: SqliteDatabase) -> None:
    async with office.transact() as tx:
        await tx.outbox.add([a_letter(), a_letter(to="hanh", once=True)], at=NOW)
        hands = {"channel": "telegram", "rate": FAST, "lease_seconds": 60, "limit": 9}
        claimed = await tx.outbox.claim(owner="dead", now=NOW, **hands)
        await tx.outbox.begin(claimed[1].id, owner="dead", now=NOW)
        await tx.feedback.file(a_filed())
        await tx.feedback.held(now=NOW, lease_seconds=60, limit=9)
        await tx.digests.claim(AN_BINH.id, WEEK, "weekly", owner="dead", now=NOW, lease_seconds=120)
    soon = NOW + timedelta(seconds=3)
    await take_over(office, now=NOW + timedelta(seconds=1))
    async with office.transact() as tx:
        again = await tx.outbox.claim(owner="me", now=soon, **hands)
        assert [one.letter.once for one in again] == [False]
        assert (await tx.outbox.backlog(now=soon))["unknown"] == 1
        assert len(await tx.feedback.held(now=soon, lease_seconds=60, limit=9)) == 1
        assert await tx.digests.claim(AN_BINH.id, WEEK, "weekly", owner="me", now=soon, lease_seconds=120)
