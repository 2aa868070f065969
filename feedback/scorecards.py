"""An officer's own score, in full blocks of ten (decision 12): nobody can work out the last visitor's mark from it.

Everything shown is a sum of whole blocks, months too: any difference between two figures, on one card or between two
cards, is again a sum of whole blocks and never one person.
"""

from collections.abc import Sequence
from datetime import date, datetime

from feedback.people import Officer
from feedback.periods import Week, local, month
from feedback.ports import Transaction
from feedback.praise_requests import Praise
from feedback.requests import ScoreCard
from feedback.scoring import OWN_BLOCK, Block, Share, Tally, blocks, share

PRAISE_SHOWN = 3


async def my_score(tx: Transaction, officer: Officer, *, now: datetime) -> ScoreCard:
    """The card of this officer, for this officer. Praise is of the weeks before this one, so that the hour of a
    visit does not tell who wrote it."""
    rated = await tx.ratings.days_of_officer(officer.id, until=now)
    this_week = Week.of(local(now).date()).start
    praise = await tx.praises.of_officer(officer.id, before=this_week, limit=PRAISE_SHOWN)
    return score_card(rated, praise=tuple(praise))


def score_card(rated: Sequence[tuple[date, int]], *, praise: tuple[Praise, ...]) -> ScoreCard:
    """The card over `(day, level)` rows, oldest first. Rows after the last full ten stay unseen.

    `missing` is told only below ten: later it would tell the moment of each rating.
    """
    closed = blocks(rated, size=OWN_BLOCK)
    if not closed:
        return ScoreCard(0, None, None, OWN_BLOCK - len(rated), praise=praise)
    tally = _sum(closed)
    return ScoreCard(
        n=tally.n,
        share=share(tally.satisfied, tally.n),
        very_satisfied=share(tally.very_satisfied, tally.n),
        missing=0,
        first=closed[0].first,
        last=closed[-1].last,
        months=_months(closed),
        praise=praise,
    )


def _months(closed: Sequence[Block]) -> tuple[tuple[str, Share], ...]:
    """Each block belongs to the month in which it closed."""
    by_month: dict[str, list[Block]] = {}
    for block in closed:
        by_month.setdefault(month(block.last), []).append(block)
    tallies = {name: _sum(parts) for name, parts in by_month.items()}
    shares = ((name, share(tally.satisfied, tally.n)) for name, tally in tallies.items())
    return tuple((name, found) for name, found in shares if found)


def _sum(parts: Sequence[Block]) -> Tally:
    return sum((block.tally for block in parts), Tally.of([]))
