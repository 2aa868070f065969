"""Letters an operator looks at: what waits on each channel, what failed, what nobody knows; and what a person decides.

Nothing of a letter's words, its address or its chat is shown here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, func, literal, select, update

from feedback.invitation_ports import End
from feedback.invitations import invitation_ended
from feedback.periods import local, midnight
from storage.executor import Executor
from storage.lines import is_
from storage.outbox import ERASED
from storage.tables import outbox
from storage.transaction import Store

SHOWN = ("id", "channel", "lane", "once", "state", "created_at", "due", "tries", "parts", "error")
DROPPED = "dropped by an operator"


@dataclass(frozen=True, slots=True)
class StuckLetter:
    """One line of `homthu outbox`."""

    id: int
    channel: str
    lane: int
    once: bool
    state: str
    created_at: datetime
    due: datetime
    tries: int
    parts: int
    error: str


@dataclass(frozen=True, slots=True)
class Line:
    """How many letters a channel owes, and since when the oldest could have gone."""

    channel: str
    letters: int
    oldest: datetime


async def letters_in(executor: Executor, state: str, *, limit: int) -> list[StuckLetter]:
    """The oldest of one state."""
    found = select(*outbox.c[SHOWN]).where(is_(state)).order_by(outbox.c.id).limit(limit)
    return [StuckLetter(*row) for row in await executor.rows(found)]


async def lines_due(executor: Executor, *, now: datetime) -> list[Line]:
    """Each channel with letters that should have gone. Of those to staff the day alone is kept (`bot/batch.py`): what
    is of today has no age."""
    aged = case((outbox.c.due != midnight(local(now).date()), outbox.c.due), else_=literal(now, outbox.c.due.type))
    asked = select(outbox.c.channel, func.count(), func.min(aged)).where(is_("waiting"), outbox.c.due <= now)
    rows = await executor.rows(asked.group_by(outbox.c.channel).order_by(outbox.c.channel))
    return [Line(*row) for row in rows]


async def send_again(tx: Store, id: int, *, now: datetime) -> bool:
    """A held letter goes back into its chat's line, from the message on that it stopped at. False: it is not held."""
    back = {"state": "waiting", "due": now, "tries": 0, "begun": False, "lease_until": None, "error": ""}
    return await _decide(tx, id, ("unknown",), **back)


async def count_as_sent(tx: Store, id: int, *, now: datetime) -> bool:
    """A person saw that it arrived; of an invitation the visit counts as asked."""
    chats = await tx.executor.rows(select(outbox.c.chat).where(outbox.c.id == id))
    sent = await _decide(tx, id, ("unknown",), state="sent", sent_at=now, error="", **ERASED)
    for (chat,) in chats if sent else ():
        await invitation_ended(tx, chat, End.SENT, at=now)
    return sent


async def drop(tx: Store, id: int, *, now: datetime) -> bool:
    """It is never sent; its words go. What was dropped stays in the list of failed ones for a month."""
    return await _decide(tx, id, ("unknown", "waiting"), state="failed", due=now, error=DROPPED, **ERASED)


async def _decide(tx: Store, id: int, states: Sequence[str], **values: object) -> bool:
    """One row changes, or none: between the look and the word somebody else may have decided."""
    fits: ColumnElement[bool] = outbox.c.state.in_(states)
    return await tx.executor.run(update(outbox).where(outbox.c.id == id, fits).values(**values)) == 1
