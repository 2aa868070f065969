"""What handlers and officers ask of the house about an explanation, and what they are told."""

from dataclasses import dataclass
from datetime import date

from feedback.explanations import Explanation
from feedback.people import Officer


@dataclass(frozen=True, slots=True)
class AskExplanation:
    """The handler asks this officer, who will read the summary (redacted)."""

    officer: Officer
    code: str
    asked_id: int
    summary: str


@dataclass(frozen=True, slots=True)
class ShowExplanation:
    """The handler looks at the one of a case that is pending."""

    officer: Officer
    code: str


@dataclass(frozen=True, slots=True)
class JudgeExplanation:
    """The handler accepts what this officer gave or, with a note (redacted) of what is unclear, sends it back."""

    officer: Officer
    code: str
    asked_id: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class RecordExplanation:
    """The handler writes down what an officer without a linked chat said on paper (redacted)."""

    officer: Officer
    code: str
    asked_id: int
    text: str


@dataclass(frozen=True, slots=True)
class ListExplanations:
    """The officer asks what is expected of them."""

    officer: Officer


@dataclass(frozen=True, slots=True)
class ReadExplanation:
    """The officer reads one of those, by the code of its case."""

    officer: Officer
    code: str


@dataclass(frozen=True, slots=True)
class GiveExplanation:
    """The officer answers (redacted)."""

    officer: Officer
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class ExplanationAsked:
    """It was asked for, or sent back; `linked`: the officer has a chat where they hear of it."""

    code: str
    officer_id: int
    due: date
    linked: bool


@dataclass(frozen=True, slots=True)
class ExplanationShown:
    """As the asker may read it."""

    explanation: Explanation
    linked: bool = True


@dataclass(frozen=True, slots=True)
class ExplanationsFound:
    """What is expected of an officer, what is due first at the top."""

    explanations: tuple[Explanation, ...]


@dataclass(frozen=True, slots=True)
class ExplanationKept:
    """Given, written down or accepted."""

    code: str


ExplanationRequest = (
    AskExplanation
    | ShowExplanation
    | JudgeExplanation
    | RecordExplanation
    | ListExplanations
    | ReadExplanation
    | GiveExplanation
)
ExplanationOutcome = ExplanationAsked | ExplanationShown | ExplanationsFound | ExplanationKept
