"""Letters are handed on at their batch, each once, whoever dies in between; nothing that is kept or seen tells when a
citizen wrote."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from feedback.case_letters import SPREAD
from feedback.case_life import State
from feedback.errors import AlreadyTaken
from feedback.handling import show_case
from feedback.letter_requests import ReportPressure
from feedback.letters_answering import answer_letter
from feedback.letters_asking import ask_citizen
from feedback.letters_sending import hand_on, send_letters
from feedback.periods import local, midnight
from feedback.pressure import report_pressure
from feedback.retention import purge
from storage.maintenance import Database
from storage.tables import case_asides, case_events, case_letters, cases, feedback, outbox
from tests.support.builders import BOX
from tests.support.casework import LAN, RECEIPT, a_told_case, letters_for
from tests.support.cast import DUNG, HANH, NOW
from tests.support.databases import SqliteTemplate
from tests.support.held_house import HeldHouse, held_connection
from tests.support.lettering import (
    ANSWER,
    ASK,
    CHANCE,
    GIVE,
    QUIET,
    Finds,
    an_accepted,
    answers,
    asked_and_told,
    asks,
    draws,
    letters_of,
    on,
    round_of,
)

LATE = on(30)
MONEY = "Họ đòi bồi dưỡng năm trăm mới làm."


async def test_nothing_is_handed_on_before_its_batch(database: Database) -> None:
    await asked_and_told(database)
    await answers(database, at=on(4, 10))
    assert await round_of(database, at=on(4, 10, 59)) == 0
    assert await round_of(database, at=on(4, 11)) == 1
    assert await round_of(database, at=on(4, 11, 1)) == 0


async def test_replicas_hand_each_letter_on_once(database: Database) -> None:
    case = await asked_and_told(database)
    await answers(database, at=on(4, 10))
    rounds = [send_letters(database, Finds(), now=on(4, 11), chance=draws(seed)) for seed in range(4)]
    assert sum(await asyncio.gather(*rounds)) == 1
    assert [one.words for one in await letters_of(database, case)][1:] == [ANSWER]
    assert len(await letters_for(database, "hanh", at=LATE)) == 1


async def test_whoever_dies_in_the_middle_leaves_it_to_the_next(database: Database) -> None:
    """Killed between the row and the commit: both come again, and nothing comes twice."""

    class Killed(Exception):
        """The process is gone."""

    case = await asked_and_told(database)
    await answers(database, at=on(4, 10), given=replace(GIVE, text=MONEY, redacted=MONEY))
    await answers(database, at=on(4, 10))
    async with database.reading() as tx:
        waiting = await tx.letters.waiting()
    for letter in waiting:
        with suppress(Killed):
            async with database.transact() as tx:
                await hand_on(tx, letter, QUIET, now=on(4, 11), chance=CHANCE)
                raise Killed
    assert len([one for one in await letters_of(database, case) if one.told_on]) == 1  # the question
    assert await round_of(database, at=on(4, 11, 5)) == 2
    async with database.reading() as tx:
        assert len(await tx.executor.rows(select(case_asides))) == 1  # type: ignore[attr-defined]
    assert len(await letters_for(database, "hanh", at=LATE)) == 1
    for letter in waiting:
        with pytest.raises(AlreadyTaken):
            async with database.transact() as tx:
                await hand_on(tx, letter, QUIET, now=on(4, 11, 6), chance=CHANCE)


async def test_one_that_breaks_does_not_hold_up_the_others(database: Database) -> None:
    await asked_and_told(database)
    async with database.transact() as tx:
        other = await a_told_case(tx, "PA2", state=State.ACCEPTED, receipt="2" * 16)
        (first,) = await tx.letters.of_case(replace(other, id=other.id - 1))
        await tx.letters.keep(replace(first, key="f" * 32, case_id=other.id, code="PA2", slot=on(4, 11), told_on=None))
        await tx.letters.keep(replace(first, key="0" * 32, case_id=other.id, code="XXX", slot=on(4, 11), told_on=None))
    assert await round_of(database, at=on(4, 11)) == 1  # the one that does not open is logged and left


async def test_an_answer_that_no_analyst_reads_waits_for_nobody(database: Database) -> None:
    case = await asked_and_told(database)
    await answers(database, at=on(4, 10))
    assert await round_of(database, at=on(4, 11), found=None) == 1
    assert len(await letters_of(database, case)) == 1


async def test_the_question_leaves_within_minutes_drawn_at_random(database: Database) -> None:
    async with database.transact() as tx:
        await an_accepted(tx)
    await asks(database, at=on(3, 10))
    await round_of(database, at=on(4, 9))
    async with database.reading() as tx:
        rows = await tx.executor.rows(select(outbox.c.due, outbox.c.created_at))  # type: ignore[attr-defined]
    ((due, created),) = rows
    assert on(4, 9) < due < on(4, 9) + SPREAD
    assert local(created) == midnight(on(4).date())


# Timing: whatever moment of the batch the citizen wrote in, nothing differs.


MOMENTS = [on(4, 9, 0, 1), on(4, 9, 30), on(4, 10, 17, 33), on(4, 10, 59), on(4, 10, 59, 59)]


async def observed(house: HeldHouse, at: datetime, text: str) -> list[Any]:
    """What the handler can see, minute by minute, and every column in the open, after an answer at this moment."""
    tx = house.tx
    case = await an_accepted(tx)
    await ask_citizen(tx, ASK, now=on(3, 10), chance=draws())
    await send_letters(house, Finds(), now=on(4, 9), chance=draws())  # type: ignore[arg-type]
    given = replace(GIVE, text=text, redacted=text)
    seen: list[Any] = []
    for minute in range(0, 150, 5):
        now = on(4, 9) + timedelta(minutes=minute)
        if now - timedelta(minutes=5) < at <= now:
            await answer_letter(tx, given, chat=LAN, now=at, chance=draws(1))
        await send_letters(house, Finds(), now=now, chance=draws(2))  # type: ignore[arg-type]
        shown = await show_case(tx, HANH, case, now=now)
        alerts = await tx.outbox.waiting(BOX.tag("console", "hanh"), at=now, limit=9)
        seen.append((minute, shown, [reply.text for _, reply in alerts]))
        if minute >= 120:
            seen.append(
                [await in_the_open(tx, table) for table in (case_letters, case_events, outbox, cases, feedback)]
            )
    return seen


async def in_the_open(tx: Any, table: Any) -> list[Any]:
    """The rows of a table without what is encrypted or drawn at random."""
    names = [c.name for c in table.c if str(c.type) not in ("BLOB", "BYTEA")]
    return [tuple(getattr(row, name) for name in names) for row in await tx.executor.rows(select(table))]


@pytest.mark.parametrize("text", [ANSWER, MONEY])
async def test_nothing_tells_when_in_the_batch_the_citizen_wrote(
    text: str, sqlite_template: SqliteTemplate, tmp_path: Path
) -> None:
    traces = []
    with sqlite_template.copy(tmp_path) as url, held_connection(url) as connection:
        for moment in MOMENTS:
            house = HeldHouse(connection)
            with house.then_undone():
                traces.append(await observed(house, moment, text))
    assert all(trace == traces[0] for trace in traces[1:])


async def test_of_a_report_of_pressure_the_day_alone_is_kept(database: Database) -> None:
    async with database.transact() as tx:
        case = await an_accepted(tx)
        text = "Họ gọi điện bảo tôi rút ý kiến."
        await report_pressure(tx, ReportPressure(text, text, "PA1"), chat=LAN, now=on(4, 10, 17, 33), chance=CHANCE)
    async with database.reading() as tx:
        (waiting,) = await tx.letters.waiting()
    assert waiting.slot and timedelta(minutes=2) <= waiting.slot - on(4, 10, 17, 33) < timedelta(minutes=20)
    await round_of(database, at=on(4, 10, 40))
    async with database.reading() as tx:
        rows = await tx.executor.rows(select(cases).where(cases.c.id != case.id))  # type: ignore[attr-defined]
        words = await tx.executor.rows(select(feedback).where(feedback.c.case_id == rows[0].id))  # type: ignore[attr-defined]
        letters = await tx.executor.rows(select(outbox.c.created_at))  # type: ignore[attr-defined]
    moments = [rows[0].filed_at, words[0].filed_at, words[0].read_at, *(row.created_at for row in letters)]
    assert {local(moment) for moment in moments} == {midnight(on(4).date())}


# The address goes some time after the case was closed.


async def closed(database: Database, *, at: datetime) -> int:
    async with database.transact() as tx:
        case = await an_accepted(tx, state=State.CLOSED, closed_at=at, reopen_until=(at + timedelta(days=14)).date())
    return case.id


@pytest.mark.parametrize(("days", "lead"), [(29, [LAN]), (31, [""])])
async def test_thirty_days_after_closing_the_words_lead_to_no_chat(
    database: Database, days: int, lead: list[str]
) -> None:
    id = await closed(database, at=NOW)
    async with database.transact() as tx:
        counted = await tx.feedback.author_counts([id], before=LATE)
        await purge(tx, guests=(), now=NOW + timedelta(days=days))
        assert [tag for tag, _ in await tx.feedback.authors(id)] == lead
        assert await tx.feedback.author_counts([id], before=LATE) == counted
        status = await tx.feedback.status(RECEIPT)
        assert (await tx.lines.voices_of(LAN) != []) == (lead == [LAN])
    assert status and status.state is State.CLOSED


async def test_a_line_goes_once_and_never_of_a_case_that_may_be_reopened(database: Database) -> None:
    await closed(database, at=NOW)
    async with database.transact() as tx:
        other = await a_told_case(tx, "PA2", state=State.ANSWERED, receipt="2" * 16)
        for n, gone in ((31, 1), (32, 0)):
            now = NOW + timedelta(days=n)
            assert await tx.lines.forget(closed_before=now - timedelta(days=30), today=now.date()) == gone
        assert [tag for tag, _ in await tx.feedback.authors(other.id)] == [LAN]


async def test_after_that_the_receipt_still_answers_reports(database: Database) -> None:
    await closed(database, at=NOW)
    async with database.transact() as tx:
        await purge(tx, guests=(), now=NOW + timedelta(days=31))
        text = "Họ gọi điện hỏi tôi."
        given = ReportPressure(text, text, receipt=RECEIPT)
        taken = await report_pressure(tx, given, chat=LAN, now=NOW + timedelta(days=32), chance=CHANCE)
    assert taken.receiver_id == DUNG.unit_id
