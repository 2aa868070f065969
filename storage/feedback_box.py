"""Citizens' words: filed and held, leased to a reader, released, found again by receipt, erased."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count

from cryptography.exceptions import InvalidTag
from sqlalchemy import delete, or_, select, update

from feedback.analysis import Analysis
from feedback.cases import WAITING, State
from feedback.ports import Filed, Voice
from feedback.requests import FeedbackStatus, Kind
from feedback.tags import TAGS, is_complaint
from storage.cases import ANSWER
from storage.cipher import Cipher, bound
from storage.executor import AnyRow, Executor
from storage.filed_rows import FiledRows
from storage.keys import Keys
from storage.media import erase_media, is_spoken
from storage.outbox import drop_letters
from storage.tables import cases, feedback, tag_reviews

UNREAD = feedback.c.read_at.is_(None) & feedback.c.erased_at.is_(None)
OPEN_TO_UNIT = (
    *(feedback.c.read_at.is_not(None), ~feedback.c.sealed, feedback.c.analysis.is_not(None)),
    feedback.c.erased_at.is_(None),
)
"""What no reader could make sense of stays with the person who must look at it: it may say anything."""

PRAISE_TAGS = frozenset(tag.code for tag in TAGS if not is_complaint(tag.code))
UNOPENED_SECONDS = 3600.0
"""Words that do not open make way for the others so long: nothing but another key would help them."""

log = logging.getLogger(__name__)


class WordBox:
    """The FeedbackBox of `feedback/ports.py`."""

    def __init__(self, executor: Executor, cipher: Cipher, keys: Keys) -> None:
        self._db = executor
        self._cipher = cipher
        self._rows = FiledRows(cipher, keys)

    async def file(self, filed: Filed) -> int:
        """Keep new words, held; their number. The receipt is known to the citizen alone."""
        kept = feedback.insert().returning(feedback.c.id)
        return int((await self._db.rows(kept, self._rows.row(filed)))[0][0])

    async def held(self, *, now: datetime, lease_seconds: float, limit: int) -> list[Filed]:
        """Oldest first, leased to the caller; a voice waits for its words before. One that does not open is logged,
        and the others are read."""
        free = or_(feedback.c.lease_until.is_(None), feedback.c.lease_until <= now)
        written = select(feedback).where(UNREAD, free, ~is_spoken(feedback.c.id))
        oldest = written.order_by(feedback.c.id).limit(limit)
        rows = await self._db.rows(oldest.with_for_update(skip_locked=True) if self._db.postgres else oldest)
        opened = [filed for row in rows if (filed := self._open(row))]
        ids = {filed.id for filed in opened}
        await self._lease(sorted(ids), now + timedelta(seconds=lease_seconds))
        await self._lease([row.id for row in rows if row.id not in ids], now + timedelta(seconds=UNOPENED_SECONDS))
        return opened

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
            *(feedback.c.erased_at, cases.c.code, cases.c.state, cases.c.answer, cases.c.due.label("case_due")),
        ).select_from(feedback.outerjoin(cases, feedback.c.case_id == cases.c.id))
        rows = await self._db.rows(joined.where(feedback.c.receipt == self._rows.receipt(receipt)))
        return self._status(rows[0]) if rows else None

    async def voices(self, unit_id: int, *, start: datetime, end: datetime) -> list[Voice]:
        """Oldest first."""
        about = (feedback.c.unit_id == unit_id, feedback.c.filed_at >= start, feedback.c.filed_at < end)
        found = select(feedback).where(*about, *OPEN_TO_UNIT)
        rows = await self._db.rows(found.order_by(feedback.c.filed_at, feedback.c.id))
        return [self._rows.voice(row) for row in rows]

    async def praise_of(self, officer_id: int, *, before: datetime, limit: int) -> list[str]:
        """Newest first. A complaint that was sent as praise is none; its tags lie in the analysis, hence the pages."""
        theirs = (feedback.c.officer_id == officer_id, feedback.c.filed_at < before)
        praise = (feedback.c.kind == Kind.PRAISE.value, feedback.c.case_id.is_(None))
        found = select(feedback.c.receipt, feedback.c.redacted, feedback.c.analysis)
        newest = found.where(*theirs, *praise, *OPEN_TO_UNIT, feedback.c.sentiment != "tieu-cuc")
        newest = newest.order_by(feedback.c.filed_at.desc(), feedback.c.id.desc())
        shown: list[str] = []
        for page in count():
            rows = await self._db.rows(newest.limit(limit).offset(page * limit))
            shown += [self._rows.redacted(row) for row in rows if _only_praises(row)]
            if len(shown) >= limit or len(rows) < limit:
                break
        return shown[:limit]

    async def of_chat(self, tag: str) -> list[datetime]:
        """When this chat filed words that are still kept."""
        theirs = (feedback.c.chat == self._rows.chat(tag), feedback.c.erased_at.is_(None))
        kept = select(feedback.c.filed_at).where(*theirs)
        return [filed_at for (filed_at,) in await self._db.rows(kept.order_by(feedback.c.filed_at))]

    async def erase_chat(self, tag: str, *, at: datetime) -> int:
        """The receipt still answers *erased*; nothing else leads back to the chat.

        Letters go too: an answer quotes, a receipt opens. Those that failed have lost their words and chat already.
        """
        gone = {"text": b"", "redacted": b"", "chat": b"", "author": b"", "analysis": None}
        kept = update(feedback).where(feedback.c.chat == self._rows.chat(tag), feedback.c.erased_at.is_(None))
        over = kept.values(**gone, lease_until=None, erased_at=at)
        erased = await self._db.rows(over.returning(feedback.c.id, feedback.c.case_id))
        await erase_media(self._db, [id for id, _ in erased])
        await self._withdraw([case_id for _, case_id in erased if case_id is not None])
        await drop_letters(self._db, tag, states=("waiting", "unknown"), error="erased")
        return len(erased)

    async def author(self, case_id: int) -> tuple[str, datetime] | None:
        """The chat tag behind a case, and when its words were filed."""
        whose = (feedback.c.case_id == case_id, feedback.c.erased_at.is_(None))
        found = select(feedback.c.receipt, feedback.c.author, feedback.c.filed_at).where(*whose)
        rows = await self._db.rows(found.order_by(feedback.c.id).limit(1))
        return (self._rows.author(rows[0])["chat"], rows[0].filed_at) if rows else None

    def _open(self, row: AnyRow) -> Filed | None:
        try:
            return self._rows.filed(row)
        except (InvalidTag, ValueError, KeyError) as error:
            fields = {"event": "unopened", "error": type(error).__name__}
            log.error("words could not be opened", extra={"fields": fields})
            return None

    async def _lease(self, ids: Sequence[int], until: datetime) -> None:
        if ids:
            await self._db.run(update(feedback).where(feedback.c.id.in_(ids)).values(lease_until=until))

    async def _withdraw(self, case_ids: Sequence[int]) -> None:
        theirs = cases.c.id.in_(case_ids)
        await self._db.run(update(cases).where(theirs).values(words=b""))
        await self._db.run(delete(tag_reviews).where(tag_reviews.c.case_id.in_(case_ids)))
        waiting = update(cases).where(theirs, cases.c.state.in_(sorted(WAITING)))
        await self._db.run(waiting.values(state=State.WITHDRAWN.value))

    def _status(self, row: AnyRow) -> FeedbackStatus:
        return FeedbackStatus(
            filed_at=row.filed_at,
            unit_id=row.unit_id,
            kind=Kind(row.kind),
            state=State(row.state) if row.state else None,
            due=row.case_due or row.due,
            answer=self._cipher.show(row.answer, bound(ANSWER, row.code)) if row.answer else "",
            erased=row.erased_at is not None,
            reading=row.read_at is None,
        )


def _only_praises(row: AnyRow) -> bool:
    """A tag that the scheme no longer knows may have been a complaint."""
    return PRAISE_TAGS.issuperset(Analysis.from_json(row.analysis).codes)
