"""Words that a citizen adds to their own: with the handler under the same code, and no day of the case moves.

They pass consent, redaction, cues and the analyst like any other words. What must go past the unit parts from the case
and goes its own way, with a receipt of its own: whoever handles the case sees what they would see had nobody added
anything. So does what says more than an addition should: what passes the gate, what no analyst could read, what
concerns somebody who has the case. Fail closed: a case of its own is no harm.
"""

from dataclasses import replace
from datetime import datetime

from feedback.addition_ports import Original
from feedback.addition_requests import StillWaits, WaitingListed
from feedback.alarming import raise_alarm
from feedback.analysis import Analysis
from feedback.case_life import WAITING
from feedback.cases import Case
from feedback.errors import NothingToAddTo
from feedback.ports import Filed, Transaction
from feedback.sealing import concerned, names
from feedback.units import Directory

MOST = 5
"""Additions to the same words; what else there is to say is a matter of its own."""

LISTED = 4
"""Cases to choose from, beside a way out (five buttons)."""


async def waiting_of(tx: Transaction, *, chat: str) -> WaitingListed:
    """What this chat can add to."""
    found = await tx.additions.waiting_of(chat)
    return WaitingListed(tuple(StillWaits(*one) for one in found[:LISTED]))


async def original_of(tx: Transaction, adds: str, *, chat: str) -> Original:
    """The words that are added to: of somebody who holds their receipt, or of this very chat. Nobody read them yet, or
    their case waits. Raises NothingToAddTo, in the same way for words that were never theirs."""
    original = await tx.additions.original(adds, chat=chat)
    if original is None or original.additions >= MOST:
        raise NothingToAddTo
    if not original.reading:
        case = await tx.cases.whole(original.case_id) if original.case_id is not None else None
        if case is None or case.state not in WAITING:
            raise NothingToAddTo
    return original


async def join_original(
    tx: Transaction, filed: Filed, analysis: Analysis | None, *, sealed: bool, review: bool, now: datetime
) -> tuple[Case | None, bool]:
    """The case that these words are added to from now on, or None where they add to nothing or part from it; and
    whether they are sealed: what adds to a sealed case never goes to the unit, wherever else it goes. `review`: they
    must be looked at (thẩm định), and that is asked of a case as a whole."""
    case_id = await tx.additions.case_of(filed.id)
    case = await tx.cases.whole(case_id) if case_id is not None else None
    directory = await tx.directory()
    sealed = sealed or (case is not None and (case.sealed or names_holder(filed, case, directory)))
    if case is None or review or not belongs(filed, analysis, case, sealed=sealed, directory=directory):
        await tx.additions.part(filed.id)
        return None, sealed
    if analysis and analysis.urgent and not case.urgent:
        case = replace(case, urgent=True)
        await tx.cases.save(case)
        await raise_alarm(tx, case, now=now)
    return case, sealed


def belongs(filed: Filed, analysis: Analysis | None, case: Case, *, sealed: bool, directory: Directory) -> bool:
    """Whether whoever has the case may have these words too."""
    if case.state not in WAITING or analysis is None:
        return False
    if not case.sealed:
        return not sealed
    return set(concerned(filed, directory)) <= set(case.concerns)


def names_holder(filed: Filed, case: Case, directory: Directory) -> bool:
    """Whether they are about somebody who reads the case at another unit: it was sent on, or looked at above. The heads
    of the unit itself are known to every seal; these are not."""
    unit_id = case.handler_unit_id
    if unit_id is None or unit_id == filed.unit_id:
        return False
    readers = (*directory.heads_of(unit_id), *directory.handlers_of(unit_id), *directory.inspectors_of(unit_id))
    return any(names(filed.text, one.name) for one in readers)
