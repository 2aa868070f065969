"""Voices: nobody of the unit hears them, no machine reads before the words are written, and they go in time."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.collecting import Collecting
from feedback.analysis import Analysis
from feedback.cases import may_listen
from feedback.chance import Chance
from feedback.errors import VoiceGone
from feedback.evidence import hold_media
from feedback.handling import read_held, waiting_cases
from feedback.listening import cannot_hear, next_voice, voices_for, write_voice
from feedback.media import Attached, Held, PictureRefused, Trouble, voice_of
from feedback.people import Officer
from feedback.retention import erase_my_data, my_data, purge
from storage.maintenance import Database
from storage.tables import media
from tests.support.builders import BOX, a_chat, a_filed
from tests.support.cast import AN_BINH, DUNG, HANH, HOA_LAC, KHOA, MAI, NOW, THAO, TINH_LAM_SON, TUAN

LAN = BOX.tag("telegram", "lan")
KEY = "k" * 32
OGG = b"OggS the voice of chi Lan"
WORDS = "Cô ngồi quầy hai quát mẹ tôi trước mặt mọi người."


class Analyst:
    """Remembers what it was given."""

    def __init__(self) -> None:
        self.read: list[str] = []

    async def analyse(self, text: str) -> Analysis:
        self.read.append(text)
        return Analysis(sentiment="tieu-cuc")


class Platform:
    """Has the voice."""

    content = OGG

    async def download(self, reference: str) -> bytes:
        return self.content


class NoPictures:
    """A voice is no picture."""

    async def clean(self, raw: bytes) -> bytes:
        raise AssertionError("a voice was drawn")


@pytest.fixture
async def spoken(database: Database) -> Database:
    """An Bình takes voices, chị Lan sent one, ông Dũng's chat is linked, and it was fetched."""
    async with database.transact() as tx:
        await tx.places.take_voices(AN_BINH.code, days=7)
    async with database.transact() as tx:
        await tx.chats.save([a_chat("lan"), a_chat("dung", officer=DUNG), a_chat("hanh", officer=HANH)], at=NOW)
        await hold_media(tx, [Held(KEY, "telegram", Attached("Aw", seconds=35))], now=NOW)
        await tx.media.attach([KEY], await tx.feedback.file(a_filed("", chat=LAN)), at=NOW)
    await collect(database)
    return database


async def collect(database: Database, platform: Platform | None = None) -> None:
    await Collecting(database, {"telegram": platform or Platform()}, NoPictures()).round(NOW)


async def letters(database: Database, of: str) -> list[str]:
    async with database.transact() as tx:
        return [reply.text for reply in await tx.outbox.collect(BOX.tag("telegram", of), at=NOW + timedelta(days=30))]


async def is_kept(database: Database) -> bool:
    async with database.reading() as tx:
        return bool(await tx.executor.rows(select(media.c.key)))


GONE, MOVED = replace(DUNG, active=False), replace(DUNG, unit_id=HOA_LAC.id)


@pytest.mark.parametrize("officer", [HANH, TUAN, MAI, KHOA, GONE, MOVED])
async def test_nobody_but_a_handler_of_the_superior_unit_hears_it(spoken: Database, officer: Officer) -> None:
    async with spoken.transact() as tx:
        assert await voices_for(tx, officer) == []
        assert (await next_voice(tx, officer)).spoken is None
        assert (await waiting_cases(tx, officer, now=NOW)).voices == 0
        with pytest.raises(VoiceGone):
            await write_voice(tx, officer, KEY, text=WORDS, redacted=WORDS)
        with pytest.raises(VoiceGone):
            await cannot_hear(tx, officer, KEY, now=NOW)
    assert await is_kept(spoken)


def test_the_rule_fails_closed() -> None:
    about = {"unit_id": AN_BINH.id, "superior": TINH_LAM_SON, "concerns": (HANH.id, None)}
    assert may_listen(DUNG, **about)  # type: ignore[arg-type]
    assert not may_listen(DUNG, **{**about, "superior": None})  # type: ignore[arg-type]
    assert not may_listen(DUNG, **{**about, "concerns": (DUNG.id,)})  # type: ignore[arg-type]
    assert not may_listen(DUNG, **{**about, "unit_id": TINH_LAM_SON.id})  # type: ignore[arg-type]
    assert not may_listen(HANH, **about)  # type: ignore[arg-type]


async def test_only_those_who_may_hear_it_are_told_that_one_waits(spoken: Database) -> None:
    assert ["tin thoại" in text for text in await letters(spoken, "dung")] == [True]
    assert await letters(spoken, "hanh") == []
    assert await letters(spoken, "lan") == []


