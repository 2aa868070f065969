"""How a sealed case comes to the unit it is about after all: by a handler of a unit above, for a reason, written down.

What speaks of money, of a leak or of a denunciation stays sealed (Luật Tố cáo 25/2018/QH14, Điều 8: kept secret): no
single person takes that off.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from feedback.analysis import SEALING_TAGS, Analysis
from feedback.audit import Act
from feedback.case_life import By, Event, Happened
from feedback.case_moves import moved_meanwhile, open_case
from feedback.case_requests import UNSEAL_REASONS, CaseLeft, CaseMoved, UnsealCase
from feedback.cases import Case, may_unseal
from feedback.cues import Cue, cues_in
from feedback.errors import CaseClosed, CaseNotFound, NotToBeUnsealed, SealedByLaw
from feedback.ports import Transaction
from feedback.ringing import handlers, ring
from feedback.wording import words

BY_LAW = frozenset({Cue.MONEY, Cue.LEAK, Cue.DENUNCIATION})
DENOUNCED = frozenset({"to-cao", "to-giac"})
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


def sealed_by_law(case: Case, analyses: Iterable[Analysis]) -> bool:
    """By the words as handlers read them, and by what the analyst found in any of them, whatever was said since."""
    if not BY_LAW.isdisjoint(cues_in(case.words)):
        return True
    return any(not SEALING_TAGS.isdisjoint(one.codes) or one.gate in DENOUNCED for one in analyses)


async def _unseal(tx: Transaction, wanted: UnsealCase, *, now: datetime) -> CaseLeft:
    directory, officer = await tx.directory(), wanted.officer
    case = await open_case(tx, officer, wanted.code)
    if not may_unseal(officer, case, directory):
        raise NotToBeUnsealed
    if sealed_by_law(case, await tx.feedback.analyses(case.id)):
        raise SealedByLaw
    above = handlers(case, directory)
    sent = case.transfer(directory.units[case.unit_id], accept_by=case.accept_by or case.due)
    free = replace(sent, sealed=False)
    await tx.cases.save(free)
    await tx.cases.note(case.id, Happened(Event.TRANSFERRED, By.HANDLER, now, case.unit_id, officer.id))
    why = wanted.reason if wanted.reason in UNSEAL_REASONS else OWN_WORDS
    tx.audit.note(Act.UNSEALED, who=officer.code, about=case.code, why=why)
    named = words("vi").say(f"case.unseal_reason.{why}") if why != OWN_WORDS else wanted.reason
    dedup, who = f"unsealed:{case.code}:{now.isoformat()}", officer.name
    await ring(tx, above, "case.unsealed_told", dedup=f"{dedup}:told", at=now, code=case.code, who=who, reason=named)
    unit = directory.units[officer.unit_id].short_name
    await ring(tx, handlers(free, directory), "case.transferred_alert", dedup=dedup, at=now, code=case.code, unit=unit)
    return CaseLeft(case.code, case.unit_id)
