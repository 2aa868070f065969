"""An urgent case that rings at night, who is rung, and what they hear."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta

from feedback.alarming import raise_alarm, ring_on
from feedback.cases import Case
from feedback.messages import Letter
from feedback.people import Officer
from feedback.rota import Shift
from feedback.units import Unit
from storage.maintenance import Database, open_database
from storage.tables import alarm_rings, outbox
from tests.support.builders import BOX
from tests.support.casework import a_told_case, letters_for, link
from tests.support.cast import (
    SECRET,
    SINCE,
    TINH_LAM_SON,
)

NIGHT = datetime.fromisoformat("2026-08-03T23:10:00+07:00")
RING = "KHẨN: phản ánh PA1 (TTPVHCC phường An Bình) cần người xử lý ngay. Sau 15 phút chưa có người nhận, hệ thống báo"
ABOVE_TOLD = "KHẨN: phản ánh PA1 tại TTPVHCC phường An Bình chưa có người nhận xử lý. Xin Ông/Bà nhận"
TAKEN = "Phản ánh khẩn PA1: đã có người nhận (Đinh Thị Mỹ Hạnh)."


def after(minutes: float) -> datetime:
    return NIGHT + timedelta(minutes=minutes)


async def rings(database: Database, *minutes: float) -> list[int]:
    return [await ring_on(database, now=after(one)) for one in minutes]


async def heard(database: Database, who: str) -> list[str]:
    return [reply.text for reply in await letters_for(database, who, at=after(999))]


async def opened(
    database: Database, *staff: Officer, rota: Sequence[Shift] = (), code: str = "PA1", **more: object
) -> Case:
    """An urgent case rings at night; these have linked chats, and there is this rota."""
    async with database.transact() as tx:
        await link(tx, *staff)
        if rota:
            await tx.rota.replace(rota[0].unit_id, rota)
        case = await a_told_case(tx, code, urgent=True, at=NIGHT, **more)  # type: ignore[arg-type]
        await raise_alarm(tx, case, now=NIGHT)
    return case


async def add(database: Database, *officers: Officer, top: Unit | None = None) -> None:
    """More staff; `top` is put above the province."""
    async with database.transact() as tx:
        if top:
            above = await tx.places.add_unit(top, since=SINCE)
            await tx.places.put_unit(replace(TINH_LAM_SON, parent_id=above), since=SINCE)
        for one in officers:
            await tx.places.add_officer(one)


def duty(officer: Officer, turn: int = 1) -> Shift:
    return Shift(officer.unit_id, officer.id, 0, 0, turn, weekday=1)


async def steps(database: Database) -> list[tuple[int, int]]:
    async with database.reading() as tx:
        return [(row.step, row.officer_id) for row in await tx.executor.rows(alarm_rings.select())]


async def gone_out(database: Database, who: str) -> None:
    """Whatever waits for this person was read."""
    async with database.transact() as tx:
        await tx.outbox.collect(BOX.tag("console", who), at=after(999))


async def letter_to(database: Database, who: str) -> Letter:
    async with database.reading() as tx:
        row = (await tx.executor.rows(outbox.select().where(outbox.c.chat == BOX.tag("console", who))))[0]
        reply, _, dedup = tx.outbox._open(row.payload)
        return Letter(row.chat, row.channel, row.address, reply, dedup=dedup)


@asynccontextmanager
async def replicas(database: Database, url: str, count: int = 2) -> AsyncIterator[list[Database]]:
    more = [open_database(url, SECRET) for _ in range(count - 1)]
    try:
        yield [database, *more]
    finally:
        for one in more:
            await one.close()
