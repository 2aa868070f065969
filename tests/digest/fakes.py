"""The digest's ports in memory, and bà Hạnh's ward office on Monday 3 August 2026, 07:31."""

from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from digest.compose import Digest, compose
from digest.facts import Facts, gather
from feedback.cases import Case
from feedback.messages import Chat, Letter
from feedback.people import Officer, Role
from feedback.periods import OFFICE_TIME, Week, local
from feedback.ports import Voice
from feedback.requests import Kind
from feedback.units import Directory, Unit
from feedback.verdicts import Voices
from feedback.wording import words
from tests.support.cast import AN_BINH, HOA_LAC, NOW, OFFICERS, UNITS

WEEK = Week(2026, 31)
BINH = Officer(7, "binh", "Vũ Văn Bình", "Giám đốc Trung tâm", HOA_LAC.id, Role.HEAD, "binh@example.vn")
TOWN = Directory.of(units=UNITS, officers=(*OFFICERS, BINH))


def ratings(week: Week, levels: Iterable[int], *, days: int = 5) -> list[tuple[date, int]]:
    """These levels, dealt out over the first `days` days of the week."""
    return sorted((week.monday + timedelta(days=i % days), level) for i, level in enumerate(levels))


def levels(*, very: int = 0, good: int = 0, fair: int = 0, poor: int = 0, bad: int = 0) -> list[int]:
    """So many of each level, mixed as people come."""
    dealt = [5] * very + [4] * good + [3] * fair + [2] * poor + [1] * bad
    return [dealt[i * 7 % len(dealt)] for i in range(len(dealt))] if len(dealt) % 7 else dealt


def voice(words: str, *tags: str, week: Week = WEEK, sentiment: str = "tieu-cuc", **more: Any) -> Voice:
    """Words filed on the Wednesday of the week."""
    at = datetime.combine(week.monday + timedelta(days=2), time(10), OFFICE_TIME)
    return Voice(words, tags, sentiment, more.pop("kind", Kind.WORDS), at, more.pop("officer", None), **more)


def thanks(words: str, *tags: str, officer: Officer | None = None, **more: Any) -> Voice:
    """A letter of praise."""
    named = officer.id if officer else None
    return voice(words, *tags, sentiment="tich-cuc", **{"kind": Kind.PRAISE, "officer": named, **more})


def case(code: str, *, filed: date, due: date, urgent: bool = False) -> Case:
    """A case of An Bình that waits for bà Hạnh."""
    at = datetime.combine(filed, time(9), OFFICE_TIME)
    return Case(0, code, AN_BINH.id, AN_BINH.id, at, due, urgent=urgent)


@dataclass
class Office:
    """What is known of one unit."""

    ratings: list[tuple[date, int]] = field(default_factory=list)
    voices: list[Voice] = field(default_factory=list)
    reasons: list[tuple[date, str]] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    judged: tuple[int, int] = (0, 0)  # answered of late, and solved by the citizens' word
    refused: int = 0
    told: int = 0  # people who got those answers; as many as answers where it is 0
    recommended: tuple[int, date | None] = (0, None)  # of the people's inspectors, and the nearest last day
    taken: list[int | None] = field(default_factory=list)  # minutes until each urgent one of the week was taken


