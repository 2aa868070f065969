"""The one chain of audited acts: added to at the very end of a transaction, read and checked in pages.

On PostgreSQL the row of the head is locked last, just before the commit: whoever waits for it is waited for by nobody,
so replicas take turns without a deadlock, and a transaction that notes nothing never comes here.

A copy must not say who typed in a slip: the moment, or the order alone, would lead from the entry to the words.
So the name is hidden there, and of the moment only the day is kept.
"""

import hmac
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from datetime import datetime

from cryptography.exceptions import InvalidTag
from sqlalchemy import insert, or_, select, update

from feedback.audit import Act, Anchor, ChainBroken, Entry, Harm, Sealed, follow, proof_of_end, seal
from feedback.periods import local, midnight
from storage.cipher import Cipher, bound
from storage.executor import AnyRow, Executor, insert_new
from storage.keys import Keys
from storage.tables import audit, audit_head

PAGE = 1000
HIDDEN = frozenset({Act.SLIP_TYPED.value})
WHO = "audit|who"
BROKEN = b""
"""No proof that the chain ends here. A broken head stays broken: going on from it must not make it whole."""


class AuditBook:
    """The Audit of `feedback/audit_ports.py`."""

    def __init__(self, executor: Executor, cipher: Cipher, keys: Keys, now: Callable[[], Awaitable[datetime]]) -> None:
        self._db = executor
        self._cipher = cipher
        self._key = keys.audit
        self._now = now
        self._noted: list[tuple[Act, str, str, str]] = []

    def note(self, what: Act, *, who: str, about: str, why: str = "") -> None:
        """Kept here until the transaction is about to end."""
        self._noted.append((what, who, about, why))

    async def write(self) -> None:
        """Add what was noted to the chain. The last thing before the commit: after it no other lock may be taken."""
        if not self._noted:
            return
        (end, sound), at = await self._end(lock=True), await self._now()
        added: list[Sealed] = []
        for what, who, about, why in self._noted:
            moment = midnight(local(at).date()) if what in HIDDEN else at
            entry = Entry(end.number + 1, moment, who, what.value, about, why)
            added.append(Sealed(entry, seal(self._key, end.seal, entry)))
            end = Anchor(entry.number, added[-1].seal)
        await self._db.run(insert(audit), [self._row(one) for one in added])
        proof = proof_of_end(self._key, end) if sound else BROKEN
        await self._db.run(update(audit_head), {"number": end.number, "seal": end.seal, "proof": proof})
        self._noted.clear()

    async def read(self, *, after: int = 0, about: str = "", who: str = "", limit: int) -> Sequence[Sealed]:
        """A page of the chain, or of what it says about one case or officer."""
        asked = select(audit).order_by(audit.c.number).limit(limit)
        asked = asked.where(audit.c.about == about) if about else asked
        asked = asked.where(or_(audit.c.who == who, audit.c.what.in_(HIDDEN))) if who else asked
        found: list[Sealed] = []
        while len(found) < limit and (rows := await self._db.rows(asked.where(audit.c.number > after))):
            after = rows[-1].number
            found += [one for one in map(self._sealed, rows) if who in ("", one.entry.who)]
        return found[:limit]

    async def verify(self, *, noted: Anchor | None = None) -> Anchor:
        """Page by page from the first entry."""
        end, found = Anchor(), noted is None
        while page := await self.read(after=end.number, limit=PAGE):
            end = follow(self._key, end, page)
            if noted is not None and page[0].entry.number <= noted.number <= end.number:
                found = page[noted.number - page[0].entry.number].seal.startswith(noted.seal)
        await self._check_head(end)
        if noted is not None and not found:
            raise ChainBroken(noted.number, Harm.ANCHOR)
        return end

    async def _check_head(self, end: Anchor) -> None:
        head, sound = await self._end()
        if head.number > end.number:
            raise ChainBroken(end.number + 1, Harm.MISSING)
        if head != end or not sound:
            raise ChainBroken(end.number, Harm.HEAD)

    async def _end(self, *, lock: bool = False) -> tuple[Anchor, bool]:
        """Where the head says that the chain ends, and whether it proves so."""
        asked = select(audit_head)
        rows = await self._db.rows(asked.with_for_update() if lock else asked)
        if not rows and lock:
            await self._lay_head()
            return await self._end(lock=True)
        if not rows:
            last = await self._last()
            return last, last.number == 0
        end = Anchor(rows[0].number, bytes(rows[0].seal))
        return end, hmac.compare_digest(bytes(rows[0].proof), proof_of_end(self._key, end))

    async def _lay_head(self) -> None:
        """The first entry makes the head; where entries stand without one, somebody took it."""
        last = await self._last()
        proof = BROKEN if last.number else proof_of_end(self._key, last)
        row = {"one": 1, "number": last.number, "seal": last.seal, "proof": proof}
        await self._db.run(insert_new(self._db, audit_head, by=("one",)), row)

    async def _last(self) -> Anchor:
        rows = await self._db.rows(select(audit.c.number, audit.c.seal).order_by(audit.c.number.desc()).limit(1))
        return Anchor(rows[0].number, bytes(rows[0].seal)) if rows else Anchor()

    def _row(self, one: Sealed) -> dict[str, object]:
        row = {**asdict(one.entry), "seal": one.seal}
        if one.entry.what in HIDDEN:
            row["who"] = self._cipher.hide(one.entry.who, bound(WHO, str(one.entry.number))).hex()
        return row

    def _sealed(self, row: AnyRow) -> Sealed:
        return Sealed(Entry(row.number, row.at, self._who(row), row.what, row.about, row.why), bytes(row.seal))

    def _who(self, row: AnyRow) -> str:
        """What does not open is given as it stands: the seal of the entry tells that somebody changed it."""
        try:
            return self._cipher.show(bytes.fromhex(row.who), bound(WHO, str(row.number)))
        except (InvalidTag, ValueError):
            return str(row.who)
