"""Photos as evidence: held beside words, shown to whoever may see the case, said to be lost when they do not come."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from feedback.audit import Act
from feedback.case_moves import open_case
from feedback.handling import show_case
from feedback.listening import lose_voice
from feedback.media import FETCHED_WITHIN, LARGEST_KEPT, MOST_AN_HOUR, Held, Trouble, Wanted
from feedback.membership import EVERYBODY
from feedback.messages import Letter, Reply
from feedback.numbers import day
from feedback.people import Officer
from feedback.ports import Transaction
from feedback.requests import MediaHeld, PhotosShown
from feedback.wording import words

LONGEST_PAUSE = timedelta(minutes=10)

log = logging.getLogger(__name__)


async def hold_media(tx: Transaction, held: Sequence[Held], *, now: datetime) -> MediaHeld:
    """Keep them beside the talk, as far as there is room for them."""
    room = await tx.media.room()
    taken = [one for place, one in enumerate(held, 1) if place * LARGEST_KEPT <= room and await _in_time(tx, now)]
    await tx.media.hold(taken, at=now)
    voice = next((one.key for one in taken if one.attached.seconds), "")
    photos = tuple(one.key for one in taken if one.key != voice)
    return MediaHeld(photos, voice, full=len(taken) < len(held))


async def show_photos(tx: Transaction, officer: Officer, code: str, *, now: datetime) -> PhotosShown:
    """The photos of a case for somebody who may handle it. Raises CaseNotFound for anybody else."""
    case = await open_case(tx, officer, code)
    shown = await show_case(tx, officer, case, now=now)
    fields = {"event": "photos_shown", "case": case.code, "owner": officer.code, "count": len(shown.photos.kept)}
    log.info("photos shown", extra={"fields": fields})
    tx.audit.note(Act.PHOTOS_SHOWN, who=officer.code, about=case.code)
    return PhotosShown(shown)


async def lose_photo(tx: Transaction, key: str, trouble: Trouble, *, now: datetime) -> bool:
    """Give it up and tell who sent it, once; the words beside it stay."""
    sent = await tx.media.give_up(key)
    chat = await tx.chats.get(sent[0]) if sent else None
    if sent and chat and not chat.unreachable:
        say = words(chat.language).say
        text = say("photo.lost", day=day(sent[1]), why=say(f"photo.trouble.{trouble.value}"))
        await tx.outbox.add([Letter(chat.tag, chat.channel, chat.address, Reply(text), dedup=f"photo:{key}")], at=now)
    return sent is not None


async def lose(tx: Transaction, wanted: Wanted, trouble: Trouble, *, now: datetime) -> None:
    """It will not come: whoever sent it hears so."""
    await (lose_voice if wanted.seconds else lose_photo)(tx, wanted.key, trouble, now=now)


async def ask_again(tx: Transaction, wanted: Wanted, *, now: datetime) -> None:
    """The platform did not give it: later, until a day is over."""
    if now - wanted.at > FETCHED_WITHIN:
        await lose(tx, wanted, Trouble.GONE, now=now)
    else:
        pause = min(timedelta(seconds=5 * 2 ** min(wanted.tries, 10)), LONGEST_PAUSE)
        await tx.media.postpone(wanted.key, due=now + pause)


async def _in_time(tx: Transaction, now: datetime) -> bool:
    return await tx.people.attempt(EVERYBODY, "photo", at=now, limit=MOST_AN_HOUR)
