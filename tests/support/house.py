"""The whole house in one process: real storage, real conversation, a clock that stands still, seeded chance."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache

from bot.channels.pull import CONSOLE
from bot.reception import Reception
from digest.letters import Roads
from digest.weekly import send_due
from feedback.alarming import ring_on
from feedback.analysis import Analysis
from feedback.canonical import comparable
from feedback.chance import Chance
from feedback.chasing import chase
from feedback.handling import read_held
from feedback.letters_sending import send_letters
from feedback.membership import issue_link
from feedback.messages import Inbound, Reply
from feedback.periods import OFFICE_TIME
from feedback.ports import Analyst, Database
from feedback.praising import tell_praise
from feedback.recording import record_visit
from feedback.rota import Shift
from feedback.tickets import Told
from feedback.wording import words
from homthu.transcript import Line, answered, parse, spoken
from nlp.analyst import Analyst as Reader
from tests.support.builders import BOX, a_rating
from tests.support.cast import DIRECTORY, NOW, QUAY_4
from tests.support.watching import BOARD, a_member

_reader = cache(Reader)
"""One for all houses: it is pure, and takes a second to make."""


class PlainAnalyst:
    """The tagger itself, without the worker around it."""

    async def analyse(self, text: str) -> Analysis:
        """What it finds."""
        return _reader().analyse(text)


@dataclass
class House:
    """Speaks as anybody through the console; `clock` only moves when told."""

    database: Database
    analyst: Analyst = field(default_factory=PlainAnalyst)
    clock: datetime = NOW
    seed: int = 7
    push: frozenset[str] = frozenset({"telegram"})

    def __post_init__(self) -> None:
        self.chance = Chance(random.Random(self.seed).randrange)
        self.reception = Reception(
            database=self.database,
            box=BOX,
            chance=self.chance,
            clock=lambda: self.clock,
            pull=frozenset({"console", "web"}),
        )
        self._said = 0

    async def hears(self, who: str, text: str = "", **rest: str) -> Sequence[Reply]:
        """`who` says or taps something in the terminal, a second after the last message."""
        self._said += 1
        self.clock += timedelta(seconds=1)
        inbound = Inbound(CONSOLE.name, comparable(who), f"{self.seed}-{self._said}", self.clock, text=text, **rest)
        return await self.reception.receive(inbound)

    async def reads(self) -> None:
        """The analyst reads everything that is held."""
        while (await read_held(self.database, self.analyst, now=self.clock, chance=self.chance)).read:
            pass

    async def plays(self, script: str) -> str:
        """The transcript of a `.chat` script as it really goes."""
        out: list[str] = []
        for line in parse(script):
            out.append(spoken(line))
            replies = await self._happens(line)
            if replies is not None:
                out.append(answered(replies))
        return "\n".join(out) + "\n"

    async def _happens(self, line: Line) -> Sequence[Reply] | None:
        if line.name == "#":
            return None
        if line.name != ">":
            return await self.hears(line.name, line.text)
        move, *rest = line.text.split()
        return await getattr(self, f"_{move}")(*rest)

    async def _read(self) -> None:
        await self.reads()

    async def _holidays(self, first: str, last: str) -> None:
        """The offices are closed on these days."""
        start, end = date.fromisoformat(first), date.fromisoformat(last)
        async with self.database.transact() as tx:
            for n in range((end - start).days + 1):
                await tx.places.add_holiday(start + timedelta(days=n))  # type: ignore[attr-defined]

    async def _chase(self) -> None:
        """The clock's round over cases: reminders, escalation, silent closing."""
        await chase(self.database, now=self.clock)

    async def _letters(self) -> None:
        """The clock's round over letters of cases: what is due is handed on."""
        await send_letters(self.database, self.analyst, now=self.clock, chance=self.chance)

    async def _praise(self) -> None:
        """The clock's round over praise: the week's batch goes to the praised."""
        await tell_praise(self.database, now=self.clock)

    async def _alarms(self) -> None:
        """The clock's round over urgent cases that nobody took."""
        await ring_on(self.database, now=self.clock)

    async def _duty(self, *codes: str) -> None:
        """These are on duty in their unit day and night, the first of them first."""
        staff = {one.code: one for one in DIRECTORY.officers.values()}
        named = [staff[code] for code in codes]
        days = [(one, turn, day) for turn, one in enumerate(named, 1) for day in range(1, 8)]
        rows = [Shift(one.unit_id, one.id, 0, 0, turn, weekday=day) for one, turn, day in days]
        async with self.database.transact() as tx:
            await tx.rota.replace(named[0].unit_id, rows)

    async def _clock(self, day: str, hour: str) -> None:
        self.clock = datetime.fromisoformat(f"{day} {hour}").replace(tzinfo=OFFICE_TIME)

    async def _tap(self, who: str, payload: str) -> Sequence[Reply]:
        return await self.hears(who, choice=payload)

    async def _sends(self, who: str, media: str) -> Sequence[Reply]:
        return await self.hears(who, media=media)

    async def _link(self, code: str) -> Sequence[Reply]:
        officer = next(one for one in DIRECTORY.officers.values() if one.code == code)
        async with self.database.transact() as tx:
            link = await issue_link(tx, officer, now=self.clock, chance=self.chance)
        return await self.hears(code, f"/lienket {link}")

    async def _board(self, code: str) -> Sequence[Reply]:
        """Somebody is elected to An Bình's board of people's inspectors, and links their chat."""
        elected = next(one for one in BOARD if one.code == code)
        async with self.database.transact() as tx:
            member = await a_member(tx, elected)  # type: ignore[arg-type]
            link = await issue_link(tx, member, now=self.clock, chance=self.chance)
        return await self.hears(code, f"/lienket {link}")

    async def _ratings(self, code: str, level: str, count: str) -> None:
        """So many people rate this officer at counter 4, an hour apart, before now."""
        officer = next(one for one in DIRECTORY.officers.values() if one.code == code)
        times = [self.clock - timedelta(hours=hour + 1) for hour in range(int(count))]
        ratings = [a_rating(int(level), counter=QUAY_4, officer=officer, at=at) for at in times]
        async with self.database.transact() as tx:
            await tx.ratings.keep([(rating, f"voter-{n}", "web") for n, rating in enumerate(ratings)])

    async def _visit(self, reference: str, counter: str, day: str) -> None:
        """The office tells of a visit of that morning; the code on the paper follows from the reference."""
        at = datetime.fromisoformat(f"{day} 09:15").replace(tzinfo=OFFICE_TIME)
        async with self.database.transact() as tx:
            await record_visit(tx, Told(reference, at, counter=counter), now=self.clock, road=None)

    async def _digest(self) -> None:
        roads = Roads(push=self.push, pull=("console", "web"))
        await send_due(self.database, now=self.clock, owner="test", box=BOX, words=words("vi"), roads=roads)
