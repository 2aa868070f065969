"""An alarm: an urgent case rings one person after another until somebody says that they see to it.

Who is rung at which step stands in `feedback/alarm_ladder.py`.
"""

from dataclasses import dataclass
from datetime import datetime

ALARM = "alarm"
"""The kind of its letters."""

FIRST, SECOND, ABOVE, LAST = 1, 2, 3, 100
"""Numbers of steps: of the unit that must answer, of the unit right above (the next one is 4, and so on), of the
inspectors."""


def letter_key(alarm_id: int, step: int, officer_id: int, tag: str) -> str:
    """What marks the letter of a step in one chat: nobody is written to twice, and what waits still can be found."""
    return f"{ALARM}:{alarm_id}:{step}:{officer_id}:{tag}"


@dataclass(frozen=True, slots=True)
class Alarm:
    """`step` was rung last, 0 for none; at `next_at` the next one is due, None when there is none left. `by_citizen`:
    raised by a citizen's act, whose moment must not be found out from ours."""

    id: int
    case_id: int
    unit_id: int
    raised_at: datetime
    next_at: datetime | None
    step: int = 0
    sealed: bool = False
    by_citizen: bool = False
