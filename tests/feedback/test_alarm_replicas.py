"""Many urgent cases at once, on replicas: each rings once a step."""

import asyncio
from collections import Counter
from contextlib import suppress
from datetime import datetime

from feedback.alarming import raise_alarm, ring_on
from feedback.alarms import ABOVE as GOES_UP
from feedback.alarms import ALARM, FIRST, LAST, SECOND
from feedback.errors import StorageUnavailable
from storage.maintenance import Database
from storage.tables import outbox
from tests.support.alarming import (
    NIGHT,
    add,
    after,
    duty,
    replicas,
    steps,
)
from tests.support.builders import BOX
from tests.support.casework import a_told_case, link
from tests.support.cast import (
    AN_BINH,
    DUNG,
    HANH,
    THAO,
)
from tests.support.reviewing import BINH


async def as_the_clock(one: Database, now: datetime) -> int:
    """Round after round, also when another process holds the file: until nothing is due. How many rounds."""
    rounds = 0
    while True:
        rounds += 1
        with suppress(StorageUnavailable):
            await ring_on(one, now=now)
            async with one.reading() as tx:
                if not any(alarm.next_at and alarm.next_at <= now for alarm in await tx.alarms.open_ones()):
                    return rounds


async def open_many(database: Database, count: int) -> None:
    async with database.transact() as tx:
        for number in range(count):
            receipt = f"{number:016d}"
            case = await a_told_case(tx, f"PA{number}", urgent=True, receipt=receipt, at=NIGHT)
            await raise_alarm(tx, case, now=NIGHT)


async def test_five_hundred_at_once_ring_once_a_step_on_two_replicas(database: Database, database_url: str) -> None:
    await add(database, BINH)
    async with database.transact() as tx:
        await link(tx, HANH, BINH, DUNG, THAO)
        await tx.rota.replace(AN_BINH.id, [duty(HANH), duty(BINH, 2)])
    await open_many(database, 500)
    async with replicas(database, database_url) as houses:
        for minutes, reached in ((15, 2), (30, 3), (45, 4), (60, 4)):
            await asyncio.gather(*(as_the_clock(one, after(minutes)) for one in houses))
            rung = Counter(step for step, _ in await steps(database))
            assert rung == dict.fromkeys((FIRST, SECOND, GOES_UP, LAST)[:reached], 500)
    async with database.reading() as tx:
        rows = await tx.executor.rows(outbox.select())
    letters = Counter(row.chat for row in rows if tx.outbox._open(row.payload)[0].kind == ALARM)
    assert letters == {BOX.tag("console", who): 500 for who in ("hanh", "binh", "dung", "thao")}
