"""Non-interference of a case that its own unit saw before it was sealed by review: from then on nobody below can tell
what those above do with it, nor whether its alarm rings on.
"""

import random
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Connection

from feedback.alarming import ring_on
from feedback.analysis import Analysis, TagFound
from feedback.chasing import chase
from feedback.errors import NobodyToReview
from feedback.gate_requests import RaiseReview
from feedback.gate_review import Kind
from feedback.gate_reviewing import review_case
from feedback.handling import read_held
from feedback.intake import Asker, take_feedback
from feedback.messages import Chat
from feedback.people import Role
from feedback.requests import Kind as Words
from feedback.requests import SubmitFeedback
from feedback.visits import Visit
from tests.support.builders import BOX
from tests.support.cast import NOW
from tests.support.databases import SqliteTemplate
from tests.support.held_house import Draws, HeldHouse, held_connection
from tests.support.worlds import OPEN, World

HOUSES = 60
TEXT = "Có người ngất ở sảnh, chờ mãi không ai giúp."
ABOVE = (("Tôi xử lý",), ("/viec", "1", "Tiếp nhận"), ("/thamdinh", "1", "Quyết định", "1", "Quyết định như vậy"))
BELOW = (("N {code}", "Tôi xử lý"), ("/viec", "1", "Tiếp nhận"), ("/viec {code}",), ("/truc",))


async def heard_below(house: HeldHouse, world: World, *, acts: bool) -> tuple[list[str], bool]:
    """All that is said to the unit's people after the seal; whether the case rang them before. `acts`: those above do
    something with it, else nobody does and nothing rings on."""
    draws, draw = Draws(world.seed), random.Random(f"{world.seed}|acts")
    mine = world.of(world.unit, Role.HEAD, Role.OFFICER)
    code = await rung(house, world, draws)
    for one in mine:
        if draw.random() < 0.5:  # what waits for the others is withdrawn
            await house.hears(one.code, "/truc", draws=draws, at=NOW)
    raised = (await house.tx.directory()).handlers_of(world.unit.id)[0]
    await review_case(house.tx, RaiseReview(raised, code, Kind.DENUNCIATION), now=NOW + timedelta(minutes=2))
    said: list[str] = []
    for minutes in (5, 25, 45, 60 * 24 * 3):
        at = NOW + timedelta(minutes=minutes)
        if acts:
            await ring_on(house, now=at)
            await chase(house, now=at)
        for one in [one for unit in world.chain[:-1] for one in world.of(unit, Role.HEAD, Role.SUPERIOR)]:
            texts = draw.choice(ABOVE)
            for text in texts if acts else ():
                await house.hears(one.code, text, draws=draws, at=at)
        for one in mine:
            for text in draw.choice(BELOW):
                said += [one.code, *await house.hears(one.code, text.format(code=code), draws=draws, at=at)]
    return said, bool(mine)


async def rung(house: HeldHouse, world: World, draws: Draws) -> str:
    """Urgent words about the unit, read and rung; the code."""
    tag = BOX.tag("console", "lan")
    await house.tx.chats.save([Chat(tag, "console", BOX.seal("console", "lan"))], at=NOW)
    visit = Visit(draws.about("visit").pseudonym(), world.unit.id, NOW, None)
    words = SubmitFeedback(visit, Words.SUGGESTION, None, TEXT, TEXT, NOW, "vi", "1")
    directory, chance = await house.tx.directory(), draws.about("receipt")
    await take_feedback(house.tx, words, asker=Asker(tag, "console", "lan"), directory=directory, chance=chance)
    house.found = Analysis((TagFound("cham-tre", 0.9),), sentiment="tieu-cuc", urgent=True)
    await read_held(house, house, now=NOW, chance=draws.about("case"))
    (alarm,) = await house.tx.alarms.open_ones()
    case = await house.tx.cases.whole(alarm.case_id)
    assert case
    return case.code


async def both(connection: Connection, seed: int) -> tuple[list[str], list[str]] | None:
    """Without and with acts above; None where nobody could raise it, or nobody above could read it sealed."""
    world, house = World(seed, OPEN), HeldHouse(connection)
    with house.then_undone():
        await world.settle(house.tx)
        if not world.of(world.unit, Role.HEAD) or len(world.chain) < 2:
            return None
        people = [(one.id, BOX.tag("console", one.code), BOX.seal("console", one.code)) for one in world.staff]
        await house.tx.chats.save([Chat(tag, "console", seal, officer_id=id) for id, tag, seal in people], at=NOW)
        try:
            with house.then_undone():
                without, _ = await heard_below(house, world, acts=False)
            with house.then_undone():
                beside, _ = await heard_below(house, world, acts=True)
        except NobodyToReview:
            return None
    return without, beside


async def test_what_those_above_do_with_it_nobody_below_can_tell(
    sqlite_template: SqliteTemplate, tmp_path: Path
) -> None:
    with sqlite_template.copy(tmp_path) as url, held_connection(url) as connection:
        found = {seed: await both(connection, seed) for seed in range(HOUSES)}
    told = {seed: one for seed, one in found.items() if one}
    assert [seed for seed, (without, beside) in told.items() if without != beside] == []
    assert len(told) >= HOUSES // 4
    assert not any("đã có người nhận" in said for one in told.values() for half in one for said in half)
