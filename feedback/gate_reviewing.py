"""How a review (thẩm định) is opened, decided, seconded and sent; the citizen hears what came of it once it is settled.

Who reviews: of a tố cáo or tố giác whoever may have the sealed case, of a khiếu nại the handlers of the unit, because
who decided looks at it first (Luật Khiếu nại 02/2011/QH13, Điều 7). Whatever changes a review holds its case locked.
"""

from datetime import date, datetime

from feedback.alarming import handled, raise_alarm, stop_alarm
from feedback.analysis import Analysis
from feedback.audit import Act
from feedback.case_life import FRESH, WAITING, By, Event, Happened, State
from feedback.case_moves import carry, first_reading, open_case
from feedback.case_requests import MoveCase
from feedback.cases import Case
from feedback.deadlines import Kind as Due
from feedback.errors import CaseClosed, CaseNotFound, NobodyToReview, NoSecondPerson, ReviewSettled
from feedback.gate_finding import found_in, is_weighty
from feedback.gate_outcome import sentence, settle
from feedback.gate_requests import (
    DecideReview,
    GateOutcome,
    ListReviews,
    OpenReview,
    RaiseReview,
    ReviewDone,
    ReviewSent,
    ReviewsFound,
    ReviewShown,
    SecondReview,
)
from feedback.gate_review import SEALED, TABLE, Found, GateReview, Kind, Stage
from feedback.gate_seconding import may_second, seconders
from feedback.people import Officer
from feedback.periods import local
from feedback.ports import Filed, Transaction
from feedback.reminders import rings_at
from feedback.ringing import handlers, ring, ring_by_day, ring_from
from feedback.sealing import sent_up
from feedback.timeline import readable
from feedback.units import Directory

Reviewing = ListReviews | OpenReview | RaiseReview | DecideReview | SecondReview | ReviewSent


async def open_review(tx: Transaction, filed: Filed, analysis: Analysis | None, case_id: int, *, photos: bool) -> None:
    """For the case that these words opened or joined, or that they answer in, in the same transaction; where there is a
    review they may raise it (GateReview.joined)."""
    found = found_in(filed.text, analysis, ticked=filed.ticked)
    case = await tx.cases.whole(case_id) if found else None
    if found is None or case is None:
        return
    weighty = is_weighty(filed.redacted, named=filed.officer_id is not None, photos=photos)
    due = _due(await tx.directory(), case, filed.filed_at)
    if await tx.gate_reviews.open(GateReview(case.id, case.code, *found, due, weighty)):
        return
    before = await tx.gate_reviews.of_case(case)
    if before and (raised := before.joined(*found, due=due, weighty=weighty)) != before:
        await tx.gate_reviews.save(raised)


async def review_case(tx: Transaction, wanted: Reviewing, *, now: datetime) -> GateOutcome:
    """A reviewer's part. Raises CaseNotFound for what was never theirs, ReviewSettled where somebody was quicker."""
    match wanted:
        case ListReviews(officer):
            return ReviewsFound(tuple(await tx.gate_reviews.waiting(officer)))
        case OpenReview(officer, code):
            return await _read(tx, officer, code, now=now)
        case RaiseReview():
            return await _raise(tx, wanted, now=now)
        case DecideReview():
            return await _decide(tx, wanted, now=now)
        case SecondReview():
            return await _second(tx, wanted, now=now)
        case ReviewSent():
            return await _sent(tx, wanted, now=now)


async def theirs(tx: Transaction, officer: Officer, code: str) -> tuple[GateReview, Case]:
    """The review and its case, locked. Raises CaseNotFound, and ReviewSettled where the case waits no more."""
    found = await tx.gate_reviews.lock(officer, code)
    if found is None:
        raise CaseNotFound
    if found[1].state not in WAITING:
        raise ReviewSettled
    return found


async def _read(tx: Transaction, officer: Officer, code: str, *, now: datetime) -> ReviewShown:
    found = await tx.gate_reviews.lock(officer, code)
    review, case = found or (None, await open_case(tx, officer, code))
    directory = await tx.directory()
    second = review is not None and may_second(officer, review, case, directory)
    if not second:  # of a second person the citizen hears nothing
        case = await first_reading(tx, officer, case, now=now)
    tx.audit.note(Act.OPENED, who=officer.code, about=case.code)
    if not second:
        await handled(tx, officer, case, now=now)
    return ReviewShown(case, readable(officer, review, case, directory), second)


async def _raise(tx: Transaction, wanted: RaiseReview, *, now: datetime) -> ReviewDone:
    """A case that waits; what is a tố cáo or tố giác leaves the unit at once, sealed."""
    officer, directory = wanted.officer, await tx.directory()
    case = await open_case(tx, officer, wanted.code)
    if case.state not in WAITING:
        raise CaseClosed
    weighty, due = await _weighty(tx, case), _due(directory, case, now)
    before = await tx.gate_reviews.of_case(case)
    review = before.raised(wanted.kind, due=due, weighty=weighty) if before else None
    review = review or GateReview(case.id, case.code, wanted.kind, Found.HANDLER, due, weighty)
    await (tx.gate_reviews.save(review) if before else tx.gate_reviews.open(review))
    await tx.cases.note(case.id, Happened(Event.FLAGGED, By.HANDLER, now, officer.unit_id, officer.id))
    tx.audit.note(Act.REVIEW_RAISED, who=officer.code, about=case.code, why=wanted.kind.value)
    if wanted.kind in SEALED and not case.sealed:
        await _seal(tx, case, officer, directory, now=now)
    return ReviewDone("gate.raised" if wanted.kind is Kind.COMPLAINT or case.sealed else "gate.raised_up", review)


