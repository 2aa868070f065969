"""A case sealed after it rang: whoever was rung in its unit hears nothing more, those above are rung anew."""

from dataclasses import replace

import pytest

from feedback.alarming import take_alarm
from feedback.duty_requests import AlarmTaken, TakeAlarm
from feedback.errors import AlarmGone
from feedback.gate_requests import OpenReview, RaiseReview
from feedback.gate_review import Kind
from feedback.gate_reviewing import review_case
from feedback.handling import read_case
from feedback.people import Officer, Role
from feedback.unsealing import take_off
from storage.maintenance import Database
from storage.tables import alarms
from tests.support.alarming import NIGHT, add, after, gone_out, heard, opened, rings
from tests.support.builders import a_case
from tests.support.cast import DUNG, HANH, THAO, TINH_LAM_SON
from tests.support.reviewing import BINH


async def sealed_after(database: Database, minutes: float = 2) -> None:
    """Ông Bình sees a tố cáo in the case that rang him and bà Hạnh."""
    async with database.transact() as tx:
        await review_case(tx, RaiseReview(BINH, "PA1", Kind.DENUNCIATION), now=after(minutes))


@pytest.mark.parametrize("read", [True, False])
async def test_the_unit_hears_nothing_more_and_takes_nothing(database: Database, *, read: bool) -> None:
    await add(database, BINH)
    await opened(database, HANH, BINH, DUNG, THAO)
    if read:
        await gone_out(database, "hanh")
    await sealed_after(database)
    with pytest.raises(AlarmGone):
        async with database.transact() as tx:
            await take_alarm(tx, TakeAlarm(HANH, "PA1"), now=after(3))
    async with database.transact() as tx:
        await read_case(tx, DUNG, "PA1", now=after(5))
    assert (await heard(database, "hanh"), await heard(database, "binh")) == ([], [])


@pytest.mark.parametrize("taken", [True, False])
async def test_those_above_are_rung_at_once_and_step_by_step(database: Database, *, taken: bool) -> None:
    await add(database, BINH)
    await opened(database, HANH, BINH, DUNG, THAO)
    if taken:
        async with database.transact() as tx:
            await read_case(tx, BINH, "PA1", now=after(1))
    await sealed_after(database)
    assert [text[:22] for text in await heard(database, "dung")] == ["KHẨN: phản ánh PA1 (VP"]
    assert await rings(database, 16, 17) == [0, 1]
    assert len(await heard(database, "thao")) == 1


async def test_whom_it_concerns_from_then_on_is_kept(database: Database) -> None:
    """A deputy of whoever is concerned must not see it, and the inspector must."""
    deputy = Officer(0, "pho", "Vi Văn Phó", "Phó Chánh Văn phòng", TINH_LAM_SON.id, Role.SUPERIOR)
    async with database.transact() as tx:
        deputy = replace(deputy, id=await tx.places.add_officer(deputy))
        await tx.cases.open(a_case("PA1", concerns=(HANH.id, DUNG.id)))
        await review_case(tx, RaiseReview(HANH, "PA1", Kind.DENUNCIATION), now=NIGHT)
    async with database.transact() as tx:
        assert await tx.cases.visible(deputy) == []
        assert [case.code for case in await tx.cases.visible(THAO)] == ["PA1"]


async def test_taking_the_seal_off_takes_the_alarm_above(database: Database) -> None:
    await opened(database, HANH, DUNG, THAO, sealed=True, handler=TINH_LAM_SON)
    await rings(database, 15)
    await gone_out(database, "thao")
    async with database.transact() as tx:
        case = await tx.cases.lock(DUNG, "PA1")
        assert case
        await take_off(tx, case, "da-doc", by=DUNG, sender=DUNG, now=after(16))
    assert [text for text in await heard(database, "thao") if "có người nhận" in text]
    assert not [text for text in await heard(database, "dung") if text.startswith("KHẨN")]
    assert [text[:5] for text in await heard(database, "hanh")] == ["KHẨN:"]


async def test_opening_it_for_review_takes_it(database: Database) -> None:
    await opened(database, HANH, DUNG)
    async with database.transact() as tx:
        await review_case(tx, OpenReview(HANH, "PA1"), now=after(1))
        (row,) = await tx.executor.rows(alarms.select())
        assert row.taken_by == HANH.id
    assert await rings(database, 15) == [0]


async def test_whoever_left_takes_nothing(database: Database) -> None:
    await opened(database, HANH, DUNG)
    async with database.transact() as tx:
        moved = replace(HANH, role=Role.OFFICER)
        await tx.places.put_officer(moved)
    with pytest.raises(AlarmGone):
        async with database.transact() as tx:
            await take_alarm(tx, TakeAlarm(moved, "PA1"), now=after(3))
    assert await rings(database, 15) == [1]


async def test_days_later_it_is_taken_all_the_same(database: Database) -> None:
    await opened(database, HANH, DUNG)
    async with database.transact() as tx:
        found = await take_alarm(tx, TakeAlarm(HANH, "PA1"), now=after(60 * 24 * 3))
    assert found == AlarmTaken("PA1", HANH.id, may_open=True)
