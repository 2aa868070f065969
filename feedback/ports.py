"""What the house needs from its instruments: storage, the analyst, the box that hides addresses.

`bot`, `api` and `digest` meet storage and nlp only through these Protocols; `homthu/wiring.py` hands in the real
ones. Methods take and give nouns of this room, plaintext included: storage encrypts what it writes. The parts of a
transaction stand in `post_ports` (messages and letters) and `record_ports` (what the office is told and does).
"""

from contextlib import AbstractAsyncContextManager
from typing import Protocol

from feedback.analysis import Analysis
from feedback.post_ports import Chats, Inbox, Outbox, Rate
from feedback.record_ports import Cases, DigestLedger, FeedbackBox, Filed, Labelled, People, Ratings, Reviews, Voice
from feedback.units import Directory

__all__ = [
    "Analyst",
    "Cases",
    "Chats",
    "Database",
    "DigestLedger",
    "FeedbackBox",
    "Filed",
    "Inbox",
    "Labelled",
    "Outbox",
    "People",
    "Rate",
    "Ratings",
    "ReplyBox",
    "Reviews",
    "Transaction",
    "Voice",
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

    @property
    def inbox(self) -> Inbox: ...
    @property
    def chats(self) -> Chats: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def ratings(self) -> Ratings: ...
    @property
    def feedback(self) -> FeedbackBox: ...
    @property
    def cases(self) -> Cases: ...
    @property
    def reviews(self) -> Reviews: ...
    @property
    def people(self) -> People: ...
    @property
    def digests(self) -> DigestLedger: ...
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
