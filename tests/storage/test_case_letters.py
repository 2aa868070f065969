"""Letters of a case at rest: a copy of the database holds no word of them, no moment and no way to a person."""

from dataclasses import replace

import pytest
from cryptography.exceptions import InvalidTag
from sqlalchemy import DateTime, func, select, text, update

from feedback.case_letters import Aside, CaseLetter, Kind, Past
from feedback.letter_requests import CutLine, ReportPressure
from feedback.letters_answering import cut_line
from feedback.pressure import report_pressure
from storage.maintenance import Database
from storage.tables import case_asides, case_letters, cut_lines, feedback
from tests.storage.test_at_rest import everything
from tests.support.builders import BOX, a_case
from tests.support.casework import LAN, RECEIPT
from tests.support.cast import AN_BINH, HANH, NOW
from tests.support.lettering import CHANCE, GIVE, an_accepted, answers, asked_and_told, on, round_of

CANARY = "canary-answer tôi ở tổ 7"
SAID = ("canary-answer", "canary-hidden", "canary-pressed", "Việc xảy ra ở quầy nào")


async def test_nothing_of_a_letter_can_be_read_in_a_copy_while_it_waits_or_later(database: Database) -> None:
    await asked_and_told(database)
    await answers(database, at=on(4, 10, 17, 33), given=replace(GIVE, text=CANARY, redacted="canary-hidden"))
    async with database.transact() as tx:
        given = ReportPressure("canary-pressed", "canary-pressed", "PA1")
        await report_pressure(tx, given, chat=LAN, now=on(4, 10, 17, 33), chance=CHANCE)
    copies = [await everything(database)]
    await round_of(database, at=on(4, 11))
    copies.append(await everything(database))
    for copy in copies:
        assert not [word for word in SAID if word.encode() in copy]
        for moment in (b"03:17:33", b"10:17:33"):  # when the citizen wrote
            assert moment not in copy


@pytest.mark.parametrize("table", [case_letters, cut_lines, case_asides])
def test_no_column_is_a_moment_or_a_number_that_counts_up(table) -> None:  # type: ignore[no-untyped-def]
    assert not [column.name for column in table.c if isinstance(column.type, DateTime)]
    assert not [column.name for column in table.primary_key if column.name == "id"]


async def test_why_an_aside_stands_there_beside_which_and_of_whom_lies_in_no_clear_column(database: Database) -> None:
    """Both kinds of one length: a copy tells neither that pressure was reported nor by which words of the first."""
    async with database.transact() as tx:
        case = await an_accepted(tx)
        voice = await tx.lines.voice_of(RECEIPT)
        assert voice
        for id, why in ((case.id, Past.PRESSURE), (case.id + 1, Past.ANSWER)):
            if id != case.id:
                assert id == await tx.cases.open(a_case("PA2", handler=AN_BINH, at=NOW))
            await tx.letters.keep_aside(Aside(id, case.id, voice.id, why))
        rows = await tx.executor.rows(select(case_asides))
        assert [one.why for one in await tx.letters.asides_of(voice)] == [Past.PRESSURE, Past.ANSWER]
    assert set(rows[0]._fields) == {"case_id", "voice", "beside"}
    assert len({len(row.beside) for row in rows}) == 1
    assert all(len(row.voice) == 32 and str(voice.id).encode() != row.voice for row in rows)


async def test_after_it_was_handed_on_only_the_redacted_words_are_left(database: Database) -> None:
    case = await asked_and_told(database)
    await answers(database, at=on(4, 10), given=replace(GIVE, text=CANARY, redacted="canary-hidden"))
    await round_of(database, at=on(4, 11))
    async with database.reading() as tx:
        answer = (await tx.letters.of_case(case))[-1]
        rows = await tx.executor.rows(select(func.length(case_letters.c.words)))
    assert (answer.words, answer.text, answer.slot, answer.seal) == ("canary-hidden", "", None, False)
    assert all(length < 200 for (length,) in rows)


async def test_a_letter_opens_in_its_own_row_and_case_alone(database: Database) -> None:
    case = await asked_and_told(database)
    async with database.transact() as tx:
        (asked,) = await tx.letters.of_case(case)
        other = CaseLetter("f" * 32, case.id, "PA1", Kind.QUESTION, "Ở đâu?", NOW, officer_id=HANH.id)
        await tx.letters.keep(other)
        (words,) = (await tx.executor.rows(select(case_letters.c.words).where(case_letters.c.key == asked.key)))[0]
        await tx.executor.run(update(case_letters).where(case_letters.c.key == other.key).values(words=words))
        with pytest.raises(InvalidTag):
            await tx.letters.of_case(case)
        assert await tx.letters.waiting() == []  # the clock goes on


async def test_a_cut_line_leaves_no_tag_no_hash_and_no_visit(database: Database) -> None:
    async with database.transact() as tx:
        case = await an_accepted(tx)
        (before,) = await tx.executor.rows(select(feedback).where(feedback.c.case_id == case.id))
        await cut_line(tx, CutLine("PA1"), chat=LAN, now=on(4, 10))
        (after,) = await tx.executor.rows(select(feedback).where(feedback.c.case_id == case.id))
        assert await tx.feedback.of_chat(LAN) == []
    assert before.chat != after.chat
    assert len(after.chat) == len(before.chat)
    assert after.author == b""
    assert (after.redacted, after.receipt) == (before.redacted, before.receipt)


async def test_the_waiting_ones_are_found_by_their_index(database: Database) -> None:
    async with database.transact() as tx:
        if not tx.executor.postgres:
            plan = await tx.executor.rows(text("EXPLAIN QUERY PLAN SELECT key FROM case_letters WHERE told_on IS NULL"))
            assert "ix_case_letters_waiting" in str(plan)
        assert await tx.letters.waiting() == []
        assert await tx.lines.voices_of(BOX.tag("console", "nobody")) == []
