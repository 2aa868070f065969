"""Staff are told in their linked chats that a case or a voice wants them: its code at most, never a word of it."""

from collections.abc import Iterable, Iterator
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
    """The handlers of the next unit above where there are any; never whom the case concerns."""
    for unit in _above(case, directory):
        told = tuple(officer for officer in directory.handlers_of(unit.id) if officer.id not in case.concerns)
        if told and not (case.sealed and unit.id == case.unit_id):
            return told
    return ()


async def ring(
    tx: Transaction, officers: Iterable[Officer], key: str, *, dedup: str, at: datetime, **values: object
) -> None:
    """Each of them once in each of their chats for the same `dedup`, whoever rings."""
    for officer in officers:
        chats = await tx.chats.of_officer(officer.id)
        await tx.outbox.add([_letter(chat, key, dedup, values) for chat in chats], at=at)


async def ring_by_day(tx: Transaction, case: Case, key: str, *, dedup: str, now: datetime, **values: object) -> None:
    """Whoever may handle the case, likewise, in office hours unless it is urgent."""
    directory = await tx.directory()
    due = rings_at(case, now, directory.calendar)
    for officer in handlers(case, directory):
        chats = await tx.chats.of_officer(officer.id)
        await tx.outbox.add([replace(_letter(chat, key, dedup, values), due=due) for chat in chats], at=now)


def _above(case: Case, directory: Directory) -> Iterator[Unit]:
    """The tree has no cycles: imports refuse them."""
    unit = directory.superior_of(case.handler_unit_id) if case.handler_unit_id else None
    while unit:
        yield unit
        unit = directory.superior_of(unit.id)


def _letter(chat: Chat, key: str, dedup: str, values: dict[str, object]) -> Letter:
    text = words(chat.language).say(key, **values)
    return Letter(chat.tag, chat.channel, chat.address, Reply(text), lane=Lane.ALERT, dedup=f"{dedup}:{chat.tag}")
