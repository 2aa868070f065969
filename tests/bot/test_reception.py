"""The reception: one durable commit before any answer, repeats drop out, poison is set aside alone."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest

from bot import batch as batches
from bot import reception as receptions
from bot.conversation import engine
from bot.conversation.dialogue import Dialogue, Turn
from bot.conversation.scene import Scene
from bot.reception import Busy, Reception
from feedback.chance import Chance
from feedback.errors import StorageUnavailable
from feedback.messages import Inbound, Letter, Reply
from feedback.periods import Week
from storage.maintenance import Database
from tests.support.builders import BOX
from tests.support.cast import AN_BINH, NOW

PULL = frozenset({"web"})


@pytest.fixture
async def reception(database: Database) -> AsyncIterator[Reception]:
    """A reception on a real database, with a clock that stands still."""
    opened = Reception(database=database, box=BOX, chance=Chance(), clock=lambda: NOW, pull=PULL)
    yield opened
    await opened.close()


def message(text: str = "", *, who: str = "lan", id: str = "1", channel: str = "telegram", **rest: Any) -> Inbound:
    """Chị Lan writes."""
    return Inbound(channel, who, id, NOW, text=text, **rest)


async def ratings(reception: Reception) -> int:
    async with reception.database.reading() as tx:
        week = Week.of(NOW.date())
        return (await tx.ratings.tally(AN_BINH.id, start=week.start, end=week.end)).n


async def letters(reception: Reception) -> int:
    async with reception.database.reading() as tx:
        return (await tx.outbox.backlog(now=NOW + timedelta(days=1)))["waiting"]


async def test_the_rating_is_in_the_database_when_the_answer_comes(reception: Reception) -> None:
    await reception.receive(message("/start an-binh-1"))
    await reception.receive(message("5", id="2"))
    assert await ratings(reception) == 1


async def test_the_same_update_five_times_is_heard_once(reception: Reception) -> None:
    await reception.receive(message("/start an-binh-1"))
    same = [message("5", id="2") for _ in range(5)]
    await asyncio.gather(*(reception.receive(one) for one in same[:3]))
    for one in same[3:]:
        await reception.receive(one)
    assert await ratings(reception) == 1
    assert await letters(reception) == 2


async def test_two_messages_of_one_person_at_once_are_heard_in_their_order(reception: Reception) -> None:
    both = (message("/start an-binh-1"), message("4", id="2"))
    await asyncio.gather(*(reception.receive(one) for one in both))
    assert await ratings(reception) == 1


async def test_a_hundred_people_at_once_share_a_few_commits(reception: Reception) -> None:
    commits = 0
    transact = reception.database.transact

    @asynccontextmanager
    async def counted() -> AsyncIterator[Any]:
        nonlocal commits
        commits += 1
        async with transact() as tx:
            yield tx

    reception.database = type(
        "Counted", (), {"transact": staticmethod(counted), "reading": reception.database.reading}
    )()
    people = [message("/start an-binh-1", who=f"p{n}", id=f"s{n}") for n in range(100)]
    await asyncio.gather(*(reception.receive(one) for one in people))
    assert commits <= 3


async def test_on_a_pull_channel_the_replies_come_back_and_nothing_is_queued(reception: Reception) -> None:
    replies = await reception.receive(message("/start an-binh-1", channel="web"))
    assert replies[-1].choices[0].label == "Rất hài lòng"
    assert await letters(reception) == 0


async def test_a_repeat_on_a_pull_channel_is_empty_and_the_screen_is_still_there(reception: Reception) -> None:
    first = await reception.receive(message("/start an-binh-1", channel="web"))
    assert await reception.receive(message("/start an-binh-1", channel="web")) == ()
    assert list(await reception.screen("web", "lan")) == list(first)


async def test_nobody_has_a_screen_before_they_wrote(reception: Reception) -> None:
    assert await reception.screen("web", "nobody") == ()


async def test_who_left_is_not_written_to_until_they_write_again(reception: Reception) -> None:
    await reception.receive(message("/start"))
    await reception.receive(message(id="2", gone=True))
    tag = BOX.tag("telegram", "lan")
    async with reception.database.reading() as tx:
        left = await tx.chats.get(tag)
    await reception.receive(message("/start", id="3"))
    async with reception.database.reading() as tx:
        back = await tx.chats.get(tag)
    assert left is not None and left.unreachable
    assert back is not None and not back.unreachable


async def test_a_repeat_with_other_words_can_be_told_from_one_with_the_same(reception: Reception) -> None:
    await reception.receive(message("/start an-binh-1", channel="web", said="first"))
    for said in ("first", "other"):
        assert await reception.receive(message("5", channel="web", said=said)) == ()
    assert [await reception.repeats("web", said) for said in ("first", "other")] == [True, False]
    assert not await reception.repeats("telegram", "first")


async def test_what_was_set_aside_was_heard_too(reception: Reception, monkeypatch: pytest.MonkeyPatch) -> None:
    poisoned(monkeypatch)
    await reception.receive(message("poison", channel="web", said="first"))
    assert await reception.repeats("web", "first")


def poisoned(monkeypatch: pytest.MonkeyPatch) -> None:
    """A message that says `poison` breaks the engine."""
    hear = engine.hear

    def break_on_poison(dialogue: Dialogue, inbound: Inbound, scene: Scene) -> Turn:
        if inbound.text == "poison":
            raise ZeroDivisionError
        return hear(dialogue, inbound, scene)

    monkeypatch.setattr(engine, "hear", break_on_poison)


async def test_poison_is_set_aside_alone_and_everybody_else_is_heard(
    reception: Reception, monkeypatch: pytest.MonkeyPatch
) -> None:
    poisoned(monkeypatch)
    others = [message("/start an-binh-1", who=f"p{n}", id=f"s{n}") for n in range(9)]
    await asyncio.gather(*(reception.receive(one) for one in (*others, message("poison", id="bad"))))
    async with reception.database.reading() as tx:
        assert await tx.inbox.set_aside_count() == 1
    assert await letters(reception) == 10  # nine questions and one apology


async def test_the_person_with_the_poison_is_told_kindly_at_once(
    reception: Reception, monkeypatch: pytest.MonkeyPatch
) -> None:
    poisoned(monkeypatch)
    (sorry,) = await reception.receive(message("poison", channel="web"))
    assert "Xin lỗi" in sorry.text


async def test_poison_that_comes_again_is_one_message_for_the_operator(
    reception: Reception, monkeypatch: pytest.MonkeyPatch
) -> None:
    poisoned(monkeypatch)
    for _ in range(3):
        await reception.receive(message("poison"))
    async with reception.database.reading() as tx:
        assert await tx.inbox.set_aside_count() == 1


async def test_when_nothing_can_be_kept_nothing_is_acknowledged(
    reception: Reception, monkeypatch: pytest.MonkeyPatch
) -> None:
    @asynccontextmanager
    async def locked() -> AsyncIterator[Any]:
        raise StorageUnavailable
        yield

    monkeypatch.setattr(reception.database, "transact", locked)
    with pytest.raises(StorageUnavailable):
        await reception.receive(message("/start an-binh-1"))
    monkeypatch.undo()
    await reception.receive(message("/start an-binh-1"))
    assert await letters(reception) == 1


async def test_storage_that_fails_while_poison_is_set_aside_is_not_acknowledged_either(
    reception: Reception, monkeypatch: pytest.MonkeyPatch
) -> None:
    poisoned(monkeypatch)

    async def away(*arguments: Any, **more: Any) -> None:
        raise StorageUnavailable

    monkeypatch.setattr(batches.Batch, "post", away)
    with pytest.raises(StorageUnavailable):
        await reception.receive(message("poison"))


async def test_a_full_waiting_list_is_said(reception: Reception, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receptions, "WAITING_LIMIT", 3)
    waiting = [asyncio.create_task(reception.receive(message("/start", id=str(n)))) for n in range(20)]
    done = await asyncio.gather(*waiting, return_exceptions=True)
    assert any(isinstance(one, Busy) for one in done)
    assert any(not isinstance(one, BaseException) for one in done)


async def test_a_caller_who_hung_up_disturbs_nobody(reception: Reception) -> None:
    hanging = asyncio.create_task(reception.receive(message("/start an-binh-1")))
    await asyncio.sleep(0)
    hanging.cancel()
    await reception.receive(message("/start an-binh-1", who="sau", id="2"))
    assert await letters(reception) == 2


async def test_the_voter_is_another_one_in_each_office(reception: Reception) -> None:
    one = BOX.voter(channel="telegram", address="lan", unit_id=2, quarter="2026-Q3")
    assert one != BOX.voter(channel="telegram", address="lan", unit_id=3, quarter="2026-Q3")
    assert one != BOX.voter(channel="telegram", address="lan", unit_id=2, quarter="2026-Q4")


async def test_a_letter_fetched_in_an_answer_that_was_lost_is_still_on_the_screen(reception: Reception) -> None:
    await reception.receive(message("/start", channel="web"))
    tag, sealed = BOX.tag("web", "lan"), BOX.seal("web", "lan")
    async with reception.database.transact() as tx:
        await tx.outbox.add([Letter(tag, "web", sealed, Reply("Trả lời của trung tâm."))], at=NOW)
    first = await reception.receive(message("xin chào", id="2", channel="web"))
    assert first[0].text == "Trả lời của trung tâm."
    assert await reception.receive(message("xin chào", id="2", channel="web")) == ()
    assert (await reception.screen("web", "lan"))[0].text == "Trả lời của trung tâm."


async def test_nobody_waits_for_ever_when_not_even_setting_aside_works(
    reception: Reception, monkeypatch: pytest.MonkeyPatch
) -> None:
    poisoned(monkeypatch)

    async def broken(*arguments: Any, **more: Any) -> None:
        raise ValueError

    monkeypatch.setattr(batches.Batch, "post", broken)
    others = [message("/start", who=f"p{n}", id=f"s{n}") for n in range(5)]
    tasks = [reception.receive(one) for one in (*others, message("poison", id="bad"))]
    async with asyncio.timeout(10):
        ends = await asyncio.gather(*tasks, return_exceptions=True)
    assert sum(isinstance(end, StorageUnavailable) for end in ends) == 1


async def test_a_look_at_the_first_page_keeps_nothing(reception: Reception) -> None:
    replies = await reception.preview(message("/start an-binh-1", channel="web", who="guest"))
    assert replies[-1].choices[0].label == "Rất hài lòng"
    assert await reception.screen("web", "guest") == ()


async def test_what_was_said_before_an_outage_counts_when_it_arrives(reception: Reception) -> None:
    late = NOW - timedelta(hours=9)
    await reception.receive(Inbound("telegram", "lan", "1", late, text="/start an-binh-1"))
    await reception.receive(Inbound("telegram", "lan", "2", late, text="5"))
    async with reception.database.reading() as tx:
        assert await tx.ratings.days(AN_BINH.id, until=NOW + timedelta(seconds=1)) == [(NOW.date(), 5)]


async def test_what_is_set_aside_holds_no_address(reception: Reception, monkeypatch: pytest.MonkeyPatch) -> None:
    poisoned(monkeypatch)
    await reception.receive(message("poison", who="0987654321"))
    async with reception.database.reading() as tx:
        ((kept, error),) = await tx.inbox.set_aside_messages(limit=1)
    assert (kept.text, error) == ("poison", "ZeroDivisionError")
    assert kept.address == BOX.tag("telegram", "0987654321")
