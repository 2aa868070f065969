"""Delivery to people outside their window: held, told of by a notice, sent first when they act; and its own echoes."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from bot.channels.base import (
    NotAccepted,
    Notice,
    OutsideWindow,
    Rejected,
    Throttled,
    Unavailable,
    Uncertain,
    Unreachable,
)
from feedback.messages import Letter
from feedback.platform_ports import Echo
from storage.gate import TROUBLE
from storage.maintenance import Database
from tests.support.builders import BOX, a_chat, a_letter, later
from tests.support.cast import NOW
from tests.support.desk import Desk
from tests.support.fakes import FAST, RecordingChannel

LAN = BOX.tag("telegram", "lan")
WINDOWED = replace(FAST, window=timedelta(hours=48), echoes=True)
NOTIFYING = replace(WINDOWED, notices=True)


@dataclass
class Notified(RecordingChannel):
    """It can also say that something waits."""

    told: list[tuple[str, Notice]] = field(default_factory=list)
    notice_troubles: list[Exception] = field(default_factory=list)

    async def notify(self, address: str, notice: Notice) -> str:
        """Record it, unless trouble is due."""
        if self.notice_troubles:
            raise self.notice_troubles.pop(0)
        self.told.append((address, notice))
        return f"n{len(self.told)}"


@pytest.fixture
async def desk(database: Database) -> Desk:
    return Desk(database, Notified(capabilities=WINDOWED))


async def heard(desk: Desk, at: datetime | None = NOW, *, who: str = "lan") -> None:
    async with desk.database.transact() as tx:
        await tx.chats.save([replace(a_chat(who), heard_at=at)], at=NOW)


async def acts(desk: Desk) -> None:
    await heard(desk, desk.now)
    async with desk.database.transact() as tx:
        await tx.windows.release([LAN], at=desk.now)


async def all_day(desk: Desk, *, rounds: int = 8) -> list[str]:
    for _ in range(rounds):
        await desk.send()
        desk.later(seconds=2)
    return desk.texts


def letter(text: str = "Trả lời") -> Letter:
    return a_letter(text)


def channel(desk: Desk) -> Notified:
    assert isinstance(desk.channel, Notified)
    return desk.channel


async def test_within_the_window_letters_go_out_at_once(desk: Desk) -> None:
    await heard(desk)
    await desk.queue(letter())
    assert await all_day(desk) == ["Trả lời"]


async def test_beyond_it_they_wait_for_the_person_and_go_in_order(desk: Desk) -> None:
    await heard(desk, later(hours=-49))
    await desk.queue(letter("một"), letter("hai"))
    assert await all_day(desk) == []
    await acts(desk)
    assert await all_day(desk) == ["một", "hai"]


async def test_a_letter_that_grew_too_old_on_its_way_is_held_too(desk: Desk) -> None:
    await heard(desk, later(hours=-47, minutes=-59))
    channel(desk).troubles = [Unavailable("down")]
    await desk.queue(letter())
    await desk.send()
    desk.later(hours=1)
    assert await all_day(desk) == []
    assert (await desk.backlog())["waiting"] == 1


async def test_when_the_platform_closes_the_window_the_letter_waits_and_is_not_failed(desk: Desk) -> None:
    await heard(desk)
    channel(desk).troubles = [OutsideWindow("code -230")]
    await desk.queue(letter("một"), letter("hai"))
    assert await all_day(desk) == []
    assert (await desk.backlog())["failed"] == 0
    await acts(desk)
    assert await all_day(desk) == ["một", "hai"]


async def test_a_platform_without_a_window_holds_nothing(database: Database) -> None:
    desk = Desk(database)
    await heard(desk, None)
    await desk.queue(letter())
    assert await all_day(desk) == ["Trả lời"]


async def test_one_notice_tells_of_all_that_waits_and_the_letters_follow_later(desk: Desk) -> None:
    desk.channel.capabilities = NOTIFYING
    await heard(desk, later(hours=-49))
    await desk.queue(letter("một"), letter("hai"))
    assert await all_day(desk) == []
    assert channel(desk).told == [("lan", Notice("Bản tin tuần", "03/08/2026"))]
    await acts(desk)
    assert await all_day(desk) == ["một", "hai"]
    assert len(channel(desk).told) == 1


async def test_a_letter_that_slips_in_after_the_hold_is_not_worth_a_second_notice(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.channel.capabilities = NOTIFYING
    await heard(desk, later(hours=-49))
    await desk.queue(letter("một"))
    await all_day(desk)

    async def late(*_: object) -> None:
        """The hold looked a moment before the letter came."""

    await desk.queue(letter("hai"))
    with monkeypatch.context() as patched:
        patched.setattr(type(desk.delivery.windows), "hold_closed", late)
        assert await desk.send() == 1
    assert len(channel(desk).told) == 1
    await all_day(desk)
    await acts(desk)
    assert await all_day(desk) == ["một", "hai"]


@pytest.mark.parametrize("trouble", [Rejected("code -139"), Unreachable("code"), Uncertain("ReadTimeout")])
async def test_a_notice_that_cannot_go_or_may_have_gone_is_not_paid_for_twice(desk: Desk, trouble: Exception) -> None:
    desk.channel.capabilities = NOTIFYING
    await heard(desk, later(hours=-49))
    channel(desk).notice_troubles = [trouble]
    await desk.queue(letter())
    await all_day(desk)
    desk.later(hours=5)
    await all_day(desk)
    assert channel(desk).told == []
    await acts(desk)
    assert await all_day(desk) == ["Trả lời"]


@pytest.mark.parametrize("trouble", [Throttled(60), Unavailable("down"), NotAccepted("code -115")])
async def test_a_notice_that_must_wait_goes_later_and_holds_up_nobody_else(desk: Desk, trouble: Exception) -> None:
    desk.channel.capabilities = NOTIFYING
    await heard(desk, later(hours=-49))
    await heard(desk, NOW, who="hoa")
    channel(desk).notice_troubles = [trouble]
    await desk.queue(letter(), a_letter("Cho chị Hoa", to="hoa"))
    assert await all_day(desk) == ["Cho chị Hoa"]
    desk.later(minutes=16)
    await all_day(desk)
    assert len(channel(desk).told) == 1


async def test_many_failed_notices_use_up_no_try_of_the_letter(desk: Desk) -> None:
    desk.channel.capabilities = NOTIFYING
    await heard(desk, later(hours=-49))
    channel(desk).notice_troubles = [NotAccepted("code -115") for _ in range(20)]
    await desk.queue(letter())
    for _ in range(20):
        await desk.send()
        desk.later(minutes=16)
    await acts(desk)
    channel(desk).troubles = [Uncertain("lost")]
    await all_day(desk)
    assert (await desk.backlog())["unknown"] == 0


async def test_what_is_said_is_marked_before_the_call_so_that_its_echo_is_known(desk: Desk) -> None:
    await heard(desk)
    known: list[set[str]] = []

    async def send(address: str, outgoing: object) -> str:
        async with desk.database.reading() as tx:  # the echo overtakes the answer
            known.append(await tx.echoes.ours(echoes("Trả lời")))
        raise Uncertain("the answer is lost")

    channel(desk).send = send  # type: ignore[method-assign, assignment]
    await desk.queue(letter())
    await desk.send()
    assert known == [{"e1"}]


async def test_the_id_that_the_platform_gave_is_known_too(desk: Desk) -> None:
    await heard(desk)
    await desk.queue(letter())
    await all_day(desk)
    async with desk.database.reading() as tx:
        assert await tx.echoes.ours(echoes("[thẻ]", id="m1")) == {"m1"}


def echoes(text: str, id: str = "e1") -> Sequence[Echo]:
    return [Echo(LAN, id, text, NOW)]


async def opened(desk: Desk) -> None:
    """The platform was away; the next letter is the trial."""
    async with desk.database.transact() as tx:
        for _ in range(TROUBLE):
            await tx.outbox.platform_failed("telegram", "HTTP 502", at=desk.now, trial=False, grave=False)
    desk.later(minutes=2)


async def rests(desk: Desk) -> bool:
    async with desk.database.reading() as tx:
        return (await tx.outbox.standings())["telegram"].open


@pytest.mark.parametrize("trouble", [None, Rejected("code -139"), Throttled(60), NotAccepted("code -115")])
async def test_a_trial_that_ends_in_a_notice_closes_the_breaker(desk: Desk, trouble: Exception | None) -> None:
    """The platform answered, whatever it said of the notice."""
    desk.channel.capabilities = NOTIFYING
    await heard(desk, later(hours=-49))
    channel(desk).notice_troubles = [trouble] if trouble else []
    await desk.queue(letter())
    await opened(desk)
    assert await desk.send() == 1
    assert not await rests(desk)


@pytest.mark.parametrize("trouble", [Unavailable("HTTP 502"), Uncertain("ReadTimeout")])
async def test_a_trial_whose_notice_finds_the_platform_away_leaves_the_breaker_open(
    desk: Desk, trouble: Exception
) -> None:
    desk.channel.capabilities = NOTIFYING
    await heard(desk, later(hours=-49))
    channel(desk).notice_troubles = [trouble]
    await desk.queue(letter())
    await opened(desk)
    assert await desk.send() == 1
    assert await rests(desk)
    async with desk.database.reading() as tx:
        trial = (await tx.outbox.standings())["telegram"].probe_at
    assert trial is not None
    assert desk.now < trial < desk.now + timedelta(minutes=1)  # the next pause, not the end of a lease


async def test_a_trial_that_is_only_held_closes_the_breaker_too(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """It slipped in after the hold; before it the platform was asked and answered."""

    async def late(*_: object) -> None:
        """The hold looked a moment before."""

    await heard(desk, later(hours=-49))
    await desk.queue(letter())
    await opened(desk)
    monkeypatch.setattr(type(desk.delivery.windows), "hold_closed", late)
    assert await desk.send() == 1
    assert not await rests(desk)
