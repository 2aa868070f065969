"""Words come in held, are read, and only then become a case for whoever may see it."""

import random
from dataclasses import replace

import pytest

from feedback.analysis import Analysis, AnalysisFailed, TagFound
from feedback.case_moves import answer_case, move_case, open_case
from feedback.cases import Case, State
from feedback.chance import Chance
from feedback.errors import AlreadyRead, CaseClosed, CaseNotFound
from feedback.handling import read_held, release, wants_an_answer
from feedback.intake import Asker, keep_ratings, take_feedback
from feedback.messages import Chat
from feedback.ports import Rate
from feedback.ratings import Level
from feedback.requests import FeedbackTaken, Kind, SubmitFeedback
from storage.maintenance import Database
from tests.support.builders import BOX, a_filed, a_rating, a_visit
from tests.support.cast import DIRECTORY, DUNG, HANH, MAI, NOW, TUAN

LAN = Asker(BOX.tag("telegram", "lan"), "telegram", "lan")
CHANCE = Chance(random.Random(1).randrange)


class Told:
    """An analyst who always says the same, or nothing."""

    def __init__(self, analysis: Analysis | None) -> None:
        self.analysis = analysis

    async def analyse(self, text: str) -> Analysis:
        if self.analysis is None:
            raise AnalysisFailed
        return self.analysis


RUDE = Analysis(tags=(TagFound("thai-do", 0.9),), sentiment="tieu-cuc")


async def file(database: Database, text: str = "Cô ấy quát tôi.", *, kind: Kind = Kind.SUGGESTION) -> FeedbackTaken:
    """Lan sends words about An Bình, and her chat is known."""
    submitted = SubmitFeedback(a_visit(), kind, None, text, text, NOW, "vi", "2026-08")
    async with database.transact() as tx:
        await tx.chats.save([Chat(LAN.tag, "telegram", BOX.seal("telegram", "lan"), language="vi")], at=NOW)
        return await take_feedback(tx, submitted, asker=LAN, directory=DIRECTORY, chance=CHANCE)


async def read(database: Database, analysis: Analysis | None = RUDE) -> None:
    await read_held(database, Told(analysis), now=NOW, chance=CHANCE)


async def waiting(database: Database, officer: object) -> tuple[Case, ...]:
    async with database.reading() as tx:
        return tuple(await tx.cases.visible(officer))  # type: ignore[arg-type]


async def test_words_are_held_until_they_are_read(database: Database) -> None:
    await file(database)
    assert await waiting(database, HANH) == ()
    await read(database)
    assert [case.words for case in await waiting(database, HANH)] == ["Cô ấy quát tôi."]


async def test_a_case_counts_from_filing_and_carries_the_suggested_tags(database: Database) -> None:
    await file(database)
    await read(database)
    (case,) = await waiting(database, HANH)
    assert (case.filed_at, case.tags, case.state) == (NOW, ("thai-do",), State.NEW)


@pytest.mark.parametrize(
    "text",
    [
        "Anh ấy gợi ý bồi dưỡng năm trăm mới làm.",
        "Giám đốc mắng dân giữa sảnh.",
        "Cán bộ đưa số điện thoại của tôi cho người ta.",
    ],
)
async def test_money_the_head_and_leaks_go_past_the_head_even_if_the_analyst_sees_nothing(
    database: Database, text: str
) -> None:
    await file(database, text)
    await read(database, Analysis(sentiment="tieu-cuc"))
    assert await waiting(database, HANH) == ()
    assert len(await waiting(database, DUNG)) == 1


@pytest.mark.parametrize(
    "analysis", [Analysis(about_head=True), Analysis(tags=(TagFound("voi-vinh", 0.6),)), Analysis(gate="to-cao")]
)
async def test_the_analyst_may_seal_what_no_cue_caught(database: Database, analysis: Analysis) -> None:
    await file(database, "Chuyện này khó nói lắm.")
    await read(database, analysis)
    assert await waiting(database, HANH) == ()
    assert len(await waiting(database, DUNG)) == 1


async def test_when_the_analyst_fails_a_person_above_reads(database: Database) -> None:
    await file(database)
    await read(database, None)
    assert await waiting(database, HANH) == ()
    assert len(await waiting(database, DUNG)) == 1


