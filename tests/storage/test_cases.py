"""Cases, and the one rule about who may see them."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.cases import WAITING, Case, State, may_handle
from feedback.people import Officer, Role
from storage.maintenance import Database, open_database
from tests.support.builders import a_case, later
from tests.support.cast import (
    AN_BINH,
    DUNG,
    HANH,
    HOA_LAC,
    KHOA,
    NOW,
    SECRET,
    THAO,
    TINH_LAM_SON,
    TUAN,
    UNITS,
)
from tests.support.databases import BOTH, PostgresTemplate, SqliteTemplate

TODAY = NOW.date()


async def open_all(database: Database, *cases: Case) -> None:
    async with database.transact() as tx:
        for case in cases:
            await tx.cases.open(case)


async def codes(database: Database, officer: Officer, *, waiting_only: bool = True) -> list[str]:
    async with database.reading() as tx:
        return [case.code for case in await tx.cases.visible(officer, waiting_only=waiting_only)]


async def test_a_case_is_read_as_it_was_opened(database: Database) -> None:
    case = a_case("PA1", words="Chờ lâu, không ai hướng dẫn.", tags=("cham-tre", "huong-dan"))
    async with database.transact() as tx:
        id = await tx.cases.open(case)
    async with database.reading() as tx:
        assert await tx.cases.visible(HANH) == [replace(case, id=id)]


async def test_ba_hanh_sees_the_urgent_one_first_then_by_deadline(database: Database) -> None:
    await open_all(
        database,
        a_case("later", due=TODAY + timedelta(days=5)),
        a_case("soon", due=TODAY),
        a_case("urgent", due=TODAY + timedelta(days=9), urgent=True),
        a_case("answered", state=State.ANSWERED),
    )
    assert await codes(database, HANH) == ["urgent", "soon", "later"]
    assert sorted(await codes(database, HANH, waiting_only=False)) == ["answered", "later", "soon", "urgent"]


async def test_a_sealed_case_about_an_binh_is_seen_by_ong_dung_alone(database: Database) -> None:
    await open_all(database, a_case("sealed", handler=TINH_LAM_SON, sealed=True), a_case("misrouted", sealed=True))
    assert await codes(database, DUNG) == ["sealed"]
    for officer in (HANH, TUAN, THAO, KHOA):
        assert await codes(database, officer) == []
    async with database.transact() as tx:
        assert await tx.cases.lock(HANH, "sealed") is None
        assert await tx.cases.lock(HANH, "misrouted") is None
        assert await tx.cases.lock(HANH, "no such case") is None


async def test_a_case_without_a_handler_is_seen_by_nobody(database: Database) -> None:
    await open_all(database, a_case("nobody", handler=None))
    for officer in (HANH, DUNG):
        assert await codes(database, officer) == []


async def test_ba_hanh_accepts_and_answers(database: Database) -> None:
    await open_all(database, a_case("PA1"))
    async with database.transact() as tx:
        case = await tx.cases.lock(HANH, "PA1")
        assert case is not None
        await tx.cases.save(case.accept().reply("Đã bố trí thêm người trực.", at=later(hours=2)))
    async with database.reading() as tx:
        (answered,) = await tx.cases.visible(HANH, waiting_only=False)
    assert (answered.state, answered.answer) == (State.ANSWERED, "Đã bố trí thêm người trực.")
    assert answered.answered_at == later(hours=2)
    assert answered.words == case.words


async def test_a_move_never_changes_whom_the_case_is_about(database: Database) -> None:
    await open_all(database, a_case("PA1"))
    async with database.transact() as tx:
        case = await tx.cases.lock(HANH, "PA1")
        assert case is not None
        await tx.cases.save(replace(case, unit_id=HOA_LAC.id, due=TODAY, code="PA2"))
        assert await tx.cases.lock(HANH, "PA1") == case


async def test_the_waiting_list_counts_late_ones_and_hides_sealed_ones(database: Database) -> None:
    await open_all(
        database,
        a_case(due=TODAY),
        a_case(due=TODAY - timedelta(days=1)),
        a_case(due=TODAY - timedelta(days=1), state=State.ANSWERED),
        a_case(due=TODAY - timedelta(days=1), sealed=True),
        a_case(due=TODAY - timedelta(days=1), handler=TINH_LAM_SON, sealed=True),
    )
    async with database.reading() as tx:
        assert await tx.cases.waiting(AN_BINH.id, today=TODAY) == (2, 1)
        assert await tx.cases.waiting(TINH_LAM_SON.id, today=TODAY) == (1, 1)
        assert await tx.cases.waiting(HOA_LAC.id, today=TODAY) == (0, 0)


officers = st.builds(
    Officer,
    id=st.just(HANH.id),
    code=st.just("ai-do"),
    name=st.just("Ai đó"),
    title=st.just(""),
    unit_id=st.sampled_from([unit.id for unit in UNITS]),
    role=st.sampled_from(Role),
    active=st.booleans(),
)
cases_of_any_kind = st.builds(
    a_case,
    about=st.sampled_from(UNITS),
    handler=st.none() | st.sampled_from(UNITS),
    state=st.sampled_from(State),
    sealed=st.booleans(),
    urgent=st.booleans(),
)


@pytest.mark.parametrize("kind", BOTH)
def test_the_database_shows_exactly_what_the_rule_allows(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    template: SqliteTemplate | PostgresTemplate = request.getfixturevalue(f"{kind}_template")
    with template.copy(tmp_path) as url, asyncio.Runner() as runner:
        database = open_database(url, SECRET)
        opened: dict[str, Case] = {}

        @settings(max_examples=60, deadline=None)
        @given(officers, st.lists(cases_of_any_kind, max_size=6))
        def holds(officer: Officer, cases: list[Case]) -> None:
            opened.update({case.code: case for case in cases})
            runner.run(open_all(database, *cases))
            allowed = {code for code, case in opened.items() if may_handle(officer, case)}
            waiting = {code for code in allowed if opened[code].state in WAITING}
            assert set(runner.run(codes(database, officer, waiting_only=False))) == allowed
            assert set(runner.run(codes(database, officer))) == waiting

        try:
            holds()
        finally:
            runner.run(database.close())
