"""How the Zalo channel sends, and what it calls a failure: against a small Zalo of our own."""

import unicodedata
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from typing import Any, ClassVar

import pytest

from bot.channels.base import (
    NotAccepted,
    Notice,
    Outgoing,
    OutsideWindow,
    Rejected,
    SendError,
    Throttled,
    Unavailable,
    Uncertain,
    Unreachable,
)
from bot.channels.rendering import render
from bot.channels.zalo_oa import ZaloOA
from feedback.messages import Choice, Reply
from storage.maintenance import Database
from tests.bot.channels.contract import LEVELS, SendingContract, only_loopback
from tests.bot.channels.zalo_oa_door import LAN, NOWHERE, door, keeper
from tests.support.fake_zalo import ACCESS, APP_SECRET, CS, GETOA, OA_SECRET_KEY, REFRESH, TEMPLATE, TOKEN, FakeZalo

__all__ = ["only_loopback"]

THANKS = Outgoing(("Xin cảm ơn Ông/Bà.",))
WAITING = Notice("Trả lời phản ánh", "03/08/2026")


@pytest.fixture(scope="module")
def running_server() -> Iterator[FakeZalo]:
    with FakeZalo() as server:
        yield server


@pytest.fixture
def zalo(running_server: FakeZalo) -> FakeZalo:
    running_server.forget()
    return running_server


@pytest.fixture
async def channel(zalo: FakeZalo, database: Database) -> AsyncIterator[ZaloOA]:
    opened = door(keeper(database, zalo.url, patience=0.3), zalo.url, template="7")
    yield opened
    await opened.close()


class TestSending(SendingContract):
    address = LAN
    secrets = (ACCESS, REFRESH, APP_SECRET, OA_SECRET_KEY)
    troubles: ClassVar[Mapping[str, type[SendError]]] = {
        "too many calls this minute": Throttled,
        "too many requests": Throttled,
        "blocked by the person": Unreachable,
        "nobody of that id": Unreachable,
        "does not follow": Unreachable,
        "too long": Rejected,
        "a refusal nobody has seen yet": Rejected,
        "seven days ago": OutsideWindow,
        "past two days and nobody pays": OutsideWindow,
        "needs a package": NotAccepted,
        "a fresh token refused too": NotAccepted,
        "internal error": Unavailable,
        "bad gateway": Unavailable,
        "gateway gave up": Uncertain,
        "cut at once": Uncertain,
        "answer lost": Uncertain,
        "no answer in time": Uncertain,
        "answer unreadable": Uncertain,
    }

    @pytest.fixture
    def channel(self, channel: ZaloOA) -> ZaloOA:
        return channel

    @pytest.fixture
    def platform(self, zalo: FakeZalo) -> "LansPhone":
        return LansPhone(zalo)

    @pytest.fixture
    def cause(self, zalo: FakeZalo) -> Callable[[str], None]:
        faults: dict[str, tuple[str, dict[str, Any]]] = {
            "too many calls this minute": ("-32", {}),
            "too many requests": ("http", {"status": 429}),
            "blocked by the person": ("-244", {}),
            "nobody of that id": ("-201", {"message": "user_id is invalid!"}),
            "does not follow": ("-213", {}),
            "too long": ("-210", {"message": "Quầy năm đòi tiền. is too long"}),
            "a refusal nobody has seen yet": ("-9876", {"message": "Quầy năm đòi tiền. is odd"}),
            "seven days ago": ("-230", {}),
            "past two days and nobody pays": ("-320", {}),
            "needs a package": ("-224", {}),
            "a fresh token refused too": ("-216", {"times": 2}),
            "internal error": ("http", {"status": 500}),
            "bad gateway": ("http", {"status": 502}),
            "gateway gave up": ("http", {"status": 504}),
            "cut at once": ("reset", {}),
            "answer lost": ("lost", {}),
            "no answer in time": ("slow", {"seconds": 0.6}),
            "answer unreadable": ("html", {}),
        }

        def cause(trouble: str) -> None:
            kind, how = faults[trouble]
            zalo.fault(kind, **how)

        return cause

    def test_every_send_error_was_caused(self) -> None:
        every = {Throttled, Unreachable, Rejected, Unavailable, Uncertain, OutsideWindow, NotAccepted}
        assert set(self.troubles.values()) == every


class LansPhone:
    """What chị Lan sees of what the fake took."""

    def __init__(self, server: FakeZalo) -> None:
        self._server = server

    def shown(self) -> list[str]:
        return [one["message"]["text"] for one in self._server.sent]

    def offered(self) -> list[str]:
        return [button["title"] for button in buttons_of(self._server)]


def buttons_of(server: FakeZalo) -> list[dict[str, Any]]:
    attachment = server.sent[-1]["message"].get("attachment", {"payload": {"buttons": []}})
    return list(attachment["payload"]["buttons"])


def choices(*labels: str) -> tuple[Choice, ...]:
    return tuple(Choice(label, f"-:menu:{number}") for number, label in enumerate(labels))


