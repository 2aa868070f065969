"""Citizens' words: filed and held, leased to a reader, released, found again by receipt, erased."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, update

from feedback.analysis import Analysis
from feedback.cases import WAITING, State
from feedback.ports import Filed, Voice
from feedback.requests import FeedbackStatus, Kind
from storage.cases import ANSWER, WORDS
from storage.cipher import Cipher
from storage.executor import AnyRow, Executor
from storage.keys import Keys, keyed_hash
from storage.tables import cases, feedback

TEXT = "feedback|text"
REDACTED = "feedback|redacted"

UNREAD = feedback.c.read_at.is_(None) & feedback.c.erased_at.is_(None)
OPEN_TO_UNIT = (feedback.c.read_at.is_not(None), ~feedback.c.sealed, feedback.c.analysis.is_not(None))
"""What no reader could make sense of stays with the person who must look at it: it may say anything."""


class WordBox:
    """The FeedbackBox of `feedback/ports.py`."""

    def __init__(self, executor: Executor, cipher: Cipher, keys: Keys) -> None:
        self._db = executor
        self._cipher = cipher
        self._keys = keys

    async def file(self, filed: Filed) -> None:
        """Keep new words, held. The receipt is known to the citizen alone."""
        await self._db.run(feedback.insert(), self._row(filed))

    async def held(self, *, now: datetime, lease_seconds: float, limit: int) -> list[Filed]:
        """Oldest first, leased to the caller."""
        free = or_(feedback.c.lease_until.is_(None), feedback.c.lease_until <= now)
        oldest = select(feedback).where(UNREAD, free).order_by(feedback.c.id).limit(limit)
        rows = await self._db.rows(oldest.with_for_update(skip_locked=True) if self._db.postgres else oldest)
        if rows:
            leased = update(feedback).where(feedback.c.id.in_([row.id for row in rows]))
            await self._db.run(leased.values(lease_until=now + timedelta(seconds=lease_seconds)))
        return [self._filed(row) for row in rows]

    async def read(
        self, id: int, analysis: Analysis | None, *, sealed: bool, case_id: int | None, at: datetime
    ) -> bool:
        """What the cues sealed stays sealed, whatever the reader says. False when it was read or erased."""
        seen = {
            "analysis": analysis.to_json() if analysis else None,
            "sentiment": analysis.sentiment if analysis else "",
            "urgent": analysis is not None and analysis.urgent,
            "needs_person": analysis is None or analysis.needs_person,
        }
        released = update(feedback).where(feedback.c.id == id, UNREAD)
        closed = True if sealed else feedback.c.seal
        changed = released.values(read_at=at, lease_until=None, sealed=closed, case_id=case_id, **seen)
        return await self._db.run(changed) == 1

    async def status(self, receipt: str) -> FeedbackStatus | None:
        """Words without a case have no state: they are being read, or need no answer."""
        joined = select(
            *(feedback.c.filed_at, feedback.c.unit_id, feedback.c.kind, feedback.c.due, feedback.c.read_at),
            *(feedback.c.erased_at, cases.c.state, cases.c.answer, cases.c.due.label("case_due")),
        ).select_from(feedback.outerjoin(cases, feedback.c.case_id == cases.c.id))
        rows = await self._db.rows(joined.where(feedback.c.receipt == self._hash(receipt)))
        return self._status(rows[0]) if rows else None

    async def voices(self, unit_id: int, *, start: datetime, end: datetime) -> list[Voice]:
        """Oldest first."""
        about = (feedback.c.unit_id == unit_id, feedback.c.filed_at >= start, feedback.c.filed_at < end)
        found = select(feedback).where(*about, *OPEN_TO_UNIT, feedback.c.erased_at.is_(None))
        rows = await self._db.rows(found.order_by(feedback.c.filed_at, feedback.c.id))
        return [self._voice(row) for row in rows]

    async def praise_of(self, officer_id: int, *, limit: int) -> list[str]:
        """Newest first."""
        praise = (feedback.c.officer_id == officer_id, feedback.c.kind == Kind.PRAISE.value)
        found = select(feedback.c.redacted).where(*praise, *OPEN_TO_UNIT, feedback.c.erased_at.is_(None))
        rows = await self._db.rows(found.order_by(feedback.c.filed_at.desc(), feedback.c.id.desc()).limit(limit))
        return [self._cipher.show(redacted, REDACTED) for (redacted,) in rows]

    async def of_chat(self, tag: str) -> list[datetime]:
        """When this chat filed words that are still kept."""
        kept = select(feedback.c.filed_at).where(feedback.c.chat == tag, feedback.c.erased_at.is_(None))
        return [filed_at for (filed_at,) in await self._db.rows(kept.order_by(feedback.c.filed_at))]

    async def erase_chat(self, tag: str, *, at: datetime) -> int:
        """The receipt still answers *erased*; nothing else leads back to the chat."""
        gone = {
            "text": b"",
            "redacted": b"",
            "chat": "",
            "analysis": None,
            "lease_until": None,
            "erased_at": at,
        }
        kept = update(feedback).where(feedback.c.chat == tag, feedback.c.erased_at.is_(None))
        erased = await self._db.rows(kept.values(**gone).returning(feedback.c.case_id))
        theirs = cases.c.id.in_([case_id for (case_id,) in erased if case_id is not None])
        await self._db.run(update(cases).where(theirs).values(words=self._cipher.hide("", WORDS)))
        waiting = update(cases).where(theirs, cases.c.state.in_(sorted(WAITING)))
        await self._db.run(waiting.values(state=State.WITHDRAWN.value))
        return len(erased)

    async def author(self, case_id: int) -> tuple[str, datetime] | None:
        """The chat tag behind a case, and when its words were filed."""
        whose = (feedback.c.case_id == case_id, feedback.c.erased_at.is_(None))
        first = select(feedback.c.chat, feedback.c.filed_at).where(*whose).order_by(feedback.c.id).limit(1)
        rows = await self._db.rows(first)
        return (rows[0].chat, rows[0].filed_at) if rows else None

    def _hash(self, receipt: str) -> bytes:
        return keyed_hash(self._keys.receipt, "".join(filter(str.isdigit, receipt)))

    def _row(self, filed: Filed) -> dict[str, Any]:
        return {
            "receipt": self._hash(filed.receipt),
            "chat": filed.chat,
            "channel": filed.channel,
            "visit_key": filed.visit_key,
            "unit_id": filed.unit_id,
            "counter_id": filed.counter_id,
            "officer_id": filed.officer_id,
            "kind": filed.kind.value,
            "level": filed.level,
            "text": self._cipher.hide(filed.text, TEXT),
            "redacted": self._cipher.hide(filed.redacted, REDACTED),
            "filed_at": filed.filed_at,
            "due": filed.due,
            "language": filed.language,
            "consent": filed.consent,
            "seal": filed.seal,
            "sentiment": "",
            "urgent": False,
            "needs_person": False,
            "sealed": filed.seal,
        }

    def _filed(self, row: AnyRow) -> Filed:
        """Without the receipt: nobody can know it any more."""
        return Filed(
            receipt="",
            chat=row.chat,
            channel=row.channel,
            visit_key=row.visit_key,
            unit_id=row.unit_id,
            counter_id=row.counter_id,
            officer_id=row.officer_id,
            kind=Kind(row.kind),
            level=row.level,
            text=self._cipher.show(row.text, TEXT),
            redacted=self._cipher.show(row.redacted, REDACTED),
            filed_at=row.filed_at,
            due=row.due,
            language=row.language,
            consent=row.consent,
            seal=row.seal,
            id=row.id,
        )

    def _voice(self, row: AnyRow) -> Voice:
        return Voice(
            words=self._cipher.show(row.redacted, REDACTED),
            tags=Analysis.from_json(row.analysis).codes,
            sentiment=row.sentiment,
            kind=Kind(row.kind),
            filed_at=row.filed_at,
            officer_id=row.officer_id,
            urgent=row.urgent,
        )

    def _status(self, row: AnyRow) -> FeedbackStatus:
        return FeedbackStatus(
            filed_at=row.filed_at,
            unit_id=row.unit_id,
            kind=Kind(row.kind),
            state=State(row.state) if row.state else None,
            due=row.case_due or row.due,
            answer=self._cipher.show(row.answer, ANSWER) if row.answer else "",
            erased=row.erased_at is not None,
            reading=row.read_at is None,
        )
