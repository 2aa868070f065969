"""Which chat belongs to which member of staff: one-time codes, given out by the office, typed in one's own chat."""

from datetime import datetime, timedelta

from feedback.audit import Act
from feedback.chance import Chance
from feedback.errors import LinkCodeRefused, TooManyGuesses
from feedback.people import Officer
from feedback.ports import Transaction

EVERYBODY = ""
CODE_LIVES = timedelta(minutes=10)
TRIES_PER_HOUR = 5
TRIES_OF_ALL = 300
"""By everybody together within the hour: a new chat for each guess does not help."""


async def issue_link(tx: Transaction, officer: Officer, *, now: datetime, chance: Chance) -> str:
    """A fresh code for this officer; an earlier one dies."""
    code = chance.link_code()
    await tx.people.issue_code(officer.id, code, expires=now + CODE_LIVES)
    return code


async def redeem_link(tx: Transaction, code: str, *, chat: str, now: datetime) -> Officer:
    """The officer that this chat now belongs to. Raises LinkCodeRefused or TooManyGuesses."""
    mine = await tx.people.attempt(chat, "link", at=now, limit=TRIES_PER_HOUR)
    if not mine or not await tx.people.attempt(EVERYBODY, "link", at=now, limit=TRIES_OF_ALL):
        raise TooManyGuesses
    officer = await tx.people.redeem_code(code, chat=chat, at=now)
    if officer is None:
        raise LinkCodeRefused
    await tx.people.forgive(chat, "link", at=now)
    tx.audit.note(Act.LINKED, who=officer.code, about=officer.code)
    return officer
