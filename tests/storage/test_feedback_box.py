"""Citizens' words: held until read, released to those who may see them, erased when asked."""

from dataclasses import replace
from datetime import timedelta

import pytest

from feedback.analysis import Analysis, TagFound
from feedback.cases import State
from feedback.ports import Filed, Voice
from feedback.requests import FeedbackStatus, Kind
from storage.maintenance import Database
from tests.support.builders import BOX, a_case, a_filed, later
from tests.support.cast import AN_BINH, DUNG, HANH, HOA_LAC, NOW, TINH_LAM_SON, TUAN

LAN = BOX.tag("telegram", "lan")
SLOW = Analysis(tags=(TagFound("cham-tre", 0.9),), sentiment="tieu-cuc", urgent=True)
FINE = Analysis(sentiment="tich-cuc")
WEEK = {"start": NOW - timedelta(days=1), "end": later(days=6)}


async def file(database: Database, *filed: Filed) -> list[Filed]:
    """File words and lease them all for reading."""
    async with database.transact() as tx:
        for one in filed:
            await tx.feedback.file(one)
        return await tx.feedback.held(now=NOW, lease_seconds=60, limit=100)


async def test_words_are_read_as_they_were_filed_but_for_the_receipt(database: Database) -> None:
    filed = a_filed("Gọi 0912345678 không ai nghe", redacted="Gọi [số] không ai nghe", officer=TUAN, level=2, seal=True)
    (held,) = await file(database, filed)
    assert held == replace(filed, id=held.id, receipt="")


async def test_held_words_are_seen_by_nobody(database: Database) -> None:
    await file(database, a_filed(receipt="1" * 16, kind=Kind.PRAISE, officer=TUAN))
    async with database.reading() as tx:
        assert await tx.feedback.voices(AN_BINH.id, **WEEK) == []
        assert await tx.feedback.praise_of(TUAN.id, limit=9) == []
        status = await tx.feedback.status("1" * 16)
    assert status is not None
    assert status.state is None


async def test_words_are_leased_to_one_reader_until_the_lease_ends(database: Database) -> None:
    (first,) = await file(database, a_filed("một"))
    async with database.transact() as tx:
        await tx.feedback.file(a_filed("hai"))
        assert [one.text for one in await tx.feedback.held(now=NOW, lease_seconds=60, limit=9)] == ["hai"]
        assert await tx.feedback.held(now=later(seconds=59), lease_seconds=60, limit=9) == []
        again = await tx.feedback.held(now=later(seconds=60), lease_seconds=60, limit=1)
    assert [one.id for one in again] == [first.id]


async def test_released_words_become_a_voice(database: Database) -> None:
    (held,) = await file(database, a_filed("Chờ lâu", officer=TUAN))
    async with database.transact() as tx:
        assert await tx.feedback.read(held.id, SLOW, sealed=False, case_id=None, at=NOW)
        assert await tx.feedback.held(now=later(days=1), lease_seconds=60, limit=9) == []
    async with database.reading() as tx:
        voices = await tx.feedback.voices(AN_BINH.id, **WEEK)
        assert await tx.feedback.voices(HOA_LAC.id, **WEEK) == []
        assert await tx.feedback.voices(AN_BINH.id, start=later(seconds=1), end=WEEK["end"]) == []
    assert voices == [Voice("Chờ lâu", ("cham-tre",), "tieu-cuc", Kind.SUGGESTION, NOW, TUAN.id, urgent=True)]


async def test_the_slower_reader_is_told_so(database: Database) -> None:
    (held,) = await file(database, a_filed())
    async with database.transact() as tx:
        assert await tx.feedback.read(held.id, SLOW, sealed=True, case_id=None, at=NOW)
    async with database.transact() as tx:
        assert not await tx.feedback.read(held.id, FINE, sealed=False, case_id=None, at=NOW)
    async with database.reading() as tx:
        assert await tx.feedback.voices(AN_BINH.id, **WEEK) == []


@pytest.mark.parametrize(
    ("seal", "sealed", "analysis"),
    [(False, True, SLOW), (True, False, SLOW), (False, False, None)],
    ids=["sealed by the reader", "sealed by the cues, whatever the reader says", "nobody could read it"],
)
async def test_what_is_sealed_or_unread_is_no_voice(
    database: Database, seal: bool, sealed: bool, analysis: Analysis | None
) -> None:
    (held,) = await file(database, a_filed(seal=seal, kind=Kind.PRAISE, officer=TUAN))
    async with database.transact() as tx:
        assert await tx.feedback.read(held.id, analysis, sealed=sealed, case_id=None, at=NOW)
    async with database.reading() as tx:
        assert await tx.feedback.voices(AN_BINH.id, **WEEK) == []
        assert await tx.feedback.praise_of(TUAN.id, limit=9) == []


