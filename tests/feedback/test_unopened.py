"""A sealed case that nobody above has opened rings once after a working day: nobody else can see that it waits."""

from datetime import datetime

from feedback.case_life import State
from feedback.chasing import chase
from feedback.handling import read_case
from feedback.periods import OFFICE_TIME
from storage.maintenance import Database
from tests.support.builders import a_case
from tests.support.casework import a_told_case, letters_for, link
from tests.support.cast import DUNG, HANH, THAO, TINH_LAM_SON

WAITED = "Phản ánh niêm kín PA1 (VP UBND tỉnh Lâm Sơn) đã gửi hơn một ngày làm việc mà chưa ai mở"


def on(day: int, hour: int = 8) -> datetime:
    """That day of August 2026; the cast's case was filed on Monday the 3rd."""
    return datetime(2026, 8, day, hour, tzinfo=OFFICE_TIME)


async def told(database: Database, who: str) -> list[str]:
    """First sentences; they go on waiting."""
    return [reply.text.split(". Gõ")[0] for reply in await letters_for(database, who, at=on(31))]


async def sealed(database: Database, **more: object) -> None:
    async with database.transact() as tx:
        await link(tx, HANH, DUNG, THAO)
        concerned = {"concerns": (HANH.id,), **more}
        await a_told_case(tx, handler=TINH_LAM_SON, sealed=True, **concerned)  # type: ignore[arg-type]


async def test_ong_dung_hears_of_it_once_on_the_second_working_day_and_ba_hanh_nothing(database: Database) -> None:
    await sealed(database)
    rounds = [await chase(database, now=on(day, hour)) for day in (3, 4, 5) for hour in (8, 12, 18)]
    assert [one.told for one in rounds] == [0, 0, 0, 0, 0, 0, 1, 0, 0]
    assert (await told(database, "dung"), await told(database, "hanh")) == ([WAITED], [])


async def test_what_somebody_opened_does_not_ring(database: Database) -> None:
    await sealed(database)
    async with database.transact() as tx:
        await read_case(tx, DUNG, "PA1", now=on(4))
    assert (await chase(database, now=on(5))).told == 0


async def test_where_ong_dung_is_concerned_the_inspector_hears_it(database: Database) -> None:
    await sealed(database, concerns=(HANH.id, DUNG.id))
    await chase(database, now=on(5))
    assert (await told(database, "thao"), await told(database, "dung")) == ([WAITED], [])


async def test_an_open_case_or_an_answered_one_does_not_ring_for_it(database: Database) -> None:
    async with database.transact() as tx:
        await link(tx, HANH, DUNG, THAO)
        await a_told_case(tx)
        await tx.cases.open(a_case("PA2", handler=TINH_LAM_SON, sealed=True, state=State.ANSWERED))
    assert (await chase(database, now=on(5))).told == 0