async def test_a_denunciation_is_recognised_at_once(database: Database) -> None:
    taken = await file(database, "Tôi muốn tố cáo cán bộ địa chính.")
    assert taken.denunciation


async def test_praise_has_no_due_date_and_becomes_no_case(database: Database) -> None:
    taken = await file(database, "Cô Mai tận tình lắm.", kind=Kind.PRAISE)
    await read(database, Analysis(tags=(TagFound("khen-thai-do", 0.9),), sentiment="tich-cuc"))
    assert taken.due is None
    assert await waiting(database, HANH) == ()


@pytest.mark.parametrize(
    ("kind", "level", "analysis", "wanted"),
    [
        (Kind.WORDS, 5, Analysis(sentiment="tich-cuc"), False),
        (Kind.WORDS, 5, Analysis(tags=(TagFound("thai-do", 0.8),), sentiment="tieu-cuc"), True),
        (Kind.WORDS, 5, Analysis(sentiment="trung-tinh"), False),
        (Kind.WORDS, 4, Analysis(sentiment="tieu-cuc"), True),
        (Kind.SUGGESTION, None, Analysis(sentiment="trung-tinh"), True),
        (Kind.WORDS, 2, Analysis(sentiment="tich-cuc"), True),
        (Kind.SUGGESTION, None, Analysis(sentiment="tich-cuc"), False),
        (Kind.SUGGESTION, None, Analysis(sentiment="tich-cuc", needs_person=True), True),
        (Kind.PRAISE, None, Analysis(sentiment="trung-tinh"), False),
        (Kind.PRAISE, None, RUDE, True),
        (Kind.PRAISE, None, Analysis(urgent=True), True),
        (Kind.PRAISE, None, None, True),
    ],
)
def test_everything_wants_an_answer_but_praise_and_thanks(
    kind: Kind, level: int | None, analysis: Analysis | None, wanted: bool
) -> None:
    assert wants_an_answer(a_filed(kind=kind, level=level), analysis, sealed=False) is wanted


async def test_the_answer_reaches_the_citizen_and_the_receipt(database: Database) -> None:
    taken = await file(database)
    await read(database)
    (case,) = await waiting(database, HANH)
    async with database.transact() as tx:
        await answer_case(tx, HANH, case.code, "Trung tâm xin lỗi Ông/Bà.", now=NOW)
        status = await tx.feedback.status(taken.receipt)
        letters = await tx.outbox.backlog(now=NOW)
    assert status is not None
    assert (status.state, status.answer) == (State.ANSWERED, "Trung tâm xin lỗi Ông/Bà.")
    assert letters["waiting"] == 1


async def test_nobody_answers_a_case_of_another_unit_or_twice(database: Database) -> None:
    await file(database)
    await read(database)
    (case,) = await waiting(database, HANH)
    async with database.transact() as tx:
        with pytest.raises(CaseNotFound):
            await open_case(tx, DUNG, case.code)
        await move_case(tx, HANH, case.code, Case.accept, now=NOW)
        await answer_case(tx, HANH, case.code, "Xin lỗi.", now=NOW)
        with pytest.raises((CaseClosed, CaseNotFound)):
            await answer_case(tx, HANH, case.code, "Lần nữa.", now=NOW)


async def test_an_urgent_case_rings_at_the_handlers_chat_at_once(database: Database) -> None:
    await file(database)
    async with database.transact() as tx:
        chat = Chat(BOX.tag("telegram", "hanh"), "telegram", BOX.seal("telegram", "hanh"), officer_id=HANH.id)
        await tx.chats.save([chat], at=NOW)
    await read(database, Analysis(tags=(TagFound("ruou-bia", 0.9),), urgent=True, sentiment="tieu-cuc"))
    async with database.reading() as tx:
        assert (await tx.outbox.backlog(now=NOW))["waiting"] == 1


async def test_a_text_that_two_readers_hold_is_released_once(database: Database) -> None:
    await file(database)
    async with database.transact() as tx:
        held = await tx.feedback.held(now=NOW, lease_seconds=60, limit=5)
        assert await tx.feedback.held(now=NOW, lease_seconds=60, limit=5) == []
    assert len(held) == 1