async def test_praise_that_names_anh_tuan_comes_newest_first(database: Database) -> None:
    words = [a_filed(f"Khen {i}", kind=Kind.PRAISE, officer=TUAN, at=later(minutes=i)) for i in range(3)]
    held = await file(database, *words, a_filed("Góp ý", officer=TUAN), a_filed("Khen chị Mai", kind=Kind.PRAISE))
    async with database.transact() as tx:
        for one in held:
            await tx.feedback.read(one.id, FINE, sealed=False, case_id=None, at=NOW)
        assert await tx.feedback.praise_of(TUAN.id, limit=2) == ["Khen 2", "Khen 1"]


async def test_chi_lan_follows_her_case_by_its_receipt(database: Database) -> None:
    (held,) = await file(database, a_filed(receipt="4821093755162044"))
    async with database.transact() as tx:
        case_id = await tx.cases.open(a_case("PA1"))
        await tx.feedback.read(held.id, SLOW, sealed=False, case_id=case_id, at=NOW)
    async with database.transact() as tx:
        case = await tx.cases.lock(HANH, "PA1")
        assert case is not None
        await tx.cases.save(case.reply("Đã thêm người trực.", at=later(hours=1)))
    async with database.reading() as tx:
        status = await tx.feedback.status("4821 0937 5516 2044")
        assert await tx.feedback.status("4821093755162045") is None
        assert await tx.feedback.author(case_id) == (LAN, NOW)
    assert status == FeedbackStatus(NOW, AN_BINH.id, Kind.SUGGESTION, State.ANSWERED, case.due, "Đã thêm người trực.")


async def test_praise_that_was_read_needs_no_case_and_is_no_longer_being_read(database: Database) -> None:
    (held,) = await file(database, a_filed(receipt="1" * 16, kind=Kind.PRAISE))
    async with database.transact() as tx:
        await tx.feedback.read(held.id, FINE, sealed=False, case_id=None, at=NOW)
        assert await tx.feedback.status("1" * 16) == FeedbackStatus(NOW, AN_BINH.id, Kind.PRAISE, None, None)


async def test_chi_lan_erases_what_she_sent(database: Database) -> None:
    filed = [
        a_filed("một", receipt="1" * 16),
        a_filed("hai"),
        a_filed("của bác Sáu", chat=BOX.tag("telegram", "sau")),
    ]
    held = await file(database, *filed)
    async with database.transact() as tx:
        case_id = await tx.cases.open(a_case("PA1", handler=TINH_LAM_SON, sealed=True, words="một"))
        await tx.feedback.read(held[0].id, SLOW, sealed=True, case_id=case_id, at=NOW)
        assert await tx.feedback.of_chat(LAN) == [NOW, NOW]
    async with database.transact() as tx:
        assert await tx.feedback.erase_chat(LAN, at=later(days=1)) == 2
    async with database.transact() as tx:
        assert await tx.feedback.of_chat(LAN) == []
        assert await tx.feedback.author(case_id) is None
        assert not await tx.feedback.read(held[1].id, SLOW, sealed=False, case_id=None, at=NOW)
        assert [one.text for one in await tx.feedback.held(now=later(days=2), lease_seconds=1, limit=9)] == [
            "của bác Sáu"
        ]
        (case,) = await tx.cases.visible(DUNG, waiting_only=False)
        status = await tx.feedback.status("1" * 16)
    assert (case.state, case.words) == (State.WITHDRAWN, "")
    assert status is not None
    assert (status.erased, status.state) == (True, State.WITHDRAWN)


async def test_an_answered_case_stays_answered_when_its_words_are_erased(database: Database) -> None:
    (held,) = await file(database, a_filed())
    async with database.transact() as tx:
        case_id = await tx.cases.open(a_case("PA1", state=State.ANSWERED))
        await tx.feedback.read(held.id, SLOW, sealed=False, case_id=case_id, at=NOW)
        await tx.feedback.erase_chat(LAN, at=NOW)
        (case,) = await tx.cases.visible(HANH, waiting_only=False)
    assert (case.state, case.words) == (State.ANSWERED, "")
