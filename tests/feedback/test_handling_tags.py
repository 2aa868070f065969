"""Whoever may handle a case says which tags are right, and nobody else; the case carries those that count."""

from dataclasses import replace

import pytest

from feedback.case_moves import answer_case
from feedback.cases import State
from feedback.errors import CaseClosed, CaseNotFound
from feedback.handling import review_tags, show_case
from feedback.people import Officer
from feedback.reviews import Stage
from storage.maintenance import Database
from tests.support.builders import a_filed, later
from tests.support.cast import DUNG, HANH, KHOA, NOW, THAO, TUAN
from tests.support.reviewing import BINH, a_read_case


async def test_ba_hanh_finds_the_suggestion_right(database: Database) -> None:
    async with database.transact() as tx:
        await a_read_case(tx, "PA1", "cham-tre", "thai-do")
        case = await review_tags(tx, HANH, "PA1", None, now=NOW)
        shown = await show_case(tx, HANH, case, now=NOW)
    assert (shown.standing.stage, shown.standing.tags) == (Stage.SETTLED, ("thai-do", "cham-tre"))


async def test_what_ba_hanh_takes_off_stays_on_until_ong_binh_took_it_off_too(database: Database) -> None:
    async with database.transact() as tx:
        await tx.places.add_officer(BINH)
        await a_read_case(tx, "PA1", "thai-do", "cham-tre")
        hers = await show_case(tx, HANH, await review_tags(tx, HANH, "PA1", ["cham-tre"], now=NOW), now=NOW)
        his_before = await show_case(tx, BINH, hers.case, now=NOW)
        again = await review_tags(tx, BINH, "PA1", ["cham-tre"], now=later(hours=1))
        his = await show_case(tx, BINH, again, now=NOW)
    assert (hers.standing.stage, hers.standing.held) == (Stage.WAITING, ("thai-do",))
    assert hers.case.tags == ("thai-do", "cham-tre")
    assert hers.ticked == ("cham-tre",)
    assert his_before.ticked == ("thai-do", "cham-tre")  # he begins with what counts, not with her removal
    assert (his.standing.stage, his.case.tags) == (Stage.SETTLED, ("cham-tre",))


async def test_ba_hanh_twice_is_still_one_reader(database: Database) -> None:
    async with database.transact() as tx:
        await a_read_case(tx, "PA1", "thai-do")
        for hour in (1, 2):
            case = await review_tags(tx, HANH, "PA1", [], now=later(hours=hour))
        assert (await show_case(tx, HANH, case, now=NOW)).standing.stage is Stage.WAITING
    assert case.tags == ("thai-do",)


async def test_the_tags_that_count_are_kept_with_the_case_and_nothing_else_moves(database: Database) -> None:
    async with database.transact() as tx:
        before = await a_read_case(tx, "PA1", "cham-tre")
        await review_tags(tx, HANH, "PA1", ["thai-do", "cham-tre"], now=NOW)
    async with database.reading() as tx:
        (kept,) = await tx.cases.visible(HANH)
    assert kept == replace(before, tags=("thai-do", "cham-tre"))


async def test_ong_dung_settles_a_sealed_case_alone(database: Database) -> None:
    async with database.transact() as tx:
        await a_read_case(tx, "PA1", "voi-vinh", sealed=True)
        case = await review_tags(tx, DUNG, "PA1", ["nhung-nhieu"], now=NOW)
        assert (await show_case(tx, DUNG, case, now=NOW)).standing.stage is Stage.SETTLED
    assert case.tags == ("nhung-nhieu",)


@pytest.mark.parametrize("officer", [TUAN, DUNG, THAO, KHOA], ids=lambda officer: officer.code)
async def test_nobody_else_says_anything_about_an_open_case(database: Database, officer: Officer) -> None:
    async with database.transact() as tx:
        case = await a_read_case(tx, "PA1", "cham-tre")
        with pytest.raises(CaseNotFound):
            await review_tags(tx, officer, "PA1", None, now=NOW)
        with pytest.raises(CaseNotFound):
            await review_tags(tx, officer, "PA1", ["thai-do"], now=NOW)
        assert (await tx.reviews.of_case(case))[1] == []


@pytest.mark.parametrize("officer", [HANH, BINH, TUAN, THAO], ids=lambda officer: officer.code)
async def test_nobody_of_the_unit_says_anything_about_a_sealed_case(database: Database, officer: Officer) -> None:
    async with database.transact() as tx:
        await a_read_case(tx, "PA1", "voi-vinh", sealed=True)
        with pytest.raises(CaseNotFound):
            await review_tags(tx, officer, "PA1", [], now=NOW)


async def test_an_answered_case_may_still_be_looked_at(database: Database) -> None:
    async with database.transact() as tx:
        await a_read_case(tx, "PA1", "cham-tre")
        await answer_case(tx, HANH, "PA1", "Xin lỗi Ông/Bà.", now=NOW)
        case = await review_tags(tx, HANH, "PA1", None, now=later(hours=1))
    assert (case.state, case.answer) == (State.ANSWERED, "Xin lỗi Ông/Bà.")


async def test_erased_words_can_be_judged_no_more(database: Database) -> None:
    async with database.transact() as tx:
        case = await a_read_case(tx, "PA1", "cham-tre", words=a_filed(chat="0" * 32))
        await tx.feedback.erase_chat("0" * 32, at=NOW)
        with pytest.raises(CaseClosed):
            await review_tags(tx, HANH, "PA1", None, now=NOW)
        assert (await tx.reviews.of_case(case))[1] == []
