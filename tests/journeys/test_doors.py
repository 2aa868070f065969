"""The same journey through every door: what is stored is equal, what is said is the same, and both can be read.

`UPDATE_JOURNEYS=1` rewrites tests/journeys/side_by_side/; the difference is then read by a person before it is kept.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.doors.door import Act, NoSuchChoice
from tests.journeys.doors.exceptions import NO_JOURNEY, NO_STEP, OWN_WORDS
from tests.journeys.doors.facts import Facts, facts
from tests.journeys.doors.house import DOORS, DoorHouse, Fakes, Step, a_house
from tests.journeys.doors.sentences import own_words, sentences, spoken_by
from tests.journeys.doors.side_by_side import table
from tests.journeys.doors.telegram import TelegramDoor
from tests.journeys.doors.zalo_bot import ZaloBotDoor
from tests.journeys.doors.zalo_oa import ZaloOADoor
from tests.support.databases import PostgresTemplate, SqliteTemplate
from tests.support.fake_telegram import FakeTelegram
from tests.support.fake_zalo import TOKEN, FakeZalo
from tests.support.fake_zalo_bot import FakeZaloBot

HERE = Path(__file__).parent
JOURNEYS = sorted(HERE.glob("*.chat"))
SIDE_BY_SIDE = HERE / "side_by_side"
UPDATE = bool(os.environ.get("UPDATE_JOURNEYS")) and not os.environ.get("CI")


@dataclass(frozen=True, slots=True)
class Played:
    """What came of a journey at one door."""

    steps: Sequence[Step]
    facts: Facts
    acts: Sequence[Act]

    @property
    def missing(self) -> set[str]:
        """The lines that were left out, for this door has nothing of the kind."""
        return {step.line.text for step in self.steps if step.missing}


@dataclass(frozen=True, slots=True)
class Player:
    """Plays journeys, each in a house of its own on a fresh database."""

    fakes: Fakes
    template: SqliteTemplate
    folder: Path
    kept: dict[tuple[str, str], Played]

    async def plays(
        self, name: str, door: str, acts: Sequence[Act] = (), disturb: Callable[[DoorHouse], None] = lambda _: None
    ) -> Played:
        """One journey through one door; `acts` are what the terminal's run took its lines for."""
        with self.template.copy(self.folder) as url:
            return await self.plays_on(url, name, door, acts, disturb)

    async def plays_once(self, name: str, door: str, acts: Sequence[Act] = ()) -> Played:
        """The same, from memory when another test has seen it."""
        if (name, door) not in self.kept:
            self.kept[name, door] = await self.plays(name, door, acts)
        return self.kept[name, door]

    async def plays_on(
        self, url: str, name: str, door: str, acts: Sequence[Act], disturb: Callable[[DoorHouse], None] = lambda _: None
    ) -> Played:
        """The same on this database."""
        async with a_house(url, self.folder, door, self.fakes, acts) as house:
            disturb(house)
            steps = await house.goes((HERE / f"{name}.chat").read_text("utf-8"))
            return Played(steps, await facts(house.service.database), house.acts)

    def to_come(self, door: str) -> list[str]:
        """The faults that did not happen in the journey that was played last."""
        faults = {
            "telegram": [(one.kind, one.times) for one in self.fakes.telegram._faults],
            "zalo-oa": [(one.kind, one.times) for one in self.fakes.zalo_oa._faults],
            "zalo-bot": [(one.kind, one.times) for one in self.fakes.zalo_bot._faults],
        }
        return [kind for kind, times in faults[door] if times > 0]

    async def plays_everywhere(self, name: str) -> dict[str, Played]:
        """Through every door that can, the terminal first."""
        terminal = await self.plays_once(name, "console")
        others = [door for door in DOORS[1:] if (door, name) not in NO_JOURNEY]
        return {"console": terminal, **{door: await self.plays_once(name, door, terminal.acts) for door in others}}


@pytest.fixture(scope="module")
def fakes() -> Iterator[Fakes]:
    with FakeTelegram() as telegram, FakeZalo() as zalo_oa, FakeZaloBot() as zalo_bot:
        yield Fakes(telegram, zalo_oa, zalo_bot)


@pytest.fixture(scope="module")
def kept() -> dict[tuple[str, str], Played]:
    """What was played already, and came out as it always does."""
    return {}


@pytest.fixture
def player(
    fakes: Fakes, sqlite_template: SqliteTemplate, tmp_path: Path, kept: dict[tuple[str, str], Played]
) -> Player:
    return Player(fakes, sqlite_template, tmp_path, kept)


@pytest.mark.parametrize("name", [journey.stem for journey in JOURNEYS])
async def test_a_journey_is_the_same_through_every_door(name: str, player: Player) -> None:
    played = await player.plays_everywhere(name)
    terminal = played["console"]
    for door, one in played.items():
        assert one.missing == {line for (at, line) in NO_STEP if at == door} & one.missing, door
        assert one.facts == terminal.facts, door
        assert told_otherwise(door, terminal, one) == set(), door
    compare(name, played)


async def test_what_is_compared_is_really_there_in_some_journey(player: Player) -> None:
    """Of a column that is always empty nobody would see that a door leaves it out."""
    played = [await player.plays_once(journey.stem, "console") for journey in JOURNEYS]
    filled = {
        f"{table}.{name}"
        for one in played
        for table, rows in one.facts.items()
        for row in rows
        for name, value in row.items()
        if value not in (None, "", 0, [])
    }
    assert {f"cases.{name}" for name in ("accept_by", "opened", "answer", "result", "reopened", "chased")} <= filled
    assert {"ratings.proof", "case_events.what", "case_events.role", "case_events.officer_id"} <= filled
    assert {"tickets.day", "visit_counts.recorded", "visit_counts.answered", "tag_reviews.tags"} <= filled


