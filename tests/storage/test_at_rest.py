"""A stolen copy of the database, its log beside it included, tells no words and names nobody."""

from pathlib import Path

from sqlalchemy import text

from feedback.analysis import Analysis
from feedback.messages import Inbound
from feedback.periods import Week
from storage.maintenance import Database, open_database
from storage.tables import METADATA
from tests.support.builders import BOX, a_case, a_chat, a_filed, a_letter, a_rating
from tests.support.cast import AN_BINH, HANH, NOW, SECRET, TUAN
from tests.support.databases import SqliteTemplate

WORDS = ("canary-text", "canary-redacted", "canary-case", "canary-answer", "canary-letter", "canary-state")
MORE = ("canary-set-aside", "canary-digest", "canary-subject", "CANARYCODE", "4821093755162044", "555000111")
CANARIES = (*WORDS, *MORE, "canary-again")


async def live(database: Database) -> None:
    """Every kind of word and address goes through the database once."""
    async with database.transact() as tx:
        await tx.inbox.take([("telegram", "1")], at=NOW)
        inbound = Inbound("telegram", "555000111", "1", NOW, text="canary-set-aside")
        await tx.inbox.set_aside(inbound, error="KeyError", at=NOW)
        chat = a_chat("555000111", state={"draft": "canary-state"})
        await tx.chats.save([chat], at=NOW)
        voter = BOX.voter(channel="telegram", address="555000111", unit_id=2, quarter="2026-Q3")
        await tx.ratings.keep([(a_rating(1), voter, "telegram")])
        filed = a_filed("canary-text", redacted="canary-redacted", receipt="4821093755162044", chat=chat.tag)
        await tx.feedback.file(filed)
        (held,) = await tx.feedback.held(now=NOW, lease_seconds=1, limit=1)
        case_id = await tx.cases.open(a_case("PA1", words="canary-case"))
        await tx.feedback.read(held.id, Analysis(), sealed=False, case_id=case_id, at=NOW)
        case = await tx.cases.lock(HANH, "PA1")
        assert case is not None
        await tx.cases.save(case.reply("canary-answer", at=NOW))
        await tx.outbox.add([a_letter("canary-letter", to="555000111")], at=NOW)
        await tx.people.issue_code(TUAN.id, "CANARYCODE", expires=NOW)
        week = Week.before(NOW)
        await tx.digests.claim(AN_BINH.id, week, "weekly", owner="a", now=NOW, lease_seconds=60)
        letters = [("hanh", a_letter("canary-letter"))]
        content = {"voices": ["canary-digest"]}
        await tx.digests.store(AN_BINH.id, week, "weekly", owner="a", content=content, letters=letters, at=NOW)
    async with database.transact() as tx:
        await tx.chats.save([a_chat("555000111", state={"draft": "canary-again"})], at=NOW)
        assert await tx.feedback.erase_chat(chat.tag, at=NOW) == 1


async def everything(database: Database) -> bytes:
    """Each row of each table as text."""
    async with database.reading() as tx:
        rows = [
            row
            for table in METADATA.sorted_tables
            for row in await tx.executor.rows(text(f"SELECT * FROM {table.name}"))  # noqa: S608
        ]
    return b"\n".join(value if isinstance(value, bytes) else str(value).encode() for row in rows for value in row)


async def test_no_canary_is_found_in_any_column(database: Database) -> None:
    await live(database)
    copy = await everything(database)
    assert b"an-binh-1" in copy  # the search does find what lies open
    assert [canary for canary in CANARIES if canary.encode() in copy] == []


async def test_no_canary_is_found_in_the_file_or_its_log(sqlite_template: SqliteTemplate, tmp_path: Path) -> None:
    with sqlite_template.copy(tmp_path) as url:
        database = open_database(url, SECRET)
        await live(database)
        while_open = read_all(tmp_path)
        await database.close()
    for copy in (while_open, read_all(tmp_path)):
        assert b"hanh@example.vn" in copy
        assert [canary for canary in CANARIES if canary.encode() in copy] == []
    assert b"SQLite format 3" in while_open
    assert len(while_open) > len(read_all(tmp_path))  # the log was there


def read_all(folder: Path) -> bytes:
    """The database file and whatever lies beside it."""
    return b"".join(part.read_bytes() for part in sorted(folder.iterdir()))
