"""How an operator sees the Official Account and gives it its tokens."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.channels.zalo_oa_tokens import NAME
from feedback.platform_ports import TokenPair
from feedback.wording import words
from homthu.settings import Settings, load_settings
from homthu.wiring import Service, build
from homthu.zalo_check import zalo_lines
from tests.support.builders import later
from tests.support.cast import NOW, SECRET
from tests.support.databases import SqliteTemplate
from tests.support.fake_zalo import ACCESS, APP_ID, APP_SECRET, OA_ID, OA_SECRET_KEY, REFRESH, FakeZalo
from tests.support.running import Running

ACCOUNT = {
    "HOMTHU_ZALO_OA_ID": OA_ID,
    "HOMTHU_ZALO_OA_APP_ID": APP_ID,
    "HOMTHU_ZALO_OA_APP_SECRET": APP_SECRET,
    "HOMTHU_ZALO_OA_SECRET_KEY": OA_SECRET_KEY,
}
PUBLIC = {"HOMTHU_PUBLIC_URL": "https://phuong.example"}


@pytest.fixture
def house(sqlite_template: SqliteTemplate, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The settings of an office with an Official Account."""
    with sqlite_template.copy(tmp_path) as url:
        data = {"HOMTHU_DATABASE_URL": url, "HOMTHU_SECRET_KEY": SECRET, "HOMTHU_DATA_DIR": str(tmp_path)}
        yield {**data, **ACCOUNT}


def service(env: dict[str, str]) -> Service:
    settings: Settings = load_settings(env, None)
    return build(settings, clock=lambda: NOW)


async def lines(env: dict[str, str], *, expires: datetime | None = None, **how: object) -> list[tuple[str, str]]:
    """The account's lines after these tokens were kept."""
    opened = service(env)
    await opened.database.start()
    async with opened.database.transact() as tx:
        if expires:
            await tx.tokens.replace(NAME, TokenPair("a", "r", expires), at=NOW)
        if "lost" in how:
            await tx.tokens.lease(NAME, version=1, owner="me", now=NOW, seconds=1)
            await tx.tokens.fail(NAME, owner="me", trouble="code -14014", lost_at=NOW, again=NOW)
        if "trouble" in how:
            await tx.tokens.report(NAME, str(how["trouble"]))
        if "heard" in how:
            await tx.inbox.take([(NAME, "m1")], at=how["heard"])  # type: ignore[arg-type]
    try:
        return await zalo_lines(opened, words("vi"))
    finally:
        for channel in opened.channels.values():
            await channel.close()
        await opened.analyst.close()
        await opened.database.close()


async def test_an_account_that_works_is_ok(house: dict[str, str]) -> None:
    found = await lines(house, expires=later(hours=20), heard=later(hours=-1))
    assert [state for state, _ in found] == ["ok", "ok"]
    assert "03:31 04/08/2026" in found[0][1]


async def test_without_tokens_or_with_lost_ones_the_way_back_is_said(house: dict[str, str]) -> None:
    for found in (await lines(house), await lines(house, expires=later(hours=20), lost=True)):
        assert found[0][0] == "fail"
        assert "zalo authorize" in found[0][1]


async def test_what_a_person_must_mend_and_a_silent_webhook_are_told(house: dict[str, str]) -> None:
    found = await lines(house, expires=later(hours=-1), trouble="code -221", heard=later(days=-3))
    assert [state for state, _ in found] == ["warn", "fail", "warn"]
    assert "-221" in found[1][1]


async def test_a_house_without_an_account_has_no_lines_and_no_door(house: dict[str, str]) -> None:
    bare = {name: value for name, value in house.items() if name not in ACCOUNT}
    assert await lines(bare) == []
    assert service(bare).zalo is None


def test_the_account_has_its_place_in_the_wiring(house: dict[str, str]) -> None:
    opened = service({**house, **PUBLIC, "HOMTHU_ZALO_OA_NOTICE_TEMPLATE": "7"})
    assert opened.roads.windows == {NAME: timedelta(hours=47, minutes=45)}
    assert list(opened.roads.notices) == [NAME]
    assert opened.reception.windowed == {NAME}
    paths = {getattr(route, "path", "") for route in opened.app().routes}
    assert {"/hooks/zalo-oa", "/hooks/zalo-oa/authorized"} <= paths


def test_the_whole_round_by_hand(house: dict[str, str], tmp_path: Path) -> None:
    with FakeZalo() as zalo:
        running = Running(tmp_path, settings={**house, **PUBLIC, "HOMTHU_ZALO_OA_OAUTH_URL": zalo.url})
        refused = running.command("zalo", "status")
        assert (refused.returncode, "zalo authorize" in refused.stdout) == (1, True)
        asked = running.command("zalo", "authorize")
        assert asked.returncode == 0
        challenge, state = (re.search(rf"{name}=([\w%-]+)", asked.stdout) for name in ("code_challenge", "state"))
        assert challenge
        assert state
        back = f"https://phuong.example/hooks/zalo-oa/authorized?code={zalo.code_for(challenge[1])}&state={state[1]}"
        wrong = running.command("zalo", "authorize", back.replace("state=", "state=x"))
        assert (wrong.returncode, "state" in wrong.stderr) == (1, True)
        assert running.command("zalo", "authorize", back).returncode == 0
        assert running.command("zalo", "status").returncode == 0
        assert not [secret for secret in (zalo.access, zalo.refresh) if secret in asked.stdout]


@pytest.mark.parametrize("missing", [ACCOUNT, {"HOMTHU_PUBLIC_URL": ""}])
def test_what_is_missing_is_said(house: dict[str, str], tmp_path: Path, missing: dict[str, str]) -> None:
    kept = {name: value for name, value in house.items() if name not in missing}
    ended = Running(tmp_path, settings=kept).command("zalo", "authorize")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert "HOMTHU_" in ended.stderr


def test_an_account_needs_no_token_in_its_settings_but_takes_one(house: dict[str, str]) -> None:
    assert service(house).zalo
    with_pair = {**house, "HOMTHU_ZALO_OA_ACCESS_TOKEN": ACCESS, "HOMTHU_ZALO_OA_REFRESH_TOKEN": REFRESH}
    zalo = service(with_pair).zalo
    assert zalo
    assert zalo.keeper.first
    assert zalo.keeper.first.refresh == REFRESH
