"""What handlers and citizens ask of the house about a case that is open, and what they are told."""

from dataclasses import dataclass
from datetime import date, datetime

from feedback.case_life import Event, State
from feedback.people import Officer

SOLVED, UNSOLVED = "solved", "unsolved"
"""What the two buttons below an answer say."""


@dataclass(frozen=True, slots=True)
class MoveCase:
    """The handler takes the case up, looks into it, or closes it."""

    officer: Officer
    code: str
    to: State


@dataclass(frozen=True, slots=True)
class TransferCase:
    """Another unit must answer it. `why` is one of Sending, which the citizen reads too; `words` are for the unit that
    gets it. One of the two is given."""

    officer: Officer
    code: str
    unit_id: int
    why: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class RefuseCase:
    """It is not taken up (không thụ lý); the citizen will read the reason."""

    officer: Officer
    code: str
    reason: str


UNSEAL_REASONS = ("khong-ve-lanh-dao", "da-doc", "don-vi-xu-ly")
"""Why a seal is taken off, where no own words say it; `case.unseal_reason.<value>`."""


@dataclass(frozen=True, slots=True)
class UnsealCase:
    """The unit that a sealed case is about may see it from now on. `reason` is one of UNSEAL_REASONS or own words."""

    officer: Officer
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class TellResult:
    """The citizen says whether it is solved: of the case with this code that came from this chat, of the words behind
    this receipt, or of the one answer to this chat that still waits for a word. Of a refusal only that they do not
    agree."""

    solved: bool
    code: str = ""
    receipt: str = ""


@dataclass(frozen=True, slots=True)
class CaseMoved:
    """Somebody else was quicker: what `who` did when, and how the case stands now. `unit_id` has it, where it left the
    asker's unit; `who` is "" when no person did it."""

    code: str
    what: Event
    who: str
    at: datetime
    state: State
    unit_id: int | None = None


@dataclass(frozen=True, slots=True)
class CaseLeft:
    """It was sent on to this unit, or refused (None); there is nothing more to do with it here."""

    code: str
    unit_id: int | None = None


@dataclass(frozen=True, slots=True)
class ResultHeard:
    """What the citizen said is kept; `due` is the last day for the fresh look at what was not solved, by the unit
    `contested` where a refusal was not agreed with. They had said no `before`, on that day, and it is being looked at:
    nothing new was kept."""

    solved: bool
    unit_id: int
    due: date | None = None
    contested: int | None = None
    before: date | None = None
    code: str = ""  # of a case that is looked at afresh: more can be said of it
    together: bool = False  # others stand behind the case: they have a word too, or had theirs before


@dataclass(frozen=True, slots=True)
class ToldCase:
    """An answer or a refusal that the citizen may still speak of; the days of the words and of the letter."""

    code: str
    unit_id: int
    filed: date
    told: date


@dataclass(frozen=True, slots=True)
class SeveralTold:
    """More than one may be meant; nothing was kept yet."""

    solved: bool
    cases: tuple[ToldCase, ...]


CaseRequest = MoveCase | TransferCase | RefuseCase | UnsealCase | TellResult
CaseOutcome = CaseMoved | CaseLeft | ResultHeard | SeveralTold
