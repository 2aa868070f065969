"""Letters for people who may not be written to just now: held until they act, then released ahead of anything new.

A held letter is a waiting one that is due at the end of time: it costs a claim nothing, however many there are, and
nobody takes it for late. The chat's row is locked before its letters are held. So whoever acts at that moment is heard
either before, and nothing is held, or after, and finds the letters to release.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, update

from feedback.messages import Lane
from storage.executor import Executor
from storage.lines import is_
from storage.tables import chats, outbox

HELD = datetime(9000, 1, 1, tzinfo=UTC)
AT_ONCE = 500
OUTSIDE = "OutsideWindow"
PUT_OFF = "NoticeLater"
NOTICE_SERVES = timedelta(days=1)
"""So long one paid notice speaks for whatever else comes to wait in its chat."""

other = outbox.alias("other")
FREE = {"state": "waiting", "lease_until": None, "begun": False}


class WindowBook:
    """The Windows of `feedback/platform_ports.py`."""

    def __init__(self, executor: Executor) -> None:
        self._db = executor

    async def late(self, channel: str, *, now: datetime, window: timedelta, told: bool) -> list[str]:
        """Only due letters are looked at, so held ones cost nothing."""
        due = [outbox.c.channel == channel, is_("waiting"), outbox.c.due <= now]
        due += [_told_of(now)] if told else []
        open_ = select(chats.c.tag).where(chats.c.tag == outbox.c.chat, _open(now, window))
        found = select(outbox.c.chat).where(*due, ~open_.exists()).distinct().limit(AT_ONCE)
        return [chat for (chat,) in await self._db.rows(found)]

    async def hold(self, tags: Sequence[str], *, now: datetime, window: timedelta, told: bool) -> int:
        """By tag, as the reception locks them."""
        if self._db.postgres:
            locked = select(chats.c.tag).where(chats.c.tag.in_(tags)).order_by(chats.c.tag).with_for_update()
            await self._db.rows(locked)
        closed = set(tags) - await self.open(tags, now=now, window=window)
        theirs = update(outbox).where(outbox.c.chat.in_(sorted(closed)), is_("waiting"), outbox.c.due <= now)
        theirs = theirs.where(_told_of(now)) if told else theirs
        why: dict[str, Any] = {"noticed_at": func.coalesce(outbox.c.noticed_at, now)} if told else {"error": OUTSIDE}
        return await self._db.run(theirs.values(due=HELD, **why)) if closed else 0

    async def open(self, tags: Sequence[str], *, now: datetime, window: timedelta) -> set[str]:
        """Those whose person acted within the window."""
        found = select(chats.c.tag).where(chats.c.tag.in_(tags), _open(now, window))
        return {tag for (tag,) in await self._db.rows(found)}

    async def release(self, tags: Sequence[str], *, at: datetime) -> int:
        """Into the lane of replies: they are older than whatever is said now, so they go before it."""
        aside = or_(outbox.c.due == HELD, outbox.c.error.startswith(PUT_OFF))
        held = update(outbox).where(outbox.c.chat.in_(tags), is_("waiting"), aside)
        return await self._db.run(held.values(due=at, lane=int(Lane.REPLY), error=""))

    async def close(self, tag: str) -> None:
        """The platform says so, whatever we reckoned."""
        await self._db.run(update(chats).where(chats.c.tag == tag).values(heard_at=None))

    async def told(self, id: int, *, owner: str, at: datetime, error: str = "") -> None:
        """One notice speaks for all that waits in the chat."""
        mine = (outbox.c.id == id, outbox.c.owner == owner, is_("leased"))
        held = {"due": HELD, "noticed_at": at}
        done = update(outbox).where(*mine).values(**held, **FREE, error=error).returning(outbox.c.chat)
        for (chat,) in await self._db.rows(done):
            others = (outbox.c.chat == chat, is_("waiting"), or_(outbox.c.due <= at, outbox.c.due == HELD))
            await self._db.run(update(outbox).where(*others).values(**held, error=error))

    async def is_told_of(self, id: int, *, now: datetime) -> bool:
        """Asked once more before a notice is paid for: the letter may have come after the last hold."""
        return bool(await self._db.rows(select(outbox.c.id).where(outbox.c.id == id, _told_of(now))))

    async def put_off(self, id: int, *, owner: str, due: datetime, error: str) -> None:
        """Not a try of the letters themselves, so none is counted."""
        mine, why = (outbox.c.id == id, outbox.c.owner == owner, is_("leased")), f"{PUT_OFF}: {error}"
        done = update(outbox).where(*mine).values(**FREE, due=due, error=why).returning(outbox.c.chat)
        for (chat,) in await self._db.rows(done):
            others = (outbox.c.chat == chat, is_("waiting"), outbox.c.due < due)
            await self._db.run(update(outbox).where(*others).values(due=due, error=why))


def _told_of(now: datetime) -> ColumnElement[bool]:
    """By a notice of its own, or by one of today that another letter of the chat was the reason for."""
    lately = (other.c.chat == outbox.c.chat, is_("waiting", other), other.c.noticed_at > now - NOTICE_SERVES)
    return or_(outbox.c.noticed_at.is_not(None), select(other.c.id).where(*lately).correlate(outbox).exists())


def _open(now: datetime, window: timedelta) -> ColumnElement[bool]:
    return chats.c.heard_at > now - window
