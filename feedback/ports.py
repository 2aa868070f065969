"""What the house needs from its instruments: storage, the analyst, the box that hides addresses.

`bot`, `api` and `digest` meet storage and nlp only through these Protocols; `homthu/wiring.py` hands in the real
ones. Methods take and give nouns of this room, plaintext included: storage encrypts what it writes.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from feedback.analysis import Analysis
from feedback.cases import Case
from feedback.messages import Chat, Claimed, Inbound, Letter, Reply
from feedback.people import Officer
from feedback.periods import Week
from feedback.ratings import Rating
from feedback.requests import FeedbackStatus, Kind
from feedback.scoring import Tally
from feedback.units import Directory


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


class Inbox(Protocol):
    """Which messages were seen."""

    async def take(self, keys: Sequence[tuple[str, str]], *, at: datetime) -> set[tuple[str, str]]:
        """Write down (channel, message id) pairs; the answer holds those that were new."""
        ...

    async def set_aside(self, inbound: Inbound, *, error: str, at: datetime) -> None:
        """Keep a message that could not be handled, encrypted, for an operator. Idempotent."""
        ...

    async def set_aside_count(self) -> int:
        """How many wait for an operator."""
        ...


class Chats(Protocol):
    """The dialogues, by chat tag."""

    async def lock(self, tags: Sequence[str]) -> dict[str, Chat]:
        """The known chats among `tags`, locked in order until the transaction ends.

        A tag without a row is simply missing from the answer, but nobody else can create it meanwhile.
        """
        ...

    async def save(self, chats: Sequence[Chat], *, at: datetime) -> None:
        """Write these chats whole, new or known."""
        ...

    async def get(self, tag: str) -> Chat | None:
        """One chat, not locked."""
        ...

    async def of_officer(self, officer_id: int) -> list[Chat]:
        """The reachable chats linked to a member of staff."""
        ...

    async def mark_unreachable(self, tag: str) -> None:
        """Nothing more is sent there until the person writes again."""
        ...


@dataclass(frozen=True, slots=True)
class Rate:
    """How fast a platform may be written to: letters per second over all chats, and per chat."""

    overall: float
    per_chat: float


class Outbox(Protocol):
    """Letters that leave the house, oldest of each chat first, lanes before age."""

    async def add(self, letters: Sequence[Letter], *, at: datetime) -> list[int | None]:
        """Queue letters; None stands for one whose `dedup` was there already."""
        ...

    async def claim(
        self, *, channel: str, rate: Rate, owner: str, now: datetime, lease_seconds: float, limit: int
    ) -> list[Claimed]:
        """The heads of some chats' lines, leased to `owner`, as many as the platform's rate allows now.

        Returns expired leases to the queue first (`once` letters that had begun become *unknown*).
        """
        ...

    async def begin(self, id: int, *, owner: str, now: datetime) -> bool:
        """The check just before the call: False when the lease was lost, and then nothing may be sent."""
        ...

    async def sent(self, id: int, *, owner: str, at: datetime, platform_id: str) -> None:
        """It went out; its words are erased from the queue."""
        ...

    async def postpone(self, id: int, *, owner: str, due: datetime, error: str) -> None:
        """It did not go out; again at `due`."""
        ...

    async def give_up(self, id: int, *, owner: str, error: str, unknown: bool = False) -> None:
        """It will not go out (shown to an operator), or nobody knows whether it did."""
        ...

    async def pause(self, channel: str, *, until: datetime) -> None:
        """The platform asked everybody to wait."""
        ...

    async def collect(self, tag: str, *, at: datetime) -> list[Reply]:
        """For pull channels: what waits for this chat, marked as sent."""
        ...

    async def backlog(self, *, now: datetime) -> dict[str, int]:
        """Letters by state, and `oldest_seconds` of those that are due."""
        ...


class Ratings(Protocol):
    """Ratings and the visits they belong to."""

    async def keep(self, ratings: Sequence[tuple[Rating, str, str]]) -> None:
        """Write (rating, voter, channel): new ones, and the last word on known visits. Owners never change."""
        ...

    async def tally(self, unit_id: int, *, start: datetime, end: datetime) -> Tally:
        """The unit's ratings by people from outside in [start, end)."""
        ...

    async def days(self, unit_id: int, *, until: datetime) -> list[tuple[date, int]]:
        """(local day, level) of the unit's ratings before `until`, oldest first, for blocks."""
        ...

    async def days_of_officer(self, officer_id: int, *, until: datetime) -> list[tuple[date, int]]:
        """The same for the ratings that named this officer."""
        ...

    async def reasons(self, unit_id: int, *, start: datetime, end: datetime) -> dict[str, int]:
        """How often each reason was tapped."""
        ...


