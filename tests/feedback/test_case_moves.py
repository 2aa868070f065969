"""Handlers move cases: what is written down, who is told, and what the slower of two hears."""

import asyncio
from dataclasses import replace

import pytest

from feedback.case_life import By, Event, Happened, State
from feedback.case_requests import CaseLeft, CaseMoved, MoveCase, RefuseCase, TransferCase
from feedback.errors import CaseNotFound, FeedbackError, NotAReceiver
from feedback.handling import handle_case, read_case
from feedback.people import Officer, Role
from feedback.requests import AnswerCase, CaseShown
from storage.maintenance import Database
from tests.support.builders import later
from tests.support.casework import BO, YEN, a_told_case, letters_for, link
from tests.support.cast import AN_BINH, DUNG, HANH, HOA_LAC, NOW, SINCE, TINH_LAM_SON, TRAM_Y_TE
from tests.support.reviewing import BINH

HEAD_OF_HOA_LAC = Officer(8, "phuc", "Cao Văn Phúc", "Giám đốc Trung tâm", HOA_LAC.id, Role.HEAD)


async def happened(database: Database, id: int) -> list[tuple[Event, int | None, int | None]]:
    async with database.reading() as tx:
        return [(one.what, one.unit_id, one.officer_id) for one in await tx.cases.timeline(id)]


async def test_each_move_stands_in_the_timeline_with_who_made_it(database: Database) -> None:
    async with database.transact() as tx:
        case = await a_told_case(tx)
        await read_case(tx, HANH, "PA1", now=later(minutes=1))
        await read_case(tx, HANH, "PA1", now=later(minutes=2))
        for to in (State.ACCEPTED, State.VERIFYING):
            shown = await handle_case(tx, MoveCase(HANH, "PA1", to), now=later(minutes=3))
            assert isinstance(shown, CaseShown)
            assert shown.case.state is to
        await handle_case(tx, AnswerCase(HANH, "PA1", "Đã nhắc cán bộ."), now=later(minutes=4))
        closed = await handle_case(tx, MoveCase(HANH, "PA1", State.CLOSED), now=later(minutes=5))
    assert isinstance(closed, CaseShown)
    assert (closed.case.opened_at, closed.case.closed_at) == (later(minutes=1), later(minutes=5))
    wanted = [Event.OPENED, Event.ACCEPTED, Event.VERIFYING, Event.ANSWERED, Event.CLOSED]
    assert await happened(database, case.id) == [(what, AN_BINH.id, HANH.id) for what in wanted]


async def test_a_transferred_case_is_the_receiving_units_and_its_handlers_are_told(database: Database) -> None:
    async with database.transact() as tx:
        await tx.places.add_officer(BINH)
        await tx.places.add_officer(HEAD_OF_HOA_LAC)
        await link(tx, HANH, HEAD_OF_HOA_LAC)
        case = await a_told_case(tx)
        left = await handle_case(tx, TransferCase(HANH, "PA1", HOA_LAC.id), now=NOW)
        assert left == CaseLeft("PA1", HOA_LAC.id)
        assert await tx.cases.lock(HANH, "PA1") is None
        sent = await tx.cases.lock(HEAD_OF_HOA_LAC, "PA1")
    assert sent is not None
    assert (sent.state, sent.due, sent.transferred_from) == (State.TRANSFERRED, case.due, AN_BINH.id)
    (told,) = await letters_for(database, "phuc")
    assert told.text == "TTPVHCC phường An Bình chuyển đến phản ánh PA1. Gõ /viec PA1 để mở."
    assert case.words not in told.text
    assert await happened(database, case.id) == [(Event.TRANSFERRED, HOA_LAC.id, HANH.id)]


@pytest.mark.parametrize(("urgent", "told"), [(False, 0), (True, 1)])
async def test_a_transfer_at_night_is_told_in_the_morning_unless_it_is_urgent(
    database: Database, urgent: bool, told: int
) -> None:
    night = later(hours=14)
    async with database.transact() as tx:
        await tx.places.add_officer(BINH)
        await tx.places.add_officer(HEAD_OF_HOA_LAC)
        await link(tx, HEAD_OF_HOA_LAC)
        await a_told_case(tx, urgent=urgent)
        await handle_case(tx, TransferCase(HANH, "PA1", HOA_LAC.id), now=night)
    assert len(await letters_for(database, "phuc", at=night)) == told
    assert len(await letters_for(database, "phuc", at=later(hours=24))) == 1


@pytest.mark.parametrize("unit", [AN_BINH, TRAM_Y_TE, HOA_LAC])
async def test_a_case_is_not_sent_where_it_may_not_go(database: Database, unit: object) -> None:
    """Back to the unit that has it, where nobody handles cases, or where somebody serves whom it concerns."""
    async with database.transact() as tx:
        await tx.places.add_officer(BINH)
        await tx.places.add_officer(HEAD_OF_HOA_LAC)
        await a_told_case(tx, concerns=(HEAD_OF_HOA_LAC.id,))
        with pytest.raises(NotAReceiver):
            await handle_case(tx, TransferCase(HANH, "PA1", unit.id), now=NOW)  # type: ignore[attr-defined]
        assert await tx.cases.lock(HANH, "PA1") is not None


async def test_a_sealed_case_never_goes_down_to_an_office_that_serves(database: Database) -> None:
    async with database.transact() as tx:
        await tx.places.add_officer(BINH)
        await tx.places.add_officer(HEAD_OF_HOA_LAC)
        await a_told_case(tx, handler=TINH_LAM_SON, sealed=True)
        for unit in (AN_BINH, HOA_LAC):
            with pytest.raises(NotAReceiver):
                await handle_case(tx, TransferCase(DUNG, "PA1", unit.id), now=NOW)


