"""Our own words are known again when the platform repeats them; anybody else's are not."""

import unicodedata
from datetime import timedelta

from sqlalchemy import select

from feedback.platform_ports import Echo
from storage.maintenance import Database
from storage.tables import echo_marks
from tests.support.builders import BOX, later
from tests.support.cast import NOW

LAN = BOX.tag("zalo-oa", "lan")
HOA = BOX.tag("zalo-oa", "hoa")
HELLO = "Kính chào Ông/Bà.\n\nÔng/Bà muốn làm gì?"


async def said(database: Database, *texts: str, chat: str = LAN) -> None:
    async with database.transact() as tx:
        await tx.echoes.note(chat, texts=texts, at=NOW)


async def ours(database: Database, text: str, *, chat: str = LAN, id: str = "m1", after: float = 1) -> bool:
    async with database.reading() as tx:
        return id in await tx.echoes.ours([Echo(chat, id, text, NOW + timedelta(seconds=after))])


async def test_an_echo_that_comes_before_the_answer_is_known_by_its_text(database: Database) -> None:
    await said(database, HELLO)
    assert await ours(database, HELLO)


async def test_trimmed_folded_and_decomposed_it_is_still_ours(database: Database) -> None:
    await said(database, HELLO)
    assert await ours(database, " " + HELLO.replace("\n\n", "\n"))
    assert await ours(database, unicodedata.normalize("NFD", HELLO))


async def test_every_message_of_a_long_letter_is_ours_whenever_its_echo_comes(database: Database) -> None:
    await said(database, "Phần một", "Phần hai")
    assert await ours(database, "Phần hai", after=6000)
    assert await ours(database, "Phần một", after=6000)


async def test_other_words_are_somebody_elses_even_in_the_same_second(database: Database) -> None:
    await said(database, HELLO)
    assert not await ours(database, "Chào chị, em là cán bộ trực.")


async def test_our_words_in_another_chat_are_somebody_elses(database: Database) -> None:
    await said(database, HELLO)
    assert not await ours(database, HELLO, chat=HOA)


async def test_an_id_that_the_answer_told_is_ours_whatever_the_echo_shows(database: Database) -> None:
    assert not await ours(database, "[thẻ]", id="m7")
    async with database.transact() as tx:
        await tx.echoes.note_id(LAN, "m7", at=NOW)
    assert await ours(database, "[thẻ]", id="m7")


async def test_a_card_without_text_is_ours_while_a_call_was_under_way_and_not_later(database: Database) -> None:
    await said(database, HELLO)
    assert await ours(database, "", after=30)
    assert not await ours(database, "", after=180)
    assert not await ours(database, "", chat=HOA, after=30)


async def test_marks_are_forgotten_and_saying_it_again_renews_them(database: Database) -> None:
    await said(database, HELLO)
    async with database.transact() as tx:
        await tx.echoes.note(LAN, texts=[HELLO], at=later(days=1))
        assert await tx.echoes.forget(before=later(hours=12)) == 1  # the minute of the first time
    assert await ours(database, HELLO)


async def test_a_mark_tells_neither_who_was_written_to_nor_when_nor_what(database: Database) -> None:
    await said(database, HELLO)
    async with database.reading() as tx:
        rows = await tx.executor.rows(select(echo_marks))
    assert len(rows) == 2
    assert {row.at.minute for row in rows} == {0}
    assert not [row for row in rows if LAN.encode() in row.mark or HELLO.encode() in row.mark]
