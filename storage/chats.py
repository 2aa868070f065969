"""The dialogues by chat tag: locked in order, written whole, their state encrypted."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, String, bindparam, select, text, update

from feedback.messages import Chat
from storage.cipher import Cipher
from storage.executor import AnyRow, Executor, upsert
from storage.tables import chats, outbox

STATE = "chats|state"
NOBODY_YET = b""

LAST_WORD = ("channel", "address", "language", "officer_id", "state", "unreachable")

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
        waiting = update(outbox).where(outbox.c.chat == tag, outbox.c.state == "waiting")
        await self._db.run(waiting.values(state="failed", error="unreachable", payload=b"", address=b""))

    def _row(self, chat: Chat, at: datetime) -> dict[str, Any]:
        return {
            "tag": chat.tag,
            "channel": chat.channel,
            "address": chat.address,
            "language": chat.language,
            "officer_id": chat.officer_id,
            "state": self._cipher.hide_data(chat.state, STATE),
            "unreachable": chat.unreachable,
            "version": 1,
            "updated_at": at,
        }

    def _chat(self, row: AnyRow) -> Chat:
        state = self._cipher.show_data(row.state, STATE)
        return Chat(row.tag, row.channel, row.address, row.language, row.officer_id, state, row.unreachable)
