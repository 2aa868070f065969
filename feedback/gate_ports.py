"""What storage offers for reviews (thẩm định). Whoever changes one holds its case locked."""

from collections.abc import Mapping
from datetime import date
from typing import Protocol

from feedback.cases import Case
from feedback.gate_review import GateReview
from feedback.people import Officer


class GateReviews(Protocol):
    """Reviews, behind the visibility rule of their cases; one that waits for a second person, behind that of theirs."""

    async def open(self, review: GateReview) -> bool:
        """A new one; False where the case has one already, which stays as it is."""
        ...

    async def save(self, review: GateReview) -> None:
        """The same one after a decision."""
        ...

    async def of_case(self, case: Case) -> GateReview | None:
        """Settled ones too."""
        ...

    async def waiting(self, officer: Officer) -> list[tuple[GateReview, Case]]:
        """What waits for this person, by due date: reviews of cases they may have, and those they may second,
        whose cases come in outline."""
        ...

    async def lock(self, officer: Officer, code: str) -> tuple[GateReview, Case] | None:
        """One of those, or a settled one of a case they may have; its case locked."""
        ...

    async def holding(self, case_ids: list[int]) -> frozenset[int]:
        """Which of these cases wait for their review."""
        ...

    async def to_chase(self, *, due_until: date, after: int, limit: int) -> list[tuple[GateReview, Case]]:
        """Reviews that hold a waiting case and are due until then, by case, beyond `after`; the cases are locked."""
        ...

    async def keep_parts(self, review: GateReview, parts: Mapping[int, int]) -> None:
        """Which words (by id) were split off from which."""
        ...
