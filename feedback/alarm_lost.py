"""A ring that cannot arrive is not waited for: refused, given up, or held outside a platform's window.

Asked of the letters themselves, after what became of one was committed: of two that fail at the same moment the later
sees both, and a chat with two failing letters is one chat.
"""

from datetime import datetime

from feedback.alarms import Alarm, letter_key
from feedback.periods import local
from feedback.ports import Transaction


async def not_reached(tx: Transaction, tag: str, *, now: datetime) -> None:
    """A letter to this chat did not go out. Of an alarm that rang whoever is behind it, the next step is due at once
    where no letter of the last one went out or can still go. In a later transaction than the letter's end."""
    chat = await tx.chats.get(tag)
    if chat is None or chat.officer_id is None:
        return
    rang = await tx.alarms.rung_for(chat.officer_id, since=local(now).date())
    theirs = {one.alarm_id for one in rang if one.taken_by is None}
    for alarm in await tx.alarms.open_ones() if theirs else []:
        if alarm.id in theirs and alarm.next_at and alarm.next_at > now and not await _arrives(tx, alarm):
            await tx.alarms.go_on(alarm, step=alarm.step, next_at=now)


async def _arrives(tx: Transaction, alarm: Alarm) -> bool:
    last = [officer_id for step, officer_id in await tx.alarms.rung(alarm.id) if step == alarm.step]
    chats = [(officer_id, chat.tag) for officer_id in last for chat in await tx.chats.of_officer(officer_id)]
    return await tx.outbox.any_arrives([letter_key(alarm.id, alarm.step, *one) for one in chats])
