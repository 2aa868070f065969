"""Tickets by the keyed hash of their code, and the counts of visits by day.

The code, the hash it lies under, the key of the visit and the key of what the row says come from four keys: who has the
rows has none of them, and without the code nobody reads where a visit was, or who served.
"""

import json
from collections import Counter
from dataclasses import asdict
from datetime import UTC, date
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select, update

from feedback.coverage import Counts
from feedback.ticket_ports import Counted
from feedback.tickets import Ticket, Told, code_from
from feedback.visits import Respondent
from storage.cipher import Cipher
from storage.executor import Executor, insert_new, upsert
from storage.keys import Keys, keyed_hash
from storage.tables import tickets, visit_counts

KEY_DIGITS = 32
DAY = ("unit_id", "day")
COUNTED: tuple[Counted, ...] = ("recorded", "asked", "answered")
OPEN = ("day", "invitation")
SEALED = "tickets|sealed"
STEP = 384
"""Bytes: nearly all are one step long, so that the length tells neither field nor how many were on duty."""

FOUND = select(tickets.c.day, tickets.c.invitation, tickets.c.sealed)


class TicketBook:
    """The Tickets of `feedback/ticket_ports.py`."""

    def __init__(self, executor: Executor, keys: Keys) -> None:
        self._db = executor
        self._keys = keys
        self._noted: Counter[tuple[int, date, Counted]] = Counter()

    def code(self, unit_id: int, reference: str) -> str:
        """Derived, so that nobody has to keep it."""
        return code_from(keyed_hash(self._keys.ticket_code, str(unit_id), reference))

    def visit_key(self, code: str) -> str:
        """Derived by a key of its own: the row of the ticket does not lead to it."""
        return keyed_hash(self._keys.ticket_visit, code).hex()[:KEY_DIGITS]

    async def keep(self, code: str, ticket: Ticket, told: Told) -> bool:
        """The insertion that finds no row wins."""
        row = {"day": ticket.day, "invitation": ticket.invitation, "sealed": self._sealed(code, ticket)}
        row |= {"hash": self._hash(code), "facts": self._facts(told)}
        return bool(await self._db.run(insert_new(self._db, tickets, by=("hash",)), row))

    async def invited(self, code: str, invitation: str) -> None:
        """Told again when the office tells of the visit again."""
        await self._db.run(update(tickets).where(tickets.c.hash == self._hash(code)).values(invitation=invitation))

    async def as_told(self, code: str, told: Told) -> Ticket | None:
        """None when the facts differ in anything."""
        return await self._ticket(code, tickets.c.facts == self._facts(told))

    async def find(self, code: str) -> Ticket | None:
        """By the keyed hash."""
        return await self._ticket(code)

    async def forget(self, *, before: date) -> int:
        """The counts stay."""
        return await self._db.run(delete(tickets).where(tickets.c.day < before))

    async def count(self, unit_id: int, day: date, what: Counted) -> None:
        """Noted here until the transaction is about to end: the row of a day is everybody's, and is held shortly."""
        self._noted[unit_id, day, what] += 1

    async def write_counts(self) -> None:
        """What was noted, a row for each unit and day, in one order for all replicas."""
        if not self._noted:
            return
        counted = upsert(self._db, visit_counts, by=DAY, fresh=(), counted=COUNTED)
        rows = sorted({(unit_id, day) for unit_id, day, _ in self._noted})
        await self._db.run(counted, [self._row(*row) for row in rows])
        self._noted.clear()

    async def counts(self, unit_id: int, *, first: date, last: date) -> Counts:
        """Sums over the days."""
        sums = (func.coalesce(func.sum(visit_counts.c[what]), 0) for what in COUNTED)
        days = (visit_counts.c.unit_id == unit_id, visit_counts.c.day >= first, visit_counts.c.day <= last)
        return Counts(*(int(found) for found in (await self._db.rows(select(*sums).where(*days)))[0]))

    def _row(self, unit_id: int, day: date) -> dict[str, Any]:
        return {"unit_id": unit_id, "day": day, **{what: self._noted[unit_id, day, what] for what in COUNTED}}

    async def _ticket(self, code: str, *other: ColumnElement[bool]) -> Ticket | None:
        for day, invitation, sealed in await self._db.rows(FOUND.where(tickets.c.hash == self._hash(code), *other)):
            said = json.loads(self._cipher(code).show_bytes(sealed, SEALED))
            said |= {"candidates": tuple(said["candidates"]), "respondent": Respondent(said["respondent"])}
            return Ticket(**said, day=day, invitation=invitation)
        return None

    def _sealed(self, code: str, ticket: Ticket) -> bytes:
        said = {name: value for name, value in asdict(ticket).items() if name not in OPEN}
        words = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
        return self._cipher(code).hide_bytes(words.ljust(-len(words) // STEP * -STEP), SEALED)

    def _cipher(self, code: str) -> Cipher:
        """Each ticket's own: the code opens it, and nothing that we keep does."""
        return Cipher(keyed_hash(self._keys.ticket_seal, code))

    def _hash(self, code: str) -> bytes:
        return keyed_hash(self._keys.ticket, code)

    def _facts(self, told: Told) -> bytes:
        """All that was said, the same hour in whatever offset."""
        said = {**asdict(told), "at": told.at.astimezone(UTC).isoformat()}
        return keyed_hash(self._keys.ticket_facts, json.dumps(said, sort_keys=True))
