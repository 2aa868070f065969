"""What storage offers for what the office is told and does: ratings, words, cases, staff, digests."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, Protocol

from feedback.analysis import Analysis
from feedback.cases import Case
from feedback.drift import Reading, Reviewed
from feedback.messages import Letter
from feedback.people import Officer
from feedback.periods import Week
from feedback.ratings import Rating
from feedback.requests import FeedbackStatus, Kind
from feedback.reviews import TagReview
from feedback.scoring import Tally
from feedback.visits import Proof


class Ratings(Protocol):
    """Ratings and the visits they belong to."""

    async def keep(self, ratings: Sequence[tuple[Rating, str, str]]) -> None:
        """Write (rating, voter, channel): new ones, and the last word on known visits. Owners never change."""
        ...

    async def keep_once(self, rating: Rating, voter: str, channel: str) -> Literal["new", "changed", "taken"]:
        """Write it unless another voter rated the visit: the first one keeps the visit, and may change the rating."""
        ...

    async def of_visit(self, key: str) -> tuple[str, datetime] | None:
        """(voter, moment) of the rating of a visit."""
        ...

    async def by_ticket(self, voters: Sequence[str], *, unit_id: int, start: datetime, end: datetime) -> int:
        """How many of the unit's visits these pseudonyms rated by tickets in [start, end)."""
        ...

    async def tallies(self, unit_id: int, *, start: datetime, end: datetime) -> Mapping[Proof, Tally]:
        """As `tally`, by what proves the visit; what nobody rated is left out."""
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
    ticked: bool = False  # the citizen said that it is a tố cáo
    not_before: datetime | None = None  # nobody reads it until then


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
    name: str = ""  # put beside their praise by the citizen


class FeedbackBox(Protocol):
    """Citizens' words: filed, held, read, released."""

    async def file(self, filed: Filed) -> int:
        """Keep new words, held: nobody sees them yet. Their number."""
        ...

    async def held(self, *, now: datetime, lease_seconds: float, limit: int) -> list[Filed]:
        """Words nobody has read yet, oldest first, leased to the caller so that replicas do not read twice."""
        ...

    async def read(
        self, id: int, analysis: Analysis | None, *, sealed: bool, case_id: int | None, at: datetime
    ) -> bool:
        """Release what was read; None for an analysis that failed. False when somebody else was quicker."""
        ...

    async def status(self, receipt: str) -> FeedbackStatus | None:
        """What a receipt shows; looked up by its keyed hash."""
        ...

    async def voices(self, unit_id: int, *, start: datetime, end: datetime) -> list[Voice]:
        """Read, unsealed, unerased words about the unit, oldest first."""
        ...

    async def of_chat(self, tag: str) -> list[datetime]:
        """When this chat filed words that are still kept."""
        ...

    async def erase_chat(self, tag: str, *, at: datetime) -> int:
        """Erase the words this chat sent and the letters that wait for it; withdraw waiting cases that nobody else
        stands behind. How many texts."""
        ...

    async def case_of(self, receipt: str) -> int | None:
        """The case behind a receipt."""
        ...

    async def told_cases_of(self, chat: str, *, today: date) -> list[int]:
        """Cases that came of this chat's words and were answered or refused while it may have a word on them; by id."""
        ...

    async def reopened_cases_of(self, chat: str) -> list[int]:
        """Cases that came of this chat's words and that it brought back; the newest last."""
        ...

    async def authors(self, case_id: int) -> list[tuple[str, datetime]]:
        """The chat tag of each citizen behind a case, and when they filed it first; in the order they came."""
        ...

    async def behind(self, case_id: int) -> list[Filed]:
        """The words behind a case as they were typed, in the order they came: for the house, never for a person."""
        ...

    async def voices_behind(self, case_id: int) -> list[Filed]:
        """Of them one text a person: the first of each chat, each paper slip, no additions."""
        ...

    async def analyses(self, case_id: int) -> list[Analysis]:
        """What the analyst found in the words behind a case; nothing of those that it could not read."""
        ...

    async def author_counts(self, case_ids: Collection[int], *, before: datetime) -> dict[int, int]:
        """How many people stood behind these cases at that moment; those with none are left out."""
        ...


@dataclass(frozen=True, slots=True)
class Labelled:
    """Redacted words of a case about `unit_id`, what the analyst saw in them, and what people said of its tags."""

    words: str
    unit_id: int
    analysis: Analysis
    reviews: tuple[TagReview, ...]


class Reviews(Protocol):
    """What people said of suggested tags; the suggestion itself stays as the analyst left it."""

    async def keep(self, case_id: int, review: TagReview) -> None:
        """Write it; an earlier one of the same officer and case is replaced."""
        ...

    async def of_case(self, case: Case) -> tuple[tuple[str, ...], list[TagReview]]:
        """The suggested codes, and one review of each officer who gave one, oldest first."""
        ...

    async def labelled(self) -> list[Labelled]:
        """Every reviewed case by id. Sealed and erased ones never leave the house this way."""
        ...

    async def readings(self, *, start: datetime, end: datetime) -> list[Reading]:
        """What was read in [start, end), over all units."""
        ...

    async def reviewed(self, *, start: datetime, end: datetime) -> list[Reviewed]:
        """The reviews given in [start, end), over all units."""
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

    async def forget(self, *, before: datetime) -> int:
        """Drop the counts of hours that are over; how many."""
        ...


class DigestLedger(Protocol):
    """Which unit had its digest for which week, and who got it by which road."""

    async def due(self, *, now: datetime, kind: str) -> list[tuple[int, Week]]:
        """Units past their hour without a stored digest for the last full week, and weeks missed before it,
        oldest first, at most four a unit; claims that are still leased are left out."""
        ...

    async def claim(
        self, unit_id: int, week: Week, kind: str, *, owner: str, now: datetime, lease_seconds: float
    ) -> bool:
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
        """(recipient, road, state) of each letter of a digest; `channel:notice` when a notice had to tell of it."""
        ...

    async def stranded(self, kind: str, *, since: datetime) -> list[tuple[int, Week, str]]:
        """(unit, week, code of the recipient) where every letter of a digest stored since then met a shut chat."""
        ...

    async def add_letters(
        self, unit_id: int, week: Week, kind: str, *, letters: Sequence[tuple[str, Letter]], at: datetime
    ) -> int:
        """Another road for a stored digest; letters that wait in a shut chat for the same recipient are dropped."""
        ...
