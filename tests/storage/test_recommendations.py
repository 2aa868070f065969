"""Recommendations at rest: no word of them can be read in a copy, and none opens under another code."""

from dataclasses import replace
from datetime import date

import pytest
from cryptography.exceptions import InvalidTag
from sqlalchemy import select, update

from feedback.recommendations import Recommendation, Stage
from storage.maintenance import Database
from storage.tables import recommendations
from storage.transaction import Store
from tests.support.builders import later
from tests.support.cast import AN_BINH, HANH, HOA_LAC, NOW, TUAN

TEXT, ANSWER = "Đề nghị thêm người trực.", "Sẽ có thêm người từ tuần sau."


async def one(tx: Store, code: str = "N1", **more: object) -> Recommendation:
    fresh = Recommendation(code, AN_BINH.id, AN_BINH.id, TUAN.id, TEXT, NOW, date(2026, 8, 18))
    await tx.recommendations.send(replace(fresh, **more))  # type: ignore[arg-type]
    found = await tx.recommendations.find(code)
    assert found
    return found


async def test_what_was_kept_comes_back_whole(database: Database) -> None:
    async with database.transact() as tx:
        sent = await one(tx)
        done = sent.reply(ANSWER, accepts=True, by=HANH.id, at=later(hours=1)).note(done=True, at=later(days=1))
        await tx.recommendations.save(replace(done, chased="qua-han"))
        assert await tx.recommendations.find("N1") == replace(done, chased="qua-han")


async def test_a_copy_holds_no_word_of_it(database: Database) -> None:
    async with database.transact() as tx:
        sent = await one(tx)
        await tx.recommendations.save(sent.reply(ANSWER, accepts=True, by=HANH.id, at=NOW))
        row = (await tx.executor.rows(select(recommendations)))[0]
        for words in (TEXT, ANSWER):
            assert not any(words.encode() in bytes(value) for value in row if isinstance(value, bytes))


async def test_words_put_under_another_code_do_not_open(database: Database) -> None:
    async with database.transact() as tx:
        await one(tx)
        await tx.executor.run(update(recommendations).values(code="N2"))
        with pytest.raises(InvalidTag):
            await tx.recommendations.find("N2")


async def test_only_what_waits_is_awaited_unanswered_and_chased(database: Database) -> None:
    async with database.transact() as tx:
        await one(tx)
        await one(tx, "N2", due=date(2026, 8, 12))
        await one(tx, "N3", stage=Stage.DECLINED, due=date(2026, 8, 5))
        await one(tx, "N4", unit_id=HOA_LAC.id)
        assert await tx.recommendations.awaited(AN_BINH.id) == (2, date(2026, 8, 12))
        assert await tx.recommendations.awaited(1) == (0, None)
        assert [r.code for r in await tx.recommendations.unanswered([AN_BINH.id])] == ["N2", "N1"]
        assert [r.code for r in await tx.recommendations.of_board(AN_BINH.id)] == ["N4", "N3", "N2", "N1"]
        chased = await tx.recommendations.to_chase(due_until=date(2026, 8, 18), after=0, limit=9)
        assert [r.code for r in chased] == ["N1", "N2", "N4"]


async def test_what_was_sent_in_a_quarter_comes_without_words(database: Database) -> None:
    async with database.transact() as tx:
        await one(tx)
        found = await tx.recommendations.sent_to([AN_BINH.id], start=NOW, end=later(seconds=1))
        assert [(r.code, r.text) for r in found] == [("N1", "")]
        assert await tx.recommendations.sent_to([AN_BINH.id], start=later(seconds=1), end=later(days=1)) == []


async def test_one_that_does_not_open_keeps_no_other_from_being_chased(database: Database) -> None:
    async with database.transact() as tx:
        broken, whole = await one(tx), await one(tx, "N2")
        await tx.executor.run(update(recommendations).where(recommendations.c.id == broken.id).values(text=b"x" * 50))
        found = await tx.recommendations.to_chase(due_until=date(2026, 9, 1), after=0, limit=9)
        assert [each.code for each in found] == [whole.code]
