"""The doctor says what stands well and what does not, a line each, and what to do; it changes nothing."""

import shutil
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import update

from bot.channels.telegram_setup import register_webhook
from bot.channels.zalo_bot import ZaloBot
from feedback.messages import Inbound
from homthu import checks
from homthu.checks import database, doors, house, letters
from homthu.checks.check import Look, State, found, state_named
from homthu.commands import doctor
from homthu.settings import load_settings
from homthu.wiring import Service, build
from storage.gate import TROUBLE
from storage.tables import outbox
from tests.support.builders import a_chat, a_letter
from tests.support.cast import NOW, SECRET
from tests.support.databases import SqliteTemplate
from tests.support.fake_smtp import FakeSmtp
from tests.support.fake_telegram import TOKEN, FakeTelegram
from tests.support.fake_zalo_bot import TOKEN as ZALO_TOKEN
from tests.support.fake_zalo_bot import FakeZaloBot
from tests.support.running import Running, serving

PUBLIC = "https://gopy.example.vn"


@pytest.fixture(scope="module")
def telegram() -> Iterator[FakeTelegram]:
    with FakeTelegram() as server:
        yield server


@pytest.fixture
async def service(database_url: str, tmp_path: Path, telegram: FakeTelegram) -> AsyncIterator[Service]:
    telegram.forget()
    env = {
        "HOMTHU_DATA_DIR": str(tmp_path),
        "HOMTHU_DATABASE_URL": database_url.replace("+asyncpg", ""),
        "HOMTHU_SECRET_KEY": SECRET,
        "HOMTHU_PUBLIC_URL": PUBLIC,
        "HOMTHU_TELEGRAM_TOKEN": TOKEN,
        "HOMTHU_TELEGRAM_API_URL": telegram.url,
    }
    built = build(load_settings(env, None))
    yield built
    for channel in built.channels.values():
        await channel.close()
    await built.analyst.close()
    await built.database.close()


async def told(look: Look, service: Service) -> list[tuple[str, State]]:
    return [(line.name, line.state) for line in await look(service)]


async def queue(service: Service, *, minutes: float = 0, channel: str = "telegram") -> None:
    async with service.database.transact() as tx:
        now = await tx.now()
        await tx.outbox.add([a_letter(channel=channel)], at=now - timedelta(minutes=minutes))


async def test_a_house_in_order_fails_nowhere(service: Service) -> None:
    await register_webhook(service.channels["telegram"].bot, url=f"{PUBLIC}/hooks/telegram", secret="s")  # type: ignore[attr-defined]
    lines = [line async for line in doctor.examined(service)]
    assert [line for line in lines if line.state == "fail"] == []
    named = {line.name for line in lines}
    assert {"settings", "key", "disk", "service", "database", "clock", "queue", "telegram"} <= named


async def test_every_sentence_names_what_it_is_about(service: Service) -> None:
    for look in (*checks.ON_THIS_MACHINE, *checks.IN_THE_DATABASE):
        for line in await look(service):
            assert line.sentence.strip() and "{" not in line.sentence


async def test_the_database_is_named_with_what_makes_it_durable(service: Service) -> None:
    (line,) = await database.database(service)
    assert "synchronous" in line.sentence


async def test_a_key_that_opens_nothing_is_found_out(service: Service, tmp_path: Path, database_url: str) -> None:
    async with service.database.transact() as tx:
        await tx.chats.save([a_chat(state={"step": "rate"})], at=NOW)
    assert await told(database.database, service) == [("database", "ok"), ("database", "ok")]
    env = {"HOMTHU_DATABASE_URL": database_url.replace("+asyncpg", ""), "HOMTHU_SECRET_KEY": "another" * 8}
    strange = build(load_settings(env | {"HOMTHU_DATA_DIR": str(tmp_path)}, None))
    assert await told(database.database, strange) == [("database", "ok"), ("database", "fail")]
    await strange.database.close()
    await strange.analyst.close()


async def test_a_letter_stored_later_than_now_means_a_clock_was_set_back(service: Service) -> None:
    assert await told(database.clock, service) == [("clock", "ok")]
    await queue(service, minutes=-9)
    assert await told(database.clock, service) == [("clock", "ok"), ("clock", "fail")]


@pytest.mark.parametrize(("seconds", "state"), [(1, "ok"), (10, "warn"), (60, "fail")])
async def test_a_clock_apart_from_the_databases_is_told(service: Service, seconds: int, state: State) -> None:
    real = service.clock
    service.clock = lambda: real() + timedelta(seconds=seconds)
    assert await told(database.clock, service) == [("clock", state)]


