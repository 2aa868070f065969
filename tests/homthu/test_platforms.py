"""What platforms are told at the start, and that one replica fetches from each."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from homthu import platforms
from homthu.settings import load_settings
from homthu.wiring import Service, build
from storage.postgres import PostgresDatabase
from tests.support.cast import SECRET
from tests.support.databases import PostgresTemplate
from tests.support.fake_zalo_bot import TOKEN, FakeZaloBot


@pytest.fixture
def zalo() -> Iterator[FakeZaloBot]:
    with FakeZaloBot() as server:
        yield server


def service(zalo: FakeZaloBot, folder: Path, **settings: str) -> Service:
    """With the Zalo Bot as its only platform."""
    given = {"ZALO_BOT_TOKEN": TOKEN, "ZALO_BOT_API_URL": zalo.url, "DATA_DIR": str(folder), "SECRET_KEY": SECRET}
    return build(load_settings({f"HOMTHU_{name}": value for name, value in (given | settings).items()}, env_file=None))


async def at_the_start(made: Service, *, until: asyncio.Event) -> None:
    """Everything at the platforms, until the event."""
    await asyncio.gather(*platforms.at_the_platforms(made, until))
    for channel in made.channels.values():
        await channel.close()


async def soon(true: object) -> None:
    for _ in range(500):
        if true():  # type: ignore[operator]
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not happen")


async def test_zalo_is_told_our_address_and_the_operator_its_limits(
    zalo: FakeZaloBot, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    made, stop = service(zalo, tmp_path, PUBLIC_URL="https://phuong.example"), asyncio.Event()
    with caplog.at_level(logging.WARNING):
        running = asyncio.create_task(at_the_start(made, until=stop))
        await soon(lambda: zalo.webhook)
        stop.set()
        await running
    assert zalo.webhook["url"] == "https://phuong.example/hooks/zalo-bot"
    assert zalo.called("getUpdates") == []
    assert caplog.messages == [platforms.PILOT]
    assert "50 people and 3,000 messages a month" in platforms.PILOT


async def test_a_platform_that_is_away_is_told_later(
    zalo: FakeZaloBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platforms, "TELL_AGAIN_SECONDS", 0.01)
    zalo.fault("http502", method="getMe", times=2)
    zalo.fault("500", method="setWebhook")
    made, stop = service(zalo, tmp_path, PUBLIC_URL="https://phuong.example"), asyncio.Event()
    running = asyncio.create_task(at_the_start(made, until=stop))
    await soon(lambda: zalo.webhook)
    stop.set()
    await running
    assert len(zalo.called("getMe")) == 4


async def test_a_webhook_out_of_reach_is_told_with_zalos_reason(
    zalo: FakeZaloBot, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    zalo.outcome = "webhook.http.403"
    made, stop = service(zalo, tmp_path, PUBLIC_URL="https://phuong.example"), asyncio.Event()
    with caplog.at_level(logging.WARNING):
        running = asyncio.create_task(at_the_start(made, until=stop))
        await soon(lambda: len(caplog.messages) == 2)
        stop.set()
        await running
    assert caplog.messages[1].startswith("webhook_unreached")
    assert caplog.records[1].fields["outcome"] == "webhook.http.403"  # type: ignore[attr-defined]


class Replica:
    """A poller that only says that it polls."""

    def __init__(self) -> None:
        self.polling = asyncio.Event()

    async def poll(self, stop: asyncio.Event) -> None:
        self.polling.set()
        await stop.wait()
        self.polling.clear()


@pytest.fixture
def url(postgres_template: PostgresTemplate, tmp_path: Path) -> Iterator[str]:
    """One PostgreSQL database."""
    with postgres_template.copy(tmp_path) as found:
        yield found


@pytest.fixture
async def two(
    zalo: FakeZaloBot, tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[Service, Service]]:
    """Two replicas around it."""
    monkeypatch.setattr(platforms, "TURN_SECONDS", 0.02)
    pair = service(zalo, tmp_path, DATABASE_URL=url), service(zalo, tmp_path, DATABASE_URL=url)
    yield pair
    for made in pair:
        await made.database.close()
        for channel in made.channels.values():
            await channel.close()


@pytest.mark.postgres
async def test_one_replica_polls_and_another_takes_over(two: tuple[Service, Service]) -> None:
    first, second = Replica(), Replica()
    stops = asyncio.Event(), asyncio.Event()
    tasks = [asyncio.create_task(platforms._in_turn(two[0], "zalo-bot", first.poll, stops[0]))]
    await asyncio.wait_for(first.polling.wait(), 5)
    tasks.append(asyncio.create_task(platforms._in_turn(two[1], "zalo-bot", second.poll, stops[1])))
    await asyncio.sleep(0.1)
    assert not second.polling.is_set()
    stops[0].set()
    await asyncio.wait_for(second.polling.wait(), 5)
    assert not first.polling.is_set()
    stops[1].set()
    await asyncio.gather(*tasks)


@pytest.mark.postgres
async def test_a_replica_that_lost_its_turn_stops_before_it_polls_again(
    two: tuple[Service, Service], monkeypatch: pytest.MonkeyPatch
) -> None:
    held = True

    async def is_held(turn: object) -> bool:
        return held

    monkeypatch.setattr("storage.postgres.Turn.held", is_held)
    assert isinstance(two[0].database, PostgresDatabase)
    replica, stop = Replica(), asyncio.Event()
    running = asyncio.create_task(platforms._in_turn(two[0], "zalo-bot", replica.poll, stop))
    await asyncio.wait_for(replica.polling.wait(), 5)
    held = False
    await soon(lambda: not replica.polling.is_set())
    stop.set()
    await running
