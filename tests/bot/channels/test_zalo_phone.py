"""Invitations by number, against a small Zalo of our own: what goes out, when, and what each refusal means."""

import re
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest

from bot.channels.base import (
    NotAccepted,
    Outgoing,
    Rejected,
    SendError,
    Throttled,
    Unavailable,
    Uncertain,
    Unreachable,
    Unwanted,
)
from bot.channels.zalo_oa import ZaloOA
from bot.channels.zalo_oa_phone import ZaloPhone
from storage.maintenance import Database
from tests.bot.channels.contract import ClosedContract, TemplateContract, only_loopback
from tests.bot.channels.zalo_oa_door import door, keeper
from tests.support.fake_zalo import ACCESS, APP_SECRET, BY_PHONE, INFO, OA_SECRET_KEY, REFRESH, TOKEN, FakeZalo
from tests.support.inviting import EVENING, LANS_NUMBER, at

__all__ = ["only_loopback"]

INVITATION = Outgoing(
    ("",), template=(("office", "TTPVHCC phường An Bình"), ("day", "03/08/2026"), ("code", "4K7M-3Q2X-9ABC"))
)


class Wrist:
    """A watch that is set by hand."""

    def __init__(self) -> None:
        self.shows = EVENING

    def __call__(self) -> datetime:
        return self.shows


@pytest.fixture(scope="module")
def running_server() -> Iterator[FakeZalo]:
    with FakeZalo() as server:
        yield server


@pytest.fixture
def zalo(running_server: FakeZalo) -> FakeZalo:
    running_server.forget()
    return running_server


@pytest.fixture
def watch() -> Wrist:
    return Wrist()


@pytest.fixture
async def account(zalo: FakeZalo, database: Database) -> AsyncIterator[ZaloOA]:
    opened = door(keeper(database, zalo.url, patience=0.3), zalo.url)
    yield opened
    await opened.close()


@pytest.fixture
def channel(account: ZaloOA, zalo: FakeZalo, watch: Wrist) -> ZaloPhone:
    return ZaloPhone(account, template="7", clock=watch, business_url=f"{zalo.url}/business/")


class LansZalo:
    """What chị Lan sees of it."""

    def __init__(self, server: FakeZalo) -> None:
        self._server = server

    def shown(self) -> list[str]:
        return [value for one in self._server.invitations for value in one["template_data"].values()]

    def offered(self) -> list[str]:
        return []


CODES: Mapping[int, type[SendError]] = {
    -108: Unreachable,
    -109: NotAccepted,
    -112: NotAccepted,
    -114: Unreachable,
    -115: NotAccepted,
    -118: Unreachable,
    -119: Unreachable,
    -127: NotAccepted,
    -131: NotAccepted,
    -133: Throttled,
    -135: NotAccepted,
    -139: Unwanted,
    -141: Unwanted,
    -144: Throttled,
    -1121: Rejected,
    -1122: NotAccepted,
}
"""Every code of PROTOCOLS 3.3 but -124, which buys a fresh token."""

TESTED = ("channels/test_zalo_phone.py", "test_invitation_letters.py")


class TestSending(TemplateContract):
    address = LANS_NUMBER
    letter = INVITATION
    secrets = (ACCESS, REFRESH, APP_SECRET, OA_SECRET_KEY, LANS_NUMBER, "912345678", "4K7M", "An Bình")
    troubles: ClassVar[Mapping[str, type[SendError]]] = {
        **{f"code {code}": error for code, error in CODES.items()},
        "a refusal nobody has seen yet": Rejected,
        "too many calls this minute": Throttled,
        "a fresh token refused too": NotAccepted,
        "internal error": Unavailable,
        "gateway gave up": Uncertain,
        "cut at once": Uncertain,
        "answer lost": Uncertain,
        "no answer in time": Uncertain,
        "answer unreadable": Uncertain,
    }

    @pytest.fixture
    def channel(self, channel: ZaloPhone) -> ZaloPhone:
        return channel

    @pytest.fixture
    def platform(self, zalo: FakeZalo) -> LansZalo:
        return LansZalo(zalo)

    @pytest.fixture
    def cause(self, zalo: FakeZalo) -> Callable[[str], None]:
        faults: dict[str, tuple[str, dict[str, Any]]] = {
            **{f"code {code}": (str(code), {"message": f"{LANS_NUMBER} Quầy năm"}) for code in CODES},
            "a refusal nobody has seen yet": ("-9876", {"message": f"{LANS_NUMBER} is odd"}),
            "too many calls this minute": ("-32", {}),
            "a fresh token refused too": ("-124", {"times": 2}),
            "internal error": ("http", {"status": 500}),
            "gateway gave up": ("http", {"status": 504}),
            "cut at once": ("reset", {}),
            "answer lost": ("lost", {}),
            "no answer in time": ("slow", {"seconds": 0.6}),
            "answer unreadable": ("html", {}),
        }

        def cause(trouble: str) -> None:
            kind, how = faults[trouble]
            zalo.fault(kind, call=BY_PHONE, **how)

        return cause


