"""What the voices behind one case say of its answer: each speaks for itself, and only all of them together close it.

A case is solved by its citizens when every voice that still stands behind it said so after the present answer. One
that says no opens it again; what the others said then held for the answer before.
"""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What one voice said."""

    SOLVED = "da-giai-quyet"
    UNSOLVED = "chua-giai-quyet"


@dataclass(frozen=True, slots=True)
class Voices:
    """How many stand behind a case, and how many of them say of the present answer that it solved the matter."""

    count: int
    solved: int

    @property
    def agree(self) -> bool:
        """Whether nobody is left who might see it otherwise."""
        return 0 < self.count <= self.solved

    @property
    def several(self) -> bool:
        """Whether more than one stands behind it."""
        return self.count > 1
