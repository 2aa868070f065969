"""A handler asks: when that may be, how often, what is refused, and what the house writes down."""

import asyncio
from dataclasses import replace

import pytest

from feedback.audit import Act
from feedback.case_letters import MOST_LETTERS
from feedback.case_life import Event, State
from feedback.errors import (
    AsksWho,
    CaseNotFound,
    FeedbackError,
    LettersEnough,
    LetterWaits,
    NoLine,
    NotTakenUp,
)
from feedback.letter_requests import CitizenAsked, CutLine
from feedback.letters_answering import cut_line
from feedback.letters_asking import ask_citizen
from feedback.ports import Transaction
from feedback.retention import erase_my_data
from storage.maintenance import Database
from tests.feedback.test_fishing import CORPUS, FISHING, HARMLESS, LAWFUL
from tests.support.casework import LAN, letters_for
from tests.support.cast import DUNG, HANH, NOW, THAO, TUAN
from tests.support.lettering import (
    ASK,
    CHANCE,
    QUESTION,
    an_accepted,
    answers,
    asked_and_told,
    asks,
    letters_of,
    on,
    round_of,
)


async def refused(database: Database, *, at=NOW, wanted=ASK) -> type[FeedbackError]:  # type: ignore[no-untyped-def]
    async with database.transact() as tx:
        with pytest.raises(FeedbackError) as told:
            await ask_citizen(tx, wanted, now=at, chance=CHANCE)
        return told.type


async def test_a_question_waits_for_the_next_batch_and_leaves_the_deadline_alone(database: Database) -> None:
    async with database.transact() as tx:
        case = await an_accepted(tx)
        assert await ask_citizen(tx, ASK, now=on(3, 10), chance=CHANCE) == CitizenAsked("PA1", urgent=False)
        now = await tx.cases.whole(case.id)
        timeline = [one.what for one in await tx.cases.timeline(case.id)]
    (kept,) = await letters_of(database, case)
    assert (kept.words, kept.slot, kept.told_on) == (QUESTION, on(3, 11), None)
    assert now and (now.due, now.state) == (case.due, State.ACCEPTED)
    assert timeline == [Event.ASKED]
    assert await letters_for(database, "lan", at=on(9)) == []


async def test_the_audit_knows_it_without_a_word(database: Database) -> None:
    async with database.transact() as tx:
        await an_accepted(tx)
    await asks(database, at=on(3, 10))
    async with database.reading() as tx:
        entries = [one.entry for one in await tx.audit.read(limit=99)]
    assert [(one.what, one.who, one.about, one.why) for one in entries] == [(Act.CITIZEN_ASKED, "hanh", "PA1", "")]


@pytest.mark.parametrize(
    "state", [one for one in State if one not in (State.ACCEPTED, State.VERIFYING, State.EXPLAINING)]
)
async def test_only_what_was_taken_up_and_waits_is_asked_about(database: Database, state: State) -> None:
    async with database.transact() as tx:
        await an_accepted(tx, state=state)
    assert await refused(database) is NotTakenUp


@pytest.mark.parametrize("stranger", [DUNG, TUAN, THAO])
async def test_nobody_else_may_ask(database: Database, stranger) -> None:  # type: ignore[no-untyped-def]
    async with database.transact() as tx:
        await an_accepted(tx)
    assert await refused(database, wanted=replace(ASK, officer=stranger)) is CaseNotFound


async def test_the_house_refuses_the_ways_of_fishing_and_takes_what_is_about_the_matter(database: Database) -> None:
    async with database.transact() as tx:
        await an_accepted(tx)
        assert await refused_words(tx, ["", *FISHING, *CORPUS]) >= 0.95
        assert await refused_words(tx, [text for text in (*HARMLESS, *LAWFUL) if text]) == 0


