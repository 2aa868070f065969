"""How an officer is asked to explain, answers, and is heard: through the handler, who alone sees both sides.

Whatever changes an explanation holds its case locked. The officer is shown a summary; the citizen reads in the timeline
that an explanation was asked for and has come, and the explanation itself beside the answer, if the handler adds it.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from feedback.audit import Act
from feedback.case_life import WAITING, By, Event, Happened, State
from feedback.case_moves import move_case, moved_meanwhile, open_case
from feedback.case_requests import CaseMoved
from feedback.cases import Case
from feedback.deadlines import Kind
from feedback.errors import (
    CaseClosed,
    CaseNotFound,
    ExplanationGone,
    NotToBeAsked,
    UnfitExplanation,
    WritesThemselves,
)
from feedback.explanation_requests import (
    AskExplanation,
    ExplanationAsked,
    ExplanationKept,
    ExplanationOutcome,
    ExplanationsFound,
    ExplanationShown,
    GiveExplanation,
    JudgeExplanation,
    ListExplanations,
    ReadExplanation,
    RecordExplanation,
    ShowExplanation,
)
from feedback.explanation_words import unfit
from feedback.explanations import AWAITED, OPEN, Explanation, Stage, askable, pending
from feedback.numbers import day
from feedback.people import Officer
from feedback.periods import local
from feedback.ports import Database, Transaction
from feedback.reminders import in_hours
from feedback.ringing import handlers, ring

AT_ONCE = 100

Handled = AskExplanation | ShowExplanation | JudgeExplanation | RecordExplanation
"""What a handler asks of the house."""

Answered = ListExplanations | ReadExplanation | GiveExplanation
"""What the officer asks."""


async def handle_explanation(tx: Transaction, wanted: Handled, *, now: datetime) -> ExplanationOutcome | CaseMoved:
    """A handler's part. Where somebody was quicker they are told who; raises CaseNotFound for what was never theirs."""
    try:
        match wanted:
            case AskExplanation():
                return await _ask(tx, wanted, now=now)
            case ShowExplanation(officer, code):
                case = await open_case(tx, officer, code)
                return await _shown(tx, pending(await tx.explanations.of_case(case), case))
            case JudgeExplanation():
                return await _judge(tx, wanted, now=now)
            case RecordExplanation():
                return await _record(tx, wanted, now=now)
    except (CaseClosed, CaseNotFound):
        moved = await moved_meanwhile(tx, wanted.officer, wanted.code)
        if moved is None:
            raise
        return moved


async def answer_explanation(tx: Transaction, wanted: Answered, *, now: datetime) -> ExplanationOutcome:
    """The officer's part. Raises ExplanationGone for one that is not theirs or no longer wanted, UnfitExplanation."""
    if isinstance(wanted, ListExplanations):
        return ExplanationsFound(tuple(await tx.explanations.asked_of(wanted.officer.id)))
    case, asked = await _mine(tx, wanted.officer, wanted.code)
    if isinstance(wanted, ReadExplanation):
        tx.audit.note(Act.EXPLANATION_READ, who=wanted.officer.code, about=asked.code, why=wanted.officer.code)
        return ExplanationShown(asked)
    await _give(tx, case, asked, wanted.text, who=wanted.officer, by=By.OFFICER, now=now)
    return ExplanationKept(asked.code)


async def lapse_overdue(database: Database, *, now: datetime) -> int:
    """Nobody gave them in time: officer and handlers are told, once, in office hours, and the cases go on. How many."""
    async with database.transact() as tx:
        directory, here = await tx.directory(), local(now)
        at_work = [id for id in directory.units if in_hours(here, directory.calendar_of(id))]
        late = await tx.explanations.overdue(today=here.date(), unit_ids=at_work, limit=AT_ONCE) if at_work else []
        return sum([await _lapse(tx, id, now=now) for id in dict.fromkeys(one.case_id for one in late)])


async def _ask(tx: Transaction, wanted: AskExplanation, *, now: datetime) -> ExplanationAsked:
    """Only of an open case, only somebody of its unit, and one thing at a time."""
    directory, case = await tx.directory(), await open_case(tx, wanted.officer, wanted.code)
    asked = next((one for one in askable(case, wanted.officer, directory) if one.id == wanted.asked_id), None)
    waits = {one.officer_id for one in await tx.explanations.of_case(case) if _is_open(one, case)}
    if asked is None or asked.id in waits or not wanted.summary:
        raise NotToBeAsked
    case = await move_case(tx, wanted.officer, wanted.code, Case.ask_to_explain, now=now)
    due = directory.due_by(Kind.EXPLAIN, now, unit_id=case.unit_id, filed_at=case.filed_at)
    fresh = Explanation(case.id, case.code, asked.id, wanted.officer.id, wanted.summary, now, due, case.reopened)
    await tx.explanations.ask(fresh)
    tx.audit.note(Act.EXPLANATION_ASKED, who=wanted.officer.code, about=case.code, why=asked.code)
    return await _tell(tx, fresh, asked, "explain.letter", now=now)


