"""From held words to an answer: who reads them, whether they become a case, and how the citizen hears back."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from feedback.adding import join_original
from feedback.alarming import handled
from feedback.analysis import Analysis, AnalysisFailed
from feedback.audit import Act
from feedback.case_letters import for_handlers
from feedback.case_moves import (
    answer_case,
    carry,
    first_reading,
    moved_meanwhile,
    open_case,
    refuse_case,
    transfer_case,
)
from feedback.case_requests import CaseLeft, CaseMoved, MoveCase, RefuseCase, TransferCase
from feedback.cases import Case
from feedback.chance import Chance
from feedback.cues import Cue, cues_in
from feedback.deadlines import Kind as Due
from feedback.errors import AlreadyRead, CaseClosed, CaseNotFound, StorageUnavailable
from feedback.gate_finding import found_in
from feedback.gate_review import SEALED
from feedback.gate_reviewing import open_review
from feedback.joining import join_or_open
from feedback.listening import voices_for
from feedback.messages import Letter, Reply
from feedback.people import Officer
from feedback.periods import local, midnight
from feedback.ports import Analyst, Database, Filed, Transaction
from feedback.ratings import SATISFIED_FROM
from feedback.requests import AnswerCase, CasesFound, CaseShown, Kind
from feedback.reviews import TagReview, in_order, standing
from feedback.sealing import concerned, sealed_when_read, sent_up
from feedback.tags import is_complaint
from feedback.timeline import as_read_by, readable
from feedback.units import Directory
from feedback.wording import words

READ_AT_ONCE = 16
LEASE_SECONDS = 60.0

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Read:
    """What one round of reading did."""

    read: int = 0
    failed: int = 0


async def read_held(database: Database, analyst: Analyst, *, now: datetime, chance: Chance) -> Read:
    """Read what is held, oldest first, and release each text in a transaction of its own.

    The analyst works between two transactions. When it fails, the text goes to a person of the superior unit.
    """
    async with database.transact() as tx:
        held = await tx.feedback.held(now=now, lease_seconds=LEASE_SECONDS, limit=READ_AT_ONCE)
    failed = 0
    for filed in held:
        analysis = await _analyse(analyst, filed)
        failed += analysis is None
        await _release_alone(database, filed, analysis, now=now, chance=chance)
    return Read(len(held), failed)


async def release(tx: Transaction, filed: Filed, analysis: Analysis | None, *, now: datetime, chance: Chance) -> None:
    """Open the case if there is one, or join the one they add to or are a copy of, and let those see it who may.

    Raises AlreadyRead, and then nothing is kept.
    """
    directory = await tx.directory()
    law = found_in(filed.text, analysis, ticked=filed.ticked)
    sealed = sealed_when_read(filed, analysis) or (law is not None and law[0] in SEALED)
    added, sealed = await join_original(tx, filed, analysis, sealed=sealed, review=law is not None, now=now)
    case_id = added.id if added else None
    # What photos show no machine reads: somebody must look.
    photos = await tx.media.beside(filed.id) > 0
    if not added and (photos or law is not None or wants_an_answer(filed, analysis, sealed=sealed)):
        case = _case(filed, analysis, sealed=sealed, directory=directory, code=chance.case_code(), now=now)
        case_id = await join_or_open(tx, filed, case, alone=photos or analysis is None, now=now)
        await open_review(tx, filed, analysis, case_id, photos=photos)
    told = filed.ticked or Cue.DENUNCIATION in cues_in(filed.text)
    if analysis and analysis.gate == "to-cao" and not told:
        await _tell_the_lawful_road(tx, filed, directory=directory, now=now)
    if not await tx.feedback.read(filed.id, analysis, sealed=sealed, case_id=case_id, at=now):
        raise AlreadyRead


def wants_an_answer(filed: Filed, analysis: Analysis | None, *, sealed: bool) -> bool:
    """Everything does but praise, and thanks beside a good mark that complain of nothing."""
    if sealed or analysis is None or analysis.urgent or analysis.needs_person:
        return True
    complains = any(is_complaint(code) for code in analysis.codes)
    if filed.kind is Kind.PRAISE:
        return complains
    if filed.level is None:
        return complains or analysis.sentiment != "tich-cuc"
    return complains or filed.level < SATISFIED_FROM or analysis.sentiment == "tieu-cuc"


async def waiting_cases(tx: Transaction, officer: Officer, *, now: datetime) -> CasesFound:
    """What waits for this handler, without the words: those are read by opening a case, and that is written down."""
    cases = [replace(case, words="", answer="", reason="") for case in await tx.cases.visible(officer)]
    voices, held = len(await voices_for(tx, officer)), await tx.gate_reviews.holding([case.id for case in cases])
    found = CasesFound(tuple(cases), voices, await _authors(tx, cases, now=now), held)
    return replace(found, additions=await tx.additions.counts([case.id for case in cases]))


async def read_case(tx: Transaction, officer: Officer, code: str, *, now: datetime) -> CaseShown:
    """One of them, opened to be read: that is written down."""
    case = await first_reading(tx, officer, await open_case(tx, officer, code), now=now)
    tx.audit.note(Act.OPENED, who=officer.code, about=case.code)
    await handled(tx, officer, case, now=now)
    return await show_case(tx, officer, case, now=now)


async def handle_case(
    tx: Transaction, wanted: MoveCase | AnswerCase | TransferCase | RefuseCase, *, now: datetime
) -> CaseShown | CaseLeft | CaseMoved:
    """A handler's move. Where somebody was quicker they are told who; raises CaseNotFound for what was never theirs."""
    try:
        match wanted:
            case MoveCase():
                return await show_case(tx, wanted.officer, await carry(tx, wanted, now=now), now=now)
            case AnswerCase(officer, code, answer):
                answered = await answer_case(tx, officer, code, answer, now=now)
                return await show_case(tx, officer, answered, now=now)
            case TransferCase():
                return await transfer_case(tx, wanted, now=now)
            case RefuseCase():
                return await refuse_case(tx, wanted, now=now)
    except (CaseClosed, CaseNotFound):
        moved = await moved_meanwhile(tx, wanted.officer, wanted.code)
        if moved is None:
            raise
        return moved


