"""How a handler moves a case: each move is checked, written into the timeline, and told to whom it concerns.

Of two handlers one wins; the other is told who moved it and how it stands.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from feedback.alarming import handled, raise_alarm
from feedback.audit import Act
from feedback.case_life import EVENT_OF, By, Event, Happened, State
from feedback.case_requests import CaseLeft, CaseMoved, MoveCase, RefuseCase, TransferCase
from feedback.cases import Case, may_transfer, receivers
from feedback.deadlines import Kind
from feedback.errors import CaseNotFound, NotAReceiver
from feedback.gate_hold import hold
from feedback.people import Officer
from feedback.ports import Transaction
from feedback.results import tell_answer, tell_refusal
from feedback.ringing import ring_by_day

NO_MOVE = frozenset({Event.OPENED, Event.ASKED, Event.REPLIED})


async def open_case(tx: Transaction, officer: Officer, code: str) -> Case:
    """One that is theirs, locked. Raises CaseNotFound for any other."""
    case = await tx.cases.lock(officer, code)
    if case is None:
        raise CaseNotFound
    return case


async def first_reading(tx: Transaction, officer: Officer, case: Case, *, now: datetime) -> Case:
    """Mở hòm thư: that a handler of the unit read it for the first time is kept, and the citizen may know it."""
    read = case.open(at=now)
    if read is not case:
        await tx.cases.save(read)
        await tx.cases.note(case.id, _by(officer, Event.OPENED, now))
    return read


async def move_case(
    tx: Transaction, officer: Officer, code: str, move: Callable[[Case], Case], *, now: datetime
) -> Case:
    """Carry out an allowed move. Raises CaseNotFound or CaseClosed."""
    moved = move(await open_case(tx, officer, code))
    await _keep(tx, officer, moved, now=now)
    return moved


async def answer_case(tx: Transaction, officer: Officer, code: str, answer: str, *, now: datetime) -> Case:
    """Answer the case and write to the citizen."""
    until = await _word_until(tx, await open_case(tx, officer, code), now=now)
    case = await move_case(tx, officer, code, lambda case: case.reply(answer, at=now, until=until), now=now)
    await tell_answer(tx, case, now=now)
    return case


async def carry(tx: Transaction, wanted: MoveCase, *, now: datetime) -> Case:
    """The plain moves: take it up, look into it, close it."""
    moves: dict[State, Callable[[Case], Case]] = {
        State.ACCEPTED: Case.accept,
        State.VERIFYING: Case.verify,
        State.CLOSED: lambda case: case.close(at=now),
    }
    return await move_case(tx, wanted.officer, wanted.code, moves[wanted.to], now=now)


async def refuse_case(tx: Transaction, wanted: RefuseCase, *, now: datetime) -> CaseLeft:
    """Không thụ lý; the citizen reads why, and may ask once that the unit above looks at it."""
    until = await _word_until(tx, await open_case(tx, wanted.officer, wanted.code), now=now)
    refused = await move_case(
        tx, wanted.officer, wanted.code, lambda case: case.refuse(wanted.reason, at=now, until=until), now=now
    )
    await tell_refusal(tx, refused, now=now)
    return CaseLeft(wanted.code)


async def transfer_case(tx: Transaction, wanted: TransferCase, *, now: datetime) -> CaseLeft:
    """Sent on to a unit that may have it, whose handlers are told. Raises NotAReceiver."""
    directory, officer = await tx.directory(), wanted.officer
    case = await open_case(tx, officer, wanted.code)
    to = next((unit for unit in receivers(case, directory) if unit.id == wanted.unit_id), None)
    accept_by = directory.due_by(Kind.ACCEPT, now, unit_id=wanted.unit_id, filed_at=case.filed_at)
    if to is None or not may_transfer(officer, case, directory):
        raise NotAReceiver
    sent = case.transfer(to, accept_by=accept_by)
    await _keep(tx, officer, sent, now=now, to=f":{to.code}", said=wanted)
    unit, dedup = directory.units[officer.unit_id].short_name, f"transferred:{sent.code}:{now.isoformat()}"
    if sent.urgent:
        await raise_alarm(tx, sent, now=now)
    else:
        await ring_by_day(tx, sent, "case.transferred_alert", dedup=dedup, now=now, code=sent.code, unit=unit)
    return CaseLeft(sent.code, to.id)


async def moved_meanwhile(tx: Transaction, officer: Officer, code: str) -> CaseMoved | None:
    """Who moved it, where somebody did: asked for when a move was refused. None for a case that was never theirs."""
    here = await tx.cases.lock(officer, code)
    case = here or await tx.cases.left(officer, code)
    told = [one for one in await tx.cases.timeline(case.id) if one.what not in NO_MOVE] if case else []
    if here is None:  # what became of it elsewhere is not theirs to know
        told = [one for one in told if one.what is Event.TRANSFERRED]
    if case is None or not told:
        return None
    who = (await tx.directory()).officers.get(told[-1].officer_id or 0)
    name, state = who.name if who else "", case.state if here else State.TRANSFERRED
    return CaseMoved(case.code, told[-1].what, name, told[-1].at, state, None if here else told[-1].unit_id)


async def _word_until(tx: Transaction, case: Case, *, now: datetime) -> date:
    return (await tx.directory()).due_by(Kind.VERIFY, now, unit_id=case.unit_id, filed_at=case.filed_at)


async def _keep(
    tx: Transaction, officer: Officer, moved: Case, *, now: datetime, to: str = "", said: TransferCase | None = None
) -> None:
    await hold(tx, moved)
    await tx.cases.save(moved)
    await handled(tx, officer, moved, now=now)
    line = _by(officer, EVENT_OF[moved.state], now, moved)
    await tx.cases.note(moved.id, replace(line, why=said.why, words=said.words) if said else line)
    tx.audit.note(Act.MOVED, who=officer.code, about=moved.code, why=f"{moved.state.value}{to}")


def _by(officer: Officer, what: Event, now: datetime, moved: Case | None = None) -> Happened:
    where = moved.handler_unit_id if moved and what is Event.TRANSFERRED else officer.unit_id
    return Happened(what, By.HANDLER, now, where, officer.id)