@pytest.mark.parametrize(("minutes", "state"), [(0.5, "ok"), (5, "warn"), (30, "fail")])
async def test_how_long_letters_wait(service: Service, minutes: float, state: State) -> None:
    assert await told(letters.queue, service) == [("queue", "ok")]
    await queue(service, minutes=minutes)
    assert await told(letters.queue, service) == [("queue", state)]


async def test_letters_for_a_platform_that_is_set_up_no_more_fail(service: Service) -> None:
    await queue(service, channel="mail")
    assert await told(letters.queue, service) == [("queue", "fail")]


async def test_letters_that_people_fetch_may_wait(service: Service) -> None:
    await queue(service, channel="web", minutes=9999)
    assert await told(letters.queue, service) == [("queue", "ok")]


async def test_a_platform_left_alone_is_told_with_the_reason(service: Service) -> None:
    async with service.database.transact() as tx:
        for _ in range(TROUBLE):
            why = {"trial": False, "grave": False, "at": await tx.now()}
            await tx.outbox.platform_failed("telegram", "Unavailable: HTTP 502", **why)
        await tx.outbox.pause("telegram", until=await tx.now() + timedelta(minutes=1))
    resting, quiet = await letters.platforms(service)
    assert (resting.state, quiet.state) == ("fail", "warn")
    assert "HTTP 502" in resting.sentence
    assert (await service.ready())["platforms"] == {
        "telegram": {"works": False, "failures": TROUBLE, "why": "Unavailable: HTTP 502"}
    }


async def test_a_platform_at_rest_is_not_praised_beside_its_own_line(service: Service) -> None:
    async with service.database.transact() as tx:
        await tx.outbox.platform_worked("telegram", trial=False)
        await tx.outbox.platform_failed("zalo-bot", "x", trial=False, grave=False, at=await tx.now())
    assert [(line.state, "zalo-bot" in line.sentence) for line in await letters.platforms(service)] == [("warn", True)]


async def test_what_no_machine_will_decide_is_counted(service: Service) -> None:
    assert await told(letters.for_a_person, service) == [("for-a-person", "ok")]
    await queue(service)
    async with service.database.transact() as tx:
        await tx.executor.run(update(outbox).values(state="unknown"))
        await tx.inbox.set_aside(Inbound("telegram", "7", "1", NOW, text="x"), error="KeyError", at=NOW)
    assert await told(letters.for_a_person, service) == [("unknown", "warn"), ("set-aside", "warn")]


async def test_telegram_that_delivers_elsewhere_fails(service: Service, telegram: FakeTelegram) -> None:
    telegram.webhook = {"url": "https://somebody.example/else"}
    (lets_in, elsewhere) = await doors.telegram(service)
    assert (lets_in.state, elsewhere.state) == ("ok", "fail")
    assert f"{PUBLIC}/hooks/telegram" in elsewhere.sentence


async def test_telegram_that_failed_to_deliver_lately_is_told(service: Service, telegram: FakeTelegram) -> None:
    telegram.webhook = {"url": f"{PUBLIC}/hooks/telegram"}
    failed_at = int(service.clock().timestamp()) - 60
    telegram.webhook_trouble = {"last_error_date": failed_at, "pending_update_count": 500}
    states = [state for _, state in await told(doors.telegram, service)]
    assert states == ["ok", "ok", "warn", "warn"]


@pytest.fixture
async def zalo_bot(service: Service) -> AsyncIterator[FakeZaloBot]:
    """The pilot's door stands open beside Telegram's."""
    with FakeZaloBot() as platform:
        bot = ZaloBot(token=ZALO_TOKEN, secret="s" * 8, api_url=platform.url)
        service.channels = {**service.channels, "zalo-bot": bot}
        yield platform


@pytest.mark.parametrize(
    ("mode", "there", "states"),
    [
        ("webhook", f"{PUBLIC}/hooks/zalo-bot", ["ok", "ok"]),
        ("webhook", "https://somebody.example/else", ["ok", "fail"]),
        ("webhook", "", ["ok", "fail"]),
        ("poll", "", ["ok", "ok"]),
        ("poll", "https://somebody.example/else", ["ok", "fail"]),
    ],
)
async def test_zalo_bot_lets_us_in_and_delivers_where_we_listen(
    service: Service, zalo_bot: FakeZaloBot, mode: Any, there: str, states: list[State]
) -> None:
    service.settings = service.settings.model_copy(update={"zalo_bot_mode": mode})
    zalo_bot.webhook = {"url": there} if there else {}
    lines = await doors.zalo_bot(service)
    assert [line.state for line in lines] == states
    if states[1] == "fail":
        assert (there or "–") in lines[1].sentence
    assert ZALO_TOKEN not in "".join(line.sentence for line in lines)


