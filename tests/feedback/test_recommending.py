"""Sending, answering and chasing recommendations: who hears what, once, on any number of replicas."""

import asyncio
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import select

from feedback.audit import Act
from feedback.chance import Chance
from feedback.chasing import chase
from feedback.errors import FeedbackError, NotAllowed, RecommendationGone, UnfitRecommendation
from feedback.people import Officer
from feedback.recommendation_requests import (
    AnswerRecommendation,
    ListRecommendations,
    NoteRecommendation,
    ReadRecommendation,
    RecommendationBeaten,
    RecommendationKept,
    RecommendationsFound,
    RecommendationShown,
    SendRecommendation,
)
from feedback.recommendations import Stage
from feedback.recommending import chase_recommendations, handle_recommendation, send_recommendation
from storage.maintenance import Database, open_database
from storage.tables import recommendations
from storage.transaction import Store
from tests.support.casework import letters_for, link
from tests.support.cast import AN_BINH, DUNG, HANH, HOA_LAC, NOW, SECRET, THAO, TUAN
from tests.support.watching import LIEN, THANH, a_member, on

TEXT = "Đề nghị bố trí thêm người trực quầy 4 vào buổi sáng."
ANSWER = "Từ 24/08/2026 quầy 4 có thêm một người trực buổi sáng."
DEPUTY = Officer(0, "loc", "Cao Thế Lộc", "Phó Giám đốc", AN_BINH.id, HANH.role)


async def sent(tx: Store, *, at: datetime = NOW, text: str = TEXT, linked: bool = True) -> tuple[Officer, str]:
    """By ông Thanh, to An Bình; due on Tuesday the 18th."""
    thanh, lien = await a_member(tx), await a_member(tx, LIEN)
    if linked:
        await link(tx, HANH, DUNG, thanh, lien, at=at)
    out = await send_recommendation(tx, SendRecommendation(thanh, AN_BINH.id, text), chance=Chance(), now=at)
    assert out.heard is linked
    return thanh, out.code


async def told(database: Database, who: str) -> list[str]:
    return [reply.text for reply in await letters_for(database, who, at=on(30, month=9))]


async def codes(tx: Store, officer: Officer, *, now: datetime = NOW) -> list[str]:
    found = await handle_recommendation(tx, ListRecommendations(officer), now=now)
    assert isinstance(found, RecommendationsFound)
    return [one.code for one in found.recommendations]


async def test_the_head_hears_of_it_and_reads_it_the_board_sees_its_own(database: Database) -> None:
    async with database.transact() as tx:
        thanh, code = await sent(tx)
        assert await codes(tx, HANH) == await codes(tx, thanh) == [code]
        assert await codes(tx, DUNG) == []
        shown = await handle_recommendation(tx, ReadRecommendation(HANH, code), now=NOW)
        assert isinstance(shown, RecommendationShown)
        assert (shown.recommendation.text, shown.may_answer, shown.may_note) == (TEXT, True, False)
    (letter,) = await told(database, "hanh")
    assert code in letter
    assert TEXT not in letter
    assert await told(database, "dung") == []


async def test_at_night_it_waits_for_the_morning(database: Database) -> None:
    async with database.transact() as tx:
        await sent(tx, at=on(3, 22))
    assert await letters_for(database, "hanh", at=on(3, 23)) == []
    assert len(await letters_for(database, "hanh", at=on(4, 7))) == 1


async def test_it_goes_only_to_units_that_the_board_watches(database: Database) -> None:
    async with database.transact() as tx:
        thanh = await a_member(tx)
        for officer, unit in ((thanh, HOA_LAC), (HANH, AN_BINH), (TUAN, AN_BINH), (replace(thanh, id=99), AN_BINH)):
            with pytest.raises(NotAllowed):
                await send_recommendation(tx, SendRecommendation(officer, unit.id, TEXT), chance=Chance(), now=NOW)


@pytest.mark.parametrize("text", ["", "Làm nhanh lên", "Đề nghị cung cấp danh tính người phản ánh cho Ban."])
async def test_unfit_words_are_refused_by_the_house_itself(text: str, database: Database) -> None:
    async with database.transact() as tx:
        _, code = await sent(tx)
        thanh = await a_member(tx, replace(THANH, code="thanh2"))
        with pytest.raises(UnfitRecommendation):
            await send_recommendation(tx, SendRecommendation(thanh, AN_BINH.id, text), chance=Chance(), now=NOW)
        with pytest.raises(UnfitRecommendation):
            await handle_recommendation(tx, AnswerRecommendation(HANH, code, True, text), now=NOW)


async def test_the_answer_reaches_the_whole_board_and_the_board_notes_what_came_of_it(database: Database) -> None:
    async with database.transact() as tx:
        thanh, code = await sent(tx)
        kept = await handle_recommendation(tx, AnswerRecommendation(HANH, code, True, ANSWER), now=on(4))
        assert kept == RecommendationKept(code, Stage.ACCEPTED)
        assert await codes(tx, HANH) == []
        kept = await handle_recommendation(tx, NoteRecommendation(thanh, code, done=True), now=on(28))
        assert kept == RecommendationKept(code, Stage.DONE)
    async with database.reading() as tx:
        notes = [(one.entry.who, one.entry.what, one.entry.why) for one in await tx.audit.read(about=code, limit=9)]
    assert notes == [
        ("thanh", Act.RECOMMENDED, "an-binh"),
        ("hanh", Act.RECOMMENDATION_ANSWERED, "chap-nhan"),
        ("thanh", Act.RECOMMENDATION_NOTED, "thuc-hien"),
    ]
    assert len(await told(database, "thanh")) == len(await told(database, "lien")) == 1


