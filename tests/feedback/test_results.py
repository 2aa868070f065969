"""What came of an answer: one letter with one question, and the citizen's word on it, from a button or a receipt."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from feedback.case_life import Event, Result, State
from feedback.case_moves import answer_case, refuse_case
from feedback.case_requests import RefuseCase, ResultHeard, SeveralTold, TellResult, ToldCase
from feedback.cases import Case
from feedback.errors import FeedbackError, TooLate
from feedback.periods import midnight
from feedback.results import close_silent, hear_result
from feedback.verdicts import Voices
from storage.maintenance import Database
from tests.support.builders import BOX, later
from tests.support.casework import LAN, RECEIPT, a_told_case, letters_for, link
from tests.support.cast import AN_BINH, DUNG, HANH, HOA_LAC, NOW, SINCE, TINH_LAM_SON

ANSWER = "Trung tâm đã nhắc cán bộ và xin lỗi Ông/Bà."
LAST_DAY = datetime.fromisoformat("2026-08-17T23:59:00+07:00")
MORNING = datetime.fromisoformat("2026-08-18T07:00:00+07:00")
TOO_LATE = LAST_DAY + timedelta(minutes=1)


async def answered(database: Database) -> Case:
    async with database.transact() as tx:
        await link(tx, HANH)
        await a_told_case(tx)
        return await answer_case(tx, HANH, "PA1", ANSWER, now=NOW)


async def hears(
    database: Database, told: TellResult, *, chat: str = LAN, at: datetime = NOW
) -> ResultHeard | SeveralTold:
    async with database.transact() as tx:
        return await hear_result(tx, told, chat=chat, now=at)


async def stands(database: Database, id: int) -> Case:
    async with database.transact() as tx:
        case = await tx.cases.whole(id)
    assert case is not None
    return case


async def what_happened(database: Database, id: int) -> list[Event]:
    async with database.reading() as tx:
        return [one.what for one in await tx.cases.timeline(id)]


async def test_an_answer_is_one_letter_that_asks_whether_it_is_solved(database: Database) -> None:
    await answered(database)
    (letter,) = await letters_for(database, "lan")
    assert f"“{ANSWER}”\n\nViệc của Ông/Bà đã được giải quyết chưa?" in letter.text
    assert [(one.label, one.payload) for one in letter.choices] == [
        ("Đã giải quyết", "-:result:solved.PA1"),
        ("Chưa", "-:result:unsolved.PA1"),
    ]


@pytest.mark.parametrize("told", [TellResult(True, code="PA1"), TellResult(True, receipt=RECEIPT), TellResult(True)])
async def test_solved_closes_the_case_as_verified(database: Database, told: TellResult) -> None:
    case = await answered(database)
    assert await hears(database, told, at=later(hours=3)) == ResultHeard(True, AN_BINH.id)
    case = await stands(database, case.id)
    assert (case.state, case.result) == (State.CLOSED, Result.SOLVED)
    assert case.closed_at == midnight(NOW.date())  # the moment would tell which chat wrote then


async def test_saying_it_twice_is_one_line_of_the_timeline(database: Database) -> None:
    case = await answered(database)
    for _ in range(2):
        await hears(database, TellResult(True, code="PA1"))
    assert await what_happened(database, case.id) == [Event.ANSWERED, Event.SOLVED]


async def test_not_solved_opens_it_again_with_a_deadline_of_its_own_and_tells_the_handlers(database: Database) -> None:
    case = await answered(database)
    at = later(days=7)
    heard = await hears(database, TellResult(False, code="PA1"), at=at)
    again = await stands(database, case.id)
    assert heard == ResultHeard(False, AN_BINH.id, again.due, code="PA1")
    assert (again.state, f"{again.due}", f"{again.accept_by}") == (State.NEW, "2026-08-24", "2026-08-12")
    (told,) = await letters_for(database, "hanh", at=at)
    assert "chưa được giải quyết" in told.text
    assert "/viec PA1" in told.text
    async with database.reading() as tx:
        assert (await tx.cases.timeline(case.id))[-1].at == midnight(at.date())
    assert case.words not in told.text


@pytest.mark.parametrize("told", [TellResult(True, code="PA1"), TellResult(False), TellResult(True, receipt=RECEIPT)])
async def test_after_a_no_any_old_button_tells_when_it_was_said_and_keeps_nothing(
    database: Database, told: TellResult
) -> None:
    case = await answered(database)
    await hears(database, TellResult(False, code="PA1"), at=later(days=1))
    again = await stands(database, case.id)
    heard = await hears(database, told, at=later(days=2))
    assert heard == ResultHeard(False, AN_BINH.id, again.due, before=later(days=1).date(), code="PA1")
    assert (await stands(database, case.id)) == again
    if not told.receipt:
        with pytest.raises(TooLate):
            await hears(database, told, chat=BOX.tag("console", "sau"), at=later(days=2))


async def test_who_brings_it_back_at_night_wakes_nobody(database: Database) -> None:
    await answered(database)
    night, morning = (datetime.fromisoformat(f"2026-08-{at}:00+07:00") for at in ("04T22:00", "05T07:00"))
    await hears(database, TellResult(False, code="PA1"), at=night)
    assert await letters_for(database, "hanh", at=morning - timedelta(seconds=1)) == []
    assert len(await letters_for(database, "hanh", at=morning)) == 1


async def test_each_answer_asks_once_and_a_second_one_asks_again(database: Database) -> None:
    await answered(database)
    await hears(database, TellResult(False, code="PA1"), at=later(days=1))
    async with database.transact() as tx:
        await answer_case(tx, HANH, "PA1", "Đã hẹn gặp lại.", now=later(days=2))
    first, second = await letters_for(database, "lan", at=later(days=2))
    assert "Đã hẹn gặp lại." in second.text
    assert first.choices == second.choices


async def test_somebody_may_change_their_mind_within_the_window(database: Database) -> None:
    case = await answered(database)
    await hears(database, TellResult(True, code="PA1"))
    await hears(database, TellResult(False, receipt=RECEIPT), at=LAST_DAY)
    again = await stands(database, case.id)
    assert (again.state, again.result) == (State.NEW, Result.OPEN)


@pytest.mark.parametrize("solved", [True, False])
async def test_after_the_window_it_is_too_late(database: Database, solved: bool) -> None:
    case = await answered(database)
    for told in (TellResult(solved, code="PA1"), TellResult(solved, receipt=RECEIPT), TellResult(solved)):
        with pytest.raises(TooLate):
            await hears(database, told, at=TOO_LATE)
    assert (await stands(database, case.id)).state is State.ANSWERED


@pytest.mark.parametrize(
    "told",
    [TellResult(False, code="PA1"), TellResult(True, code="PA1"), TellResult(True), TellResult(True, receipt="1" * 16)],
)
async def test_nobody_speaks_for_somebody_elses_case(database: Database, told: TellResult) -> None:
    """A code is no proof: handlers know it too. Only the chat of the words counts, or the receipt."""
    case = await answered(database)
    for stranger in ("hanh", "sau"):
        with pytest.raises(TooLate):
            await hears(database, told, chat=BOX.tag("console", stranger))
    assert (await stands(database, case.id)).state is State.ANSWERED


async def test_a_case_that_was_not_answered_has_no_result(database: Database) -> None:
    async with database.transact() as tx:
        await a_told_case(tx)
    for told in (TellResult(False, code="PA1"), TellResult(True, receipt=RECEIPT), TellResult(True)):
        with pytest.raises(TooLate):
            await hears(database, told)


async def test_silence_closes_it_unverified_after_the_window_and_not_before(database: Database) -> None:
    case = await answered(database)
    assert await close_silent(database, now=LAST_DAY) == 0
    assert await close_silent(database, now=TOO_LATE) == 1
    assert await close_silent(database, now=TOO_LATE) == 0
    case = await stands(database, case.id)
    assert (case.state, case.result, case.closed_at) == (State.CLOSED, Result.SILENT, TOO_LATE)
    assert await what_happened(database, case.id) == [Event.ANSWERED, Event.SILENT]


async def test_the_digest_is_told_how_many_were_answered_and_of_how_many_people_said_so(database: Database) -> None:
    await answered(database)
    async with database.reading() as tx:
        start, end = later(days=-7), later(days=7)
        assert await tx.cases.answered(AN_BINH.id, start=start, end=end) == 1
        assert await tx.verdicts.told(AN_BINH.id, start=start, end=end) == Voices(1, 0)
    await hears(database, TellResult(True, code="PA1"))
    async with database.reading() as tx:
        assert await tx.cases.answered(AN_BINH.id, start=end, end=later(days=9)) == 0
        assert await tx.cases.answered(HOA_LAC.id, start=start, end=end) == 0
        assert await tx.verdicts.told(AN_BINH.id, start=start, end=end) == Voices(1, 1)
        assert await tx.verdicts.told(AN_BINH.id, start=end, end=later(days=9)) == Voices(0, 0)
        assert await tx.verdicts.told(HOA_LAC.id, start=start, end=end) == Voices(0, 0)


async def test_the_digest_is_told_how_many_were_refused_also_of_those_brought_back(database: Database) -> None:
    await refused(database)
    await hears(database, TellResult(False, code="PA1"))
    async with database.reading() as tx:
        assert await tx.cases.refused(AN_BINH.id, start=later(days=-7), end=later(days=7)) == 1
        assert await tx.cases.refused(AN_BINH.id, start=later(days=1), end=later(days=7)) == 0
        assert await tx.cases.refused(TINH_LAM_SON.id, start=later(days=-7), end=later(days=7)) == 0


async def test_the_receipt_shows_what_happened_by_role_and_never_by_name(database: Database) -> None:
    await answered(database)
    async with database.reading() as tx:
        status = await tx.feedback.status(RECEIPT)
    assert status is not None
    assert [(one.what, one.officer_id) for one in status.timeline] == [(Event.ANSWERED, None)]
    assert (f"{status.judge_until}", status.result) == ("2026-08-17", Result.OPEN)


async def refused(database: Database) -> Case:
    async with database.transact() as tx:
        await link(tx, HANH, DUNG)
        case = await a_told_case(tx)
        await refuse_case(tx, RefuseCase(HANH, "PA1", "Không thuộc thẩm quyền."), now=NOW)
    return case


@pytest.mark.parametrize("told", [TellResult(False, code="PA1"), TellResult(False, receipt=RECEIPT), TellResult(False)])
async def test_who_does_not_agree_with_a_refusal_has_it_answered_by_the_unit_above(
    database: Database, told: TellResult
) -> None:
    case = await refused(database)
    heard = await hears(database, told, at=LAST_DAY)
    again = await stands(database, case.id)
    assert heard == ResultHeard(False, AN_BINH.id, again.due, contested=TINH_LAM_SON.id, code="PA1")
    assert (again.state, again.handler_unit_id, f"{again.due}") == (State.NEW, TINH_LAM_SON.id, "2026-08-31")
    assert await what_happened(database, case.id) == [Event.REFUSED, Event.CONTESTED]
    (rung,) = await letters_for(database, "dung", at=MORNING)
    assert "chưa đồng ý với việc không thụ lý phản ánh PA1" in rung.text
    assert case.words not in rung.text
    assert await letters_for(database, "hanh", at=MORNING) == []
    async with database.transact() as tx:
        assert await tx.cases.lock(HANH, "PA1") is None
        with pytest.raises(FeedbackError):
            await refuse_case(tx, RefuseCase(DUNG, "PA1", "Không rõ."), now=LAST_DAY)


async def test_where_nobody_stands_above_the_unit_that_refused_must_answer(database: Database) -> None:
    async with database.transact() as tx:
        await tx.places.put_unit(replace(AN_BINH, parent_id=None), since=SINCE)
    case = await refused(database)
    await hears(database, TellResult(False, code="PA1"))
    again = await stands(database, case.id)
    assert (again.state, again.handler_unit_id) == (State.NEW, AN_BINH.id)
    assert len(await letters_for(database, "hanh")) == 1


@pytest.mark.parametrize(("told", "at"), [(TellResult(False, code="PA1"), TOO_LATE), (TellResult(True), NOW)])
async def test_a_refusal_solves_nothing_and_is_not_brought_back_after_the_window(
    database: Database, told: TellResult, at: datetime
) -> None:
    case = await refused(database)
    with pytest.raises(TooLate):
        await hears(database, told, at=at)
    assert (await stands(database, case.id)).state is State.REFUSED


async def two_answers(database: Database) -> None:
    """Chị Lan's words of Monday and of Tuesday were both answered on Wednesday."""
    async with database.transact() as tx:
        await link(tx, HANH)
        await a_told_case(tx)
        await a_told_case(tx, "PA2", receipt="1111222233334444", at=later(days=1))
        for code in ("PA1", "PA2"):
            await answer_case(tx, HANH, code, ANSWER, now=later(days=2))


