"""Who is told of late cases, when, and how often: once each, on any number of replicas, never a citizen's word."""

import asyncio
from dataclasses import replace
from datetime import date, datetime

import pytest

from feedback.case_life import Event, State
from feedback.chasing import Chased, chase
from feedback.people import Role
from feedback.periods import OFFICE_TIME
from storage.maintenance import Database, open_database
from storage.tables import cases
from tests.support.builders import a_case
from tests.support.casework import BO, YEN, a_told_case, letters_for, link
from tests.support.cast import DUNG, HANH, NOW, SECRET, SINCE, THAO, TINH_LAM_SON, TRAM_Y_TE


def on(day: int, hour: int = 8, minute: int = 0) -> datetime:
    """That day of August 2026; the cast's case is due on Monday the 17th."""
    return datetime(2026, 8, day, hour, minute, tzinfo=OFFICE_TIME)


async def told(database: Database, who: str) -> list[str]:
    """Whatever waits for this person, first lines only, and it goes on waiting."""
    return [reply.text.split(". Gõ")[0] for reply in await letters_for(database, who, at=on(31))]


async def opened(database: Database, **more: object) -> int:
    async with database.transact() as tx:
        await link(tx, HANH, DUNG)
        return (await a_told_case(tx, **more)).id  # type: ignore[arg-type]


async def chased(database: Database, *times: datetime) -> list[int]:
    return [(await chase(database, now=at)).told for at in times]


LATE = "Phản ánh PA1 (TTPVHCC phường An Bình) đã quá hạn trả lời 1 ngày làm việc"
UP = "Báo cấp trên: phản ánh PA1 tại TTPVHCC phường An Bình đã quá hạn trả lời 1 ngày làm việc."
SOON = "Nhắc hạn: phản ánh PA1 (TTPVHCC phường An Bình) cần được trả lời chậm nhất ngày 17/08/2026"
UNTAKEN = "Phản ánh PA1 (TTPVHCC phường An Bình) chưa được tiếp nhận; hạn tiếp nhận là 05/08/2026"


async def test_the_handlers_hear_first_that_it_was_not_taken_up_then_that_it_is_due_and_then_that_it_is_late(
    database: Database,
) -> None:
    await opened(database)
    rounds = [on(day, hour) for day in range(3, 19) for hour in (6, 8, 12, 20)]
    assert sum(await chased(database, *rounds)) == 3
    assert await told(database, "hanh") == [UNTAKEN, SOON, LATE]
    assert await told(database, "dung") == [UP]


async def test_an_urgent_case_on_the_night_after_its_last_day_is_called_overdue_by_the_offices_clock(
    database: Database,
) -> None:
    """Friday the 14th, 23:59 in the office is 16:59 UTC; a minute later the list says that it is overdue."""
    await opened(database, due=date(2026, 8, 14), urgent=True)
    before, after = (datetime.fromisoformat(f"2026-08-14T{at}:30+00:00") for at in ("16:59", "17:00"))
    await chased(database, before, after)
    soon, late = await told(database, "hanh")
    assert soon.endswith("chậm nhất ngày 14/08/2026")
    assert late.endswith("đã quá hạn trả lời; hạn là ngày 14/08/2026")


async def test_a_case_that_nobody_took_goes_up_the_tree_when_it_is_overdue(database: Database) -> None:
    id = await opened(database)
    await chase(database, now=on(18))
    assert await told(database, "dung") == [UP]
    async with database.reading() as tx:
        assert [one.what for one in await tx.cases.timeline(id)] == [Event.ESCALATED]


async def test_it_holds_its_words_back_from_whoever_is_told(database: Database) -> None:
    await opened(database)
    await chase(database, now=on(18))
    for who in ("hanh", "dung"):
        assert not any("Chờ 40 phút" in text for text in await told(database, who))


async def test_after_a_long_outage_each_case_is_one_letter_and_the_citizen_reads_that_it_went_up(
    database: Database,
) -> None:
    id = await opened(database)
    assert await chased(database, on(31), on(31, 9)) == [1, 0]
    async with database.reading() as tx:
        assert [one.what for one in await tx.cases.timeline(id)] == [Event.ESCALATED]
    assert await told(database, "hanh") == [LATE.replace("1 ngày", "10 ngày")]
    assert len(await told(database, "dung")) == 1


async def test_an_overdue_case_is_told_again_after_five_working_days(database: Database) -> None:
    id = await opened(database, state=State.ACCEPTED)
    assert await chased(database, *(on(day) for day in range(18, 29))) == [1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0]
    async with database.reading() as tx:
        assert [one.what for one in await tx.cases.timeline(id)] == [Event.ESCALATED]
    assert await told(database, "hanh") == [LATE, LATE.replace("1 ngày", "6 ngày")]


@pytest.mark.parametrize("at", [on(18, 6, 59), on(18, 19), on(22, 10), on(23, 10)])
async def test_nobody_is_told_at_night_or_on_a_day_off(database: Database, at: datetime) -> None:
    await opened(database)
    assert await chased(database, at) == [0]


