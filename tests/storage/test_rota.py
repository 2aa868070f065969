"""A rota as rows: replaced whole, handed over, forgotten."""

from datetime import date

from feedback.rota import Handover
from storage.maintenance import Database
from storage.transaction import Store
from tests.support.alarming import NIGHT, add, duty
from tests.support.cast import (
    AN_BINH,
    HANH,
)
from tests.support.reviewing import BINH


async def test_a_rota_is_replaced_whole_and_handed_over_round_and_round(database: Database) -> None:
    monday = date(2026, 8, 3)

    async def there(tx: Store) -> list[int]:
        found = await tx.rota.of_units([AN_BINH.id], since=monday)
        return [one.officer_id for one in found[AN_BINH.id].at(NIGHT)]

    await add(database, BINH)
    async with database.transact() as tx:
        assert await tx.rota.replace(AN_BINH.id, [duty(HANH)]) == (1, 0, 0)
        assert await tx.rota.replace(AN_BINH.id, [duty(HANH), duty(BINH, 2)]) == (1, 1, 0)
        assert await there(tx) == [HANH.id, BINH.id]
        await tx.rota.hand_over(Handover(AN_BINH.id, monday, HANH.id, BINH.id))
        assert await there(tx) == [BINH.id]
        await tx.rota.hand_over(Handover(AN_BINH.id, monday, BINH.id, HANH.id))
        assert await there(tx) == [HANH.id, BINH.id]
        assert await tx.rota.replace(AN_BINH.id, [duty(BINH)]) == (1, 0, 2)
        await tx.rota.hand_over(Handover(AN_BINH.id, monday, BINH.id, HANH.id))
        assert await tx.rota.forget(before=date(2026, 8, 4)) == 1


async def test_what_was_lent_goes_back_alone_and_a_second_time_all_goes(database: Database) -> None:
    monday = date(2026, 8, 3)
    shifts = [duty(HANH), duty(BINH, 2)]

    async def there(tx: Store) -> list[int]:
        found = await tx.rota.of_units([AN_BINH.id], since=monday)
        return [one.officer_id for one in found[AN_BINH.id].on(monday)]

    await add(database, BINH)
    async with database.transact() as tx:
        await tx.rota.replace(AN_BINH.id, shifts)
        await tx.rota.hand_over(Handover(AN_BINH.id, monday, HANH.id, BINH.id))
        assert await there(tx) == [BINH.id, BINH.id]
        await tx.rota.hand_over(Handover(AN_BINH.id, monday, BINH.id, HANH.id))
        assert await there(tx) == [HANH.id, BINH.id]
        await tx.rota.hand_over(Handover(AN_BINH.id, monday, BINH.id, HANH.id))
        assert await there(tx) == [HANH.id, HANH.id]
