"""A stolen copy of the database, its log beside it included, tells no words and names nobody."""

from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Table, select, text

from bot.reception import Reception
from feedback.analysis import Analysis
from feedback.chance import Chance
from feedback.media import Attached, Held, keys_for
from feedback.messages import Inbound
from feedback.periods import Week
from feedback.ports import Rate
from storage.maintenance import Database, open_database
from storage.tables import METADATA, audit, cases, chats, feedback, inbox, media, outbox, ratings, visits
from tests.support.builders import BOX, a_case, a_chat, a_filed, a_letter, a_rating
from tests.support.cast import AN_BINH, HANH, NOW, SECRET, TUAN
from tests.support.databases import SqliteTemplate

WORDS = ("canary-text", "canary-redacted", "canary-case", "canary-answer", "canary-letter", "canary-state")
MORE = ("canary-set-aside", "canary-digest", "canary-subject", "CANARYCODE", "4821093755162044", "555000111")
PHOTOS = ("canary-reference", "canary-pixels")
CANARIES = (*WORDS, *MORE, *PHOTOS, "canary-again")

UNLIMITED = Rate(overall=0, per_chat=0)
WATCHED = (feedback, cases, ratings, visits, inbox, outbox, media, audit)


async def live(database: Database) -> None:
    """Every kind of word and address goes through the database once."""
    async with database.transact() as tx:
        await tx.inbox.take([("telegram", "1")], at=NOW)
        attached = (Attached("canary-reference", b"canary-pixels"),)
        inbound = Inbound("telegram", "555000111", "1", NOW, text="canary-set-aside", attached=attached)
        await tx.inbox.set_aside(inbound, error="KeyError", at=NOW)
        chat = a_chat("555000111", state={"draft": "canary-state"})
        await tx.chats.save([chat], at=NOW)
        voter = BOX.voter(channel="telegram", address="555000111", unit_id=2, quarter="2026-Q3")
        await tx.ratings.keep([(a_rating(1), voter, "telegram")])
        filed = a_filed("canary-text", redacted="canary-redacted", receipt="4821093755162044", chat=chat.tag)
        photos = [
            Held("1" * 32, "telegram", Attached("canary-reference")),
            Held("2" * 32, "web", Attached(content=b"canary-pixels")),
        ]
        await tx.media.hold(photos, at=NOW)
        await tx.media.attach(["1" * 32], await tx.feedback.file(filed), at=NOW)
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
        content = {"themes": ["canary-digest"]}
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


async def staff_write(database: Database) -> None:
    """Anh Tuấn rates another counter from his linked chat and writes words that are sealed; he is answered."""
    reception = Reception(database=database, box=BOX, chance=Chance(), clock=lambda: NOW, pull=frozenset())
    for id, said in (("101", "/start an-binh-1"), ("102", "1")):
        await reception.receive(Inbound("telegram", "tuan", id, NOW, text=said))
    await reception.close()
    tag = BOX.tag("telegram", "tuan")
    async with database.transact() as tx:
        (visit,) = await tx.executor.rows(select(visits.c.key))
        await tx.inbox.take([("telegram", "103")], at=NOW)
        (key,) = keys_for(BOX.tag("visit", f"{tag}|103"), 1)  # as the conversation names a photo of that message
        await tx.media.hold([Held(key, "telegram", Attached("AgAC"))], at=NOW)
        id = await tx.feedback.file(replace(a_filed(chat=tag, seal=True), visit_key=visit.key))
        assert await tx.media.attach([key], id, at=NOW) == 1
        (held,) = await tx.feedback.held(now=NOW, lease_seconds=1, limit=1)
        case_id = await tx.cases.open(a_case("PA1", sealed=True))
        await tx.feedback.read(held.id, Analysis(), sealed=True, case_id=case_id, at=NOW)
        chat = await tx.chats.get(tag)
        assert chat is not None
        await tx.chats.save([replace(chat, officer_id=TUAN.id)], at=NOW)
        await tx.outbox.add([a_letter(to="tuan", dedup=f"alert:PA1:{tag}")], at=NOW)
    for end in ("sent", "give_up", "leave"):
        async with database.transact() as tx:
            (claimed,) = await tx.outbox.claim(
                channel="telegram", rate=UNLIMITED, owner="a", now=NOW, lease_seconds=60, limit=1
            )
            if end == "sent":
                await tx.outbox.sent(claimed.id, owner="a", at=NOW, platform_id="7")
            elif end == "give_up":
                await tx.outbox.give_up(claimed.id, owner="a", error="Rejected")


async def rows_of(database: Database, table: Table) -> list[dict[str, Any]]:
    """As a thief has them: without any key."""
    async with database.reading() as tx:
        return [dict(row._mapping) for row in await tx.executor.rows(select(table))]


async def paths_from_chats(database: Database, *, waiting_too: bool = False) -> set[str]:
    """Columns in which a chat's tag, or anything that can be worked out from tags and message ids, is found."""
    tags = [row["tag"] for row in await rows_of(database, chats)]
    ids = [row["message_id"] for row in await rows_of(database, inbox)]
    texts = [*tags, *(f"{tag}|{id}" for tag in tags for id in ids)]
    digests = [sha256(text.encode()).digest() for text in texts]
    clues = [*(text.encode() for text in texts), *digests, *(digest.hex()[:32].encode() for digest in digests)]
    found = set()
    for table in WATCHED:
        for row in await rows_of(database, table):
            if table is outbox and row["state"] in ("waiting", "leased") and not waiting_too:
                del row["chat"]  # delivery needs it until the letter has gone
            for column, value in row.items():
                plain = value if isinstance(value, bytes) else str(value).encode()
                if any(clue in plain for clue in clues):
                    found.add(f"{table.name}.{column}")
    return found


async def test_a_copy_leads_from_no_chat_to_words_visits_cases_or_letters_that_have_gone(database: Database) -> None:
    await staff_write(database)
    states = [row["state"] for row in await rows_of(database, outbox)]
    assert sorted(states) == ["failed", "leased", "sent"]
    assert await paths_from_chats(database, waiting_too=True) == {"outbox.chat"}  # the search does find
    assert await paths_from_chats(database) == set()


async def test_a_copy_leads_from_no_rating_to_the_words_beside_it(database: Database) -> None:
    await staff_write(database)
    (visit,) = await rows_of(database, visits)
    (rating,) = await rows_of(database, ratings)
    (words,) = await rows_of(database, feedback)
    assert rating["visit_key"] == visit["key"]
    assert visit["key"] not in map(str, words.values())


async def test_the_moment_anh_tuan_last_wrote_does_not_tell_which_words_are_his(database: Database) -> None:
    await staff_write(database)
    moments = {row["updated_at"] for row in await rows_of(database, chats) if row["officer_id"] == TUAN.id}
    told = {
        value
        for table in WATCHED
        for row in await rows_of(database, table)
        for value in row.values()
        if isinstance(value, datetime)
    }
    assert len(moments) == 1
    assert NOW in told
    assert moments.isdisjoint(told)


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
