"""What reviewers (thẩm định) ask of the house, and what they are told."""

from dataclasses import dataclass
from datetime import date

from feedback.cases import Case
from feedback.gate_review import Decision, GateReview, Kind
from feedback.people import Officer


@dataclass(frozen=True, slots=True)
class ListReviews:
    """What waits for this reviewer?"""

    officer: Officer


@dataclass(frozen=True, slots=True)
class OpenReview:
    """The reviewer wants to read one of them."""

    officer: Officer
    code: str


@dataclass(frozen=True, slots=True)
class RaiseReview:
    """Who handles the case sees in it what must be reviewed."""

    officer: Officer
    code: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class DecideReview:
    """`note` is the reason, or the authority it will be sent to, as far as the decision needs one."""

    officer: Officer
    code: str
    decision: Decision
    note: str = ""


@dataclass(frozen=True, slots=True)
class SecondReview:
    """The second person agrees or not; whoever proposed it takes it back by not agreeing."""

    officer: Officer
    code: str
    agree: bool


@dataclass(frozen=True, slots=True)
class ReviewSent:
    """It went to the authority on that day."""

    officer: Officer
    code: str
    on: date


@dataclass(frozen=True, slots=True)
class SplitCase:
    """These sentences, counted from 1, become an ordinary case of their own."""

    officer: Officer
    code: str
    chosen: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ReviewsFound:
    """By due date."""

    reviews: tuple[tuple[GateReview, Case], ...]


@dataclass(frozen=True, slots=True)
class ReviewShown:
    """One that was opened; None where the case has none yet. `second`: the asker may be its second person."""

    case: Case
    review: GateReview | None
    second: bool = False


@dataclass(frozen=True, slots=True)
class ReviewDone:
    """`key` is the sentence: what the house did. `review` is how it stands now."""

    key: str
    review: GateReview


GateRequest = ListReviews | OpenReview | RaiseReview | DecideReview | SecondReview | ReviewSent | SplitCase
GateOutcome = ReviewsFound | ReviewShown | ReviewDone