async def test_a_sealed_case_further_up_stays_there(database: Database) -> None:
    """Only the unit right above the one it is about sends it on."""
    async with database.transact() as tx:
        above = await tx.places.add_unit(BO, since=SINCE)
        await tx.places.put_unit(replace(TINH_LAM_SON, parent_id=above), since=SINCE)
        yen = replace(YEN, unit_id=above)
        yen = replace(yen, id=await tx.places.add_officer(yen))
        await a_told_case(tx, handler=replace(BO, id=above), sealed=True)
        with pytest.raises(NotAReceiver):
            await handle_case(tx, TransferCase(yen, "PA1", TINH_LAM_SON.id), now=NOW)
        assert await tx.cases.lock(yen, "PA1") is not None


async def test_a_refusal_needs_its_reason_and_tells_it_to_the_citizen_once(database: Database) -> None:
    async with database.transact() as tx:
        await link(tx, HANH)
        await a_told_case(tx)
        left = await handle_case(tx, RefuseCase(HANH, "PA1", "Không thuộc thẩm quyền."), now=NOW)
        assert left == CaseLeft("PA1")
        case = await tx.cases.lock(HANH, "PA1")
        again = await handle_case(tx, RefuseCase(HANH, "PA1", "Không rõ."), now=NOW)
    assert isinstance(again, CaseMoved)
    assert case is not None
    assert (case.state, case.reason, case.closed_at) == (State.REFUSED, "Không thuộc thẩm quyền.", NOW)
    (told,) = await letters_for(database, "lan")
    assert "không thụ lý ý kiến Ông/Bà gửi ngày 03/08/2026" in told.text
    assert "“Không thuộc thẩm quyền.”\n\nNếu chưa đồng ý, Ông/Bà có thể đề nghị xem lại một lần" in told.text
    assert [(one.label, one.payload) for one in told.choices] == [("Tôi chưa đồng ý", "-:result:unsolved.PA1")]


async def test_a_case_that_was_taken_up_is_not_refused_any_more(database: Database) -> None:
    async with database.transact() as tx:
        case = await a_told_case(tx)
        await handle_case(tx, MoveCase(HANH, "PA1", State.ACCEPTED), now=NOW)
        told = await handle_case(tx, RefuseCase(HANH, "PA1", "Không rõ."), now=NOW)
    assert isinstance(told, CaseMoved)
    assert await happened(database, case.id) == [(Event.ACCEPTED, AN_BINH.id, HANH.id)]


async def test_of_two_heads_one_wins_and_the_other_hears_who_and_how_it_stands(database: Database) -> None:
    async with database.transact() as tx:
        await tx.places.add_officer(BINH)
        await a_told_case(tx)

    async def accepts(officer: Officer) -> object:
        async with database.transact() as tx:
            return await handle_case(tx, MoveCase(officer, "PA1", State.ACCEPTED), now=later(minutes=1))

    outcomes = await asyncio.gather(accepts(HANH), accepts(BINH))
    won = [one for one in outcomes if isinstance(one, CaseShown)]
    beaten = [one for one in outcomes if isinstance(one, CaseMoved)]
    assert len(won) == len(beaten) == 1
    winner = (HANH, BINH)[outcomes.index(won[0])]
    assert beaten == [CaseMoved("PA1", Event.ACCEPTED, winner.name, later(minutes=1), State.ACCEPTED)]


async def test_who_comes_late_to_a_transfer_hears_where_it_went_and_nothing_of_later(database: Database) -> None:
    async with database.transact() as tx:
        await tx.places.add_officer(BINH)
        await tx.places.add_officer(HEAD_OF_HOA_LAC)
        await a_told_case(tx)
        await handle_case(tx, TransferCase(HANH, "PA1", HOA_LAC.id), now=NOW)
        await handle_case(tx, RefuseCase(HEAD_OF_HOA_LAC, "PA1", "Không rõ."), now=later(hours=1))
        for wanted in (MoveCase(BINH, "PA1", State.ACCEPTED), AnswerCase(BINH, "PA1", "Xin lỗi.")):
            told = await handle_case(tx, wanted, now=later(hours=2))
            moved = CaseMoved("PA1", Event.TRANSFERRED, HANH.name, NOW, State.TRANSFERRED, HOA_LAC.id)
            assert told == moved


async def test_of_a_case_that_was_never_theirs_nobody_hears_anything(database: Database) -> None:
    async with database.transact() as tx:
        case = await a_told_case(tx, handler=TINH_LAM_SON, sealed=True)
        await handle_case(tx, MoveCase(DUNG, "PA1", State.ACCEPTED), now=NOW)
        # Even if a sealed case had once lain with the unit it is about.
        await tx.cases.save(replace(case, transferred_from=AN_BINH.id))
        await tx.cases.note(case.id, Happened(Event.TRANSFERRED, By.HANDLER, NOW, TINH_LAM_SON.id, DUNG.id))
        for wanted in (
            MoveCase(HANH, "PA1", State.ACCEPTED),
            RefuseCase(HANH, "PA1", "Không."),
        ):
            with pytest.raises(CaseNotFound):
                await handle_case(tx, wanted, now=NOW)


async def test_a_move_out_of_turn_is_refused_and_leaves_no_line(database: Database) -> None:
    async with database.transact() as tx:
        case = await a_told_case(tx)
        for to in (State.VERIFYING, State.CLOSED):
            with pytest.raises(FeedbackError):
                await handle_case(tx, MoveCase(HANH, "PA1", to), now=NOW)
    assert await happened(database, case.id) == []
