"""Non-interference (decision 13): two houses differ in one sealed case, of a visit without a rating, and nobody of the
unit can tell which is which. Random trees, people, cases, acts; every byte that is said is compared.
"""

import random
from collections import Counter as Tally
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, select

from digest.letters import Roads
from digest.paper.inspection import pages
from digest.paper.sheet import as_csv
from digest.rendering import as_html, as_json, as_text
from digest.weekly import preview, send
from feedback.alarming import ring_on
from feedback.case_requests import TellResult
from feedback.chasing import chase
from feedback.errors import FeedbackError
from feedback.handling import read_held
from feedback.inspection import quarter_report
from feedback.intake import Asker, take_feedback
from feedback.messages import Chat
from feedback.people import Officer, Role
from feedback.periods import Quarter, Week
from feedback.ratings import Level
from feedback.requests import SubmitFeedback
from feedback.results import hear_result
from feedback.retention import erase_my_data
from feedback.unsealing_together import lapse_proposals
from feedback.visits import Visit
from feedback.wording import words
from storage.tables import cases, unseal_proposals
from tests.support.builders import BOX, a_rating
from tests.support.cast import NOW
from tests.support.databases import SqliteTemplate
from tests.support.held_house import Draws, HeldHouse, held_connection
from tests.support.insiders import ABOVE, BY_TWO, LOOKS, by_law
from tests.support.worlds import OPEN, ROADS, Told, World

HOUSES = 208
"""Sixteen for each road to the seal."""

DOORS = Roads(push=(), pull=("console",))

WATCHES = (
    ("/giamsat", "1", "1", "quay lại", "tiếp"),
    ("/giamsat", "2", "1"),
    ("/giamsat", "1", "2", "Kiến nghị về việc này", "Đề nghị bố trí thêm người trực buổi sáng.", "Gửi"),
    ("/kiennghi", "Viết kiến nghị", "1"),
    ("/viec", "/diem", "/giaitrinh"),
)
"""What people's inspectors look at."""


@dataclass
class Story:
    """What happens in one world: drawn once, played in both houses."""

    world: World
    open_ones: list[Told]
    sealed: Told
    place: int  # of the sealed one among the others
    moved: bool
    ratings: list[tuple[int, int]]
    days: list[tuple[int, list[tuple[str, tuple[str, ...]]]]] = field(default_factory=list)
    after: str = ""
    insiders: list[Officer] = field(default_factory=list)

    @property
    def draws(self) -> Draws:
        return Draws(self.world.seed)

    def code(self, who: str) -> str:
        """The code of the case that comes of this person's words."""
        return self.draws.about(f"case|{who}").case_code()


def insiders(world: World, *, moved: bool) -> list[Officer]:
    """Who must not be able to tell: the unit's people as they were then, and the heads beside it, while none of these
    may come to stand above it."""
    roles = [Role.HEAD, Role.SUPERIOR, Role.OFFICER, *([Role.INSPECTOR] if len(world.chain) > 1 else [])]
    beside = [one for unit in world.beside if unit.serves and not moved for one in world.of(unit, Role.HEAD)]
    return [*world.of(world.unit, *roles), *beside]


def a_story(world: World) -> Story:
    draw = world.chance
    open_ones, sealed = world.open_ones(), world.sealed_one()
    ratings = [(draw.randint(1, 5), draw.randint(1, 9)) for _ in range(draw.choice((0, 3, 14)))]
    place, moved = draw.randint(0, len(open_ones)), draw.random() < 0.3
    story = Story(world, open_ones, sealed, place, moved, ratings, after=draw.choice(("", "erase", "unsolved")))
    above = [one for unit in world.chain[:-1] for one in world.of(unit, Role.HEAD, Role.SUPERIOR, Role.INSPECTOR)]
    story.insiders = [*insiders(world, moved=moved), *(one for one in above if one.name in sealed.text)]
    story.days = [(day, list(_acts(story, draw, story.insiders, above))) for day in sorted(draw.sample(range(30), 2))]
    return story


