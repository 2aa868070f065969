"""Reviews that are due soon or overdue: who is told, once a day, in office hours, and who above."""

from dataclasses import replace

import pytest

from feedback.gate_chasing import chase_reviews
from feedback.gate_review import Decision
from storage.maintenance import Database
from tests.support.casework import BO, YEN, letters_for, link
from tests.support.cast import DUNG, HANH, NOW, TINH_LAM_SON
from tests.support.gating import AT_LAW, KHIEU_NAI, PLACE, WEIGHTY, WHY, decides, on, reviewed, seconds


async def told(database: Database, *, on_day: int, hour: int = 8) -> dict[str, list[str]]:
    """Rings, then all that waits for anybody by then about reviews."""
    now = on(on_day, hour)
    await chase_reviews(database, now=now)
    found = {}
    for who in ("hanh", "dung", "thao", "yen"):
        letters = [one.text for one in await letters_for(database, who, at=now)]
        found[who] = [text for text in letters if "chờ thẩm định trong" in text]
    return {who: texts for who, texts in found.items() if texts}


async def test_the_handlers_are_told_before_the_day_and_after_it(database: Database) -> None:
    await reviewed(database)
    assert await told(database, on_day=7) == {}
    before = await told(database, on_day=10)
    assert [*before] == ["dung"] and before["dung"][0].startswith("Nhắc hạn")
    assert await told(database, on_day=11) == before
    late = await told(database, on_day=13)
    assert len(late["dung"]) == 2 and "đã quá hạn; hạn là ngày 12/08/2026" in late["dung"][1]
    assert await told(database, on_day=14) == late
    assert len((await told(database, on_day=20))["dung"]) == 3


async def test_once_however_often_it_is_asked(database: Database) -> None:
    await reviewed(database)
    assert [await chase_reviews(database, now=on(13)) for _ in range(3)] == [1, 0, 0]


@pytest.mark.parametrize(("day", "hour"), [(10, 6), (10, 19), (15, 10), (16, 10)])
async def test_nobody_is_reminded_at_night_or_on_a_day_off(database: Database, day: int, hour: int) -> None:
    await reviewed(database)
    assert await told(database, on_day=day, hour=hour) == {}


async def test_an_overdue_one_goes_up_the_tree(database: Database) -> None:
    await reviewed(database, AT_LAW, KHIEU_NAI)
    late = await told(database, on_day=13)
    assert [*late] == ["hanh", "dung"]
    assert late["dung"][0].startswith("Báo cấp trên") and AT_LAW[:10] not in late["dung"][0]


async def test_above_a_sealed_one_stands_the_unit_above_that(database: Database) -> None:
    async with database.transact() as tx:
        await tx.places.add_unit(BO, since=NOW)
        await tx.places.put_unit(replace(TINH_LAM_SON, parent_id=BO.id), since=NOW)
        await tx.places.add_officer(YEN)
        await link(tx, HANH, DUNG, YEN)
    await reviewed(database)
    assert [*await told(database, on_day=13)] == ["dung", "yen"]


async def test_who_is_asked_to_agree_is_reminded_and_what_was_decided_has_days_of_its_own(database: Database) -> None:
    code = (await reviewed(database, WEIGHTY)).code
    async with database.transact() as tx:
        await decides(tx, code, Decision.NOTHING, WHY)
    assert [*await told(database, on_day=10)] == ["thao"]
    async with database.transact() as tx:
        await seconds(tx, code, agree=False)
        await decides(tx, code, Decision.FORWARD, PLACE, now=on(11))
    assert "dung" not in await told(database, on_day=13)
    assert "18/08/2026" in (await told(database, on_day=14))["dung"][0]


async def test_a_settled_one_wants_nobody(database: Database) -> None:
    code = (await reviewed(database)).code
    async with database.transact() as tx:
        await decides(tx, code, Decision.INSPECT)
    assert await told(database, on_day=20) == {}
