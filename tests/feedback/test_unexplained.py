"""An explanation that does not come in time holds nothing up, may still come, and is over once there is an answer."""

import asyncio

import pytest

from feedback.case_life import Event, State
from feedback.case_requests import TellResult
from feedback.chasing import chase
from feedback.errors import ExplanationGone
from feedback.explaining import answer_explanation, handle_explanation
from feedback.explanation_requests import ShowExplanation
from feedback.explanations import Explanation, Stage
from feedback.handling import handle_case
from feedback.requests import AnswerCase
from feedback.results import hear_result
from storage.maintenance import Database, open_database
from tests.support.casework import LAN, letters_for
from tests.support.cast import HANH, NOW, SECRET, TUAN
from tests.support.explaining import GIVE, an_asked, expected_of, on, stands


async def test_what_nobody_gave_in_time_lapses_once_in_office_hours_and_holds_nothing_up(database: Database) -> None:
    async with database.transact() as tx:
        case = await an_asked(tx, TUAN)
    for at in (on(6), on(7, 6)):
        await chase(database, now=at)
    assert await stands(database, case) == (State.EXPLAINING, [Stage.ASKED], [Event.EXPLAINING])
    for at in (on(7, 8), on(7, 9), on(8), on(10)):
        await chase(database, now=at)
    events = [Event.EXPLAINING, Event.UNEXPLAINED]
    assert await stands(database, case) == (State.VERIFYING, [Stage.LAPSED], events)
    assert len(await letters_for(database, "tuan", at=on(10))) == 2
    (told,) = await letters_for(database, "hanh", at=on(10))
    assert told.text.startswith("Quá hạn 06/08/2026 chưa có giải trình về phản ánh PA1.")
    async with database.transact() as tx:
        assert [one.stage for one in await expected_of(tx, TUAN)] == [Stage.LAPSED]
        await handle_case(tx, AnswerCase(HANH, "PA1", "Đã nhắc cán bộ."), now=on(10))
        assert await expected_of(tx, TUAN) == ()


async def test_a_late_explanation_is_still_heard(database: Database) -> None:
    async with database.transact() as tx:
        case = await an_asked(tx)
    await chase(database, now=on(7))
    async with database.transact() as tx:
        await answer_explanation(tx, GIVE, now=on(10))
    assert (await stands(database, case))[:2] == (State.VERIFYING, [Stage.GIVEN])


async def test_of_two_replicas_one_lets_it_lapse(database_url: str) -> None:
    two = [open_database(database_url, SECRET) for _ in range(2)]
    async with two[0].transact() as tx:
        case = await an_asked(tx, TUAN)
    await asyncio.gather(*(chase(one, now=on(7)) for one in two))
    assert (await stands(two[0], case))[2] == [Event.EXPLAINING, Event.UNEXPLAINED]
    for one in two:
        await one.close()


async def test_the_case_may_be_answered_without_waiting(database: Database) -> None:
    async with database.transact() as tx:
        case = await an_asked(tx)
        await handle_case(tx, AnswerCase(HANH, "PA1", "Đã nhắc cán bộ."), now=NOW)
    async with database.transact() as tx:
        with pytest.raises(ExplanationGone):
            await answer_explanation(tx, GIVE, now=NOW)
    assert (await stands(database, case))[0] is State.ANSWERED


async def test_what_was_asked_before_the_citizen_brought_the_case_back_is_over(database: Database) -> None:
    async with database.transact() as tx:
        await an_asked(tx, TUAN)
        await handle_case(tx, AnswerCase(HANH, "PA1", "Đã nhắc cán bộ."), now=NOW)
        await hear_result(tx, TellResult(False, code="PA1"), chat=LAN, now=on(5))
        assert await expected_of(tx, TUAN) == ()
        with pytest.raises(ExplanationGone):
            await handle_explanation(tx, ShowExplanation(HANH, "PA1"), now=on(5))


async def test_an_answer_that_comes_between_is_seen_once_the_case_is_locked(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with database.transact() as tx:
        await an_asked(tx, TUAN)
        before = await tx.explanations.asked_of(TUAN.id)
        await handle_case(tx, AnswerCase(HANH, "PA1", "Đã nhắc cán bộ."), now=NOW)

        async def still_expected(officer_id: int) -> list[Explanation]:
            return before

        monkeypatch.setattr(tx.explanations, "asked_of", still_expected)
        with pytest.raises(ExplanationGone):
            await answer_explanation(tx, GIVE, now=NOW)
