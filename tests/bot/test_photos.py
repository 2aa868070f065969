"""Photos through the whole middle: albums are answered once, every way out drops them, heads see them in order."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.reception import Reception
from feedback.chance import Chance
from feedback.media import Attached, Held, Picture
from feedback.messages import Inbound, Letter, Reply
from storage.maintenance import Database
from storage.tables import feedback, media
from tests.support.builders import BOX
from tests.support.cast import NOW
from tests.support.desk import Desk
from tests.support.fakes import FAST

OFFICE = "TTPVHCC phường An Bình"
WORDS = "Quầy đóng cửa từ chín giờ sáng."
TAG = BOX.tag("telegram", "lan")


class Talk:
    """Chị Lan on Telegram; `clock` moves by hand."""

    def __init__(self, database: Database) -> None:
        self.database, self.clock, self.count = database, NOW, 0
        self.reception = Reception(
            database=database,
            box=BOX,
            chance=Chance(),
            clock=lambda: self.clock,
            pull=frozenset(),
            takes_photos=frozenset({"telegram"}),
            shows_photos=frozenset({"telegram"}),
        )

    def message(self, text: str = "", *, photo: str = "", group: str = "") -> Inbound:
        self.count += 1
        sent = (Attached(photo),) if photo else ()
        media = ("album" if group else "photo") if photo else ""
        return Inbound(
            "telegram", "lan", str(self.count), self.clock, text=text, media=media, attached=sent, group=group
        )

    async def says(self, *texts: str) -> None:
        for text in texts:
            await self.reception.receive(self.message(text))

    async def hears(self) -> list[str]:
        """What has gone out by now."""
        async with self.database.transact() as tx:
            return [reply.text for reply in await tx.outbox.collect(TAG, at=self.clock)]

    async def held(self) -> list[str]:
        """The references beside talks, opened."""
        async with self.database.reading() as tx:
            return [key for (key,) in await tx.executor.rows(select(media.c.key).where(media.c.feedback_id.is_(None)))]


@pytest.fixture
async def lan(database: Database) -> AsyncIterator[Talk]:
    talk = Talk(database)
    await talk.says("/gopy", OFFICE, "không nhớ", "đồng ý")
    await talk.hears()
    yield talk
    await talk.reception.close()


async def test_an_album_that_comes_bit_by_bit_is_answered_once_with_all_its_photos(lan: Talk) -> None:
    for number in range(3):
        await lan.reception.receive(lan.message(WORDS if number == 0 else "", photo=f"p{number}", group="9"))
        lan.clock += timedelta(seconds=0.5)
    assert await lan.hears() == []
    lan.clock += timedelta(seconds=1)
    [answer] = await lan.hears()
    assert "Kèm 3 ảnh" in answer


async def test_an_album_that_comes_at_once_is_answered_once(lan: Talk) -> None:
    await asyncio.gather(*(lan.reception.receive(lan.message(photo=f"p{number}", group="9")) for number in range(4)))
    lan.clock += timedelta(seconds=2)
    [answer] = await lan.hears()
    assert "Đang kèm 4 ảnh" in answer


async def test_an_album_where_no_photo_has_a_place_is_answered_once(lan: Talk) -> None:
    await lan.says("/huy")
    await lan.hears()
    for number in range(3):
        await lan.reception.receive(lan.message(photo=f"p{number}", group="9"))
    lan.clock += timedelta(seconds=2)
    [answer] = await lan.hears()
    assert "sau khi Ông/Bà đồng ý" in answer


async def test_words_right_behind_an_album_take_the_place_of_its_answer(lan: Talk) -> None:
    await lan.reception.receive(lan.message(photo="p", group="9"))
    await lan.says(WORDS)
    lan.clock += timedelta(seconds=2)
    [answer] = await lan.hears()
    assert "Kèm 1 ảnh" in answer
    assert WORDS in answer


async def test_a_part_that_comes_after_the_answer_has_an_answer_of_its_own(lan: Talk) -> None:
    await lan.reception.receive(lan.message(photo="p1", group="9"))
    lan.clock += timedelta(seconds=5)
    assert len(await lan.hears()) == 1
    await lan.reception.receive(lan.message(photo="p2", group="9"))
    lan.clock += timedelta(seconds=5)
    assert "Đang kèm 2 ảnh" in (await lan.hears())[0]


async def test_the_same_update_twice_holds_one_photo(lan: Talk) -> None:
    photo = lan.message(photo="p")
    await lan.reception.receive(photo)
    await lan.reception.receive(photo)
    assert len(await lan.held()) == 1


@pytest.mark.parametrize("way", ["/huy", "Huỷ", "/gopy", "/start an-binh-1", "Bỏ ảnh", "/xoa"])
async def test_every_way_out_drops_what_was_held_at_once(lan: Talk, way: str) -> None:
    await lan.reception.receive(lan.message(WORDS, photo="p"))
    assert len(await lan.held()) == 1
    await lan.says(way)
    assert await lan.held() == []


async def test_sending_ties_the_photos_to_the_words_and_to_nothing_else(lan: Talk) -> None:
    await lan.reception.receive(lan.message(WORDS, photo="p"))
    await lan.says("Gửi")
    async with lan.database.reading() as tx:
        [(feedback_id,)] = await tx.executor.rows(select(media.c.feedback_id))
        assert await tx.executor.rows(select(feedback.c.id).where(feedback.c.id == feedback_id))
    assert "Số ảnh gửi kèm: 1." in (await lan.hears())[-1]


def a_letter_with_photos(*keys: str) -> Letter:
    photos = tuple(Picture(key, f"Ảnh {key}", "Ảnh này đã được xoá.") for key in keys)
    reply = Reply("Ở trên là ảnh.", photos=photos)
    return Letter(BOX.tag("telegram", "hanh"), "telegram", BOX.seal("telegram", "hanh"), reply)


async def test_a_head_is_shown_each_photo_and_then_what_can_be_done(database: Database) -> None:
    desk = Desk(database)
    desk.channel.capabilities = replace(FAST, photos=True)
    async with database.transact() as tx:
        await tx.media.hold([Held(key, "web", Attached(content=key.encode())) for key in ("a", "b")], at=NOW)
    await desk.queue(a_letter_with_photos("a", "gone", "b"))
    for _ in range(4):
        await desk.send()
        desk.later(seconds=2)
    shown = [(outgoing.texts, outgoing.photo) for _, outgoing in desk.channel.sent]
    assert shown == [
        (("Ảnh a",), b"a"),
        (("Ảnh này đã được xoá.",), b""),
        (("Ảnh b",), b"b"),
        (("Ở trên là ảnh.",), b""),
    ]


async def test_a_platform_without_pictures_gets_the_words_alone(database: Database) -> None:
    desk = Desk(database)
    await desk.queue(a_letter_with_photos("a"))
    assert await desk.send_all() == ["Ở trên là ảnh."]
