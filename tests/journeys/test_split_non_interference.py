"""A part that was split off from a sealed message tells its unit nothing more than a message that only ever held that
part: random offices, everything the unit's people can ask for, byte by byte."""

import random
from collections import Counter as Tally
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from digest.rendering import as_html, as_json, as_text
from digest.weekly import preview
from feedback import gate_splitting
from feedback.analysis import Analysis, TagFound
from feedback.chasing import chase
from feedback.deadlines import Kind as Due
from feedback.gate_requests import SplitCase
from feedback.gate_splitting import split_case
from feedback.handling import read_held
from feedback.intake import Asker, take_feedback
from feedback.messages import Chat
from feedback.people import Officer, Role
from feedback.periods import OFFICE_TIME, Week, local
from feedback.reminders import OPENS
from feedback.requests import Kind, SubmitFeedback
from feedback.visits import Visit
from feedback.wording import words
from storage.tables import case_events, cases, feedback
from tests.journeys.test_sealed_property import insiders
from tests.support.builders import BOX, a_filed
from tests.support.cast import NOW
from tests.support.databases import SqliteTemplate
from tests.support.held_house import Draws, HeldHouse, held_connection
from tests.support.insiders import LOOKS
from tests.support.worlds import PLAIN, World

HOUSES = 52
PART = "Ghế chờ gãy hai cái, cán bộ để dân đứng chờ cả buổi sáng."
SECRET_PART = "Tôi tố cáo cán bộ địa chính nhận 20 triệu, tôi có ghi âm."
MIXED = Analysis((TagFound("co-so", 0.9),), sentiment="tieu-cuc", gate="to-cao")
ORDINARY = Analysis((TagFound("co-so", 0.9),), sentiment="tieu-cuc")
LOOKED = (*LOOKS, ("/thamdinh",), ("/thamdinh K7M3Q2X",), ("/viec", "1", "Việc khác", "Có nội dung tố cáo", "Huỷ"))


class Unit:
    """One of the two houses, as the people of the unit meet it."""

    def __init__(self, house: HeldHouse, world: World, *, mixed: bool) -> None:
        self.house, self.world, self.mixed = house, world, mixed
        self.draws, self.mine = Draws(world.seed), insiders(world, moved=False)
        self.said: list[str] = []

    async def play(self) -> tuple[list[str], str]:
        """What they were told, and the code of the case that came of the part."""
        for number in range(self.world.seed % 3):
            await self._sends(f"citizen {number}", PLAIN[number], ORDINARY, NOW + timedelta(minutes=number))
        await (self._whole() if self.mixed else self._only_the_part())
        self.house.found = ORDINARY
        early = NOW + timedelta(days=2, hours=3)
        await read_held(self.house, self.house, now=early, chance=self.draws.about("case|part"))
        await self._look(early)
        morning = NOW + timedelta(days=3)
        await read_held(self.house, self.house, now=morning, chance=self.draws.about("case|part"))
        await self._look(morning)
        await chase(self.house, now=morning + timedelta(days=12))
        await self._look(morning + timedelta(days=12))
        return self.said, self.draws.about("case|part").case_code()

    async def _sends(self, who: str, text: str, analysis: Analysis, at: datetime) -> None:
        tag = await self._chat(who)
        visit = Visit(self.draws.about(f"visit|{who}").pseudonym(), self.world.unit.id, at, self._counter())
        served = self.world.of(self.world.unit, Role.OFFICER)
        if who == "mixed" and served:
            visit = replace(visit, officer_id=served[0].id)
        said = SubmitFeedback(visit, Kind.SUGGESTION, None, text, text, at, "vi", "1")
        directory, chance = await self.house.tx.directory(), self.draws.about(f"receipt|{who}")
        await take_feedback(self.house.tx, said, asker=Asker(tag, "console", who), directory=directory, chance=chance)
        self.house.found = analysis
        assert (await read_held(self.house, self.house, now=at, chance=self.draws.about(f"case|{who}"))).read == 1

    async def _whole(self) -> None:
        """Sent on Monday with an hour, split by whoever reviews it on Wednesday."""
        await self._sends("mixed", f"{PART} {SECRET_PART}", MIXED, NOW + timedelta(minutes=17))
        code, tx = self.draws.about("case|mixed").case_code(), self.house.tx
        for one in self.world.staff:
            if await tx.gate_reviews.lock(one, code):
                at = NOW + timedelta(days=2)
                await split_case(tx, SplitCase(one, code, (1,)), chance=self.draws.about("receipt|part"), now=at)
                return
        raise LookupError("nobody reviews it")

    async def _only_the_part(self) -> None:
        """Held as long, and of that day: written out here, so that the split itself is tested."""
        tag, chance = await self._chat("mixed"), self.draws.about("receipt|part")
        chance.receipt()
        drawn = timedelta(microseconds=chance.below(12 * 3600 * 10**6))
        day = datetime.combine(local(NOW).date(), OPENS, OFFICE_TIME) + drawn
        directory = await self.house.tx.directory()
        filed = replace(a_filed(PART, chat=tag, at=day, counter=None), channel="console")
        await self.house.tx.feedback.file(
            replace(
                filed,
                unit_id=self.world.unit.id,
                counter_id=self._counter(),
                due=directory.due_by(Due.ANSWER, NOW, unit_id=self.world.unit.id),
                not_before=datetime.combine(NOW.date() + timedelta(days=3), OPENS, NOW.tzinfo),
            )
        )

    async def _chat(self, who: str) -> str:
        tag = BOX.tag("console", who)
        await self.house.tx.chats.save([Chat(tag, "console", BOX.seal("console", who))], at=NOW)
        return tag

    def _counter(self) -> int | None:
        return self.world.counters[0].id if self.world.counters else None

    async def _look(self, now: datetime) -> None:
        for one in self.mine:
            for texts in self._asks(one, now):
                for text in texts:
                    self.said += [f"{one.code}: {text}"]
                    self.said += await self.house.hears(one.code, text, draws=self.draws, at=now)
        unit, week = (await self.house.tx.directory()).units[self.world.unit.id], Week.before(now)
        for back in (0, 1):
            digest = await preview(self.house, unit, week.shift(-back), now=now, words=words("vi"))
            self.said += [as_text(digest), as_html(digest), str(as_json(digest))]

    def _asks(self, one: Officer, now: datetime) -> list[tuple[str, ...]]:
        draw = random.Random(f"{self.world.seed}|{one.code}|{now}")
        return [("/viec", "1", "Việc khác"), *draw.sample(LOOKED, 2), ("/viec",)]


