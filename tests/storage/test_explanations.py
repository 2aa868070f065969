"""Explanations at rest: no word of them can be read in a copy, and none opens for another case or officer."""

from dataclasses import replace
from datetime import date

import pytest
from cryptography.exceptions import InvalidTag
from sqlalchemy import select, update

from feedback.explanations import Explanation, Stage
from feedback.people import Officer
from storage.maintenance import Database
from storage.tables import explanations
from storage.transaction import Store
from tests.support.builders import a_case, later
from tests.support.cast import AN_BINH, HANH, HOA_LAC, MAI, NOW, TUAN

SUMMARY, SORRY, NOTE = "Ngày 03/08/2026, tại Quầy 4.", "Tôi xin lỗi người dân.", "Xin nói rõ vì sao."


async def an_asked(tx: Store, code: str = "PA1", officer_id: int = TUAN.id) -> Explanation:
    case = a_case(code)
    case = replace(case, id=await tx.cases.open(case))
    await tx.explanations.ask(Explanation(case.id, code, officer_id, HANH.id, SUMMARY, NOW, date(2026, 8, 6)))
    (asked,) = await tx.explanations.of_case(case)
    return asked


async def test_what_was_kept_comes_back_whole(database: Database) -> None:
    async with database.transact() as tx:
        asked = await an_asked(tx)
        again = replace(asked.give(SORRY, at=later(hours=1)), stage=Stage.RETURNED, note=NOTE, due=date(2026, 8, 10))
        await tx.explanations.save(again)
        assert await tx.explanations.asked_of(TUAN.id) == [again]
        assert await tx.explanations.asked_of(MAI.id) == []


async def test_a_copy_of_the_database_holds_no_word_of_it(database: Database) -> None:
    async with database.transact() as tx:
        asked = await an_asked(tx)
        await tx.explanations.save(replace(asked.give(SORRY, at=NOW), note=NOTE))
        (row,) = await tx.executor.rows(select(explanations))
    kept = b"".join(value for value in row if isinstance(value, bytes))
    for words in (SUMMARY, SORRY, NOTE):
        assert words.encode() not in kept
        assert words not in repr(row)


@pytest.mark.parametrize("officer", [TUAN, MAI])
async def test_words_moved_to_another_case_or_officer_do_not_open(database: Database, officer: Officer) -> None:
    async with database.transact() as tx:
        one = await an_asked(tx)
        other = await an_asked(tx, "PA2", TUAN.id) if officer is TUAN else replace(one, officer_id=MAI.id)
        await tx.explanations.ask(other)
        stolen = select(explanations.c.summary).where(explanations.c.id == one.id).scalar_subquery()
        theirs = (explanations.c.officer_id == officer.id, explanations.c.id != one.id)
        await tx.executor.run(update(explanations).where(*theirs).values(summary=stolen))
        with pytest.raises(InvalidTag):
            await tx.explanations.asked_of(officer.id)


async def test_the_soonest_is_shown_first(database: Database) -> None:
    async with database.transact() as tx:
        late, soon = await an_asked(tx), await an_asked(tx, "PA2")
        await tx.explanations.save(replace(soon, due=date(2026, 8, 4)))
        assert [one.code for one in await tx.explanations.asked_of(TUAN.id)] == ["PA2", late.code]
        elsewhere = await tx.explanations.overdue(today=date(2026, 8, 5), unit_ids=[HOA_LAC.id], limit=9)
        found = await tx.explanations.overdue(today=date(2026, 8, 5), unit_ids=[AN_BINH.id], limit=9)
        assert (elsewhere, [one.code for one in found]) == ([], ["PA2"])
