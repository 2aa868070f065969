"""What an outage, a poisonous letter or a broken long letter costs: nothing lost, nothing twice, nobody overlooked."""

from collections import defaultdict
from dataclasses import dataclass, field, replace

import pytest

from bot.channels.base import Capabilities, NotAccepted, Outgoing, SendError, Throttled, Unavailable, Uncertain
from bot.outcomes import DOUBTS
from feedback.messages import Lane
from feedback.ports import Rate, Standing
from storage.gate import TROUBLE
from storage.maintenance import Database
from tests.support.desk import Desk, letter
from tests.support.fakes import AS_TELEGRAM, FAST, RecordingChannel

HOUR = 3600.0


@dataclass
class Failing(RecordingChannel):
    """Fails for as long as `trouble` is set; counts what was tried and what was merely asked."""

    capabilities: Capabilities = AS_TELEGRAM
    trouble: SendError | None = None
    tried: int = 0
    asked: int = 0

    async def send(self, address: str, outgoing: Outgoing) -> str:
        self.tried += 1
        if self.trouble:
            raise self.trouble
        return await super().send(address, outgoing)


@dataclass
class Askable(Failing):
    """Can be asked whether it is there."""

    async def ask(self) -> None:
        self.asked += 1
        if self.trouble:
            raise self.trouble


@pytest.fixture
async def desk(database: Database) -> Desk:
    return Desk(database, Failing())


@pytest.fixture
async def askable(database: Database) -> Desk:
    return Desk(database, Askable())


async def standing(desk: Desk) -> Standing:
    async with desk.database.reading() as tx:
        return (await tx.outbox.standings())["telegram"]


async def hours(desk: Desk, number: float, *, step: float) -> None:
    """Time passes, delivery looking every `step` seconds."""
    for _ in range(int(number * HOUR / step)):
        await desk.send()
        desk.later(seconds=step)


async def drained(desk: Desk, until: int) -> None:
    """Delivery at work four times a second, until so many messages went out."""
    for _ in range(400):
        if len(desk.channel.sent) >= until:
            return
        await desk.send()
        desk.later(seconds=0.25)
    raise AssertionError(f"only {len(desk.channel.sent)} of {until} went out")


async def test_six_hours_of_outage_cost_a_trial_a_minute_and_no_letter(desk: Desk) -> None:
    assert isinstance(desk.channel, Failing)
    await desk.queue(*(letter(f"{n}", to=f"người {n % 30}", lane=Lane.DIGEST) for n in range(90)))
    desk.channel.trouble = Unavailable("HTTP 502")
    await hours(desk, 6, step=30)
    assert desk.channel.tried <= 30 + 6 * 60
    desk.channel.trouble = None
    desk.later(seconds=60)
    await drained(desk, 40)
    await desk.queue(letter("trả lời", to="người mới"))
    waiting_before = len(desk.channel.sent)
    await drained(desk, 91)
    assert desk.texts.index("trả lời") - waiting_before <= 28
    arrived = defaultdict(list)
    for address, outgoing in desk.channel.sent:
        arrived[address] += outgoing.texts
    assert arrived.pop("người mới") == ["trả lời"]
    assert arrived == {f"người {chat}": [str(chat + 30 * n) for n in range(3)] for chat in range(30)}


async def test_an_outage_that_hangs_costs_no_letter_a_try_where_the_platform_can_be_asked(database: Database) -> None:
    desk = Desk(database, channel := Askable())
    await desk.queue(*(letter(to=f"người {n}", lane=Lane.DIGEST, once=True) for n in range(40)))
    channel.trouble = Uncertain("ReadTimeout")
    await hours(desk, 1, step=30)
    in_flight_when_it_broke = channel.tried
    assert in_flight_when_it_broke <= 15
    assert channel.asked > 40
    assert (await desk.backlog())["unknown"] == in_flight_when_it_broke  # once letters: never repeated
    channel.trouble = None
    desk.later(seconds=60)
    await drained(desk, 40 - in_flight_when_it_broke)