async def test_a_word_without_a_code_is_for_the_answer_that_still_waits_for_one(database: Database) -> None:
    await two_answers(database)
    await hears(database, TellResult(False, code="PA2"), at=later(days=3))
    assert await hears(database, TellResult(True), at=later(days=3)) == ResultHeard(True, AN_BINH.id)
    async with database.transact() as tx:
        one, two = await tx.cases.lock(HANH, "PA1"), await tx.cases.lock(HANH, "PA2")
    assert one and two
    assert (one.result, two.state) == (Result.SOLVED, State.NEW)


async def test_where_several_may_be_meant_nothing_is_kept_and_which_is_asked(database: Database) -> None:
    await two_answers(database)
    several = await hears(database, TellResult(True), at=later(days=3))
    days = [date(2026, 8, day) for day in (3, 4, 5)]
    told = (ToldCase("PA1", AN_BINH.id, days[0], days[2]), ToldCase("PA2", AN_BINH.id, days[1], days[2]))
    assert several == SeveralTold(True, told)
    async with database.transact() as tx:
        cases = [await tx.cases.lock(HANH, code) for code in ("PA1", "PA2")]
    assert [case and case.state for case in cases] == [State.ANSWERED] * 2


async def test_erasing_ones_words_ends_the_question_too(database: Database) -> None:
    case = await answered(database)
    async with database.transact() as tx:
        await tx.feedback.erase_chat(LAN, at=NOW)
    for told in (TellResult(True, code="PA1"), TellResult(True, receipt=RECEIPT)):
        with pytest.raises(TooLate):
            await hears(database, told)
    assert (await stands(database, case.id)).words == ""
