"""A stolen copy leads from a typed slip to no chat of the operator's; even whoever holds the keys finds none."""

from datetime import datetime, time, timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import select

from bot.reception import Reception
from feedback.audit import Act, ChainBroken
from feedback.chance import Chance
from feedback.messages import Inbound
from feedback.periods import local, quarter
from storage.cipher import Cipher
from storage.filed_rows import FiledRows
from storage.keys import Keys
from storage.maintenance import Database
from storage.tables import audit, chats, feedback, inbox, outbox, ratings, typed_slips, visits
from tests.storage.test_at_rest import paths_from_chats, rows_of
from tests.storage.test_audit import attacked
from tests.support.builders import BOX, a_chat
from tests.support.cast import AN_BINH, HANH, NOW, SECRET

WORDS = "Cô ấy bảo tôi về, chiều quay lại."
SAID = ("/nhapphieu", "phiếu giấy", "quầy 1", "hôm nay", "2", WORDS, "1", "1")
HERS = BOX.tag("telegram", "hanh")


async def types_a_slip(database: Database) -> None:
    """Bà Hạnh does, in her linked chat on Telegram, a minute a message."""
    minutes = count()
    async with database.transact() as tx:
        await tx.chats.save([a_chat("hanh", officer=HANH, state={})], at=NOW)

    def clock() -> datetime:
        return NOW + timedelta(minutes=next(minutes))

    reception = Reception(database=database, box=BOX, chance=Chance(), clock=clock, pull=frozenset())
    for number, text in enumerate(SAID):
        await reception.receive(Inbound("telegram", "hanh", f"m{number}", NOW, text=text))
    await reception.close()


async def the_only(database: Database, table: Any) -> dict[str, Any]:
    (row,) = await rows_of(database, table)
    return row


async def test_a_copy_leads_from_no_typed_slip_to_the_operators_chat(database: Database) -> None:
    await types_a_slip(database)
    assert (await the_only(database, feedback))["channel"] == "phieu-giay"
    assert await paths_from_chats(database) == set()


async def test_neither_do_the_keys(database: Database) -> None:
    """Every value that the house could have made of her chat is made anew and looked for."""
    await types_a_slip(database)
    keys = Keys.derive(SECRET)
    rows = FiledRows(Cipher(keys.text), keys)
    words, rating, visit = [await the_only(database, table) for table in (feedback, ratings, visits)]
    async with database.reading() as tx:
        (row,) = await tx.executor.rows(select(feedback))
        ids = [row.message_id for row in await tx.executor.rows(select(inbox.c.message_id))]
    author = rows.author(row)
    hers = {HERS, *(BOX.tag("visit", f"{HERS}|{id}") for id in ids)}
    when = quarter(NOW.date())
    hers.add(BOX.voter(channel="telegram", address="hanh", unit_id=AN_BINH.id, quarter=when))
    assert len(ids) == len(SAID)
    assert words["chat"] != rows.chat(HERS)
    assert hers.isdisjoint({*author.values(), rating["voter"], rating["visit_key"], visit["key"]})
    assert author["visit"] == visit["key"]  # the search looks where the house does keep them


async def test_no_moment_leads_from_a_typed_slip_to_her(database: Database) -> None:
    """Not even while the letters with her answers wait: whatever names her chat or her knows the day alone."""
    await types_a_slip(database)
    letters, talks = await rows_of(database, outbox), await rows_of(database, chats)
    hers = [*(row for row in letters if row["chat"] == HERS), *(row for row in talks if row["officer_id"] == HANH.id)]
    hers += await rows_of(database, audit)
    moments = [value for row in hers for value in row.values() if isinstance(value, datetime)]
    words, rating = await the_only(database, feedback), await the_only(database, ratings)
    assert (len(letters), len(moments)) == (len(SAID), 2 * len(SAID) + 3)
    assert words["filed_at"] == rating["rated_at"] > NOW
    assert {local(moment).time() for moment in moments} <= {time(), time(7)}  # midnight here, or in Greenwich


async def test_the_record_shows_who_typed_to_the_holder_of_the_key_alone(database: Database) -> None:
    """The order would do without any moment: the first entry of the day is the first slip of the day."""
    await types_a_slip(database)
    row = await the_only(database, audit)
    assert (row["what"], row["about"]) == ("nhap-phieu", "an-binh")
    assert HANH.code not in str(row)
    async with database.transact() as tx:
        tx.audit.note(Act.OPENED, who="hanh", about="PA1")
        tx.audit.note(Act.SLIP_TYPED, who="dung", about="an-binh", why="dien-thoai")
        tx.audit.note(Act.SLIP_TYPED, who="hanh", about="an-binh", why="dien-thoai")
    async with database.reading() as tx:
        assert (await tx.audit.verify()).number == 4
        pages = [await tx.audit.read(who="hanh", after=after, limit=2) for after in (0, 2)]
    assert [[one.entry.number for one in page] for page in pages] == [[1, 2], [4]]


async def test_a_hidden_name_that_was_changed_is_found(database: Database) -> None:
    await types_a_slip(database)
    async with database.transact() as tx:
        tx.audit.note(Act.SLIP_TYPED, who="dung", about="an-binh", why="phieu-giay")
    swapped = "UPDATE audit SET who = (SELECT max(one.who) FROM audit AS one)"
    await attacked(database, swapped)
    async with database.reading() as tx:
        with pytest.raises(ChainBroken):
            await tx.audit.verify()


async def test_her_chat_keeps_nothing_of_the_words_once_they_are_kept(database: Database) -> None:
    await types_a_slip(database)
    async with database.reading() as tx:
        chat = await tx.chats.get(HERS)
    assert chat is not None
    assert WORDS not in str(chat.state)
    assert "typed" not in str(chat.state)


async def test_the_fingerprint_tells_a_day_and_nothing_else(database: Database) -> None:
    await types_a_slip(database)
    row = await the_only(database, typed_slips)
    assert (len(row.pop("fingerprint")), row) == (32, {"noted_on": NOW.date()})