async def test_a_key_that_is_not_accepted_stops_at_the_first_letter_and_is_told(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    assert isinstance(desk.channel, Failing)
    desk.channel.capabilities = replace(FAST, rate=Rate(overall=1.0, per_chat=1.0))
    desk.channel.trouble = NotAccepted("Telegram does not accept the token")
    await desk.queue(*(letter(to=f"người {n}") for n in range(9)))
    for _ in range(40):
        await desk.send()
        desk.later(seconds=1)
    assert desk.channel.tried == 1
    assert (await standing(desk)).why == "NotAccepted: Telegram does not accept the token"
    assert [record.levelname for record in caplog.records if record.msg == "platform left alone"] == ["ERROR"]


async def test_two_chats_told_to_wait_at_once_mean_everybody(desk: Desk) -> None:
    desk.channel.troubles = [Throttled(20), Throttled(20)]
    await desk.queue(letter("một", to="lan"), letter("hai", to="sau"))
    await desk.send()
    await desk.queue(letter("ba", to="hanh"))
    desk.later(seconds=19)
    assert await desk.send() == 0
    desk.later(seconds=2)
    await drained(desk, 3)


async def test_one_chat_told_to_wait_does_not_stop_the_others(desk: Desk) -> None:
    desk.channel.troubles = [Throttled(20)]
    await desk.queue(letter("một", to="lan"))
    await desk.send()
    await desk.queue(letter("ba", to="hanh"))
    desk.later(seconds=2)
    await desk.send()
    assert desk.texts == ["ba"]


@dataclass
class Poisoned(RecordingChannel):
    """One letter always breaks it; all the others go."""

    error: Exception = field(default_factory=lambda: Unavailable("HTTP 500"))

    async def send(self, address: str, outgoing: Outgoing) -> str:
        if outgoing.texts == ("độc",):
            raise self.error
        return await super().send(address, outgoing)


@pytest.mark.parametrize("error", [Unavailable("HTTP 500"), Uncertain("HTTP 504"), ZeroDivisionError("a bug")])
async def test_a_letter_that_alone_keeps_failing_is_set_aside_with_its_words(
    database: Database, error: Exception
) -> None:
    desk = Desk(database, Poisoned(error=error))
    await desk.queue(letter("độc"), letter("sau nó"))
    for number in range(DOUBTS + 1):
        await desk.queue(letter(f"{number}", to=f"người {number}"))
        await desk.send()
        desk.later(minutes=10)
    assert (await desk.backlog())["unknown"] == 1
    await desk.send_all()
    assert desk.texts[-1] == "sau nó"


async def test_in_an_outage_no_letter_is_set_aside_for_failing_often(desk: Desk) -> None:
    """The only letter there is fails at every trial, for a night."""
    assert isinstance(desk.channel, Failing)
    desk.channel.trouble = Unavailable("ConnectError")
    await desk.queue(letter())
    await hours(desk, 4, step=60)
    assert desk.channel.tried > DOUBTS + TROUBLE
    desk.channel.trouble = None
    desk.later(minutes=10)
    assert await desk.send_all() == ["Chào Ông/Bà."]


LONG = "\n\n".join(f"{n} " + "x" * 3000 for n in range(4))
"""Four messages on Telegram."""


@pytest.mark.parametrize("once", [False, True])
async def test_a_long_letter_goes_message_by_message_each_in_its_slot(desk: Desk, once: bool) -> None:
    parts, whole = letter_parts(), letter(LONG, once=once)
    await desk.queue(whole, letter("sau nó"))
    for gone in range(1, 5):
        await desk.send()
        assert desk.texts == parts[:gone]
        assert await desk.send() == 0
        desk.later(seconds=1.1)
    await desk.send()
    assert desk.texts == [*parts, "sau nó"]


@pytest.mark.parametrize("trouble", [Unavailable("HTTP 500"), Throttled(5), Uncertain("answer lost")])
async def test_a_long_letter_goes_on_where_it_broke_off(desk: Desk, trouble: SendError) -> None:
    desk.channel.troubles = [None, trouble]
    await desk.queue(letter(LONG))
    for _ in range(6):
        await desk.send()
        desk.later(seconds=10)
    assert desk.texts == letter_parts()


async def test_a_long_digest_in_doubt_is_held_with_what_went_out_already(desk: Desk) -> None:
    desk.channel.troubles = [None, None, Uncertain("answer lost")]
    await desk.queue(letter(LONG, once=True))
    for _ in range(6):
        await desk.send()
        desk.later(seconds=10)
    assert desk.texts == letter_parts()[:2]
    assert (await desk.backlog())["unknown"] == 1


def letter_parts() -> list[str]:
    """What Telegram shows of LONG."""
    return [part.strip() for part in LONG.split("\n\n")]
