"""The life of a case (phản ánh): which moves are allowed, when an answer is due, and who may never see it.

Pure: a move returns the new case. `feedback/handling.py` loads, asks, saves.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from feedback.errors import CaseClosed
from feedback.people import Officer
from feedback.periods import add_working_days, local
from feedback.units import Unit

ANSWER_WITHIN = 10
"""Working days from filing (Luật Tiếp công dân 42/2013, Điều 28)."""


class State(StrEnum):
    """Where a case stands; its words are `case.state.<value>` in vi.toml."""

    NEW = "moi-gui"
    ACCEPTED = "da-tiep-nhan"
    ANSWERED = "da-tra-loi"
    WITHDRAWN = "da-rut"


MOVES: dict[State, frozenset[State]] = {
    State.NEW: frozenset({State.ACCEPTED, State.ANSWERED, State.WITHDRAWN}),
    State.ACCEPTED: frozenset({State.ANSWERED, State.WITHDRAWN}),
    State.ANSWERED: frozenset(),
    State.WITHDRAWN: frozenset(),
}
"""The whole list of allowed moves."""

WAITING = frozenset({State.NEW, State.ACCEPTED})


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

    def accept(self) -> "Case":
        """Taken up by the office."""
        return self._move(State.ACCEPTED)

    def reply(self, answer: str, *, at: datetime) -> "Case":
        """Answered; the citizen will hear these words."""
        return replace(self._move(State.ANSWERED), answer=answer, answered_at=at)

    def withdraw(self) -> "Case":
        """The citizen took it back."""
        return self._move(State.WITHDRAWN)

    def is_late(self, today: date) -> bool:
        """Whether the answer is overdue."""
        return self.state in WAITING and today > self.due

    def _move(self, to: State) -> "Case":
        if to not in MOVES[self.state]:
            raise CaseClosed
        return replace(self, state=to)


def due_date(filed_at: datetime, holidays: Collection[date]) -> date:
    """The last day for an answer, counted from filing."""
    return add_working_days(local(filed_at).date(), ANSWER_WITHIN, holidays)


def may_listen(
    officer: Officer, *, unit_id: int, superior: Unit | None, concerns: Collection[int | None]
) -> bool:
    """Fail closed: a voice is heard by a handler of the superior unit alone, and by nobody whom it concerns."""
    if superior is None or superior.id == unit_id or officer.unit_id != superior.id:
        return False
    return officer.active and officer.handles_cases and officer.id not in concerns


def may_handle(officer: Officer, case: Case) -> bool:
    """Fail closed: only a handler of the unit that must answer, and never the unit it is about once sealed."""
    if not (officer.active and officer.handles_cases and officer.unit_id == case.handler_unit_id):
        return False
    return not case.sealed or (officer.unit_id != case.unit_id and officer.id not in case.concerns)
