"""Praise, the name beside it, and which of it was told; an erasure finds every letter that still waits."""

from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import count
from typing import Any

from sqlalchemy import Select, delete, exists, or_, select, update

from feedback.analysis import Analysis
from feedback.messages import Letter
from feedback.praise import praises
from feedback.praise_requests import Praise
from feedback.ratings import SATISFIED_FROM
from feedback.requests import Kind
from storage.cipher import Cipher, bound
from storage.executor import AnyRow, Executor, insert_new, upsert
from storage.filed_rows import FiledRows
from storage.keys import Keys
from storage.lines import is_
from storage.outbox import LetterQueue
from storage.tables import chats, feedback, outbox, praise_letters, praise_names

NAME = "praise_names|name"
WIDTH = 240
"""Bytes of any name, so that its length tells nothing; sixty letters take four each at most."""

OPEN_TO_UNIT = (
    *(feedback.c.read_at.is_not(None), ~feedback.c.sealed, feedback.c.analysis.is_not(None)),
    feedback.c.erased_at.is_(None),
)
"""What no reader could make sense of stays with the person who must look at it: it may say anything."""

GLAD = (
    or_(feedback.c.kind == Kind.PRAISE.value, feedback.c.level >= SATISFIED_FROM),
    *(feedback.c.case_id.is_(None), feedback.c.sentiment != "tieu-cuc"),
)
"""As far as the database knows; the tags lie in the analysis, and `feedback.praise` has the last word."""


NAMED = (
    select(praise_names.c.name)
    .where(praise_names.c.feedback_id == feedback.c.id)
    .correlate(feedback)
    .scalar_subquery()
    .label("named")
)
"""Beside a row of `feedback`: the hidden name, where there is one."""


class PraiseBook:
    """The Praises of `feedback/praise_ports.py`."""

    def __init__(self, executor: Executor, cipher: Cipher, keys: Keys, outbox: LetterQueue) -> None:
        self._db = executor
        self._cipher = cipher
        self._rows = FiledRows(cipher, keys)
        self._outbox = outbox

    async def name(self, receipt: str, name: str, *, consent: str) -> bool:
        """The words are locked: whoever erases them waits, or was here first."""
        theirs = (feedback.c.receipt == self._rows.receipt(receipt), feedback.c.erased_at.is_(None))
        for row in await self._locked(select(feedback.c.id, feedback.c.receipt).where(*theirs)):
            hidden = self._cipher.hide_bytes(name.encode().ljust(WIDTH, b"\0"), bound(NAME, row.receipt.hex()))
            kept = upsert(self._db, praise_names, by=("feedback_id",), fresh=("name", "consent"))
            await self._db.run(kept, {"feedback_id": row.id, "name": hidden, "consent": consent})
            return True
        return False

    async def unname(self, *, chat: str = "", receipt: str = "") -> int:
        """What was told stays told, without the name where it has not left."""
        column, value = (
            (feedback.c.receipt, self._rows.receipt(receipt)) if receipt else (feedback.c.chat, self._rows.chat(chat))
        )
        joined = select(feedback.c.id).join(praise_names, praise_names.c.feedback_id == feedback.c.id)
        rows = await self._locked(joined.where(column == value).order_by(feedback.c.id), of=True)
        return await erase_praise(self._db, [row.id for row in rows])

    async def named_of(self, chat: str) -> int:
        """Erased words have none."""
        joined = select(feedback.c.id).join(praise_names, praise_names.c.feedback_id == feedback.c.id)
        return len(await self._db.rows(joined.where(feedback.c.chat == self._rows.chat(chat))))

    async def of_officer(self, officer_id: int, *, before: datetime, limit: int) -> list[Praise]:
        """In pages, because a complaint that was sent as praise is none."""
        theirs = (feedback.c.officer_id == officer_id, feedback.c.filed_at < before)
        newest = _FOUND.where(*theirs, *GLAD, *OPEN_TO_UNIT)
        newest = newest.order_by(feedback.c.filed_at.desc(), feedback.c.id.desc())
        shown: list[Praise] = []
        for page in count():
            rows = await self._db.rows(newest.limit(limit).offset(page * limit))
            shown += self._praises(rows)
            if len(shown) >= limit or len(rows) < limit:
                break
        return shown[:limit]

    async def officers_to_tell(self, *, since: datetime, before: datetime, week: str) -> list[int]:
        """Some of their words may turn out to be no praise."""
        linked = select(chats.c.officer_id).where(chats.c.officer_id.is_not(None), ~chats.c.unreachable)
        told = select(praise_letters.c.officer_id).where(praise_letters.c.week == week)
        named = select(feedback.c.officer_id).where(feedback.c.officer_id.in_(linked), *_within(since, before))
        fresh = named.where(feedback.c.officer_id.not_in(told), *GLAD, *OPEN_TO_UNIT, ~_TOLD).distinct()
        return [row.officer_id for row in await self._db.rows(fresh.order_by(feedback.c.officer_id))]

    async def untold(self, officer_id: int, *, since: datetime, before: datetime, limit: int) -> list[Praise]:
        """What is no praise is passed over, however much of it there is."""
        theirs = (feedback.c.officer_id == officer_id, *_within(since, before), *GLAD, *OPEN_TO_UNIT, ~_TOLD)
        rows = await self._locked(_FOUND.where(*theirs).order_by(feedback.c.id))
        return self._praises(rows)[:limit]

    async def tell(
        self, officer_id: int, praises: Sequence[Praise], letters: Sequence[Letter], *, week: str, at: datetime
    ) -> int:
        """A row for each text, which exists once; then the letters, whose numbers those rows keep."""
        rows = [{"feedback_id": one.id, "officer_id": officer_id, "week": week, "letters": []} for one in praises]
        claim = insert_new(self._db, praise_letters, by=("feedback_id",)).returning(praise_letters.c.feedback_id)
        won = [row.feedback_id for row in await self._db.rows(claim, rows)]
        if len(won) != len(rows):
            await self._db.run(delete(praise_letters).where(praise_letters.c.feedback_id.in_(won)))
            return 0
        ids = [id for id in await self._outbox.add(letters, at=at) if id is not None]
        mine = update(praise_letters).where(praise_letters.c.feedback_id.in_(won))
        await self._db.run(mine.values(letters=ids))
        return len(won)

    def _praises(self, rows: Sequence[AnyRow]) -> list[Praise]:
        found = [row for row in rows if praises(Kind(row.kind), Analysis.from_json(row.analysis))]
        return [Praise(self._rows.redacted(row), shown_name(self._cipher, row), row.id, row.unit_id) for row in found]

    async def _locked(self, found: Select[Any], *, of: bool = False) -> Sequence[AnyRow]:
        if not self._db.postgres:
            return await self._db.rows(found)
        return await self._db.rows(found.with_for_update(of=feedback) if of else found.with_for_update())