def told_otherwise(door: str, terminal: Played, one: Played) -> set[tuple[str, str]]:
    """(who, sentence) that is read at one of the two doors only, and is not on the door's own list."""
    return {(who, told) for who, told in differing(terminal, one) if not own_words(door).fullmatch(told)}


def differing(terminal: Played, one: Played) -> set[tuple[str, str]]:
    """(who, sentence) that is read at one of the two doors only."""
    here, there = sentences(one.steps), sentences(terminal.steps)
    return {(who, told) for who in {*here, *there} for told in here.get(who, set()) ^ there.get(who, set())}


async def test_every_line_of_the_exceptions_is_needed(player: Player) -> None:
    """Over all journeys: just those steps are left out, and each of those sentences does differ."""
    left_out, differ = set[tuple[str, str]](), {door: set[str]() for door in DOORS[1:]}
    for journey in JOURNEYS:
        played = await player.plays_everywhere(journey.stem)
        for door in DOORS[1:]:
            if door in played:
                left_out |= {(door, line) for line in played[door].missing}
                differ[door] |= {told for _, told in differing(played["console"], played[door])}
    assert left_out == set(NO_STEP)
    own = {(door, key) for door, keys in OWN_WORDS.items() for key in keys}
    assert {(door, key) for door, key in own if not is_needed(key, OWN_WORDS[door], differ[door])} == set()


def is_needed(key: str, keys: Sequence[str], differ: set[str]) -> bool:
    """Whether some sentence that differs is this key's, and none of the others'."""
    others = spoken_by(other for other in keys if other != key)
    return any(spoken_by([key]).fullmatch(told) and not others.fullmatch(told) for told in differ)


def compare(name: str, played: dict[str, Played]) -> None:
    """The table beside the journey says just this."""
    left_out = {door: why for (door, journey), why in NO_JOURNEY.items() if journey == name}
    written = table(name, {door: one.steps for door, one in played.items()}, left_out)
    file = SIDE_BY_SIDE / f"{name}.md"
    if UPDATE:
        file.write_text(written, "utf-8")
        pytest.skip("rewritten; read the difference")
    assert file.read_text("utf-8") == written


def test_no_table_is_left_of_a_journey_that_is_gone() -> None:
    assert {file.stem for file in SIDE_BY_SIDE.glob("*.md")} == {journey.stem for journey in JOURNEYS}


@pytest.mark.parametrize(("door", "name"), sorted(NO_JOURNEY))
async def test_a_journey_that_is_left_out_cannot_be_played_there(door: str, name: str, player: Player) -> None:
    terminal = await player.plays_once(name, "console")
    with suppress(NoSuchChoice):
        assert (await player.plays(name, door, terminal.acts)).missing - {line for at, line in NO_STEP if at == door}


@pytest.fixture
def postgres_url(postgres_template: PostgresTemplate, tmp_path: Path) -> Iterator[str]:
    with postgres_template.copy(tmp_path) as url:
        yield url


@pytest.mark.postgres
@pytest.mark.parametrize("door", DOORS[1:])
async def test_on_postgresql_a_journey_leaves_the_same(door: str, player: Player, postgres_url: str) -> None:
    name = "angry_words_answered"
    terminal = await player.plays_once(name, "console")
    assert (await player.plays_on(postgres_url, name, door, terminal.acts)).facts == terminal.facts


# Trouble at the platform


TROUBLES: Mapping[str, Sequence[tuple[str, dict[str, Any]]]] = {
    "telegram": [
        *(("429", {"retry_after": 3}), ("500", {}), ("lost", {"skip": 1}), ("timeout", {"skip": 1, "seconds": 0.01})),
        *(("html", {"skip": 2}), ("reset", {"skip": 2}), ("lost", {"method": "editMessageText"})),
    ],
    "zalo-oa": [
        *(("-32", {}), ("http", {}), ("lost", {"skip": 1}), ("slow", {"skip": 1, "seconds": 0.01})),
        *(("html", {"skip": 2}), ("-216", {"skip": 2}), ("reset", {"skip": 3}), ("http", {"call": TOKEN})),
    ],
    "zalo-bot": [
        *(("429", {}), ("http500", {}), ("lost", {"skip": 1}), ("timeout", {"skip": 1, "seconds": 0.01})),
        *(("html", {"skip": 2}), ("500", {"skip": 2}), ("reset", {"skip": 3})),
    ],
}
"""What the stand-in does to our calls: too many, broken, done but the answer lost, cut off, a page for an answer."""


@pytest.mark.parametrize("door", TROUBLES)
@pytest.mark.parametrize("name", ["three_taps", "angry_words_answered"])
async def test_trouble_at_the_platform_changes_nothing_that_is_kept(name: str, door: str, player: Player) -> None:
    """Besides, each event comes again at once, and once more after the next one."""
    terminal = await player.plays_once(name, "console")
    quiet = await player.plays_once(name, door, terminal.acts)
    troubled = await player.plays(name, door, terminal.acts, disturb)
    assert troubled.facts == quiet.facts == terminal.facts
    assert sentences(troubled.steps) == sentences(quiet.steps)
    assert player.to_come(door) == []


def disturb(house: DoorHouse) -> None:
    """Everything at once."""
    door = house.doors[0]
    door.repeats = True
    assert isinstance(door, TelegramDoor | ZaloOADoor | ZaloBotDoor)
    for kind, how in TROUBLES[door.name]:
        door.fake.fault(kind, **how)
