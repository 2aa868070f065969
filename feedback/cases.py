"""A case (phản ánh): what is known of it, what each move makes of it, and who may see it and pass it on.

Pure: a move returns the new case. Which moves there are stands in `feedback/case_life.py`; `feedback/case_moves.py`
loads, asks, saves.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime

from feedback.case_life import JUDGED, WAITING, By, Need, Result, State, move
from feedback.errors import CaseClosed, TooLate
from feedback.people import Officer, Role
from feedback.units import Directory, Unit

__all__ = [
    "WAITING",
    "Case",
    "State",
    "may_handle",
    "may_inspect",
    "may_listen",
    "may_transfer",
    "may_unseal",
    "receivers",
]


@dataclass(frozen=True, slots=True)
class Case:
    """`code` is random and public; `unit_id` is whom it is about, `handler_unit_id` who must answer.

    `sealed` cases belong to the superior unit alone: the unit they are about learns nothing of them.
    """

    id: int
    code: str
    unit_id: int
    handler_unit_id: int | None
    filed_at: datetime
    due: date
    state: State = State.NEW
    sealed: bool = False
    urgent: bool = False
    counter_id: int | None = None
    words: str = ""  # redacted, as a handler reads them
    tags: tuple[str, ...] = ()
    answer: str = ""
    answered_at: datetime | None = None
    concerns: tuple[int, ...] = ()  # officers it speaks of, and the heads of the unit then: they never handle it sealed
    accept_by: date | None = None  # the last day to take it up
    opened_at: datetime | None = None  # when a handler first read it (mở hòm thư)
    closed_at: datetime | None = None
    reason: str = ""  # why it was refused, as the citizen reads it; kept when they do not agree
    transferred_from: int | None = None  # the unit that sent it on last
    reopen_until: date | None = None  # the citizen's window after an answer or a refusal
    result: Result = Result.OPEN
    reopened: int = 0  # how often the citizen brought it back
    chased: str = ""  # the last reminder that went out for it

    def open(self, *, at: datetime) -> "Case":
        """A handler reads it; the first time counts."""
        return self if self.opened_at else replace(self, opened_at=at)

    def accept(self) -> "Case":
        """Taken up by the office."""
        return self._move(State.ACCEPTED)

    def verify(self) -> "Case":
        """The office looks into it."""
        return self._move(State.VERIFYING)

    def ask_to_explain(self) -> "Case":
        """An officer is asked what they say to it."""
        return self._move(State.EXPLAINING)

    def explained(self, by: By) -> "Case":
        """An officer has said it (OFFICER), or did not in time (CLOCK): the office looks on. Moves nothing where a
        handler did not wait for it."""
        return self._move(State.VERIFYING, by) if self.state is State.EXPLAINING else self

    def transfer(self, unit: Unit, *, accept_by: date) -> "Case":
        """Another unit must answer now, by the same day; it has its own time to take it up and reads it afresh."""
        sent = self._move(State.TRANSFERRED, given=Need.UNIT)
        sent = replace(sent, handler_unit_id=unit.id, transferred_from=self.handler_unit_id)
        return replace(sent, accept_by=accept_by, opened_at=None)

    def refuse(self, reason: str, *, at: datetime, until: date | None = None) -> "Case":
        """Không thụ lý; the citizen will hear the reason, and may say until then that they do not agree."""
        if not self.may_be_refused:
            raise CaseClosed
        refused = self._move(State.REFUSED, given=Need.REASON if reason else None)
        return replace(refused, reason=reason, closed_at=at, reopen_until=until)

    def reply(self, answer: str, *, at: datetime, until: date | None = None) -> "Case":
        """Answered; the citizen will hear these words, and may say until then whether that solved it."""
        told = self._move(State.ANSWERED, given=Need.ANSWER if answer else None)
        return replace(told, answer=answer, answered_at=at, reopen_until=until)

    def inspect(self) -> "Case":
        """The review found what must be inspected."""
        return self._move(State.VERIFYING, By.REVIEWER)

    def conclude(self, told: str, *, at: datetime) -> "Case":
        """The review ends the case; the citizen reads `told`, and nobody asks whether that solved it."""
        ended = self._move(State.CLOSED, By.REVIEWER, given=Need.ANSWER if told else None)
        return replace(ended, answer=told, closed_at=at)

    def show_the_road(self, reason: str, *, at: datetime, until: date | None) -> "Case":
        """The review found a khiếu nại: not taken up here, at whatever state; the citizen may disagree until then."""
        refused = self._move(State.REFUSED, By.REVIEWER, given=Need.REASON if reason else None)
        return replace(refused, reason=reason, closed_at=at, reopen_until=until)

    def seal(self, unit_id: int, concerns: tuple[int, ...], *, accept_by: date) -> "Case":
        """A handler sees a tố cáo in it: from now on it lies sealed with this unit."""
        sent = self._move(State.TRANSFERRED, By.REVIEWER, given=Need.UNIT)
        sent = replace(sent, handler_unit_id=unit_id, transferred_from=self.handler_unit_id, sealed=True)
        return replace(sent, concerns=concerns, accept_by=accept_by, opened_at=None)

    def close(self, *, at: datetime) -> "Case":
        """Closed by a handler. What the citizen says of it stays open until their window ends."""
        return replace(self._move(State.CLOSED), closed_at=at)

    def solved(self, *, at: datetime, today: date) -> "Case":
        """The citizen says that it is solved, also of a case that a handler has closed. Raises TooLate."""
        self._refuse_late(today)
        closed = self if self.state is State.CLOSED else self._move(State.CLOSED, By.CITIZEN)
        return replace(closed, closed_at=self.closed_at or at, result=Result.SOLVED)

    def silence(self, *, at: datetime, agreed: bool = False) -> "Case":
        """Nobody said anything more in the window; `agreed`: all who still stand behind it said that it is solved."""
        closed = self if self.state is State.CLOSED else self._move(State.CLOSED, By.CLOCK)
        return replace(closed, closed_at=self.closed_at or at, result=Result.SOLVED if agreed else Result.SILENT)

    def reopen(self, *, today: date, due: date, accept_by: date) -> "Case":
        """The citizen says that it is not solved: a fresh look, with time of its own. Raises TooLate."""
        self._refuse_late(today)
        fresh = self._move(State.NEW, By.CITIZEN)
        fresh = replace(fresh, due=due, accept_by=accept_by, opened_at=None, closed_at=None)
        return replace(fresh, reopen_until=None, result=Result.OPEN, reopened=self.reopened + 1)

    def contest(self, unit_id: int, *, today: date, due: date, accept_by: date) -> "Case":
        """The citizen does not agree that it was refused: this unit answers it now. Raises TooLate."""
        if self.state is not State.REFUSED:
            raise CaseClosed
        return replace(self.reopen(today=today, due=due, accept_by=accept_by), handler_unit_id=unit_id)

    @property
    def at(self) -> int:
        """The unit that has it; before any had it, the one it is about."""
        return self.handler_unit_id or self.unit_id

    @property
    def may_be_refused(self) -> bool:
        """Before anybody took it up, and once: what its citizen brought back is answered."""
        return move(self.state, State.REFUSED, By.HANDLER) is not None and not self.reopened

    def may_be_judged(self, today: date) -> bool:
        """Whether the citizen may still have a word on what came of it."""
        return self.state in JUDGED and self.reopen_until is not None and today <= self.reopen_until

    def is_late(self, today: date) -> bool:
        """Whether the answer is overdue."""
        return self.state in WAITING and today > self.due

    def _refuse_late(self, today: date) -> None:
        if self.state in JUDGED and not self.may_be_judged(today):
            raise TooLate

    def _move(self, to: State, by: By = By.HANDLER, *, given: Need | None = Need.NOTHING) -> "Case":
        row = move(self.state, to, by)
        if row is None or row.need is not given:
            raise CaseClosed
        return replace(self, state=to)


def may_listen(officer: Officer, *, unit_id: int, superior: Unit | None, concerns: Collection[int | None]) -> bool:
    """Fail closed: a voice is heard by a handler of the superior unit alone, and by nobody whom it concerns."""
    if superior is None or superior.id == unit_id or officer.unit_id != superior.id:
        return False
    return officer.active and officer.handles_cases and officer.id not in concerns


def may_handle(officer: Officer, case: Case) -> bool:
    """Fail closed: only a handler of the unit that must answer, and never the unit it is about once sealed."""
    if not (officer.active and officer.handles_cases and officer.unit_id == case.handler_unit_id):
        return False
    return not case.sealed or (officer.unit_id != case.unit_id and officer.id not in case.concerns)


def may_inspect(officer: Officer, case: Case, directory: Directory) -> bool:
    """Fail closed: an inspector of the unit that must answer, where no handler there may have a sealed case. Of the
    very unit it is about only where nothing stands above that."""
    if not (officer.active and officer.role is Role.INSPECTOR and officer.unit_id == case.handler_unit_id):
        return False
    at_home = officer.unit_id == case.unit_id and directory.superior_of(case.unit_id) is not None
    if not case.sealed or at_home or officer.id in case.concerns:
        return False
    return not any(may_handle(handler, case) for handler in directory.handlers_of(officer.unit_id))


def may_transfer(officer: Officer, case: Case, directory: Directory) -> bool:
    """Fail closed: whoever handles it; a sealed one only the unit above the one it is about."""
    if not may_handle(officer, case):
        return False
    above = directory.superior_of(case.unit_id)
    return not case.sealed or (above is not None and officer.unit_id == above.id)


def may_unseal(officer: Officer, case: Case, directory: Directory) -> bool:
    """Fail closed: a handler who has it, of a unit above the one it is about, where somebody there could answer it."""
    above = {unit.id for unit in directory.above(case.unit_id)}
    able = case.sealed and may_handle(officer, case) and officer.unit_id in above
    return able and bool(directory.handlers_of(case.unit_id))


def receivers(case: Case, directory: Directory) -> tuple[Unit, ...]:
    """Units that the case may be sent on to: above, beside and below whoever has it, as far as somebody there answers
    cases. Never the unit it is about, nor one where somebody serves whom it concerns; a sealed one stays among units
    that serve no citizens themselves."""
    theirs = {officer.unit_id for id in case.concerns if (officer := directory.officers.get(id))}
    around = directory.neighbours_of(case.handler_unit_id) if case.handler_unit_id else ()
    return tuple(
        unit
        for unit in around
        if unit.id not in theirs | {case.unit_id}
        and directory.handlers_of(unit.id)
        and not (case.sealed and unit.serves)
    )
