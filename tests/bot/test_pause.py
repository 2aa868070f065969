"""Somebody of the office answers by hand: the bot keeps quiet, loses nothing, and comes back when it is called."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest

from bot import batch as batches
from bot.conversation.dialogue import Dialogue, from_chat
from bot.conversation.quiet import PAUSE
from bot.reception import Reception
from feedback.chance import Chance
from feedback.messages import Chat, Inbound, Reply
from feedback.periods import Week
from feedback.wording import words
from storage.maintenance import Database
from storage.windows import HELD
from tests.support.builders import BOX, a_letter, later
from tests.support.cast import AN_BINH, NOW

OA = "zalo-oa"
LAN = BOX.tag(OA, "lan")
HELLO = "Chào chị, em là cán bộ trực. Chị cần gì ạ?"
TOLD = words("vi").say("talk.meanwhile")


class Front:
    """The reception with a clock that is moved by hand; answers are handed back, as if she fetched them."""

    def __init__(self, database: Database) -> None:
        self.database, self.now, self._numbers = database, NOW, count(1)
        self.reception = Reception(
            database=database,
            box=BOX,
            chance=Chance(),
            clock=lambda: self.now,
            pull=frozenset({OA}),
            windowed=frozenset({OA}),
        )

    async def lan(self, text: str = "", **more: Any) -> str:
        """Chị Lan writes; what the bot answers."""
        return "\n".join(reply.text for reply in await self.hear(text, **more))

    async def officer(self, text: str = HELLO, **more: Any) -> str:
        """Somebody writes to her in OA Manager, and Zalo repeats it to us."""
        return await self.lan(text, by_hand=True, **more)

    async def hear(self, text: str = "", *, at: datetime | None = None, id: str = "", **more: Any) -> list[Reply]:
        self.now += timedelta(seconds=1)
        said = Inbound(OA, "lan", id or f"m{next(self._numbers)}", at or self.now, text=text, **more)
        return list(await self.reception.receive(said))

    async def chat(self) -> Chat:
        async with self.database.reading() as tx:
            found = await tx.chats.get(LAN)
        assert found
        return found

    async def dialogue(self) -> Dialogue:
        return from_chat(await self.chat())

    async def ratings(self) -> int:
        async with self.database.reading() as tx:
            week = Week.of(NOW.date())
            return (await tx.ratings.tally(AN_BINH.id, start=week.start, end=week.end)).n


@pytest.fixture
async def front(database: Database) -> AsyncIterator[Front]:
    opened = Front(database)
    yield opened
    await opened.reception.close()


async def test_an_officers_message_is_never_answered_and_quiets_the_bot_for_an_hour(front: Front) -> None:
    await front.lan("/start")
    assert await front.officer() == ""
    assert await front.lan("Hồ sơ của tôi đến đâu rồi ạ?") == ""
    front.now += PAUSE
    assert await front.lan("Xin chào") != ""


async def test_each_further_message_by_hand_extends_the_quiet(front: Front) -> None:
    await front.officer()
    front.now += timedelta(minutes=50)
    await front.officer("Chị chờ em một chút.")
    front.now += timedelta(minutes=50)
    assert await front.lan("Dạ vâng, tôi chờ") == ""


async def test_an_officer_may_write_first_to_somebody_the_bot_never_met(front: Front) -> None:
    await front.officer()
    assert await front.lan("Chào em, chị hỏi về hộ khẩu") == ""
    assert (await front.chat()).heard_at


async def test_the_talk_stands_still_and_a_tap_goes_on_with_it(front: Front) -> None:
    [question] = (await front.hear("/start an-binh-1"))[-1:]
    await front.officer()
    assert await front.lan("5") == ""  # the officer may have asked for a number
    assert await front.ratings() == 0
    answer = await front.lan(choice=question.choices[0].payload)
    assert await front.ratings() == 1
    assert answer.startswith(TOLD)
    assert (await front.chat()).paused_until is None


@pytest.mark.parametrize("word", ["/start", "Góp ý, phản ánh", "gop y", "tra cứu", "đánh giá", "huỷ", "an-binh-1"])
async def test_a_command_a_word_of_the_menu_or_a_counters_code_ends_it(front: Front, word: str) -> None:
    await front.officer()
    assert await front.lan(word) != ""
    assert (await front.chat()).paused_until is None


async def test_an_old_button_ends_it_too_and_is_as_harmless_as_ever(front: Front) -> None:
    await front.officer()
    assert await front.lan(choice="0a1b2c3d:rate:1") != ""
    assert await front.ratings() == 0


async def test_what_was_written_meanwhile_is_kept_and_offered_when_she_wants_to_send_something(front: Front) -> None:
    await front.lan("/start")
    await front.officer()
    await front.lan("Quầy 5 bắt tôi chờ hai tiếng.")
    await front.lan("Mà không ai giải thích gì cả.")
    await front.lan("Góp ý, phản ánh")
    talk = (await front.dialogue()).talk
    assert talk
    assert talk.words == "Quầy 5 bắt tôi chờ hai tiếng.\nMà không ai giải thích gì cả."
    assert (await front.dialogue()).meanwhile == ""


async def test_what_was_written_meanwhile_is_not_filed_by_itself(front: Front) -> None:
    await front.officer()
    await front.lan("Quầy 5 bắt tôi chờ hai tiếng.")
    front.now += PAUSE
    assert TOLD in await front.lan("/start")
    async with front.database.reading() as tx:
        assert await tx.feedback.of_chat(LAN) == []


async def test_pictures_in_between_are_the_officers(front: Front) -> None:
    await front.officer()
    assert await front.lan(media="photo") == ""


async def test_our_own_echo_quiets_nothing_and_leaves_no_row(front: Front) -> None:
    await front.lan("/start")
    async with front.database.transact() as tx:
        await tx.echoes.note(LAN, texts=["Kính chào Ông/Bà."], at=front.now)
    await front.officer("Kính chào Ông/Bà.", id="echo-1")
    assert (await front.chat()).paused_until is None
    async with front.database.transact() as tx:
        assert await tx.inbox.take([(OA, "echo-1")], at=NOW) == {(OA, "echo-1")}


async def test_an_echo_that_comes_two_hours_late_quiets_nobody_now(front: Front) -> None:
    await front.lan("/start")
    await front.officer(at=later(hours=-2))
    assert await front.lan("Xin chào") != ""


async def test_the_same_echo_twice_is_one(front: Front) -> None:
    await front.officer(id="e1")
    first = (await front.chat()).paused_until
    front.now += timedelta(minutes=10)
    await front.officer(id="e1")
    assert (await front.chat()).paused_until == first


async def test_an_officers_message_is_no_act_of_hers(front: Front) -> None:
    await front.lan("/start")
    before = (await front.chat()).heard_at
    front.now += timedelta(hours=5)
    await front.officer()
    assert (await front.chat()).heard_at == before


async def test_who_left_is_no_act_either_and_who_writes_again_is_back(front: Front) -> None:
    await front.lan("/start")
    before = (await front.chat()).heard_at
    await front.lan(gone=True)
    assert ((await front.chat()).heard_at, (await front.chat()).unreachable) == (before, True)
    await front.lan("/start")
    assert not (await front.chat()).unreachable


async def test_what_she_did_before_an_outage_is_dated_by_the_platform(front: Front) -> None:
    await front.lan("/start", at=later(hours=-1))
    assert (await front.chat()).heard_at == later(hours=-1)
    await front.lan("/start", at=later(hours=-2))  # out of order: the last act stays the last
    assert (await front.chat()).heard_at == later(hours=-1)
    await front.lan("/start", at=later(days=9))  # a clock of theirs that runs ahead opens no window
    assert (await front.chat()).heard_at == front.now


async def test_whoever_acts_releases_what_was_held(front: Front) -> None:
    async with front.database.transact() as tx:
        await tx.outbox.add([a_letter(to="lan", channel=OA, due=HELD)], at=NOW)
    await front.lan("/start")
    assert "Cảm ơn Ông/Bà." in await front.lan("/start")  # released when she was heard, so now it is fetched


async def test_a_message_by_hand_that_breaks_the_house_apologises_to_nobody(
    front: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(batches.Batch, "_write", broken)
    assert await front.officer() == ""
    async with front.database.reading() as tx:
        assert await tx.inbox.set_aside_count() == 1
        assert (await tx.outbox.backlog(now=NOW))["waiting"] == 0
