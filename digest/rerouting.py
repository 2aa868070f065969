"""A digest whose chats turned out to be shut goes by mail: who blocked the bot is found out only when it is sent.

The page is written anew from the same week: its words were erased when the letter was given up.
"""

from datetime import datetime, timedelta

from digest.compose import compose
from digest.facts import gather
from digest.letters import Roads, by_mail
from digest.weekly import KIND
from feedback.people import Officer
from feedback.periods import Week
from feedback.ports import Database, ReplyBox
from feedback.wording import Words

LOOK_BACK = timedelta(days=7)
"""Afterwards the next digest is there."""


async def reroute(database: Database, *, now: datetime, box: ReplyBox, words: Words, roads: Roads) -> int:
    """Queue the mail for every head whom no chat reached; how many."""
    if not roads.mail:
        return 0
    async with database.reading() as tx:
        stranded = await tx.digests.stranded(KIND, since=now - LOOK_BACK)
    queued = 0
    for unit_id, week, code in stranded:
        queued += await _by_mail(database, unit_id, week, code, now=now, box=box, words=words)
    return queued


async def _by_mail(
    database: Database, unit_id: int, week: Week, code: str, *, now: datetime, box: ReplyBox, words: Words
) -> int:
    async with database.reading() as tx:
        directory = await tx.directory()
        head = _with_mail(directory.heads_of(unit_id), code)
        if head is None:
            return 0
        facts = await gather(tx, unit=directory.units[unit_id], week=week, now=now, directory=directory)
    letter = by_mail(compose(facts, words), head, box)
    async with database.transact() as tx:
        return await tx.digests.add_letters(unit_id, week, KIND, letters=[letter], at=now)


def _with_mail(heads: "tuple[Officer, ...] | list[Officer]", code: str) -> Officer | None:
    """The head of that code, while they are one and have an address."""
    return next((head for head in heads if head.code == code and head.email), None)
