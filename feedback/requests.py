"""What the conversation asks the house to do, and what it is told afterwards.

A step never acts: the reception carries its request out in its one transaction, and the step hears the outcome.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from feedback.addition_ports import Added
from feedback.addition_requests import AdditionOutcome, AdditionRequest
from feedback.assisted_requests import AssistedOutcome, AssistedRequest
from feedback.case_letters import Behind, CaseLetter, Thread
from feedback.case_life import Happened, Result
from feedback.case_requests import CaseOutcome, CaseRequest
from feedback.cases import Case, State
from feedback.data_requests import Erased as Erased
from feedback.data_requests import EraseMyData as EraseMyData
from feedback.data_requests import MyData as MyData
from feedback.data_requests import ShowMyData as ShowMyData
from feedback.duty_requests import DutyOutcome, DutyRequest
from feedback.explanation_requests import ExplanationOutcome, ExplanationRequest
from feedback.explanations import Explanation
from feedback.gate_requests import GateOutcome, GateRequest
from feedback.gate_review import GateReview
from feedback.inspection_requests import InspectionOutcome, InspectionRequest
from feedback.invitation_requests import InvitationOutcome, InvitationRequest
from feedback.letter_requests import LetterOutcome, LetterRequest
from feedback.media import Held, Photos
from feedback.people import Officer
from feedback.praise_requests import PraiseOutcome, PraiseRequest
from feedback.ratings import Level, Rating
from feedback.reviews import Standing
from feedback.score_requests import ScoreCard as ScoreCard
from feedback.score_requests import ShowScore as ShowScore
from feedback.second_person_requests import SecondOutcome, SecondRequest
from feedback.tag_requests import ConfirmTags as ConfirmTags
from feedback.tag_requests import CorrectTags as CorrectTags
from feedback.ticket_requests import TicketOutcome, TicketRequest
from feedback.visits import Visit
from feedback.voice_requests import VoiceOutcome, VoiceRequest


class Kind(StrEnum):
    """What a citizen's words are."""

    WORDS = "with-rating"
    SUGGESTION = "suggestion"
    PRAISE = "praise"


@dataclass(frozen=True, slots=True)
class KeepRating:
    """Keep this rating as it stands now; the last one for a visit counts."""

    rating: Rating


@dataclass(frozen=True, slots=True)
class SubmitFeedback:
    """Take these words. `visit.key` ties them to a rating when there was one."""

    visit: Visit
    kind: Kind
    level: Level | None
    text: str
    redacted: str
    filed_at: datetime
    language: str
    consent: str  # version of the consent sentence that was agreed to
    photos: tuple[str, ...] = ()  # keys of those held beside the talk
    of_head: bool = False  # the person said that the photos concern the head of the unit
    voice: str = ""  # the key of a voice instead of words
    ticked: bool = False  # the person said that it is a tố cáo
    adds: str = ""  # to the words behind this receipt, or to the chat's own about the case with this code


@dataclass(frozen=True, slots=True)
class HoldMedia:
    """Keep these beside the talk until its words are sent."""

    held: tuple[Held, ...]


@dataclass(frozen=True, slots=True)
class FindReceipt:
    """What became of the words behind these 16 digits?"""

    receipt: str


@dataclass(frozen=True, slots=True)
class RedeemLink:
    """Somebody typed a one-time code to link this chat to a member of staff."""

    code: str


@dataclass(frozen=True, slots=True)
class ListCases:
    """What waits for this handler?"""

    officer: Officer


@dataclass(frozen=True, slots=True)
class OpenCase:
    """The handler wants to read one of them."""

    officer: Officer
    code: str


@dataclass(frozen=True, slots=True)
class ShowPhotos:
    """The handler wants to look at the photos of a case."""

    officer: Officer
    code: str


@dataclass(frozen=True, slots=True)
class AnswerCase:
    """The handler's answer, to be sent to the citizen."""

    officer: Officer
    code: str
    answer: str


@dataclass(frozen=True, slots=True)
class FeedbackTaken:
    """The words are kept; `receipt` is told once and never stored in the clear. `due` is None for praise."""

    receipt: str
    due: date | None
    denunciation: bool = False  # the text reads like a tố cáo: tell the lawful road
    danger: bool = False  # somebody may be in danger: tell whom to call now
    photos: int = 0  # that went along
    added: bool = False  # to earlier words: their days stand as they were
    may_name: bool = False  # praise of somebody by name: the person is asked whether they give theirs


