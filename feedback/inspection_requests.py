"""What people's inspectors ask of the house about cases, and what they are shown."""

from dataclasses import dataclass

from feedback.inspection_scope import Watched
from feedback.people import Officer
from feedback.recommendation_requests import RecommendationOutcome, RecommendationRequest


@dataclass(frozen=True, slots=True)
class ListWatched:
    """Which cases are there?"""

    officer: Officer


@dataclass(frozen=True, slots=True)
class ReadWatched:
    """One of them, opened to be read: that is written down."""

    officer: Officer
    code: str


@dataclass(frozen=True, slots=True)
class WatchedFound:
    """Those that wait, and those of this quarter and the last, without words: what is due first at the top."""

    cases: tuple[Watched, ...]


@dataclass(frozen=True, slots=True)
class WatchedShown:
    """As the inspector may read it."""

    case: Watched


WatchRequest = ListWatched | ReadWatched
WatchOutcome = WatchedFound | WatchedShown
InspectionRequest = WatchRequest | RecommendationRequest
InspectionOutcome = WatchOutcome | RecommendationOutcome
