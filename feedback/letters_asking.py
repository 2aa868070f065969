"""How a handler asks the citizen of a case something more: about the matter only, seldom, and with the next batch.

The deadline runs on. Of two handlers who ask at once one is told that a question waits.
"""

from datetime import datetime

from feedback.audit import Act
from feedback.case_letters import ASKABLE, MOST_LETTERS, CaseLetter, Kind, awaited, next_slot
from feedback.case_life import By, Event, Happened
from feedback.case_moves import moved_meanwhile, open_case
from feedback.case_requests import CaseMoved
from feedback.cases import Case
from feedback.chance import Chance
from feedback.errors import AsksWho, CaseNotFound, LettersEnough, LetterWaits, NoLine, NotTakenUp
from feedback.fishing import asks_who
from feedback.letter_requests import AskCitizen, CitizenAsked
from feedback.periods import local
from feedback.ports import Transaction


async def ask_citizen(
    tx: Transaction, wanted: AskCitizen, *, now: datetime, chance: Chance
) -> CitizenAsked | CaseMoved:
    """Kept until the next batch; of an urgent case it goes out at once.

    Raises CaseNotFound, NotTakenUp, AsksWho, NoLine, LetterWaits, LettersEnough.
    """
    try:
        case = await open_case(tx, wanted.officer, wanted.code)
    except CaseNotFound:
        moved = await moved_meanwhile(tx, wanted.officer, wanted.code)
        if moved is None:
            raise
        return moved
    await _refuse(tx, case, wanted, now=now)
    calendar = (await tx.directory()).calendar_of(wanted.officer.unit_id)
    slot = now if case.urgent else next_slot(now, calendar)
    who = wanted.officer.id
    letter = CaseLetter(chance.pseudonym(), case.id, case.code, Kind.QUESTION, wanted.words, slot, officer_id=who)
    await tx.letters.keep(letter)
    await tx.cases.note(case.id, Happened(Event.ASKED, By.HANDLER, now, wanted.officer.unit_id, who))
    tx.audit.note(Act.CITIZEN_ASKED, who=wanted.officer.code, about=case.code)
    return CitizenAsked(case.code, case.urgent)


async def _refuse(tx: Transaction, case: Case, wanted: AskCitizen, *, now: datetime) -> None:
    """What is said depends on nothing that a citizen did since the day began, but for answers that were handed on."""
    directory, today = await tx.directory(), local(now).date()
    letters = await tx.letters.of_case(case)
    if case.state not in ASKABLE:
        raise NotTakenUp
    if not wanted.words or asks_who(wanted.words):
        raise AsksWho
    if not await tx.lines.is_open(case.id, today=today):
        raise NoLine
    if awaited(letters, today=today, calendar=directory.calendar_of(wanted.officer.unit_id)):
        raise LetterWaits
    if sum(1 for one in letters if one.kind is Kind.QUESTION) >= MOST_LETTERS:
        raise LettersEnough
