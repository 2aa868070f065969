"""Who is on duty, as handlers see it in their chats, and how they hand duty over."""

from dataclasses import replace

import pytest

from feedback.alarming import raise_alarm
from feedback.handling import read_held
from feedback.rota import Shift
from storage.maintenance import Database
from storage.tables import audit, outbox
from tests.support.alarming import duty, heard
from tests.support.builders import a_filed
from tests.support.casework import a_told_case, link
from tests.support.cast import AN_BINH, DUNG, HANH, MAI, NOW
from tests.support.house import House
from tests.support.reviewing import BINH

PHUC = replace(BINH, id=8, code="phuc", name="Cao Gia Phúc")


async def office(database: Database, *shifts: Shift) -> House:
    """Bà Hạnh and her deputies have linked chats; An Bình has this rota."""
    async with database.transact() as tx:
        for one in (BINH, PHUC):
            await tx.places.add_officer(one)
        await link(tx, HANH, BINH, DUNG, MAI)
        await tx.rota.replace(AN_BINH.id, shifts)
    return House(database)


async def says(house: House, who: str, *texts: str) -> str:
    """The last answer."""
    for text in texts:
        replies = await house.hears(who, text)
    return replies[-1].text


async def test_duty_is_told_by_day_hour_and_turn(database: Database) -> None:
    night = Shift(AN_BINH.id, BINH.id, 1020, 450, 2, weekday=1)
    house = await office(database, duty(HANH), night)
    told = await says(house, "dung", "/truc")
    assert told.startswith("Đơn vị chưa có lịch trực")
    told = await says(house, "binh", "/truc")
    assert "Đang trực:\ncả ngày Đinh Thị Mỹ Hạnh\n" in told
    assert "Thứ Hai 03/08/2026: cả ngày Đinh Thị Mỹ Hạnh; 17:00–07:30 Vũ Văn Bình (người thứ hai)" in told


@pytest.mark.parametrize("who", ["mai", "lan"])
async def test_it_is_for_handlers_alone(database: Database, who: str) -> None:
    house = await office(database, duty(HANH))
    assert await says(house, who, "/truc") == "Lệnh /truc dành cho người phụ trách phản ánh của đơn vị."


async def test_handed_over_it_rings_the_other_who_was_told(database: Database) -> None:
    house = await office(database, duty(HANH))
    sure = await says(house, "hanh", "/truc", "Giao ca ngày 03/08/2026", "Vũ Văn Bình")
    assert sure.startswith("Giao toàn bộ ca trực ngày 03/08/2026 của Ông/Bà cho Vũ Văn Bình?")
    done = await says(house, "hanh", "Giao ca")
    assert done.startswith("Đã giao ca trực ngày 03/08/2026 cho Vũ Văn Bình; hệ thống đã báo người nhận.")
    assert (await heard(database, "binh"))[0].startswith("Đinh Thị Mỹ Hạnh giao ca trực ngày 03/08/2026 cho Ông/Bà")
    async with database.transact() as tx:
        await raise_alarm(tx, await a_told_case(tx, urgent=True), now=NOW)
        (act,) = await tx.executor.rows(audit.select().where(audit.c.what == "giao-ca-truc"))
        assert (act.about, act.why) == ("binh", "2026-08-03")
    assert (len(await heard(database, "binh")), await heard(database, "hanh")) == (2, [])
    again = await says(house, "binh", "/truc")
    assert "cả ngày Vũ Văn Bình, thay Đinh Thị Mỹ Hạnh" in again


async def test_to_somebody_without_a_chat_it_says_so(database: Database) -> None:
    house = await office(database, duty(HANH))
    done = await says(house, "hanh", "/truc", "Giao ca ngày 03/08/2026", "Cao Gia Phúc", "Giao ca")
    assert "chưa liên kết cuộc trò chuyện" in done


async def test_left_at_the_last_question_nothing_is_handed_over(database: Database) -> None:
    house = await office(database, duty(HANH))
    told = await says(house, "hanh", "/truc", "Giao ca ngày 03/08/2026", "Vũ Văn Bình", "Huỷ")
    assert await heard(database, "binh") == []
    assert "Vũ Văn Bình" not in told


async def test_duty_that_somebody_else_has_by_now_is_not_handed_over(database: Database) -> None:
    house = await office(database, duty(HANH))
    await says(house, "hanh", "/truc", "Giao ca ngày 03/08/2026", "Vũ Văn Bình")
    async with database.transact() as tx:
        await tx.rota.replace(AN_BINH.id, [duty(PHUC)])
    assert (await says(house, "hanh", "Giao ca")).startswith("Chưa giao được ca")


async def test_taken_in_the_middle_of_a_talk_the_talk_goes_on(database: Database) -> None:
    house = await office(database, duty(HANH))
    async with database.transact() as tx:
        await raise_alarm(tx, await a_told_case(tx, urgent=True), now=NOW)
    await says(house, "hanh", "/truc")
    told = await house.hears("hanh", choice="-:alarm:PA1")
    assert told[0].text.startswith("Ông/Bà đã nhận xử lý phản ánh khẩn PA1.")
    assert "Đang trực" in "".join([one.text for one in told] + [await says(house, "hanh", "/truc")])


@pytest.mark.parametrize("who", ["lan", "mai"])
async def test_whoever_else_holds_the_button_takes_nothing(database: Database, who: str) -> None:
    house = await office(database, duty(HANH))
    async with database.transact() as tx:
        await raise_alarm(tx, await a_told_case(tx, urgent=True), now=NOW)
    await house.hears(who, choice="-:alarm:PA1")
    async with database.reading() as tx:
        assert len(await tx.alarms.open_ones()) == 1


# A sealed case that is not urgent


@pytest.mark.parametrize(("hour", "rings"), [(9, "03/08 09:00"), (20, "04/08 07:00")])
async def test_a_sealed_case_tells_whoever_has_it_in_office_hours(database: Database, hour: int, rings: str) -> None:
    house = await office(database)
    at = NOW.replace(hour=hour, minute=0)
    async with database.transact() as tx:
        filed = a_filed("Giám đốc bênh nhân viên, không cho dân nói.", seal=True, at=at)
        await tx.feedback.file(filed)
    await read_held(database, house.analyst, now=at, chance=house.chance)
    (told,) = await heard(database, "dung")
    assert told.startswith("Có một phản ánh niêm kín mới (K")
    assert "An Bình" not in told
    assert (await heard(database, "hanh"), await heard(database, "binh")) == ([], [])
    async with database.reading() as tx:
        (due,) = {row.due for row in await tx.executor.rows(outbox.select())}
    assert f"{due.astimezone(NOW.tzinfo):%d/%m %H:%M}" == rings
