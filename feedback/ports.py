"""What the house needs from its instruments: storage, the analyst, the box that hides addresses.

`bot`, `api` and `digest` meet storage and nlp only through these Protocols; `homthu/wiring.py` hands in the real
ones. Methods take and give nouns of this room, plaintext included: storage encrypts what it writes. The parts of a
transaction stand in `post_ports` (messages and letters), `media_ports` (photos), `platform_ports` (tokens, echoes),
`ticket_ports` (visits told by the office), `case_ports`, `audit_ports` and `record_ports` (what else the office does).
"""

from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol

from feedback.account_ports import Accounts
from feedback.addition_ports import Additions
from feedback.alarm_ports import Alarms, Rotas
from feedback.analysis import Analysis
from feedback.assisted_ports import TypedSlips
from feedback.audit_ports import Audit
from feedback.case_ports import Cases
from feedback.explanation_ports import Explanations
from feedback.gate_ports import GateReviews
from feedback.invitation_ports import Invitations
from feedback.letter_ports import CaseLetters, CaseLines
from feedback.likeness_ports import Likenesses
from feedback.media_ports import MediaBox, Pictures
from feedback.platform_ports import Echoes, Tokens, Windows
from feedback.post_ports import ON_THE_WAY, SLOT_GRACE, Chats, Inbox, Outbox, Rate, Standing
from feedback.praise_ports import Praises
from feedback.recommendation_ports import Recommendations
from feedback.record_ports import DigestLedger, FeedbackBox, Filed, Labelled, People, Ratings, Reviews, Voice
from feedback.second_person_ports import Proposals
from feedback.ticket_ports import ApiKeys, Tickets
from feedback.units import Directory
from feedback.verdict_ports import Verdicts

__all__ = [
    "ON_THE_WAY",
    "SLOT_GRACE",
    "Accounts",
    "Additions",
    "Alarms",
    "Analyst",
    "ApiKeys",
    "Audit",
    "CaseLetters",
    "CaseLines",
    "Cases",
    "Chats",
    "Database",
    "DigestLedger",
    "Echoes",
    "Explanations",
    "FeedbackBox",
    "Filed",
    "GateReviews",
    "Inbox",
    "Invitations",
    "Labelled",
    "Likenesses",
    "MediaBox",
    "Outbox",
    "People",
    "Pictures",
    "Praises",
    "Proposals",
    "Rate",
    "Ratings",
    "Recommendations",
    "ReplyBox",
    "Reviews",
    "Rotas",
    "Standing",
    "Tickets",
    "Tokens",
    "Transaction",
    "TypedSlips",
    "Verdicts",
    "Voice",
    "Windows",
]


class ReplyBox(Protocol):
    """Hides who wrote. A tag or pseudonym cannot be turned back; only delivery opens a sealed address."""

    def tag(self, channel: str, address: str) -> str:
        """The keyed tag of a chat: 32 hexadecimal digits, the same every time."""
        ...

    def seal(self, channel: str, address: str) -> bytes:
        """The address in a sealed box (HPKE, RFC 9180); different every time."""
        ...

    def open(self, box: bytes) -> tuple[str, str]:
        """Channel and address out of the box. Only delivery calls this."""
        ...

    def voter(self, *, channel: str, address: str, unit_id: int, quarter: str) -> str:
        """The voter's pseudonym: another one in each unit and quarter."""
        ...


class Analyst(Protocol):
    """Reads a citizen's words."""

    async def analyse(self, text: str) -> Analysis:
        """Tags with evidence, sentiment, urgency. Raises AnalysisFailed when there is none in time."""
        ...


class Transaction(Protocol):
    """One unit of work. Everything below the door receives it as `tx`."""

    async def now(self) -> datetime:
        """By the one clock that all replicas share: the database server's; an embedded one has our own."""
        ...

    @property
    def inbox(self) -> Inbox: ...
    @property
    def chats(self) -> Chats: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def echoes(self) -> Echoes: ...
    @property
    def tokens(self) -> Tokens: ...
    @property
    def windows(self) -> Windows: ...
    @property
    def invitations(self) -> Invitations: ...
    @property
    def ratings(self) -> Ratings: ...
    @property
    def feedback(self) -> FeedbackBox: ...
    @property
    def praises(self) -> Praises: ...
    @property
    def additions(self) -> Additions: ...
    @property
    def verdicts(self) -> Verdicts: ...
    @property
    def media(self) -> MediaBox: ...
    @property
    def cases(self) -> Cases: ...
    @property
    def letters(self) -> CaseLetters: ...
    @property
    def lines(self) -> CaseLines: ...
    @property
    def explanations(self) -> Explanations: ...
    @property
    def proposals(self) -> Proposals: ...
    @property
    def gate_reviews(self) -> GateReviews: ...
    @property
    def likenesses(self) -> Likenesses: ...
    @property
    def alarms(self) -> Alarms: ...
    @property
    def rota(self) -> Rotas: ...
    @property
    def reviews(self) -> Reviews: ...
    @property
    def recommendations(self) -> Recommendations: ...
    @property
    def people(self) -> People: ...
    @property
    def digests(self) -> DigestLedger: ...
    @property
    def tickets(self) -> Tickets: ...
    @property
    def api_keys(self) -> ApiKeys: ...
    @property
    def accounts(self) -> Accounts: ...
    @property
    def audit(self) -> Audit: ...
    @property
    def slips(self) -> TypedSlips: ...
    async def directory(self) -> Directory:
        """The offices as they stand."""
        ...


class Database(Protocol):
    """Where everything is kept. Raises StorageUnavailable when nothing could be kept or read."""

    def transact(self) -> AbstractAsyncContextManager[Transaction]:
        """Read, write, and one durable commit at the end; a roll-back when anything rises."""
        ...

    def reading(self) -> AbstractAsyncContextManager[Transaction]:
        """A consistent picture, never in a writer's way."""
        ...
