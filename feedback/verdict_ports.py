"""What storage offers for the verdicts of the voices behind a case."""

from datetime import datetime
from typing import Protocol

from feedback.verdicts import Verdict, Voices


class Verdicts(Protocol):
    """One row of each voice and case: its last word. Asked for and written while the case is locked."""

    async def voice(self, case_id: int, *, chat: str = "", receipt: str = "") -> bytes | None:
        """Who speaks: the one behind this receipt, else this chat. None where their words are gone."""
        ...

    async def keep(self, case_id: int, voice: bytes, said: Verdict, *, look: int) -> None:
        """Their last word, of the answer after so many reopenings."""
        ...

    async def of(self, case_id: int, voice: bytes) -> tuple[Verdict, int] | None:
        """Their last word, and of which look."""
        ...

    async def count(self, case_id: int, *, look: int) -> Voices:
        """All who stand behind the case."""
        ...

    async def told(self, unit_id: int, *, start: datetime, end: datetime) -> Voices:
        """Of the unsealed cases that the unit answered in [start, end): who was told, and who said it is solved."""
        ...
