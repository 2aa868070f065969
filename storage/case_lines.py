"""The line from a case's words to a chat: found by receipt or chat, cut for good, and gone some time after closing."""

import os
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, or_, select, update

from feedback.case_letters import Voice
from feedback.case_life import State
from feedback.periods import midnight
from storage.cipher import Cipher
from storage.executor import AnyRow, Executor, insert_new
from storage.filed_rows import NO_LINE, FiledRows
from storage.keys import Keys
from storage.tables import cases, cut_lines, feedback
from storage.verdicts import rename_voice

OVER = (State.CLOSED.value, State.REFUSED.value, State.WITHDRAWN.value)
NOBODYS = 32
"""Bytes that stand where a chat's hash stood: of two texts of one chat still the same, and of no other."""

LIVES = feedback.c.erased_at.is_(None)


class LineBook:
    """The CaseLines of `feedback/letter_ports.py`."""

    def __init__(self, executor: Executor, cipher: Cipher, keys: Keys) -> None:
        self._db = executor
        self._rows = FiledRows(cipher, keys)

    async def voice_of(self, receipt: str) -> Voice | None:
        """Erased words lead nowhere."""
        theirs = (feedback.c.receipt == self._rows.receipt(receipt), LIVES, feedback.c.case_id.is_not(None))
        rows = await self._db.rows(select(feedback).where(*theirs))
        return await self._first(rows[0]) if rows else None

    async def voices_of(self, chat: str) -> list[Voice]:
        """The first words of each case."""
        theirs = (feedback.c.chat == self._rows.chat(chat), LIVES, feedback.c.case_id.is_not(None))
        rows = await self._db.rows(select(feedback).where(*theirs).order_by(feedback.c.id.desc()))
        return [self._voice(row) for row in {row.case_id: row for row in rows}.values()]

    async def voice(self, id: int) -> Voice | None:
        """As it stands now."""
        rows = await self._db.rows(select(feedback).where(feedback.c.id == id, LIVES))
        return self._voice(rows[0]) if rows else None

    async def is_open(self, case_id: int, *, today: date) -> bool:
        """An erasure or a cut of today is not seen yet."""
        since = or_(LIVES, feedback.c.erased_at >= midnight(today))
        rows = await self._db.rows(select(feedback).where(feedback.c.case_id == case_id, since))
        if any(row.erased_at or self._rows.author(row)["chat"] for row in rows):
            return True
        cut = select(func.count()).where(cut_lines.c.case_id == case_id, cut_lines.c.cut_on >= today)
        return bool((await self._db.rows(cut))[0][0])

    async def cut(self, voice: Voice, *, on: date) -> None:
        """Every text of this chat in the case at once."""
        if voice.chat:
            await self._db.run(
                insert_new(self._db, cut_lines, by=("case_id", "cut_on")), {"case_id": voice.case_id, "cut_on": on}
            )
            await self._let_go(feedback.c.case_id == voice.case_id, feedback.c.chat == self._rows.chat(voice.chat))

    async def forget(self, *, closed_before: datetime, today: date) -> int:
        """Also that a line was cut is nobody's business then."""
        over = select(cases.c.id).where(
            cases.c.state.in_(OVER),
            cases.c.closed_at < closed_before,
            or_(cases.c.reopen_until.is_(None), cases.c.reopen_until < today),
        )
        await self._db.run(cut_lines.delete().where(cut_lines.c.cut_on < today))
        lead = (feedback.c.case_id.in_(over), LIVES, feedback.c.author != NO_LINE)
        slip = self._rows.chat("")
        pairs = await self._db.rows(select(feedback.c.case_id, feedback.c.chat).where(*lead).distinct())
        gone = await self._db.run(update(feedback).where(*lead, feedback.c.chat == slip).values(author=NO_LINE))
        for case_id, chat in sorted(tuple(pair) for pair in pairs):
            if chat != slip:
                gone += await self._let_go(feedback.c.case_id == case_id, feedback.c.chat == chat)
        return gone

    async def _let_go(self, *whose: ColumnElement[bool]) -> int:
        gone = {"author": NO_LINE, "chat": os.urandom(NOBODYS)}
        voices = await self._db.rows(select(feedback.c.case_id, feedback.c.chat).where(*whose, LIVES).distinct())
        cut = await self._db.run(update(feedback).where(*whose, LIVES).values(**gone))
        for case_id, chat in voices:
            await rename_voice(self._db, case_id, chat, gone["chat"])
        return cut

    async def _first(self, row: AnyRow) -> Voice:
        """A slip stands for itself; of a chat the first text in the case."""
        if row.chat == self._rows.chat(""):
            return self._voice(row)
        theirs = (feedback.c.case_id == row.case_id, feedback.c.chat == row.chat, LIVES)
        return self._voice((await self._db.rows(select(feedback).where(*theirs).order_by(feedback.c.id).limit(1)))[0])

    def _voice(self, row: AnyRow) -> Voice:
        chat = self._rows.author(row)["chat"]
        return Voice(row.id, row.case_id, chat, row.channel, row.filed_at, row.language, row.consent)
