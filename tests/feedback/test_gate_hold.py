"""Every move by every stage of a review: until it is settled the case neither ends as góp ý nor comes to the unit."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from itertools import product

import pytest

from feedback.analysis import Analysis
from feedback.case_life import WAITING, State
from feedback.case_requests import CaseLeft, MoveCase, RefuseCase, TransferCase, UnsealCase
from feedback.cases import Case
from feedback.chasing import chase
from feedback.errors import SealedByLaw, UnderReview
from feedback.explaining import handle_explanation
from feedback.explanation_requests import AskExplanation
from feedback.gate_review import Decision, Stage
from feedback.handling import handle_case, review_tags
from feedback.people import Officer
from feedback.ports import Transaction
from feedback.requests import AnswerCase
from feedback.second_person_requests import DecideProposal, ProposeUnseal
from feedback.unsealing import take_off, unseal
from feedback.unsealing_errors import NeverUnsealed
from feedback.unsealing_together import by_two
from storage.maintenance import Database
from tests.support.builders import BOX
from tests.support.casework import BO, YEN
from tests.support.cast import AN_BINH, DUNG, HANH, HOA_LAC, NOW, THAO, TINH_LAM_SON, TUAN
from tests.support.copies import sends, the_case
from tests.support.gating import AT_LAW, DENOUNCED, KHIEU_NAI, TO_CAO, on, reviewed, standing

Move = Callable[[Transaction, Officer, Case], Awaitable[object]]


async def answers(tx: Transaction, me: Officer, case: Case) -> object:
    return await handle_case(tx, AnswerCase(me, case.code, "Đã xử lý xong."), now=NOW)


async def refuses(tx: Transaction, me: Officer, case: Case) -> object:
    return await handle_case(tx, RefuseCase(me, case.code, "Không thuộc thẩm quyền."), now=NOW)


async def closes(tx: Transaction, me: Officer, case: Case) -> object:
    """As if somebody had answered it before the review was asked for."""
    await tx.cases.save(replace(case, state=State.ANSWERED, answer="Đã xử lý xong."))
    try:
        return await handle_case(tx, MoveCase(me, case.code, State.CLOSED), now=NOW)
    finally:
        await tx.cases.save(case)


async def sends_beside(tx: Transaction, me: Officer, case: Case) -> object:
    to = HOA_LAC if me is HANH else next(unit for unit in (await tx.directory()).units.values() if unit.code == "so")
    return await handle_case(tx, TransferCase(me, case.code, to.id), now=NOW)


async def sends_up(tx: Transaction, me: Officer, case: Case) -> object:
    to = TINH_LAM_SON if me is HANH else BO
    return await handle_case(tx, TransferCase(me, case.code, to.id), now=NOW)


async def asks_to_explain(tx: Transaction, me: Officer, case: Case) -> object:
    await tx.cases.save(replace(case, state=State.VERIFYING))
    return await handle_explanation(tx, AskExplanation(me, case.code, TUAN.id, "Việc chờ lâu."), now=NOW)


async def takes_off(tx: Transaction, me: Officer, case: Case) -> object:
    return await take_off(tx, case, "da-doc", by=THAO, sender=me, now=NOW)


async def proposes_to_unseal(tx: Transaction, me: Officer, case: Case) -> object:
    return await by_two(tx, ProposeUnseal(me, case.code, "da-doc"), now=NOW)


async def accepts(tx: Transaction, me: Officer, case: Case) -> object:
    return await handle_case(tx, MoveCase(me, case.code, State.ACCEPTED), now=NOW)


async def verifies(tx: Transaction, me: Officer, case: Case) -> object:
    await tx.cases.save(replace(case, state=State.ACCEPTED))
    return await handle_case(tx, MoveCase(me, case.code, State.VERIFYING), now=NOW)


async def confirms_tags(tx: Transaction, me: Officer, case: Case) -> object:
    return await review_tags(tx, me, case.code, None, now=NOW)


HELD: list[tuple[Move, str]] = [
    (answers, "both"),
    (refuses, "both"),
    (closes, "both"),
    (sends_beside, "both"),
    (asks_to_explain, "open"),
    (takes_off, "sealed"),
    (proposes_to_unseal, "sealed"),
]
FREE: list[tuple[Move, str]] = [(sends_up, "both"), (accepts, "both"), (verifies, "both"), (confirms_tags, "both")]


class Undone(Exception):
    """Each move is tried on the same case, and did not happen afterwards."""


async def the_stage(database: Database, *, sealed: bool, stage: Stage) -> None:
    """Under ông Dũng when sealed, under bà Hạnh when not, in a tree with a ministry and a department beside."""
    async with database.transact() as tx:
        await tx.places.add_unit(BO, since=NOW)
        so = replace(BO, code="so", name="Sở Nội vụ", short_name="Sở Nội vụ", parent_id=TINH_LAM_SON.id)
        so = replace(so, id=await tx.places.add_unit(so, since=NOW))
        await tx.places.put_unit(replace(TINH_LAM_SON, parent_id=BO.id), since=NOW)
        await tx.places.add_officer(YEN)
        await tx.places.add_officer(replace(YEN, code="so1", name="Hà Văn Sơn", unit_id=so.id))
        await tx.places.add_officer(replace(HANH, code="hl", name="Bế Thị Lý", unit_id=HOA_LAC.id))
    review = await reviewed(database, DENOUNCED if sealed else AT_LAW, TO_CAO if sealed else KHIEU_NAI)
    said = {Stage.PROPOSED: Decision.KEEP, Stage.SETTLED: Decision.NOTHING}.get(stage)
    async with database.transact() as tx:
        await tx.gate_reviews.save(replace(review, stage=stage, decision=said, proposed_by=DUNG.id if said else None))


async def outcome(database: Database, move: Move, me: Officer, case: Case) -> str:
    """`held`, or what the move came to."""
    with suppress(Undone):
        async with database.transact() as tx:
            try:
                told = type(await move(tx, me, case)).__name__
            except UnderReview:
                told = "held"
            raise Undone
    return told


@pytest.mark.parametrize(("sealed", "stage"), [*product((False, True), Stage)])
async def test_until_the_review_is_settled_no_move_ends_the_case(
    database: Database, sealed: bool, stage: Stage
) -> None:
    await the_stage(database, sealed=sealed, stage=stage)
    case, me = await the_case(database), DUNG if sealed else HANH
    mine = ("both", "sealed" if sealed else "open")
    for move in (move for move, kinds in HELD if kinds in mine):
        told = await outcome(database, move, me, case)
        assert (told == "held") == (stage is not Stage.SETTLED), (move.__name__, told)
    for move in (move for move, kinds in FREE if kinds in mine):
        assert await outcome(database, move, me, case) != "held", move.__name__
    assert await the_case(database) == case
    assert (await standing(database)).stage is stage


async def test_one_alone_unseals_it_neither_before_nor_after(database: Database) -> None:
    await the_stage(database, sealed=True, stage=Stage.OPEN)
    code = (await the_case(database)).code
    async with database.transact() as tx:
        with pytest.raises(SealedByLaw):
            await unseal(tx, UnsealCase(DUNG, code, "da-doc"), now=NOW)


async def test_a_proposal_to_unseal_waits_for_a_review_that_was_raised_meanwhile(database: Database) -> None:
    await the_stage(database, sealed=True, stage=Stage.SETTLED)
    code = (await the_case(database)).code
    async with database.transact() as tx:
        await by_two(tx, ProposeUnseal(DUNG, code, "da-doc"), now=NOW)
    review = await standing(database)
    async with database.transact() as tx:
        await tx.gate_reviews.save(replace(review, stage=Stage.OPEN))
    async with database.transact() as tx:
        with pytest.raises(UnderReview):
            await by_two(tx, DecideProposal(THAO, code, True), now=NOW)
    assert (await the_case(database)).sealed


@pytest.mark.parametrize("decision", Decision)
async def test_what_was_found_to_be_more_than_a_comment_two_do_not_unseal_either(
    database: Database, decision: Decision
) -> None:
    await the_stage(database, sealed=True, stage=Stage.SETTLED)
    case, review = await the_case(database), await standing(database)
    async with database.transact() as tx:
        await tx.gate_reviews.save(replace(review, decision=decision))
    for move in (proposes_to_unseal, takes_off):
        nothing = decision in (Decision.NOTHING, Decision.COMPLAINT)
        with suppress(Undone):
            async with database.transact() as tx:
                if nothing:
                    await move(tx, DUNG, case)
                else:
                    with pytest.raises(NeverUnsealed):
                        await move(tx, DUNG, case)
                raise Undone


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage is not Stage.SETTLED])
async def test_neither_a_copy_nor_the_clock_ends_it(database: Database, stage: Stage) -> None:
    await the_stage(database, sealed=False, stage=stage)
    before = await standing(database)
    await sends(database, "sau", AT_LAW, analysis=Analysis(sentiment="tieu-cuc"))
    for day in (14, 20, 28):
        await chase(database, now=on(day))
    case, after = await the_case(database), await standing(database)
    assert case.state in WAITING
    assert replace(after, chased="") == replace(before, chased="")


async def test_the_citizen_may_take_it_back(database: Database) -> None:
    await the_stage(database, sealed=True, stage=Stage.OPEN)
    async with database.transact() as tx:
        await tx.feedback.erase_chat(BOX.tag("console", "lan"), at=NOW)
    assert (await the_case(database)).state is State.WITHDRAWN


async def test_what_goes_up_takes_its_review_along(database: Database) -> None:
    await the_stage(database, sealed=False, stage=Stage.OPEN)
    case = await the_case(database)
    async with database.transact() as tx:
        assert await handle_case(tx, TransferCase(HANH, case.code, TINH_LAM_SON.id), now=NOW) == CaseLeft(
            case.code, TINH_LAM_SON.id
        )
        (found,) = await tx.gate_reviews.waiting(DUNG)
        assert found[0].code == case.code
        assert await tx.gate_reviews.waiting(HANH) == []
    assert AN_BINH.id == case.unit_id
