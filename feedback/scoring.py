"""Shares with their uncertainty, and how few is too few (decision 12 of the design).

A share is always said with its n and its 95 % interval. The unit's figure covers at least ten ratings over at
least three days; an officer sees their own from ten, in blocks of ten; anybody else from thirty over four weeks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt

from feedback.ratings import SATISFIED_FROM, Level

UNIT_BLOCK = 10
UNIT_BLOCK_DAYS = 3
OWN_BLOCK = 10
OTHERS_FROM = 30
VOICES_FROM = 5
Z95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `n`, with the Wilson interval `low`–`high` (all shares 0…1)."""

    hits: int
    n: int
    low: float
    high: float

    @property
    def value(self) -> float:
        """The plain share; nan-free: an empty share cannot be made (see `share`)."""
        return self.hits / self.n


@dataclass(frozen=True, slots=True)
class Tally:
    """How many ratings of each level, e.g. of one week; `counts[level]`."""

    counts: tuple[int, int, int, int, int]  # levels 1 … 5

    @classmethod
    def of(cls, levels: Sequence[int]) -> "Tally":
        """Count levels 1 … 5."""
        one, two, three, four, five = (levels.count(level) for level in range(1, 6))
        return cls((one, two, three, four, five))

    @property
    def n(self) -> int:
        """How many ratings."""
        return sum(self.counts)

    @property
    def satisfied(self) -> int:
        """How many said *hài lòng* or *rất hài lòng* (the top two boxes)."""
        return sum(self.counts[SATISFIED_FROM - 1 :])

    @property
    def very_satisfied(self) -> int:
        """How many said *rất hài lòng* (the top box)."""
        return self.counts[Level.VERY_SATISFIED - 1]

    def __add__(self, other: "Tally") -> "Tally":
        one, two, three, four, five = (a + b for a, b in zip(self.counts, other.counts, strict=True))
        return Tally((one, two, three, four, five))


@dataclass(frozen=True, slots=True)
class Block:
    """A closed group of ratings that may be shown: first day, last day, tally."""

    first: date
    last: date
    tally: Tally


def share(hits: int, n: int) -> Share | None:
    """`hits` of `n` with its Wilson score interval at 95 %; None when n is 0.

    Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927) 209–212.
    """
    if not 0 <= hits <= n:
        raise ValueError(f"{hits} of {n}")
    if n == 0:
        return None
    p, z2 = hits / n, Z95 * Z95
    middle = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = Z95 / (1 + z2 / n) * sqrt(p * (1 - p) / n + z2 / (4 * n * n))
    return Share(hits, n, max(0.0, middle - half), min(1.0, middle + half))


def difference(a: Share, b: Share) -> tuple[float, float]:
    """The 95 % interval of `a` minus `b`, two unpaired shares; one that leaves out 0 may be called a difference.

    Source: R. G. Newcombe, Interval estimation for the difference between independent proportions: comparison of
    eleven methods, Statistics in Medicine 17 (1998) 873–890, method 10 (Wilson limits without correction).
    """
    middle = a.value - b.value
    below = sqrt((a.value - a.low) ** 2 + (b.high - b.value) ** 2)
    above = sqrt((a.high - a.value) ** 2 + (b.value - b.low) ** 2)
    return max(-1.0, middle - below), min(1.0, middle + above)


def blocks(ratings: Sequence[tuple[date, int]], *, size: int, days: int = 1) -> tuple[Block, ...]:
    """Cut `(day, level)` rows, oldest first, into closed blocks of at least `size` ratings over at least `days` days.

    Rows after the last closed block stay unseen until their block is full, so that the figure moves by a
    whole block and never by one visitor.
    """
    closed: list[Block] = []
    open_rows: list[tuple[date, int]] = []
    for row in ratings:
        open_rows.append(row)
        if len(open_rows) >= size and len({day for day, _ in open_rows}) >= days:
            closed.append(_close(open_rows))
            open_rows = []
    return tuple(closed)


def _close(rows: Sequence[tuple[date, int]]) -> Block:
    return Block(rows[0][0], rows[-1][0], Tally.of([level for _, level in rows]))
