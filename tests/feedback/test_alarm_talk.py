"""Tôi xử lý, in words and by button: which one is meant, and what a citizen or another officer means by the same."""

import pytest

from feedback.alarming import raise_alarm
from storage.maintenance import Database
from tests.support.alarming import NIGHT, opened
from tests.support.casework import a_told_case
from tests.support.cast import DUNG, HANH, MAI
from tests.support.house import House


async def house(database: Database) -> House:
    """Two urgent cases rang bà Hạnh."""
    await opened(database, HANH, DUNG, MAI)
    async with database.transact() as tx:
        other = await a_told_case(tx, "PA2", urgent=True, receipt="4821093755162055", at=NIGHT)
        await raise_alarm(tx, other, now=NIGHT)
    return House(database, clock=NIGHT)


async def waiting(database: Database) -> int:
    async with database.reading() as tx:
        return len(await tx.alarms.open_ones())


@pytest.mark.parametrize("said", ["N PA2", "tôi xử lý pa2", "nhận PA2", "TOI XU LY PA2"])
async def test_with_its_code_it_is_that_one(database: Database, said: str) -> None:
    told = await (await house(database)).hears("hanh", said)
    texts = "\n".join(one.text for one in told)
    assert "Ông/Bà đã nhận xử lý phản ánh khẩn PA2." in texts
    assert "Phản ánh PA2 · CẦN XEM NGAY" in texts
    assert await waiting(database) == 1


async def test_without_a_code_it_asks_which_and_the_choice_takes_it(database: Database) -> None:
    there = await house(database)
    asked = (await there.hears("hanh", "Tôi xử lý"))[-1]
    assert [choice.label for choice in asked.choices] == ["Tôi xử lý PA1", "Tôi xử lý PA2"]
    assert "Phản ánh PA1" in (await there.hears("hanh", "1"))[-1].text
    assert await waiting(database) == 1


@pytest.mark.parametrize("said", ["nhận xét", "nhan", "N", "tôi xử lý PA1"])
@pytest.mark.parametrize("who", ["lan", "mai", "dung"])
async def test_whom_nothing_rang_takes_nothing_whatever_they_say(database: Database, who: str, said: str) -> None:
    await (await house(database)).hears(who, said)
    assert await waiting(database) == 2


@pytest.mark.parametrize("said", ["nhận xét về việc này", "nhận thông báo", "n b"])
async def test_other_words_that_begin_alike_are_no_taking(database: Database, said: str) -> None:
    await (await house(database)).hears("hanh", said)
    assert await waiting(database) == 2


async def test_a_code_that_nobody_has_is_answered_with_what_to_do(database: Database) -> None:
    told = await (await house(database)).hears("hanh", "N PA9")
    assert "Xem phản ánh đang chờ: /viec" in told[-1].text