async def _judge(tx: Transaction, wanted: JudgeExplanation, *, now: datetime) -> ExplanationOutcome:
    case = await open_case(tx, wanted.officer, wanted.code)
    directory = await tx.directory()
    given = _of(await tx.explanations.of_case(case), case, wanted.asked_id, {Stage.GIVEN})
    asked = directory.officers[given.officer_id]
    tx.audit.note(Act.EXPLANATION_JUDGED, who=wanted.officer.code, about=case.code, why=asked.code)
    if not wanted.note:
        await tx.explanations.save(given.accept())
        return ExplanationKept(case.code)
    due = directory.due_by(Kind.EXPLAIN, now, unit_id=case.unit_id, filed_at=case.filed_at)
    again = given.send_back(wanted.note, due=due)
    if case.state is State.VERIFYING:
        await move_case(tx, wanted.officer, case.code, Case.ask_to_explain, now=now)
    await tx.explanations.save(again)
    return await _tell(tx, again, asked, "explain.returned_letter", now=now)


async def _record(tx: Transaction, wanted: RecordExplanation, *, now: datetime) -> ExplanationKept:
    """Nobody speaks for an officer who can speak for themselves."""
    case = await open_case(tx, wanted.officer, wanted.code)
    asked = _of(await tx.explanations.of_case(case), case, wanted.asked_id, OPEN)
    if await tx.chats.of_officer(asked.officer_id):
        raise WritesThemselves
    await _give(tx, case, asked, wanted.text, who=wanted.officer, by=By.HANDLER, now=now)
    return ExplanationKept(case.code)


async def _give(
    tx: Transaction, case: Case, asked: Explanation, text: str, *, who: Officer, by: By, now: datetime
) -> None:
    """Whoever writes it down; the handlers are told, and the case is theirs again."""
    if unfit(text) or not text:
        raise UnfitExplanation
    directory = await tx.directory()
    await tx.explanations.save(asked.give(text, at=now))
    await tx.cases.save(case.explained(By.OFFICER))
    await tx.cases.note(case.id, Happened(Event.EXPLAINED, by, now, who.unit_id, who.id))
    told = [officer for officer in handlers(case, directory) if officer.id != who.id]
    dedup = f"explained:{asked.id}:{now.isoformat()}"
    await ring(tx, told, "explain.given_alert", dedup=dedup, at=now, code=case.code)
    named = directory.officers[asked.officer_id].code
    tx.audit.note(Act.EXPLANATION_GIVEN, who=who.code, about=case.code, why=named)


async def _lapse(tx: Transaction, case_id: int, *, now: datetime) -> int:
    """Looked at again under the lock: the officer may have answered meanwhile, or another replica was here."""
    case = await tx.cases.whole(case_id)
    if case is None or not _waits(case):
        return 0
    directory, today = await tx.directory(), local(now).date()
    theirs = [one for one in await tx.explanations.of_case(case) if one.look == case.reopened]
    late = [one for one in theirs if one.stage in AWAITED and one.due < today]
    for one in late:
        await tx.explanations.save(one.lapse())
        told = {"code": one.code, "due": day(one.due)}
        dedup = f"unexplained:{one.id}:{one.due}"
        asked = [officer for id in (one.officer_id,) if (officer := directory.officers.get(id)) and officer.active]
        await ring(tx, asked, "explain.late", dedup=dedup, at=now, **told)
        await ring(tx, handlers(case, directory), "explain.late_alert", dedup=f"{dedup}:handler", at=now, **told)
    if late and not any(one.stage in AWAITED for one in theirs if one not in late):
        await tx.cases.save(case.explained(By.CLOCK))
        await tx.cases.note(case.id, Happened(Event.UNEXPLAINED, By.CLOCK, now))
    return len(late)


async def _mine(tx: Transaction, officer: Officer, code: str) -> tuple[Case, Explanation]:
    """The officer's own open one with its case, both as they are once the case is locked."""
    found = next((one for one in await tx.explanations.asked_of(officer.id) if one.code == code), None)
    case = await tx.cases.whole(found.case_id) if found else None
    if case is None or not _waits(case):
        raise ExplanationGone
    return case, _of(await tx.explanations.of_case(case), case, officer.id, OPEN)


def _of(found: Sequence[Explanation], case: Case, officer_id: int, stages: Collection[Stage]) -> Explanation:
    mine = (one for one in reversed(found) if one.officer_id == officer_id and one.look == case.reopened)
    one = next((one for one in mine if one.stage in stages), None)
    if one is None:
        raise ExplanationGone
    return one


async def _shown(tx: Transaction, one: Explanation | None) -> ExplanationShown:
    if one is None:
        raise ExplanationGone
    return ExplanationShown(one, linked=bool(await tx.chats.of_officer(one.officer_id)))


async def _tell(tx: Transaction, one: Explanation, asked: Officer, key: str, *, now: datetime) -> ExplanationAsked:
    dedup = f"explain:{one.code}:{one.officer_id}:{now.isoformat()}"
    await ring(tx, [asked], key, dedup=dedup, at=now, code=one.code, due=day(one.due))
    return ExplanationAsked(one.code, asked.id, one.due, linked=bool(await tx.chats.of_officer(asked.id)))


def _is_open(one: Explanation, case: Case) -> bool:
    return one.look == case.reopened and one.stage in OPEN | {Stage.GIVEN}


def _waits(case: Case) -> bool:
    return case.state in WAITING and not case.sealed
