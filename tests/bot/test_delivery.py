"""Letters leave the house once, in order, and every way of failing has its own consequence."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot import delivery as deliveries
from bot.channels.base import Capabilities, Rejected, Throttled, Unavailable, Uncertain, Unreachable
from bot.delivery import LEASE_SECONDS, Delivery, InHand
from bot.outcomes import DOUBTS, LONGEST_WAIT_SECONDS, back_off
from feedback.errors import StorageUnavailable
from feedback.messages import Chat, Lane
from feedback.ports import Rate, Transaction
from storage.maintenance import Database
from tests.support.builders import BOX
from tests.support.cast import NOW
from tests.support.desk import Desk, letter
from tests.support.fakes import FAST, RecordingChannel


@pytest.fixture
async def desk(database: Database) -> Desk:
    return Desk(database)


async def test_a_letter_reaches_the_sealed_address(desk: Desk) -> None:
    await desk.queue(letter())
    await desk.send_all()
    assert [address for address, _ in desk.channel.sent] == ["lan"]
    assert await desk.backlog() == {"waiting": 0, "leased": 0, "failed": 0, "unknown": 0, "oldest_seconds": 0}


async def test_letters_to_one_chat_keep_their_order(desk: Desk) -> None:
    await desk.queue(*(letter(str(n)) for n in range(5)))
    for _ in range(5):
        await desk.send()
        desk.later(seconds=2)
    assert desk.texts == ["0", "1", "2", "3", "4"]


async def test_replies_go_before_alerts_before_digests(desk: Desk) -> None:
    desk.channel.capabilities = replace(FAST, rate=Rate(overall=1.0, per_chat=1.0))
    await desk.queue(
        letter("bản tin", to="hanh", lane=Lane.DIGEST), letter("chuông", to="dung", lane=Lane.ALERT), letter("đáp")
    )
    for _ in range(40):
        await desk.send()
        desk.later(seconds=1.5)
    assert desk.texts == ["đáp", "chuông", "bản tin"]


async def test_a_throttled_letter_waits_as_told(desk: Desk) -> None:
    desk.channel.troubles = [Throttled(30)]
    await desk.queue(letter())
    await desk.send()
    desk.later(seconds=29)
    assert await desk.send() == 0
    desk.later(seconds=2)
    assert await desk.send_all() == ["Chào Ông/Bà."]


async def test_a_pause_for_everybody_holds_the_whole_platform(desk: Desk) -> None:
    desk.channel.troubles = [Throttled(30, everybody=True)]
    await desk.queue(letter())
    await desk.send()
    await desk.queue(letter("khác", to="sau"))
    desk.later(seconds=20)
    assert await desk.send() == 0
    desk.later(seconds=11)
    assert set(await desk.send_all()) == {"Chào Ông/Bà.", "khác"}


async def test_who_blocked_the_bot_is_written_to_no_more(desk: Desk) -> None:
    tag = BOX.tag("telegram", "lan")
    async with desk.database.transact() as tx:
        await tx.chats.save([Chat(tag, "telegram", BOX.seal("telegram", "lan"))], at=NOW)
    desk.channel.troubles = [Unreachable("blocked")]
    await desk.queue(letter())
    await desk.send()
    async with desk.database.reading() as tx:
        chat = await tx.chats.get(tag)
    assert chat is not None and chat.unreachable
    assert (await desk.backlog())["failed"] == 1


async def test_a_rejected_letter_is_shown_and_does_not_hold_up_the_next(desk: Desk) -> None:
    desk.channel.troubles = [Rejected("too long")]
    await desk.queue(letter("một"), letter("hai"))
    await desk.send()
    desk.later(seconds=2)
    assert await desk.send_all() == ["hai"]
    assert (await desk.backlog())["failed"] == 1


@pytest.mark.parametrize("trouble", [Unavailable("down"), Uncertain("timeout"), ZeroDivisionError("bug")])
async def test_a_reply_is_sent_again_later(desk: Desk, trouble: Exception) -> None:
    desk.channel.troubles = [trouble]
    await desk.queue(letter())
    await desk.send()
    assert await desk.send() == 0
    desk.later(seconds=5)
    assert await desk.send_all() == ["Chào Ông/Bà."]


async def test_a_digest_whose_fate_is_unclear_is_held_as_unknown(desk: Desk) -> None:
    desk.channel.troubles = [Uncertain("lost answer")]
    await desk.queue(letter(lane=Lane.DIGEST, once=True))
    await desk.send()
    desk.later(hours=5)
    assert await desk.send_all() == []
    assert (await desk.backlog())["unknown"] == 1


async def test_a_digest_that_surely_did_not_go_out_is_sent_again(desk: Desk) -> None:
    desk.channel.troubles = [Unavailable("down")]
    await desk.queue(letter(lane=Lane.DIGEST, once=True))
    await desk.send()
    desk.later(seconds=5)
    assert len(await desk.send_all()) == 1


async def test_a_paused_process_that_lost_its_lease_sends_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.queue(letter())
    too_late = NOW + timedelta(seconds=LEASE_SECONDS + 1)
    times = iter((NOW, too_late))

    async def passes(tx: Transaction) -> datetime:
        return next(times, too_late)

    monkeypatch.setattr(desk.clock, "now", passes)
    assert await desk.send() == 1
    assert desk.texts == []


async def test_another_replica_takes_over_when_the_lease_ends(desk: Desk) -> None:
    await desk.queue(letter())
    async with desk.database.transact() as tx:
        rate = Rate(1000.0, 1000.0)
        claimed = await tx.outbox.claim(
            channel="telegram", rate=rate, owner="dead", now=desk.now, lease_seconds=LEASE_SECONDS, limit=9
        )
    assert len(claimed) == 1
    assert await desk.send() == 0
    desk.later(seconds=LEASE_SECONDS + 1)
    assert await desk.send_all() == ["Chào Ông/Bà."]


async def test_the_loop_wakes_after_a_commit_and_stops_when_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deliveries, "LOOK_AGAIN_SECONDS", 3600.0)  # without the wake it would sleep through the test
    monkeypatch.setattr(deliveries, "SOON_ROUNDS", 0)
    stop = asyncio.Event()
    running = asyncio.create_task(desk.delivery.run(stop))
    await asyncio.sleep(0.05)
    await desk.queue(letter())
    desk.delivery.wake()
    async with asyncio.timeout(5):
        while not desk.channel.sent:
            await asyncio.sleep(0.01)
    stop.set()
    async with asyncio.timeout(5):
        await running


@pytest.mark.parametrize("trouble", [StorageUnavailable, ZeroDivisionError])
async def test_the_loop_survives_a_database_that_is_away_and_a_bug(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, trouble: type[Exception]
) -> None:
    calls = 0
    claim = desk.delivery.claim

    async def away_once(channel: RecordingChannel, *, limit: int) -> list[InHand]:
        nonlocal calls
        calls += 1
        if calls == 1:
            raise trouble
        return await claim(channel, limit=limit)

    monkeypatch.setattr(desk.delivery, "claim", away_once)
    await desk.queue(letter())
    stop = asyncio.Event()
    running = asyncio.create_task(desk.delivery.run(stop))
    async with asyncio.timeout(5):
        while not desk.channel.sent:
            await asyncio.sleep(0.01)
    stop.set()
    await running


async def test_pull_channels_are_never_served(database: Database) -> None:
    web = RecordingChannel("web", Capabilities(buttons=9, max_text=9000, push=False))
    stop = asyncio.Event()
    stop.set()
    await Delivery(database, BOX, {"web": web}, "me").run(stop)
    assert web.sent == []


def test_back_off_doubles_up_to_five_minutes_and_is_spread() -> None:
    assert back_off(0, 0) < back_off(1, 0) < back_off(4, 0)
    assert back_off(50, 0) == LONGEST_WAIT_SECONDS
    assert back_off(3, 1) != back_off(3, 2)


async def test_a_letter_whose_fate_stays_unclear_is_held_and_frees_its_chat(desk: Desk) -> None:
    desk.channel.troubles = [Uncertain("lost answer")] * (DOUBTS + 1)
    await desk.queue(letter("một"), letter("hai"))
    for _ in range(DOUBTS + 1):
        await desk.send()
        desk.later(minutes=10)
    assert (await desk.backlog())["unknown"] == 1
    assert await desk.send_all() == ["hai"]


async def test_a_call_that_never_ends_is_given_up_inside_the_lease(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deliveries, "SEND_SECONDS", 0.05)

    async def hang(address: str, outgoing: object) -> str:
        await asyncio.sleep(3600)
        return ""

    monkeypatch.setattr(desk.channel, "send", hang)
    await desk.queue(letter(lane=Lane.DIGEST, once=True))
    await desk.send()
    assert (await desk.backlog())["unknown"] == 1
