"""What was said at a move: the unit that gets a case reads why, its citizen a neutral reason, others the moves."""

from dataclasses import replace

import pytest
from cryptography.exceptions import InvalidTag

from feedback.case_life import By, Event, Happened, Sending
from feedback.case_requests import CaseLeft, TransferCase, UnsealCase
from feedback.handling import handle_case, read_case, show_case
from feedback.people import Officer, Role
from feedback.retention import erase_my_data, find_receipt
from feedback.timeline import as_read_by
from feedback.unsealing import unseal
from storage.maintenance import Database
from storage.tables import case_events, unseal_proposals
from tests.feedback.test_case_moves import HEAD_OF_HOA_LAC
from tests.feedback.test_unsealing import sealed
from tests.storage.test_at_rest import everything
from tests.support.builders import a_case, later
from tests.support.casework import LAN, RECEIPT, a_told_case
from tests.support.cast import AN_BINH, DIRECTORY, DUNG, HANH, HOA_LAC, NOW, OFFICERS, THAO, TINH_LAM_SON
from tests.support.reviewing import BINH

NOTE = "canary-note: thủ tục này do phường Hòa Lạc giải quyết."
SENT = TransferCase(HANH, "PA1", HOA_LAC.id, Sending.THEIRS.value, NOTE)
LINE = Happened(Event.TRANSFERRED, By.HANDLER, NOW, HOA_LAC.id, HANH.id, Sending.THEIRS.value, NOTE)


async def transferred(database: Database) -> None:
    async with database.transact() as tx:
        await tx.places.add_officer(BINH)
        await tx.places.add_officer(HEAD_OF_HOA_LAC)
        await a_told_case(tx)
        assert await handle_case(tx, SENT, now=NOW) == CaseLeft("PA1", HOA_LAC.id)


async def test_the_unit_that_gets_it_reads_the_reason_and_the_next_one_does_not(database: Database) -> None:
    await transferred(database)
    async with database.transact() as tx:
        shown = await read_case(tx, HEAD_OF_HOA_LAC, "PA1", now=NOW)
        assert shown.timeline[0] == LINE
        onward = TransferCase(HEAD_OF_HOA_LAC, "PA1", TINH_LAM_SON.id, Sending.ABOVE.value)
        await handle_case(tx, onward, now=later(hours=1))
        last = await read_case(tx, DUNG, "PA1", now=later(hours=2))
    assert [(one.what, one.why, one.words) for one in last.timeline if one.what is Event.TRANSFERRED] == [
        (Event.TRANSFERRED, Sending.THEIRS.value, ""),
        (Event.TRANSFERRED, Sending.ABOVE.value, ""),
    ]


async def test_the_citizen_reads_the_neutral_reason_and_no_word_of_the_office(database: Database) -> None:
    await transferred(database)
    async with database.transact() as tx:
        status = await find_receipt(tx, RECEIPT, chat=LAN, now=NOW)
    assert status is not None
    (line,) = status.timeline
    assert (line.what, line.why, line.words, line.officer_id) == (
        Event.TRANSFERRED,
        Sending.THEIRS.value,
        "",
        None,
    )


async def test_it_lies_encrypted_bound_to_its_case_and_goes_with_the_citizens_words(database: Database) -> None:
    await transferred(database)
    assert b"canary-note" not in await everything(database)
    async with database.transact() as tx:
        (said,) = [row.said for row in await tx.executor.rows(case_events.select()) if row.said]
        other = await tx.cases.open(a_case("PA2"))
        row = {"case_id": other, "at": NOW, "what": "chuyen", "role": "handler", "said": said}
        await tx.executor.run(case_events.insert(), row)
        with pytest.raises(InvalidTag):
            await tx.cases.whole_timeline(other)
        await erase_my_data(tx, chat=LAN, now=NOW)
        mine = [row for row in await tx.executor.rows(case_events.select()) if row.case_id != other]
        assert [row.said for row in mine] == [None] * len(mine)


async def test_an_erasure_takes_the_reason_of_a_proposal_along(database: Database) -> None:
    async with database.transact() as tx:
        case = await a_told_case(tx, handler=TINH_LAM_SON, sealed=True)
        row = {"case_id": case.id, "look": 0, "proposed_by": DUNG.id, "unit_id": TINH_LAM_SON.id}
        row |= {"proposed_at": NOW, "due": NOW.date(), "reason": b"hidden", "stage": "cho"}
        await tx.executor.run(unseal_proposals.insert(), row)
        await erase_my_data(tx, chat=LAN, now=NOW)
        assert await tx.executor.rows(unseal_proposals.select()) == []


async def test_own_words_of_an_unsealing_stay_for_the_units_above(database: Database) -> None:
    async with database.transact() as tx:
        case = await sealed(tx)
        await unseal(tx, UnsealCase(DUNG, "PA1", "canary-reason: trùng tên thôi."), now=NOW)
        here = await tx.cases.whole(case.id)
        assert here is not None
        hers = await read_case(tx, HANH, "PA1", now=NOW)
        above = await show_case(tx, DUNG, here, now=NOW)
        inspector = await show_case(tx, THAO, here, now=NOW)
        assert tuple(await tx.cases.timeline(case.id)) == hers.timeline
    assert [(one.what, one.words) for one in hers.timeline] == [(Event.TRANSFERRED, ""), (Event.OPENED, "")]
    for shown in (above, inspector):
        assert shown.timeline[0].words == "canary-reason: trùng tên thôi."
    assert b"canary-reason" not in await everything(database)


CASE = a_case("PA1")
UNSEALED = Happened(Event.UNSEALED, By.HANDLER, NOW, TINH_LAM_SON.id, DUNG.id, "khac", "Vì sao.")
INSPECTOR_BELOW = Officer(20, "kiem", "Bùi Thị Kiểm", "Thanh tra", AN_BINH.id, Role.INSPECTOR)


@pytest.mark.parametrize("officer", [*OFFICERS, HEAD_OF_HOA_LAC, INSPECTOR_BELOW])
def test_the_whole_table_of_who_reads_what(officer: Officer) -> None:
    read = as_read_by(officer, [UNSEALED, LINE], CASE, DIRECTORY)
    above = officer.unit_id == TINH_LAM_SON.id and (officer.handles_cases or officer.role is Role.INSPECTOR)
    assert (UNSEALED in read) == above
    receiver = officer.unit_id == HOA_LAC.id
    inspects = officer.role is Role.INSPECTOR and officer.unit_id != AN_BINH.id
    assert (LINE in read) == (receiver or inspects)
    assert len(read) == 1 + above


def test_whom_it_concerns_and_their_deputies_read_nothing_of_it_also_from_above() -> None:
    promoted = replace(HANH, unit_id=TINH_LAM_SON.id, role=Role.SUPERIOR)
    directory = replace(DIRECTORY, officers={**DIRECTORY.officers, HANH.id: promoted})
    about = replace(CASE, concerns=(HANH.id,))
    for officer, reads in ((promoted, False), (DUNG, False), (THAO, True)):
        assert (UNSEALED in as_read_by(officer, [UNSEALED, LINE], about, directory)) == reads