@dataclass(frozen=True, slots=True)
class FeedbackStatus:
    """What a receipt shows. `state` is None without a case: words being read (`reading`), praise, mere thanks."""

    filed_at: datetime
    unit_id: int
    kind: Kind
    state: State | None
    due: date | None
    answer: str = ""
    erased: bool = False
    reading: bool = False
    reason: str = ""  # why it was refused
    judge_until: date | None = None  # so long the citizen may say whether the answer solved it
    result: Result = Result.OPEN  # by the word of whoever holds the receipt, and not of others behind the case
    timeline: tuple[Happened, ...] = ()
    together: bool = False  # others stand behind the case too
    said_no: bool = False  # it was brought back, by whoever holds the receipt and not only by others
    name: str = ""  # beside praise
    adds: bool = False  # these words add to earlier ones
    part: "FeedbackStatus | None" = None  # what was split off from them
    thread: Thread | None = None  # letters with the office; None without a case


@dataclass(frozen=True, slots=True)
class ReceiptFound:
    """`status` is None when there is no such receipt."""

    status: FeedbackStatus | None


@dataclass(frozen=True, slots=True)
class Refused:
    """The house said no, by name; `key` is the sentence."""

    key: str


@dataclass(frozen=True, slots=True)
class LinkMade:
    """This chat now belongs to the officer."""

    officer: Officer


@dataclass(frozen=True, slots=True)
class CasesFound:
    """What waits for the handler, most urgent first, how many voices wait for their words, how many people stood behind
    each case (by id) when the day began, and how often it was added to."""

    cases: tuple[Case, ...]
    voices: int = 0
    authors: Mapping[int, int] = field(default_factory=dict)
    under_review: frozenset[int] = frozenset()  # by id: those that wait for their review (thẩm định)
    additions: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CaseShown:
    """The case as it stands, after the handler's move if there was one, and how far its tags are looked at.

    `ticked` is what a correction begins with: the handler's own last word, else the tags that count. `authors` is how
    many people stood behind it when the day began.
    """

    case: Case
    standing: Standing
    ticked: tuple[str, ...]
    photos: Photos = field(default_factory=Photos)
    timeline: tuple[Happened, ...] = ()
    authors: int = 0
    explanations: tuple[Explanation, ...] = ()
    letters: tuple[CaseLetter, ...] = ()
    behind: Behind | None = None  # the case beside which this one stands
    review: GateReview | None = None
    additions: tuple[Added, ...] = ()


@dataclass(frozen=True, slots=True)
class MediaHeld:
    """The keys of the photos and of the voice that are held; `full` says that there was no room for others."""

    photos: tuple[str, ...]
    voice: str = ""
    full: bool = False


@dataclass(frozen=True, slots=True)
class PhotosShown:
    """A case whose photos this handler is shown now."""

    shown: CaseShown


Request = (
    KeepRating
    | SubmitFeedback
    | HoldMedia
    | FindReceipt
    | ShowScore
    | RedeemLink
    | ListCases
    | OpenCase
    | ShowPhotos
    | CaseRequest
    | ExplanationRequest
    | InspectionRequest
    | LetterRequest
    | GateRequest
    | PraiseRequest
    | AdditionRequest
    | DutyRequest
    | SecondRequest
    | AnswerCase
    | ConfirmTags
    | CorrectTags
    | ShowMyData
    | EraseMyData
    | VoiceRequest
    | TicketRequest
    | InvitationRequest
    | AssistedRequest
)
Outcome = (
    FeedbackTaken
    | MediaHeld
    | ReceiptFound
    | Refused
    | ScoreCard
    | LinkMade
    | CasesFound
    | CaseShown
    | CaseOutcome
    | ExplanationOutcome
    | InspectionOutcome
    | LetterOutcome
    | GateOutcome
    | PraiseOutcome
    | AdditionOutcome
    | DutyOutcome
    | SecondOutcome
    | PhotosShown
    | MyData
    | Erased
    | VoiceOutcome
    | TicketOutcome
    | InvitationOutcome
    | AssistedOutcome
)
