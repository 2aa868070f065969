"""One-time codes that tie a chat to a member of staff, and tries counted by the hour."""

from datetime import datetime

from sqlalchemy import delete, select, update

from feedback.people import Officer
from storage.directory import officer_from
from storage.executor import Executor, upsert
from storage.keys import Keys, keyed_hash
from storage.tables import attempts, link_codes, officers


class Staff:
    """The People of `feedback/ports.py`."""

    def __init__(self, executor: Executor, keys: Keys) -> None:
        self._db = executor
        self._keys = keys

    async def issue_code(self, officer_id: int, code: str, *, expires: datetime) -> None:
        """Only the keyed hash is kept. Earlier unused ones of this officer die."""
        unused = delete(link_codes).where(link_codes.c.officer_id == officer_id, link_codes.c.used_at.is_(None))
        await self._db.run(unused)
        row = {
            "hash": self._hash(code),
            "officer_id": officer_id,
            "expires": expires,
            "used_at": None,
            "chat": "",
        }
        await self._db.run(link_codes.insert(), row)

    async def redeem_code(self, code: str, *, chat: str, at: datetime) -> Officer | None:
        """The update that finds the code unused wins; everybody else finds nothing."""
        fresh = (
            link_codes.c.hash == self._hash(code),
            link_codes.c.used_at.is_(None),
            link_codes.c.expires > at,
        )
        used = update(link_codes).where(*fresh).values(used_at=at, chat=chat).returning(link_codes.c.officer_id)
        won = await self._db.rows(used)
        if not won:
            return None
        found = await self._db.rows(select(officers).where(officers.c.id == won[0][0], officers.c.active))
        return officer_from(found[0]._mapping) if found else None

    async def attempt(self, chat: str, what: str, *, at: datetime, limit: int) -> bool:
        """Count a try; False once there were more than `limit` in this hour."""
        row = {"chat": chat, "what": what, "hour": _hour(at), "n": 1}
        counted = upsert(self._db, attempts, by=("chat", "what", "hour"), fresh=(), counted=("n",))
        return int((await self._db.rows(counted.returning(attempts.c.n), row))[0][0]) <= limit

    async def forgive(self, chat: str, what: str, *, at: datetime) -> None:
        """A right answer: this hour's tries are forgotten."""
        tries = (attempts.c.chat == chat, attempts.c.what == what, attempts.c.hour == _hour(at))
        await self._db.run(delete(attempts).where(*tries))

    async def forget(self, *, before: datetime) -> int:
        """Drop old counts and dead codes."""
        old = await self._db.run(delete(attempts).where(attempts.c.hour < before))
        return old + await self._db.run(delete(link_codes).where(link_codes.c.expires < before))

    def _hash(self, code: str) -> bytes:
        return keyed_hash(self._keys.link_code, code.strip().upper())


def _hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)
