"""Two batches rate the same two papers in opposite order: one waits for the other, and nobody is locked up."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.batch import Batch
from feedback.chance import Chance
from feedback.messages import Inbound
from feedback.ports import Database
from storage.maintenance import open_database
from storage.ratings import RatingBook
from storage.tables import ratings
from tests.support.builders import BOX
from tests.support.cast import NOW, SECRET
from tests.support.databases import PostgresTemplate
from tests.support.ticketing import TOLD, record

pytestmark = pytest.mark.postgres

FIRST, SECOND = ("an", "bo"), ("chi", "dung")
"""Who comes with which batch; the first of each holds the paper that the second of the other holds too."""


@pytest.fixture
def url(postgres_template: PostgresTemplate, tmp_path: Path) -> Iterator[str]:
    """The address of a database that knows the cast."""
    with postgres_template.copy(tmp_path) as found:
        yield found


async def handle(database: Database, *said: tuple[str, str]) -> int:
    """One batch, and how many of its people were told that their level is kept."""
    inbounds = [Inbound("web", who, f"{who}-{text}", NOW, text=text) for who, text in said]
    async with database.transact() as tx:
        batch = Batch(tx, BOX, Chance(), NOW, frozenset({"web"}))
        heard = await batch.handle(inbounds)
    return sum("Đã ghi nhận" in reply.text for replies in heard for reply in replies)


@pytest.fixture
def met(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each batch rates its first paper, and goes on once the other has rated one or waits for that."""
    both, kept, once = asyncio.Barrier(2), set[int](), RatingBook.keep_once

    async def meeting(book: RatingBook, *given: Any) -> str:
        done = await once(book, *given)
        if id(book) not in kept:
            kept.add(id(book))
            with suppress(TimeoutError, asyncio.BrokenBarrierError):
                await asyncio.wait_for(both.wait(), 0.3)
        return done

    monkeypatch.setattr(RatingBook, "keep_once", meeting)


async def test_batches_that_rate_the_same_two_papers_crosswise_never_lock_each_other_up(url: str, met: None) -> None:
    replicas = [open_database(url, SECRET) for _ in range(2)]
    try:
        papers = [(await record(replicas[0], replace(TOLD, reference=f"HS-{n}"))).code for n in range(2)]
        for pair, theirs in ((FIRST, papers), (SECOND, papers[::-1])):
            await handle(replicas[0], *((who, f"/start {code}") for who, code in zip(pair, theirs, strict=True)))
        told = await asyncio.gather(
            *(handle(one, *((who, "5") for who in pair)) for one, pair in zip(replicas, (FIRST, SECOND), strict=True))
        )
        assert sum(told) == len(papers)
        async with replicas[0].reading() as tx:
            assert len(await tx.executor.rows(select(ratings.c.visit_key))) == len(papers)
    finally:
        for one in replicas:
            await one.close()