async def rows_of(house: HeldHouse, code: str) -> list[str]:
    """All that is kept of this case where the unit looks: without what is encrypted or drawn."""
    run = house.tx.executor.rows
    (case,) = await run(select(cases).where(cases.c.code == code))
    events = await run(select(case_events).where(case_events.c.case_id == case.id).order_by(case_events.c.id))
    (filed,) = await run(select(feedback).where(feedback.c.case_id == case.id))
    secret = {"id", "case_id", "words", "answer", "reason", "said", "receipt", "author", "text", "redacted"}
    return [repr({k: v for k, v in row._mapping.items() if k not in secret}) for row in (case, *events, filed)]


async def both(connection: Connection, seed: int) -> tuple[bool, Tally[str]]:
    """Whether somebody of the unit could tell, and what the world was like."""
    house, world = HeldHouse(connection), World(seed, "open")
    with house.then_undone():
        await world.settle(house.tx)
        people = [(one.id, BOX.tag("console", one.code), BOX.seal("console", one.code)) for one in world.staff]
        await house.tx.chats.save([Chat(tag, "console", seal, officer_id=id) for id, tag, seal in people], at=NOW)
        if not reviewable(world):
            return False, Tally(["nobody reviews"])
        told = []
        for mixed in (True, False):
            with house.then_undone():
                said, code = await Unit(house, world, mixed=mixed).play()
                told.append((said, await rows_of(house, code)))
    return told[0] != told[1], Tally({"worlds": 1, f"depth {len(world.chain)}": 1, "answers": len(told[0][0])})


def reviewable(world: World) -> bool:
    """Somebody may have the sealed one: any handler above; at the top an inspector."""
    roles = (Role.HEAD, Role.SUPERIOR, Role.INSPECTOR)
    return any(world.of(unit, *roles) for unit in world.chain[:-1]) and bool(world.of(world.unit, Role.HEAD))


async def differing(connection: Connection, houses: int = HOUSES) -> tuple[list[int], Tally[str]]:
    """The seeds where somebody could tell."""
    told: list[int] = []
    seen: Tally[str] = Tally()
    for seed in range(houses * 3):
        if seen["worlds"] >= houses:
            break
        differs, about = await both(connection, seed)
        connection.rollback()
        told += [seed] if differs else []
        seen += about
    return told, seen


async def test_the_unit_cannot_tell_a_part_from_a_message_that_only_held_it(
    sqlite_template: SqliteTemplate, tmp_path: Path
) -> None:
    with sqlite_template.copy(tmp_path) as url, held_connection(url) as connection:
        told, seen = await differing(connection)
    assert told == [], dict(seen)
    assert seen["worlds"] >= HOUSES and seen["answers"] > 20 * HOUSES, dict(seen)


async def test_a_part_that_came_at_once_would_be_noticed(
    sqlite_template: SqliteTemplate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: what is compared can differ."""
    monkeypatch.setattr(gate_splitting, "_next_morning", lambda case, directory, now: now)
    with sqlite_template.copy(tmp_path) as url, held_connection(url) as connection:
        told, _ = await differing(connection, 6)
    assert len(told) >= 5