async def test_an_urgent_one_is_told_at_any_hour(database: Database) -> None:
    await opened(database, urgent=True)
    assert await chased(database, on(18, 3), on(18, 8)) == [1, 0]


@pytest.mark.parametrize("state", [State.ANSWERED, State.CLOSED, State.REFUSED, State.WITHDRAWN])
async def test_what_is_over_is_not_chased(database: Database, state: State) -> None:
    await opened(database, state=state)
    assert await chased(database, on(31)) == [0]


async def test_a_unit_without_a_head_goes_to_the_superior_at_once(database: Database) -> None:
    await opened(database, about=TRAM_Y_TE, handler=TRAM_Y_TE)
    assert await chased(database, NOW, on(3, 9)) == [1, 0]
    (told_up,) = await told(database, "dung")
    assert told_up.startswith("Báo cấp trên: Trạm Y tế An Bình không có người phụ trách, phản ánh PA1 chưa có ai nhận")


async def test_where_nobody_stands_right_above_it_goes_further_up(database: Database) -> None:
    async with database.transact() as tx:
        above = await tx.places.add_unit(BO, since=SINCE)
        await tx.places.put_unit(replace(TINH_LAM_SON, parent_id=above), since=SINCE)
        await tx.places.put_officer(replace(DUNG, role=Role.OFFICER))
        await link(tx, HANH, DUNG, replace(YEN, id=await tx.places.add_officer(replace(YEN, unit_id=above))))
        await a_told_case(tx)
    await chase(database, now=on(18))
    assert (await told(database, "dung"), await told(database, "yen")) == ([], [UP])


async def test_of_a_sealed_case_the_unit_and_whom_it_concerns_hear_nothing(database: Database) -> None:
    async with database.transact() as tx:
        above = await tx.places.add_unit(BO, since=SINCE)
        await tx.places.put_unit(replace(TINH_LAM_SON, parent_id=above), since=SINCE)
        await link(tx, HANH, DUNG, replace(YEN, id=await tx.places.add_officer(replace(YEN, unit_id=above))))
        await a_told_case(tx, handler=TINH_LAM_SON, sealed=True, concerns=(HANH.id, DUNG.id))
    await chased(database, NOW, on(18))
    assert (await told(database, "hanh"), await told(database, "dung")) == ([], [])
    assert len(await told(database, "yen")) == 1


async def test_a_sealed_case_that_concerns_all_who_have_it_goes_further_up_on_the_first_day(database: Database) -> None:
    async with database.transact() as tx:
        above = await tx.places.add_unit(BO, since=SINCE)
        await tx.places.put_unit(replace(TINH_LAM_SON, parent_id=above), since=SINCE)
        await link(tx, DUNG, replace(YEN, id=await tx.places.add_officer(replace(YEN, unit_id=above))))
        await a_told_case(tx, handler=TINH_LAM_SON, sealed=True, concerns=(DUNG.id, THAO.id))
        await tx.cases.open(a_case("PA2", handler=TINH_LAM_SON, sealed=True, concerns=(HANH.id,)))
    assert await chased(database, NOW, on(3, 9)) == [1, 0]
    (told_up,) = await told(database, "yen")
    assert "PA1" in told_up
    assert await told(database, "dung") == []


async def test_whom_a_case_concerns_is_never_told_not_even_from_above(database: Database) -> None:
    async with database.transact() as tx:
        above = await tx.places.add_unit(BO, since=SINCE)
        await tx.places.put_unit(replace(TINH_LAM_SON, parent_id=above), since=SINCE)
        yen = await tx.places.add_officer(replace(YEN, unit_id=above))
        await link(tx, HANH, DUNG, replace(YEN, id=yen))
        await a_told_case(tx, handler=TINH_LAM_SON, sealed=True, concerns=(HANH.id, yen))
    await chased(database, on(18))
    assert len(await told(database, "dung")) == 1
    assert (await told(database, "hanh"), await told(database, "yen")) == ([], [])


async def test_nobody_above_hears_of_an_open_case_that_is_not_late_yet(database: Database) -> None:
    await opened(database)
    await chased(database, *(on(day) for day in range(3, 18)))
    assert await told(database, "dung") == []


async def test_two_replicas_at_once_tell_it_once(database: Database, database_url: str) -> None:
    await opened(database)
    replicas = [database, *(open_database(database_url, SECRET) for _ in range(3))]
    try:
        await asyncio.gather(*(chase(one, now=on(18)) for one in replicas))
    finally:
        for one in replicas[1:]:
            await one.close()
    assert (await told(database, "hanh"), await told(database, "dung")) == ([LATE], [UP])


async def test_many_cases_are_all_told_and_one_that_does_not_open_stops_nobody(database: Database) -> None:
    async with database.transact() as tx:
        await link(tx, HANH, DUNG)
        for n in range(130):
            await tx.cases.open(a_case(f"PA{n:03}"))
        await tx.executor.run(cases.update().where(cases.c.code == "PA007").values(words=b"broken"))
    assert await chase(database, now=on(18)) == Chased(told=129)
    async with database.reading() as tx:
        assert (await tx.outbox.backlog(now=on(18)))["waiting"] == 2 * 129
