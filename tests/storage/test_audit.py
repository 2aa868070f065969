"""The audit in the database: written with the act or not at all, whatever is done to its rows is found, and replicas
take turns.
"""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from feedback.audit import Act, Anchor, ChainBroken, Harm
from storage.audit import AuditBook
from storage.maintenance import Database, open_database
from storage.transaction import Store
from tests.support.builders import BOX, a_chat
from tests.support.cast import NOW, SECRET
from tests.support.databases import PostgresTemplate


async def opened(database: Database, *codes: str, who: str = "hanh") -> None:
    """Each case in a transaction of its own."""
    for code in codes:
        async with database.transact() as tx:
            tx.audit.note(Act.OPENED, who=who, about=code)


async def attacked(database: Database, *statements: str) -> None:
    """By somebody who may write into the database and take its guards away, but lacks the key."""
    async with database.transact() as tx:
        free = ["ALTER TABLE audit DISABLE TRIGGER USER"] if tx.executor.postgres else []
        free += (
            [] if free else ["DROP TRIGGER IF EXISTS audit_keeps_updated", "DROP TRIGGER IF EXISTS audit_keeps_deleted"]
        )
        for statement in (*free, *statements):
            await tx.executor.run(text(statement))


async def verified(database: Database, noted: Anchor | None = None) -> Anchor:
    async with database.reading() as tx:
        return await tx.audit.verify(noted=noted)


async def harm(database: Database, noted: Anchor | None = None) -> tuple[int, Harm]:
    with pytest.raises(ChainBroken) as broken:
        await verified(database, noted)
    return broken.value.number, broken.value.harm


async def test_what_was_done_stands_in_the_order_it_was_done(database: Database) -> None:
    await opened(database, "PA1")
    async with database.transact() as tx:
        tx.audit.note(Act.OPENED, who="dung", about="PA2")
        tx.audit.note(Act.MOVED, who="dung", about="PA2", why="da-tiep-nhan")
    async with database.reading() as tx:
        kept = [one.entry for one in await tx.audit.read(limit=9)]
        about = [one.entry.number for one in await tx.audit.read(about="PA2", limit=9)]
        hers = [one.entry.number for one in await tx.audit.read(who="hanh", limit=9)]
        later = [one.entry.number for one in await tx.audit.read(after=1, limit=1)]
    assert [(one.number, one.who, one.what, one.about, one.why) for one in kept] == [
        (1, "hanh", "mo-phan-anh", "PA1", ""),
        (2, "dung", "mo-phan-anh", "PA2", ""),
        (3, "dung", "chuyen-trang-thai", "PA2", "da-tiep-nhan"),
    ]
    assert all(abs(one.at - datetime.now(UTC)) < timedelta(minutes=5) for one in kept)
    assert (about, hers, later) == ([2, 3], [1], [2])
    assert (await verified(database)).number == 3


async def test_an_act_that_did_not_happen_is_not_written_down(database: Database) -> None:
    async def breaks() -> None:
        async with database.transact() as tx:
            tx.audit.note(Act.OPENED, who="hanh", about="PA1")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await breaks()
    assert await verified(database) == Anchor()


async def test_an_act_that_cannot_be_written_down_does_not_happen(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(book: AuditBook) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(AuditBook, "write", fails)
    with pytest.raises(OSError, match="full"):
        async with database.transact() as tx:
            await tx.chats.save([a_chat("lan")], at=NOW)
    monkeypatch.undo()
    async with database.reading() as tx:
        assert await tx.chats.get(BOX.tag("telegram", "lan")) is None


async def test_a_note_in_a_reading_is_refused_instead_of_lost(database: Database) -> None:
    with pytest.raises(DBAPIError):
        async with database.reading() as tx:
            tx.audit.note(Act.OPENED, who="hanh", about="PA1")


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit SET who = 'tuan' WHERE number = 2",
        "UPDATE audit SET why = 'x'",
        "DELETE FROM audit WHERE number = 2",
        "DELETE FROM audit",
    ],
)
async def test_the_database_itself_refuses_to_change_or_drop_an_entry(database: Database, change: str) -> None:
    await opened(database, "PA1", "PA2")
    with pytest.raises(DBAPIError, match="only added"):
        async with database.transact() as tx:
            await tx.executor.run(text(change))
    assert (await verified(database)).number == 2


SWAPPED = (
    "UPDATE audit SET number = -2 WHERE number = 2",
    "UPDATE audit SET number = 2 WHERE number = 3",
    "UPDATE audit SET number = 3 WHERE number = -2",
)
CLOSED_UP = ("DELETE FROM audit WHERE number = 3", "UPDATE audit SET number = number - 1 WHERE number > 3")


@pytest.mark.parametrize(
    ("statements", "found"),
    [
        (["UPDATE audit SET who = 'tuan' WHERE number = 3"], (3, Harm.CHANGED)),
        (["UPDATE audit SET what = 'xyz' WHERE number = 1"], (1, Harm.CHANGED)),
        (["UPDATE audit SET about = 'PA9' WHERE number = 5"], (5, Harm.CHANGED)),
        (
            ["UPDATE audit SET seal = (SELECT a.seal FROM audit a WHERE a.number = 1) WHERE number = 2"],
            (2, Harm.CHANGED),
        ),
        (["DELETE FROM audit WHERE number = 3"], (3, Harm.MISSING)),
        (["DELETE FROM audit WHERE number = 1"], (1, Harm.MISSING)),
        (CLOSED_UP, (3, Harm.CHANGED)),
        (SWAPPED, (2, Harm.CHANGED)),
        (["DELETE FROM audit WHERE number = 5"], (5, Harm.MISSING)),
        (["DELETE FROM audit WHERE number > 2"], (3, Harm.MISSING)),
        (["DELETE FROM audit"], (1, Harm.MISSING)),
        (["DELETE FROM audit_head"], (5, Harm.HEAD)),
        (["UPDATE audit_head SET number = 4"], (5, Harm.HEAD)),
        (
            [
                "DELETE FROM audit WHERE number > 3",
                "UPDATE audit_head SET number = 3, seal = (SELECT seal FROM audit WHERE number = 3)",
            ],
            (3, Harm.HEAD),
        ),
    ],
)
async def test_whatever_is_done_to_the_rows_is_found(
    database: Database, statements: list[str], found: tuple[int, Harm]
) -> None:
    await opened(database, "PA1", "PA2", "PA3", "PA4", "PA5")
    await attacked(database, *statements)
    assert await harm(database) == found


