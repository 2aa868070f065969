"""Bà Hạnh looks into what chị Lan wrote, and asks anh Tuấn to explain."""

from datetime import date, datetime
from typing import Any

from feedback.case_life import Event, State
from feedback.cases import Case
from feedback.explaining import answer_explanation, handle_explanation
from feedback.explanation_requests import AskExplanation, ExplanationsFound, GiveExplanation, ListExplanations
from feedback.explanations import Explanation, Stage
from feedback.people import Officer
from feedback.periods import OFFICE_TIME
from feedback.ports import Transaction
from storage.maintenance import Database
from tests.support.casework import a_told_case, link
from tests.support.cast import HANH, NOW, TUAN

SUMMARY = "Ngày 03/08/2026, tại Quầy 1, có phản ánh về việc chờ lâu."
SORRY = "Hôm đó đông, tôi đã để người dân chờ; tôi xin lỗi."
DUE = date(2026, 8, 6)
ASK = AskExplanation(HANH, "PA1", TUAN.id, SUMMARY)
GIVE = GiveExplanation(TUAN, "PA1", SORRY)


def on(day: int, hour: int = 8) -> datetime:
    return datetime(2026, 8, day, hour, tzinfo=OFFICE_TIME)


async def a_verified(tx: Transaction, *linked: Officer, state: State = State.VERIFYING, **more: Any) -> Case:
    """Bà Hạnh looks into what chị Lan wrote."""
    await link(tx, HANH, *linked)
    return await a_told_case(tx, state=state, **more)


async def an_asked(tx: Transaction, *linked: Officer) -> Case:
    case = await a_verified(tx, *linked)
    await handle_explanation(tx, ASK, now=NOW)
    return case


async def expected_of(tx: Transaction, officer: Officer) -> tuple[Explanation, ...]:
    found = await answer_explanation(tx, ListExplanations(officer), now=NOW)
    assert isinstance(found, ExplanationsFound)
    return found.explanations


async def stands(database: Database, case: Case) -> tuple[State, list[Stage], list[Event]]:
    async with database.transact() as tx:
        now = await tx.cases.whole(case.id)
        assert now
        stages = [one.stage for one in await tx.explanations.of_case(case)]
        return now.state, stages, [one.what for one in await tx.cases.timeline(case.id)]
