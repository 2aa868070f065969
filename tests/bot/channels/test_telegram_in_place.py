"""A tapped message gives way to the answer or loses its buttons; a repeat, a refusal and an outage do no harm."""

import logging
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

import pytest

from bot.channels.base import Outgoing, SendError, Throttled, Unavailable, Uncertain, Unreachable
from bot.channels.telegram import Telegram
from bot.channels.telegram_setup import register_commands
from feedback.messages import Choice
from tests.bot.channels.contract import only_loopback
from tests.bot.channels.recorded_telegram import LAN, SECRET
from tests.support.fake_telegram import TOKEN, FakeTelegram

__all__ = ["only_loopback"]

QUESTION = Outgoing(("Ông/Bà thấy thế nào?",), (Choice("Hài lòng", "t:rate:4"),))
NEXT = Outgoing(("Ai đã phục vụ Ông/Bà?",), (Choice("Không rõ", "t:who_served:0"),), tapped="1", in_place=True)
RECEIPT = Outgoing(("Mã tra cứu: 4821 0937 5516 2044",), tapped="1")
SETTLED = replace(RECEIPT, settled="Ông/Bà thấy thế nào?\n\n✓ Hài lòng")


@pytest.fixture(scope="module")
def running_server() -> Iterator[FakeTelegram]:
    with FakeTelegram() as server:
        yield server


@pytest.fixture
def server(running_server: FakeTelegram) -> FakeTelegram:
    running_server.forget()
    return running_server


@pytest.fixture
async def channel(server: FakeTelegram) -> AsyncIterator[Telegram]:
    """Chị Lan has the question before her."""
    telegram = Telegram(token=TOKEN, secret=SECRET, api_url=server.url, patience=0.3)
    await telegram.send(LAN, QUESTION)
    server.calls.clear()
    yield telegram
    await telegram.close()


def shown(server: FakeTelegram) -> list[tuple[str, bool]]:
    """What she sees: each message, and whether it has buttons."""
    return [(message["text"], "reply_markup" in message) for message in server.sent]


async def test_the_next_question_takes_the_place_of_the_tapped_one(channel: Telegram, server: FakeTelegram) -> None:
    assert await channel.send(LAN, NEXT) == "1"
    assert shown(server) == [("Ai đã phục vụ Ông/Bà?", True)]
    assert [method for method, _ in server.calls] == ["editmessagetext"]
    [asked] = server.called("editMessageText")
    assert not {"parse_mode", "entities"} & set(asked)


async def test_what_ends_a_talk_leaves_no_button_behind(channel: Telegram, server: FakeTelegram) -> None:
    await channel.send(LAN, Outgoing(("Trân trọng cảm ơn.",), tapped="1", in_place=True))
    assert shown(server) == [("Trân trọng cảm ơn.", False)]


async def test_what_must_stay_shows_what_was_chosen_instead_of_its_buttons(
    channel: Telegram, server: FakeTelegram
) -> None:
    assert await channel.send(LAN, SETTLED) == "2"
    assert shown(server) == [(SETTLED.settled, False), (RECEIPT.texts[0], False)]


async def test_what_would_be_too_long_with_the_choice_only_loses_its_buttons(
    channel: Telegram, server: FakeTelegram
) -> None:
    await channel.send(LAN, replace(RECEIPT, settled="x" * 4097))
    assert shown(server)[0] == ("Ông/Bà thấy thế nào?", False)


async def test_an_old_message_keeps_its_words_and_loses_its_buttons(channel: Telegram, server: FakeTelegram) -> None:
    assert await channel.send(LAN, RECEIPT) == "2"
    assert shown(server) == [("Ông/Bà thấy thế nào?", False), (RECEIPT.texts[0], False)]


async def test_the_answer_is_there_before_the_old_buttons_go(channel: Telegram, server: FakeTelegram) -> None:
    await channel.send(LAN, RECEIPT)
    assert [method for method, _ in server.calls] == ["sendmessage", "editmessagereplymarkup"]


async def test_a_lost_answer_repeated_changes_nothing(channel: Telegram, server: FakeTelegram) -> None:
    server.fault("lost", method="editMessageText")
    with pytest.raises(Uncertain):
        await channel.send(LAN, NEXT)
    assert await channel.send(LAN, NEXT) == "1"
    assert shown(server) == [("Ai đã phục vụ Ông/Bà?", True)]


@pytest.mark.parametrize(
    "refusal",
    [
        "Bad Request: message to edit not found",
        "Bad Request: message can't be edited",
        "Bad Request: a refusal nobody has seen yet",
    ],
)
async def test_a_message_that_cannot_be_changed_is_answered_by_a_new_one(
    channel: Telegram, server: FakeTelegram, refusal: str
) -> None:
    server.fault("400", method="editMessageText", description=refusal)
    assert await channel.send(LAN, NEXT) == "2"
    assert shown(server)[1] == ("Ai đã phục vụ Ông/Bà?", True)


