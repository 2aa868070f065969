"""Keys of offices' software: a token is looked up by its keyed hash, so that comparing tells nothing of it."""

from datetime import datetime

from sqlalchemy import select, update

from feedback.api_keys import ApiKey
from storage.executor import Executor, insert_new
from storage.keys import Keys, keyed_hash
from storage.tables import api_keys

FOUND = select(*api_keys.c["unit_id", "name", "created_at", "revoked_at"])


class KeyBook:
    """The ApiKeys of `feedback/ticket_ports.py`."""

    def __init__(self, executor: Executor, keys: Keys) -> None:
        self._db = executor
        self._keys = keys

    async def add(self, key: ApiKey, token: str) -> bool:
        """A name is given once: a list of keys must not be ambiguous years later."""
        row = {
            "hash": self._hash(token),
            "unit_id": key.unit_id,
            "name": key.name,
            "created_at": key.created_at,
            "revoked_at": key.revoked_at,
        }
        return bool(await self._db.run(insert_new(self._db, api_keys, by=("name",)), row))

    async def find(self, token: str) -> ApiKey | None:
        """Only one that still holds."""
        held = FOUND.where(api_keys.c.hash == self._hash(token), api_keys.c.revoked_at.is_(None))
        rows = await self._db.rows(held)
        return ApiKey(**rows[0]._mapping) if rows else None

    async def all(self) -> list[ApiKey]:
        """By name."""
        return [ApiKey(**row._mapping) for row in await self._db.rows(FOUND.order_by(api_keys.c.name))]

    async def revoke(self, name: str, *, at: datetime) -> bool:
        """The update that finds it unrevoked wins."""
        held = (api_keys.c.name == name, api_keys.c.revoked_at.is_(None))
        return bool(await self._db.run(update(api_keys).where(*held).values(revoked_at=at)))

    def _hash(self, token: str) -> bytes:
        return keyed_hash(self._keys.api_token, token)
