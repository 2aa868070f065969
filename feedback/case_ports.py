"""What storage offers for cases: behind one visibility rule for people, whole for the citizen of one and the clock."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Protocol

from feedback.case_life import Happened
from feedback.cases import Case
from feedback.people import Officer


class Cases(Protocol):
    """Cases, behind one visibility rule that fails closed."""

    async def open(self, case: Case) -> int:
        """A new case (`case.id` is ignored); its id."""
        ...

    async def visible(self, officer: Officer, *, waiting_only: bool = True) -> list[Case]:
        """Cases this officer may handle, urgent first, then by due date."""
        ...

    async def lock(self, officer: Officer, code: str) -> Case | None:
        """One of those, locked; None when there is none or it is not for this officer."""
        ...

    async def left(self, officer: Officer, code: str) -> Case | None:
        """One that this officer's unit sent on, as far as they might handle it there; without its words."""
        ...

    async def watched(self, officer: Officer, *, since: datetime) -> list[Case]:
        """What a people's inspector may see of what was filed since then or still waits, without anybody's words."""
        ...

    async def watched_one(self, officer: Officer, code: str) -> Case | None:
        """One of those, however old, with its words unless it was ever sealed; not locked. None when there is none or
        it is not for this officer."""
        ...

    async def filed_about(self, unit_ids: Collection[int], *, start: datetime, end: datetime) -> list[Case]:
        """Cases about these units that were filed in [start, end) and are not sealed, by id; without the words of those
        that ever were."""
        ...

    async def whole(self, id: int) -> Case | None:
        """Any one, locked: for the citizen behind it and for the clock, never for a person of an office."""
        ...

    async def save(self, case: Case) -> None:
        """The case after a move."""
        ...

    async def note(self, id: int, happened: Happened) -> None:
        """One more line of its timeline."""
        ...

    async def timeline(self, id: int) -> list[Happened]:
        """What happened to it, oldest first: the moves, without what was said."""
        ...

    async def unsealed(self, code: str) -> Case | None:
        """One whose seal was taken off, wherever it lies, without its words: past the rule, which
        `feedback/timeline.py` asks instead."""
        ...

    async def whole_timeline(self, id: int) -> list[Happened]:
        """The same with all that was said, for `feedback/timeline.py`, which decides who reads it."""
        ...

    async def waiting(self, unit_id: int, *, today: date) -> tuple[int, int]:
        """How many cases that are not sealed wait for the unit, and how many of them are late."""
        ...

    async def answered(self, unit_id: int, *, start: datetime, end: datetime) -> int:
        """How many of those were answered in [start, end)."""
        ...

    async def refused(self, unit_id: int, *, start: datetime, end: datetime) -> int:
        """How many the unit refused in [start, end), those included that their citizens brought back."""
        ...

    async def to_chase(
        self, *, due_until: date, today: date, without_handler: Collection[int], after: int, limit: int
    ) -> list[Case]:
        """Waiting cases that are due until then, were not taken up in time, lie with one of these units or are sealed;
        by id, beyond `after`. Locked where rows can be; those in somebody's hand are left out."""
        ...

    async def unjudged(self, *, today: date, limit: int) -> list[Case]:
        """Cases whose citizen said nothing until the window was over; locked likewise."""
        ...
