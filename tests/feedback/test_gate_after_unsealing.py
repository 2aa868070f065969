"""What a review leaves behind when its case is unsealed: the unit reads the case, never what reviewers made of it."""

import pytest
from sqlalchemy import update

from feedback.analysis import Analysis
from feedback.case_life import By, Event, Happened
from feedback.case_requests import UnsealCase
from feedback.chance import Chance
from feedback.errors import SealedByLaw
from feedback.gate_requests import SplitCase
from feedback.gate_review import Decision, GateReview
from feedback.gate_splitting import split_case
from feedback.handling import read_case, read_held
from feedback.people import Officer
from feedback.second_person_requests import DecideProposal, ProposeUnseal
from feedback.unsealing import unseal
from feedback.unsealing_together import by_two
from storage.maintenance import Database
from storage.tables import feedback
from tests.support.casework import link
from tests.support.cast import DUNG, HANH, NOW, THAO, TUAN
from tests.support.copies import Says, files
from tests.support.gating import WEIGHTY, WHY, decides, opens, reviewed, seconds, standing

REVIEWED = {Event.FLAGGED, Event.REVIEWED, Event.FORWARDED, Event.SPLIT}


async def unsealed(database: Database) -> str:
    """Split, found to be nothing by two, unsealed by two."""
    code = (await reviewed(database, WEIGHTY)).code
    async with database.transact() as tx:
        await split_case(tx, SplitCase(DUNG, code, (2,)), chance=Chance(), now=NOW)
    async with database.transact() as tx:
        await decides(tx, code, Decision.NOTHING, WHY)
        await seconds(tx, code)
        await by_two(tx, ProposeUnseal(DUNG, code, "da-doc"), now=NOW)
    async with database.transact() as tx:
        await by_two(tx, DecideProposal(THAO, code, True), now=NOW)
    return code


async def reads(database: Database, officer: Officer, code: str) -> tuple[list[Happened], list[GateReview | None]]:
    """Its timeline, and the review by /viec and by /thamdinh."""
    async with database.transact() as tx:
        shown = await read_case(tx, officer, code, now=NOW)
        return [*shown.timeline], [shown.review, (await opens(tx, officer, code)).review]


async def test_the_unit_reads_neither_the_review_nor_that_there_was_one(database: Database) -> None:
    timeline, reviews = await reads(database, HANH, await unsealed(database))
    assert REVIEWED.isdisjoint(one.what for one in timeline) and reviews == [None, None]
    assert (await standing(database)).note == WHY


async def test_those_above_still_read_it_while_it_is_sealed(database: Database) -> None:
    code = (await reviewed(database, WEIGHTY)).code
    async with database.transact() as tx:
        await split_case(tx, SplitCase(DUNG, code, (2,)), chance=Chance(), now=NOW)
    timeline, reviews = await reads(database, DUNG, code)
    assert Event.SPLIT in {one.what for one in timeline} and None not in reviews


@pytest.mark.parametrize("decision", [Decision.INSPECT, Decision.NOTHING])
async def test_what_was_ticked_no_single_person_unseals_whatever_its_words_and_its_review_say(
    database: Database, decision: Decision
) -> None:
    async with database.transact() as tx:
        await link(tx, HANH, DUNG, THAO)
    told = "[tên cán bộ] sửa hồ sơ của con mình để được cấp trước, tôi có ghi âm."
    filed = await files(database, "lan", told, officer=TUAN)
    async with database.transact() as tx:
        await tx.executor.run(update(feedback).where(feedback.c.id == filed.id).values(ticked=True, seal=True))
    await read_held(database, Says(Analysis(sentiment="tieu-cuc")), now=NOW, chance=Chance())
    review = await standing(database)
    async with database.transact() as tx:
        await decides(tx, review.code, decision, WHY if decision is Decision.NOTHING else "")
        if decision is Decision.NOTHING:
            await seconds(tx, review.code)
    async with database.transact() as tx:
        with pytest.raises(SealedByLaw):
            await unseal(tx, UnsealCase(DUNG, review.code, "da-doc"), now=NOW)


async def test_what_the_unit_flags_itself_afterwards_it_reads(database: Database) -> None:
    code = await unsealed(database)
    case = await standing(database)
    async with database.transact() as tx:
        await tx.cases.note(case.case_id, Happened(Event.FLAGGED, By.HANDLER, NOW, HANH.unit_id, HANH.id))
    timeline, _ = await reads(database, HANH, code)
    assert [one.what for one in timeline if one.what in REVIEWED] == [Event.FLAGGED]
