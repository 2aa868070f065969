"""People's inspectors look at cases: what they are given, what is written down, and that nothing changes by it."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select, update

from feedback.audit import Act
from feedback.case_life import State
from feedback.case_requests import UnsealCase
from feedback.cases import Case
from feedback.chance import Chance
from feedback.errors import CaseNotFound, NotAllowed
from feedback.inspection import quarter_report, watch
from feedback.inspection_requests import ListWatched, ReadWatched, WatchedFound, WatchedShown
from feedback.inspection_scope import Watched
from feedback.people import Officer
from feedback.periods import Quarter
from feedback.recommendation_requests import SendRecommendation
from feedback.recommending import send_recommendation
from feedback.sealing import concerned
from feedback.unsealing import unseal
from storage.maintenance import Database
from storage.tables import cases, feedback
from storage.transaction import Store
from tests.support.builders import a_case, a_filed, later
from tests.support.casework import a_told_case
from tests.support.cast import AN_BINH, DUNG, HANH, HOA_LAC, MAI, NOW, THAO, TINH_LAM_SON, TUAN
from tests.support.watching import a_member, on


async def listed(tx: Store, officer: Officer) -> list[str]:
    found = await watch(tx, ListWatched(officer), now=NOW)
    assert isinstance(found, WatchedFound)
    assert not any(one.words or one.answer or one.reason for one in found.cases)
    return [one.code for one in found.cases]


async def read(tx: Store, officer: Officer, code: str = "PA1") -> Watched:
    shown = await watch(tx, ReadWatched(officer, code), now=NOW)
    assert isinstance(shown, WatchedShown)
    return shown.case


async def opened(tx: Store, *more: Case) -> None:
    for case in more:
        await tx.cases.open(case)


async def test_a_member_lists_what_waits_and_what_came_since_last_quarter(database: Database) -> None:
    async with database.transact() as tx:
        thanh = await a_member(tx)
        old = on(5, month=3)
        await opened(tx, a_case("OLD", at=old, state=State.CLOSED), a_case("WAITS", at=old, due=date(2026, 3, 20)))
        await opened(tx, a_case("LAST", at=on(1, month=4), state=State.REFUSED), a_case("NEW"))
        assert await listed(tx, thanh) == ["WAITS", "LAST", "NEW"]
        assert (await read(tx, thanh, "OLD")).code == "OLD"


async def test_sealed_ones_and_those_of_others_are_not_there(database: Database) -> None:
    async with database.transact() as tx:
        thanh = await a_member(tx)
        await opened(tx, a_case("S", sealed=True, handler=TINH_LAM_SON), a_case("H", about=HOA_LAC, handler=AN_BINH))
        await opened(tx, a_case("C", concerns=(thanh.id,)), a_case("UP", handler=TINH_LAM_SON))
        assert await listed(tx, thanh) == ["UP"]
        for code in ("S", "H", "C", "NONE"):
            with pytest.raises(CaseNotFound):
                await read(tx, thanh, code)


@pytest.mark.parametrize("officer", [TUAN, HANH, DUNG, THAO], ids=lambda one: one.code)
async def test_nobody_else_watches(officer: Officer, database: Database) -> None:
    async with database.transact() as tx:
        await opened(tx, a_case("PA1"))
        for wanted in (ListWatched(officer), ReadWatched(officer, "PA1")):
            with pytest.raises(NotAllowed):
                await watch(tx, wanted, now=NOW)


async def test_who_left_the_board_sees_nothing(database: Database) -> None:
    async with database.transact() as tx:
        thanh = await a_member(tx)
        await opened(tx, a_case("PA1"))
        await tx.places.put_officer(replace(thanh, active=False))
        assert await tx.cases.watched(thanh, since=NOW) == []  # a picture of them from before does not help
        with pytest.raises(NotAllowed):
            await listed(tx, replace(thanh, active=False))


async def test_each_reading_is_written_down_and_changes_nothing(database: Database) -> None:
    async with database.transact() as tx:
        thanh = await a_member(tx)
        await opened(tx, a_case("PA1"))
        before = (await tx.executor.rows(select(cases)))[0]
    for _ in range(2):
        async with database.transact() as tx:
            await read(tx, thanh)
    async with database.reading() as tx:
        notes = [(one.entry.who, one.entry.what) for one in await tx.audit.read(about="PA1", limit=9)]
        assert notes == [("thanh", Act.WATCHED.value)] * 2
        assert (await tx.executor.rows(select(cases)))[0] == before


async def test_words_open_with_the_fifth_case_of_the_unit_in_the_quarter(database: Database) -> None:
    async with database.transact() as tx:
        thanh = await a_member(tx)
        await opened(tx, *(a_case(f"PA{n}") for n in range(1, 5)))
        await opened(tx, a_case("LAST", at=on(30, month=6)), a_case("S", sealed=True), a_case("H", about=HOA_LAC))
        assert (await read(tx, thanh)).few
        await opened(tx, a_case("PA5"))
        assert (await read(tx, thanh)).words


async def test_what_was_once_sealed_keeps_its_words_to_the_office(database: Database) -> None:
    async with database.transact() as tx:
        thanh = await a_member(tx)
        await opened(tx, *(a_case(f"PA{n}") for n in range(2, 9)))
        case = await a_told_case(tx, sealed=True, handler=TINH_LAM_SON)
        await unseal(tx, UnsealCase(DUNG, case.code, "khong-ve-lanh-dao"), now=later(hours=1))
        assert (await read(tx, thanh)).words == ""
        assert (await read(tx, thanh)).few is False
        assert (await read(tx, thanh, "PA2")).words


async def test_a_member_named_in_the_words_never_sees_them(database: Database) -> None:
    async with database.transact() as tx:
        thanh = await a_member(tx)
        directory = await tx.directory()
        assert thanh.id in concerned(a_filed("Ông Bàn Văn Thanh dắt người nhà vào trước."), directory)
        assert thanh.id not in concerned(a_filed("Chờ lâu quá."), directory)


async def test_a_sheet_of_a_quarter_that_is_not_over_is_refused(database: Database) -> None:
    async with database.transact() as tx:
        for now in (NOW, on(30, 23, month=9)):
            with pytest.raises(ValueError, match="2026-Q3"):
                await quarter_report(tx, AN_BINH, Quarter(2026, 3), now=now)
        found = await quarter_report(tx, AN_BINH, Quarter(2026, 3), now=on(1, 0, month=10))
        assert found.count == 0


async def test_a_sheet_counts_by_the_offices_calendar_and_without_sealed_ones(database: Database) -> None:
    first, last = on(1, 0, month=7), on(30, 23, month=9)
    async with database.transact() as tx:
        thanh = await a_member(tx)
        await opened(tx, a_case("A", at=first), a_case("B", at=last), a_case("S", at=first, sealed=True))
        await opened(tx, a_case("C", at=on(30, 23, month=6)), a_case("D", at=on(1, 0, month=10)))
        await opened(tx, *(a_case(f"PA{n}") for n in range(3)))
        text = "Đề nghị bố trí thêm người trực buổi sáng."
        wanted = SendRecommendation(thanh, AN_BINH.id, text)
        await send_recommendation(tx, wanted, chance=Chance(), now=first)
        found = await quarter_report(tx, AN_BINH, Quarter(2026, 3), now=on(20, month=10))
        assert found.count == 5
        assert sum(found.recommended.replies.values()) == 1
        assert [month.found is None for month in found.months] == [False, False, True]

    return Chance()


async def test_the_database_itself_lets_nothing_sealed_through(database: Database) -> None:
    """Also where the case's row says otherwise than the words' row."""
    async with database.transact() as tx:
        thanh = await a_member(tx)
        await opened(tx, *(a_case(f"PA{n}") for n in range(2, 9)))
        case = await a_told_case(tx)
        await tx.executor.run(update(feedback).values(sealed=True).where(feedback.c.case_id == case.id))
        assert (await read(tx, thanh)).words == ""
        await tx.executor.run(update(cases).values(sealed=True).where(cases.c.id == case.id))
        assert "PA1" not in await listed(tx, thanh)
        assert MAI.id not in {one.id for one in (await tx.directory()).watchers_of(AN_BINH.id)}
