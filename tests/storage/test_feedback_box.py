"""Citizens' words: held until read, released to those who may see them, erased when asked."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from feedback.analysis import Analysis, TagFound
from feedback.case_life import Event, State
from feedback.ports import Filed, Rate, Voice
from feedback.requests import FeedbackStatus, Kind
from storage.maintenance import Database
from storage.tables import feedback, outbox
from storage.transaction import Store
from tests.support.builders import BOX, a_case, a_filed, a_letter, later
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
    filed = replace(filed, visit_key="0" * 31 + "7")
    (held,) = await file(database, filed)
    assert held == replace(filed, id=held.id, receipt="")


async def test_held_words_are_seen_by_nobody(database: Database) -> None:
    await file(database, a_filed(receipt="1" * 16, kind=Kind.PRAISE, officer=TUAN))
    async with database.reading() as tx:
        assert await tx.feedback.voices(AN_BINH.id, **WEEK) == []
        assert await tx.praises.of_officer(TUAN.id, before=WEEK["end"], limit=9) == []
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


async def test_of_five_texts_with_a_damaged_one_four_are_read(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    async with database.transact() as tx:
        for number in range(5):
            await tx.feedback.file(a_filed(f"lời {number}"))
        damaged = update(feedback).where(feedback.c.id == 3)
        await tx.executor.run(damaged.values(text=b"\x01" + bytes(40)))
    async with database.transact() as tx:
        held = await tx.feedback.held(now=NOW, lease_seconds=60, limit=5)
    assert [one.text for one in held] == ["lời 0", "lời 1", "lời 3", "lời 4"]
    assert [record.fields for record in caplog.records] == [{"event": "unopened", "error": "InvalidTag"}]  # type: ignore[attr-defined]
    assert "lời" not in caplog.text


async def test_damaged_texts_do_not_stand_before_the_others_for_ever(database: Database) -> None:
    async with database.transact() as tx:
        for number in range(4):
            await tx.feedback.file(a_filed(f"lời {number}"))
        await tx.executor.run(update(feedback).where(feedback.c.id <= 2).values(author=b"spoilt"))
        assert await tx.feedback.held(now=NOW, lease_seconds=60, limit=2) == []
        held = await tx.feedback.held(now=later(seconds=61), lease_seconds=60, limit=2)
    assert [one.text for one in held] == ["lời 2", "lời 3"]


async def test_words_moved_to_another_row_do_not_open(database: Database) -> None:
    async with database.transact() as tx:
        await tx.feedback.file(a_filed("lời của chị Lan"))
        await tx.feedback.file(a_filed("lời của bác Sáu", chat=BOX.tag("telegram", "sau")))
        first = (await tx.executor.rows(select(feedback).order_by(feedback.c.id)))[0]
        second = update(feedback).where(feedback.c.id == first.id + 1)
        for column in ("text", "redacted", "author"):
            kept = (await tx.executor.rows(select(feedback.c[column]).where(feedback.c.id == first.id + 1)))[0][0]
            await tx.executor.run(second.values({column: first._mapping[column], "lease_until": None}))
            held = await tx.feedback.held(now=later(days=1), lease_seconds=0, limit=9)
            assert [one.text for one in held] == ["lời của chị Lan"]
            await tx.executor.run(second.values({column: kept, "lease_until": None}))
        assert len(await tx.feedback.held(now=later(days=2), lease_seconds=0, limit=9)) == 2


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
        assert await tx.praises.of_officer(TUAN.id, before=WEEK["end"], limit=9) == []


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
        assert await tx.feedback.authors(case_id) == [(LAN, NOW)]
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
        assert await tx.feedback.authors(case_id) == []
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


async def test_letters_that_wait_for_chi_lan_are_erased_with_her_words(database: Database) -> None:
    letters = [a_letter("hỏi"), a_letter("bản tin", once=True), a_letter("trả lời"), a_letter("của bác Sáu", to="sau")]
    async with database.transact() as tx:
        await tx.outbox.add(letters[:1], at=NOW)
        (refused,) = await claim(tx, now=NOW)
        await tx.outbox.give_up(refused, owner="a", error="Rejected")
        await tx.outbox.add(letters[1:2], at=NOW)
        (doubtful,) = await claim(tx, now=NOW)
        await tx.outbox.give_up(doubtful, owner="a", error="Uncertain", unknown=True)
        await tx.outbox.add(letters[2:], at=NOW)
    async with database.transact() as tx:
        assert await tx.feedback.erase_chat(LAN, at=NOW) == 0
    async with database.transact() as tx:
        *hers, his = await tx.executor.rows(select(outbox).order_by(outbox.c.id))
        assert await claim(tx, now=NOW) == [his.id]
    assert [(one.state, one.error) for one in hers] == [
        ("failed", "Rejected"),
        ("failed", "erased"),
        ("failed", "erased"),
    ]
    assert {(one.payload, one.address, one.chat) for one in hers} == {(b"", b"", "")}


async def claim(tx: Store, *, now: datetime) -> list[int]:
    """Whatever may go by Telegram, without any limit."""
    unlimited = Rate(overall=0, per_chat=0)
    claimed = await tx.outbox.claim(channel="telegram", rate=unlimited, owner="a", now=now, lease_seconds=60, limit=9)
    return [one.id for one in claimed]


@pytest.mark.parametrize("state", State)
async def test_an_erasure_withdraws_a_case_exactly_while_its_citizen_waits(database: Database, state: State) -> None:
    (filed,) = await file(database, a_filed())
    async with database.transact() as tx:
        case = await tx.cases.open(a_case(state=state))
        await tx.feedback.read(filed.id, SLOW, sealed=False, case_id=case, at=NOW)
        await tx.feedback.erase_chat(LAN, at=NOW)
        left = await tx.cases.whole(case)
        told = [one.what for one in await tx.cases.timeline(case)]
    waits = state.value in ("moi-gui", "da-tiep-nhan", "dang-xac-minh", "da-chuyen", "yeu-cau-giai-trinh")
    assert left is not None
    assert left.state is (State.WITHDRAWN if waits else state)
    assert told == ([Event.WITHDRAWN] if waits else [])
