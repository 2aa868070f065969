"""What boards and handlers ask of the house about a recommendation, and what they are told."""

from dataclasses import dataclass
from datetime import date

from feedback.people import Officer
from feedback.recommendations import Recommendation, Stage


@dataclass(frozen=True, slots=True)
class ListRecommendations:
    """A member of a board asks for theirs, a handler for those that wait."""

    officer: Officer


@dataclass(frozen=True, slots=True)
class ReadRecommendation:
    """One of those, by its code."""

    officer: Officer
    code: str


@dataclass(frozen=True, slots=True)
class SendRecommendation:
    """The board recommends something to this unit; `own` are its words where `text` puts more around them."""

    officer: Officer
    unit_id: int
    text: str
    own: str = ""


@dataclass(frozen=True, slots=True)
class AnswerRecommendation:
    """The handler accepts it or does not, and says what will be done or why not."""

    officer: Officer
    code: str
    accepts: bool
    text: str


@dataclass(frozen=True, slots=True)
class NoteRecommendation:
    """The board notes whether what was accepted is carried out."""

    officer: Officer
    code: str
    done: bool


@dataclass(frozen=True, slots=True)
class RecommendationsFound:
    """A board's, the newest first, or those that wait for a handler, what is due first at the top."""

    recommendations: tuple[Recommendation, ...]


@dataclass(frozen=True, slots=True)
class RecommendationShown:
    """As this person may read it, and what they may do."""

    recommendation: Recommendation
    may_answer: bool = False
    may_note: bool = False


@dataclass(frozen=True, slots=True)
class RecommendationSent:
    """It is on its way; `heard`: somebody who must answer has a chat where they hear of it."""

    code: str
    unit_id: int
    due: date
    heard: bool


@dataclass(frozen=True, slots=True)
class RecommendationKept:
    """Answered or noted."""

    code: str
    stage: Stage


@dataclass(frozen=True, slots=True)
class RecommendationBeaten:
    """Somebody else was quicker: it stands at this stage now; `who` answered it, "" where they are gone."""

    code: str
    who: str
    stage: Stage


RecommendationRequest = (
    ListRecommendations | ReadRecommendation | SendRecommendation | AnswerRecommendation | NoteRecommendation
)
RecommendationOutcome = (
    RecommendationsFound | RecommendationShown | RecommendationSent | RecommendationKept | RecommendationBeaten
)
