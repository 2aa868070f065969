"""What staff ask of the house about duty and alarms, and what they are told."""

from dataclasses import dataclass
from datetime import date

from feedback.people import Officer
from feedback.rota import Duty


@dataclass(frozen=True, slots=True)
class TakeAlarm:
    """Tôi xử lý: the officer takes the alarm of the case with this code, or the one that waits for them."""

    officer: Officer
    code: str = ""


@dataclass(frozen=True, slots=True)
class ShowDuty:
    """Who is on duty in the officer's unit."""

    officer: Officer


@dataclass(frozen=True, slots=True)
class HandOverDuty:
    """Another handler of the unit does the officer's duty of that day."""

    officer: Officer
    taker_id: int
    day: date


@dataclass(frozen=True, slots=True)
class AlarmTaken:
    """`by_id` has taken it, the officer or somebody quicker. `may_open`: the officer handles the case."""

    code: str
    by_id: int
    may_open: bool = False


@dataclass(frozen=True, slots=True)
class SeveralAlarms:
    """More than one may be meant; nothing was taken yet."""

    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DutyShown:
    """Who is on duty now, and what begins in the seven days from `today` on; nothing for a unit without a rota.
    `mine` are the days whose duty the officer may hand over now, `others` to whom."""

    today: date
    now: tuple[Duty, ...]
    week: tuple[Duty, ...]
    mine: tuple[date, ...]
    others: tuple[int, ...]
    minutes: int


@dataclass(frozen=True, slots=True)
class DutyHandedOver:
    """`taker_id` has it, and was told where they have a chat."""

    taker_id: int
    day: date
    told: bool


DutyRequest = TakeAlarm | ShowDuty | HandOverDuty
DutyOutcome = AlarmTaken | SeveralAlarms | DutyShown | DutyHandedOver
