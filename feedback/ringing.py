"""Staff are told in their linked chats that a case or a voice wants them: its code at most, never a word of it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from feedback.cases import Case, may_handle, may_inspect
from feedback.messages import Chat, Lane, Letter, Reply
from feedback.people import Officer
from feedback.ports import Transaction
from feedback.reminders import rings_at
from feedback.units import Directory, Unit
from feedback.wording import words


def handlers(case: Case, directory: Directory) -> tuple[Officer, ...]:
    """Whoever may handle it today: nobody it concerns is told of a sealed one."""
    if case.handler_unit_id is None:
        return ()
    staff = directory.staff_of(case.handler_unit_id)
    return tuple(one for one in staff if may_handle(one, case) or may_inspect(one, case, directory))


def superiors(case: Case, directory: Directory) -> tuple[Officer, ...]:
    """The handlers of the next unit above where there are any; never whom the case concerns, nor their deputies."""
    told = (handlers_above(case, unit.id, directory) for unit in units_above(case, directory))
    return next(filter(None, told), ())


def handlers_above(case: Case, unit_id: int, directory: Directory) -> tuple[Officer, ...]:
    """Of a unit above whoever has the case; none where one of them is concerned (`sealing.sent_up` has the same rule),
    nor of the unit that a sealed case is about."""
    told = directory.handlers_of(unit_id)
    home = case.sealed and unit_id == case.unit_id
    return () if home or any(one.id in case.concerns for one in told) else told


def units_above(case: Case, directory: Directory) -> tuple[Unit, ...]:
    """Above whoever has it, up to the top. Imports refuse a cycle; where one stands all the same, each unit once."""
    seen: dict[int, Unit] = {}
    unit = directory.superior_of(case.handler_unit_id) if case.handler_unit_id else None
    while unit and unit.id not in seen and unit.id != case.handler_unit_id:
        seen[unit.id] = unit
        unit = directory.superior_of(unit.id)
    return tuple(seen.values())


async def ring(
    tx: Transaction, officers: Iterable[Officer], key: str, *, dedup: str, at: datetime, **values: object
) -> None:
    """Each of them once in each of their chats for the same `dedup`, whoever rings."""
    await ring_from(tx, officers, key, at, dedup=dedup, at=at, **values)


async def ring_from(
    tx: Transaction,
    officers: Iterable[Officer],
    key: str,
    first: datetime,
    /,
    *,
    dedup: str,
    at: datetime,
    **values: object,
) -> None:
    """Likewise, but nobody hears before `first`, and whoever left the service never."""
    for officer in (one for one in officers if one.active):
        chats = await tx.chats.of_officer(officer.id)
        await tx.outbox.add([replace(_letter(chat, key, dedup, values), due=first) for chat in chats], at=at)


async def ring_by_day(tx: Transaction, case: Case, key: str, *, dedup: str, now: datetime, **values: object) -> None:
    """Whoever may handle the case, likewise, in office hours unless it is urgent."""
    directory = await tx.directory()
    due = rings_at(case, now, directory.calendar_of(case.handler_unit_id or case.unit_id))
    await ring_from(tx, handlers(case, directory), key, due, dedup=dedup, at=now, **values)


def _letter(chat: Chat, key: str, dedup: str, values: dict[str, object]) -> Letter:
    text = words(chat.language).say(key, **values)
    return Letter(chat.tag, chat.channel, chat.address, Reply(text), lane=Lane.ALERT, dedup=f"{dedup}:{chat.tag}")