async def test_of_two_who_answer_at_once_one_wins_and_the_other_is_told_who(database_url: str) -> None:
    first, second = open_database(database_url, SECRET), open_database(database_url, SECRET)
    async with first.transact() as tx:
        _, code = await sent(tx)
        deputy = replace(DEPUTY, id=await tx.places.add_officer(DEPUTY))

    async def answer(database: Database, officer: Officer, accepts: bool) -> object:
        async with database.transact() as tx:
            return await handle_recommendation(tx, AnswerRecommendation(officer, code, accepts, ANSWER), now=on(4))

    outcomes = await asyncio.gather(answer(first, HANH, True), answer(second, deputy, False))
    kept = [one for one in outcomes if isinstance(one, RecommendationKept)]
    beaten = [one for one in outcomes if isinstance(one, RecommendationBeaten)]
    assert (len(kept), len(beaten)) == (1, 1)
    winner = HANH if kept[0].stage is Stage.ACCEPTED else DEPUTY
    assert (beaten[0].who, beaten[0].stage) == (winner.name, kept[0].stage)
    async with first.reading() as tx:
        assert len(await tx.executor.rows(select(recommendations))) == 1
    await first.close()
    await second.close()


async def test_nobody_else_answers_notes_or_reads(database: Database) -> None:
    async with database.transact() as tx:
        thanh, code = await sent(tx)
        other = await a_member(tx, replace(THANH, code="khac"), unit=HOA_LAC)
        wrong = [ReadRecommendation(one, code) for one in (TUAN, THAO, DUNG, other)]
        wrong += [AnswerRecommendation(one, code, True, ANSWER) for one in (thanh, DUNG, TUAN, other)]
        wrong += [NoteRecommendation(one, code, done=True) for one in (HANH, other)]
        wrong += [ReadRecommendation(HANH, "NONE")]
        for wanted in wrong:
            with pytest.raises(RecommendationGone):
                await handle_recommendation(tx, wanted, now=NOW)


async def test_a_board_cannot_note_what_nobody_accepted(database: Database) -> None:
    async with database.transact() as tx:
        thanh, code = await sent(tx)
        with pytest.raises(FeedbackError) as refusal:
            await handle_recommendation(tx, NoteRecommendation(thanh, code, done=True), now=NOW)
        assert refusal.value.key == "error.recommendation_settled"


async def test_each_is_told_once_by_any_number_of_replicas_in_office_hours(database_url: str) -> None:
    replicas = [open_database(database_url, SECRET) for _ in range(3)]
    async with replicas[0].transact() as tx:
        await sent(tx)
    for day, hour in [(14, 20), (15, 8), (17, 6), (17, 8), (17, 12), (18, 8), (19, 5), (19, 8), (19, 9), (24, 8)]:
        await asyncio.gather(*(chase_recommendations(one, now=on(day, hour)) for one in replicas))
    head, above, board = [await told(replicas[0], who) for who in ("hanh", "dung", "thanh")]
    assert [text.split(":")[0].split(" của")[0][:8] for text in head] == ["Ban Than", "Nhắc hạn", "Kiến ngh"]
    assert [text.startswith("Báo cấp trên") for text in above] == [True]
    assert ["chưa trả lời kiến nghị" in text for text in board] == [True]
    assert await told(replicas[0], "lien") == board
    for one in replicas:
        await one.close()


async def test_the_unit_above_reads_what_is_overdue_and_answers_nothing(database: Database) -> None:
    async with database.transact() as tx:
        _, code = await sent(tx)
        assert await codes(tx, DUNG, now=on(18)) == []
        assert await codes(tx, DUNG, now=on(19)) == [code]
        shown = await handle_recommendation(tx, ReadRecommendation(DUNG, code), now=on(19))
        assert isinstance(shown, RecommendationShown)
        assert not shown.may_answer


async def test_the_clocks_round_over_cases_looks_after_them_too(database: Database) -> None:
    async with database.transact() as tx:
        await sent(tx)
    await chase(database, now=on(19))
    assert len(await told(database, "dung")) == 1


async def test_whoever_must_answer_without_a_chat_is_said_to_the_board(database: Database) -> None:
    async with database.transact() as tx:
        await sent(tx, linked=False)


async def test_the_frame_around_the_words_does_not_count(database: Database) -> None:
    async with database.transact() as tx:
        thanh = await a_member(tx)
        wanted = SendRecommendation(thanh, AN_BINH.id, f"Về phản ánh PA1, của phường ta: {'Ok.'}", "Ok.")
        with pytest.raises(UnfitRecommendation):
            await send_recommendation(tx, wanted, chance=Chance(), now=NOW)
