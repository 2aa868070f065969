"""The weeks in their order: what was told, what was answered, and each Monday's digests."""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from random import Random
from typing import Protocol

from bot.channels.pull import CONSOLE
from digest.letters import Roads
from digest.weekly import send_due
from feedback.analysis import Analysis, AnalysisFailed
from feedback.intake import keep_ratings
from feedback.people import Officer
from feedback.ports import Analyst, ReplyBox
from feedback.units import Directory
from feedback.wording import LANGUAGES, words
from homthu.town.answers import answer_generally, answer_or_accept, moved_at
from homthu.town.calendar import Calendar
from homthu.town.cast import console
from homthu.town.content import Answer
from homthu.town.ratings import Given, plain_ratings
from homthu.town.words import Told, hear, tell
from storage.maintenance import Database
from storage.transaction import Store

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


@dataclass(frozen=True)
class Story:
    """One run over a town that stands and is still empty of visitors."""

    house: House
    calendar: Calendar
    directory: Directory
    seed: str
    unmoved: list[str] = field(default_factory=list)

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

    def _answers(self, told: Sequence[Told]) -> Iterable[Happening]:
        """What the story answers, and general answers to the rest; none that would come after `now`."""
        written = {answer.message: answer for answer in self.calendar.town.answers}
        for one in told:
            answer = written.get(one.message.id)
            at = moved_at(one, answer, self.calendar, seed=self.seed)
            if at is not None and (at <= self.calendar.now or (answer and answer.state == "answered")):
                move = partial(self._move, message=one.message.id, answer=answer, at=at)
                yield min(at, self.calendar.now), move

    async def _move(self, tx: Store, *, message: str, answer: Answer | None, at: datetime) -> None:
        """A written answer that another office would have to give makes room for a general one."""
        directory, now = self.directory, self.calendar.now
        if answer and await answer_or_accept(tx, answer, directory=directory, at=at, now=now, seed=self.seed):
            return
        may_answer = at <= now and not (answer and answer.state == "accepted")
        answered = may_answer and await answer_generally(tx, message, directory=directory, at=at, seed=self.seed)
        if answer and not answered:
            self.unmoved.append(message)

    async def _fetch_letters(self, tx: Store, *, at: datetime) -> None:
        """Heads have read last week's letters before the next digest comes."""
        for officer in staff(self.directory, handling=True):
            await tx.outbox.collect(console(officer, self.house.box).tag, at=at)


async def send_digests(house: House, *, now: datetime) -> None:
    """Whatever is due by then."""
    await send_due(house.database, now=now, owner=OWNER, box=house.box, words=words(LANGUAGES[0]), roads=ROADS)


def staff(directory: Directory, *, handling: bool) -> list[Officer]:
    """Those who answer cases, or all others."""
    return [officer for officer in directory.officers.values() if officer.handles_cases is handling]


async def _analysis(analyst: Analyst, text: str) -> Analysis | None:
    try:
        return await analyst.analyse(text)
    except AnalysisFailed:
        return None
