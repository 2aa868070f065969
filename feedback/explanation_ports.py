"""What storage offers for explanations. Whoever changes one holds its case locked."""

from collections.abc import Collection
from datetime import date
from typing import Protocol

from feedback.cases import Case
from feedback.explanations import Explanation


class Explanations(Protocol):
    """Explanations; an officer is shown their own, of open cases that wait."""

    async def ask(self, explanation: Explanation) -> None:
        """A new one (`id` is ignored)."""
        ...

    async def save(self, explanation: Explanation) -> None:
        """The same one after a move."""
        ...

    async def of_case(self, case: Case) -> tuple[Explanation, ...]:
        """All that were ever asked for, oldest first."""
        ...

    async def asked_of(self, officer_id: int) -> list[Explanation]:
        """What is expected of this officer, by due date: never of a sealed case, nor of one that was answered."""
        ...

    async def overdue(self, *, today: date, unit_ids: Collection[int], limit: int) -> list[Explanation]:
        """Awaited ones of such cases about these units that were due before today, in the order of their cases."""
        ...
