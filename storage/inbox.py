"""Which messages were seen, so that a repeat drops out; and those no code could handle, kept for a person."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete, func, select

from feedback.media import Attached
from feedback.messages import Inbound, Slip
from storage.cipher import Cipher, bound
from storage.executor import AnyRow, Executor, insert_new, upsert
from storage.tables import inbox

BODY = "inbox|body"
KEY = ("channel", "message_id")


class SeenMessages:
    """The Inbox of `feedback/ports.py`."""

    def __init__(self, executor: Executor, cipher: Cipher) -> None:
        self._db = executor
        self._cipher = cipher

    async def take(self, keys: Sequence[tuple[str, str]], *, at: datetime) -> set[tuple[str, str]]:
        """Those that were new. Written in order, so that two replicas cannot wait in a circle."""
        if not keys:
            return set()
        seen = {"seen_at": at, "error": ""}
        rows = [{"channel": channel, "message_id": id, **seen} for channel, id in sorted(set(keys))]
        new = insert_new(self._db, inbox, by=KEY)
        taken = await self._db.rows(new.returning(inbox.c.channel, inbox.c.message_id), rows)
        return {(channel, id) for channel, id in taken}

    async def has(self, channel: str, id: str) -> bool:
        """As long as seen messages are remembered."""
        asked = select(inbox.c.channel).where(inbox.c.channel == channel, inbox.c.message_id == id)
        return bool(await self._db.rows(asked))

    async def set_aside(self, inbound: Inbound, *, error: str, at: datetime) -> None:
        """Keep the message whole and encrypted. Doing it twice keeps one."""
        attached = [one.to_json() for one in inbound.attached]
        said = asdict(inbound) | {"at": inbound.at.isoformat(), "attached": attached}
        row = {
            "channel": inbound.channel,
            "message_id": inbound.message_id,
            "seen_at": at,
            "body": self._cipher.hide_data(said, bound(BODY, inbound.channel, inbound.message_id)),
            "error": error or "?",
        }
        await self._db.run(upsert(self._db, inbox, by=KEY, fresh=("body", "error")), row)

    async def set_aside_count(self) -> int:
        """How many wait for an operator."""
        rows = await self._db.rows(select(func.count()).select_from(inbox).where(inbox.c.error != ""))
        return int(rows[0][0])

    async def set_aside_messages(self, *, limit: int) -> list[tuple[Inbound, str]]:
        """(message, error) of the oldest ones, opened for the operator."""
        waiting = select(inbox).where(inbox.c.error != "").order_by(inbox.c.seen_at)
        return [(self._open(row), row.error) for row in await self._db.rows(waiting.limit(limit))]

    async def last_seen(self, channel: str) -> datetime | None:
        """Within the time that seen messages are remembered."""
        rows = await self._db.rows(select(func.max(inbox.c.seen_at)).where(inbox.c.channel == channel))
        return rows[0][0]  # type: ignore[no-any-return]

    async def forget(self, *, before: datetime) -> int:
        """Drop what was seen so long ago that no platform repeats it; set-aside messages stay."""
        return await self._db.run(delete(inbox).where(inbox.c.seen_at < before, inbox.c.error == ""))

    def _open(self, row: AnyRow) -> Inbound:
        said = self._cipher.show_data(row.body, bound(BODY, row.channel, row.message_id))
        slip = Slip.from_json(said["slip"]) if said.get("slip") else None
        attached = tuple(Attached.from_json(one) for one in said.get("attached", ()))
        made = {"at": datetime.fromisoformat(said["at"]), "slip": slip, "attached": attached}
        return Inbound(**{**said, **made})
