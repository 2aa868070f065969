"""Voices: heard by a person of the superior unit, who writes the words; nobody of the unit concerned hears them.

Off unless an administrator turned it on for the unit: a voice names a person. No machine listens. The voice goes when
its words are written, at the latest after the days that the unit's row names.
"""

import logging
from datetime import datetime, timedelta

from feedback.audit import CLOCK, Act
from feedback.cases import may_listen
from feedback.errors import VoiceGone
from feedback.media import VOICE_DAYS, Trouble, Voice
from feedback.messages import Letter, Reply
from feedback.numbers import day
from feedback.people import Officer
from feedback.periods import local
from feedback.ports import Transaction
from feedback.ringing import ring
from feedback.sealing import sealed_when_filed
from feedback.units import Directory
from feedback.voice_requests import Spoken, VoiceSettled, VoiceShown
from feedback.wording import words

log = logging.getLogger(__name__)


async def voices_for(tx: Transaction, officer: Officer) -> list[Voice]:
    """What waits for this listener, oldest first."""
    directory = await tx.directory()
    return [voice for voice in await tx.media.voices() if _may_listen(officer, voice, directory)]


async def next_voice(tx: Transaction, officer: Officer) -> VoiceShown:
    """The one that waits longest. Each hearing is written down."""
    waiting = await voices_for(tx, officer)
    if not waiting:
        return VoiceShown(None)
    first = waiting[0]
    log.info("voice heard", extra={"fields": {"event": "voice_heard", "owner": officer.code, "unit": first.unit_id}})
    tx.audit.note(Act.VOICE_HEARD, who=officer.code, about=first.key)
    return VoiceShown(Spoken(first.key, first.unit_id, local(first.at).date(), first.seconds, len(waiting)))


async def write_voice(tx: Transaction, officer: Officer, key: str, *, text: str, redacted: str) -> VoiceSettled:
    """Its words go the usual way: held, read, redacted. Raises VoiceGone."""
    voice = await _mine(tx, officer, key)
    seal = sealed_when_filed(
        text, officer_id=voice.officer_id, unit_id=voice.unit_id, directory=await tx.directory()
    )
    if not await tx.media.write_down(key, text=text, redacted=redacted, seal=seal):
        raise VoiceGone
    tx.audit.note(Act.VOICE_WRITTEN, who=officer.code, about=key)
    return VoiceSettled()


async def cannot_hear(tx: Transaction, officer: Officer, key: str, *, now: datetime) -> VoiceSettled:
    """Raises VoiceGone."""
    await _mine(tx, officer, key)
    await lose_voice(tx, key, Trouble.UNCLEAR, now=now)
    tx.audit.note(Act.VOICE_LOST, who=officer.code, about=key, why=Trouble.UNCLEAR.value)
    return VoiceSettled()


async def lose_voice(tx: Transaction, key: str, trouble: Trouble, *, now: datetime) -> bool:
    """The voice goes, and whoever spoke is told once."""
    lost = await tx.media.lose_voice(key, at=now)
    chat = await tx.chats.get(lost[0]) if lost else None
    if lost and chat and not chat.unreachable:
        say = words(chat.language).say
        text = say("voice.lost", day=day(lost[1]), why=say(f"voice.trouble.{trouble.value}"))
        await tx.outbox.add([Letter(chat.tag, chat.channel, chat.address, Reply(text), dedup=f"voice:{key}")], at=now)
    return lost is not None


async def ring_listeners(tx: Transaction, key: str, *, now: datetime) -> None:
    """A voice has come: the listeners hear that one waits, and nothing of it."""
    directory = await tx.directory()
    for voice in await tx.media.voices():
        above = directory.superior_of(voice.unit_id)
        staff = directory.staff_of(above.id) if above and voice.key == key else ()
        listeners = [officer for officer in staff if _may_listen(officer, voice, directory)]
        await ring(tx, listeners, "voice.alert", dedup=f"heard:{key}", at=now)


async def forget_voices(tx: Transaction, *, now: datetime) -> int:
    """Those that nobody wrote down in time."""
    directory = await tx.directory()
    late = [voice for voice in await tx.media.voices(fetched=False) if now - voice.at > _lives(voice, directory)]
    for voice in late:
        await lose_voice(tx, voice.key, Trouble.LATE, now=now)
        tx.audit.note(Act.VOICE_LOST, who=CLOCK, about=voice.key, why=Trouble.LATE.value)
    return len(late)


async def _mine(tx: Transaction, officer: Officer, key: str) -> Voice:
    found = [voice for voice in await voices_for(tx, officer) if voice.key == key]
    if not found:
        raise VoiceGone
    return found[0]


def _may_listen(officer: Officer, voice: Voice, directory: Directory) -> bool:
    heads = directory.heads_of(voice.unit_id)
    return may_listen(
        officer,
        unit_id=voice.unit_id,
        superior=directory.superior_of(voice.unit_id),
        concerns=[voice.officer_id, *(head.id for head in heads)],
    )


def _lives(voice: Voice, directory: Directory) -> timedelta:
    return timedelta(days=directory.units[voice.unit_id].voice_days or VOICE_DAYS)
