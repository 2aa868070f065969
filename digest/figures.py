"""Which ratings a share may stand on: a week that is full enough, else a closed block of thin weeks.

The two kinds never share a rating: one shown figure minus another never leaves just a few visitors.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from feedback.periods import Week
from feedback.scoring import UNIT_BLOCK, UNIT_BLOCK_DAYS, Block, Share, Tally, blocks, difference, share

Row = tuple[date, int]


@dataclass(frozen=True, slots=True)
class Score:
    """How many rated in the week, and the newest figure that may be shown: the week itself or the last block.

    `previous` is the figure before it.
    """

    week: Week
    ratings: int
    figure: Block | None
    previous: Block | None

    @property
    def is_of_week(self) -> bool:
        """Whether the figure is the week's own."""
        return self.figure is not None and self.figure.first == self.week.monday

    @property
    def moved(self) -> bool:
        """Whether the figure is new this week; an older one was compared in an earlier digest."""
        return self.figure is not None and self.figure.last >= self.week.monday

    @property
    def change(self) -> tuple[float, float] | None:
        """The interval of the change since `previous`; only one that leaves out 0 may be called a change."""
        if self.figure is None or self.previous is None:
            return None
        return difference(satisfied(self.figure.tally), satisfied(self.previous.tally))


def score(rows: Sequence[Row], week: Week) -> Score:
    """The week's score from all `(day, level)` rows up to its end, oldest first."""
    previous, figure = (None, None, *shown(rows))[-2:]
    return Score(week, sum(day >= week.monday for day, _ in rows), figure, previous)


def shown(rows: Sequence[Row]) -> tuple[Block, ...]:
    """Every figure that may be shown, oldest first.

    A full week closes the run of thin weeks before it: what was left open there is never shown as a share,
    because a block that reached into a shown week could be subtracted from it.
    """
    closed: list[Block] = []
    thin: list[Row] = []
    for week, group in groupby(rows, key=lambda row: Week.of(row[0])):
        of_week = list(group)
        if _stands_alone(of_week):
            tally = Tally.of([level for _, level in of_week])
            closed += [*_blocks(thin), Block(week.monday, week.sunday, tally)]
            thin = []
        else:
            thin += of_week
    return (*closed, *_blocks(thin))


def satisfied(tally: Tally) -> Share:
    """The share of the top two levels."""
    return _share(tally.satisfied, tally)


def very_satisfied(tally: Tally) -> Share:
    """The share of the top level alone."""
    return _share(tally.very_satisfied, tally)


def _stands_alone(rows: Sequence[Row]) -> bool:
    return len(rows) >= UNIT_BLOCK and len({day for day, _ in rows}) >= UNIT_BLOCK_DAYS


def _blocks(rows: Sequence[Row]) -> tuple[Block, ...]:
    return blocks(rows, size=UNIT_BLOCK, days=UNIT_BLOCK_DAYS)


def _share(hits: int, tally: Tally) -> Share:
    found = share(hits, tally.n)
    if found is None:
        raise ValueError("a figure without ratings")
    return found
