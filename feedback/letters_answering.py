"""The citizen's side of letters: what the office asks, the answer, and the line that they may cut.

A case's code proves nothing: it counts in a chat whose own words became that case, else the receipt must be shown.
"""

from datetime import datetime

from feedback.case_letters import CaseLetter, Kind, Thread, Voice, answerable, for_voice, next_slot
from feedback.case_life import WAITING, State
from feedback.cases import Case
from feedback.chance import Chance
from feedback.cues import Cue, cues_in
from feedback.errors import LetterGone
from feedback.gate_outcome import reviewed_of
from feedback.letter_requests import (
    AnswerLetter,
    CutLine,
    FindLetter,
    FindLine,
    FindPressure,
    LetterFound,
    LetterTaken,
    LineCut,
    LineFound,
    MeantCase,
    ReportPressure,
    SeveralMeant,
)
from feedback.periods import local
from feedback.ports import Transaction
from feedback.sealing import sealed_when_filed

SHOWN = 5

Named = FindLetter | AnswerLetter | FindPressure | ReportPressure | FindLine | CutLine


async def find_letter(tx: Transaction, wanted: FindLetter, *, chat: str) -> LetterFound | SeveralMeant:
    """The question that waits for this citizen. Raises LetterGone."""
    open_ones = []
    for voice, case in await meant(tx, wanted, chat=chat):
        asked = answerable(await tx.letters.of_case(case), voice)
        if asked and asked.told_on and case.state in WAITING:
            unit_id = case.handler_unit_id or case.unit_id
            open_ones.append((voice, case, LetterFound(case.code, unit_id, asked.words, asked.told_on)))
    if not open_ones:
        raise LetterGone
    return open_ones[0][2] if len(open_ones) == 1 else several([(voice, case) for voice, case, _ in open_ones])


async def answer_letter(
    tx: Transaction, given: AnswerLetter, *, chat: str, now: datetime, chance: Chance
) -> LetterTaken:
    """Kept until a later batch, whatever the hour. Raises LetterGone where nothing is asked any more."""
    voice, case = await one(tx, given, chat=chat)
    letters, directory = await tx.letters.of_case(case), await tx.directory()
    asked, unit_id = answerable(letters, voice), case.handler_unit_id or case.unit_id
    if any(one.voice_id == voice.id and given.redacted == one.words for one in letters):
        return LetterTaken(unit_id, repeated=True)
    if asked is None or case.state not in WAITING or not given.text:
        raise LetterGone
    seal = sealed_when_filed(given.text, officer_id=None, unit_id=case.unit_id, directory=directory)
    receipt = chance.receipt()
    await tx.letters.keep(
        CaseLetter(
            key=chance.pseudonym(),
            case_id=case.id,
            code=case.code,
            kind=Kind.ANSWER,
            words=given.redacted,
            slot=next_slot(now, directory.calendar_of(unit_id)),
            voice_id=voice.id,
            answers=asked.key,
            text=given.text,
            seal=seal,
            receipt=receipt,
        )
    )
    cues = cues_in(given.text)
    return LetterTaken(unit_id, Cue.DENUNCIATION in cues, Cue.DANGER in cues, receipt=receipt)


async def find_line(tx: Transaction, wanted: FindLine, *, chat: str) -> LineFound | SeveralMeant:
    """Whether letters go anywhere. Raises LetterGone."""
    found = await meant(tx, wanted, chat=chat)
    if len(found) > 1:
        return several(found)
    voice, case = found[0]
    return LineFound(case.code, case.handler_unit_id or case.unit_id, bool(voice.chat))


async def cut_line(tx: Transaction, wanted: CutLine, *, chat: str, now: datetime) -> LineCut:
    """The address goes, and what waits for that chat of this case with it. The receipt goes on opening everything."""
    voice, case = await one(tx, wanted, chat=chat)
    await cut(tx, voice, case, now=now)
    return LineCut()


async def cut(tx: Transaction, voice: Voice, case: Case, *, now: datetime) -> None:
    """Once, with the lines of what stands beside the case; a line that is cut already stays so."""
    if not voice.chat:
        return
    for other in await tx.lines.voices_of(voice.chat):
        aside = await tx.letters.aside_of(other.case_id)
        if other.case_id == case.id or (aside and aside.first_id == case.id):
            await _cut_alone(tx, other, now=now)


async def _cut_alone(tx: Transaction, voice: Voice, *, now: datetime) -> None:
    """Every letter about the case that waits for this chat is taken back."""
    case = await tx.cases.whole(voice.case_id)
    assert case
    await tx.lines.cut(voice, on=local(now).date())
    told = [question_of(one, voice.chat) for one in await tx.letters.of_case(case)]
    answers = [f"answer:{case.code}:{look}:{voice.chat}" for look in range(case.reopened + 1)]
    reviews = reviewed_of(case, await tx.cases.timeline(case.id), voice.chat)
    await tx.outbox.withdraw([*told, *answers, *reviews])


def question_of(letter: CaseLetter, chat: str) -> str:
    """The `dedup` of a question on its way to this chat."""
    return f"asked:{letter.key}:{chat}"


async def thread_of(tx: Transaction, receipt: str) -> Thread | None:
    """What stands under a receipt; None where its words are no case."""
    voice = await tx.lines.voice_of(receipt)
    case = await tx.cases.whole(voice.case_id) if voice else None
    if voice is None or case is None:
        return None
    letters = await tx.letters.of_case(case)
    may_answer = case.state in WAITING and answerable(letters, voice) is not None
    shown = tuple(one for one in for_voice(letters, voice) if one.told_on)
    return Thread(shown, may_answer, bool(voice.chat))


async def one(tx: Transaction, wanted: Named, *, chat: str) -> tuple[Voice, Case]:
    """The case that was named. Raises LetterGone."""
    found = await meant(tx, wanted, chat=chat)
    if len(found) != 1:
        raise LetterGone
    return found[0]


async def meant(tx: Transaction, wanted: Named, *, chat: str) -> list[tuple[Voice, Case]]:
    """Each case locked, in their order. By receipt one, by code one of this chat's, without either all of this chat's.

    Raises LetterGone where there is none."""
    if wanted.receipt:
        voice = await tx.lines.voice_of(wanted.receipt)
        voices = [voice] if voice else []
    else:
        voices = await tx.lines.voices_of(chat) if chat else []
    pairs = [(voice, await tx.cases.whole(voice.case_id)) for voice in sorted(voices, key=lambda one: one.case_id)]
    theirs = [(voice, case) for voice, case in pairs if case and case.state is not State.WITHDRAWN]
    found = [(voice, case) for voice, case in theirs if not wanted.code or wanted.receipt or case.code == wanted.code]
    if not found:
        raise LetterGone
    return found


def several(found: list[tuple[Voice, Case]]) -> SeveralMeant:
    """The newest, as many as may be offered."""
    newest = reversed(found[-SHOWN:])
    return SeveralMeant(
        tuple(
            MeantCase(case.code, case.handler_unit_id or case.unit_id, local(voice.filed_at).date())
            for voice, case in newest
        )
    )
