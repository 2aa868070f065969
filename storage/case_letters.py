"""Letters of a case at rest: every word, and the slot of one that waits, encrypted and bound to its row and case."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from cryptography.exceptions import InvalidTag
from sqlalchemy import Select, delete, func, or_, select, update

from feedback.case_letters import Aside, Behind, CaseLetter, Kind, Past, Voice
from feedback.cases import Case, State
from storage.cases import WORDS
from storage.cipher import Cipher, bound
from storage.executor import AnyRow, Executor
from storage.keys import Keys, keyed_hash
from storage.tables import case_asides, case_letters, cases

LETTER = "case_letters|words"
BESIDE = "case_asides|beside"
WAITS = case_letters.c.told_on.is_(None)

log = logging.getLogger(__name__)


class LetterBook:
    """The CaseLetters of `feedback/letter_ports.py`."""

    def __init__(self, executor: Executor, cipher: Cipher, keys: Keys) -> None:
        self._db = executor
        self._cipher = cipher
        self._keys = keys

    async def keep(self, letter: CaseLetter) -> None:
        """A new one."""
        whose = {"case_id": letter.case_id, "officer_id": letter.officer_id, "voice_id": letter.voice_id}
        await self._db.run(
            case_letters.insert(), {"key": letter.key, "place": 0, "told_on": None} | whose | self._hidden(letter)
        )

    async def of_case(self, case: Case) -> tuple[CaseLetter, ...]:
        """Handed-on ones first."""
        return await self._of(case.id)

    async def waiting(self) -> list[CaseLetter]:
        """In the order of their random keys."""
        found = []
        for row in await self._db.rows(_found().where(WAITS).order_by(case_letters.c.key)):
            try:
                found.append(self._letter(row))
            except (InvalidTag, ValueError, KeyError) as error:
                fields = {"event": "unopened", "case": row.code, "error": type(error).__name__}
                log.error("a letter could not be opened", extra={"fields": fields})
        return found

    async def hand_on(self, letter: CaseLetter, *, on: date) -> bool:
        """An update that must change exactly one row. What is left of it holds no slot and no unredacted word."""
        # After the last one, not by their number: an erasure leaves gaps.
        before = select(func.max(case_letters.c.place)).where(case_letters.c.case_id == letter.case_id)
        place = int((await self._db.rows(before))[0][0] or 0) + 1
        mine = update(case_letters).where(case_letters.c.key == letter.key, WAITS)
        told = {"words": letter.words, "kind": letter.kind.value, "answers": letter.answers}
        told["by_law"] = str(int(letter.by_law))  # of one length, whatever it says
        words = self._cipher.hide_data(told, bound(LETTER, letter.key, letter.code))
        return await self._db.run(mine.values(told_on=on, place=place, words=words)) == 1

    async def drop(self, letter: CaseLetter) -> bool:
        """Likewise."""
        return await self._db.run(delete(case_letters).where(case_letters.c.key == letter.key, WAITS)) == 1

    async def keep_aside(self, aside: Aside) -> None:
        """One row for the new case."""
        said = {"first": f"{aside.first_id:019}", "voice": f"{aside.voice_id:019}", "why": f"{aside.why.value:16}"}
        beside = self._cipher.hide_data(said, bound(BESIDE, str(aside.case_id)))
        row = {"case_id": aside.case_id, "voice": self._of_voice(aside.voice_id), "beside": beside}
        await self._db.run(case_asides.insert(), row)

    async def aside_of(self, case_id: int) -> Aside | None:
        """By the sealed one of the two."""
        rows = await self._db.rows(select(case_asides).where(case_asides.c.case_id == case_id))
        return next(map(self._aside, rows), None)

    async def behind(self, case_id: int) -> Behind | None:
        """The letters as its handlers have them."""
        aside = await self.aside_of(case_id)
        if aside is None:
            return None
        (first,) = await self._db.rows(select(cases.c.code, cases.c.words).where(cases.c.id == aside.first_id))
        words = self._cipher.show(first.words, bound(WORDS, first.code)) if first.words else ""
        letters = tuple(one for one in await self._of(aside.first_id) if one.told_on)
        return Behind(aside.why, first.code, words, letters)

    async def asides_of(self, voice: Voice) -> tuple[Aside, ...]:
        """By their numbers."""
        joined = select(case_asides, cases.c.state).join(cases, cases.c.id == case_asides.c.case_id)
        theirs = joined.where(case_asides.c.voice == self._of_voice(voice.id)).order_by(cases.c.id)
        return tuple(replace(self._aside(row), state=State(row.state)) for row in await self._db.rows(theirs))

    async def _of(self, case_id: int) -> tuple[CaseLetter, ...]:
        theirs = _found().where(case_letters.c.case_id == case_id)
        rows = await self._db.rows(theirs.order_by(WAITS, case_letters.c.place, case_letters.c.key))
        return tuple(map(self._letter, rows))

    def _hidden(self, letter: CaseLetter) -> dict[str, Any]:
        assert letter.slot is not None
        said: dict[str, Any] = {"words": letter.words, "kind": letter.kind.value, "slot": letter.slot.isoformat()}
        said |= {"answers": letter.answers, "text": letter.text, "seal": letter.seal, "receipt": letter.receipt}
        return {"words": self._cipher.hide_data(said, bound(LETTER, letter.key, letter.code))}

    def _letter(self, row: AnyRow) -> CaseLetter:
        said = self._cipher.show_data(row.words, bound(LETTER, row.key, row.code))
        return CaseLetter(
            key=row.key,
            case_id=row.case_id,
            code=row.code,
            kind=Kind(said["kind"]),
            words=said["words"],
            slot=datetime.fromisoformat(said["slot"]) if "slot" in said else None,
            officer_id=row.officer_id,
            voice_id=row.voice_id,
            answers=said["answers"],
            text=said.get("text", ""),
            seal=said.get("seal", False),
            by_law=said.get("by_law") == "1",
            receipt=said.get("receipt", ""),
            told_on=row.told_on,
            place=row.place,
        )

    def _aside(self, row: AnyRow) -> Aside:
        said = self._cipher.show_data(row.beside, bound(BESIDE, str(row.case_id)))
        return Aside(row.case_id, int(said["first"]), int(said["voice"]), Past(said["why"].strip()))

    def _of_voice(self, id: int) -> bytes:
        return keyed_hash(self._keys.author, "aside", str(id))


async def erase_letters(executor: Executor, *, voices: Sequence[int] = (), case_ids: Sequence[int] = ()) -> None:
    """Of these citizens their own, of these cases all."""
    theirs = or_(case_letters.c.voice_id.in_(voices), case_letters.c.case_id.in_(case_ids))
    await executor.run(delete(case_letters).where(theirs))


def _found() -> Select[Any]:
    return select(case_letters, cases.c.code).join(cases, cases.c.id == case_letters.c.case_id)
