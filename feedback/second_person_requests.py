"""What the two persons of an unsealing ask of the house, and what they are told."""

from dataclasses import dataclass
from datetime import date

from feedback.addition_ports import Added
from feedback.case_letters import CaseLetter
from feedback.case_life import Happened
from feedback.cases import Case
from feedback.people import Officer
from feedback.second_person import Proposal


@dataclass(frozen=True, slots=True)
class ProposeUnseal:
    """The first: what the law keeps sealed should come to the unit it is about. `reason` as in UnsealCase."""

    officer: Officer
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class ListProposals:
    """What waits for this officer's word."""

    officer: Officer


@dataclass(frozen=True, slots=True)
class ReadProposal:
    """One of those, with the redacted words; that it was read is written down."""

    officer: Officer
    code: str


@dataclass(frozen=True, slots=True)
class DecideProposal:
    """The second: agrees, or does not."""

    officer: Officer
    code: str
    agrees: bool
    read: int = 0  # how many letters, additions and photos they were shown beside the words


@dataclass(frozen=True, slots=True)
class ReadUnsealing:
    """Why the seal of a case that has left was taken off: for the units above the one it is about."""

    officer: Officer
    code: str


@dataclass(frozen=True, slots=True)
class UnsealingShown:
    """Of that case; the line has the words."""

    code: str
    unit_id: int
    line: Happened


@dataclass(frozen=True, slots=True)
class UnsealProposed:
    """It waits until `due`; so many were asked."""

    code: str
    due: date
    asked: int


@dataclass(frozen=True, slots=True)
class ProposalsFound:
    """By the code of their cases."""

    proposals: tuple[Proposal, ...]


@dataclass(frozen=True, slots=True)
class ProposalShown:
    """What the second reads before they decide: all that the unit would read, and how many photos it would see."""

    proposal: Proposal
    case: Case
    letters: tuple[CaseLetter, ...] = ()
    additions: tuple[Added, ...] = ()
    photos: int = 0

    @property
    def read(self) -> int:
        """What stands beside the words, counted: nothing of it is taken away while the case waits but by an erasure."""
        return len(self.letters) + len(self.additions) + self.photos


@dataclass(frozen=True, slots=True)
class ProposalDecided:
    """`unit_id` has the case from now on; None where it stays sealed."""

    code: str
    unit_id: int | None = None


SecondRequest = ProposeUnseal | ListProposals | ReadProposal | DecideProposal | ReadUnsealing
SecondOutcome = UnsealProposed | ProposalsFound | ProposalShown | ProposalDecided | UnsealingShown
