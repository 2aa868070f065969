"""What the house needs so that one paper slip is typed in once: a memory of fingerprints, a month long."""

from datetime import date
from typing import Protocol

from feedback.assisted import TypedSlip


class TypedSlips(Protocol):
    """Fingerprints of slips with words; none can be turned back into words."""

    async def note(self, slip: TypedSlip, *, on: date) -> bool:
        """Remember it. False when the same words about that day, counter and level were noted before."""
        ...

    async def forget(self, *, before: date) -> int:
        """Drop what was noted before that day; how many."""
        ...