@pytest.mark.parametrize(
    "statements",
    [
        ["DELETE FROM audit WHERE number = 3", "DELETE FROM audit_head"],
        [
            "DELETE FROM audit WHERE number = 3",
            "UPDATE audit_head SET number = 2, seal = (SELECT seal FROM audit WHERE number = 2)",
        ],
    ],
)
async def test_a_shortened_record_is_not_made_whole_by_going_on(database: Database, statements: list[str]) -> None:
    await opened(database, "PA1", "PA2", "PA3")
    await attacked(database, *statements)
    await opened(database, "PA4", "PA5")
    assert await harm(database) == (4, Harm.HEAD)


async def test_a_record_put_back_with_its_head_is_found_by_the_mark_that_was_written_down(database: Database) -> None:
    await opened(database, "PA1", "PA2")
    async with database.reading() as tx:
        row = (await tx.executor.rows(text("SELECT seal, proof FROM audit_head")))[0]
    before = await verified(database)
    await opened(database, "PA3", "PA4")
    mark = Anchor.read(str(await verified(database)))
    assert await verified(database, Anchor.read(str(before))) == await verified(database, mark)
    await attacked(database, "DELETE FROM audit WHERE number > 2")
    async with database.transact() as tx:
        put_back = text("UPDATE audit_head SET number = 2, seal = :seal, proof = :proof")
        await tx.executor.run(put_back, {"seal": row.seal, "proof": row.proof})
    assert await verified(database) == before  # no key can tell: all of it was once true
    assert await harm(database, mark) == (4, Harm.ANCHOR)
    await opened(database, "PA5", "PA6")
    assert await harm(database, mark) == (4, Harm.ANCHOR)


async def test_a_long_record_is_followed_over_its_pages(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.audit.PAGE", 3)
    await opened(database, *(f"PA{number}" for number in range(1, 8)))
    end = await verified(database)
    assert end.number == 7
    assert await verified(database, end) == end
    await attacked(database, "UPDATE audit SET who = 'tuan' WHERE number = 4")
    assert await harm(database) == (4, Harm.CHANGED)


@pytest.fixture
def postgres_url(postgres_template: PostgresTemplate, tmp_path: Path) -> Iterator[str]:
    """The address of a database that knows the cast."""
    with postgres_template.copy(tmp_path) as found:
        yield found


@pytest.mark.postgres
async def test_two_replicas_add_fifty_each_and_one_chain_comes_of_it(postgres_url: str) -> None:
    replicas = [open_database(postgres_url, SECRET) for _ in range(2)]
    try:
        await asyncio.gather(
            *(
                opened(one, *(f"PA{n}" for n in range(50)), who=who)
                for one, who in zip(replicas, ("a", "b"), strict=True)
            )
        )
        assert (await verified(replicas[0])).number == 100
        async with replicas[0].reading() as tx:
            assert [len(await tx.audit.read(who=who, limit=99)) for who in ("a", "b")] == [50, 50]
    finally:
        for one in replicas:
            await one.close()


@pytest.mark.postgres
async def test_acts_on_each_others_rows_never_lock_each_other_up(postgres_url: str) -> None:
    """Each notes first and locks a chat then, the other's chat last: only a note written at the end can do that."""
    replicas = [open_database(postgres_url, SECRET) for _ in range(2)]
    tags = [BOX.tag("telegram", who) for who in ("lan", "hanh")]
    noted = asyncio.Barrier(2)

    async def act(database: Database, mine: str) -> None:
        async with database.transact() as tx:
            tx.audit.note(Act.OPENED, who="hanh", about=mine)
            await tx.chats.lock([mine])
            await noted.wait()
            await slowly(tx)

    async def slowly(tx: Store) -> None:
        await tx.inbox.take([("telegram", "1")], at=NOW)  # the second waits here until the first has committed

    try:
        await asyncio.gather(*(act(one, tag) for one, tag in zip(replicas, tags, strict=True)))
        assert (await verified(replicas[0])).number == 2
    finally:
        for one in replicas:
            await one.close()


@pytest.mark.postgres
async def test_ratings_never_wait_for_the_audit(postgres_url: str) -> None:
    replicas = [open_database(postgres_url, SECRET) for _ in range(2)]
    try:
        async with replicas[0].transact() as holder:
            await holder.executor.rows(text("SELECT * FROM audit_head FOR UPDATE"))
            holder.audit.note(Act.OPENED, who="hanh", about="PA1")
            await holder.audit.write()  # and its commit is far away
            async with replicas[1].transact() as tx:
                await tx.inbox.take([("telegram", "1")], at=NOW)
                await tx.chats.save([a_chat("lan")], at=NOW)
        assert (await verified(replicas[0])).number == 1
    finally:
        for one in replicas:
            await one.close()
