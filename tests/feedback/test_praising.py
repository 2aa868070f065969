"""Praise reaches the praised once a week, each once, and with a name only while its citizen wants that."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from feedback.analysis import Analysis, TagFound
from feedback.errors import PraiseGone
from feedback.messages import Reply
from feedback.periods import Calendar
from feedback.praise_requests import NamePraise, Praise, TakeNameOff
from feedback.praising import MOST, name_praise, take_name_off, tell_praise
from feedback.requests import Kind
from feedback.retention import erase_my_data, my_data
from feedback.scorecards import my_score
from feedback.units import Directory
from storage.maintenance import Database
from storage.tables import feedback
from tests.support.builders import BOX, later
from tests.support.casework import letters_for, link
from tests.support.cast import HANH, HOA_LAC, MAI, NOW, TUAN
from tests.support.copies import tag
from tests.support.praising import GLAD, KIND, MONDAY, praises

LATER = MONDAY + timedelta(days=6)


async def told(database: Database, who: str = "tuan", *, at: datetime = LATER) -> list[Reply]:
    return await letters_for(database, who, at=at)


async def linked(database: Database) -> None:
    async with database.transact() as tx:
        await link(tx, TUAN, MAI, HANH)


async def test_praise_is_told_on_the_monday_after_and_not_in_its_own_week(database: Database) -> None:
    await linked(database)
    await praises(database)
    friday = datetime.fromisoformat("2026-08-07T16:00:00+07:00")
    assert [await tell_praise(database, now=moment) for moment in (later(hours=1), friday)] == [0, 0]
    night = datetime.fromisoformat("2026-08-10T06:59:00+07:00")
    assert [await tell_praise(database, now=moment) for moment in (night, MONDAY)] == [0, 1]
    (letter,) = await told(database)
    assert f"“{KIND}”\nMột người dân, về lần đến TTPVHCC phường An Bình" in letter.text
    assert await told(database, "mai") == []


async def test_each_is_told_once_whoever_asks_and_however_often(database: Database) -> None:
    await linked(database)
    for who in ("lan", "sau"):
        await praises(database, who)
    told_by = await asyncio.gather(*(tell_praise(database, now=MONDAY) for _ in range(4)))
    assert sum(told_by) == 2
    for days in (0, 1, 7, 14):
        assert await tell_praise(database, now=MONDAY + timedelta(days=days)) == 0
    (letter,) = await told(database)
    assert letter.text.count(KIND) == 2


async def test_the_name_stands_there_only_where_it_was_given(database: Database) -> None:
    await linked(database)
    await praises(database, "lan", name="Nguyễn Thị Lan")
    await praises(database, "sau", "Anh Tuấn làm nhanh.")
    await tell_praise(database, now=MONDAY)
    (letter,) = await told(database)
    assert f"“{KIND}”\nNguyễn Thị Lan, về lần" in letter.text
    assert "làm nhanh.”\nMột người dân, về lần" in letter.text


@pytest.mark.parametrize(
    ("analysis", "more"),
    [
        (None, {}),
        (replace(GLAD, gate="khieu-nai"), {}),
        (replace(GLAD, tags=(*GLAD.tags, TagFound("thai-do", 0.6))), {}),
        (replace(GLAD, about_head=True), {}),
        (replace(GLAD, sentiment="tieu-cuc"), {}),
        (GLAD, {"seal": True}),
        (GLAD, {"officer": None}),
        (GLAD, {"kind": Kind.SUGGESTION}),
        (GLAD, {"kind": Kind.WORDS, "level": 3}),
        (Analysis(sentiment="tich-cuc"), {"kind": Kind.WORDS, "level": 5}),
    ],
)
async def test_what_is_not_praise_alone_is_told_to_nobody(
    database: Database, analysis: Analysis | None, more: dict[str, object]
) -> None:
    await linked(database)
    await praises(database, analysis=analysis, **more)  # type: ignore[arg-type]
    assert await tell_praise(database, now=MONDAY) == 0
    async with database.reading() as tx:
        assert (await my_score(tx, TUAN, now=MONDAY)).praise == ()


async def test_words_after_a_good_rating_are_praise_too(database: Database) -> None:
    await linked(database)
    await praises(database, kind=Kind.WORDS, level=5)
    assert await tell_praise(database, now=MONDAY) == 1


async def test_nobody_reads_it_before_the_analyst(database: Database) -> None:
    await linked(database)
    await praises(database, read_at=MONDAY + timedelta(hours=1))
    assert await tell_praise(database, now=MONDAY + timedelta(hours=2)) == 0
    assert await tell_praise(database, now=MONDAY + timedelta(days=7)) == 1


async def test_without_a_linked_chat_it_waits_under_diem_and_for_the_chat(database: Database) -> None:
    await praises(database, name="Lan")
    assert await tell_praise(database, now=MONDAY) == 0
    async with database.reading() as tx:
        (shown,) = (await my_score(tx, TUAN, now=MONDAY)).praise
    assert (shown.words, shown.name) == (KIND, "Lan")
    await linked(database)
    assert await tell_praise(database, now=MONDAY + timedelta(days=2)) == 1


async def test_praise_of_long_ago_is_no_letter_any_more(database: Database) -> None:
    await praises(database)
    await linked(database)
    assert await tell_praise(database, now=MONDAY + timedelta(weeks=4)) == 0


async def test_who_moved_hears_it_and_who_left_does_not(database: Database) -> None:
    await linked(database)
    await praises(database)
    await praises(database, officer=MAI)
    async with database.transact() as tx:
        await tx.places.put_officer(replace(TUAN, unit_id=HOA_LAC.id))
        await tx.places.put_officer(replace(MAI, active=False))
    assert await tell_praise(database, now=MONDAY) == 1
    (letter,) = await told(database)
    assert "về lần đến TTPVHCC phường An Bình" in letter.text
    assert await told(database, "mai") == []


async def test_a_letter_has_an_end_and_the_rest_comes_the_week_after(database: Database) -> None:
    await linked(database)
    for number in range(MOST + 2):
        await praises(database, f"người {number}", f"Lời khen số {number} đây.")
    assert await tell_praise(database, now=MONDAY) == MOST
    assert await tell_praise(database, now=MONDAY + timedelta(hours=1)) == 0
    assert await tell_praise(database, now=MONDAY + timedelta(days=7)) == 2


async def test_a_name_is_taken_off_while_the_praise_stays(database: Database) -> None:
    await linked(database)
    receipt = await praises(database, name="Lan")
    await praises(database, "sau", name="Sáu")
    async with database.transact() as tx:
        assert (await my_data(tx, chat=tag("lan"), officer=False)).named == 1
        assert (await take_name_off(tx, TakeNameOff(), chat=tag("lan"))).count == 1
        assert (await take_name_off(tx, TakeNameOff(receipt), chat=tag("x"))).count == 0
        assert (await my_data(tx, chat=tag("lan"), officer=False)).named == 0
        status = await tx.feedback.status(receipt)
    assert status is not None
    assert not status.name
    async with database.reading() as tx:
        assert [one.name for one in (await my_score(tx, TUAN, now=MONDAY)).praise] == ["Sáu", ""]


@pytest.mark.parametrize("by", ["chat", "receipt"])
async def test_a_name_that_was_taken_off_leaves_letters_that_wait(database: Database, by: str) -> None:
    await linked(database)
    receipt = await praises(database, name="Lan")
    await praises(database, "sau", name="Sáu")
    await tell_praise(database, now=MONDAY)
    async with database.transact() as tx:
        wanted = TakeNameOff(receipt if by == "receipt" else "")
        await take_name_off(tx, wanted, chat=tag("lan"))
    assert await told(database) == []
    assert await tell_praise(database, now=MONDAY + timedelta(hours=1)) == 2
    (letter,) = await told(database)
    assert "Lan" not in letter.text
    assert "Sáu, về lần" in letter.text


async def test_an_erasure_reaches_name_words_and_the_letter_that_waits(database: Database) -> None:
    await linked(database)
    receipt = await praises(database, name="Lan")
    await praises(database, "sau", "Anh làm nhanh.")
    await tell_praise(database, now=MONDAY)
    async with database.transact() as tx:
        await erase_my_data(tx, chat=tag("lan"), now=MONDAY)
        with pytest.raises(PraiseGone):
            await name_praise(tx, NamePraise(receipt, "Lan", "1"))
    await tell_praise(database, now=MONDAY + timedelta(hours=1))
    (letter,) = await told(database)
    assert ("Anh làm nhanh." in letter.text, KIND in letter.text, "Lan" in letter.text) == (True, False, False)


async def test_what_has_left_is_not_told_again_when_a_name_is_taken_off(database: Database) -> None:
    await linked(database)
    receipt = await praises(database, name="Lan")
    await tell_praise(database, now=MONDAY)
    async with database.transact() as tx:
        assert len(await tx.outbox.collect(BOX.tag("console", "tuan"), at=LATER)) == 1
        await take_name_off(tx, TakeNameOff(receipt), chat=tag("lan"))
    assert await tell_praise(database, now=MONDAY + timedelta(hours=1)) == 0


async def test_the_digest_has_the_name_only_while_it_was_given(database: Database) -> None:
    await praises(database, name="Lan")
    await praises(database, "sau")
    async with database.transact() as tx:
        heard = await tx.feedback.voices(TUAN.unit_id, start=later(days=-1), end=later(days=1))
        assert [one.name for one in heard] == ["Lan", ""]
        await take_name_off(tx, TakeNameOff(), chat=tag("lan"))
        heard = await tx.feedback.voices(TUAN.unit_id, start=later(days=-1), end=later(days=1))
    assert [one.name for one in heard] == ["", ""]


async def test_another_name_takes_the_place_of_the_first(database: Database) -> None:
    receipt = await praises(database, name="Lan")
    async with database.transact() as tx:
        await name_praise(tx, NamePraise(receipt, "Nguyễn Thị Lan", "1"))
        (one,) = await tx.praises.of_officer(TUAN.id, before=MONDAY, limit=9)
        assert one == replace(one, name="Nguyễn Thị Lan")
        with pytest.raises(PraiseGone):
            await name_praise(tx, NamePraise("0" * 16, "Lan", "1"))
    assert isinstance(one, Praise)
    assert NOW < MONDAY


async def test_a_text_that_does_not_open_keeps_nobody_else_from_their_letter(database: Database) -> None:
    await linked(database)
    for who, officer in (("lan", TUAN), ("sau", MAI)):
        await praises(database, who, officer=officer)
    first, second = sorted((TUAN, MAI), key=lambda one: one.id)
    async with database.transact() as tx:
        broken = update(feedback).where(feedback.c.officer_id == first.id)
        await tx.executor.run(broken.values(redacted=b"x" * 40))
    assert await tell_praise(database, now=MONDAY) == 1
    assert len(await told(database, {TUAN.id: "tuan", MAI.id: "mai"}[second.id])) == 1


@pytest.mark.parametrize("more", [{"gate": "khieu-nai"}, {"needs_person": True}])
async def test_the_digest_shows_a_name_below_nothing_but_praise(database: Database, more: dict[str, object]) -> None:
    await praises(database, name="Lan", analysis=replace(GLAD, **more))  # type: ignore[arg-type]
    async with database.reading() as tx:
        (voice,) = await tx.feedback.voices(TUAN.unit_id, start=later(days=-1), end=later(days=1))
    assert voice.name == ""


async def test_it_is_told_in_the_hours_of_the_officers_own_unit(database: Database) -> None:
    await linked(database)
    await praises(database)
    closed = Calendar(off={MONDAY.date()})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Directory, "calendar_of", lambda _, id: closed if id == TUAN.unit_id else Calendar())
        assert await tell_praise(database, now=MONDAY) == 0
    assert await tell_praise(database, now=MONDAY) == 1
