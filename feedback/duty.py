"""Duty of a unit: who has it, and how somebody hands theirs of a day to a colleague, who is told."""

from datetime import datetime

from feedback.audit import Act
from feedback.duty_requests import DutyHandedOver, DutyShown, HandOverDuty, ShowDuty
from feedback.errors import NoSuchDuty
from feedback.numbers import day
from feedback.periods import local
from feedback.ports import Transaction
from feedback.ringing import ring
from feedback.rota import ONE_DAY, Handover, Rota


async def show_duty(tx: Transaction, wanted: ShowDuty, *, now: datetime) -> DutyShown:
    """Of the officer's own unit."""
    me, directory = wanted.officer, await tx.directory()
    rota, today = await _rota(tx, me.unit_id, now=now), local(now).date()
    others = tuple(one.id for one in directory.handlers_of(me.unit_id) if one.id != me.id)
    minutes = directory.units[me.unit_id].alarm_minutes
    return DutyShown(today, rota.at(now), rota.week(today), rota.days_of(me.id, now), others, minutes)


async def hand_over(tx: Transaction, wanted: HandOverDuty, *, now: datetime) -> DutyHandedOver:
    """It holds at once; the colleague is told, and may hand it back in the same way. Raises NoSuchDuty where the
    officer has no duty on that day, or the other handles no cases of the unit."""
    me, directory = wanted.officer, await tx.directory()
    taker = next((one for one in directory.handlers_of(me.unit_id) if one.id == wanted.taker_id), None)
    mine = (await _rota(tx, me.unit_id, now=now)).days_of(me.id, now)
    if taker is None or taker.id == me.id or wanted.day not in mine:
        raise NoSuchDuty
    await tx.rota.hand_over(Handover(me.unit_id, wanted.day, me.id, taker.id))
    tx.audit.note(Act.DUTY_HANDED_OVER, who=me.code, about=taker.code, why=wanted.day.isoformat())
    dedup = f"duty:{me.id}:{now.isoformat()}"
    await ring(tx, [taker], "duty.given_to_you", dedup=dedup, at=now, who=me.name, day=day(wanted.day))
    return DutyHandedOver(taker.id, wanted.day, told=bool(await tx.chats.of_officer(taker.id)))


async def _rota(tx: Transaction, unit_id: int, *, now: datetime) -> Rota:
    found = await tx.rota.of_units([unit_id], since=local(now).date() - ONE_DAY)
    return found.get(unit_id, Rota())