_FOUND = select(*feedback.c["id", "receipt", "redacted", "analysis", "kind", "unit_id"], NAMED)
_TOLD = exists().where(praise_letters.c.feedback_id == feedback.c.id).correlate(feedback)


def _within(since: datetime, before: datetime) -> tuple[Any, ...]:
    """What was read later is of a later batch: one batch a week, and nobody sees when it was read."""
    return (feedback.c.filed_at >= since, feedback.c.filed_at < before, feedback.c.read_at < before)


def shown_name(cipher: Cipher, row: AnyRow) -> str:
    """The name in a row with `receipt` and `named`; "" for none."""
    if not row.named:
        return ""
    return cipher.show_bytes(row.named, bound(NAME, row.receipt.hex())).rstrip(b"\0").decode()


async def erase_praise(executor: Executor, feedback_ids: Collection[int]) -> int:
    """The names beside these words go, and so do letters with them that wait still: what else they told is told anew.
    How many names."""
    if not feedback_ids:
        return 0
    theirs = select(praise_letters.c.letters).where(praise_letters.c.feedback_id.in_(feedback_ids))
    held = [id for row in await executor.rows(theirs) for id in row.letters]
    dropped = set(await _withdrawn(executor, held))
    if dropped:
        batch = select(praise_letters).where(
            praise_letters.c.officer_id.in_(
                select(praise_letters.c.officer_id).where(praise_letters.c.feedback_id.in_(feedback_ids))
            )
        )
        again = [row.feedback_id for row in await executor.rows(batch) if dropped & set(row.letters)]
        await executor.run(delete(praise_letters).where(praise_letters.c.feedback_id.in_(again)))
    return await executor.run(delete(praise_names).where(praise_names.c.feedback_id.in_(feedback_ids)))


async def _withdrawn(executor: Executor, letters: Collection[int]) -> list[int]:
    """Those of these letters that nobody had in hand yet; they are gone."""
    still = delete(outbox).where(outbox.c.id.in_(letters), or_(is_("waiting"), is_("unknown")))
    return [row.id for row in await executor.rows(still.returning(outbox.c.id))]
