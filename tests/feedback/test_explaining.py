"""An officer is asked to explain: what they are shown, what they are not, who hears of it, and what nobody can do."""

from dataclasses import replace
from datetime import date

import pytest

from feedback.audit import Act
from feedback.case_life import By, Event, State
from feedback.case_requests import CaseMoved, TransferCase
from feedback.chasing import chase
from feedback.errors import (
    CaseNotFound,
    ExplanationGone,
    NotToBeAsked,
    UnfitExplanation,
    WritesThemselves,
)
from feedback.explaining import answer_explanation, handle_explanation
from feedback.explanation_requests import (
    ExplanationAsked,
    ExplanationKept,
    ExplanationShown,
    JudgeExplanation,
    ReadExplanation,
    RecordExplanation,
    ShowExplanation,
)
from feedback.explanations import Stage
from feedback.handling import handle_case, show_case
from feedback.people import Officer
from storage.maintenance import Database
from tests.support.builders import later
from tests.support.casework import LAN, RECEIPT, letters_for
from tests.support.cast import DUNG, HANH, MAI, NOW, TINH_LAM_SON, TUAN
from tests.support.explaining import ASK, DUE, GIVE, SORRY, SUMMARY, a_verified, an_asked, expected_of, on, stands


async def noted(database: Database) -> list[tuple[str, str, str, str]]:
    async with database.reading() as tx:
        entries = [one.entry for one in await tx.audit.read(limit=99)]
    return [(one.what, one.who, one.about, one.why) for one in entries]


async def test_the_officer_is_asked_by_a_letter_and_the_case_waits_three_working_days(database: Database) -> None:
    async with database.transact() as tx:
        case = await a_verified(tx, TUAN)
        assert await handle_explanation(tx, ASK, now=NOW) == ExplanationAsked("PA1", TUAN.id, DUE, linked=True)
    (letter,) = await letters_for(database, "tuan")
    assert letter.text.startswith("Ông/Bà được yêu cầu giải trình về phản ánh PA1; hạn 06/08/2026.")
    assert case.words not in letter.text
    assert await stands(database, case) == (State.EXPLAINING, [Stage.ASKED], [Event.EXPLAINING])


async def test_all_that_the_officer_is_given_is_the_summary_and_days(database: Database) -> None:
    async with database.transact() as tx:
        case = await an_asked(tx, TUAN)
        read = await answer_explanation(tx, ReadExplanation(TUAN, "PA1"), now=NOW)
        assert isinstance(read, ExplanationShown)
        (listed,) = await expected_of(tx, TUAN)
    assert read.explanation == listed
    assert (listed.summary, listed.due, listed.text) == (SUMMARY, DUE, "")
    for secret in (case.words, LAN, RECEIPT):
        assert secret not in repr(listed)


async def test_an_officer_meets_their_own_alone(database: Database) -> None:
    async with database.transact() as tx:
        await an_asked(tx)
        assert await expected_of(tx, MAI) == ()
    for wanted in (ReadExplanation(MAI, "PA1"), replace(GIVE, officer=MAI)):
        async with database.transact() as tx:
            with pytest.raises(ExplanationGone):
                await answer_explanation(tx, wanted, now=NOW)


async def test_what_was_given_goes_to_the_handlers_and_the_case_goes_on(database: Database) -> None:
    async with database.transact() as tx:
        case = await an_asked(tx, TUAN)
        await answer_explanation(tx, GIVE, now=later(hours=1))
        assert await expected_of(tx, TUAN) == ()
        shown = await show_case(tx, HANH, case, now=NOW)
        (line,) = [one for one in await tx.cases.timeline(case.id) if one.what is Event.EXPLAINED]
    assert [(one.text, one.given_at) for one in shown.explanations] == [(SORRY, later(hours=1))]
    assert (line.by, line.officer_id) == (By.OFFICER, TUAN.id)
    assert [one.text for one in await letters_for(database, "hanh", at=later(hours=1))] == [
        "Đã có giải trình về phản ánh PA1. Gõ /viec PA1 để đọc."
    ]
    wanted = (State.VERIFYING, [Stage.GIVEN], [Event.EXPLAINING, Event.EXPLAINED])
    assert await stands(database, case) == wanted


