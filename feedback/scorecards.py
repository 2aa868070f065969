"""An officer's own score, in full blocks of ten (decision 12): nobody can work out the last visitor's mark from it."""

from collections.abc import Sequence
from datetime import date, datetime

from feedback.people import Officer
from feedback.periods import local, month
from feedback.ports import Transaction
from feedback.requests import ScoreCard
from feedback.scoring import OWN_BLOCK, Share, Tally, share

PRAISE_SHOWN = 3


async def my_score(tx: Transaction, officer: Officer, *, now: datetime) -> ScoreCard:
    """The card of this officer, for this officer."""
    rated = await tx.ratings.days_of_officer(officer.id, until=now)
    praise = await tx.feedback.praise_of(officer.id, limit=PRAISE_SHOWN)
    return score_card(rated, praise=tuple(praise), today=local(now).date())


def score_card(rated: Sequence[tuple[date, int]], *, praise: tuple[str, ...], today: date) -> ScoreCard:
    """The card over `(day, level)` rows, oldest first. Rows after the last full ten stay unseen."""
    closed = rated[: len(rated) - len(rated) % OWN_BLOCK]
    missing = OWN_BLOCK - len(rated) % OWN_BLOCK
    if not closed:
        return ScoreCard(0, None, None, missing, praise=praise)
    tally = Tally.of([level for _, level in closed])
    return ScoreCard(
        n=tally.n,
        share=share(tally.satisfied, tally.n),
        very_satisfied=share(tally.very_satisfied, tally.n),
        missing=missing,
        first=closed[0][0],
        last=closed[-1][0],
        months=_months(closed, hidden=rated[len(closed) :], today=today),
        praise=praise,
    )


def _months(
    closed: Sequence[tuple[date, int]], *, hidden: Sequence[tuple[date, int]], today: date
) -> tuple[tuple[str, Share], ...]:
    """Months that are over, stand on at least ten, and hold no hidden row: their figure never changes again."""
    unfinished = {month(today)} | {month(day) for day, _ in hidden}
    levels: dict[str, list[int]] = {}
    for day, level in closed:
        levels.setdefault(month(day), []).append(level)
    tallies = {name: Tally.of(given) for name, given in levels.items() if name not in unfinished}
    shares = ((name, share(t.satisfied, t.n)) for name, t in tallies.items() if t.n >= OWN_BLOCK)
    return tuple((name, found) for name, found in shares if found)
