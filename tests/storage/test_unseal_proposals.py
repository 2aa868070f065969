"""Proposals to unseal at rest: decided once whoever held an old picture of them, and why bound to the case."""

from dataclasses import replace

import pytest
from cryptography.exceptions import InvalidTag
from sqlalchemy import update

from feedback.cases import Case
from feedback.second_person import Proposal, Stage
from storage.maintenance import Database
from storage.tables import unseal_proposals
from storage.transaction import Store
from tests.storage.test_at_rest import everything
from tests.support.builders import a_case, later
from tests.support.cast import DUNG, NOW, THAO, TINH_LAM_SON


async def a_proposal(tx: Store, code: str = "PA1") -> tuple[Case, Proposal]:
    case = a_case(code, handler=TINH_LAM_SON, sealed=True)
    case = replace(case, id=await tx.cases.open(case))
    reason = "canary-why: đã xác minh."
    await tx.proposals.keep(Proposal(case.id, code, 0, DUNG.id, TINH_LAM_SON.id, NOW, NOW.date(), reason))
    (kept,) = await tx.proposals.of_case(case)
    return case, kept


async def test_what_was_kept_comes_back_whole(database: Database) -> None:
    async with database.transact() as tx:
        case, kept = await a_proposal(tx)
        assert await tx.proposals.waiting() == [kept]
        decided = kept.decide(THAO.id, agrees=False, at=later(hours=1), today=NOW.date())
        assert await tx.proposals.settle(decided)
        assert await tx.proposals.of_case(case) == [decided]
        assert await tx.proposals.waiting() == []


@pytest.mark.parametrize("first", [True, False])
async def test_whoever_holds_an_old_picture_of_it_decides_nothing(database: Database, first: bool) -> None:
    """Read before somebody else decided, and used after: as two persons at two replicas do."""
    async with database.transact() as tx:
        case, old = await a_proposal(tx)
        assert await tx.proposals.settle(old.decide(THAO.id, agrees=first, at=NOW, today=NOW.date()))
        for late in (old.decide(THAO.id, agrees=not first, at=NOW, today=NOW.date()), old.lapse()):
            assert not await tx.proposals.settle(late)
        (stands,) = await tx.proposals.of_case(case)
    assert stands.stage is (Stage.AGREED if first else Stage.REFUSED)


async def test_the_reason_opens_for_its_own_case_alone(database: Database) -> None:
    async with database.transact() as tx:
        case, kept = await a_proposal(tx)
        other, _ = await a_proposal(tx, "PA2")
        moved = update(unseal_proposals).where(unseal_proposals.c.id == kept.id).values(case_id=other.id)
        await tx.executor.run(moved)
        with pytest.raises(InvalidTag):
            await tx.proposals.of_case(other)
        assert await tx.proposals.of_case(case) == []
    assert b"canary-why" not in await everything(database)


async def test_one_that_does_not_open_hides_no_other(database: Database) -> None:
    async with database.transact() as tx:
        (bad, _), (_, good) = await a_proposal(tx, "PA1"), await a_proposal(tx, "PA2")
        spoilt = update(unseal_proposals).where(unseal_proposals.c.case_id == bad.id).values(reason=b"spoilt")
        await tx.executor.run(spoilt)
        assert await tx.proposals.waiting() == [good]