async def test_the_citizen_reads_that_it_was_asked_and_has_come_but_no_name(database: Database) -> None:
    async with database.transact() as tx:
        await an_asked(tx)
        await answer_explanation(tx, GIVE, now=NOW)
        status = await tx.feedback.status(RECEIPT)
    assert status
    assert [one.what for one in status.timeline] == [Event.EXPLAINING, Event.EXPLAINED]
    assert {one.officer_id for one in status.timeline} == {None}
    assert TUAN.name not in repr(status)


@pytest.mark.parametrize("text", ["Gọi tôi số 0912 345 678.", "Cho tôi biết ai đã viết những lời này.", ""])
async def test_the_house_refuses_what_must_not_go_out(database: Database, text: str) -> None:
    async with database.transact() as tx:
        case = await an_asked(tx)
    async with database.transact() as tx:
        with pytest.raises(UnfitExplanation):
            await answer_explanation(tx, replace(GIVE, text=text), now=NOW)
    assert (await stands(database, case))[1] == [Stage.ASKED]


@pytest.mark.parametrize("asker", [HANH, DUNG])
async def test_nobody_is_asked_about_a_sealed_case(database: Database, asker: Officer) -> None:
    async with database.transact() as tx:
        await a_verified(tx, TUAN, sealed=True, handler=TINH_LAM_SON)
    async with database.transact() as tx:
        with pytest.raises(CaseNotFound if asker is HANH else NotToBeAsked):
            await handle_explanation(tx, replace(ASK, officer=asker), now=NOW)
    assert await letters_for(database, "tuan") == []


async def test_once_a_case_is_sealed_the_officer_hears_no_more_of_it(database: Database) -> None:
    async with database.transact() as tx:
        case = await an_asked(tx)
        now = await tx.cases.whole(case.id)
        assert now
        await tx.cases.save(replace(now, sealed=True, handler_unit_id=TINH_LAM_SON.id))
        assert await expected_of(tx, TUAN) == ()
        with pytest.raises(ExplanationGone):
            await answer_explanation(tx, GIVE, now=NOW)
    await chase(database, now=on(10))
    assert (await stands(database, case))[1] == [Stage.ASKED]


@pytest.mark.parametrize("asked", [HANH, DUNG])
async def test_only_somebody_else_of_the_unit_is_asked(database: Database, asked: Officer) -> None:
    async with database.transact() as tx:
        await a_verified(tx)
        with pytest.raises(NotToBeAsked):
            await handle_explanation(tx, replace(ASK, asked_id=asked.id), now=NOW)


async def test_the_same_officer_is_asked_once_at_a_time(database: Database) -> None:
    async with database.transact() as tx:
        await an_asked(tx)
        with pytest.raises(NotToBeAsked):
            await handle_explanation(tx, ASK, now=NOW)


async def test_the_slower_of_two_handlers_is_told_how_it_stands(database: Database) -> None:
    async with database.transact() as tx:
        await an_asked(tx)
    async with database.transact() as tx:
        moved = await handle_explanation(tx, replace(ASK, asked_id=MAI.id), now=later(minutes=1))
    assert isinstance(moved, CaseMoved)
    assert (moved.what, moved.who, moved.state) == (Event.EXPLAINING, HANH.name, State.EXPLAINING)


