"""Which echoes are our own words, although an echo may come before the platform's answer, or without any answer.

What is about to be said is marked before the call leaves, in the transaction that begins the letter, so the mark is
there whenever its echo comes: before the answer, after it, or when the answer is lost for good. An echo is ours by
its text; by its id, once the answer told it; and, when it shows no text (a card, a list), by a call that was under
way in that chat in the same minute or the one before. Anything else was written by a person.
"""

import unicodedata
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from feedback.platform_ports import Echo
from storage.executor import Executor, upsert
from storage.keys import Keys, keyed_hash
from storage.tables import echo_marks

MINUTE = timedelta(minutes=1)


class OwnWords:
    """The Echoes of `feedback/platform_ports.py`."""

    def __init__(self, executor: Executor, keys: Keys) -> None:
        self._db = executor
        self._keys = keys

    async def note(self, chat: str, *, texts: Sequence[str], at: datetime) -> None:
        """A mark for each text, and one for the minute."""
        marks = {self._mark(chat, "text", _folded(text)) for text in texts}
        await self._keep([*sorted(marks), self._mark(chat, "minute", _minute(at))], at)

    async def note_id(self, chat: str, id: str, *, at: datetime) -> None:
        """One mark."""
        await self._keep([self._mark(chat, "id", id)], at)

    async def ours(self, echoes: Sequence[Echo]) -> set[str]:
        """One question for all of them."""
        marks = {echo.id: self._marks_of(echo) for echo in echoes}
        asked = sorted({mark for some in marks.values() for mark in some})
        found = await self._db.rows(select(echo_marks.c.mark).where(echo_marks.c.mark.in_(asked))) if asked else ()
        known = {bytes(mark) for (mark,) in found}
        return {id for id, some in marks.items() if known.intersection(some)}

    async def forget(self, *, before: datetime) -> int:
        """By the hour they were last said in."""
        return await self._db.run(delete(echo_marks).where(echo_marks.c.at < before))

    async def _keep(self, marks: Sequence[bytes], at: datetime) -> None:
        hour = at.replace(minute=0, second=0, microsecond=0)
        rows = [{"mark": mark, "at": hour} for mark in marks]
        await self._db.run(upsert(self._db, echo_marks, by=("mark",), fresh=("at",)), rows)

    def _marks_of(self, echo: Echo) -> list[bytes]:
        by_id = self._mark(echo.chat, "id", echo.id)
        if text := _folded(echo.text):
            return [by_id, self._mark(echo.chat, "text", text)]
        near = (echo.at, echo.at - MINUTE)
        return [by_id, *(self._mark(echo.chat, "minute", _minute(moment)) for moment in near)]

    def _mark(self, chat: str, kind: str, what: str) -> bytes:
        return keyed_hash(self._keys.platform, chat, kind, what)


def _folded(text: str) -> str:
    """A platform may trim or fold white space; composed letters are composed on both sides."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def _minute(at: datetime) -> str:
    return str(int(at.timestamp()) // 60)
