"""What each voice behind a case said. A voice is a chat's keyed hash, or for a paper slip its receipt's."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, distinct, func, select, update
from sqlalchemy import case as either

from feedback.case_life import TOLD, Result
from feedback.requests import FeedbackStatus
from feedback.verdicts import Verdict, Voices
from storage.additions import IS_ADDITION
from storage.cipher import Cipher
from storage.executor import Executor, upsert
from storage.filed_rows import FiledRows
from storage.keys import Keys
from storage.tables import additions, cases, feedback, verdicts


class VerdictBook:
    """The Verdicts of `feedback/verdict_ports.py`."""

    def __init__(self, executor: Executor, cipher: Cipher, keys: Keys) -> None:
        self._db = executor
        self._rows = FiledRows(cipher, keys)
        self._nobody = self._rows.chat("")

    async def voice(self, case_id: int, *, chat: str = "", receipt: str = "") -> bytes | None:
        """The receipt goes before the chat it is typed in: whoever holds it speaks for its words. What
        adds to earlier words is no voice of its own: it speaks for those."""
        if receipt:
            whose = feedback.c.receipt == self._rows.receipt(receipt)
        else:
            whose = feedback.c.chat == self._rows.chat(chat)
        theirs = (whose, feedback.c.case_id == case_id, feedback.c.erased_at.is_(None))
        linked = feedback.outerjoin(additions, additions.c.feedback_id == feedback.c.id)
        written = select(func.coalesce(additions.c.original_id, feedback.c.id)).select_from(linked).where(*theirs)
        first = written.order_by(additions.c.original_id.is_not(None), feedback.c.id).limit(1)
        meant = [row[0] for row in await self._db.rows(first)]
        stands = (feedback.c.id.in_(meant), feedback.c.case_id == case_id, feedback.c.erased_at.is_(None))
        rows = await self._db.rows(select(self._voice).where(*stands))
        return rows[0][0] if rows else None

    async def keep(self, case_id: int, voice: bytes, said: Verdict, *, look: int) -> None:
        """Earlier words of theirs are replaced."""
        row = {"case_id": case_id, "voice": voice, "look": look, "said": said.value}
        await self._db.run(upsert(self._db, verdicts, by=("case_id", "voice"), fresh=("look", "said")), row)

    async def of(self, case_id: int, voice: bytes) -> tuple[Verdict, int] | None:
        """Of whichever look."""
        found = select(verdicts).where(verdicts.c.case_id == case_id, verdicts.c.voice == voice)
        rows = await self._db.rows(found)
        return (Verdict(rows[0].said), rows[0].look) if rows else None

    async def count(self, case_id: int, *, look: int) -> Voices:
        """Erased words stand behind nothing."""
        return await self._count(cases.c.id == case_id, cases.c.reopened == look)

    async def told(self, unit_id: int, *, start: datetime, end: datetime) -> Voices:
        """Likewise; whom a sealed case concerns may read the same figures, so it is in none of them."""
        answered = (cases.c.answered_at >= start, cases.c.answered_at < end, cases.c.state.in_(sorted(TOLD)))
        return await self._count(cases.c.handler_unit_id == unit_id, ~cases.c.sealed, *answered)

    async def as_said(self, status: FeedbackStatus, case_id: int | None, *, receipt: str, look: int) -> FeedbackStatus:
        """The status as it is for whoever holds this receipt: by their own word. Of what was said before each voice
        spoke for itself only one who stood alone is known."""
        voice = await self.voice(case_id, receipt=receipt) if case_id is not None else None
        if case_id is None or voice is None:
            return status
        said, together = await self.of(case_id, voice), (await self.count(case_id, look=look)).several
        alone = said is None and not together
        return replace(
            status,
            result=Result.SOLVED if said == (Verdict.SOLVED, look) else status.result,
            together=together,
            said_no=look > 0 and (alone or said == (Verdict.UNSOLVED, look - 1)),
        )

    @property
    def _voice(self) -> ColumnElement[bytes]:
        return either((feedback.c.chat == self._nobody, feedback.c.receipt), else_=feedback.c.chat)

    async def _count(self, *which: ColumnElement[bool]) -> Voices:
        said = and_(
            verdicts.c.case_id == cases.c.id,
            verdicts.c.voice == self._voice,
            verdicts.c.look == cases.c.reopened,
            verdicts.c.said == Verdict.SOLVED.value,
        )
        behind = cases.join(feedback, feedback.c.case_id == cases.c.id).outerjoin(verdicts, said)
        counted = select(func.count(distinct(self._voice)), func.count(distinct(verdicts.c.voice)))
        stand = (feedback.c.erased_at.is_(None), ~IS_ADDITION)
        each = counted.select_from(behind).where(*which, *stand).group_by(cases.c.id)
        rows = await self._db.rows(each)
        return Voices(sum(row[0] for row in rows), sum(row[1] for row in rows))


async def erase_verdicts(executor: Executor, case_ids: Sequence[int], voice: bytes) -> None:
    """Whoever erased their words says nothing any more."""
    theirs = (verdicts.c.case_id.in_(case_ids), verdicts.c.voice == voice)
    await executor.run(delete(verdicts).where(*theirs))


async def rename_voice(executor: Executor, case_id: int, before: bytes, now: bytes) -> None:
    """What somebody said stays theirs when the line to their chat is cut."""
    theirs = (verdicts.c.case_id == case_id, verdicts.c.voice == before)
    await executor.run(update(verdicts).where(*theirs).values(voice=now))
