"""The dialogues by chat tag: locked in order, written whole, their state encrypted, forgotten in time."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, ScalarSelect, String, bindparam, delete, select, text, update

from feedback.messages import Chat
from storage.cipher import Cipher, bound
from storage.executor import AnyRow, Executor, upsert
from storage.outbox import drop_letters
from storage.tables import chats

STATE = "chats|state"
NOBODY_YET = b""
FORGOTTEN = b""

LAST_WORD = ("channel", "address", "language", "officer_id", "state", "unreachable", "heard_at", "paused_until")

FOUND = select(*chats.c["tag", *LAST_WORD])

# A row that is not there cannot be locked. Inserting it first makes a second replica wait for the first;
# going by tag in every transaction, insertions before locks, leaves no circle to wait in.
PLACEHOLDERS = text(
    """
    INSERT INTO chats (tag, channel, address, language, state, unreachable, version, updated_at)
    SELECT tag, '', '', '', '', false, 0, 'epoch' FROM unnest(:tags) AS tag ORDER BY tag
    ON CONFLICT DO NOTHING
    """
).bindparams(bindparam("tags", type_=ARRAY(String)))


class ChatBook:
    """The Chats of `feedback/ports.py`."""

    def __init__(self, executor: Executor, cipher: Cipher) -> None:
        self._db = executor
        self._cipher = cipher

    async def lock(self, tags: Sequence[str]) -> dict[str, Chat]:
        """The known ones. On SQLite the transaction holds the whole file already."""
        wanted = sorted(set(tags))
        if not wanted:
            return {}
        found = FOUND.where(chats.c.tag.in_(wanted))
        if self._db.postgres:
            await self._db.run(PLACEHOLDERS, {"tags": wanted})
            found = found.order_by(chats.c.tag).with_for_update()
        return {row.tag: self._chat(row) for row in await self._db.rows(found) if row.address != NOBODY_YET}

    async def save(self, chats_: Sequence[Chat], *, at: datetime) -> None:
        """Write them whole, one statement for all."""
        if not chats_:
            return
        fresh = (*LAST_WORD, "updated_at")
        saved = upsert(self._db, chats, by=("tag",), fresh=fresh, counted=("version",))
        await self._db.run(saved, [self._row(chat, at) for chat in chats_])

    async def get(self, tag: str) -> Chat | None:
        """One chat, not locked."""
        rows = await self._db.rows(FOUND.where(chats.c.tag == tag, chats.c.address != NOBODY_YET))
        return self._chat(rows[0]) if rows else None

    async def of_officer(self, officer_id: int) -> list[Chat]:
        """The reachable chats of a member of staff."""
        mine = FOUND.where(chats.c.officer_id == officer_id, ~chats.c.unreachable, chats.c.address != NOBODY_YET)
        return [self._chat(row) for row in await self._db.rows(mine.order_by(chats.c.tag))]

    async def mark_unreachable(self, tag: str) -> None:
        """The letters that wait for this chat are given up with it."""
        await self._db.run(update(chats).where(chats.c.tag == tag).values(unreachable=True))
        await drop_letters(self._db, tag, states=("waiting",), error="unreachable")

    async def forget_talks(self, *, before: datetime) -> int:
        """Drafts, screens and receipts of old talks go; language, officer and address stay."""
        old = self._untouched(before, chats.c.state != FORGOTTEN)
        return await self._db.run(update(chats).where(chats.c.tag.in_(old)).values(state=FORGOTTEN))

    async def forget_guests(self, channels: Sequence[str], *, before: datetime) -> int:
        """On these channels nobody comes back under the same tag after so long."""
        guests = (chats.c.channel.in_(channels), chats.c.officer_id.is_(None))
        return await self._db.run(delete(chats).where(chats.c.tag.in_(self._untouched(before, *guests))))

    def _untouched(self, before: datetime, *which: ColumnElement[bool]) -> ScalarSelect[str]:
        """Passing over those that are being heard just now: they are touched, and waiting could end in a circle."""
        found = select(chats.c.tag).where(chats.c.updated_at < before, *which)
        return (found.with_for_update(skip_locked=True) if self._db.postgres else found).scalar_subquery()

    def _row(self, chat: Chat, at: datetime) -> dict[str, Any]:
        return {
            "tag": chat.tag,
            "channel": chat.channel,
            "address": chat.address,
            "language": chat.language,
            "officer_id": chat.officer_id,
            "state": self._cipher.hide_data(chat.state, bound(STATE, chat.tag)),
            "unreachable": chat.unreachable,
            "version": 1,
            "updated_at": at if chat.officer_id is None else _end_of_day(at),
            "heard_at": chat.heard_at if chat.officer_id is None or not chat.heard_at else _day(chat.heard_at),
            "paused_until": chat.paused_until,
        }

    def _chat(self, row: AnyRow) -> Chat:
        state = self._cipher.show_data(row.state, bound(STATE, row.tag)) if row.state != FORGOTTEN else {}
        return Chat(
            tag=row.tag,
            channel=row.channel,
            address=row.address,
            language=row.language,
            officer_id=row.officer_id,
            state=state,
            unreachable=row.unreachable,
            heard_at=row.heard_at,
            paused_until=row.paused_until,
        )


def _end_of_day(at: datetime) -> datetime:
    """Rounded up, so that nothing is forgotten too soon."""
    return _day(at) + timedelta(days=1)


def _day(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
