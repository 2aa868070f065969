"""Urgent cases that nobody has taken, and units where an urgent case would reach nobody at this hour."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from feedback.people import Officer
from feedback.periods import local
from feedback.ports import Transaction
from feedback.rota import ONE_DAY, Rota
from feedback.units import Directory, Unit
from homthu.checks.check import Check, found
from homthu.wiring import Service

NAMED = 5


async def alarms(service: Service) -> Sequence[Check]:
    """`over`: everybody was told who may be, and nobody answered."""
    async with service.database.reading() as tx:
        waiting = await tx.alarms.open_ones()
    if not waiting:
        return [found("alarms", "ok", "alarms_none")]
    over = sum(one.next_at is None for one in waiting)
    return [found("alarms", "fail" if over else "warn", "alarms", n=len(waiting), over=over)]


async def duty(service: Service) -> Sequence[Check]:
    """By the rota of this hour, else by everybody who answers cases there: whether a letter would find a linked chat.
    Units in which nobody answers cases ring the one above at once, and are told all the same."""
    async with service.database.reading() as tx:
        directory, now = await tx.directory(), service.clock()
        rotas = await tx.rota.of_units(list(directory.units), since=local(now).date() - ONE_DAY)
        waits = {unit.id: _rung_first(unit, directory, rotas, now) for unit in directory.units.values()}
        there = [id for id, staff in waits.items() if any([await _reached(tx, one, service, now) for one in staff])]
        unreached = [unit for unit in directory.units.values() if unit.id not in there]
    if not unreached:
        return [found("duty", "ok", "duty")]
    names = ", ".join(unit.short_name for unit in unreached[:NAMED]) + (" …" if len(unreached) > NAMED else "")
    return [found("duty", "warn", "duty_nobody", n=len(unreached), units=names)]


def _rung_first(unit: Unit, directory: Directory, rotas: Mapping[int, Rota], now: datetime) -> Sequence[Officer]:
    on_duty = {duty.officer_id for duty in rotas.get(unit.id, Rota()).at(now)}
    staff = directory.handlers_of(unit.id)
    return [one for one in staff if one.id in on_duty] or staff


async def _reached(tx: Transaction, officer: Officer, service: Service, now: datetime) -> bool:
    """A chat that may be written to now: on a platform with a window only lately after its person's last act."""
    windows = service.roads.windows
    for chat in await tx.chats.of_officer(officer.id):
        window = windows.get(chat.channel)
        if window is None or await tx.windows.open([chat.tag], now=now, window=window):
            return True
    return False