async def test_ratings_are_kept_under_the_voters_pseudonym(database: Database) -> None:
    async with database.transact() as tx:
        await keep_ratings(tx, [], box=BOX)
        await keep_ratings(tx, [(a_rating(5, officer=MAI), LAN)], box=BOX)
        assert await tx.ratings.days_of_officer(MAI.id, until=NOW.replace(hour=8)) == [(NOW.date(), 5)]
        assert await tx.ratings.days_of_officer(TUAN.id, until=NOW.replace(hour=8)) == []


async def test_a_text_released_by_two_readers_makes_one_case(database: Database) -> None:
    await file(database)
    async with database.transact() as tx:
        (held,) = await tx.feedback.held(now=NOW, lease_seconds=60, limit=5)
    async with database.transact() as tx:
        await release(tx, held, RUDE, now=NOW, chance=CHANCE)
    with pytest.raises(AlreadyRead):
        async with database.transact() as tx:
            await release(tx, held, RUDE, now=NOW, chance=CHANCE)
    assert len(await waiting(database, HANH)) == 1


async def test_a_complaint_that_taps_the_head_goes_past_the_head(database: Database) -> None:
    visit = replace(a_visit(), candidates=(HANH.id,), officer_id=HANH.id)
    submitted = SubmitFeedback(visit, Kind.WORDS, Level(1), "Quát tôi.", "Quát tôi.", NOW, "vi", "2026-11")
    async with database.transact() as tx:
        await take_feedback(tx, submitted, asker=LAN, directory=DIRECTORY, chance=CHANCE)
    await read(database)
    assert await waiting(database, HANH) == ()
    assert len(await waiting(database, DUNG)) == 1


async def test_words_whose_photos_concern_the_head_go_past_the_head(database: Database) -> None:
    """Nothing in the words says so, and no machine sees what the photos show."""
    quiet = SubmitFeedback(a_visit(), Kind.WORDS, Level(2), "Xem ảnh.", "Xem ảnh.", NOW, "vi", "2026-11", of_head=True)
    async with database.transact() as tx:
        await take_feedback(tx, quiet, asker=LAN, directory=DIRECTORY, chance=CHANCE)
    await read(database, Analysis(sentiment="trung-tinh"))
    assert await waiting(database, HANH) == ()
    (case,) = await waiting(database, DUNG)
    assert (case.sealed, HANH.id in case.concerns) == (True, True)


@pytest.mark.parametrize(
    "text", ["Bà Hạnh quát mắng tôi", "ba hanh quat toi", "dinh thi my hanh nhan qua", "Sếp Hạnh quát"]
)
async def test_a_complaint_that_names_the_head_goes_past_the_head(database: Database, text: str) -> None:
    await file(database, text)
    await read(database)
    assert await waiting(database, HANH) == ()


async def test_a_head_who_was_promoted_does_not_read_what_was_sealed_from_her(database: Database) -> None:
    await file(database, "Bà Hạnh quát mắng tôi")
    await read(database)
    promoted = replace(HANH, unit_id=DUNG.unit_id, role=DUNG.role)
    assert await waiting(database, promoted) == ()


async def test_one_broken_text_keeps_nobody_elses_unread(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    await file(database, "Chờ lâu.")
    await file(database, "Hỏng.")

    class Breaks(Told):
        async def analyse(self, text: str) -> Analysis:
            if text == "Hỏng.":
                raise ZeroDivisionError
            return RUDE

    assert (await read_held(database, Breaks(None), now=NOW, chance=CHANCE)).failed == 1
    assert [case.words for case in await waiting(database, HANH)] == ["Chờ lâu."]
    assert [case.words for case in await waiting(database, DUNG)] == ["Hỏng."]


async def test_a_denunciation_that_only_the_analyst_saw_is_told_the_lawful_road(database: Database) -> None:
    await file(database, "Chuyện này phải có người chịu trách nhiệm trước pháp luật.")
    await read(database, Analysis(gate="to-cao", sentiment="tieu-cuc"))
    async with database.transact() as tx:
        rate = Rate(1000.0, 1000.0)
        (letter,) = await tx.outbox.claim(channel="telegram", rate=rate, owner="t", now=NOW, lease_seconds=9, limit=9)
    assert "không thay thế đơn tố cáo" in letter.letter.reply.text