class TestReading(ClosedContract):
    @pytest.fixture
    def channel(self, channel: ZaloPhone) -> ZaloPhone:
        return channel


async def test_what_zalo_is_told(channel: ZaloPhone, zalo: FakeZalo) -> None:
    await channel.send(LANS_NUMBER, INVITATION)
    (told,) = zalo.invitations
    tracking = told.pop("tracking_id")
    assert told == {"phone": LANS_NUMBER, "template_id": "7", "template_data": dict(INVITATION.template)}
    assert 0 < len(tracking) <= 48
    await channel.send(LANS_NUMBER, INVITATION)
    assert zalo.invitations[1]["tracking_id"] == tracking


@pytest.mark.parametrize("clock", ["21:00", "23:59", "00:00", "06:59"])
async def test_at_night_nobody_is_called_and_all_wait_for_the_evening(
    channel: ZaloPhone, zalo: FakeZalo, watch: Wrist, clock: str
) -> None:
    watch.shows = at(clock)
    with pytest.raises(Throttled) as caught:
        await channel.send(LANS_NUMBER, INVITATION)
    assert zalo.calls == []
    resumes = watch.shows + timedelta(seconds=caught.value.retry_after)
    assert resumes == at("20:00", 4 if clock > "20:00" else 3)
    assert caught.value.everybody


@pytest.mark.parametrize("code", ["-133", "-144"])
async def test_zalos_own_night_and_a_full_day_wait_for_the_next_evening(
    channel: ZaloPhone, zalo: FakeZalo, watch: Wrist, code: str
) -> None:
    watch.shows = at("20:10")
    zalo.fault(code, call=BY_PHONE)
    with pytest.raises(Throttled) as caught:
        await channel.send(LANS_NUMBER, INVITATION)
    assert watch.shows + timedelta(seconds=caught.value.retry_after) == at("20:00", 4)
    assert caught.value.everybody


async def test_an_ended_token_is_renewed_once_and_the_invitation_goes_out(channel: ZaloPhone, zalo: FakeZalo) -> None:
    zalo.expired_code = -124
    zalo.expire()
    await channel.send(LANS_NUMBER, INVITATION)
    assert (len(zalo.invitations), len(zalo.called(TOKEN))) == (1, 1)


@pytest.mark.parametrize("address", ["", "0912345678", "+84912345678", "8491234567", "84912345678\n", "lan"])
async def test_what_is_no_number_is_never_called(channel: ZaloPhone, zalo: FakeZalo, address: str) -> None:
    with pytest.raises(Rejected):
        await channel.send(address, INVITATION)
    assert zalo.calls == []


async def test_asking_whether_zalo_is_there_writes_to_nobody(channel: ZaloPhone, zalo: FakeZalo) -> None:
    await channel.ask()
    assert zalo.invitations == []
    zalo.fault("-109", call=INFO)
    with pytest.raises(NotAccepted):
        await channel.ask()


async def test_what_only_a_person_can_mend_is_shown_to_the_operator_until_it_works(
    channel: ZaloPhone, zalo: FakeZalo, database: Database
) -> None:
    zalo.fault("-115", call=BY_PHONE)
    with pytest.raises(NotAccepted):
        await channel.send(LANS_NUMBER, INVITATION)
    assert await trouble(database) == "code -115"
    await channel.send(LANS_NUMBER, INVITATION)
    assert await trouble(database) == ""


async def trouble(database: Database) -> str:
    async with database.reading() as tx:
        kept = await tx.tokens.get("zalo-oa")
    assert kept
    return kept.trouble


def test_the_table_for_people_has_each_code_and_names_tests_that_exist() -> None:
    root = Path(__file__).parents[3]
    table = (root / "docs" / "zalo-phone.md").read_text("utf-8").partition("## Bảng lỗi")[2]
    assert {*CODES, -124} <= {int(code) for code in re.findall(r"-\d+", table)}
    tested = "".join((root / "tests/bot" / name).read_text("utf-8") for name in TESTED)
    contract = (root / "tests/bot/channels/contract.py").read_text("utf-8")
    named = set(re.findall(r"`(test_\w+)", table))
    assert len(named) > 8
    assert [name for name in named if f"def {name}(" not in tested + contract] == []
