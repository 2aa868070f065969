"""A claim costs the same beside twenty thousand waiting letters as beside a few hundred, counted in steps."""

import json
from collections.abc import Sequence
from datetime import datetime

import pytest
from sqlalchemy import text
from sqlalchemy.dialects import postgresql

from feedback.messages import Lane, Letter
from storage.lines import heads_of_lines
from storage.maintenance import Database
from storage.sqlite import SqliteDatabase
from tests.storage.test_lines import queue
from tests.support.builders import a_letter, later

SLOTS = 14


def digests(number: int, *, chats: int, start: int = 0) -> Sequence[Letter]:
    one = a_letter("bản tin", lane=Lane.DIGEST)
    numbers = range(start, start + number)
    return [Letter(f"{n % chats:032x}", "telegram", one.address, one.reply, lane=Lane.DIGEST) for n in numbers]


async def steps(database: Database, *, now: datetime) -> int:
    """What finding the heads of all lanes takes: virtual machine steps of SQLite, pages that PostgreSQL touched."""
    found = [heads_of_lines(channel="telegram", lane=lane, now=now, slot=now, limit=SLOTS) for lane in Lane]
    if isinstance(database, SqliteDatabase):
        return await _sqlite_steps(database, found)
    async with database.reading() as tx:
        total = 0
        for statement in found:
            compiled = statement.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True})
            plan = (await tx.executor.rows(text(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {compiled}")))[0][0]
            plan = json.loads(plan) if isinstance(plan, str) else plan
            total += plan[0]["Plan"]["Shared Hit Blocks"] + plan[0]["Plan"]["Shared Read Blocks"]
    return total


async def _sqlite_steps(database: SqliteDatabase, statements: Sequence[object]) -> int:
    counted = 0

    def step() -> int:
        nonlocal counted
        counted += 1
        return 0

    async with database.transact() as tx:
        raw = tx.executor._opened().connection.dbapi_connection  # type: ignore[attr-defined]
        raw.set_progress_handler(step, 1)
        for statement in statements:
            await tx.executor.rows(statement)  # type: ignore[arg-type]
        raw.set_progress_handler(None, 1)
    return counted


@pytest.mark.slow
@pytest.mark.parametrize("chats", [20_000, 2_000, 100])
async def test_a_claim_does_not_grow_with_the_backlog(database: Database, chats: int) -> None:
    await queue(database, *digests(400, chats=chats))
    few = await steps(database, now=later(seconds=1))
    for start in range(400, 20_000, 4_900):
        await queue(database, *digests(4_900, chats=chats, start=start))
    assert await steps(database, now=later(seconds=1)) < 3 * few
