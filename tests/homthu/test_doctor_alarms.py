"""The doctor tells of urgent cases that nobody took, and where an urgent one would reach nobody."""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

from digest.letters import Roads
from feedback.alarming import raise_alarm, ring_on
from feedback.messages import Chat
from feedback.rota import Shift
from homthu.checks.alarms import alarms, duty
from storage.maintenance import Database
from tests.support.builders import BOX, a_case
from tests.support.casework import link
from tests.support.cast import AN_BINH, DUNG, HANH, NOW
from tests.support.reviewing import BINH

WINDOWS = {"zalo-oa": timedelta(hours=48)}


def house(database: Database) -> SimpleNamespace:
    return SimpleNamespace(database=database, clock=lambda: NOW, roads=Roads(push=(), pull=(), windows=WINDOWS))


async def test_alarms_that_wait_are_a_warning_and_those_that_went_all_the_way_a_failure(database: Database) -> None:
    (line,) = await alarms(house(database))  # type: ignore[arg-type]
    assert line.state == "ok"
    async with database.transact() as tx:
        await link(tx, HANH)
        case = a_case("PA1", urgent=True)
        await raise_alarm(tx, replace(case, id=await tx.cases.open(case)), now=NOW)
    (line,) = await alarms(house(database))  # type: ignore[arg-type]
    assert (line.state, line.sentence.split(",")[0]) == ("warn", "1 phản ánh khẩn chưa có người nhận")
    await ring_on(database, now=NOW + timedelta(minutes=15))
    (line,) = await alarms(house(database))  # type: ignore[arg-type]
    assert line.state == "fail"
    assert "PA1" not in line.sentence


async def test_units_where_nobody_can_be_told_are_named(database: Database) -> None:
    async with database.transact() as tx:
        await link(tx, HANH, DUNG)
    (line,) = await duty(house(database))  # type: ignore[arg-type]
    assert (line.state, line.sentence.split(".")[0]) == (
        "warn",
        "2 đơn vị không có ai nhận được báo khẩn lúc này: TTPVHCC phường Hòa Lạc, Trạm Y tế An Bình",
    )


async def test_who_is_on_duty_counts_and_not_a_colleague(database: Database) -> None:
    async with database.transact() as tx:
        await tx.places.add_officer(BINH)
        await link(tx, HANH, DUNG)
        await tx.rota.replace(AN_BINH.id, [Shift(AN_BINH.id, BINH.id, 0, 0, weekday=1)])
    (line,) = await duty(house(database))  # type: ignore[arg-type]
    assert "An Bình, TTPVHCC phường Hòa Lạc" in line.sentence


async def test_who_must_act_first_on_their_platform_is_not_reached(database: Database) -> None:
    chat = Chat(BOX.tag("zalo-oa", "hanh"), "zalo-oa", BOX.seal("zalo-oa", "hanh"), officer_id=HANH.id)
    for days, named in ((0, False), (3, True)):
        async with database.transact() as tx:
            await tx.chats.save([replace(chat, heard_at=NOW - timedelta(days=days))], at=NOW)
        (line,) = await duty(house(database))  # type: ignore[arg-type]
        assert ("TTPVHCC phường An Bình" in line.sentence) == named