async def test_five_levels_are_hidden_payloads_and_a_sixth_choice_makes_a_numbered_text(
    channel: ZaloOA, zalo: FakeZalo
) -> None:
    await channel.send(LAN, render(Reply("Hài lòng không?", choices(*LEVELS)), channel.capabilities))
    assert [(button["type"], button["payload"]) for button in buttons_of(zalo)] == [
        ("oa.query.hide", f"-:menu:{number}") for number in range(5)
    ]
    await channel.send(LAN, render(Reply("Chọn nơi đến", choices(*LEVELS, "Khác")), channel.capabilities))
    assert buttons_of(zalo) == []
    assert zalo.sent[-1]["message"]["text"].endswith("6. Khác")


async def test_a_title_that_is_too_long_is_cut_and_a_payload_that_is_too_long_is_refused(
    channel: ZaloOA, zalo: FakeZalo
) -> None:
    await channel.send(LAN, Outgoing(("Chọn",), (Choice("rất " * 40, "-:menu:a"),)))
    title = buttons_of(zalo)[0]["title"]
    assert len(title) == 100
    assert title.endswith("…")
    with pytest.raises(Rejected):
        await channel.send(LAN, Outgoing(("Chọn",), (Choice("a", "x" * 1001),)))
    with pytest.raises(Rejected):
        await channel.send(LAN, Outgoing(("Chọn",), (Choice("a", ""),)))


async def test_text_is_composed_before_it_is_counted(channel: ZaloOA, zalo: FakeZalo) -> None:
    decomposed = unicodedata.normalize("NFD", "ế" * 1999)
    await channel.send(LAN, Outgoing((decomposed,)))
    assert [one["message"]["text"] for one in zalo.sent] == ["ế" * 1999]


async def test_the_user_id_goes_out_as_text(channel: ZaloOA, zalo: FakeZalo) -> None:
    await channel.send(LAN, THANKS)
    assert zalo.sent[0]["recipient"] == {"user_id": LAN}


async def test_buttons_that_are_refused_without_a_type_go_with_one_and_it_is_learnt(
    channel: ZaloOA, zalo: FakeZalo
) -> None:
    zalo.wants_button_type = True
    for _ in range(2):
        await channel.send(LAN, Outgoing(("Chọn",), choices("Gửi")))
    assert len(zalo.sent) == 2
    assert len(zalo.called(CS)) == 3  # the second message went out at once


async def test_buttons_that_are_refused_either_way_are_rejected(channel: ZaloOA, zalo: FakeZalo) -> None:
    zalo.fault("-233", times=2)
    with pytest.raises(Rejected):
        await channel.send(LAN, Outgoing(("Chọn",), choices("Gửi")))


async def test_a_later_part_that_fails_leaves_the_letter_uncertain(channel: ZaloOA, zalo: FakeZalo) -> None:
    zalo.fault("http", skip=1)
    with pytest.raises(Uncertain):
        await channel.send(LAN, Outgoing(("Một", "Hai")))


async def test_nobody_listens(database: Database) -> None:
    closed = door(keeper(database), NOWHERE)
    with pytest.raises(Unavailable):
        await closed.send(LAN, THANKS)
    await closed.close()


@pytest.mark.parametrize("code", [-216, -220, -124])
async def test_a_token_that_ended_is_renewed_once_and_the_letter_goes_out(
    channel: ZaloOA, zalo: FakeZalo, code: int
) -> None:
    zalo.expired_code = code
    zalo.expire()
    await channel.send(LAN, THANKS)
    assert len(zalo.sent) == 1
    assert len(zalo.called(TOKEN)) == 1


async def test_a_notice_names_what_waits_and_since_when(channel: ZaloOA, zalo: FakeZalo) -> None:
    assert await channel.notify(LAN, WAITING)
    assert zalo.notices == [
        {
            "user_id": LAN,
            "template_id": "7",
            "template_data": {"noi_dung": "Trả lời phản ánh", "ngay": "03/08/2026"},
        }
    ]


async def test_without_a_template_there_are_no_notices(zalo: FakeZalo, database: Database) -> None:
    plain = door(keeper(database, zalo.url), zalo.url)
    assert not plain.capabilities.notices
    await plain.close()


async def test_asking_whether_zalo_is_there_writes_to_nobody(channel: ZaloOA, zalo: FakeZalo) -> None:
    await channel.ask()
    assert zalo.sent == []
    zalo.fault("http", call=GETOA)
    with pytest.raises(Unavailable):
        await channel.ask()


async def test_what_only_a_person_can_mend_is_shown_to_the_operator_until_it_works(
    channel: ZaloOA, zalo: FakeZalo, database: Database
) -> None:
    zalo.fault("-115", call=TEMPLATE)
    with pytest.raises(NotAccepted):
        await channel.notify(LAN, WAITING)
    await channel.send(LAN, THANKS)  # letters that are free go on, and say nothing about the money
    assert await trouble(database) == "code -115"
    await channel.notify(LAN, WAITING)
    assert await trouble(database) == ""


async def trouble(database: Database) -> str:
    async with database.reading() as tx:
        kept = await tx.tokens.get("zalo-oa")
    assert kept
    return kept.trouble
