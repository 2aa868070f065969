"""What storage offers for letters of a case, the lines they take, and the sealed cases beside one.

Whoever writes here holds the case locked.
"""

from datetime import date, datetime
from typing import Protocol

from feedback.case_letters import Aside, Behind, CaseLetter, Voice
from feedback.cases import Case


class CaseLetters(Protocol):
    """Letters, by the case they belong to."""

    async def keep(self, letter: CaseLetter) -> None:
        """A new one, waiting for its slot."""
        ...

    async def of_case(self, case: Case) -> tuple[CaseLetter, ...]:
        """Handed-on ones in their order, then those that wait."""
        ...

    async def waiting(self) -> list[CaseLetter]:
        """All that wait, of all cases; one that does not open is logged and left out."""
        ...

    async def hand_on(self, letter: CaseLetter, *, on: date) -> bool:
        """The last in its thread from now on; what was written is forgotten. False when somebody else was quicker."""
        ...

    async def drop(self, letter: CaseLetter) -> bool:
        """A waiting one goes. False when somebody else was quicker."""
        ...

    async def keep_aside(self, aside: Aside) -> None:
        """That this case stands beside that one."""
        ...

    async def aside_of(self, case_id: int) -> Aside | None:
        """What the case stands beside, if anything."""
        ...

    async def behind(self, case_id: int) -> Behind | None:
        """The case beside which this one stands, with its letters; not locked."""
        ...

    async def asides_of(self, voice: Voice) -> tuple[Aside, ...]:
        """Those of this citizen beside this case, in the order they came, and how they stand."""
        ...


class CaseLines(Protocol):
    """Which chat the words of a case lead to."""

    async def voice_of(self, receipt: str) -> Voice | None:
        """Whoever holds the receipt of words that became a case."""
        ...

    async def voices_of(self, chat: str) -> list[Voice]:
        """The cases that came of this chat's words, once each, by their first words."""
        ...

    async def voice(self, id: int) -> Voice | None:
        """By the number of their first words; None once these were erased."""
        ...

    async def is_open(self, case_id: int, *, today: date) -> bool:
        """Whether anybody behind it could be written to when the day began: no handler sees when a line is cut."""
        ...

    async def cut(self, voice: Voice, *, on: date) -> None:
        """These words lead to the chat no longer."""
        ...

    async def forget(self, *, closed_before: datetime, today: date) -> int:
        """The same for all cases that were closed before then and cannot be reopened. How many texts."""
        ...
