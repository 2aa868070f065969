"""What handlers and citizens ask of the house about letters between them, and what they are told.

A citizen names the case by the code below a letter in their own chat, or by their receipt from any door.
"""

from dataclasses import dataclass
from datetime import date

from feedback.people import Officer


@dataclass(frozen=True, slots=True)
class AskCitizen:
    """The handler's question, as the citizens behind the case will read it."""

    officer: Officer
    code: str
    words: str


@dataclass(frozen=True, slots=True)
class FindLetter:
    """What does the office ask?"""

    code: str = ""
    receipt: str = ""


@dataclass(frozen=True, slots=True)
class AnswerLetter:
    """The citizen's answer to the last question."""

    text: str
    redacted: str
    code: str = ""
    receipt: str = ""


@dataclass(frozen=True, slots=True)
class FindPressure:
    """Who would read a report of pressure?"""

    code: str = ""
    receipt: str = ""


@dataclass(frozen=True, slots=True)
class ReportPressure:
    """The citizen is put under pressure; `cut`: and wants no more letters of that case."""

    text: str
    redacted: str
    code: str = ""
    receipt: str = ""
    cut: bool = False


@dataclass(frozen=True, slots=True)
class FindLine:
    """Is there a line to cut?"""

    code: str = ""
    receipt: str = ""


@dataclass(frozen=True, slots=True)
class CutLine:
    """No more letters of that case to that chat; cannot be undone."""

    code: str = ""
    receipt: str = ""


@dataclass(frozen=True, slots=True)
class CitizenAsked:
    """It goes out with the next batch, or within a minute where the case is urgent."""

    code: str
    urgent: bool


@dataclass(frozen=True, slots=True)
class LetterFound:
    """The question that waits for an answer; `unit_id` handles the case `code`."""

    code: str
    unit_id: int
    words: str
    told_on: date


@dataclass(frozen=True, slots=True)
class LetterTaken:
    """Kept; it is handed on with a later batch. `repeated`: the same words were kept before, and nothing new. Under
    `receipt` it stands only if it goes past the handlers."""

    unit_id: int
    denunciation: bool = False
    danger: bool = False
    repeated: bool = False
    receipt: str = ""


@dataclass(frozen=True, slots=True)
class PressureFound:
    """`unit_id` handles the case `code`; `receiver_id` would read the report, None where there is nobody."""

    code: str
    unit_id: int
    receiver_id: int | None


@dataclass(frozen=True, slots=True)
class PressureTaken:
    """Kept, under a receipt of its own; `receiver_id` is rung within minutes. Without a receiver nothing was kept, and
    no line was cut though `cut` was wanted."""

    receiver_id: int | None
    unit_id: int
    danger: bool = False
    cut: bool = False
    receipt: str = ""


@dataclass(frozen=True, slots=True)
class LineFound:
    """Whether letters of the case go to a chat at all."""

    code: str
    unit_id: int
    open: bool


@dataclass(frozen=True, slots=True)
class LineCut:
    """Nothing more is sent."""


@dataclass(frozen=True, slots=True)
class MeantCase:
    """A case that may be meant, with the day of its words."""

    code: str
    unit_id: int
    filed: date


@dataclass(frozen=True, slots=True)
class SeveralMeant:
    """More than one may be meant; nothing was kept yet."""

    cases: tuple[MeantCase, ...]


LetterRequest = AskCitizen | FindLetter | AnswerLetter | FindPressure | ReportPressure | FindLine | CutLine
LetterOutcome = (
    CitizenAsked | LetterFound | LetterTaken | PressureFound | PressureTaken | LineFound | LineCut | SeveralMeant
)
