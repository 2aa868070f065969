"""Words that add to earlier ones: found by receipt or by chat and code, linked when they are filed, shown beside the
case once they were read and belong to it."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import delete, exists, func, or_, select

from feedback.addition_ports import Added, Original
from feedback.case_life import WAITING
from feedback.periods import local
from storage.cipher import Cipher
from storage.executor import AnyRow, Executor
from storage.filed_rows import FiledRows
from storage.keys import Keys
from storage.tables import additions, cases, feedback

_originals = feedback.alias()
IS_ADDITION = exists().where(additions.c.feedback_id == feedback.c.id).correlate(feedback)
"""Of a row of `feedback`: it adds to another, and is nobody's only word."""

WAITS_FOR_ITS_ORIGINAL = (
    exists()
    .where(additions.c.feedback_id == feedback.c.id, _originals.c.id == additions.c.original_id)
    .where(_originals.c.read_at.is_(None), _originals.c.erased_at.is_(None))
    .correlate(feedback)
)
"""Nobody can say yet to which case it belongs."""


class AdditionBook:
    """The Additions of `feedback/addition_ports.py`."""

    def __init__(self, executor: Executor, cipher: Cipher, keys: Keys) -> None:
        self._db = executor
        self._rows = FiledRows(cipher, keys)

    async def original(self, adds: str, *, chat: str) -> Original | None:
        """The first words of the chat about a case, where it sent several."""
        if adds.isdigit():
            wanted = select(feedback.c.id).where(feedback.c.receipt == self._rows.receipt(adds))
        else:
            joined = select(feedback.c.id).join(cases, cases.c.id == feedback.c.case_id)
            theirs = (cases.c.code == adds, feedback.c.chat == self._rows.chat(chat), ~IS_ADDITION)
            wanted = joined.where(*theirs).order_by(feedback.c.id).limit(1)
        ids = [row.id for row in await self._db.rows(wanted)]
        first = await self._db.rows(select(additions.c.original_id).where(additions.c.feedback_id.in_(ids)))
        meant = first[0].original_id if first else next(iter(ids), None)
        found = select(feedback).where(feedback.c.id == meant, feedback.c.erased_at.is_(None))
        rows = await self._db.rows(found) if meant is not None else []
        return await self._original(rows[0]) if rows else None

    async def link(self, feedback_id: int, original_id: int) -> None:
        """In the transaction that files them."""
        await self._db.run(additions.insert(), {"feedback_id": feedback_id, "original_id": original_id})

    async def case_of(self, feedback_id: int) -> int | None:
        """Locked by their own row: whoever erases them waits, or was here first."""
        mine = select(feedback.c.id).where(feedback.c.id == feedback_id)
        await self._db.rows(mine.with_for_update() if self._db.postgres else mine)
        link = additions.join(_originals, _originals.c.id == additions.c.original_id)
        found = select(_originals.c.case_id).select_from(link).where(additions.c.feedback_id == feedback_id)
        rows = await self._db.rows(found.where(_originals.c.erased_at.is_(None)))
        return rows[0].case_id if rows else None

    async def part(self, feedback_id: int) -> None:
        """Nothing leads from them to the others any more."""
        await erase_additions(self._db, [feedback_id])

    async def of_case(self, case_id: int) -> list[Added]:
        """Of the day alone: the moment would tell who wrote then."""
        columns = feedback.c["receipt", "redacted", "filed_at"]
        found = select(*columns).where(feedback.c.case_id == case_id, *_SHOWN).order_by(feedback.c.id)
        return [Added(self._rows.redacted(row), local(row.filed_at).date()) for row in await self._db.rows(found)]

    async def counts(self, case_ids: Collection[int]) -> dict[int, int]:
        """By case."""
        counted = select(feedback.c.case_id, func.count().label("n")).where(feedback.c.case_id.in_(case_ids), *_SHOWN)
        return {row.case_id: row.n for row in await self._db.rows(counted.group_by(feedback.c.case_id))}

    async def waiting_of(self, chat: str) -> list[tuple[str, int, date]]:
        """Of words sent twice the case is there once."""
        theirs = (feedback.c.chat == self._rows.chat(chat), feedback.c.erased_at.is_(None), ~IS_ADDITION)
        first = func.min(feedback.c.filed_at)
        joined = select(cases.c.code, cases.c.unit_id, first.label("filed_at")).select_from(feedback.join(cases))
        waiting = joined.where(*theirs, cases.c.state.in_(sorted(WAITING))).group_by(cases.c.id)
        rows = await self._db.rows(waiting.order_by(cases.c.id.desc()))
        return [(row.code, row.unit_id, local(row.filed_at).date()) for row in rows]

    async def _original(self, row: AnyRow) -> Original:
        added = select(func.count()).where(additions.c.original_id == row.id)
        return Original(
            id=row.id,
            chat=self._rows.author(row)["chat"],
            channel=row.channel,
            unit_id=row.unit_id,
            counter_id=row.counter_id,
            officer_id=row.officer_id,
            case_id=row.case_id,
            reading=row.read_at is None,
            additions=int((await self._db.rows(added))[0][0]),
        )


_SHOWN = (
    *(IS_ADDITION, feedback.c.read_at.is_not(None), feedback.c.erased_at.is_(None)),
    or_(~feedback.c.sealed, exists().where(cases.c.id == feedback.c.case_id, cases.c.sealed).correlate(feedback)),
)
"""Sealed words go to whoever has a sealed case: once it is unsealed they are in no list of it."""


async def erase_additions(executor: Executor, feedback_ids: Sequence[int]) -> None:
    """What they added to is nobody's business any more."""
    await executor.run(delete(additions).where(additions.c.feedback_id.in_(feedback_ids)))