@dataclass
class Books:
    """The whole fake database; it is its own transaction and each of its ports."""

    offices: dict[int, Office] = field(default_factory=dict)
    town: Directory = TOWN
    links: dict[int, list[Chat]] = field(default_factory=dict)
    pending: list[tuple[int, Week]] = field(default_factory=list)
    claimed: set[tuple[int, Week]] = field(default_factory=set)
    stored: dict[tuple[int, Week], Mapping[str, Any]] = field(default_factory=dict)
    posted: list[tuple[str, Letter]] = field(default_factory=list)
    broken: set[int] = field(default_factory=set)
    open_transactions: int = 0

    @property
    def ratings(self) -> "Books":
        return self

    @property
    def feedback(self) -> "Books":
        return self

    @property
    def cases(self) -> "Books":
        return self

    @property
    def verdicts(self) -> "Books":
        return self

    @property
    def recommendations(self) -> "Books":
        return self

    @property
    def chats(self) -> "Books":
        return self

    @property
    def alarms(self) -> "Books":
        return self

    @property
    def digests(self) -> "Books":
        return self

    @asynccontextmanager
    async def transact(self) -> AsyncIterator["Books"]:
        self.open_transactions += 1
        try:
            yield self
        finally:
            self.open_transactions -= 1

    reading = transact

    async def directory(self) -> Directory:
        return self.town

    async def days(self, unit_id: int, *, until: datetime) -> list[tuple[date, int]]:
        if unit_id in self.broken:
            raise OSError("những lời không được vào nhật ký")
        return sorted(row for row in self._office(unit_id).ratings if row[0] < local(until).date())

    async def reasons(self, unit_id: int, *, start: datetime, end: datetime) -> dict[str, int]:
        first, last = local(start).date(), local(end).date()
        return dict(Counter(reason for day, reason in self._office(unit_id).reasons if first <= day < last))

    async def voices(self, unit_id: int, *, start: datetime, end: datetime) -> list[Voice]:
        return [one for one in self._office(unit_id).voices if start <= one.filed_at < end]

    async def waiting(self, unit_id: int, *, today: date) -> tuple[int, int]:
        cases = self._office(unit_id).cases
        return len(cases), sum(one.is_late(today) for one in cases)

    async def answered(self, unit_id: int, *, start: datetime, end: datetime) -> int:
        return self._office(unit_id).judged[0]

    async def told(self, unit_id: int, *, start: datetime, end: datetime) -> Voices:
        answered, solved = self._office(unit_id).judged
        return Voices(self._office(unit_id).told or answered, solved)

    async def taken(self, unit_id: int, *, first: date, last: date) -> list[int | None]:
        return self._office(unit_id).taken

    async def refused(self, unit_id: int, *, start: datetime, end: datetime) -> int:
        return self._office(unit_id).refused

    async def awaited(self, unit_id: int) -> tuple[int, date | None]:
        return self._office(unit_id).recommended

    async def visible(self, officer: Officer, *, waiting_only: bool = True) -> list[Case]:
        return list(self._office(officer.unit_id).cases)

    async def of_officer(self, officer_id: int) -> list[Chat]:
        return self.links.get(officer_id, [])

    async def due(self, *, now: datetime, kind: str) -> list[tuple[int, Week]]:
        return [one for one in self.pending if one not in self.stored]

    async def claim(self, unit_id: int, week: Week, kind: str, **_: Any) -> bool:
        if (unit_id, week) in self.claimed:
            return False
        self.claimed.add((unit_id, week))
        return True

    async def store(
        self,
        unit_id: int,
        week: Week,
        kind: str,
        *,
        content: Mapping[str, Any],
        letters: Sequence[Any],
        **_: Any,
    ) -> bool:
        self.stored[unit_id, week] = content
        self.posted += letters
        return True

    def _office(self, unit_id: int) -> Office:
        return self.offices.setdefault(unit_id, Office())


class Box:
    """A reply box one can look into."""

    def tag(self, channel: str, address: str) -> str:
        return f"{channel}-tag-of-{address}"

    def seal(self, channel: str, address: str) -> bytes:
        return f"sealed {channel} {address}".encode()

    def open(self, box: bytes) -> tuple[str, str]:
        raise AssertionError("only delivery opens")

    def voter(self, *, channel: str, address: str, unit_id: int, quarter: str) -> str:
        raise AssertionError("a digest has no voters")


async def facts_of(office: Office, *, unit: Unit = AN_BINH, week: Week = WEEK, now: datetime = NOW) -> Facts:
    """The facts of one office, gathered as the clock would."""
    return await gather(Books({unit.id: office}), unit=unit, week=week, now=now, directory=TOWN)


async def digest_of(office: Office, *, language: str = "vi", **more: Any) -> Digest:
    """Its composed digest."""
    return compose(await facts_of(office, **more), words(language))


def merged(*offices: Office) -> Office:
    """One office with everything of several."""
    all_of = Office()
    for office in offices:
        all_of = replace(
            all_of,
            ratings=all_of.ratings + office.ratings,
            voices=all_of.voices + office.voices,
            reasons=all_of.reasons + office.reasons,
            cases=all_of.cases + office.cases,
        )
    return all_of
