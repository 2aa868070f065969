"""What a citizen says past whoever handles their case: a report of pressure, and an answer that must not come to them.

Each becomes a sealed case of its own beside the first, which stays as it was in every byte: were it sealed or moved
itself, those who put somebody under pressure would see it go. It is answered by the next unit above whoever handles the
first one, never by anybody who has or had that, and is never unsealed. It stands under a receipt of its own.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from feedback.alarming import raise_alarm
from feedback.analysis import Analysis
from feedback.canonical import comparable
from feedback.case_letters import HELD, MOST_REPORTS, SPREAD, Aside, CaseLetter, Kind, Past, Voice
from feedback.case_life import WAITING
from feedback.cases import Case
from feedback.chance import Chance
from feedback.cues import Cue, cues_in
from feedback.deadlines import Kind as Due
from feedback.errors import ReportsEnough
from feedback.gate_reviewing import open_review
from feedback.letter_requests import FindPressure, PressureFound, PressureTaken, ReportPressure, SeveralMeant
from feedback.letters_answering import cut, meant, one, several
from feedback.periods import local, midnight
from feedback.ports import Filed, Transaction
from feedback.requests import Kind as FiledKind
from feedback.ringing import handlers, ring
from feedback.sealing import concerned, names, sealed_when_read, sent_up
from feedback.units import Directory


async def find_pressure(tx: Transaction, wanted: FindPressure, *, chat: str) -> PressureFound | SeveralMeant:
    """Who would read it. Raises LetterGone."""
    found = await meant(tx, wanted, chat=chat)
    if len(found) > 1:
        return several(found)
    (_, case), directory = found[0], await tx.directory()
    had = await have_had(tx, case, directory)
    return PressureFound(case.code, case.at, receiver(case, directory, also=had))


async def report_pressure(
    tx: Transaction, given: ReportPressure, *, chat: str, now: datetime, chance: Chance
) -> PressureTaken:
    """In every state of the case. It is opened and rung some minutes later; where nobody could read it nothing is kept.

    Raises LetterGone, ReportsEnough."""
    voice, case = await one(tx, given, chat=chat)
    if await _reported(tx, voice, case) >= MOST_REPORTS:
        raise ReportsEnough
    late = timedelta(seconds=chance.below(int((SPREAD - HELD).total_seconds())))
    letter = CaseLetter(chance.pseudonym(), case.id, case.code, Kind.PRESSURE, given.redacted, now + HELD + late)
    letter = replace(letter, voice_id=voice.id, text=given.text, seal=True, receipt=chance.receipt())
    directory, danger = await tx.directory(), Cue.DANGER in cues_in(given.text)
    filed = filed_of(letter, case, voice, now=now)
    also = (*await have_had(tx, case, directory), *concerned(filed, directory))
    to = receiver(case, directory, also=also)
    if to is None:
        return PressureTaken(None, case.at, danger, given.cut)
    await tx.letters.keep(letter)
    if given.cut:
        await cut(tx, voice, case, now=now)
    return PressureTaken(to, case.at, danger, given.cut, letter.receipt)


def receiver(case: Case, directory: Directory, *, also: tuple[int, ...] = ()) -> int | None:
    """The unit that would answer a report of pressure on this case, `also` past these; None where nobody could."""
    past = namesakes((*case.concerns, *_having(case, directory), *also), directory)
    unit_id, concerns = sent_up(case.at, past, directory)
    there = replace(case, unit_id=case.at, handler_unit_id=unit_id, sealed=True, concerns=concerns)
    return unit_id if handlers(there, directory) else None


async def have_had(tx: Transaction, case: Case, directory: Directory) -> tuple[int, ...]:
    """Whoever may put them under pressure, wherever they serve now: all who did something with the case or asked its
    citizen, and all who handle cases at a unit that has or had it, or that it is about."""
    happened, letters = await tx.cases.whole_timeline(case.id), await tx.letters.of_case(case)
    acted, asked = (one.officer_id for one in happened), (one.officer_id for one in letters)
    did = [id for id in (*acted, *asked) if id]
    theirs = [one.unit_id for id in did if (one := directory.officers.get(id))]
    units = dict.fromkeys((case.at, case.unit_id, case.transferred_from, *(one.unit_id for one in happened), *theirs))
    staff = (one.id for id in units if id for one in directory.handlers_of(id))
    return tuple(dict.fromkeys((*_having(case, directory), *did, *staff)))


def namesakes(ids: Iterable[int], directory: Directory) -> tuple[int, ...]:
    """These, and whoever bears the full name of one of them: who serves at two units is written down twice."""
    known = dict.fromkeys(ids)
    theirs = {comparable(one.name) for id in known if (one := directory.officers.get(id))}
    same = (one.id for one in directory.officers.values() if comparable(one.name) in theirs)
    return tuple(dict.fromkeys((*known, *same)))


def goes_past(letter: CaseLetter, filed: Filed, case: Case, analysis: Analysis | None, directory: Directory) -> bool:
    """Whether this answer must not come to the handlers: it names one of them, or is to be sealed and the case is
    not."""
    if letter.kind is Kind.PRESSURE or any(names(letter.text, one.name) for one in handlers(case, directory)):
        return True
    return not case.sealed and sealed_when_read(filed, analysis)


async def open_aside(
    tx: Transaction,
    letter: CaseLetter,
    filed: Filed,
    first: Case,
    analysis: Analysis | None,
    *,
    now: datetime,
    chance: Chance,
) -> Case:
    """Filed, read and opened at once, with the clocks of a case that came today."""
    directory, pressed = await tx.directory(), letter.kind is Kind.PRESSURE
    past = await have_had(tx, first, directory) if pressed else _having(first, directory)
    past = namesakes((*first.concerns, *concerned(filed, directory), *past), directory)
    handler, concerns = sent_up(filed.unit_id, past, directory)
    case = Case(
        id=0,
        code=chance.case_code(),
        unit_id=filed.unit_id,
        handler_unit_id=handler,
        filed_at=filed.filed_at,
        due=directory.due_by(Due.ANSWER, now, unit_id=handler),
        accept_by=directory.due_by(Due.ACCEPT, now, unit_id=handler),
        sealed=True,
        urgent=pressed or (analysis is not None and analysis.urgent),
        counter_id=filed.counter_id,
        words=filed.redacted,
        tags=analysis.codes if analysis else (),
        concerns=concerns,
    )
    filed_id, id = await tx.feedback.file(filed), await tx.cases.open(case)
    await tx.feedback.read(filed_id, analysis, sealed=True, case_id=id, at=filed.filed_at)
    why = Past.PRESSURE if pressed else Past.ANSWER
    await tx.letters.keep_aside(Aside(id, first.id, letter.voice_id or filed_id, why))
    opened = replace(case, id=id)
    await open_review(tx, filed, analysis, id, photos=False)
    await _ring(tx, opened, directory, now=now)
    return opened


def filed_of(letter: CaseLetter, case: Case, voice: Voice, *, now: datetime) -> Filed:
    """The letter as words of their own about the unit that has the case: of the day alone, under the receipt that its
    writer was told."""
    return Filed(
        receipt=letter.receipt,
        chat=voice.chat,
        channel=voice.channel,
        visit_key="",
        unit_id=case.at,
        counter_id=case.counter_id,
        officer_id=None,
        kind=FiledKind.SUGGESTION,
        level=None,
        text=letter.text,
        redacted=letter.words,
        filed_at=midnight(local(now).date()),
        due=None,
        language=voice.language,
        consent=voice.consent,
        seal=letter.seal,
    )


async def _ring(tx: Transaction, case: Case, directory: Directory, *, now: datetime) -> None:
    """Those who were not there when it was written: an alarm, or a line in office hours, when letters are handed on."""
    if case.urgent:
        await raise_alarm(tx, case, now=now, by_citizen=True)
    else:
        day = midnight(local(now).date())
        told = handlers(case, directory)
        await ring(tx, told, "letter.aside_alert", dedup=f"aside:{case.code}", at=day, code=case.code)


async def _reported(tx: Transaction, voice: Voice, case: Case) -> int:
    waiting = [one for one in await tx.letters.of_case(case) if one.voice_id == voice.id]
    asides = await tx.letters.asides_of(voice)
    opened = [one for one in asides if one.why is Past.PRESSURE and one.state in WAITING]
    return len(opened) + sum(1 for letter in waiting if letter.kind is Kind.PRESSURE)


def _having(case: Case, directory: Directory) -> tuple[int, ...]:
    """Whoever handles it today."""
    return tuple(one.id for one in handlers(case, directory))