async def show_case(tx: Transaction, officer: Officer, case: Case, *, now: datetime) -> CaseShown:
    """The case as this handler reads it, with how far its tags are looked at."""
    suggested, reviews = await tx.reviews.of_case(case)
    stands = standing(suggested, reviews, unit_id=case.unit_id)
    mine = next((review.tags for review in reviews if review.officer_id == officer.id), stands.tags)
    photos, told = await tx.media.of_case(case.id), await tx.cases.whole_timeline(case.id)
    directory = await tx.directory()
    timeline = as_read_by(officer, told, case, directory)
    authors = (await _authors(tx, [case], now=now)).get(case.id, 0)
    explanations = await tx.explanations.of_case(case)
    review = readable(officer, await tx.gate_reviews.of_case(case), case, directory)
    letters, behind = for_handlers(await tx.letters.of_case(case)), await tx.letters.behind(case.id)
    shown = CaseShown(case, stands, mine, photos, tuple(timeline), authors, explanations, review=review)
    additions = tuple(await tx.additions.of_case(case.id))
    return replace(shown, letters=letters, behind=behind, additions=additions)


async def review_tags(
    tx: Transaction, officer: Officer, code: str, tags: Sequence[str] | None, *, now: datetime
) -> Case:
    """The handler's word on the tags (None: as suggested); the case then carries those that count.

    Raises CaseNotFound, and CaseClosed where the words were erased and nobody can judge any more.
    """
    case = await open_case(tx, officer, code)
    if not case.words:
        raise CaseClosed
    suggested, _ = await tx.reviews.of_case(case)
    seen = in_order(suggested if tags is None else tags)
    await tx.reviews.keep(case.id, TagReview(case.code, officer.id, officer.unit_id, now, seen))
    _, reviews = await tx.reviews.of_case(case)
    counted = replace(case, tags=standing(suggested, reviews, unit_id=case.unit_id).tags)
    await tx.cases.save(counted)
    tx.audit.note(Act.TAGS_REVIEWED, who=officer.code, about=code)
    return counted


async def _authors(tx: Transaction, cases: Sequence[Case], *, now: datetime) -> Mapping[int, int]:
    """As it was when the day began: a handler must not watch who files when."""
    return await tx.feedback.author_counts([case.id for case in cases], before=midnight(local(now).date()))


async def _analyse(analyst: Analyst, filed: Filed) -> Analysis | None:
    """None when there is no analysis, for whatever reason: a person reads instead, and the others are not held up."""
    try:
        return await analyst.analyse(filed.text)
    except AnalysisFailed:
        return None
    except Exception as error:
        log.error("the analyst broke", exc_info=error, extra={"fields": {"event": "analyst_broke"}})
        return None


async def _release_alone(
    database: Database, filed: Filed, analysis: Analysis | None, *, now: datetime, chance: Chance
) -> None:
    """One text that cannot be released must not keep the others unread; its own lease ends and it comes again."""
    try:
        async with database.transact() as tx:
            await release(tx, filed, analysis, now=now, chance=chance)
    except AlreadyRead:
        log.info("read by another replica", extra={"fields": {"event": "already_read"}})
    except StorageUnavailable:
        raise
    except Exception as error:
        log.error("words not released", exc_info=error, extra={"fields": {"event": "not_released"}})


def _case(
    filed: Filed, analysis: Analysis | None, *, sealed: bool, directory: Directory, code: str, now: datetime
) -> Case:
    handler, concerns = filed.unit_id, concerned(filed, directory)
    if sealed:
        handler, concerns = sent_up(filed.unit_id, concerns, directory)
    return Case(
        id=0,
        code=code,
        unit_id=filed.unit_id,
        handler_unit_id=handler,
        filed_at=filed.filed_at,
        due=filed.due or directory.due_by(Due.ANSWER, filed.filed_at, unit_id=filed.unit_id),
        accept_by=directory.due_by(Due.ACCEPT, now, unit_id=handler, filed_at=filed.filed_at),
        sealed=sealed,
        urgent=analysis.urgent if analysis else False,
        counter_id=filed.counter_id,
        words=filed.redacted,
        tags=analysis.codes if analysis else (),
        concerns=concerns,
    )


async def _tell_the_lawful_road(tx: Transaction, filed: Filed, *, directory: Directory, now: datetime) -> None:
    """The analyst saw what no cue had caught when the words came in: the citizen hears it now (decision 14)."""
    chat = await tx.chats.get(filed.chat)
    if chat and not chat.unreachable:
        say = words(chat.language).say
        place = directory.denunciation_place(filed.unit_id) or say("sent.denunciation_place")
        letter = Letter(chat.tag, chat.channel, chat.address, Reply(say("sent.denunciation", place=place)))
        await tx.outbox.add([letter], at=now)
