"""Letters wait until their page has shown them: on each kind of database, also with two replicas."""

from collections.abc import AsyncIterator

import pytest

from bot.fetching import AT_ONCE, Fetching
from bot.reception import Reception
from feedback.chance import Chance
from feedback.messages import Inbound, Letter, Reply
from storage.maintenance import Database, open_database
from tests.support.builders import BOX
from tests.support.cast import NOW, SECRET

LAN, SAU = "lan-lan-lan-lan-lan-lan", "sau-sau-sau-sau-sau-sau"
pytestmark = pytest.mark.asyncio


@pytest.fixture
def fetching(database: Database) -> Fetching:
    """One replica."""
    return Fetching(database, BOX, lambda: NOW)


@pytest.fixture
async def reception(database: Database) -> AsyncIterator[Reception]:
    """Where Lan talks."""
    web = frozenset({"web"})
    opened = Reception(database=database, box=BOX, chance=Chance(), clock=lambda: NOW, pull=web, fetched=web)
    yield opened
    await opened.close()


async def post(database: Database, *texts: str, to: str = LAN) -> None:
    """Letters to somebody's page."""
    tag, address = BOX.tag("web", to), BOX.seal("web", to)
    async with database.transact() as tx:
        await tx.outbox.add([Letter(tag, "web", address, Reply(text, kind="answer")) for text in texts], at=NOW)


async def says(reception: Reception, text: str, number: int) -> list[str]:
    """Lan says something; what she hears."""
    return [reply.text for reply in await reception.receive(Inbound("web", LAN, f"m{number}", NOW, text=text))]


async def test_letters_wait_in_order_until_they_are_confirmed_and_only_those(
    database: Database, fetching: Fetching
) -> None:
    await post(database, "Thư 1", "Thư 2", "Thư 3")
    await post(database, "Thư của bác Sáu", to=SAU)
    first, second, third = await fetching.waiting("web", LAN)
    assert [first.text, second.text, third.text] == ["Thư 1", "Thư 2", "Thư 3"]
    await fetching.confirm("web", LAN, {first.letter, third.letter})
    assert await fetching.waiting("web", LAN) == [second]
    assert len(await fetching.waiting("web", SAU)) == 1


async def test_a_mark_is_worth_nothing_in_another_chat(database: Database, fetching: Fetching) -> None:
    await post(database, "Thư 1")
    mark = (await fetching.waiting("web", LAN))[0].letter
    await fetching.confirm("web", SAU, {mark})
    assert len(await fetching.waiting("web", LAN)) == 1


async def test_what_waits_is_known_for_many_chats_at_once(database: Database, fetching: Fetching) -> None:
    await post(database, "Thư 1", "Thư 2")
    waiting = {reply.letter for reply in await fetching.waiting("web", LAN)}
    assert await fetching.expected("web", [LAN, SAU]) == {LAN: waiting}


async def test_a_hundred_letters_come_some_at_a_time(database: Database, fetching: Fetching) -> None:
    await post(database, *(f"Thư {number}" for number in range(AT_ONCE + 5)))
    first = await fetching.waiting("web", LAN)
    await fetching.confirm("web", LAN, {reply.letter for reply in first})
    assert (len(first), len(await fetching.waiting("web", LAN))) == (AT_ONCE, 5)


async def test_a_confirmed_letter_stays_on_the_screen_until_the_person_goes_on(
    database: Database, fetching: Fetching, reception: Reception
) -> None:
    await says(reception, "/start an-binh-1", 1)
    await post(database, "Thư 1")
    letter = (await fetching.waiting("web", LAN))[0]
    await fetching.confirm("web", LAN, {letter.letter})
    screen = await reception.screen("web", LAN)
    assert (screen[0], screen[-1].kind) == (letter, "rate")
    await says(reception, "5", 2)
    assert letter not in await reception.screen("web", LAN)


async def test_an_answer_of_the_talk_takes_no_letter_along_that_may_get_lost_with_it(
    database: Database, fetching: Fetching, reception: Reception
) -> None:
    await says(reception, "/start an-binh-1", 1)
    await post(database, "Thư 1")
    assert "Thư 1" not in await says(reception, "5", 2)
    assert [reply.text for reply in await fetching.waiting("web", LAN)] == ["Thư 1"]


async def test_confirming_for_a_chat_that_was_forgotten_leaves_no_row_behind(
    database: Database, fetching: Fetching
) -> None:
    await post(database, "Thư 1")
    await fetching.confirm("web", LAN, {(await fetching.waiting("web", LAN))[0].letter})
    async with database.reading() as tx:
        assert await tx.chats.get(BOX.tag("web", LAN)) is None
    assert await fetching.waiting("web", LAN) == []


async def test_a_second_replica_finds_what_the_first_one_queued(
    database: Database, database_url: str, fetching: Fetching
) -> None:
    other = open_database(database_url, SECRET)
    there = Fetching(other, BOX, lambda: NOW)
    try:
        await post(database, "Thư 1")
        found = await there.waiting("web", LAN)
        assert found == await fetching.waiting("web", LAN)
        await there.confirm("web", LAN, {found[0].letter})
        assert await fetching.expected("web", [LAN]) == {}
    finally:
        await other.close()


async def test_the_outbox_hands_nobodys_letter_over_in_the_name_of_another_chat(
    database: Database, fetching: Fetching
) -> None:
    await post(database, "Thư 1")
    async with database.transact() as tx:
        ids = [id for _, id in await tx.outbox.expected([BOX.tag("web", LAN)], at=NOW)]
        await tx.outbox.handed_over(BOX.tag("web", SAU), ids, at=NOW)
    assert len(await fetching.waiting("web", LAN)) == 1
