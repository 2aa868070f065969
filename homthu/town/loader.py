"""Fills an empty database with the town, week after week as it would have happened, digests included."""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from functools import partial
from random import Random
from typing import Protocol

from bot.channels.pull import CONSOLE
from digest.letters import Roads
from digest.weekly import send_due
from feedback.analysis import Analysis, AnalysisFailed
from feedback.cases import State
from feedback.intake import keep_ratings
from feedback.people import Officer, Role
from feedback.ports import Analyst, ReplyBox
from feedback.units import Directory
from feedback.wording import LANGUAGES, words
from homthu.town.answers import answered_at, settle
from homthu.town.calendar import Calendar
from homthu.town.cast import console, found_town, link_consoles
from homthu.town.content import Answer, read_town
from homthu.town.ratings import Given, plain_ratings
from homthu.town.words import Told, hear, tell
from nlp.analyst import RuleAnalyst
from storage.maintenance import Database
from storage.transaction import Store

SEED = "an-binh"
OWNER = "demo"
CHUNK = 500
ROADS = Roads(push=(), pull=(CONSOLE.name,))
"""Digests of the past go to the terminal alone, whatever else this installation can write to."""

Happening = tuple[datetime, Callable[[Store], Awaitable[object]]]


class House(Protocol):
    """What filling needs of the service."""

    @property
    def database(self) -> Database: ...
    @property
    def box(self) -> ReplyBox: ...


class Standing(Enum):
    """What a database holds."""

    EMPTY = auto()
    TOWN = auto()
    UNFINISHED = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Filled:
    """What there is now. `left` are messages whose answer found no case that its office may handle."""

    units: int
    ratings: int
    texts: int
    cases: Mapping[State, int]
    left: tuple[str, ...]


class ReadHere:
    """The rules in this very process: the town's own texts cannot hang them."""

    def __init__(self) -> None:
        self._rules = RuleAnalyst()

    async def analyse(self, text: str) -> Analysis:
        """As the port has it."""
        return self._rules.analyse(text)


async def standing(house: House) -> Standing:
    """Whether there is a town already. Plain officers are linked last, which says that it is complete."""
    town = read_town()
    async with house.database.reading() as tx:
        directory = await tx.directory()
        if not directory.units:
            return Standing.EMPTY
        if any(directory.unit(row["code"]) is None for row in town.units):
            return Standing.OTHER
        last = next(row["code"] for row in town.people if row["role"] == Role.OFFICER)
        linked = await tx.chats.get(house.box.tag(CONSOLE.name, last))
    return Standing.TOWN if linked else Standing.UNFINISHED


async def fill(
    house: House,
    *,
    now: datetime,
    weeks: int = 8,
    say: Callable[[str], None],
    analyst: Analyst | None = None,
    seed: str = SEED,
) -> Filled:
    """The whole town, up to `now`. The database must be migrated and empty."""
    vi = words(LANGUAGES[0])
    say(vi.say("demo.step_places", weeks=weeks))
    filling = await _begin(house, Calendar(read_town(), now, weeks), seed)
    told = filling.told()
    ratings = filling.ratings(told)
    say(vi.say("demo.step_ratings", ratings=len(ratings)))
    await filling.keep(ratings)
    say(vi.say("demo.step_words", texts=len(told)))
    await filling.live(told, analyst or ReadHere())
    async with house.database.transact() as tx:
        await link_consoles(tx, staff(filling.directory, handling=False), house.box, at=now)
        cases = await _cases(tx, filling.directory)
    return Filled(len(filling.directory.units), len(ratings), len(told), cases, tuple(filling.left))


async def send_digests(house: House, *, now: datetime) -> None:
    """Whatever is due by then."""
    await send_due(
        house.database, now=now, owner=OWNER, box=house.box, words=words(LANGUAGES[0]), roads=ROADS
    )


def staff(directory: Directory, *, handling: bool) -> list[Officer]:
    """Those who answer cases, or all others."""
    return [officer for officer in directory.officers.values() if officer.handles_cases is handling]


