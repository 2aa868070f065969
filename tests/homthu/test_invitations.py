"""What an operator sees of invitations, how a caller's no is kept, and when a unit may invite."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from bot.channels.zalo_oa_tokens import NAME as ACCOUNT
from feedback.invitation_ports import End, Invitation
from feedback.platform_ports import TokenPair
from feedback.wording import words
from homthu.checks.check import Check
from homthu.checks.invitations import invitations
from homthu.import_columns import SHEETS, Unreadable
from homthu.settings import load_settings
from homthu.wiring import Service, build
from storage.maintenance import open_database
from tests.support.builders import later
from tests.support.cast import AN_BINH, SECRET
from tests.support.databases import SqliteTemplate
from tests.support.fake_zalo import APP_ID, APP_SECRET, OA_ID, OA_SECRET_KEY
from tests.support.inviting import CODE, EVENING, LANS_NUMBER, LANS_PHONE, OTHER_CODE, ROAD, at
from tests.support.running import Running

ACCOUNT_SET = {
    "HOMTHU_ZALO_OA_ID": OA_ID,
    "HOMTHU_ZALO_OA_APP_ID": APP_ID,
    "HOMTHU_ZALO_OA_APP_SECRET": APP_SECRET,
    "HOMTHU_ZALO_OA_SECRET_KEY": OA_SECRET_KEY,
}
TEMPLATE_SET = {"HOMTHU_ZALO_OA_INVITE_TEMPLATE": "7"}


@pytest.fixture
def house(sqlite_template: SqliteTemplate, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The settings of an office."""
    with sqlite_template.copy(tmp_path) as url:
        yield {"HOMTHU_DATABASE_URL": url, "HOMTHU_SECRET_KEY": SECRET, "HOMTHU_DATA_DIR": str(tmp_path)}


def service(env: dict[str, str], now: datetime = EVENING) -> Service:
    return build(load_settings(env, None), clock=lambda: now)


async def line(
    env: dict[str, str], *, now: datetime = EVENING, authorised: bool = True, ended: End | None = None
) -> Check:
    """Doctor's line, with one invitation planned for the evening."""
    opened = service(env, now)
    async with opened.database.transact() as tx:
        if authorised:
            await tx.tokens.replace(ACCOUNT, TokenPair("a", "r", later(days=30)), at=EVENING)
        address = ROAD.box.seal(ROAD.channel, LANS_NUMBER)
        await tx.invitations.plan(Invitation(CODE, AN_BINH.id, EVENING.date(), EVENING, address), phone=LANS_NUMBER)
        if ended:
            await tx.invitations.end(tx.invitations.mark(CODE), ended, at=EVENING)
    try:
        (found,) = await invitations(opened)
    finally:
        for channel in opened.channels.values():
            await channel.close()
        await opened.analyst.close()
        await opened.database.close()
    return found


async def test_how_many_wait_and_what_became_of_the_others(house: dict[str, str]) -> None:
    env = {**house, **ACCOUNT_SET, **TEMPLATE_SET}
    found = await line(env)
    assert (found.name, found.state) == ("invitations", "ok")
    assert "1 đang chờ (tối sớm nhất: 20:00 03/08/2026)" in found.sentence
    found = await line(env, ended=End.SENT)
    assert "0 đang chờ" in found.sentence
    assert "gửi 1," in found.sentence


async def test_an_evening_that_passed_is_told(house: dict[str, str]) -> None:
    assert (await line({**house, **ACCOUNT_SET, **TEMPLATE_SET}, now=at("21:01"))).state == "warn"


@pytest.mark.parametrize("settings", [{}, ACCOUNT_SET, TEMPLATE_SET], ids=["nothing", "no template", "no account"])
async def test_without_a_road_it_says_what_is_missing_and_that_telegram_is_none(
    house: dict[str, str], settings: dict[str, str]
) -> None:
    assert service({**house, **settings}).invite_road is None
    found = await line({**house, **settings})
    assert found.state == "warn"  # one waits that nobody will send
    assert "HOMTHU_ZALO_OA_INVITE_TEMPLATE" in found.sentence
    assert "Telegram không cho nhắn trước" in found.sentence


async def test_an_account_that_may_not_speak_is_a_failure(house: dict[str, str]) -> None:
    found = await line({**house, **ACCOUNT_SET, **TEMPLATE_SET}, authorised=False)
    assert (found.state, "zalo authorize" in found.sentence) == ("fail", True)


def test_the_road_has_its_place_in_the_wiring(house: dict[str, str]) -> None:
    opened = service({**house, **ACCOUNT_SET, **TEMPLATE_SET})
    assert opened.invite_road
    assert (opened.invite_road.channel, opened.invite_road.account) == ("zalo-phone", "zalo-oa")
    assert "invite" in {job.name for job in opened.jobs}
    assert "zalo-phone" in opened.delivery.channels


async def test_a_caller_is_not_invited_again(house: dict[str, str], tmp_path: Path) -> None:
    running = Running(tmp_path, settings=house)
    done = running.command("optout", "0912.345.678")
    assert (done.returncode, done.stdout.strip()) == (0, words("vi").say("cli.opted_out"))
    database = open_database(house["HOMTHU_DATABASE_URL"], SECRET)
    async with database.reading() as tx:
        assert await tx.invitations.wants_none(LANS_NUMBER)
        assert not await tx.invitations.wants_none("84987654321")
    await database.close()


@pytest.mark.parametrize("phone", ["024 3825 2525", "12345", "không có"])
def test_a_number_that_is_none_is_refused_with_a_sentence(house: dict[str, str], tmp_path: Path, phone: str) -> None:
    done = Running(tmp_path, settings=house).command("optout", phone)
    assert (done.returncode, done.stdout) == (1, "")
    assert "0912 345 678" in done.stderr or "cố định" in done.stderr
    assert phone not in done.stderr


READ = next(column for column in SHEETS["units"] if column.name == "invite_minute")


@pytest.mark.parametrize(("cell", "minute"), [("07:00", 420), ("18h30", 1110), ("20:30", 1230), ("7 giờ", 420)])
def test_a_unit_may_choose_its_hour(cell: str, minute: int) -> None:
    assert READ.read(cell) == minute
    assert READ.empty == 1200


@pytest.mark.parametrize(("cell", "fault"), [("06:59", "invite_time"), ("20:31", "invite_time"), ("tối", "time")])
def test_but_not_the_night(cell: str, fault: str) -> None:
    with pytest.raises(Unreadable) as caught:
        READ.read(cell)
    assert caught.value.fault == fault
    for part in ("wrong", "mend"):
        assert words("vi").say(f"import.{part}.{fault}", **caught.value.values)


def test_the_numbers_of_the_tests_are_one() -> None:
    assert (LANS_PHONE.replace(" ", "")[1:], OTHER_CODE[1:]) == (LANS_NUMBER[2:], CODE[1:])