async def _decide(tx: Transaction, wanted: DecideReview, *, now: datetime) -> ReviewDone:
    officer, directory = wanted.officer, await tx.directory()
    review, case = await theirs(tx, officer, wanted.code)
    if may_second(officer, review, case, directory):
        raise ReviewSettled  # they say yes or no to what was proposed
    by = _send_by(directory, review, wanted, now=now)
    said = review.decide(wanted.decision, officer.id, wanted.note, send_by=by, fresh=case.may_be_refused)
    if said.stage is Stage.PROPOSED:
        asked = seconders(said, case, directory)
        if not asked:
            raise NoSecondPerson
        dedup = f"second:{case.code}:{now.isoformat()}"
        first = rings_at(case, now, directory.calendar_of(case.handler_unit_id or case.unit_id))
        await ring_from(tx, asked, "gate.second_alert", first, dedup=dedup, at=now, code=case.code)
    tx.audit.note(Act.REVIEW_DECIDED, who=officer.code, about=case.code, why=wanted.decision.value)
    return await _keep(tx, said, case, officer, now=now)


async def _second(tx: Transaction, wanted: SecondReview, *, now: datetime) -> ReviewDone:
    """Only who may second agrees; who proposed it may only take it back."""
    officer, directory = wanted.officer, await tx.directory()
    review, case = await theirs(tx, officer, wanted.code)
    mine = review.proposed_by == officer.id and not wanted.agree
    if not mine and not may_second(officer, review, case, directory):
        raise ReviewSettled
    again = review.agree(officer.id, send_by=review.due) if wanted.agree else review.disagree(officer.id)
    why = "dong-y" if wanted.agree else "khong-dong-y"
    tx.audit.note(Act.REVIEW_SECONDED, who=officer.code, about=case.code, why=why)
    if wanted.agree:
        return await _keep(tx, again, case, officer, now=now)
    await tx.gate_reviews.save(again)
    first = directory.officers.get(review.proposed_by or 0)
    dedup = f"seconded:{case.code}:{now.isoformat()}"
    told = [first] if first and first.active and not mine else []
    await ring(tx, told, "gate.not_seconded_alert", dedup=dedup, at=now, code=case.code)
    return ReviewDone("gate.taken_back" if mine else "gate.not_seconded", again)


async def _sent(tx: Transaction, wanted: ReviewSent, *, now: datetime) -> ReviewDone:
    """Never a day to come, nor one before the words."""
    review, case = await theirs(tx, wanted.officer, wanted.code)
    if not local(case.filed_at).date() <= wanted.on <= local(now).date():
        raise ReviewSettled
    gone = review.sent(wanted.on)
    tx.audit.note(Act.REVIEW_SENT, who=wanted.officer.code, about=case.code)
    return await _keep(tx, gone, case, wanted.officer, now=now)


async def _keep(tx: Transaction, review: GateReview, case: Case, officer: Officer, *, now: datetime) -> ReviewDone:
    await tx.gate_reviews.save(review)
    if review.stage is Stage.SETTLED:
        await settle(tx, review, case, officer, now=now)
    elif review.stage is Stage.SENDING and case.state in FRESH:  # whoever decided has taken it up
        await carry(tx, MoveCase(officer, case.code, State.ACCEPTED), now=now)
    return ReviewDone(sentence(review), review)


async def _seal(tx: Transaction, case: Case, officer: Officer, directory: Directory, *, now: datetime) -> None:
    heads = tuple(head.id for head in directory.heads_of(case.unit_id))
    to, concerns = sent_up(case.unit_id, tuple(dict.fromkeys((*case.concerns, *heads))), directory)
    accept_by = directory.due_by(Due.ACCEPT, now, unit_id=to, filed_at=case.filed_at)
    sealed = case.seal(to, concerns, accept_by=accept_by)
    if not handlers(sealed, directory):
        raise NobodyToReview
    await tx.cases.save(sealed)
    await stop_alarm(tx, case.id)  # whoever it rang in the unit hears nothing of it any more
    await tx.cases.note(case.id, Happened(Event.TRANSFERRED, By.HANDLER, now, to, officer.id))
    tx.audit.note(Act.MOVED, who=officer.code, about=case.code, why=f"{State.TRANSFERRED}:{directory.units[to].code}")
    unit, dedup = directory.units[officer.unit_id].short_name, f"flagged:{case.code}:{now.isoformat()}"
    if sealed.urgent:
        await raise_alarm(tx, sealed, now=now)
    else:
        await ring_by_day(tx, sealed, "case.transferred_alert", dedup=dedup, now=now, code=case.code, unit=unit)


async def _weighty(tx: Transaction, case: Case) -> bool:
    """Of all that stands behind the case, with whom they chose and their photos."""
    photos, behind = (await tx.media.of_case(case.id)).kept, await tx.feedback.behind(case.id)
    told = "\n".join((case.words, *(one.redacted for one in behind)))
    return is_weighty(told, named=any(one.officer_id for one in behind), photos=bool(photos))


def _due(directory: Directory, case: Case, at: datetime) -> date:
    unit = case.handler_unit_id or case.unit_id
    return directory.due_by(Due.REVIEW, at, unit_id=unit, filed_at=case.filed_at)


def _send_by(directory: Directory, review: GateReview, wanted: DecideReview, *, now: datetime) -> date:
    row, sends = TABLE[wanted.decision], TABLE[wanted.decision].sends
    if row.after:
        return directory.due_by(Due.REVIEW, now, unit_id=wanted.officer.unit_id)
    return directory.due_by(sends, now, unit_id=wanted.officer.unit_id) if sends else review.due
