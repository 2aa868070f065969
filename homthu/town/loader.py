"""Fills an empty database with the town, week after week as it would have happened, digests included."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from bot.channels.pull import CONSOLE
from feedback.analysis import Analysis
from feedback.cases import State
from feedback.people import Role
from feedback.ports import Analyst
from feedback.units import Directory
from feedback.wording import LANGUAGES, words
from homthu.town.calendar import Calendar
from homthu.town.cast import found_town, link_consoles
from homthu.town.content import read_town
from homthu.town.story import House, Story, staff
from nlp.analyst import Analyst as Reader
from storage.transaction import Store

SEED = "an-binh"


class Standing(Enum):
    """What a database holds."""

    EMPTY = auto()
    TOWN = auto()
    UNFINISHED = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Filled:
    """What there is now. `unmoved` are messages whose written answer found no case."""

    units: int
    ratings: int
    texts: int
    cases: Mapping[State, int]
    unmoved: tuple[str, ...]


class NotEmpty(Exception):
    """A town is only ever built on empty ground."""


class ReadHere:
    """The rules in this very process: the town's own texts cannot hang them."""

    def __init__(self) -> None:
        self._rules = Reader()

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
    """The whole town, up to `now`. Raises NotEmpty unless the database is migrated and empty."""
    if await standing(house) is not Standing.EMPTY:
        raise NotEmpty
    vi = words(LANGUAGES[0])
    say(vi.say("demo.step_places", weeks=weeks))
    story = await _begin(house, Calendar(read_town(), now, weeks), seed)
    told = story.told()
    ratings = story.ratings(told)
    say(vi.say("demo.step_ratings", ratings=len(ratings)))
    await story.keep(ratings)
    say(vi.say("demo.step_words", texts=len(told)))
    await story.live(told, analyst or ReadHere())
    async with house.database.transact() as tx:
        await link_consoles(tx, staff(story.directory, handling=False), house.box, at=now)
        cases = await _cases(tx, story.directory)
    return Filled(len(story.directory.units), len(ratings), len(told), cases, tuple(story.unmoved))


async def _begin(house: House, calendar: Calendar, seed: str) -> Story:
    """Offices and staff; those who get digests are linked first."""
    async with house.database.transact() as tx:
        await found_town(tx, calendar.town, calendar)
        directory = await tx.directory()
        await link_consoles(tx, staff(directory, handling=True), house.box, at=calendar.filled[0].start)
    return Story(house, calendar, directory, seed)


async def _cases(tx: Store, directory: Directory) -> Mapping[State, int]:
    seen: dict[str, State] = {}
    for officer in staff(directory, handling=True):
        seen |= {case.code: case.state for case in await tx.cases.visible(officer, waiting_only=False)}
    return Counter(seen.values())
