"""An alarm whose letter cannot arrive rings the next person at once; one that is only late does not."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.channels.base import Rejected, SendError, Unavailable, Unreachable
from bot.outcomes import DOUBTS
from feedback.alarming import raise_alarm, ring_on
from feedback.messages import Chat
from feedback.people import Officer
from storage.maintenance import Database
from tests.bot.test_outcomes import Failing
from tests.support.builders import BOX
from tests.support.casework import a_told_case, letters_for, link
from tests.support.cast import DUNG, HANH
from tests.support.desk import Desk, letter


def in_telegram(officer: Officer) -> Chat:
    address = ("telegram", officer.code)
    return Chat(BOX.tag(*address), "telegram", BOX.seal(*address), officer_id=officer.id)


async def rung(database: Database) -> Desk:
    """Bà Hạnh is rung in Telegram; ông Dũng above has the terminal."""
    desk = Desk(database, Failing())
    async with database.transact() as tx:
        await link(tx, DUNG)
        await tx.chats.save([in_telegram(HANH)], at=desk.now)
        await raise_alarm(tx, await a_told_case(tx, urgent=True, at=desk.now), now=desk.now)
    return desk


@pytest.mark.parametrize(
    ("trouble", "next_is_rung"),
    [(Unreachable("blocked"), 1), (Rejected("bad request"), 1), (Unavailable("away"), 0), (None, 0)],
)
async def test_only_what_will_never_arrive_is_not_waited_for(
    database: Database, trouble: SendError | None, next_is_rung: int
) -> None:
    desk = await rung(database)
    desk.channel.trouble = trouble  # type: ignore[attr-defined]
    await desk.send()
    assert await ring_on(database, now=desk.now) == next_is_rung
    assert len(await letters_for(database, "dung", at=desk.now)) == next_is_rung


async def test_a_chat_that_another_letter_finds_shut_is_not_waited_for_either(database: Database) -> None:
    """The letters behind it go with the chat."""
    desk = await rung(database)
    await desk.queue(letter("Bản tin tuần", to="hanh"))
    desk.channel.trouble = Unreachable("blocked")  # type: ignore[attr-defined]
    await desk.send()
    assert await ring_on(database, now=desk.now) == 1


async def test_it_goes_before_whatever_else_waits_for_that_chat(database: Database) -> None:
    desk = await rung(database)
    assert [text[:5] for text in await desk.send_all()] == ["KHẨN:"]


async def test_a_letter_that_waits_for_its_persons_act_is_not_waited_for(database: Database) -> None:
    desk = Desk(database, Failing())
    desk.channel.capabilities = replace(desk.channel.capabilities, window=timedelta(hours=48))
    async with database.transact() as tx:
        await link(tx, DUNG)
        await tx.chats.save([in_telegram(HANH)], at=desk.now)
        await raise_alarm(tx, await a_told_case(tx, urgent=True, at=desk.now), now=desk.now)
    assert (await desk.send(), await ring_on(database, now=desk.now)) == (0, 1)


@pytest.mark.parametrize(("tries", "next_is_rung"), [(1, 0), (DOUBTS, 1)])
async def test_a_letter_that_was_tried_too_often_is_not_waited_for(
    database: Database, tries: int, next_is_rung: int
) -> None:
    desk = await rung(database)
    (one,) = await desk.delivery.claim(desk.channel)
    await desk.delivery.outcomes.stumbled(replace(one.claimed, tries=tries), ValueError("ours"))
    assert await ring_on(database, now=desk.now) == next_is_rung