def _acts(
    story: Story, draw: random.Random, mine: list[Officer], above: list[Officer]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    if above and draw.random() < 0.7:
        yield draw.choice(above).code, (f"/viec {story.code('sealed')}", *draw.choice(ABOVE))
    if above and by_law(story.sealed):
        yield draw.choice(above).code, (f"/viec {story.code('sealed')}", *BY_TWO)
        for one in mine:
            yield one.code, ("/boniem", f"/boniem {story.code('sealed')}", "Đồng ý bỏ niêm")
        yield draw.choice(above).code, (f"/boniem {story.code('sealed')}", draw.choice(("Không đồng ý", "Quay lại")))
    known = [story.code(told.who) for told in story.open_ones]
    guess = draw.choice([*known, story.code("sealed"), "K7M3Q2X"])
    guessed = [f"{draw.choice(('/viec', '/viec', '/boniem'))} {guess}", "Tiếp nhận"]
    for one in draw.sample(mine, min(2, len(mine))):
        yield one.code, draw.choice([*LOOKS, tuple(guessed)])
    own = [one for one in story.world.board if one.unit_id in (story.world.unit.id, story.world.unit.parent_id)]
    watched = [f"/giamsat {draw.choice([*known, story.code('sealed'), 'K7M3Q2X'])}", "Kiến nghị về việc này"]
    for one in (*own, draw.choice(story.world.board)):
        yield one.code, draw.choice([*WATCHES, tuple(watched)])


class Telling:
    """One of the two houses."""

    def __init__(self, story: Story, house: HeldHouse, *, one_more: bool) -> None:
        self.story, self.house, self.one_more = story, house, one_more
        self.draws = story.draws
        self.said: list[str] = []
        self.mine = [one.code for one in story.insiders]
        self.board = [one.code for one in story.world.board]

    async def play(self) -> list[str]:
        """Everything that was said to anybody who must not be able to tell."""
        told = list(self.story.open_ones)
        told[self.story.place : self.story.place] = [self.story.sealed] if self.one_more else []
        for number, one in enumerate(told):
            await self._files(one, NOW + timedelta(minutes=(number if one.who != "sealed" else 0)))
        if self.story.moved:
            await self.story.world.move(self.house.tx)
        for day, acts in self.story.days:
            await self._day(NOW + timedelta(days=day, hours=1), acts)
        await self._ends(NOW + timedelta(days=31))
        return self.said

    async def _files(self, told: Told, at: datetime) -> None:
        tag, world = BOX.tag("console", told.who), self.story.world
        await self.house.tx.chats.save([Chat(tag, "console", BOX.seal("console", told.who))], at=at)
        key = self.draws.about(f"visit|{told.who}").pseudonym()
        visit = Visit(key, world.unit.id, at, told.counter_id, officer_id=told.officer_id)
        level = Level(told.level) if told.level else None
        said = SubmitFeedback(visit, told.kind, level, told.text, told.text, at, "vi", "1", of_head=told.of_head)
        await take_feedback(
            self.house.tx,
            said,
            asker=Asker(tag, "console", told.who),
            directory=await self.house.tx.directory(),
            chance=self.draws.about(f"receipt|{told.who}"),
        )
        urgent = len(told.who + told.text) % 3 == 0
        self.house.found = replace(told.analysis, urgent=urgent) if told.analysis else None
        read = await read_held(self.house, self.house, now=at, chance=self.draws.about(f"case|{told.who}"))
        assert read.read == 1

    async def _day(self, now: datetime, acts: list[tuple[str, tuple[str, ...]]]) -> None:
        await chase(self.house, now=now)
        for wait in (0, 20, 40):  # urgent ones ring on
            await ring_on(self.house, now=now + timedelta(minutes=wait))
        await lapse_proposals(self.house, now=now)
        for who, texts in acts:
            for text in texts:
                heard = await self.house.hears(who, text, draws=self.draws, at=now)
                self.said += [f"{who}: {text}", *heard] if who in (*self.mine, *self.board) else []
        if self.one_more:
            await self._citizen(now)

    async def _citizen(self, now: datetime) -> None:
        tag = BOX.tag("console", "sealed")
        if self.story.after == "erase":
            await erase_my_data(self.house.tx, chat=tag, now=now)
        elif self.story.after == "unsolved":
            with suppress(FeedbackError):
                await hear_result(self.house.tx, TellResult(False, self.story.code("sealed")), chat=tag, now=now)

    async def _ends(self, now: datetime) -> None:
        """Whatever still waits for anybody, and the week's digest in all its shapes."""
        await chase(self.house, now=now)
        for wait in (0, 20, 40):  # urgent ones ring on
            await ring_on(self.house, now=now + timedelta(minutes=wait))
        await lapse_proposals(self.house, now=now)
        unit, week = (await self.house.tx.directory()).units[self.story.world.unit.id], Week.before(now)
        await send(self.house, unit, week, now=now, owner="test", box=BOX, words=words("vi"), roads=DOORS)
        for who in self.mine[:3]:
            self.said += [who, *await self.house.hears(who, "/viec", draws=self.draws, at=now)]
        for who in self.board[:2]:
            for text in ("/giamsat", "1", "1", "/kiennghi"):
                self.said += [who, *await self.house.hears(who, text, draws=self.draws, at=now)]
        await self._on_paper(NOW + timedelta(days=92))
        for back in (0, 3):  # the last week, and the one in which they wrote
            digest = await preview(self.house, unit, week.shift(-back), now=now, words=words("vi"))
            self.said += [as_text(digest), as_html(digest), str(as_json(digest))]

    async def _on_paper(self, now: datetime) -> None:
        """The quarter's sheets, of the unit and of the one above."""
        directory = await self.house.tx.directory()
        for id in (self.story.world.unit.id, self.story.world.unit.parent_id):
            if id is not None:
                found = await quarter_report(self.house.tx, directory.units[id], Quarter(2026, 3), now=now)
                sheet = pages(found, directory.units, words("vi").say)
                self.said += [repr(sheet), repr(as_csv(sheet))]


async def settle(house: HeldHouse, world: World) -> Story:
    """Everything that both houses share."""
    await world.settle(house.tx)
    story = a_story(world)
    staff = (*world.staff, *world.board)
    people = [(one.id, BOX.tag("console", one.code), BOX.seal("console", one.code)) for one in staff]
    chats = [Chat(tag, "console", seal, officer_id=id) for id, tag, seal in people]
    await house.tx.chats.save(chats, at=NOW)
    times = [(level, NOW + timedelta(days=day)) for level, day in story.ratings]
    rated = [a_rating(level, unit=world.unit, counter=None, at=at) for level, at in times]
    await house.tx.ratings.keep([(rating, f"voter {n}", "web") for n, rating in enumerate(rated)])
    return story


async def both(connection: Connection, seed: int, road: str) -> tuple[list[str], list[str], Tally[str]]:
    """What is said in the same world without and with one more case, and what became of that case."""
    world = World(seed, road)
    house = HeldHouse(connection)
    with house.then_undone():
        story = await settle(house, world)
        with house.then_undone():
            without = await Telling(story, house, one_more=False).play()
        with house.then_undone():
            beside = await Telling(story, house, one_more=True).play()
            row = (await house.tx.executor.rows(select(cases).where(cases.c.code == story.code("sealed"))))[0]
            second = ["proposed"] * len(await house.tx.executor.rows(select(unseal_proposals.c.id)))
    assert row.sealed == (road != OPEN)
    return without, beside, Tally([world.road, f"state {row.state}", f"depth {len(world.chain)}", *second])


async def differing(connection: Connection, seeds: range, roads: Sequence[str]) -> tuple[list[int], Tally[str]]:
    """The seeds where somebody could tell, and what all those worlds were like."""
    told: list[int] = []
    seen: Tally[str] = Tally()
    for seed in seeds:
        without, beside, about = await both(connection, seed, roads[seed % len(roads)])
        connection.rollback()
        told += [seed] if without != beside else []
        seen += about + Tally(answers=len(without))
    return told, seen


async def test_nobody_of_the_unit_can_tell_whether_there_is_a_sealed_case(
    sqlite_template: SqliteTemplate, tmp_path: Path
) -> None:
    with sqlite_template.copy(tmp_path) as url, held_connection(url) as connection:
        told, seen = await differing(connection, range(HOUSES), ROADS)
    assert told == [], dict(seen)
    wanted = {
        "answers": 20 * HOUSES,
        "proposed": 10,
        **dict.fromkeys(ROADS, 4),
        **{f"depth {depth}": 20 for depth in range(1, 5)},
    }
    assert not {kind: seen[kind] for kind, least in wanted.items() if seen[kind] < least}
    assert (
        len([kind for kind in seen if kind.startswith("state")]) >= 6
    )  # the superiors did all kinds of things with it


async def test_an_open_case_in_its_place_is_noticed(sqlite_template: SqliteTemplate, tmp_path: Path) -> None:
    """The control: what is compared can differ."""
    with sqlite_template.copy(tmp_path) as url, held_connection(url) as connection:
        told, _ = await differing(connection, range(14), [OPEN])
    assert len(told) >= 10
