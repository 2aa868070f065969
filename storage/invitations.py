"""Invitations at rest: numbers as keyed hashes and sealed boxes, codes encrypted, and who may hand one over.

Whoever holds the row of the channel's gate hands over alone, so that one number gets one invitation a day, however many
replicas look at the same minute.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Update, and_, delete, false, func, literal_column, or_, select, update

from feedback.invitation_ports import End, Invitation, InvitationFigures, dedup_of
from feedback.periods import local
from storage.cipher import Cipher, bound
from storage.executor import AnyRow, Executor, insert_new
from storage.gate import Gate
from storage.keys import Keys, keyed_hash
from storage.lines import is_
from storage.tables import invitations, opt_outs, outbox
from storage.tables.invitations import MARK

CODE = "invitations|code"
ERASED: dict[str, Any] = {"address": b"", "code": b""}
OVER: dict[str, Any] = {**ERASED, "unit_id": None, "visited": None}
NOBODYS_TASK = (End.REFUSED, End.FAILED)
"""Ends that are counted and need no operator: their letters leave the list of failed ones."""

other = invitations.alias("other")


class InvitationBook:
    """The Invitations of `feedback/invitation_ports.py`."""

    def __init__(self, executor: Executor, cipher: Cipher, keys: Keys) -> None:
        self._db = executor
        self._cipher = cipher
        self._keys = keys

    def mark(self, code: str) -> str:
        """Keyed by a purpose of its own: nothing else is made of a code with it."""
        return keyed_hash(self._keys.invitation, code).hex()[:MARK]

    async def plan(self, invitation: Invitation, *, phone: str) -> None:
        """A unique row."""
        mark = self.mark(invitation.code)
        row = {
            "mark": mark,
            "phone": self._hash(phone),
            "unit_id": invitation.unit_id,
            "visited": invitation.day,
            "evening": invitation.evening,
            "state": "waiting",
            "day": local(invitation.evening).date(),
            "address": invitation.address,
            "code": self._cipher.hide(invitation.code, bound(CODE, mark)),
        }
        await self._db.run(insert_new(self._db, invitations, by=("mark",)), row)

    async def wants_none(self, phone: str) -> bool:
        """By the hash."""
        return bool(await self._db.rows(select(opt_outs.c.since).where(opt_outs.c.phone == self._hash(phone))))

    async def opt_out(self, phone: str, *, at: datetime) -> None:
        """Saying it twice changes nothing."""
        await self._opt_out(self._hash(phone), at)

    async def opt_out_of(self, mark: str, *, at: datetime) -> bool:
        """The row still has the hash, also after the invitation was sent."""
        found = await self._db.rows(select(invitations.c.phone).where(invitations.c.mark == mark))
        for (phone,) in found:
            await self._opt_out(phone, at)
        return bool(found)

    async def are_open(self, *, now: datetime) -> bool:
        """One step into the index of open ones."""
        due = select(invitations.c.mark).where(_open(), invitations.c.evening <= now)
        return bool(await self._db.rows(due.limit(1)))

    async def take(
        self, channel: str, turns: Sequence[tuple[datetime, datetime]], *, today: date, limit: int
    ) -> Sequence[tuple[str, Invitation]]:
        """Behind the gate; what somebody else handed over a moment ago is seen, for the gate was theirs until then."""
        await Gate(self._db, channel).lock()
        refused = select(opt_outs.c.phone).where(opt_outs.c.phone == invitations.c.phone)
        busy = select(other.c.phone).where(other.c.phone == invitations.c.phone, _keeps_others(today))
        begun = or_(false(), *(invitations.c.evening.between(start, end) for start, end in turns))
        due = select(invitations).where(_is("waiting"), begun, ~refused.exists(), ~busy.exists())
        rows = await self._db.rows(due.order_by(invitations.c.evening, invitations.c.mark).limit(limit))
        chosen = list({row.phone: row for row in reversed(rows)}.values())
        if chosen:
            await self._db.run(_these(row.mark for row in chosen).values(state="handed", day=today, **ERASED))
        return [(row.mark, self._invitation(row)) for row in chosen]

    async def end(self, mark: str, end: End, *, at: datetime) -> tuple[int, date] | None:
        """The update that still finds the unit is the first. One of unclear fate may yet turn out to be sent."""
        first = and_(invitations.c.mark == mark, invitations.c.unit_id.is_not(None))
        found = await self._db.rows(select(invitations.c.unit_id, invitations.c.visited).where(first))
        rest: dict[str, Any] = ERASED if end is End.UNKNOWN else OVER
        ended = update(invitations).where(first).values(state=end.value, day=local(at).date(), **rest)
        if end in NOBODYS_TASK:
            dedup = keyed_hash(self._keys.dedup, dedup_of(mark)).hex()
            await self._db.run(delete(outbox).where(outbox.c.dedup == dedup, is_("failed")))
        return (found[0][0], found[0][1]) if await self._db.run(ended) and found else None

    async def drop(self, *, before: datetime, at: datetime) -> int:
        """Their letters that nobody has in hand go with them."""
        missed = select(invitations.c.mark).where(_open(), invitations.c.evening < before)
        marks = [mark for (mark,) in await self._db.rows(missed)]
        return await self._give_up(marks, End.DROPPED, at)

    async def forget(self, *, unclear_before: datetime, before: datetime) -> int:
        """A letter of unclear fate holds code and number until then, for a person to decide."""
        old = select(invitations.c.mark).where(_unclear(), invitations.c.evening < unclear_before)
        marks = [mark for (mark,) in await self._db.rows(old)]
        await self._drop_letters(marks)
        await self._db.run(_these(marks).values(**OVER))
        return await self._db.run(delete(invitations).where(invitations.c.evening < before)) + len(marks)

    async def figures(self, *, now: datetime) -> InvitationFigures:
        """Counted by state; a day is as exact as it gets."""
        (waiting, oldest), *_ = await self._db.rows(
            select(func.count(), func.min(invitations.c.evening)).where(_open())
        )
        since = local(now).date() - timedelta(days=1)
        lately = select(invitations.c.state, func.count()).where(invitations.c.day >= since, ~_open())
        ended = {End(state): int(count) for state, count in await self._db.rows(lately.group_by(invitations.c.state))}
        return InvitationFigures(int(waiting), oldest, ended)

    async def _opt_out(self, phone: bytes, at: datetime) -> None:
        row = {"phone": phone, "since": local(at).date()}
        await self._db.run(insert_new(self._db, opt_outs, by=("phone",)), row)
        theirs = select(invitations.c.mark).where(invitations.c.phone == phone, or_(_open(), _unclear()))
        await self._give_up([mark for (mark,) in await self._db.rows(theirs)], End.REFUSED, at)

    async def _give_up(self, marks: Sequence[str], end: End, at: datetime) -> int:
        await self._drop_letters(marks)
        return await self._db.run(_these(marks).values(state=end.value, day=local(at).date(), **OVER))

    async def _drop_letters(self, marks: Sequence[str]) -> None:
        """Also one that a dying process left unclear: nobody may send it again. One state at a time, by its index."""
        for state in ("waiting", "unknown"):
            await self._db.run(delete(outbox).where(outbox.c.chat.in_(marks), is_(state)))

    def _invitation(self, row: AnyRow) -> Invitation:
        code = self._cipher.show(row.code, bound(CODE, row.mark))
        return Invitation(code, row.unit_id, row.visited, row.evening, row.address)

    def _hash(self, phone: str) -> bytes:
        return keyed_hash(self._keys.phone, phone)


async def left_unclear(executor: Executor, marks: Sequence[str], *, at: datetime) -> None:
    """Those of them that were on their way may have gone. Chats that are no invitation's are nobody's mark."""
    if marks:
        unclear = {"state": End.UNKNOWN.value, "day": local(at).date(), **ERASED}
        await executor.run(_these(marks).where(_is("handed")).values(**unclear))


def _is(state: str, rows: FromClause = invitations) -> ColumnElement[bool]:
    """Written into the statement, for the planner to see which partial index has it."""
    return rows.c.state == literal_column(f"'{state}'")


def _open() -> ColumnElement[bool]:
    return or_(_is("waiting"), _is("handed"))


def _unclear() -> ColumnElement[bool]:
    return and_(_is(End.UNKNOWN), invitations.c.unit_id.is_not(None))


def _keeps_others(today: date) -> ColumnElement[bool]:
    """Somebody whose letter is on its way, or came today, gets no other one. The end is dated by the shared clock,
    which may be a little ahead of the one that asks."""
    had_it = and_(other.c.day >= today, or_(_is(End.SENT, other), _is(End.UNKNOWN, other)))
    return or_(_is("handed", other), had_it)


def _these(marks: Iterable[str]) -> Update:
    return update(invitations).where(invitations.c.mark.in_(list(marks)))
