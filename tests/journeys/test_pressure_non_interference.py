"""Two houses differ in one thing that a citizen did past the handlers of their case: a report of pressure, or an answer
that must not come to them instead of none. Nobody of the unit, nor of another that has the case, can tell which house
is which: every byte is compared. Some cases have two voices, lie with the unit above, are sent on or brought back, and
posts change meanwhile.
"""

import random
from collections import Counter as Tally
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, select

from digest.rendering import as_html, as_json, as_text
from digest.weekly import preview
from feedback.alarming import ring_on
from feedback.analysis import Analysis, TagFound
from feedback.case_letters import CaseLetter, Kind
from feedback.case_life import State
from feedback.case_requests import TellResult
from feedback.cases import Case
from feedback.chasing import chase
from feedback.errors import FeedbackError
from feedback.letter_requests import AnswerLetter, ReportPressure
from feedback.letters_answering import answer_letter
from feedback.letters_sending import send_letters
from feedback.messages import Chat
from feedback.people import Officer, Role
from feedback.periods import Week
from feedback.pressure import report_pressure
from feedback.results import hear_result
from feedback.units import Unit
from feedback.wording import words
from storage.tables import case_asides, cases
from tests.support.builders import BOX, a_case, a_filed
from tests.support.cast import NOW
from tests.support.databases import SqliteTemplate
from tests.support.held_house import Draws, HeldHouse, held_connection
from tests.support.worlds import OPEN, World

HOUSES = 88
PLAIN, GRAVE = "Ở quầy một, khoảng mười giờ sáng.", "Họ gợi ý bồi dưỡng năm trăm mới làm."
TAGGED = "Họ bảo phải biết điều thì mới nhanh."
OPEN_ANSWER = "plain answer"
CUT = "pressure and the line cut"
WAYS = ("pressure", "wordless pressure", "grave answer", "tagged answer", CUT)
RECEIPTS = {"PA1": "1" * 16, "PA2": "2" * 16, "other": "3" * 16}
FINDS = {TAGGED: Analysis((TagFound("voi-vinh", 0.9),), sentiment="tieu-cuc")}
LOOKS = (
    ("/viec", "1", "Việc khác"),
    ("/viec", "1", "Xác minh"),
    ("/viec", "1", "Việc khác", "Hỏi thêm", "2", "Gửi"),
    ("/viec", "2", "Việc khác", "Hỏi thêm", "Xin cho biết việc xảy ra ngày nào ạ.", "Gửi"),
    ("/viec", "1", "Việc khác", "Chuyển"),
    ("/viec", "1", "Việc khác", "Chuyển", "1", "1", "Chuyển"),
    ("/viec", "1", "Trả lời công dân", "Trung tâm xin lỗi, đã sửa ngay.", "Gửi"),
    ("/dulieu",),
    ("/diem",),
)
ABOVE = (
    ("Tiếp nhận", "Xác minh"),
    ("Tiếp nhận", "Việc khác", "Hỏi thêm", "1", "Gửi"),
    ("Trả lời công dân", "Chúng tôi đã nhắc nhở, việc này dừng ngay.", "Gửi"),
    ("Việc khác", "Chuyển", "1", "Chuyển"),
    ("Việc khác", "Bỏ niêm"),
)


class Finds:
    """The analyst of both houses."""

    async def analyse(self, text: str) -> Analysis:
        return FINDS.get(text, Analysis(sentiment="tieu-cuc"))


@dataclass
class Story:
    """What happens in one world: drawn once, played in both houses."""

    world: World
    way: str
    state: State
    moment: int  # the day on which the citizen acts
    two: bool  # voices behind the first case
    moves: int  # the day on which posts change; none where it is past the last
    has: Unit  # the unit that has the first case
    days: list[tuple[int, list[tuple[str, tuple[str, ...]]]]] = field(default_factory=list)
    insiders: list[Officer] = field(default_factory=list)
    above: list[Officer] = field(default_factory=list)
    first: int = 0
    draws: Draws = field(init=False)

    def __post_init__(self) -> None:
        self.draws = Draws(self.world.seed)


def a_story(world: World, way: str) -> Story:
    draw = random.Random(f"{world.seed}|letters")
    state = draw.choice([State.ACCEPTED, State.ACCEPTED, State.VERIFYING, State.ANSWERED, State.CLOSED])
    if "answer" in way:
        state = draw.choice([State.ACCEPTED, State.VERIFYING])
    has = draw.choice(world.chain[-2:])
    story = Story(world, way, state, draw.randint(1, 5), draw.random() < 0.5, draw.randint(1, 12), has)
    for unit in dict.fromkeys((world.unit, has)):
        inspectors = [Role.INSPECTOR] if unit != world.chain[0] else []  # at the top they are who reads it
        story.insiders += world.of(unit, Role.HEAD, Role.SUPERIOR, Role.OFFICER, *inspectors)
    above = [unit for unit in world.chain[:-1] if unit not in (world.unit, has)]
    story.above = [one for unit in above for one in world.of(unit, Role.HEAD, Role.SUPERIOR, Role.INSPECTOR)]
    story.days = [(day, list(_acts(story, draw))) for day in range(6)]
    return story


