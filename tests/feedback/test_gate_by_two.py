"""What one person alone does not end: a khiếu nại the unit found itself, weighty words flagged again, an inspection."""

from dataclasses import replace

import pytest

from feedback.case_life import State
from feedback.chance import Chance
from feedback.errors import InspectionFirst, ReviewSettled
from feedback.gate_requests import DecideReview, RaiseReview
from feedback.gate_review import Decision, Kind, Stage
from feedback.gate_reviewing import review_case
from feedback.handling import handle_case, read_held
from feedback.requests import AnswerCase, CaseShown
from storage.maintenance import Database
from tests.support.casework import letters_for, link
from tests.support.cast import DUNG, HANH, NOW, THAO, TUAN
from tests.support.copies import LATE, Says, files, sends, the_case
from tests.support.gating import AT_LAW, KHIEU_NAI, TO_CAO, WEIGHTY, WHY, decides, on, reviewed, seconds, standing

ANSWER = "Đã kiểm tra và xử lý theo quy định."


@pytest.mark.parametrize("reopened", [False, True])
async def test_the_unit_does_not_bury_a_case_as_a_complaint_that_it_flagged_itself(
    database: Database, reopened: bool
) -> None:
    async with database.transact() as tx:
        await link(tx, HANH, DUNG, THAO)
    await sends(database, "lan", analysis=LATE)
    case = await the_case(database)
    if reopened:
        async with database.transact() as tx:
            told = case.reply("Đã nhắc.", at=NOW, until=NOW.date())
            await tx.cases.save(told.reopen(today=NOW.date(), due=case.due, accept_by=case.due))
    async with database.transact() as tx:
        await review_case(tx, RaiseReview(HANH, case.code, Kind.COMPLAINT), now=NOW)
        done = await review_case(tx, DecideReview(HANH, case.code, Decision.COMPLAINT), now=NOW)
    assert done.key == "gate.proposed"  # type: ignore[union-attr]
    assert (await the_case(database)).state is State.NEW and await letters_for(database, "lan") == []
    assert len(await letters_for(database, "dung")) == 1  # the unit above, and the nearest alone
    async with database.transact() as tx:
        with pytest.raises(ReviewSettled):
            await seconds(tx, case.code, by=HANH)
    async with database.transact() as tx:
        await seconds(tx, case.code, by=DUNG)
    assert (await the_case(database)).state is State.REFUSED


@pytest.mark.parametrize("reopened", [False, True])
async def test_nor_one_that_was_taken_up_or_brought_back(database: Database, reopened: bool) -> None:
    code = (await reviewed(database, AT_LAW, KHIEU_NAI)).code
    case = await the_case(database)
    moved = replace(case, reopened=1) if reopened else case.accept()
    async with database.transact() as tx:
        await tx.cases.save(moved)
        assert (await decides(tx, code, Decision.COMPLAINT, by=HANH)).review.stage is Stage.PROPOSED


async def test_flagged_again_weighty_words_stay_weighty(database: Database) -> None:
    """The officer was chosen and not written: the words alone name nobody."""
    async with database.transact() as tx:
        await link(tx, HANH, DUNG, THAO)
    told = "Quyết định này không đúng, cán bộ này nói sẽ huỷ hồ sơ, tôi có ghi âm."
    await files(database, "lan", told, officer=TUAN)
    await read_held(database, Says(KHIEU_NAI), now=NOW, chance=Chance())
    before = await standing(database)
    async with database.transact() as tx:
        await tx.gate_reviews.save(replace(before, weighty=False))  # as if it had come to the case in another way
        await review_case(tx, RaiseReview(HANH, before.code, Kind.DENUNCIATION), now=NOW)
    assert before.weighty and (await standing(database)).weighty
    async with database.transact() as tx:
        assert (await decides(tx, before.code, Decision.KEEP, WHY)).review.stage is Stage.PROPOSED


async def test_what_is_inspected_is_answered_once_two_said_what_was_found(database: Database) -> None:
    code = (await reviewed(database, WEIGHTY)).code
    async with database.transact() as tx:
        await decides(tx, code, Decision.INSPECT)
    async with database.transact() as tx:
        with pytest.raises(InspectionFirst):
            await handle_case(tx, AnswerCase(DUNG, code, ANSWER), now=NOW)
    async with database.transact() as tx:
        assert (await decides(tx, code, Decision.INSPECTED, WHY)).review.stage is Stage.PROPOSED
    told = len(await letters_for(database, "lan"))
    async with database.transact() as tx:
        assert (await seconds(tx, code)).key == "gate.inspected"
        answered = await handle_case(tx, AnswerCase(DUNG, code, ANSWER), now=NOW)
    assert isinstance(answered, CaseShown) and answered.case.state is State.ANSWERED
    assert [letter.text for letter in await letters_for(database, "lan")][told:][-1].count(ANSWER) == 1


async def test_who_does_not_agree_leaves_it_inspected(database: Database) -> None:
    code = (await reviewed(database, WEIGHTY)).code
    async with database.transact() as tx:
        await decides(tx, code, Decision.INSPECT)
        await decides(tx, code, Decision.INSPECTED, WHY)
    async with database.transact() as tx:
        await seconds(tx, code, agree=False)
    review = await standing(database)
    assert (review.stage, review.decision, review.inspects) == (Stage.SETTLED, Decision.INSPECT, True)


async def test_the_second_person_is_told_by_day(database: Database) -> None:
    code = (await reviewed(database, WEIGHTY, TO_CAO)).code
    async with database.transact() as tx:
        await decides(tx, code, Decision.KEEP, WHY, now=on(8, 23))  # Saturday night
    assert await letters_for(database, "thao", at=on(8, 23)) == []
    assert len(await letters_for(database, "thao", at=on(10, 7))) == 1