async def refused_words(tx: Transaction, texts: list[str]) -> float:
    """The share of these that the house refuses, each as the only question there is."""
    told = 0
    for text in texts:
        try:
            await ask_citizen(tx, replace(ASK, words=text), now=NOW, chance=CHANCE)
        except AsksWho:
            told += 1
        for letter in await tx.letters.waiting():
            await tx.letters.drop(letter)
    return told / len(texts)


async def test_one_unanswered_question_at_a_time(database: Database) -> None:
    await asked_and_told(database)
    assert await refused(database, at=on(4, 10)) is LetterWaits
    await answers(database, at=on(4, 10))
    assert await refused(database, at=on(4, 10, 30)) is LetterWaits  # nobody sees an answer before its batch
    await round_of(database, at=on(4, 11))
    await asks(database, at=on(4, 11, 1))


async def test_five_questions_are_the_most(database: Database) -> None:
    async with database.transact() as tx:
        await an_accepted(tx)
    for day in (3, 7, 13, 19, 25)[:MOST_LETTERS]:
        await asks(database, at=on(day, 10))
        await round_of(database, at=on(day, 11))
    assert await refused(database, at=on(31, 10)) is LettersEnough


@pytest.mark.parametrize("gone", ["cut", "slip"])
async def test_no_line_is_told_alike_whatever_the_reason(database: Database, gone: str) -> None:
    async with database.transact() as tx:
        case = await an_accepted(tx)
        if gone == "cut":
            await cut_line(tx, CutLine(code="PA1"), chat=LAN, now=on(3, 9))
        else:
            await tx.lines.cut(replace((await tx.lines.voices_of(LAN))[0]), on=on(2).date())
    assert await refused(database, at=on(4, 9)) is NoLine
    assert await letters_of(database, case) == ()


async def test_a_handler_cannot_watch_a_line_being_cut(database: Database) -> None:
    """On the day itself a question is taken as ever; nobody gets it."""
    async with database.transact() as tx:
        await an_accepted(tx)
        await cut_line(tx, CutLine(code="PA1"), chat=LAN, now=on(3, 9))
    await asks(database, at=on(3, 10))
    await round_of(database, at=on(3, 11))
    assert await letters_for(database, "lan", at=on(9)) == []


async def test_of_a_case_whose_words_were_erased_nothing_is_asked(database: Database) -> None:
    async with database.transact() as tx:
        await an_accepted(tx)
    await asks(database, at=on(3, 10))
    async with database.transact() as tx:
        await erase_my_data(tx, chat=LAN, now=on(3, 10, 30))
    assert await refused(database, at=on(3, 10, 31)) is NotTakenUp
    assert await round_of(database, at=on(3, 11)) == 0
    assert await letters_for(database, "lan", at=on(9)) == []


async def test_an_urgent_case_does_not_wait_for_the_batch(database: Database) -> None:
    async with database.transact() as tx:
        await an_accepted(tx, urgent=True)
    await asks(database, at=on(3, 17))
    await round_of(database, at=on(3, 17))
    (letter,) = await letters_for(database, "lan", at=on(3, 17))
    assert QUESTION in letter.text


async def test_of_two_handlers_who_ask_at_once_one_wins_and_the_other_is_told(database: Database) -> None:
    second = replace(HANH, id=99)
    async with database.transact() as tx:
        case = await an_accepted(tx)
        second = replace(HANH, id=0, code="hanh-2", name="Vũ Khắc Lộc")
        second = replace(second, id=await tx.places.add_officer(second))  # type: ignore[attr-defined]

    async def once(officer) -> object:  # type: ignore[no-untyped-def]
        try:
            async with database.transact() as tx:
                return await ask_citizen(tx, replace(ASK, officer=officer), now=on(3, 10), chance=CHANCE)
        except LetterWaits:
            return LetterWaits

    told = await asyncio.gather(once(HANH), once(second))
    assert sorted(map(str, told)) == sorted(map(str, [CitizenAsked("PA1", urgent=False), LetterWaits]))
    assert len(await letters_of(database, case)) == 1
