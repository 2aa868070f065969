"""What lies in the tables of voices and additions, and that an erasure leaves none of it."""

from sqlalchemy import func, select

from feedback.case_requests import TellResult
from feedback.handling import handle_case
from feedback.requests import AnswerCase
from feedback.results import hear_result
from feedback.retention import erase_my_data
from storage.maintenance import Database
from storage.tables import additions, chats, verdicts
from tests.support.adding import adds_and_is_read
from tests.support.cast import HANH, NOW
from tests.support.copies import sends, tag, three_send


async def rows(database: Database, table: object) -> int:
    async with database.reading() as tx:
        return int((await tx.executor.rows(select(func.count()).select_from(table)))[0][0])  # type: ignore[arg-type]


async def test_an_erasure_leaves_no_word_of_theirs_on_the_answer(database: Database) -> None:
    await three_send(database)
    async with database.transact() as tx:
        code = (await tx.cases.visible(HANH))[0].code
        await handle_case(tx, AnswerCase(HANH, code, "Trung tâm đã nhắc cán bộ."), now=NOW)
        for who in ("lan", "sau"):
            await hear_result(tx, TellResult(True, code=code), chat=tag(who), now=NOW)
    assert await rows(database, verdicts) == 2
    async with database.transact() as tx:
        await erase_my_data(tx, chat=tag("lan"), now=NOW)
    assert await rows(database, verdicts) == 1


async def test_an_erasure_leaves_no_link_between_their_words(database: Database) -> None:
    for who in ("lan", "sau"):
        await adds_and_is_read(database, who, await sends(database, who))
    assert await rows(database, additions) == 2
    async with database.transact() as tx:
        await erase_my_data(tx, chat=tag("lan"), now=NOW)
    assert await rows(database, additions) == 1


async def test_a_verdict_names_no_chat_and_no_moment(database: Database) -> None:
    await three_send(database)
    async with database.transact() as tx:
        code = (await tx.cases.visible(HANH))[0].code
        await handle_case(tx, AnswerCase(HANH, code, "Trung tâm đã nhắc cán bộ."), now=NOW)
        await hear_result(tx, TellResult(True, code=code), chat=tag("lan"), now=NOW)
        (said,) = await tx.executor.rows(select(verdicts))
        tags = {row.tag for row in await tx.executor.rows(select(chats.c.tag))}
    assert set(said._fields) == {"case_id", "voice", "look", "said"}
    assert said.voice.hex() not in tags
