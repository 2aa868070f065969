"""Accounts and their proofs as rows. What may be used once is spent by an update that must change exactly one row."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, func, select, update

from feedback.accounts import SIGN_IN, Account, Standing, State
from feedback.people import Officer
from storage.cipher import bound
from storage.directory import officer_from
from storage.executor import upsert
from storage.keys import keyed_hash
from storage.tables import accounts, attempts, officers, recovery_codes, web_invitations, web_sessions
from storage.web_sessions import SessionBook

PASSWORD, SECRET = "accounts|password", "accounts|secret"
OWN = [officers.c[name] for name in ("id", "code", "name", "title", "unit_id", "role", "email", "active")]


class AccountBook(SessionBook):
    """The Accounts of `feedback/account_ports.py`."""

    async def named(self, name: str) -> Account | None:
        """By the officer's code."""
        return await self._account(func.lower(officers.c.code) == name.strip().lower())

    async def of(self, officer_id: int) -> Account | None:
        """Read anew each time."""
        return await self._account(officers.c.id == officer_id)

    async def hold(self, officer_id: int) -> None:
        """The officer's row: an account may not be there yet. Rows that only point to the officer do not wait."""
        if self._db.postgres:
            await self._db.rows(
                select(officers.c.id).where(officers.c.id == officer_id).with_for_update(key_share=True)
            )

    async def put(self, officer_id: int, *, password: str, secret: str, step: int, at: datetime) -> None:
        """Both at once."""
        proofs = {
            "password": self._cipher.hide(password, bound(PASSWORD, str(officer_id))),
            "secret": self._cipher.hide(secret, bound(SECRET, str(officer_id))),
        }
        row = {"officer_id": officer_id, "step": step, "opened_at": at, **proofs}
        fresh = ("password", "secret", "step", "opened_at", "disabled_at")
        await self._db.run(upsert(self._db, accounts, by=("officer_id",), fresh=fresh), row | {"disabled_at": None})

    async def disable(self, officer_id: int, *, at: datetime) -> None:
        """Its sessions and invitations go with it."""
        none = {"officer_id": officer_id, "password": None, "secret": None, "step": 0, "opened_at": at}
        put = upsert(self._db, accounts, by=("officer_id",), fresh=("disabled_at",))
        await self._db.run(put, none | {"disabled_at": at})
        await self._let_go(officer_id)

    async def clear(self, officer_id: int) -> None:
        """The row stays: what was disabled stays disabled."""
        gone = update(accounts).where(accounts.c.officer_id == officer_id)
        await self._db.run(gone.values(password=None, secret=None))
        await self._db.run(delete(recovery_codes).where(recovery_codes.c.officer_id == officer_id))
        await self._let_go(officer_id)

    async def spend_step(self, officer_id: int, step: int) -> bool:
        """Only upwards."""
        later = (accounts.c.officer_id == officer_id, accounts.c.step < step)
        return await self._db.run(update(accounts).where(*later).values(step=step)) == 1

    async def spend_recovery(self, officer_id: int, code: str, *, at: datetime) -> bool:
        """Bound to the officer by the hash too."""
        unused = (recovery_codes.c.hash == self._recovery(officer_id, code), recovery_codes.c.used_at.is_(None))
        return await self._db.run(update(recovery_codes).where(*unused).values(used_at=at)) == 1

    async def put_recovery(self, officer_id: int, codes: Sequence[str]) -> None:
        """Hashed with a key, and each of 50 bits: nothing slower is needed."""
        await self._db.run(delete(recovery_codes).where(recovery_codes.c.officer_id == officer_id))
        rows = [{"hash": self._recovery(officer_id, one), "officer_id": officer_id, "used_at": None} for one in codes]
        await self._db.run(recovery_codes.insert(), rows)

    async def invite(self, officer_id: int, token: str, *, expires: datetime) -> None:
        """One at a time."""
        mine = (web_invitations.c.officer_id == officer_id, web_invitations.c.used_at.is_(None))
        await self._db.run(delete(web_invitations).where(*mine))
        row = {"hash": self._invitation(token), "officer_id": officer_id, "expires": expires, "used_at": None}
        await self._db.run(web_invitations.insert(), row)

    async def invited(self, token: str, *, now: datetime) -> Officer | None:
        """Somebody who may sign in."""
        holds = select(*OWN).join_from(web_invitations, officers, web_invitations.c.officer_id == officers.c.id)
        rows = await self._db.rows(holds.where(*_unused(self._invitation(token), now)))
        found = officer_from(rows[0]._mapping) if rows else None
        return found if found and found.active and found.role in SIGN_IN else None

    async def take_invitation(self, mark: str, *, at: datetime) -> bool:
        """The update that finds it unused wins."""
        taken = update(web_invitations).where(*_unused(bytes.fromhex(mark), at)).values(used_at=at)
        return await self._db.run(taken) == 1

    def invitation_mark(self, token: str) -> str:
        """Its keyed hash, hexadecimal."""
        return self._invitation(token).hex()

    async def attempt(self, what: str, who: str, *, at: datetime, limit: int) -> bool:
        """In the table of all counted tries; a name typed there may be a password typed in the wrong field."""
        row = {"chat": self._tried(what, who), "what": f"web:{what}", "hour": _hour(at), "n": 1}
        counted = upsert(self._db, attempts, by=("chat", "what", "hour"), fresh=(), counted=("n",))
        return int((await self._db.rows(counted.returning(attempts.c.n), row))[0][0]) <= limit

    async def forgive(self, what: str, who: str, *, at: datetime) -> None:
        """This hour's."""
        mine = (attempts.c.chat == self._tried(what, who), attempts.c.what == f"web:{what}")
        await self._db.run(delete(attempts).where(*mine, attempts.c.hour == _hour(at)))

    async def standings(self, *, now: datetime) -> Sequence[Standing]:
        """An officer whose role lost its pages stands there as long as there is an account."""
        invited = select(web_invitations.c.officer_id).where(
            web_invitations.c.used_at.is_(None), web_invitations.c.expires > now
        )
        last = select(web_sessions.c.officer_id, func.max(web_sessions.c.seen_at).label("seen"))
        seen = last.group_by(web_sessions.c.officer_id).subquery()
        found = (
            select(
                *OWN, accounts.c.secret, accounts.c.disabled_at, seen.c.seen, officers.c.id.in_(invited).label("asked")
            )
            .join_from(officers, accounts, accounts.c.officer_id == officers.c.id, isouter=True)
            .join(seen, seen.c.officer_id == officers.c.id, isouter=True)
            .where(accounts.c.officer_id.is_not(None) | (officers.c.active & officers.c.role.in_(sorted(SIGN_IN))))
            .order_by(officers.c.code)
        )
        return [_standing(row._mapping) for row in await self._db.rows(found)]

    async def forget(self, *, now: datetime) -> int:
        """And what the sessions leave behind."""
        dead = await self._db.run(delete(web_invitations).where(web_invitations.c.expires <= now))
        return dead + await self._forget_sessions(now=now)

    async def _account(self, which: ColumnElement[bool]) -> Account | None:
        kept = [accounts.c[name] for name in ("password", "secret", "disabled_at")]
        found: Select[Any] = select(*OWN, *kept).join_from(accounts, officers, accounts.c.officer_id == officers.c.id)
        rows = await self._db.rows(found.where(which))
        if not rows:
            return None
        row, id = rows[0], str(rows[0].id)
        password = self._cipher.show(row.password, bound(PASSWORD, id)) if row.password else ""
        secret = self._cipher.show(row.secret, bound(SECRET, id)) if row.secret else ""
        return Account(_officer(row._mapping), password, secret, disabled=row.disabled_at is not None)

    async def _let_go(self, officer_id: int) -> None:
        await self.end_all(officer_id)
        await self.forget_devices(officer_id)
        unused = (web_invitations.c.officer_id == officer_id, web_invitations.c.used_at.is_(None))
        await self._db.run(delete(web_invitations).where(*unused))

    def _invitation(self, token: str) -> bytes:
        return keyed_hash(self._keys.web, "invitation", token)

    def _recovery(self, officer_id: int, code: str) -> bytes:
        return keyed_hash(self._keys.web, "recovery", str(officer_id), "".join(filter(str.isalnum, code)).upper())

    def _tried(self, what: str, who: str) -> str:
        return keyed_hash(self._keys.web, "tries", what, who).hex()[:32]


def _unused(hash: bytes, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return web_invitations.c.hash == hash, web_invitations.c.used_at.is_(None), web_invitations.c.expires > now


def _officer(row: Mapping[Any, Any]) -> Officer:
    return officer_from({column.name: row[column.name] for column in OWN})


def _standing(row: Mapping[Any, Any]) -> Standing:
    state = State.INVITED if row["asked"] else State.NONE
    if row["disabled_at"]:
        state = State.DISABLED
    elif row["secret"]:
        state = State.ACTIVE
    return Standing(_officer(row), state, row["seen"])


def _hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)