def _acts(story: Story, draw: random.Random) -> Iterator[tuple[str, tuple[str, ...]]]:
    for one in draw.sample(story.insiders, min(2, len(story.insiders))):
        yield one.code, draw.choice(LOOKS)


class Telling:
    """One of the two houses."""

    def __init__(self, story: Story, house: HeldHouse, *, past: bool) -> None:
        self.story, self.house, self.past = story, house, past
        self.said: list[str] = []
        self.numbers: Tally[str] = Tally()

    async def play(self) -> list[str]:
        """Everything that was said to anybody who must not be able to tell."""
        for day, acts in self.story.days:
            for hour in (9, 11, 14, 16):
                await self._round(day, hour)
            if day == self.story.moves:
                await self.story.world.move(self.house.tx)
            await self._day(NOW + timedelta(days=day, hours=9, minutes=30), acts)
            if day == self.story.moment and self.past:
                await self._citizen(NOW + timedelta(days=day, hours=9, minutes=40))
            if day == self.story.moment:
                await self._brought_back(NOW + timedelta(days=day, hours=9, minutes=50))
        await self._ends(NOW + timedelta(days=31))
        return self.said

    async def _round(self, day: int, hour: int) -> None:
        now = NOW.replace(hour=hour, minute=0) + timedelta(days=day)
        chance = self.story.draws.about(f"letters|{day}|{hour}")
        await send_letters(self.house, Finds(), now=now, chance=chance)  # type: ignore[arg-type]
        await ring_on(self.house, now=now)  # type: ignore[arg-type]

    async def _day(self, now: datetime, acts: list[tuple[str, tuple[str, ...]]]) -> None:
        await chase(self.house, now=now)  # type: ignore[arg-type]
        for who, texts in acts:
            for text in texts:
                self.said += [f"{who}: {text}", *await self._hears(who, text, now)]
        if self.past:
            await self._above(now)

    async def _above(self, now: datetime) -> None:
        """Somebody of the units above does something with what came past."""
        rows = await self.house.tx.executor.rows(
            select(cases.c.code).join(case_asides, case_asides.c.case_id == cases.c.id)
        )
        draw = random.Random(f"{self.story.world.seed}|above|{now}")
        for (code,) in rows:
            for one in draw.sample(self.story.above, min(1, len(self.story.above))):
                for text in (f"/viec {code}", *draw.choice(ABOVE)):
                    await self._hears(one.code, text, now)

    async def _hears(self, who: str, text: str, now: datetime) -> list[str]:
        """Numbered for each person alone: what others do shifts nobody's draws."""
        self.numbers[who] += 1
        self.house._said = 1000 * (1 + [one.code for one in self.story.world.staff].index(who)) + self.numbers[who]
        return await self.house.hears(who, text, draws=self.story.draws, at=now)

    async def _citizen(self, now: datetime) -> None:
        tx, tag, way = self.house.tx, BOX.tag("console", "lan"), self.story.way
        chance, code = self.story.draws.about("citizen"), "PA1"
        with suppress(FeedbackError):
            if "pressure" in way:
                text = "Tôi bị gây áp lực." if way.startswith("wordless") else "Họ gọi điện bảo tôi rút ý kiến."
                given = ReportPressure(text, text, code, cut=way == CUT)
                await report_pressure(tx, given, chat=tag, now=now, chance=chance)
            else:
                text = {"grave answer": GRAVE, "tagged answer": TAGGED, OPEN_ANSWER: PLAIN}[way]
                await answer_letter(tx, AnswerLetter(text, text, code), chat=tag, now=now, chance=chance)

    async def _brought_back(self, now: datetime) -> None:
        """In both houses, where the case was answered: it is not solved."""
        with suppress(FeedbackError):
            told = TellResult(solved=False, receipt=RECEIPTS["PA1"])
            await hear_result(self.house.tx, told, chat="", now=now)

    async def _ends(self, now: datetime) -> None:
        await chase(self.house, now=now)  # type: ignore[arg-type]
        unit = (await self.house.tx.directory()).units[self.story.world.unit.id]
        for one in self.story.insiders[:3]:
            self.said += [one.code, *await self._hears(one.code, "/viec", now)]
            self.said += [one.code, *await self._hears(one.code, "/viec PA1", now)]
        for back in (0, 3):
            digest = await preview(self.house, unit, Week.before(now).shift(-back), now=now, words=words("vi"))  # type: ignore[arg-type]
            self.said += [as_text(digest), as_html(digest), str(as_json(digest))]


