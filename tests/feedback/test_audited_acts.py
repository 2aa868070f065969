"""What staff did stands in the audit, with the code of the case or the key of the voice, and nothing that was said."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from feedback.case_moves import answer_case, move_case, transfer_case
from feedback.case_requests import TransferCase
from feedback.errors import FeedbackError
from feedback.evidence import hold_media, show_photos
from feedback.handling import read_case, review_tags, waiting_cases
from feedback.listening import cannot_hear, next_voice, write_voice
from feedback.media import Attached, Held, voice_of
from feedback.retention import purge
from storage.maintenance import Database
from storage.transaction import Store
from tests.support.builders import BOX, a_filed
from tests.support.cast import AN_BINH, DUNG, HANH, NOW, TINH_LAM_SON, TUAN
from tests.support.house import House
from tests.support.reviewing import a_read_case

KEY = "k" * 32
WORDS = "Cô ngồi quầy hai quát mẹ tôi."


async def written_down(database: Database) -> list[tuple[str, str, str, str]]:
    async with database.reading() as tx:
        await tx.audit.verify()
        entries = [one.entry for one in await tx.audit.read(limit=99)]
    return [(one.who, one.what, one.about, one.why) for one in entries]


async def a_voice(tx: Store) -> None:
    """An Bình takes voices, and chị Lan sent one that was fetched."""
    await tx.places.take_voices(AN_BINH.code, days=7)
    await hold_media(tx, [Held(KEY, "telegram", Attached("Aw", seconds=35))], now=NOW)
    await tx.media.attach([KEY], await tx.feedback.file(a_filed("", chat=BOX.tag("telegram", "lan"))), at=NOW)
    assert await tx.media.wanted(now=NOW, lease_seconds=60, limit=9)
    assert await tx.media.keep(KEY, voice_of(b"OggS the voice"))


async def test_opening_accepting_answering_and_looking_at_tags_and_photos(database: Database) -> None:
    async with database.transact() as tx:
        await a_read_case(tx, "PA1", "cham-tre")
    async with database.transact() as tx:
        await read_case(tx, HANH, "PA1", now=NOW)
        await show_photos(tx, HANH, "PA1", now=NOW)
        await review_tags(tx, HANH, "PA1", None, now=NOW)
    async with database.transact() as tx:
        await answer_case(tx, HANH, "PA1", "Xin lỗi Ông/Bà.", now=NOW)
    assert await written_down(database) == [
        ("hanh", "mo-phan-anh", "PA1", ""),
        ("hanh", "xem-anh", "PA1", ""),
        ("hanh", "xem-nhan", "PA1", ""),
        ("hanh", "chuyen-trang-thai", "PA1", "da-tra-loi"),
    ]


async def test_what_a_head_does_in_her_own_chat_is_written_down(database: Database) -> None:
    async with database.transact() as tx:
        await a_read_case(tx, "PA1", "cham-tre")
    house = House(database)
    await house.plays("> link hanh\nhanh: /viec PA1\nhanh: Tiếp nhận\nhanh: Nhãn đúng\n")
    await house.reception.close()
    assert await written_down(database) == [
        ("hanh", "lien-ket", "hanh", ""),
        ("hanh", "mo-phan-anh", "PA1", ""),
        ("hanh", "chuyen-trang-thai", "PA1", "da-tiep-nhan"),
        ("hanh", "xem-nhan", "PA1", ""),
    ]


async def test_a_transfer_is_written_down_with_who_has_it_now(database: Database) -> None:
    async with database.transact() as tx:
        await a_read_case(tx, "PA1", "cham-tre")
        await transfer_case(tx, TransferCase(HANH, "PA1", TINH_LAM_SON.id), now=NOW)
    assert await written_down(database) == [("hanh", "chuyen-trang-thai", "PA1", "da-chuyen:tinh-lam-son")]


async def test_a_chat_of_somebody_who_left_the_service_is_theirs_no_more_and_that_is_written_down(
    database: Database,
) -> None:
    house = House(database)
    await house.plays("> link tuan\n")
    async with database.transact() as tx:
        await tx.places.put_officer(replace(TUAN, active=False))
    await house.plays("tuan: /help\ntuan: /help\n")
    await house.reception.close()
    assert await written_down(database) == [("tuan", "lien-ket", "tuan", ""), ("homthu", "bo-lien-ket", "tuan", "")]


async def test_a_move_is_written_down_with_the_state_it_came_to(database: Database) -> None:
    async with database.transact() as tx:
        await a_read_case(tx, "PA1", "cham-tre")
        await move_case(tx, HANH, "PA1", lambda case: case.accept(), now=NOW)
    assert await written_down(database) == [("hanh", "chuyen-trang-thai", "PA1", "da-tiep-nhan")]


async def test_whoever_was_refused_did_nothing(database: Database) -> None:
    async with database.transact() as tx:
        await a_read_case(tx, "PA1", "cham-tre", sealed=True)
        for officer in (HANH, TUAN):
            for attempt in (partial(read_case, now=NOW), partial(show_photos, now=NOW)):
                with pytest.raises(FeedbackError):
                    await attempt(tx, officer, "PA1")
    assert await written_down(database) == []


async def test_hearing_a_voice_and_writing_it_down(database: Database) -> None:
    async with database.transact() as tx:
        await a_voice(tx)
    async with database.transact() as tx:
        await next_voice(tx, DUNG)
        await write_voice(tx, DUNG, KEY, text=WORDS, redacted=WORDS)
    assert await written_down(database) == [("dung", "nghe-tin-thoai", KEY, ""), ("dung", "chep-tin-thoai", KEY, "")]


async def test_a_voice_that_goes_unwritten_by_a_person_or_by_the_clock(database: Database) -> None:
    async with database.transact() as tx:
        await a_voice(tx)
        await cannot_hear(tx, DUNG, KEY, now=NOW)
    async with database.transact() as tx:
        await tx.media.hold([Held("l" * 32, "telegram", Attached("Aw", seconds=9))], at=NOW)
        await tx.media.attach(["l" * 32], await tx.feedback.file(a_filed("")), at=NOW)
    async with database.transact() as tx:
        await purge(tx, guests=("web",), now=NOW + timedelta(days=8))
    assert await written_down(database) == [
        ("dung", "bo-tin-thoai", KEY, "unclear"),
        ("homthu", "bo-tin-thoai", "l" * 32, "late"),
    ]


async def test_nobody_hears_what_is_not_there(database: Database) -> None:
    async with database.transact() as tx:
        assert (await next_voice(tx, DUNG)).spoken is None
    assert await written_down(database) == []


async def test_the_list_tells_no_words_for_nobody_writes_down_that_it_was_read(database: Database) -> None:
    async with database.transact() as tx:
        case = await a_read_case(tx, "PA1", "cham-tre")
        (listed,) = (await waiting_cases(tx, HANH, now=NOW)).cases
    house = House(database)
    heard = await house.plays("> link hanh\nhanh: /viec\n")
    assert case.words not in f"{heard}{listed}"
    assert "TTPVHCC phường An Bình · Chậm trễ, quá hẹn, chờ lâu" in heard
    assert [what for _, what, *_ in await written_down(database)] == ["lien-ket"]
    heard = await house.plays("hanh: PA1\n")
    await house.reception.close()
    assert case.words in heard
    assert [what for _, what, *_ in await written_down(database)] == ["lien-ket", "mo-phan-anh"]