async def _begin(house: House, calendar: Calendar, seed: str) -> "_Filling":
    """Offices and staff; those who get digests are linked first."""
    async with house.database.transact() as tx:
        await found_town(tx, calendar.town, calendar)
        directory = await tx.directory()
        await link_consoles(tx, staff(directory, handling=True), house.box, at=calendar.filled[0].start)
    return _Filling(house, calendar, directory, seed, [])


async def _analysis(analyst: Analyst, text: str) -> Analysis | None:
    try:
        return await analyst.analyse(text)
    except AnalysisFailed:
        return None


async def _cases(tx: Store, directory: Directory) -> Mapping[State, int]:
    seen: dict[str, State] = {}
    for officer in staff(directory, handling=True):
        seen |= {case.code: case.state for case in await tx.cases.visible(officer, waiting_only=False)}
    return Counter(seen.values())


@dataclass(frozen=True)
class _Filling:
    """One run over a town that stands and is still empty of visitors."""

    house: House
    calendar: Calendar
    directory: Directory
    seed: str
    left: list[str]

    def told(self) -> list[Told]:
        """The messages of the weeks that are filled, each at its moment."""
        first = self.calendar.number(self.calendar.filled[0])
        kept = [message for message in self.calendar.town.messages if message.week >= first]
        return [tell(m, self.calendar, self.directory, self.house.box, seed=self.seed) for m in kept]

    def ratings(self, told: Sequence[Told]) -> list[Given]:
        """Those of the messages and those without a word."""
        beside = [Given(one.rating, one.asker) for one in told if one.rating]
        count = Counter((one.message.week, one.message.counter) for one in told if one.rating)
        chance = Random(f"{self.seed}:ratings")  # noqa: S311 - the same town again, and no secret in it
        plain = plain_ratings(self.calendar, self.directory, self.house.box, told=count, chance=chance)
        return [*beside, *plain]

    async def keep(self, given: Sequence[Given]) -> None:
        """Ratings may all be there from the start: whoever looks back asks for those before a moment."""
        async with self.house.database.transact() as tx:
            for start in range(0, len(given), CHUNK):
                await keep_ratings(tx, given[start : start + CHUNK], box=self.house.box)

    async def live(self, told: Sequence[Told], analyst: Analyst) -> None:
        """From Monday to Monday: words and answers as they came, then digests of the week that is over."""
        agenda = sorted([*await self._words(told, analyst), *self._answers(told)], key=lambda one: one[0])
        for monday in (*self.calendar.digest_times(), self.calendar.now):
            async with self.house.database.transact() as tx:
                while agenda and agenda[0][0] <= monday:
                    await agenda.pop(0)[1](tx)
                if monday < self.calendar.now:
                    await self._fetch_letters(tx, at=monday)
            if monday < self.calendar.now:
                await send_digests(self.house, now=monday)

    async def _words(self, told: Sequence[Told], analyst: Analyst) -> list[Happening]:
        happenings: list[Happening] = []
        for one in told:
            read = await _analysis(analyst, one.message.text)
            act = partial(hear, told=one, analysis=read, directory=self.directory, seed=self.seed)
            happenings.append((one.filed_at, act))
        return happenings

    def _answers(self, told: Sequence[Told]) -> list[Happening]:
        by_id = {one.message.id: one for one in told}
        happenings: list[Happening] = []
        for answer in self.calendar.town.answers:
            if answer.state != "new" and (one := by_id.get(answer.message)):
                at = answered_at(answer, one, self.calendar, seed=self.seed)
                happenings.append((min(at, self.calendar.now), partial(self._settle, answer=answer, at=at)))
        return happenings

    async def _settle(self, tx: Store, *, answer: Answer, at: datetime) -> None:
        now = self.calendar.now
        if not await settle(tx, answer, directory=self.directory, at=at, now=now, seed=self.seed):
            self.left.append(answer.message)

    async def _fetch_letters(self, tx: Store, *, at: datetime) -> None:
        """Heads have read last week's letters before the next digest comes."""
        for officer in staff(self.directory, handling=True):
            await tx.outbox.collect(console(officer, self.house.box).tag, at=at)
