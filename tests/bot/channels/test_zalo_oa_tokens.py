"""The refresh token is spent once, by one of all, its answer is kept before it is used, and a loss is told."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import datetime, timedelta

import pytest

from bot.channels import zalo_oa_tokens
from bot.channels.base import NotAccepted, Outgoing, Unavailable
from bot.channels.zalo_oa import ZaloOA
from bot.channels.zalo_oa_tokens import AHEAD, NAME
from feedback.errors import StorageUnavailable
from feedback.platform_ports import KeptTokens, TokenPair
from storage.maintenance import Database
from tests.bot.channels.contract import only_loopback
from tests.bot.channels.zalo_oa_door import LAN, door, keeper
from tests.support.cast import NOW
from tests.support.fake_zalo import ACCESS, CS, REFRESH, TOKEN, FakeZalo

__all__ = ["only_loopback"]

THANKS = Outgoing(("Xin cảm ơn Ông/Bà.",))
Open = Callable[..., ZaloOA]


@pytest.fixture(scope="module")
def running_server() -> Iterator[FakeZalo]:
    with FakeZalo() as server:
        yield server


@pytest.fixture
def zalo(running_server: FakeZalo) -> FakeZalo:
    running_server.forget()
    return running_server


@pytest.fixture
async def replica(zalo: FakeZalo, database: Database) -> AsyncIterator[Open]:
    """Opens one more process on the same database."""
    opened: list[ZaloOA] = []

    def open_one(owner: str = "replica-1", **how: object) -> ZaloOA:
        opened.append(door(keeper(database, zalo.url, owner=owner, **how), zalo.url))  # type: ignore[arg-type]
        return opened[-1]

    yield open_one
    for one in opened:
        await one.close()


async def kept(database: Database) -> KeptTokens:
    async with database.reading() as tx:
        found = await tx.tokens.get(NAME)
    assert found
    return found


async def test_the_first_letter_goes_with_the_pair_of_the_settings(
    replica: Open, zalo: FakeZalo, database: Database
) -> None:
    await replica().send(LAN, THANKS)
    assert zalo.called(TOKEN) == []
    assert (await kept(database)).pair.access == ACCESS


async def test_a_refresh_token_alone_is_enough(replica: Open, zalo: FakeZalo, database: Database) -> None:
    await replica(access="").send(LAN, THANKS)
    assert len(zalo.called(TOKEN)) == 1
    assert (await kept(database)).pair.access == zalo.access


async def test_without_any_pair_letters_wait_for_an_administrator(replica: Open) -> None:
    with pytest.raises(NotAccepted):
        await replica(access="", refresh="").send(LAN, THANKS)


async def test_twenty_letters_at_once_with_an_expired_token_cost_one_refresh(replica: Open, zalo: FakeZalo) -> None:
    channel = replica()
    zalo.expire()
    zalo.slow_tokens = 0.2
    await asyncio.gather(*(channel.send(LAN, THANKS) for _ in range(20)))
    assert len(zalo.called(TOKEN)) == 1
    assert len(zalo.sent) == 20


async def test_of_three_replicas_exactly_one_refreshes_and_all_go_on(replica: Open, zalo: FakeZalo) -> None:
    channels = [replica(f"replica-{n}") for n in range(3)]
    for channel in channels:
        await channel.send(LAN, THANKS)  # each has the old token in memory
    zalo.expire()
    zalo.slow_tokens = 0.2
    await asyncio.gather(*(channel.send(LAN, THANKS) for channel in channels for _ in range(5)))
    assert len(zalo.called(TOKEN)) == 1
    assert len(zalo.sent) == 18


async def test_the_new_pair_is_committed_before_it_is_used(
    replica: Open, zalo: FakeZalo, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel = replica()
    zalo.expire()
    used: list[tuple[str, str]] = []
    post = channel._try

    async def watched(path: str, body: object, access: str) -> object:
        used.append((access, (await kept(database)).pair.access))
        return await post(path, body, access)  # type: ignore[arg-type]

    monkeypatch.setattr(channel, "_try", watched)
    await channel.send(LAN, THANKS)
    assert used == [(ACCESS, ACCESS), (zalo.access, zalo.access)]


async def test_no_transaction_is_open_while_zalo_is_asked(
    replica: Open, zalo: FakeZalo, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel = replica()
    await channel.keeper.access()
    buy, seen = zalo_oa_tokens.App.buy, []

    async def looked(*args: object, **more: object) -> object:
        async with database.transact() as tx:  # would wait for ever on SQLite, whose writer is one
            seen.append(await tx.tokens.get(NAME))
        return await buy(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(zalo_oa_tokens.App, "buy", looked)
    zalo.expire()
    await channel.send(LAN, THANKS)
    assert [one.owner for one in seen if one] == ["replica-1"]


async def test_it_is_renewed_within_the_last_hour_and_not_before(replica: Open, zalo: FakeZalo) -> None:
    tokens = replica().keeper
    ends = (await tokens.access()).pair.expires_at
    assert await tokens.renew_ahead(ends - AHEAD - timedelta(minutes=1)) == "good"
    assert zalo.called(TOKEN) == []
    assert await tokens.renew_ahead(ends - AHEAD + timedelta(minutes=1)) == "renewed"
    assert len(zalo.called(TOKEN)) == 1


async def test_a_token_that_is_over_is_renewed_before_it_is_used(replica: Open, zalo: FakeZalo) -> None:
    times = [NOW]
    channel = replica(clock=lambda: times[0])
    await channel.send(LAN, THANKS)
    times[0] = NOW + timedelta(hours=30)
    zalo.expire()
    await channel.send(LAN, THANKS)
    assert (len(zalo.called(CS)), len(zalo.called(TOKEN))) == (2, 1)


async def test_an_answer_lost_in_between_is_a_loss_that_is_kept_and_told(
    replica: Open, zalo: FakeZalo, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    clock = Moving()
    channel = replica(clock=clock)
    zalo.expire()
    zalo.fault("lost", call=TOKEN)
    with pytest.raises(Unavailable):
        await channel.send(LAN, THANKS)
    assert (await kept(database)).lost_at is None  # nobody knows yet
    clock.later(seconds=6)
    with pytest.raises(NotAccepted):
        await channel.send(LAN, THANKS)
    assert (await kept(database)).lost_at == clock()
    assert await channel.keeper.renew_ahead(clock()) == "lost"
    assert len(zalo.called(TOKEN)) == 2
    assert not [secret for secret in (ACCESS, REFRESH, zalo.refresh) if secret in caplog.text]


async def test_after_a_loss_nobody_spends_the_token_again_and_a_new_authorisation_heals_it(
    replica: Open, zalo: FakeZalo, database: Database
) -> None:
    clock = Moving()
    channel = replica(clock=clock)
    zalo.expire()
    zalo.fault("-14014", call=TOKEN)
    for _ in range(3):
        clock.later(minutes=10)
        with pytest.raises(NotAccepted):
            await channel.send(LAN, THANKS)
    assert len(zalo.called(TOKEN)) == 1
    async with database.transact() as tx:  # another process, where an administrator authorised
        pair = TokenPair("by-hand", "by-hand-refresh", clock() + timedelta(hours=25))
        await tx.tokens.replace(NAME, pair, at=clock())
    zalo.access = "by-hand"
    await channel.send(LAN, THANKS)
    assert len(zalo.sent) == 1


@pytest.mark.parametrize(
    "fault", [("http", {}), ("reset", {}), ("html", {}), ("-14004", {}), ("slow", {"seconds": 0.6})]
)
async def test_zalo_that_cannot_be_asked_costs_no_authorisation(
    replica: Open, zalo: FakeZalo, database: Database, fault: tuple[str, dict[str, float]]
) -> None:
    clock = Moving()
    channel = replica(clock=clock, patience=0.3)
    zalo.expire()
    zalo.fault(fault[0], call=TOKEN, **fault[1])
    with pytest.raises(Unavailable):
        await channel.send(LAN, THANKS)
    assert (await kept(database)).lost_at is None
    assert (await kept(database)).trouble
    if fault[0] == "html":  # the token was spent behind an answer that nobody could read
        return
    clock.later(minutes=6)
    await channel.send(LAN, THANKS)
    assert (await kept(database)).trouble == ""


async def test_a_letter_that_is_cut_off_does_not_cut_off_the_refresh(
    replica: Open, zalo: FakeZalo, database: Database
) -> None:
    channel = replica()
    zalo.expire()
    zalo.slow_tokens = 0.3
    sending = asyncio.create_task(channel.send(LAN, THANKS))
    while not zalo.called(TOKEN):  # the fake runs in a thread of its own
        await asyncio.sleep(0.01)
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending
    await channel.keeper.close()  # as at the end of the process
    assert (await kept(database)).pair.access == zalo.access


async def test_a_database_that_is_away_for_a_moment_does_not_lose_the_new_pair(
    replica: Open, zalo: FakeZalo, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel = replica()
    zalo.expire()
    monkeypatch.setattr(zalo_oa_tokens, "SAVE_SECONDS", 0.01)
    answers = zalo_oa_tokens.App.buy
    away = Away(database)

    async def bought(*args: object, **more: object) -> object:
        pair = await answers(*args, **more)  # type: ignore[arg-type]
        away.times = 3
        return pair

    monkeypatch.setattr(zalo_oa_tokens.App, "buy", bought)
    channel.keeper.database = away  # type: ignore[assignment]
    await channel.send(LAN, THANKS)
    assert away.times == 0
    assert (await kept(database)).pair.access == zalo.access


async def test_the_operators_note_may_fail_without_harm(replica: Open, database: Database) -> None:
    tokens = replica().keeper
    away = Away(database)
    away.times = 1
    tokens.database = away  # type: ignore[assignment]
    await tokens.report("code -221")


async def test_a_database_that_is_away_makes_the_letter_wait(replica: Open, database: Database) -> None:
    channel = replica()
    away = Away(database)
    away.times = 9
    channel.keeper.database = away  # type: ignore[assignment]
    with pytest.raises(Unavailable):
        await channel.send(LAN, THANKS)


class Away:
    """A database that is away for the next `times` transactions."""

    def __init__(self, database: Database) -> None:
        self._database, self.times = database, 0
        self.reading = self._guarded(database.reading)
        self.transact = self._guarded(database.transact)

    def _guarded(self, opening: Callable[[], object]) -> Callable[[], object]:
        def opened() -> object:
            if self.times:
                self.times -= 1
                raise StorageUnavailable
            return opening()

        return opened


class Moving:
    """A clock that moves when told."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def later(self, **step: float) -> None:
        """It moves on."""
        self.now += timedelta(**step)


