"""An officer asks for their own score, and what they are shown."""

from dataclasses import dataclass
from datetime import date

from feedback.people import Officer
from feedback.praise_requests import Praise
from feedback.scoring import Share


@dataclass(frozen=True, slots=True)
class ShowScore:
    """The linked officer asks for their own score."""

    officer: Officer


@dataclass(frozen=True, slots=True)
class ScoreCard:
    """An officer's own score: only full blocks of ten count (decision 12).

    `n` is how many ratings are shown, `missing` how many are wanted below ten, `months` the shares of the blocks
    that closed in each month, `praise` redacted words of praise. `share` is None below ten.
    """

    n: int
    share: Share | None
    very_satisfied: Share | None
    missing: int
    first: date | None = None
    last: date | None = None
    months: tuple[tuple[str, Share], ...] = ()
    praise: tuple[Praise, ...] = ()
