"""Whoever handles a case sees more in it: it goes up sealed at once, out of the unit's lists and digests."""

from dataclasses import replace

import pytest

from feedback.case_life import Event, State
from feedback.errors import CaseClosed, CaseNotFound, NobodyToReview
from feedback.gate_requests import RaiseReview, ReviewDone
from feedback.gate_review import Kind
from feedback.gate_reviewing import review_case
from storage.maintenance import Database
from tests.support.casework import letters_for, link
from tests.support.cast import AN_BINH, DUNG, HANH, MAI, NOW, THAO, TINH_LAM_SON, TUAN
from tests.support.copies import LATE, all_cases, sends, the_case
from tests.support.gating import on, opens, standing, who_sees


async def test_a_handler_who_sees_a_denunciation_sends_it_up_sealed(database: Database) -> None:
    async with database.transact() as tx:
        await link(tx, HANH, DUNG)
    await sends(database, "lan", "Ghế gãy. Cán bộ quầy 3 chia tiền với cò.", analysis=LATE)
    code = (await the_case(database)).code
    async with database.transact() as tx:
        raised = await review_case(tx, RaiseReview(HANH, code, Kind.DENUNCIATION), now=on(4))
    assert isinstance(raised, ReviewDone) and raised.key == "gate.raised_up"
    case = await the_case(database)
    assert (case.sealed, case.handler_unit_id, case.state) == (True, TINH_LAM_SON.id, State.TRANSFERRED)
    assert HANH.id in case.concerns and await who_sees(database) == {"dung"}
    assert (await standing(database)).due == on(13).date()
    async with database.transact() as tx:
        for officer in (HANH, MAI):
            with pytest.raises(CaseNotFound):
                await opens(tx, officer, code)
        assert await tx.feedback.voices(AN_BINH.id, start=on(1), end=on(9)) == []  # out of the digests too
        assert [one.what for one in await tx.cases.timeline(case.id)] == [Event.FLAGGED, Event.TRANSFERRED]
    assert [letter.text for letter in await letters_for(database, "dung", at=on(4))][-1].startswith("TTPVHCC")


async def test_what_nobody_could_read_sealed_is_not_sealed_by_a_flag(database: Database) -> None:
    await sends(database, "lan", analysis=LATE)
    code = (await the_case(database)).code
    async with database.transact() as tx:
        for officer in (DUNG, THAO):
            await tx.places.put_officer(replace(officer, active=False))
    async with database.transact() as tx:
        with pytest.raises(NobodyToReview):
            await review_case(tx, RaiseReview(HANH, code, Kind.DENUNCIATION), now=NOW)
    assert not (await the_case(database)).sealed


async def test_nobody_else_raises_and_nothing_that_was_answered_is_raised(database: Database) -> None:
    await sends(database, "lan", analysis=LATE)
    (case,) = await all_cases(database)
    async with database.transact() as tx:
        for officer in (DUNG, TUAN, THAO):
            with pytest.raises(CaseNotFound):
                await review_case(tx, RaiseReview(officer, case.code, Kind.CRIME), now=NOW)
        await tx.cases.save(case.reply("Đã nhắc nhở cán bộ.", at=NOW))
        with pytest.raises(CaseClosed):
            await review_case(tx, RaiseReview(HANH, case.code, Kind.CRIME), now=NOW)