async def settle(house: HeldHouse, world: World, way: str) -> Story:
    """Everything that both houses share: two cases in hand, one of them chị Lan's, a question on its way to her."""
    await world.settle(house.tx)
    story = a_story(world, way)
    people = [(one.id, BOX.tag("console", one.code), BOX.seal("console", one.code)) for one in world.staff]
    chats = [Chat(tag, "console", seal, officer_id=id) for id, tag, seal in people]
    lan = BOX.tag("console", "lan")
    await house.tx.chats.save([*chats, Chat(lan, "console", BOX.seal("console", "lan"))], at=NOW)
    heads = tuple(one.id for one in world.of(world.unit, Role.HEAD))
    for code, chat, state in (("PA1", lan, story.state), ("PA2", "sau", State.NEW)):
        filed = a_filed(chat=chat, unit=world.unit, counter=None, receipt=RECEIPTS[code])
        id = await house.tx.feedback.file(filed)
        case = await house.tx.cases.open(_case(code, world, state, heads, story.has if code == "PA1" else world.unit))
        await house.tx.feedback.read(id, Analysis(sentiment="tieu-cuc"), sealed=False, case_id=case, at=NOW)
        story.first = story.first or case
    if story.two:
        other = a_filed(chat="other", unit=world.unit, counter=None, receipt=RECEIPTS["other"])
        id = await house.tx.feedback.file(other)
        await house.tx.feedback.read(id, Analysis(sentiment="tieu-cuc"), sealed=False, case_id=story.first, at=NOW)
    if "answer" in way:
        await _asked(house, story)
    return story


def _case(code: str, world: World, state: State, heads: tuple[int, ...], has: Unit) -> Case:
    told = {"answer": "Đã xử lý.", "answered_at": NOW, "reopen_until": (NOW + timedelta(days=20)).date()}
    return a_case(
        code,
        about=world.unit,
        handler=has,
        state=state,
        concerns=heads,
        **(told if state in (State.ANSWERED, State.CLOSED) else {}),
    )


async def _asked(house: HeldHouse, story: Story) -> None:
    asked = CaseLetter("0" * 32, story.first, "PA1", Kind.QUESTION, "Ở quầy nào, thủ tục gì?", NOW)
    await house.tx.letters.keep(asked)
    assert await house.tx.letters.hand_on(asked, on=NOW.date())


async def both(connection: Connection, seed: int, way: str) -> tuple[list[str], list[str], Tally[str]]:
    world = World(seed, OPEN)
    house = HeldHouse(connection)
    with house.then_undone():
        story = await settle(house, world, way)
        with house.then_undone():
            without = await Telling(story, house, past=False).play()
        with house.then_undone():
            beside = await Telling(story, house, past=True).play()
            rows = await house.tx.executor.rows(
                select(cases.c.state, cases.c.handler_unit_id).join(case_asides, case_asides.c.case_id == cases.c.id)
            )
    about = Tally([story.way, f"depth {len(world.chain)}", *(f"{story.way}: {row.state}" for row in rows)])
    about += Tally(two=story.two, moved=story.moves < 6, elsewhere=story.has != world.unit)
    about += Tally({f"asides, {way}": len(rows)})
    return without, beside, about + Tally(asides=len(rows), answers=len(without))


async def differing(connection: Connection, seeds: range, ways: tuple[str, ...]) -> tuple[list[int], Tally[str]]:
    """The seeds where somebody could tell, and what those worlds were like."""
    told: list[int] = []
    seen: Tally[str] = Tally()
    for seed in seeds:
        without, beside, about = await both(connection, seed, ways[seed % len(ways)])
        connection.rollback()
        told += [seed] if without != beside else []
        seen += about
    return told, seen


async def test_nobody_of_the_unit_can_tell_what_went_past_them(sqlite_template: SqliteTemplate, tmp_path: Path) -> None:
    with sqlite_template.copy(tmp_path) as url, held_connection(url) as connection:
        told, seen = await differing(connection, range(HOUSES), WAYS)
    assert told == [], dict(seen)
    assert seen["asides"] >= 50, dict(seen)
    assert seen["answers"] >= 40 * HOUSES
    assert min(seen["two"], seen["moved"], seen["elsewhere"]) >= 20, dict(seen)
    assert min(seen[f"asides, {way}"] for way in WAYS) >= 5, dict(seen)
    assert len([kind for kind in seen if ": " in kind]) >= 8, dict(seen)  # those above did all kinds of things with it


async def test_an_answer_that_is_handed_on_is_noticed(sqlite_template: SqliteTemplate, tmp_path: Path) -> None:
    """The control: what is compared can differ."""
    with sqlite_template.copy(tmp_path) as url, held_connection(url) as connection:
        told, seen = await differing(connection, range(12), (OPEN_ANSWER,))
    assert len(told) >= 4, dict(seen)
