"""An operator sees what waits, failed or is in doubt, without a word of it, and decides."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update
from typer.testing import CliRunner

from feedback.messages import Lane
from homthu.cli import app
from storage.maintenance import Database
from storage.stuck import DROPPED, count_as_sent, drop, letters_in, lines_due, send_again
from storage.tables import outbox
from tests.storage.test_lines import queue
from tests.storage.test_outbox import claim, texts
from tests.support.builders import a_letter, later
from tests.support.cast import NOW, SECRET
from tests.support.databases import SqliteTemplate
from tests.support.running import Running

WORDS = "Điểm tuần này của đơn vị"


async def held(database: Database) -> int:
    """A digest of two messages whose first went out, and nobody knows about the second."""
    await queue(database, a_letter(WORDS, lane=Lane.DIGEST, once=True))
    (first,) = await claim(database)
    async with database.transact() as tx:
        await tx.outbox.part_sent(first.id, owner="a")
    (second,) = await claim(database, after=5)
    async with database.transact() as tx:
        await tx.outbox.give_up(second.id, owner="a", error="Uncertain: ReadTimeout", unknown=True)
    return second.id


async def row(database: Database, id: int) -> tuple[str, bytes, str]:
    async with database.reading() as tx:
        asked = select(outbox.c.state, outbox.c.payload, outbox.c.error).where(outbox.c.id == id)
        return tuple((await tx.executor.rows(asked))[0])  # type: ignore[return-value]


async def test_a_letter_in_doubt_is_shown_with_how_far_it_went(database: Database) -> None:
    id = await held(database)
    async with database.reading() as tx:
        (shown,) = await letters_in(tx.executor, "unknown", limit=9)
    assert (shown.id, shown.parts, shown.lane, shown.error) == (id, 1, Lane.DIGEST, "Uncertain: ReadTimeout")
    assert WORDS not in str(shown)


async def test_sent_again_it_goes_on_where_it_stopped(database: Database) -> None:
    id = await held(database)
    async with database.transact() as tx:
        assert await send_again(tx, id, now=later(seconds=60))
    (again,) = await claim(database, after=60)
    assert (again.id, again.parts, again.tries, texts([again])) == (id, 1, 0, [WORDS])


async def test_counted_as_sent_its_words_go(database: Database) -> None:
    id = await held(database)
    async with database.transact() as tx:
        assert await count_as_sent(tx, id, now=NOW)
    assert await row(database, id) == ("sent", b"", "")


async def test_dropped_it_is_never_sent_and_its_words_go(database: Database) -> None:
    id = await held(database)
    async with database.transact() as tx:
        assert await drop(tx, id, now=NOW)
    assert await row(database, id) == ("failed", b"", DROPPED)
    assert await claim(database, after=9999) == []


@pytest.mark.parametrize("state", ["sent", "leased", "failed"])
async def test_what_is_decided_or_in_hand_is_nobodys_to_decide(database: Database, state: str) -> None:
    id = await held(database)
    async with database.transact() as tx:
        await tx.executor.run(update(outbox).values(state=state))
        for decide in (send_again, count_as_sent, drop):
            assert not await decide(tx, id, now=NOW)


async def test_each_channel_says_since_when_its_oldest_could_have_gone(database: Database) -> None:
    await queue(database, a_letter(), a_letter(due=NOW - timedelta(hours=2)), a_letter(due=later(hours=2)))
    await queue(database, a_letter(channel="mail"))
    async with database.reading() as tx:
        lines = await lines_due(tx.executor, now=NOW)
    assert [(line.channel, line.letters) for line in lines] == [("mail", 1), ("telegram", 2)]
    assert lines[1].oldest == NOW - timedelta(hours=2)


async def test_failed_letters_are_forgotten_after_a_month(database: Database) -> None:
    id = await held(database)
    async with database.transact() as tx:
        await drop(tx, id, now=NOW)
        assert await tx.outbox.forget(before=NOW) == 0
        assert await tx.outbox.forget(before=later(days=1)) == 1


@pytest.fixture
def office(sqlite_template: SqliteTemplate, tmp_path: Path) -> Iterator[Running]:
    with sqlite_template.copy(tmp_path) as url:
        yield Running(tmp_path, settings={"HOMTHU_DATABASE_URL": url, "HOMTHU_SECRET_KEY": SECRET})


def test_the_command_tells_that_there_is_nothing_and_refuses_what_it_cannot_do(office: Running) -> None:
    assert office.command("outbox").stdout == "Không có thư nào như vậy.\n"
    refused = office.command("outbox", "--retry", "7")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "Thư 7" in refused.stderr


def test_one_thing_at_a_time() -> None:
    assert CliRunner().invoke(app, ["outbox", "--retry", "7", "--drop", "7"]).exit_code == 2
