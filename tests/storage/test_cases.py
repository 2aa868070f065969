"""Cases, and the one rule about who may see them."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import JSON, select, update

from feedback.cases import WAITING, Case, State, may_handle, may_inspect
from feedback.people import Officer, Role
from storage.maintenance import Database, open_database
from storage.tables import cases
from tests.support.builders import a_case, later
from tests.support.cast import (
    AN_BINH,
    DIRECTORY,
    DUNG,
    HANH,
    HOA_LAC,
    KHOA,
    MAI,
    NOW,
    SECRET,
    THAO,
    TINH_LAM_SON,
    TUAN,
    UNITS,
)
from tests.support.databases import BOTH, PostgresTemplate, SqliteTemplate

TODAY = NOW.date()


async def open_all(database: Database, *new: Case) -> None:
    async with database.transact() as tx:
        for case in new:
            await tx.cases.open(case)


async def codes(database: Database, officer: Officer, *, waiting_only: bool = True) -> list[str]:
    async with database.reading() as tx:
        return [case.code for case in await tx.cases.visible(officer, waiting_only=waiting_only)]


async def locked(database: Database, officer: Officer, code: str) -> Case | None:
    async with database.transact() as tx:
        return await tx.cases.lock(officer, code)


async def test_a_case_is_read_as_it_was_opened(database: Database) -> None:
    case = a_case("PA1", words="Chờ lâu, không ai hướng dẫn.", tags=("cham-tre", "huong-dan"))
    case = replace(case, concerns=(MAI.id, TUAN.id))
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


async def test_ong_dung_neither_sees_nor_answers_a_sealed_case_that_speaks_of_him(database: Database) -> None:
    about_him = replace(a_case("sealed", handler=TINH_LAM_SON, sealed=True), concerns=(HANH.id, DUNG.id))
    about_her = replace(a_case("open"), concerns=(HANH.id,))
    await open_all(database, about_him, about_her)
    for officer, seen in ((DUNG, []), (replace(DUNG, id=THAO.id), ["sealed"]), (HANH, ["open"])):
        assert await codes(database, officer) == seen
    async with database.transact() as tx:
        assert await tx.cases.lock(DUNG, "sealed") is None


@pytest.mark.parametrize("concerns", [None, "not a list", [None], ["somebody"]])
async def test_a_case_whose_concerns_cannot_be_read_is_shown_to_nobody(database: Database, concerns: object) -> None:
    await open_all(database, a_case("sealed", handler=TINH_LAM_SON, sealed=True))
    async with database.transact() as tx:
        await tx.executor.run(update(cases).values(concerns=concerns if concerns is not None else JSON.NULL))
    with pytest.raises((TypeError, ValueError)):
        await codes(database, DUNG)


async def test_ong_dung_stays_out_when_his_number_was_written_as_text(database: Database) -> None:
    await open_all(database, a_case("sealed", handler=TINH_LAM_SON, sealed=True))
    async with database.transact() as tx:
        await tx.executor.run(update(cases).values(concerns=[str(DUNG.id)]))
    assert await codes(database, DUNG) == []


async def test_words_moved_to_another_case_do_not_open(database: Database) -> None:
    await open_all(database, a_case("PA1", words="Lời của chị Lan"), a_case("PA2", words="Lời của bác Sáu"))
    async with database.transact() as tx:
        (words,) = (await tx.executor.rows(select(cases.c.words).where(cases.c.code == "PA1")))[0]
        await tx.executor.run(update(cases).where(cases.c.code == "PA2").values(words=words))
        with pytest.raises(InvalidTag):
            await tx.cases.lock(HANH, "PA2")


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
        await tx.cases.save(replace(case, unit_id=HOA_LAC.id, filed_at=later(days=1), concerns=(TUAN.id,)))
        assert await tx.cases.lock(HANH, "PA1") == case
        with pytest.raises(LookupError):
            await tx.cases.save(replace(case, code="PA2"))


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
        assert await tx.cases.waiting(TINH_LAM_SON.id, today=TODAY) == (0, 0)  # a digest goes to several people
        assert await tx.cases.waiting(HOA_LAC.id, today=TODAY) == (0, 0)


def may_see(officer: Officer, case: Case) -> bool:
    return may_handle(officer, case) or may_inspect(officer, case, DIRECTORY)


officers = st.builds(
    Officer,
    id=st.sampled_from([HANH.id, DUNG.id, THAO.id]),
    code=st.just("ai-do"),
    name=st.just("Ai đó"),
    title=st.just(""),
    unit_id=st.sampled_from([unit.id for unit in UNITS]),
    role=st.sampled_from(Role),
    active=st.booleans(),
)
plain_cases = st.builds(
    a_case,
    about=st.sampled_from(UNITS),
    handler=st.none() | st.sampled_from(UNITS),
    state=st.sampled_from(State),
    sealed=st.booleans(),
    urgent=st.booleans(),
)
concerned = st.lists(st.sampled_from([HANH.id, DUNG.id, THAO.id, TUAN.id]), max_size=3, unique=True).map(tuple)
cases_of_any_kind = st.builds(lambda case, ids: replace(case, concerns=ids), plain_cases, concerned)


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
        def holds(officer: Officer, new: list[Case]) -> None:
            opened.update({case.code: case for case in new})
            runner.run(open_all(database, *new))
            allowed = {code for code, case in opened.items() if may_see(officer, case)}
            waiting = {code for code in allowed if opened[code].state in WAITING}
            assert set(runner.run(codes(database, officer, waiting_only=False))) == allowed
            assert set(runner.run(codes(database, officer))) == waiting
            for case in new:
                assert (runner.run(locked(database, officer, case.code)) is not None) == may_see(officer, case)

        try:
            holds()
        finally:
            runner.run(database.close())
