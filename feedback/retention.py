"""What is kept of a person's chat, how it is erased when they ask, and what is dropped by itself."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from feedback.assisted_entry import forget_slips
from feedback.case_letters import LINE_LIVES
from feedback.errors import TooManyGuesses
from feedback.invitations import forget_invitations
from feedback.letters_answering import thread_of
from feedback.likeness import LIVES as ALIKE_LIVES
from feedback.listening import forget_voices
from feedback.media import ANSWERED_LIVES, LONGEST_LIFE
from feedback.membership import EVERYBODY
from feedback.periods import local
from feedback.ports import Transaction
from feedback.requests import Erased, FeedbackStatus, MyData
from feedback.rota import ONE_DAY
from feedback.tickets import LIVES

GUESSES_PER_HOUR = 5
GUESSES_OF_ALL = 3000
"""By everybody together within the hour; 16 digits then stay out of reach for ages."""

TALK_LIVES = timedelta(hours=24)
HELD_LIVES = TALK_LIVES + timedelta(hours=1)
"""Photos beside a talk; the hour they came is all that is known of their age."""

GUEST_LIVES = timedelta(days=2)
SEEN_LIVES = timedelta(days=7)
"""No platform repeats a message after a day; a week leaves room for an outage."""

SENT_LIVES = timedelta(days=30)
ALARM_LIVES = timedelta(days=90)
"""A digest counts those of its own week; a quarter is enough for whoever asks how urgent ones were taken."""

TICKET_LIVES = 2 * LIVES
"""So long an old code is told that it has expired."""

log = logging.getLogger(__name__)


async def find_receipt(tx: Transaction, receipt: str, *, chat: str, now: datetime) -> FeedbackStatus | None:
    """What the receipt shows, from any door. Raises TooManyGuesses after five wrong ones in an hour."""
    mine = await tx.people.attempt(chat, "receipt", at=now, limit=GUESSES_PER_HOUR)
    if not mine or not await tx.people.attempt(EVERYBODY, "receipt", at=now, limit=GUESSES_OF_ALL):
        raise TooManyGuesses
    status = await tx.feedback.status(receipt)
    if status is not None:
        await tx.people.forgive(chat, "receipt", at=now)
        return replace(status, thread=await thread_of(tx, receipt))
    return status


async def my_data(tx: Transaction, *, chat: str, officer: bool) -> MyData:
    """How many texts of this chat are kept, and since when."""
    filed = await tx.feedback.of_chat(chat)
    photos, voices = await tx.media.of_chat(chat)
    named = await tx.praises.named_of(chat)
    return MyData(len(filed), min(filed, default=None), officer, photos, voices, named)


async def erase_my_data(tx: Transaction, *, chat: str, now: datetime) -> Erased:
    """Erase the texts; ratings name nobody and stay."""
    return Erased(await tx.feedback.erase_chat(chat, at=now))


async def purge(tx: Transaction, *, guests: Sequence[str], now: datetime) -> int:
    """Drop what nobody needs any more: drafts and screens of old talks, guests' chats (of the channels `guests`),
    seen message ids, sent letters, marks of our own words, counted tries, typed slips, likenesses,
    tickets, photos, voices, the lines from old cases to chats. How many rows were touched."""
    return (
        await tx.chats.forget_talks(before=now - TALK_LIVES)
        + await tx.chats.forget_guests(guests, before=now - GUEST_LIVES)
        + await _letters_to_nobody(tx, guests)
        + await tx.inbox.forget(before=now - SEEN_LIVES)
        + await tx.outbox.forget(before=now - SENT_LIVES)
        + await tx.echoes.forget(before=now - TALK_LIVES)
        + await tx.people.forget(before=now - TALK_LIVES)
        + await forget_slips(tx, now=now)
        + await tx.likenesses.forget(before=local(now - ALIKE_LIVES).date())
        + await tx.tickets.forget(before=local(now - TICKET_LIVES).date())
        + await tx.alarms.forget(before=local(now - ALARM_LIVES).date())
        + await tx.rota.forget(before=local(now - TALK_LIVES).date() - ONE_DAY)
        + await forget_voices(tx, now=now)
        + await tx.lines.forget(closed_before=now - LINE_LIVES, today=local(now).date())
        + await forget_invitations(tx, now=now)
        + await tx.accounts.forget(now=now)
        + await tx.media.forget(
            held_before=now - HELD_LIVES, answered_before=now - ANSWERED_LIVES, sent_before=now - LONGEST_LIFE
        )
    )


async def _letters_to_nobody(tx: Transaction, guests: Sequence[str]) -> int:
    """They would wait for ever, and look like a platform that stands still."""
    dropped = await tx.outbox.forget_guests(guests)
    if dropped:
        log.info("letters to forgotten guests dropped", extra={"fields": {"event": "guest_letters", "count": dropped}})
    return dropped