async def test_no_machine_reads_before_the_words_are_written_and_then_they_go_the_usual_way(spoken: Database) -> None:
    analyst = Analyst()
    await read_held(spoken, analyst, now=NOW, chance=Chance())
    assert analyst.read == []
    async with spoken.transact() as tx:
        shown = (await next_voice(tx, DUNG)).spoken
        assert shown
        assert (shown.unit_id, shown.seconds, shown.waiting) == (AN_BINH.id, 35, 1)
        assert await tx.media.content(shown.key) == OGG
        await write_voice(tx, DUNG, shown.key, text=WORDS, redacted="Cô [tên cán bộ] quát.")
    assert not await is_kept(spoken)
    await read_held(spoken, analyst, now=NOW, chance=Chance())
    assert analyst.read == [WORDS]
    async with spoken.transact() as tx:
        [case] = await tx.cases.visible(HANH)
        assert case.words == "Cô [tên cán bộ] quát."
        assert (await tx.media.of_case(case.id)).kept == ()


async def test_words_that_speak_of_the_head_go_past_the_head_when_spoken_too(spoken: Database) -> None:
    async with spoken.transact() as tx:
        await write_voice(tx, DUNG, KEY, text="Bà Hạnh đòi tôi đưa tiền mới ký.", redacted="Bà … đòi tiền.")
    await read_held(spoken, Analyst(), now=NOW, chance=Chance())
    async with spoken.transact() as tx:
        assert (await waiting_cases(tx, HANH, now=NOW)).cases == ()
        [case] = (await waiting_cases(tx, DUNG, now=NOW)).cases
        assert case.sealed


async def test_it_is_written_down_once(spoken: Database) -> None:
    async with spoken.transact() as tx:
        await write_voice(tx, DUNG, KEY, text=WORDS, redacted=WORDS)
    async with spoken.transact() as tx:
        with pytest.raises(VoiceGone):
            await write_voice(tx, DUNG, KEY, text="Lời khác.", redacted="Lời khác.")


async def test_what_cannot_be_understood_is_said_to_whoever_spoke(spoken: Database) -> None:
    async with spoken.transact() as tx:
        await cannot_hear(tx, DUNG, KEY, now=NOW)
    [told] = await letters(spoken, "lan")
    assert "người nghe không nghe rõ" in told
    assert "gửi lại bằng chữ" in told
    await nothing_is_read(spoken)


async def test_what_nobody_wrote_down_in_time_goes_and_is_said_to_have_gone(spoken: Database) -> None:
    async def after(**time: float) -> None:
        async with spoken.transact() as tx:
            await purge(tx, guests=(), now=NOW + timedelta(**time))

    await after(days=7)
    assert await is_kept(spoken)
    await after(days=7, seconds=1)
    assert not await is_kept(spoken)
    await after(days=8)
    [told] = await letters(spoken, "lan")
    assert "quá thời hạn giữ" in told
    await nothing_is_read(spoken)


async def test_the_days_are_the_units_own_and_turning_it_off_keeps_nothing_longer(spoken: Database) -> None:
    async with spoken.transact() as tx:
        await tx.places.take_voices(AN_BINH.code, days=2)
    async with spoken.transact() as tx:
        assert not (await tx.directory()).units[HOA_LAC.id].voice_days
        await purge(tx, guests=(), now=NOW + timedelta(days=3))
    assert not await is_kept(spoken)


async def test_importing_units_again_does_not_turn_it_off(spoken: Database) -> None:
    async with spoken.transact() as tx:
        await tx.places.put_unit(AN_BINH, since=NOW)
        assert (await tx.directory()).units[AN_BINH.id].voice_days == 7


async def test_who_spoke_can_erase_it(spoken: Database) -> None:
    async with spoken.transact() as tx:
        assert (await my_data(tx, chat=LAN, officer=False)).voices == 1
        await erase_my_data(tx, chat=LAN, now=NOW)
    assert not await is_kept(spoken)


async def test_what_is_no_voice_is_said_to_be_none(spoken: Database) -> None:
    class Other(Platform):
        content = b"<html>"

    async with spoken.transact() as tx:
        await hold_media(tx, [Held("2" * 32, "telegram", Attached("Ax", seconds=3))], now=NOW)
        await tx.media.attach(["2" * 32], await tx.feedback.file(a_filed("", chat=LAN)), at=NOW)
    await collect(spoken, Other())
    assert "không phải tin thoại" in (await letters(spoken, "lan"))[0]


def test_a_voice_is_kept_as_it_came_or_not_at_all() -> None:
    assert voice_of(OGG) == OGG
    for raw, trouble in ((b"", Trouble.UNREADABLE), (b"ID3", Trouble.UNREADABLE), (OGG.ljust(3 << 20), Trouble.LONG)):
        with pytest.raises(PictureRefused) as refused:
            voice_of(raw)
        assert refused.value.trouble is trouble


async def nothing_is_read(database: Database) -> None:
    """What was lost unheard becomes neither a case nor somebody's reading."""
    analyst = Analyst()
    await read_held(database, analyst, now=NOW, chance=Chance())
    assert analyst.read == []
    async with database.transact() as tx:
        for officer in (HANH, DUNG, THAO):
            assert (await waiting_cases(tx, officer, now=NOW)).cases == ()
