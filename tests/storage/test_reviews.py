"""What people said of tags as it is kept: the last word of each, and nothing sealed or erased to learn from."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from feedback.cases import Case
from feedback.drift import Reading, Reviewed
from storage.maintenance import Database
from storage.tables import feedback, tag_reviews
from tests.support.builders import a_case, a_filed, later
from tests.support.cast import DUNG, HANH, NOW
from tests.support.reviewing import BINH, a_read_case, a_review, an_analysis

ALWAYS = {"start": NOW - timedelta(days=400), "end": NOW + timedelta(days=400)}


async def read_cases(database: Database, *codes: str) -> list[Case]:
    """Each about An Bình, with *chậm trễ* suggested."""
    async with database.transact() as tx:
        return [await a_read_case(tx, code, "cham-tre") for code in codes]


async def test_a_review_is_read_as_it_was_kept(database: Database) -> None:
    (case,) = await read_cases(database, "PA1")
    given = a_review(HANH, "thai-do", "cham-tre", at=later(hours=1))
    async with database.transact() as tx:
        assert await tx.reviews.of_case(case) == (("cham-tre",), [])
        await tx.reviews.keep(case.id, given)
        assert await tx.reviews.of_case(case) == (("cham-tre",), [given])


async def test_a_later_review_replaces_the_officers_own_and_no_other(database: Database) -> None:
    case, other = await read_cases(database, "PA1", "PA2")
    hers, his = a_review(HANH, "thai-do"), a_review(DUNG, "cham-tre", at=later(minutes=1))
    again = a_review(HANH, at=later(minutes=2))
    async with database.transact() as tx:
        for case_id, review in ((case.id, hers), (other.id, hers), (case.id, his), (case.id, again)):
            await tx.reviews.keep(case_id, review)
        assert (await tx.reviews.of_case(case))[1] == [his, again]
        assert (await tx.reviews.of_case(other))[1] == [a_review(HANH, "thai-do", code="PA2")]


async def test_the_suggestion_stays_as_the_analyst_left_it(database: Database) -> None:
    (case,) = await read_cases(database, "PA1")
    async with database.transact() as tx:
        await tx.reviews.keep(case.id, a_review(DUNG, "thai-do"))
        (row,) = await tx.executor.rows(select(feedback.c.analysis))
    assert row.analysis == an_analysis("cham-tre").to_json()


async def test_where_no_analyst_read_nothing_is_suggested(database: Database) -> None:
    async with database.transact() as tx:
        case = a_case("PA1", tags=())
        assert await tx.reviews.of_case(case) == ((), [])


async def test_reviewed_cases_are_given_out_by_their_number(database: Database) -> None:
    cases = await read_cases(database, "PA9", "PA5", "PA1")
    async with database.transact() as tx:
        for case in reversed(cases):
            await tx.reviews.keep(case.id, a_review(HANH, "cham-tre", code=case.code))
        labelled = await tx.reviews.labelled()
    assert [one.reviews[0].case_code for one in labelled] == ["PA9", "PA5", "PA1"]
    assert {(one.words, one.analysis.codes) for one in labelled} == {(cases[0].words, ("cham-tre",))}


async def test_a_case_that_nobody_looked_at_is_not_given_out(database: Database) -> None:
    await read_cases(database, "PA1")
    async with database.reading() as tx:
        assert await tx.reviews.labelled() == []


@pytest.mark.parametrize("seal", ["case", "words"])
async def test_sealed_words_never_leave_even_when_only_one_row_says_so(database: Database, seal: str) -> None:
    async with database.transact() as tx:
        case = await a_read_case(tx, "PA1", "voi-vinh", sealed=seal == "case")
        await tx.reviews.keep(case.id, a_review(DUNG, "voi-vinh"))
        await tx.executor.run(update(feedback).values(sealed=seal == "words"))
        assert await tx.reviews.labelled() == []
        assert len(await tx.reviews.reviewed(**ALWAYS)) == 1  # it is there, and counted


async def test_erased_words_take_their_reviews_with_them(database: Database) -> None:
    async with database.transact() as tx:
        case = await a_read_case(tx, "PA1", "cham-tre", words=a_filed(chat="0" * 32))
        kept = await a_read_case(tx, "PA2", "cham-tre", words=a_filed(chat="1" * 32))
        for one in (case, kept):
            await tx.reviews.keep(one.id, a_review(HANH, code=one.code))
        await tx.feedback.erase_chat("0" * 32, at=later(days=1))
        assert await tx.reviews.of_case(case) == ((), [])
        assert [one.reviews[0].case_code for one in await tx.reviews.labelled()] == ["PA2"]
        assert len(await tx.executor.rows(select(tag_reviews))) == 1


async def test_what_was_read_is_counted_sealed_or_not_from_start_until_end(database: Database) -> None:
    async with database.transact() as tx:
        await a_read_case(tx, "PA1", "cham-tre", at=NOW)
        await a_read_case(tx, "PA2", sealed=True, analysis=an_analysis(needs_person=True), at=later(hours=1))
        await a_read_case(tx, "PA3", "thai-do", at=later(hours=2))
        read = await tx.reviews.readings(start=NOW, end=later(hours=2))
    assert read == [Reading(NOW, ("cham-tre",), False, 0.0), Reading(later(hours=1), (), True, 0.0)]


async def test_the_share_of_unknown_words_is_read_where_the_analyst_said_it(database: Database) -> None:
    await read_cases(database, "PA1")
    stored = {**json.loads(an_analysis("cham-tre").to_json()), "unknown": 0.25}
    async with database.transact() as tx:
        await tx.executor.run(update(feedback).values(analysis=json.dumps(stored)))
        assert [reading.unknown for reading in await tx.reviews.readings(**ALWAYS)] == [0.25]


async def test_reviews_are_counted_by_their_own_moment(database: Database) -> None:
    async with database.transact() as tx:
        await tx.places.add_officer(BINH)
        case = await a_read_case(tx, "PA1", "cham-tre")
        await tx.reviews.keep(case.id, a_review(HANH, "cham-tre", at=later(hours=1)))
        await tx.reviews.keep(case.id, a_review(BINH, "thai-do", at=later(hours=2)))
        assert await tx.reviews.reviewed(start=NOW, end=later(hours=2)) == [Reviewed(later(hours=1), False)]
        assert await tx.reviews.reviewed(start=later(hours=2), end=later(hours=3)) == [Reviewed(later(hours=2), True)]
