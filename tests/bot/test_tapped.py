"""A tap on its way through the house: the letter knows which message was tapped and whether it gives way."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from bot.reception import Reception
from feedback.chance import Chance
from feedback.membership import issue_link
from feedback.messages import Inbound, Reply
from feedback.people import Officer
from feedback.ports import Rate
from storage.maintenance import Database
from tests.support.builders import BOX
from tests.support.cast import HANH, NOW, TUAN
from tests.support.ticketing import SAU, rate, record

FAST = Rate(overall=1000.0, per_chat=1000.0)


class Desk:
    """Chị Lan's chat: what she does, and the letter that follows."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.reception = Reception(
            database=database, box=BOX, chance=Chance(), clock=lambda: self.now, pull=frozenset()
        )
        self._done = 0

    @property
    def now(self) -> datetime:
        """A second later with each message."""
        return NOW + timedelta(seconds=self._done)

    async def hears(self, text: str = "", *, tap: str = "", under: str = "") -> Reply:
        """One message or tap; the letter is taken out of the outbox as sent."""
        self._done += 1
        inbound = Inbound("telegram", "lan", str(self._done), self.now, text=text, choice=tap, under=under)
        await self.reception.receive(inbound)
        async with self.database.transact() as tx:
            [claimed] = await tx.outbox.claim(
                channel="telegram", rate=FAST, owner="test", now=self.now, lease_seconds=60, limit=9
            )
            assert await tx.outbox.begin(claimed.id, owner="test", now=self.now)
            await tx.outbox.sent(claimed.id, owner="test", at=self.now, platform_id=str(self._done))
        return claimed.letter.reply

    async def taps(self, reply: Reply, label: str, *, under: str) -> Reply:
        """A button of `reply`, which stands under that message."""
        [payload] = [choice.payload for choice in reply.choices if choice.label == label]
        return await self.hears(tap=payload, under=under)


@pytest.fixture
async def lan(database: Database) -> AsyncIterator[Desk]:
    desk = Desk(database)
    yield desk
    await desk.reception.close()


async def test_the_level_stays_in_the_chat_and_the_questions_after_it_are_one_message(lan: Desk) -> None:
    asked = await lan.hears("/start an-binh-1")
    who = await lan.taps(asked, "Hài lòng", under="1")
    badge = await lan.taps(who, "Không rõ", under="2")
    words = await lan.taps(badge, "Có", under="2")
    end = await lan.taps(words, "Không, cảm ơn", under="2")
    assert (asked.tapped, asked.in_place) == ("", False)
    assert [(one.tapped, one.in_place) for one in (who, badge, words, end)] == [
        ("1", False), ("2", True), ("2", True), ("2", False),
    ]  # fmt: skip
    assert who.settled == f"{asked.text}\n\n✓ Hài lòng"
    assert end.settled == f"{words.text}\n\n✓ Không, cảm ơn"


async def test_a_tap_that_the_house_refuses_gets_no_tick(lan: Desk) -> None:
    code = (await record(lan.database)).code
    asked = await lan.hears(f"/start {code}")
    await rate(lan.database, code, SAU)
    told = await lan.taps(asked, "Không hài lòng", under="1")
    assert (told.tapped, told.settled, told.in_place) == ("1", "", False)
    assert "✓" not in told.text


async def test_own_words_and_the_receipt_stay(lan: Desk) -> None:
    asked = await lan.hears("/start an-binh-1")
    who = await lan.taps(asked, "Hài lòng", under="1")
    badge = await lan.taps(who, "Không rõ", under="1")
    words = await lan.taps(badge, "Có", under="1")
    await lan.taps(words, "Đồng ý, tôi viết", under="1")
    preview = await lan.hears("Cô ở quầy hướng dẫn rất tận tình, tôi cảm ơn.")
    receipt = await lan.taps(preview, "Gửi", under="6")
    assert (preview.tapped, receipt.tapped, receipt.in_place) == ("", "6", False)
    assert receipt.settled == f"{preview.text}\n\n✓ Gửi"
    assert "Mã tra cứu" in receipt.text


async def test_a_second_tap_on_an_old_question_is_answered_below_it(lan: Desk) -> None:
    asked = await lan.hears("/start an-binh-1")
    await lan.taps(asked, "Hài lòng", under="1")
    changed = await lan.taps(asked, "Bình thường", under="1")
    assert (changed.tapped, changed.in_place, changed.settled) == ("1", False, "")


async def test_a_forged_button_changes_no_message(lan: Desk) -> None:
    await lan.hears("/start an-binh-1")
    told = await lan.hears(tap="ffffffff:rate:1", under="1")
    assert (told.tapped, told.in_place, told.settled) == ("1", False, "")


async def test_where_a_platform_cannot_change_messages_nothing_is_said_of_it(lan: Desk) -> None:
    asked = await lan.hears("/start an-binh-1")
    who = await lan.taps(asked, "Hài lòng", under="")
    assert (who.tapped, who.in_place) == ("", False)


@pytest.mark.parametrize(("officer", "reader"), [(TUAN, "staff"), (HANH, "head")])
async def test_the_letter_that_tells_of_a_link_says_who_reads_there(lan: Desk, officer: Officer, reader: str) -> None:
    async with lan.database.transact() as tx:
        code = await issue_link(tx, officer, now=NOW, chance=Chance())
    assert (await lan.hears(f"/lienket {code}")).reader == reader
    assert (await lan.hears("/help")).reader == ""
