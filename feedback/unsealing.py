"""How a sealed case comes to the unit it is about after all: by a handler of a unit above, for a reason, written down.

What speaks of money, of a leak or of a denunciation no single person unseals (Luật Tố cáo 25/2018/QH14, Điều 8: kept
secret); how two do it together stands in `feedback/unsealing_together.py`.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from feedback.alarming import handled, raise_alarm
from feedback.analysis import Analysis
from feedback.audit import Act
from feedback.case_life import By, Event, Happened
from feedback.case_moves import moved_meanwhile, open_case
from feedback.case_requests import UNSEAL_REASONS, CaseLeft, CaseMoved, UnsealCase
from feedback.cases import Case, may_unseal
from feedback.errors import CaseClosed, CaseNotFound, NotToBeUnsealed, SealedByLaw
from feedback.gate_hold import review_first
from feedback.gate_review import SEALED
from feedback.people import Officer
from feedback.ports import Transaction
from feedback.ringing import handlers, ring
from feedback.sealing import law_in
from feedback.unsealing_errors import NeverUnsealed
from feedback.wording import words

OWN_WORDS = "khac"


async def unseal(tx: Transaction, wanted: UnsealCase, *, now: datetime) -> CaseLeft | CaseMoved:
    """Into the unit's inbox, with its days as they stood. Where somebody was quicker they are told who.

    Raises CaseNotFound for what was never theirs, NotToBeUnsealed, SealedByLaw.
    """
    try:
        return await _unseal(tx, wanted, now=now)
    except (CaseClosed, CaseNotFound):
        moved = await moved_meanwhile(tx, wanted.officer, wanted.code)
        if moved is None:
            raise
        return moved


def may_unseal_alone(case: Case, analyses: Iterable[Analysis]) -> bool:
    """Whether one person may take this seal off, as far as the words go; who that may be, `may_unseal` says."""
    return not sealed_by_law(case, analyses)


def sealed_by_law(case: Case, analyses: Iterable[Analysis]) -> bool:
    """By the words as handlers read them, and by what the analyst found in any of them, whatever was said since."""
    return law_in(case.words, None) or any(law_in("", one) for one in analyses)


async def kept_by_law(tx: Transaction, case: Case) -> bool:
    """Whether anything a citizen said in this case is kept sealed by law: the first words and those that joined or add
    to them, and letters, also one that waits. What nobody handed on yet is known by its cues alone."""
    said, letters = await tx.feedback.behind(case.id), await tx.letters.of_case(case)
    if any(one.by_law for one in letters) or not may_unseal_alone(case, await tx.feedback.analyses(case.id)):
        return True
    texts = {text for one in said for text in (one.text, one.redacted)}
    texts |= {text for one in letters if one.voice_id for text in (one.text, one.words)}
    return any(law_in(text, None) for text in texts)


async def _unseal(tx: Transaction, wanted: UnsealCase, *, now: datetime) -> CaseLeft:
    directory, officer = await tx.directory(), wanted.officer
    case = await open_case(tx, officer, wanted.code)
    if not may_unseal(officer, case, directory):
        raise NotToBeUnsealed
    review = await tx.gate_reviews.of_case(case)  # what was ticked, or seen by a reader, no word tells
    by_law = review is not None and review.kind in SEALED
    if by_law or await kept_by_law(tx, case):
        raise SealedByLaw
    return await take_off(tx, case, wanted.reason, by=officer, sender=officer, now=now)


async def refuse_kept(tx: Transaction, case: Case) -> None:
    """What nobody takes off, neither alone nor together. Raises NeverUnsealed, UnderReview."""
    if await tx.letters.aside_of(case.id):  # the citizen was promised that the unit never reads it
        raise NeverUnsealed
    await review_first(tx, case)
    review = await tx.gate_reviews.of_case(case)
    if review and review.finds_law:
        raise NeverUnsealed


async def take_off(
    tx: Transaction, case: Case, reason: str, *, by: Officer, sender: Officer, now: datetime
) -> CaseLeft:
    """The case is locked and may be unsealed: the unit it is about has it from now on, and why is kept for those above.
    `sender` has sent it; `by` had the last word, who is another where two did it."""
    await refuse_kept(tx, case)
    directory = await tx.directory()
    above = handlers(case, directory)
    sent = case.transfer(directory.units[case.unit_id], accept_by=case.accept_by or case.due)
    free = replace(sent, sealed=False)
    why, unit = reason_code(reason), directory.units[sender.unit_id]
    said = Happened(Event.UNSEALED, By.HANDLER, now, unit.id, by.id, why=why, words=reason)
    await tx.cases.save(free)
    await handled(tx, by, case, now=now)  # those above who were rung for it hear that it is seen to
    await tx.cases.note(case.id, said)
    await tx.cases.note(case.id, Happened(Event.TRANSFERRED, By.HANDLER, now, case.unit_id, sender.id))
    tx.audit.note(Act.UNSEALED, who=by.code, about=case.code, why=why)
    told = {"code": case.code, "who": by.name, "reason": reason_in_words(reason)}
    dedup = f"unsealed:{case.code}:{now.isoformat()}"
    await ring(tx, above, "case.unsealed_told", dedup=f"{dedup}:told", at=now, **told)
    name = {"code": case.code, "unit": unit.short_name}
    if free.urgent:
        await raise_alarm(tx, free, now=now)
    else:
        await ring(tx, handlers(free, directory), "case.transferred_alert", dedup=dedup, at=now, **name)
    return CaseLeft(case.code, case.unit_id)


def reason_code(reason: str) -> str:
    """What the audit may say of it."""
    return reason if reason in UNSEAL_REASONS else OWN_WORDS


def reason_in_words(reason: str) -> str:
    """As an office reads it."""
    return words("vi").say(f"case.unseal_reason.{reason}") if reason in UNSEAL_REASONS else reason
