"""Two persons unseal what the law keeps sealed: the first proposes, the second reads, and agrees or refuses in time.

Whatever changes a proposal holds its case locked. Only those who may have a word learn that there is one.
"""

from dataclasses import replace
from datetime import datetime

from feedback.audit import CLOCK, Act
from feedback.case_letters import for_handlers
from feedback.case_life import Event
from feedback.case_moves import moved_meanwhile, open_case
from feedback.case_requests import CaseMoved
from feedback.cases import Case, may_unseal
from feedback.errors import CaseClosed, CaseNotFound, NotToBeUnsealed
from feedback.numbers import day
from feedback.people import Officer
from feedback.periods import local
from feedback.ports import Database, Transaction
from feedback.reminders import in_hours, rings_at
from feedback.ringing import ring, ring_from
from feedback.second_person import DAYS, Proposal, holds, may_be_proposed, may_second, seconds
from feedback.second_person_requests import (
    DecideProposal,
    ListProposals,
    ProposalDecided,
    ProposalsFound,
    ProposalShown,
    ProposeUnseal,
    ReadProposal,
    ReadUnsealing,
    SecondOutcome,
    SecondRequest,
    UnsealingShown,
    UnsealProposed,
)
from feedback.timeline import may_read_unsealing
from feedback.unsealing import reason_code, refuse_kept, take_off
from feedback.unsealing_errors import NobodyToSecond, ProposalGone, ProposedBefore, ReadAgain


async def by_two(tx: Transaction, wanted: SecondRequest, *, now: datetime) -> SecondOutcome | CaseMoved:
    """Either person's part. Raises CaseNotFound, NotToBeUnsealed, NobodyToSecond, ProposedBefore, ProposalGone,
    ReadAgain."""
    match wanted:
        case ProposeUnseal():
            return await _propose_or_tell(tx, wanted, now=now)
        case ListProposals(officer):
            theirs = [one for one, _, _ in await _open_to(tx, officer, now=now)]
            return ProposalsFound(tuple(sorted(theirs, key=lambda one: (one.due, one.code))))
        case ReadProposal(officer, code):
            one, case, _ = await _theirs(tx, officer, code, now=now)
            tx.audit.note(Act.PROPOSAL_READ, who=officer.code, about=code, why=reason_code(one.reason))
            return await _shown(tx, one, case)
        case DecideProposal():
            return await _decide(tx, wanted, now=now)
        case ReadUnsealing(officer, code):
            return await _unsealing(tx, officer, code)


async def lapse_proposals(database: Database, *, now: datetime) -> int:
    """What nobody decided in time, or what cannot be decided any more, is over: whoever proposed it and whoever was
    asked are told, once, in office hours. How many."""
    async with database.reading() as tx:
        waiting = [one.id for one in await tx.proposals.waiting()]
    return sum([await _lapse_alone(database, id, now=now) for id in waiting])


async def _shown(tx: Transaction, one: Proposal, case: Case) -> ProposalShown:
    photos, letters = await tx.media.of_case(case.id), for_handlers(await tx.letters.of_case(case))
    additions = tuple(await tx.additions.of_case(case.id))
    return ProposalShown(one, case, letters, additions, len(photos.kept) + photos.coming)


async def _propose_or_tell(tx: Transaction, wanted: ProposeUnseal, *, now: datetime) -> UnsealProposed | CaseMoved:
    try:
        return await _propose(tx, wanted, now=now)
    except (CaseClosed, CaseNotFound):
        moved = await moved_meanwhile(tx, wanted.officer, wanted.code)
        if moved is None:
            raise
        return moved


async def _propose(tx: Transaction, wanted: ProposeUnseal, *, now: datetime) -> UnsealProposed:
    directory, me = await tx.directory(), wanted.officer
    case = await open_case(tx, me, wanted.code)
    if not may_unseal(me, case, directory):
        raise NotToBeUnsealed
    case.transfer(directory.units[case.unit_id], accept_by=case.due)  # as it must go later; refuses where it cannot
    await refuse_kept(tx, case)
    if not may_be_proposed(case, await tx.proposals.of_case(case)):
        raise ProposedBefore
    asked = seconds(case, me, directory)
    if not asked:
        raise NobodyToSecond
    calendar = directory.calendar_of(me.unit_id)
    due = calendar.add(local(now).date(), DAYS)
    await tx.proposals.keep(Proposal(case.id, case.code, case.reopened, me.id, me.unit_id, now, due, wanted.reason))
    tx.audit.note(Act.UNSEAL_PROPOSED, who=me.code, about=case.code, why=reason_code(wanted.reason))
    told = {"who": me.name, "code": case.code, "day": day(due)}
    dedup, first = f"second:{case.code}:{now.isoformat()}", rings_at(case, now, calendar)
    await ring_from(tx, asked, "second.asked", first, dedup=dedup, at=now, **told)
    return UnsealProposed(case.code, due, len(asked))