@pytest.mark.parametrize(
    ("trouble", "named"),
    [("429", Throttled), ("500", Unavailable), ("reset", Uncertain), ("403", Unreachable), ("401", Unavailable)],
)
async def test_trouble_while_changing_is_called_by_its_name_and_nothing_else_goes_out(
    channel: Telegram, server: FakeTelegram, trouble: str, named: type[SendError]
) -> None:
    server.fault(trouble, method="editMessageText")
    with pytest.raises(named):
        await channel.send(LAN, NEXT)
    assert shown(server) == [("Ông/Bà thấy thế nào?", True)]


async def test_a_long_answer_never_takes_a_place_in_parts(channel: Telegram, server: FakeTelegram) -> None:
    await channel.send(LAN, Outgoing(("Một.", "Hai."), tapped="1", in_place=True))
    assert [text for text, _ in shown(server)] == ["Ông/Bà thấy thế nào?", "Một.", "Hai."]


@pytest.mark.parametrize("trouble", ["400", "429", "500", "reset", "401", "html"])
@pytest.mark.parametrize("letter", [RECEIPT, SETTLED], ids=["old", "settled"])
async def test_buttons_that_would_not_go_harm_nobody(
    channel: Telegram, server: FakeTelegram, caplog: pytest.LogCaptureFixture, trouble: str, letter: Outgoing
) -> None:
    for method in ("editMessageReplyMarkup", "editMessageText"):
        server.fault(trouble, method=method, description=f"{RECEIPT.texts[0]} {TOKEN}")
    with caplog.at_level(logging.INFO, logger="bot"):
        assert await channel.send(LAN, letter) == "2"
    assert caplog.messages == ["telegram.disarm_failed"]


async def test_a_message_that_is_settled_already_is_no_trouble(
    channel: Telegram, server: FakeTelegram, caplog: pytest.LogCaptureFixture
) -> None:
    await channel.send(LAN, SETTLED)
    with caplog.at_level(logging.INFO, logger="bot"):
        await channel.send(LAN, SETTLED)
    assert caplog.messages == []


# The menu of commands


def told(server: FakeTelegram, method: str) -> list[tuple[str, str, list[str]]]:
    """(scope, language, commands) of each call."""
    return [
        (asked["scope"]["type"], asked.get("language_code", ""), [one["command"] for one in asked.get("commands", ())])
        for asked in server.called(method)
    ]


EVERYBODY = ["danhgia", "gopy", "khen", "tracuu", "bosung", "dulieu", "ngonngu", "huy", "help"]


async def test_everybody_has_a_menu_in_both_languages(channel: Telegram, server: FakeTelegram) -> None:
    await register_commands(channel.bot)
    scope = "all_private_chats"
    assert told(server, "setMyCommands") == [(scope, "", EVERYBODY), (scope, "vi", EVERYBODY), (scope, "en", EVERYBODY)]
    usual, vietnamese, english = (asked["commands"][0] for asked in server.called("setMyCommands"))
    assert usual == vietnamese == {"command": "danhgia", "description": "Đánh giá một lần giao dịch"}
    assert english == {"command": "danhgia", "description": "Rate a visit"}


@pytest.mark.parametrize(
    ("reader", "more"),
    [
        ("staff", ["diem", "giaitrinh", "nhapphieu"]),
        ("head", ["viec", "thamdinh", "truc", "kiennghi", "diem", "giaitrinh", "nhapphieu"]),
        ("board", ["giamsat", "kiennghi"]),
    ],
)
async def test_a_linked_chat_has_a_menu_of_its_own(
    channel: Telegram, server: FakeTelegram, reader: str, more: list[str]
) -> None:
    await channel.send(LAN, Outgoing(("Đã liên kết.",), reader=reader))
    menu = [*more, *EVERYBODY]
    assert told(server, "setMyCommands") == [("chat", "", menu), ("chat", "vi", menu), ("chat", "en", menu)]
    assert {asked["scope"]["chat_id"] for asked in server.called("setMyCommands")} == {int(LAN)}
    assert shown(server)[-1] == ("Đã liên kết.", False)


async def test_a_link_that_is_over_takes_its_menu_along(channel: Telegram, server: FakeTelegram) -> None:
    await channel.send(LAN, Outgoing(("Chưa liên kết.",), reader="citizen"))
    assert told(server, "deleteMyCommands") == [("chat", "", []), ("chat", "vi", []), ("chat", "en", [])]


@pytest.mark.parametrize(("trouble", "named"), [("429", Throttled), ("500", Unavailable), ("reset", Unavailable)])
async def test_a_menu_that_was_not_told_comes_again_with_its_letter(
    channel: Telegram, server: FakeTelegram, trouble: str, named: type[SendError]
) -> None:
    server.fault(trouble, method="setMyCommands", skip=1)
    with pytest.raises(named):
        await channel.send(LAN, Outgoing(("Đã liên kết.",), reader="staff"))
    assert len(server.sent) == 1
    await channel.send(LAN, Outgoing(("Đã liên kết.",), reader="staff"))
    assert len(server.sent) == 2


async def test_a_menu_that_telegram_refuses_does_not_hold_up_the_letter(
    channel: Telegram, server: FakeTelegram
) -> None:
    server.fault("400", method="setMyCommands", times=3)
    await channel.send(LAN, Outgoing(("Đã liên kết.",), reader="staff"))
    assert shown(server)[-1] == ("Đã liên kết.", False)
