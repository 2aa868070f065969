"""What the clock does with letters that wait: at their slot they are handed on, in random order, each exactly once.

Towards the citizen they leave within minutes drawn at random. A citizen's answer is read by the analyst first, and
either shown to the handlers from that day on or, if it must not come to them, opened past them.
"""

import logging
from dataclasses import replace
from datetime import datetime, timedelta

from feedback.analysis import Analysis, AnalysisFailed
from feedback.case_letters import SPREAD, CaseLetter, Kind, Voice
from feedback.case_life import WAITING, By, Event, Happened
from feedback.cases import Case
from feedback.chance import Chance
from feedback.errors import AlreadyTaken, StorageUnavailable
from feedback.gate_reviewing import open_review
from feedback.letters_answering import question_of
from feedback.messages import Chat, Choice, Lane, Letter, Reply
from feedback.numbers import day
from feedback.periods import local, midnight
from feedback.ports import Analyst, Database, Transaction
from feedback.pressure import filed_of, goes_past, open_aside
from feedback.ringing import handlers
from feedback.sealing import law_in
from feedback.units import Directory
from feedback.wording import words

CHOICES = {"answer": "C", "pressure": "D", "cut": "E"}
"""What is typed where no buttons are: letters, because a digit may be meant for the question of a talk."""

log = logging.getLogger(__name__)


async def send_letters(database: Database, analyst: Analyst, *, now: datetime, chance: Chance) -> int:
    """Hand on what is due; how many. One that breaks must not hold up the others."""
    async with database.reading() as tx:
        due = [one for one in await tx.letters.waiting() if one.slot and one.slot <= now]
    sent = 0
    for letter in due:  # by their random keys: an order that one letter more or less does not change
        analysis = await _analyse(analyst, letter) if letter.voice_id else None
        sent += await _alone(database, letter, analysis, now=now, chance=chance)
    return sent


async def hand_on(
    tx: Transaction, letter: CaseLetter, analysis: Analysis | None, *, now: datetime, chance: Chance
) -> None:
    """One of them. Raises AlreadyTaken, and then nothing is kept."""
    case = await tx.cases.whole(letter.case_id)
    if case is None:
        raise AlreadyTaken
    if letter.kind is Kind.QUESTION:
        await _to_citizens(tx, letter, case, now=now, chance=chance)
    else:
        await _from_citizen(tx, letter, case, analysis, now=now, chance=chance)


async def _to_citizens(tx: Transaction, letter: CaseLetter, case: Case, *, now: datetime, chance: Chance) -> None:
    """Each of them, once. A question of a unit that has the case no longer, or that was answered meanwhile, is moot."""
    directory = await tx.directory()
    asker = directory.officers.get(letter.officer_id or 0)
    if asker is None or asker.unit_id != case.handler_unit_id or case.state not in WAITING:
        _taken(await tx.letters.drop(letter))
        return
    _taken(await tx.letters.hand_on(letter, on=local(now).date()))
    unit = directory.units[asker.unit_id].short_name
    for tag, filed_at in await tx.feedback.authors(case.id):
        chat = await tx.chats.get(tag) if tag else None
        if chat and not chat.unreachable:
            due = now if case.urgent else _spread(now, chance)
            question = _question(letter, chat, unit=unit, filed=day(filed_at))
            await tx.outbox.add([replace(question, due=due)], at=_day(now))


async def _from_citizen(
    tx: Transaction, letter: CaseLetter, case: Case, analysis: Analysis | None, *, now: datetime, chance: Chance
) -> None:
    voice, directory = await _voice(tx, letter, case), await tx.directory()
    filed = filed_of(letter, case, voice, now=now)
    if goes_past(letter, filed, case, analysis, directory):
        _taken(await tx.letters.drop(letter))
        await open_aside(tx, letter, filed, case, analysis, now=now, chance=chance)
        return
    law = analysis is None or law_in(letter.text, analysis)  # what nobody could read stays with two
    _taken(await tx.letters.hand_on(replace(letter, by_law=law), on=local(now).date()))
    await open_review(tx, filed, analysis, case.id, photos=False)
    await tx.cases.note(case.id, Happened(Event.REPLIED, By.CITIZEN, _day(now)))
    await _tell_handlers(tx, letter, case, directory, now=now, chance=chance)


async def _tell_handlers(
    tx: Transaction, letter: CaseLetter, case: Case, directory: Directory, *, now: datetime, chance: Chance
) -> None:
    """That answers came: once a batch, however many there are."""
    for officer in handlers(case, directory):
        for chat in await tx.chats.of_officer(officer.id):
            text = words(chat.language).say("letter.answer_alert", code=case.code)
            dedup = f"replied:{case.code}:{letter.slot}:{chat.tag}"
            due = _spread(now, chance)
            note = Letter(chat.tag, chat.channel, chat.address, Reply(text), lane=Lane.ALERT, dedup=dedup, due=due)
            await tx.outbox.add([note], at=_day(now))


async def _voice(tx: Transaction, letter: CaseLetter, case: Case) -> Voice:
    """The line may have been cut since, or all words erased: then nothing leads to a chat any more."""
    voice = await tx.lines.voice(letter.voice_id or 0)
    return voice or Voice(letter.voice_id or 0, case.id, "", "", case.filed_at, "", "")


def _question(letter: CaseLetter, chat: Chat, *, unit: str, filed: str) -> Letter:
    word = words(chat.language)
    choices = tuple(
        Choice(word.say(f"letter.choice.{value}"), f"-:letter:{value}.{letter.code}", key)
        for value, key in CHOICES.items()
    )
    text = word.say("letter.to_citizen", unit=unit, day=filed, words=letter.words)  # as the handler was shown it
    reply = Reply(text, choices=choices, kind="letter", by_number=word.say("talk.letter"))
    return Letter(chat.tag, chat.channel, chat.address, reply, dedup=question_of(letter, chat.tag))


async def _analyse(analyst: Analyst, letter: CaseLetter) -> Analysis | None:
    """None when there is no analysis, for whatever reason: it then goes past the handlers of an open case."""
    try:
        return await analyst.analyse(letter.text)
    except AnalysisFailed:
        return None
    except Exception as error:
        log.error("the analyst broke", exc_info=error, extra={"fields": {"event": "analyst_broke"}})
        return None


async def _alone(
    database: Database, letter: CaseLetter, analysis: Analysis | None, *, now: datetime, chance: Chance
) -> int:
    try:
        async with database.transact() as tx:
            await hand_on(tx, letter, analysis, now=now, chance=chance)
    except AlreadyTaken:
        return 0
    except StorageUnavailable:
        raise
    except Exception as error:
        log.error("letter not handed on", exc_info=error, extra={"fields": {"event": "not_handed_on"}})
        return 0
    return 1


def _taken(mine: bool) -> None:
    if not mine:
        raise AlreadyTaken


def _spread(now: datetime, chance: Chance) -> datetime:
    return now + timedelta(seconds=chance.below(int(SPREAD.total_seconds())))


def _day(now: datetime) -> datetime:
    return midnight(local(now).date())
