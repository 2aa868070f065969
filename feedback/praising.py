"""Praise reaches the praised: once a week, each once, and with a name only where its citizen wants that.

It goes out with the weeks before this one, as `/diem` shows it: at the moment of a visit it would tell who wrote. An
officer without a linked chat finds it under `/diem` later; whoever left the service is written nothing, who moved to
another unit is, for it was them. Praise that names nobody stays with the head's weekly digest.
"""

import logging
from collections.abc import Sequence
from datetime import datetime

from feedback.errors import PraiseGone, StorageUnavailable
from feedback.messages import Chat, Lane, Letter, Reply
from feedback.people import Officer
from feedback.periods import Week, local
from feedback.ports import Database, Transaction
from feedback.praise_requests import NamePraise, NamesTakenOff, Praise, PraiseNamed, TakeNameOff
from feedback.reminders import in_hours
from feedback.units import Directory
from feedback.wording import shortened, words

log = logging.getLogger(__name__)

WEEKS = 4
"""How far back a letter looks: for texts that were read late, and for chats that were linked late."""
MOST = 12
"""Of one letter; the others wait for the next week's."""
QUOTED = 300
"""Characters of one text, as under `/diem`."""


async def name_praise(tx: Transaction, wanted: NamePraise) -> PraiseNamed:
    """Raises PraiseGone where the words are erased."""
    if not await tx.praises.name(wanted.receipt, wanted.name, consent=wanted.consent):
        raise PraiseGone
    return PraiseNamed(wanted.name)


async def take_name_off(tx: Transaction, wanted: TakeNameOff, *, chat: str) -> NamesTakenOff:
    """The praise stays; letters that went out already cannot be called back, and that was said before."""
    if wanted.receipt:
        return NamesTakenOff(await tx.praises.unname(receipt=wanted.receipt))
    return NamesTakenOff(await tx.praises.unname(chat=chat))


async def tell_praise(database: Database, *, now: datetime) -> int:
    """The week's batch, in office hours; how many texts were told. Whoever asks, each is told once."""
    this = Week.of(local(now).date())
    async with database.reading() as tx:
        directory = await tx.directory()
        named = await tx.praises.officers_to_tell(since=this.shift(-WEEKS).start, before=this.start, week=str(this))
    serving = [officer for id in named if (officer := directory.officers.get(id)) and officer.active]
    at_work = [one for one in serving if in_hours(local(now), directory.calendar_of(one.unit_id))]
    return sum([await _tell_alone(database, officer, directory, this, now) for officer in at_work])


async def _tell_alone(database: Database, officer: Officer, directory: Directory, this: Week, now: datetime) -> int:
    """A row that does not open keeps nobody else from their letter."""
    try:
        return await _tell(database, officer, directory, this, now)
    except StorageUnavailable:
        raise
    except Exception as error:
        fields = {"event": "praise_broke", "officer": officer.id}
        log.error("praise not told", exc_info=error, extra={"fields": fields})
        return 0


async def _tell(database: Database, officer: Officer, directory: Directory, this: Week, now: datetime) -> int:
    async with database.transact() as tx:
        chats = await tx.chats.of_officer(officer.id)
        since = this.shift(-WEEKS).start
        found = await tx.praises.untold(officer.id, since=since, before=this.start, limit=MOST) if chats else []
        if not found:
            return 0
        letters = [_letter(chat, officer, found, directory, this) for chat in chats]
        return await tx.praises.tell(officer.id, found, letters, week=str(this), at=now)


def _letter(chat: Chat, officer: Officer, praises: Sequence[Praise], directory: Directory, this: Week) -> Letter:
    say = words(chat.language).say
    lines = [
        say(
            "praise_letter.one",
            words=shortened(one.words, QUOTED),
            who=one.name or say("praise_letter.nameless"),
            unit=directory.units[one.unit_id].short_name,
        )
        for one in praises
    ]
    text = "\n\n".join((say("praise_letter.head", count=len(praises)), *lines, say("praise_letter.end")))
    dedup = f"praise:{officer.code}:{this}:{chat.tag}"
    return Letter(chat.tag, chat.channel, chat.address, Reply(text, kind="praise"), lane=Lane.DIGEST, dedup=dedup)