async def _unsealing(tx: Transaction, officer: Officer, code: str) -> UnsealingShown:
    """Raises CaseNotFound for everybody who may not read it, as for a case that is not there."""
    case = await tx.cases.unsealed(code)
    if case is None or not may_read_unsealing(officer, case, await tx.directory()):
        raise CaseNotFound
    said = [one for one in await tx.cases.whole_timeline(case.id) if one.what is Event.UNSEALED]
    tx.audit.note(Act.UNSEALING_READ, who=officer.code, about=case.code)
    return UnsealingShown(case.code, case.unit_id, said[-1])


async def _decide(tx: Transaction, wanted: DecideProposal, *, now: datetime) -> ProposalDecided:
    me = wanted.officer
    one, case, proposer = await _theirs(tx, me, wanted.code, now=now)
    if wanted.agrees:
        await refuse_kept(tx, case)
        if (await _shown(tx, one, case)).read != wanted.read:
            raise ReadAgain
    decided = one.decide(me.id, agrees=wanted.agrees, at=now, today=local(now).date())
    if not await tx.proposals.settle(decided):
        raise ProposalGone
    act = Act.UNSEAL_SECONDED if wanted.agrees else Act.UNSEAL_DECLINED
    tx.audit.note(act, who=me.code, about=case.code, why=proposer.code)
    if not wanted.agrees:
        told = {"code": case.code, "who": me.name}
        await ring(tx, [proposer], "second.refused", dedup=f"seconded:{one.id}", at=now, **told)
        return ProposalDecided(case.code)
    left = await take_off(tx, case, one.reason, by=me, sender=proposer, now=now)
    return ProposalDecided(case.code, left.unit_id)


async def _theirs(tx: Transaction, officer: Officer, code: str, *, now: datetime) -> tuple[Proposal, Case, Officer]:
    found = (one for one in await _open_to(tx, officer, now=now) if one[0].code == code)
    mine = next(found, None)
    if mine is None:
        raise ProposalGone
    return mine


async def _open_to(tx: Transaction, officer: Officer, *, now: datetime) -> list[tuple[Proposal, Case, Officer]]:
    """Each that waits for a word this officer may say, with its case, locked, and whoever proposed it."""
    directory, today = await tx.directory(), local(now).date()
    found = []
    for one in await tx.proposals.waiting():
        near = officer.unit_id in {unit.id for unit in directory.line_up(one.unit_id)}
        case = await tx.cases.whole(one.case_id) if near and today <= one.due else None
        proposer = directory.officers[one.proposed_by]
        if case and holds(one, case, directory) and may_second(officer, case, proposer, directory):
            found.append((one, case, proposer))
    return found


async def _lapse_alone(database: Database, id: int, *, now: datetime) -> bool:
    """A transaction each: nobody waits in a circle for the cases of two."""
    async with database.transact() as tx:
        one = next((one for one in await tx.proposals.waiting() if one.id == id), None)
        return one is not None and await _lapse(tx, one, now=now)


async def _lapse(tx: Transaction, one: Proposal, *, now: datetime) -> bool:
    """Looked at under the lock of its case: of two replicas the second finds nothing to settle."""
    directory, here = await tx.directory(), local(now)
    if not in_hours(here, directory.calendar_of(one.unit_id)):
        return False
    case = await tx.cases.whole(one.case_id)
    if case is None or (here.date() <= one.due and holds(one, case, directory)):
        return False
    if not await tx.proposals.settle(one.lapse()):
        return False
    proposer = directory.officers[one.proposed_by]
    tx.audit.note(Act.UNSEAL_LAPSED, who=CLOCK, about=case.code, why=proposer.code)
    told = {"code": case.code, "day": day(one.due)}
    knows = may_unseal(proposer, case, directory) or may_read_unsealing(proposer, case, directory)
    await ring(tx, [proposer] if knows else [], "second.lapsed", dedup=f"lapsed:{one.id}", at=now, **told)
    asked = seconds(case, replace(proposer, unit_id=one.unit_id), directory)  # as it was when they were asked
    await ring(tx, asked, "second.lapsed_for_you", dedup=f"lapsed:{one.id}:asked", at=now, **told)
    return True
