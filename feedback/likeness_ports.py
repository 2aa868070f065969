"""What storage offers for finding the case of which a text is a copy: keyed numbers, never words."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol


class Likenesses(Protocol):
    """The likeness of each case that still waits, for at most sixty days."""

    def keyed(self, *parts: str) -> bytes:
        """The keyed hash that `feedback.likeness` is made with: `likeness.DIGEST` bytes."""
        ...

    async def take_turn(self, feedback_id: int, unit_id: int) -> None:
        """Until the end of the transaction nobody else looks for copies among the unit's cases."""
        ...

    async def like(self, bands: Sequence[bytes]) -> list[int]:
        """Cases whose words are near-identical, the likest first."""
        ...

    async def keep(self, case_id: int, bands: Sequence[bytes], *, on: date) -> None:
        """The likeness of the words that a case was opened with."""
        ...

    async def forget(self, *, before: date) -> int:
        """Drop what was kept before that day; how many rows."""
        ...