async def test_it_goes_back_once_and_the_officer_reads_why(database: Database) -> None:
    async with database.transact() as tx:
        case = await an_asked(tx, TUAN)
        await answer_explanation(tx, GIVE, now=NOW)
        back = await handle_explanation(tx, JudgeExplanation(HANH, "PA1", TUAN.id, "Vì sao?"), now=on(5))
        assert back == ExplanationAsked("PA1", TUAN.id, date(2026, 8, 10), linked=True)
        (again,) = await expected_of(tx, TUAN)
        assert (again.text, again.note) == (SORRY, "Vì sao?")
        await answer_explanation(tx, GIVE, now=on(5))
    async with database.transact() as tx:
        with pytest.raises(ExplanationGone):
            await handle_explanation(tx, JudgeExplanation(HANH, "PA1", TUAN.id, "Vì sao?"), now=on(5))
    assert [one.text.split(";")[0] for one in await letters_for(database, "tuan", at=on(5))][1:] == [
        "Lời giải trình về phản ánh PA1 cần làm rõ thêm"
    ]
    assert (await stands(database, case))[:2] == (State.VERIFYING, [Stage.GIVEN])


async def test_an_accepted_one_is_no_longer_pending(database: Database) -> None:
    async with database.transact() as tx:
        await an_asked(tx)
        await answer_explanation(tx, GIVE, now=NOW)
        accepted = await handle_explanation(tx, JudgeExplanation(HANH, "PA1", TUAN.id), now=NOW)
        assert accepted == ExplanationKept("PA1")
        with pytest.raises(ExplanationGone):
            await handle_explanation(tx, ShowExplanation(HANH, "PA1"), now=NOW)


async def test_the_handler_writes_down_only_for_who_has_no_chat(database: Database) -> None:
    async with database.transact() as tx:
        await an_asked(tx, TUAN)
    paper = RecordExplanation(HANH, "PA1", TUAN.id, SORRY)
    async with database.transact() as tx:
        with pytest.raises(WritesThemselves):
            await handle_explanation(tx, paper, now=NOW)


async def test_what_was_said_on_paper_is_written_down_in_the_handlers_name(database: Database) -> None:
    async with database.transact() as tx:
        case = await an_asked(tx)
        await handle_explanation(tx, RecordExplanation(HANH, "PA1", TUAN.id, SORRY), now=NOW)
        (line,) = [one for one in await tx.cases.timeline(case.id) if one.what is Event.EXPLAINED]
    assert (line.by, line.officer_id) == (By.HANDLER, HANH.id)
    assert (Act.EXPLANATION_GIVEN.value, "hanh", "PA1", "tuan") in await noted(database)


async def test_asking_reading_giving_and_judging_are_written_down(database: Database) -> None:
    async with database.transact() as tx:
        await an_asked(tx)
        await answer_explanation(tx, ReadExplanation(TUAN, "PA1"), now=NOW)
        await answer_explanation(tx, GIVE, now=NOW)
        await handle_explanation(tx, JudgeExplanation(HANH, "PA1", TUAN.id), now=NOW)
    acts = [(what, who, why) for what, who, about, why in await noted(database) if about == "PA1"]
    assert [one for one in acts if one[0] != Act.MOVED] == [
        ("yeu-cau-giai-trinh", "hanh", "tuan"),
        ("xem-giai-trinh", "tuan", "tuan"),
        ("giai-trinh", "tuan", "tuan"),
        ("xet-giai-trinh", "hanh", "tuan"),
    ]


async def test_while_it_is_awaited_the_case_is_not_sent_on(database: Database) -> None:
    async with database.transact() as tx:
        await an_asked(tx)
        sent = await handle_case(tx, TransferCase(HANH, "PA1", TINH_LAM_SON.id), now=NOW)
    assert isinstance(sent, CaseMoved)
    assert (sent.state, sent.unit_id) == (State.EXPLAINING, None)


async def test_an_erasure_takes_the_explanation_along(database: Database) -> None:
    async with database.transact() as tx:
        case = await an_asked(tx, TUAN)
        await answer_explanation(tx, GIVE, now=NOW)
        await tx.feedback.erase_chat(LAN, at=NOW)
        assert await tx.explanations.of_case(case) == ()
