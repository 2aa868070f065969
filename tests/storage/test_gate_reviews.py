"""Reviews at rest: no reason in the clear, nothing that leads from a part to what it was split off from; one a case."""

import pytest
from sqlalchemy import select, text, update

from feedback.analysis import Analysis
from feedback.chance import Chance
from feedback.gate_requests import SplitCase
from feedback.gate_review import Decision, Found, GateReview, Kind
from feedback.gate_splitting import split_case
from feedback.handling import read_held
from storage.maintenance import Database
from storage.tables import METADATA, cases, feedback, gate_reviews
from tests.support.cast import DUNG, HANH, OFFICERS, THAO
from tests.support.copies import Says, sends, the_case
from tests.support.gating import KHIEU_NAI, TO_CAO, WEIGHTY, decides, on, reviewed, standing

FLAGS = ("seal", "sealed", "ticked", "urgent", "needs_person")
CANARY = "canary-reason: đã đọc kỹ từng câu."


async def test_the_second_insertion_changes_nothing(database: Database) -> None:
    first = await reviewed(database)
    async with database.transact() as tx:
        other = GateReview(first.case_id, first.code, Kind.CRIME, Found.HANDLER, on(20).date())
        assert not await tx.gate_reviews.open(other)
    assert await standing(database) == first


async def test_a_case_that_does_not_open_keeps_no_other_from_being_reminded_of(database: Database) -> None:
    bad = await reviewed(database)
    await sends(database, "sau", "Cán bộ địa chính nhận tiền của nhà tôi để tách thửa.", analysis=TO_CAO, seal=True)
    async with database.transact() as tx:
        await tx.executor.run(update(cases).where(cases.c.id == bad.case_id).values(words=b"spoilt"))
        found = await tx.gate_reviews.to_chase(due_until=on(31).date(), after=0, limit=9)
        assert [case.id != bad.case_id for _, case in found] == [True]


async def test_a_reason_is_read_back_and_lies_encrypted(database: Database) -> None:
    code = (await reviewed(database, WEIGHTY)).code
    async with database.transact() as tx:
        await decides(tx, code, Decision.NOTHING, CANARY)
    assert (await standing(database)).note == CANARY
    async with database.reading() as tx:
        for table in METADATA.sorted_tables:
            for row in await tx.executor.rows(text(f"SELECT * FROM {table.name}")):  # noqa: S608
                assert "canary" not in repr(tuple(row))


async def test_nothing_leads_from_a_part_to_the_sealed_case(database: Database) -> None:
    review = await reviewed(database, WEIGHTY)
    async with database.transact() as tx:
        await split_case(tx, SplitCase(DUNG, review.code, (2,)), chance=Chance(), now=on(4))
    await read_held(database, Says(Analysis(sentiment="tieu-cuc")), now=on(6), chance=Chance())
    async with database.reading() as tx:
        whole, part = await tx.executor.rows(select(feedback).order_by(feedback.c.id))
        rows = await tx.executor.rows(select(gate_reviews))
        case, other = await tx.executor.rows(select(cases).order_by(cases.c.id))
    shared = {
        name
        for name in feedback.c.keys()  # noqa: SIM118
        if whole._mapping[name] == part._mapping[name] and whole._mapping[name] not in (None, "") and name not in FLAGS
    }
    assert shared == {"chat", "channel", "unit_id", "counter_id", "kind", "due", "language", "consent", "sentiment"}
    assert len(rows) == 1 and rows[0].case_id == case.id != other.id
    assert isinstance(rows[0].parts, bytes) and f'"{whole.id}"'.encode() not in rows[0].parts


@pytest.mark.parametrize("officer", OFFICERS, ids=lambda one: one.code)
async def test_a_review_is_seen_by_whoever_may_have_its_case_alone(database: Database, officer: object) -> None:
    review = await reviewed(database)
    async with database.transact() as tx:
        assert bool(await tx.gate_reviews.waiting(officer)) == (officer == DUNG)  # type: ignore[arg-type]
        assert bool(await tx.gate_reviews.lock(officer, review.code)) == (officer == DUNG)  # type: ignore[arg-type]


async def test_a_complaint_at_law_is_the_units_own(database: Database) -> None:
    review = await reviewed(database, "Quyết định này sai.", KHIEU_NAI)
    async with database.transact() as tx:
        able = [one for one in OFFICERS if await tx.gate_reviews.lock(one, review.code)]
        assert able == [HANH] and THAO not in able
    assert (await the_case(database)).id == review.case_id