@dataclass(frozen=True, slots=True)
class Filed:
    """Words as they were filed, before anybody read them. `seal` is what the think step's cues asked for."""

    receipt: str
    chat: str
    channel: str
    visit_key: str
    unit_id: int
    counter_id: int | None
    officer_id: int | None
    kind: Kind
    level: int | None
    text: str
    redacted: str
    filed_at: datetime
    due: date | None
    language: str
    consent: str
    seal: bool
    id: int = 0


@dataclass(frozen=True, slots=True)
class Voice:
    """Redacted words that a unit may read, with what the analyst saw in them."""

    words: str
    tags: tuple[str, ...]
    sentiment: str
    kind: Kind
    filed_at: datetime
    officer_id: int | None
    urgent: bool = False


class FeedbackBox(Protocol):
    """Citizens' words: filed, held, read, released."""

    async def file(self, filed: Filed) -> None:
        """Keep new words, held: nobody sees them yet."""
        ...

    async def held(self, *, now: datetime, lease_seconds: float, limit: int) -> list[Filed]:
        """Words nobody has read yet, oldest first, leased to the caller so that replicas do not read twice."""
        ...

    async def read(self, id: int, analysis: Analysis | None, *, sealed: bool, case_id: int | None, at: datetime) -> bool:
        """Release what was read; None for an analysis that failed. False when somebody else was quicker."""
        ...

    async def status(self, receipt: str) -> FeedbackStatus | None:
        """What a receipt shows; looked up by its keyed hash."""
        ...

    async def voices(self, unit_id: int, *, start: datetime, end: datetime) -> list[Voice]:
        """Read, unsealed, unerased words about the unit, oldest first."""
        ...

    async def praise_of(self, officer_id: int, *, limit: int) -> list[str]:
        """Redacted praise that names this officer, newest first."""
        ...

    async def of_chat(self, tag: str) -> list[datetime]:
        """When this chat filed words that are still kept."""
        ...

    async def erase_chat(self, tag: str, *, at: datetime) -> int:
        """Erase the words this chat sent, withdraw their waiting cases; how many texts."""
        ...

    async def author(self, case_id: int) -> tuple[str, datetime] | None:
        """The chat tag of the citizen behind a case, and when they filed it."""
        ...


class Cases(Protocol):
    """Cases, behind one visibility rule that fails closed."""

    async def open(self, case: Case) -> int:
        """A new case (`case.id` is ignored); its id."""
        ...

    async def visible(self, officer: Officer, *, waiting_only: bool = True) -> list[Case]:
        """Cases this officer may handle, urgent first, then by due date."""
        ...

    async def lock(self, officer: Officer, code: str) -> Case | None:
        """One of those, locked; None when there is none or it is not for this officer."""
        ...

    async def save(self, case: Case) -> None:
        """The case after a move."""
        ...

    async def waiting(self, unit_id: int, *, today: date) -> tuple[int, int]:
        """How many visible cases wait for the unit, and how many of them are late."""
        ...


class People(Protocol):
    """Staff, link codes, counted tries."""

    async def issue_code(self, officer_id: int, code: str, *, expires: datetime) -> None:
        """Keep a one-time code (hashed); earlier ones of this officer die."""
        ...

    async def redeem_code(self, code: str, *, chat: str, at: datetime) -> Officer | None:
        """The officer behind an unused, unexpired code, which is thereby used up; None otherwise."""
        ...

    async def attempt(self, chat: str, what: str, *, at: datetime, limit: int) -> bool:
        """Count a try within the hour; False once there were more than `limit`."""
        ...

    async def forgive(self, chat: str, what: str, *, at: datetime) -> None:
        """A right answer: forget this hour's tries."""
        ...


class DigestLedger(Protocol):
    """Which unit had its digest for which week, and who got it by which road."""

    async def due(self, *, now: datetime, kind: str) -> list[tuple[int, Week]]:
        """Units past their hour without a stored digest for the last full week, and weeks missed before it,
        oldest first, at most four a unit; claims that are still leased are left out."""
        ...

    async def claim(self, unit_id: int, week: Week, kind: str, *, owner: str, now: datetime, lease_seconds: float) -> bool:
        """True when this owner may write it: the row was new, or its lease had ended."""
        ...

    async def store(
        self,
        unit_id: int,
        week: Week,
        kind: str,
        *,
        owner: str,
        content: Mapping[str, Any],
        letters: Sequence[tuple[str, Letter]],
        at: datetime,
    ) -> bool:
        """Keep the digest and queue one letter per recipient (`(recipient, letter)`); False when the claim was lost."""
        ...

    async def get(self, unit_id: int, week: Week, kind: str) -> Mapping[str, Any] | None:
        """The stored content."""
        ...

    async def sendings(self, unit_id: int, week: Week, kind: str) -> list[tuple[str, str, str]]:
        """(recipient, road, state) of each letter of a digest."""
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