async def test_a_zalo_bot_that_does_not_let_us_in_fails_without_the_token(
    service: Service, zalo_bot: FakeZaloBot
) -> None:
    zalo_bot.fault("401", method="getMe")
    (line,) = await doors.zalo_bot(service)
    assert (line.name, line.state) == ("zalo-bot", "fail")
    assert ZALO_TOKEN not in line.sentence


async def test_without_a_zalo_bot_there_is_no_line(service: Service) -> None:
    assert await doors.zalo_bot(service) == []
    assert doors.zalo_bot in checks.IN_THE_DATABASE


@pytest.mark.parametrize("kind", ["401", "500", "reset"])
async def test_a_telegram_that_does_not_let_us_in_fails_without_the_token(
    service: Service, telegram: FakeTelegram, kind: str
) -> None:
    telegram.fault(kind, method="getMe")
    (line,) = await doors.telegram(service)
    assert line.state == "fail"
    assert TOKEN not in line.sentence


@pytest.mark.parametrize(("up", "state"), [(True, "ok"), (False, "fail")])
async def test_the_mail_server_is_asked(database_url: str, tmp_path: Path, up: bool, state: State) -> None:
    async with FakeSmtp() as server:
        port = server.port
        env = {"SMTP_URL": f"smtp://127.0.0.1:{port}", "MAIL_FROM": "hopthu@example.vn", "DATA_DIR": str(tmp_path)}
        built = build(load_settings({f"HOMTHU_{name}": value for name, value in env.items()}, None))
        if up:
            assert await told(doors.mail, built) == [("mail", state)]
    if not up:
        assert await told(doors.mail, built) == [("mail", state)]
    await built.analyst.close()


async def test_a_key_file_that_others_can_read_fails(tmp_path: Path) -> None:
    built = build(load_settings({"HOMTHU_DATA_DIR": str(tmp_path)}, None))
    assert await told(house.key, built) == [("key", "ok")]
    (tmp_path / "secret.key").chmod(0o640)
    assert await told(house.key, built) == [("key", "fail")]
    await built.analyst.close()


@pytest.mark.parametrize(("free", "state"), [(50 * 1024**3, "ok"), (1024**3 - 1, "warn"), (1024**2, "fail")])
async def test_a_full_disk_is_told(
    service: Service, monkeypatch: pytest.MonkeyPatch, free: int, state: State
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
    assert await told(house.disk, service) == [("disk", state)]


async def test_a_check_that_breaks_is_a_line_and_the_others_go_on(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(_: Service) -> list[object]:
        raise ZeroDivisionError

    monkeypatch.setattr(doctor, "ON_THIS_MACHINE", (broken, house.disk))
    lines = [line async for line in doctor.examined(service)]
    assert [(line.name, line.state) for line in lines[:2]] == [("broken", "fail"), ("disk", "ok")]


def test_a_state_is_one_of_three() -> None:
    assert state_named("warn") == "warn"
    with pytest.raises(ValueError, match="not a state"):
        state_named("perhaps")
    assert found("disk", "ok", "queue_empty").name == "disk"


def test_alone_and_beside_a_service(sqlite_template: SqliteTemplate, tmp_path: Path) -> None:
    with sqlite_template.copy(tmp_path) as url:
        settings = {"HOMTHU_DATABASE_URL": url, "HOMTHU_SECRET_KEY": SECRET}
        alone = Running(tmp_path, settings=settings).command("doctor")
        assert (alone.returncode, alone.stderr) == (0, "")
        assert "warn service" in alone.stdout
        with serving(tmp_path, settings) as running:
            beside = running.command("doctor")
            assert (beside.returncode, beside.stderr) == (0, "")
            assert "ok   service" in beside.stdout
            assert running.stop() == 0


def test_without_a_database_it_still_speaks_and_ends_with_one(tmp_path: Path) -> None:
    ended = Running(tmp_path).command("doctor")
    assert ended.returncode == 1
    assert "fail database" in ended.stdout and "./run migrate" in ended.stdout
