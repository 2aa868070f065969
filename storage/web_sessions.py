"""Sessions of browsers as rows under the keyed hash of their token, and the browsers that an officer used before."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, select, update

from feedback.accounts import DEVICE_LIVES, HALF_WAY, IDLE, LONGEST, Session, Stage, may_sign_in
from storage.cipher import Cipher, bound
from storage.directory import officer_from
from storage.executor import Executor
from storage.keys import Keys, keyed_hash
from storage.tables import accounts, known_devices, officers, web_sessions

PENDING = "web_sessions|pending"
OWN = [officers.c[name] for name in ("id", "code", "name", "title", "unit_id", "role", "email", "active")]
KEPT = [web_sessions.c[name] for name in ("stage", "mark", "began_at", "seen_at", "proved_at", "device", "pending")]


class SessionBook:
    """The part of the Accounts of `feedback/account_ports.py` that is about browsers."""

    def __init__(self, executor: Executor, cipher: Cipher, keys: Keys) -> None:
        self._db = executor
        self._cipher = cipher
        self._keys = keys

    async def begin(self, session: Session, token: str) -> None:
        """What is pending can be opened in this row alone."""
        hash = self._session(token)
        pending = {str(n): part for n, part in enumerate(session.pending)}
        hidden = self._cipher.hide_data(pending, bound(PENDING, hash.hex())) if pending else None
        row = {name: getattr(session, name) for name in ("mark", "began_at", "seen_at", "proved_at", "device")}
        whose = {"hash": hash, "officer_id": session.officer.id, "stage": session.stage.value, "pending": hidden}
        await self._db.run(web_sessions.insert(), row | whose)

    async def session(self, token: str) -> Session | None:
        """With the officer of this very moment: who left, lost the role or was locked out has none."""
        hash = self._session(token)
        rows = await self._db.rows(_with_officer().where(web_sessions.c.hash == hash))
        if not rows:
            return None
        found = self._opened(rows[0]._mapping, hash)
        enrolling = found.stage is Stage.ENROLLING
        locked = rows[0].disabled_at is not None or not rows[0].password
        return found if may_sign_in(found.officer) and (enrolling or not locked) else None

    async def seen(self, token: str, *, at: datetime) -> None:
        """The caller says how often."""
        mine = web_sessions.c.hash == self._session(token)
        await self._db.run(update(web_sessions).where(mine).values(seen_at=at))

    async def end(self, token: str) -> bool:
        """The row goes."""
        return await self._db.run(delete(web_sessions).where(web_sessions.c.hash == self._session(token))) == 1

    async def sessions(self, officer_id: int) -> Sequence[Session]:
        """Without what is pending: a full one has nothing."""
        mine = (web_sessions.c.officer_id == officer_id, web_sessions.c.stage == Stage.FULL.value)
        rows = await self._db.rows(_with_officer().where(*mine).order_by(web_sessions.c.seen_at.desc()))
        return [self._opened(row._mapping, b"") for row in rows]

    async def end_one(self, officer_id: int, mark: str) -> bool:
        """Only one's own."""
        mine = (web_sessions.c.officer_id == officer_id, web_sessions.c.mark == mark)
        return await self._db.run(delete(web_sessions).where(*mine)) == 1

    async def end_all(self, officer_id: int) -> int:
        """Everywhere at once."""
        return await self._db.run(delete(web_sessions).where(web_sessions.c.officer_id == officer_id))

    async def knows_device(self, officer_id: int, device: str) -> bool:
        """Hashed with the officer: a browser that two people use is known for each."""
        mine = known_devices.c.hash == self._device(officer_id, device)
        return bool(device and await self._db.rows(select(known_devices.c.officer_id).where(mine)))

    async def know_device(self, officer_id: int, device: str, *, at: datetime) -> None:
        """For a year."""
        row = {"hash": self._device(officer_id, device), "officer_id": officer_id, "seen_at": at}
        await self._db.run(known_devices.insert(), row)

    async def forget_device(self, officer_id: int, device: str) -> bool:
        """For this officer alone."""
        mine = known_devices.c.hash == self._device(officer_id, device)
        return bool(device) and await self._db.run(delete(known_devices).where(mine)) == 1

    async def forget_devices(self, officer_id: int) -> None:
        """With the account."""
        await self._db.run(delete(known_devices).where(known_devices.c.officer_id == officer_id))

    async def _forget_sessions(self, *, now: datetime) -> int:
        over = (web_sessions.c.began_at <= now - LONGEST) | (web_sessions.c.seen_at <= now - IDLE)
        over |= (web_sessions.c.stage != Stage.FULL.value) & (web_sessions.c.began_at <= now - HALF_WAY)
        old = await self._db.run(delete(known_devices).where(known_devices.c.seen_at <= now - DEVICE_LIVES))
        return old + await self._db.run(delete(web_sessions).where(over))

    def _opened(self, row: Mapping[Any, Any], hash: bytes) -> Session:
        pending: tuple[str, ...] = ()
        if row["pending"] and hash:
            pending = tuple(self._cipher.show_data(row["pending"], bound(PENDING, hash.hex())).values())
        officer = officer_from({column.name: row[column.name] for column in OWN})
        kept = {name: row[name] for name in ("mark", "began_at", "seen_at", "proved_at", "device")}
        return Session(officer=officer, stage=Stage(row["stage"]), pending=pending, **kept)

    def _session(self, token: str) -> bytes:
        return keyed_hash(self._keys.web, "session", token)

    def _device(self, officer_id: int, device: str) -> bytes:
        return keyed_hash(self._keys.web, "device", str(officer_id), device)


def _with_officer() -> Select[Any]:
    proofs = (accounts.c.disabled_at, accounts.c.password)
    joined = web_sessions.join(officers, web_sessions.c.officer_id == officers.c.id)
    return select(*KEPT, *OWN, *proofs).select_from(
        joined.join(accounts, accounts.c.officer_id == officers.c.id, isouter=True)
    )
