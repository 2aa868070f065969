"""A case that was split, reviewed and then unsealed tells its unit nothing of the review: it meets the case as if that
had only been unsealed, beside words that only ever held the part. Random offices, byte by byte."""

from collections import Counter as Tally
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete

from feedback import handling
from feedback.case_life import By, Event, Happened
from feedback.gate_review import Decision, Stage
from feedback.handling import read_held
from feedback.messages import Chat
from feedback.people import Officer
from feedback.unsealing import take_off
from storage.tables import gate_reviews
from tests.journeys.test_sealed_property import insiders
from tests.journeys.test_split_non_interference import MIXED, ORDINARY, PART, SECRET_PART, Unit, reviewable
from tests.support.builders import BOX
from tests.support.cast import NOW
from tests.support.databases import SqliteTemplate
from tests.support.held_house import HeldHouse, held_connection
from tests.support.worlds import World

HOUSES = 20


class Unsealed(Unit):
    """Where it is `mixed` a review was split and settled; in the other house there was none."""

    asked = ""

    async def play(self) -> tuple[list[str], str]:
        """Reviewed, and down with the unit on Wednesday; the part comes on Thursday."""
        code, tx = self.draws.about("case|mixed").case_code(), self.house.tx
        await (self._whole() if self.mixed else self._sends("mixed", f"{PART} {SECRET_PART}", MIXED, _sent()))
        reviewer = [one for one in self.world.staff if await tx.gate_reviews.lock(one, code)][0]  # noqa: RUF015  (an async one)
        await self._settle(reviewer, code)
        if not self.mixed:
            await self._only_the_part()
        self.house.found, self.asked, at = ORDINARY, code, NOW + timedelta(days=3)
        await read_held(self.house, self.house, now=at, chance=self.draws.about("case|part"))
        await self._look(at)
        return self.said, code

    async def _settle(self, reviewer: Officer, code: str) -> None:
        tx, at = self.house.tx, NOW + timedelta(days=2)
        case = await tx.cases.lock(reviewer, code)
        assert case
        review = await tx.gate_reviews.of_case(case)
        assert review
        if self.mixed:
            settled = replace(review, stage=Stage.SETTLED, decision=Decision.NOTHING, note="Đã đọc kỹ.")
            await tx.gate_reviews.save(settled)
            await tx.cases.note(case.id, Happened(Event.REVIEWED, By.REVIEWER, at, reviewer.unit_id, reviewer.id))
        else:
            await tx.executor.run(delete(gate_reviews))
        await take_off(tx, case, "da-doc", by=reviewer, sender=reviewer, now=at)

    def _asks(self, one: Officer, now: datetime) -> list[tuple[str, ...]]:
        return [(f"/viec {self.asked}", "Việc khác"), (f"/thamdinh {self.asked}",), ("/thamdinh",), ("/viec",)]


def _sent() -> datetime:
    return NOW + timedelta(minutes=17)


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
                told.append(await Unsealed(house, world, mixed=mixed).play())
    read = sum("Phản ánh" in line and told[0][1] in line for line in told[0][0])
    return told[0] != told[1], Tally({"worlds": 1, "read": read, "insiders": len(insiders(world, moved=False))})


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


async def test_the_unit_cannot_tell_that_an_unsealed_case_was_reviewed_or_split(
    sqlite_template: SqliteTemplate, tmp_path: Path
) -> None:
    with sqlite_template.copy(tmp_path) as url, held_connection(url) as connection:
        told, seen = await differing(connection)
    assert told == [], dict(seen)
    assert seen["worlds"] >= HOUSES and seen["read"] >= HOUSES, dict(seen)


async def test_a_timeline_that_told_of_it_would_be_noticed(
    sqlite_template: SqliteTemplate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: what is compared can differ."""
    monkeypatch.setattr(handling, "as_read_by", lambda officer, lines, case, directory: tuple(lines))
    with sqlite_template.copy(tmp_path) as url, held_connection(url) as connection:
        told, _ = await differing(connection, 6)
    assert len(told) >= 5
