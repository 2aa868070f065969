"""From held words to an answer: who reads them, whether they become a case, and how the citizen hears back."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from feedback.analysis import Analysis, AnalysisFailed
from feedback.cases import Case, due_date
from feedback.chance import Chance
from feedback.cues import Cue, cues_in
from feedback.errors import AlreadyRead, CaseClosed, CaseNotFound, StorageUnavailable
from feedback.listening import voices_for
from feedback.messages import Chat, Lane, Letter, Reply
from feedback.numbers import day
from feedback.people import Officer
from feedback.ports import Analyst, Database, Filed, Transaction
from feedback.ratings import SATISFIED_FROM
from feedback.requests import CasesFound, CaseShown, Kind
from feedback.reviews import TagReview, in_order, standing
from feedback.sealing import concerned, sealed_when_read
from feedback.tags import is_complaint
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
    """Open the case if there is one, and let those see it who may. Raises AlreadyRead, and then nothing is kept."""
    directory = await tx.directory()
    sealed = sealed_when_read(filed, analysis)
    case_id = None
    # What photos show no machine reads: somebody must look.
    if wants_an_answer(filed, analysis, sealed=sealed) or await tx.media.beside(filed.id):
        case = _case(filed, analysis, sealed=sealed, directory=directory, code=chance.case_code())
        case_id = await tx.cases.open(case)
        if case.urgent:
            await _alert(tx, case, directory=directory, now=now)
    if analysis and analysis.gate == "to-cao" and Cue.DENUNCIATION not in cues_in(filed.text):
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


async def waiting_cases(tx: Transaction, officer: Officer) -> CasesFound:
    """What waits for this handler."""
    return CasesFound(tuple(await tx.cases.visible(officer)), len(await voices_for(tx, officer)))


async def open_case(tx: Transaction, officer: Officer, code: str) -> Case:
    """One of them. Raises CaseNotFound for any that is not theirs."""
    case = await tx.cases.lock(officer, code)
    if case is None:
        raise CaseNotFound
    return case


async def move_case(tx: Transaction, officer: Officer, code: str, move: Callable[[Case], Case]) -> Case:
    """Carry out an allowed move. Raises CaseNotFound or CaseClosed."""
    moved = move(await open_case(tx, officer, code))
    await tx.cases.save(moved)
    return moved


async def answer_case(tx: Transaction, officer: Officer, code: str, answer: str, *, now: datetime) -> Case:
    """Answer the case and write to the citizen, who stays nameless: the letter goes to a sealed address."""
    case = await move_case(tx, officer, code, lambda case: case.reply(answer, at=now))
    author = await tx.feedback.author(case.id)
    chat = await tx.chats.get(author[0]) if author else None
    if author and chat and not chat.unreachable:
        unit = (await tx.directory()).units[case.handler_unit_id or case.unit_id]
        say = words(chat.language).say
        text = say("case.to_citizen", unit=unit.short_name, day=day(author[1]), answer=answer)
        letter = Letter(chat.tag, chat.channel, chat.address, Reply(text, kind="answer"), dedup=f"answer:{case.code}")
        await tx.outbox.add([letter], at=now)
    return case


async def show_case(tx: Transaction, officer: Officer, case: Case) -> CaseShown:
    """The case as this handler reads it, with how far its tags are looked at."""
    suggested, reviews = await tx.reviews.of_case(case)
    stands = standing(suggested, reviews, unit_id=case.unit_id)
    mine = next((review.tags for review in reviews if review.officer_id == officer.id), stands.tags)
    return CaseShown(case, stands, mine, await tx.media.of_case(case.id))


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
    return counted


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


def _case(filed: Filed, analysis: Analysis | None, *, sealed: bool, directory: Directory, code: str) -> Case:
    above = directory.superior_of(filed.unit_id)
    handler = (above.id if above else None) if sealed else filed.unit_id
    return Case(
        id=0,
        code=code,
        unit_id=filed.unit_id,
        handler_unit_id=handler,
        filed_at=filed.filed_at,
        due=filed.due or due_date(filed.filed_at, directory.holidays),
        sealed=sealed,
        urgent=analysis.urgent if analysis else False,
        counter_id=filed.counter_id,
        words=filed.redacted,
        tags=analysis.codes if analysis else (),
        concerns=concerned(filed, directory),
    )


async def _alert(tx: Transaction, case: Case, *, directory: Directory, now: datetime) -> None:
    handlers = directory.staff_of(case.handler_unit_id) if case.handler_unit_id else ()
    for officer in handlers:
        if officer.handles_cases:
            await tx.outbox.add([_ring(chat, case) for chat in await tx.chats.of_officer(officer.id)], at=now)


async def _tell_the_lawful_road(tx: Transaction, filed: Filed, *, directory: Directory, now: datetime) -> None:
    """The analyst saw what no cue had caught when the words came in: the citizen hears it now (decision 14)."""
    chat = await tx.chats.get(filed.chat)
    if chat and not chat.unreachable:
        say = words(chat.language).say
        place = directory.denunciation_place(filed.unit_id) or say("sent.denunciation_place")
        letter = Letter(chat.tag, chat.channel, chat.address, Reply(say("sent.denunciation", place=place)))
        await tx.outbox.add([letter], at=now)


def _ring(chat: Chat, case: Case) -> Letter:
    text = words(chat.language).say("case.new_alert", code=case.code)
    return Letter(
        chat.tag, chat.channel, chat.address, Reply(text), lane=Lane.ALERT, dedup=f"alert:{case.code}:{chat.tag}"
    )
