"""What storage offers for recommendations. Who may read which is asked in `feedback/recommendations.py`."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Protocol

from feedback.recommendations import Recommendation


class Recommendations(Protocol):
    """The recommendations of people's inspectors."""

    async def send(self, recommendation: Recommendation) -> None:
        """A new one (`id` is ignored)."""
        ...

    async def save(self, recommendation: Recommendation) -> None:
        """The same one after a move."""
        ...

    async def find(self, code: str) -> Recommendation | None:
        """One of them, locked."""
        ...

    async def of_board(self, board_id: int) -> list[Recommendation]:
        """All that a board has sent, the newest first."""
        ...

    async def unanswered(self, unit_ids: Collection[int]) -> list[Recommendation]:
        """Those that wait for an answer of these units, by due date."""
        ...

    async def to_chase(self, *, due_until: date, after: int, limit: int) -> list[Recommendation]:
        """Those that wait and are due until then; by id, beyond `after`. Locked where rows can be; those in somebody's
        hand are left out."""
        ...

    async def awaited(self, unit_id: int) -> tuple[int, date | None]:
        """How many wait for the unit, and the nearest last day."""
        ...

    async def sent_to(self, unit_ids: Collection[int], *, start: datetime, end: datetime) -> list[Recommendation]:
        """What was sent to these units in [start, end), without its words."""
        ...
