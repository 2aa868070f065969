"""Ratings and their visits. The facts of a visit are written once; only the citizen's word may change."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, func, select, update

from feedback.periods import local
from feedback.ratings import Rating
from feedback.scoring import Tally
from feedback.visits import Proof, Respondent, Visit
from storage.executor import Executor, insert_new, upsert
from storage.tables import ratings, visits

LAST_WORD = ("level", "badge", "reasons", "officer_id")
"""What a later rating of the same visit may change. The moment stays the first one's: what was counted in
one week cannot wander into another. Whose visit it was never changes."""

FROM_OUTSIDE = ratings.c.respondent != Respondent.INTERNAL


class RatingBook:
    """The Ratings of `feedback/ports.py`."""

    def __init__(self, executor: Executor) -> None:
        self._db = executor

    async def keep(self, kept: Sequence[tuple[Rating, str, str]]) -> None:
        """New ratings, and the last word on known visits; by key, so that replicas never wait in a circle."""
        if not kept:
            return
        kept = sorted(kept, key=lambda one: one[0].visit.key)  # stable: within a visit the last word stays last
        new_visits = insert_new(self._db, visits, by=("key",))
        await self._db.run(new_visits, [_visit_row(rating.visit) for rating, _, _ in kept])
        last_word = upsert(self._db, ratings, by=("visit_key",), fresh=LAST_WORD)
        await self._db.run(last_word, [_rating_row(rating, voter, channel) for rating, voter, channel in kept])

    async def keep_once(self, rating: Rating, voter: str, channel: str) -> Literal["new", "changed", "taken"]:
        """The first insertion wins the visit; whoever comes later changes only what is their own."""
        await self._db.run(insert_new(self._db, visits, by=("key",)), _visit_row(rating.visit))
        row = _rating_row(rating, voter, channel)
        if await self._db.run(insert_new(self._db, ratings, by=("visit_key",)), row):
            return "new"
        mine = (ratings.c.visit_key == rating.visit.key, ratings.c.voter == voter)
        changed = update(ratings).where(*mine).values({name: row[name] for name in LAST_WORD})
        return "changed" if await self._db.run(changed) else "taken"

    async def of_visit(self, key: str) -> tuple[str, datetime] | None:
        """(voter, moment), while there is one."""
        rows = await self._db.rows(select(ratings.c.voter, ratings.c.rated_at).where(ratings.c.visit_key == key))
        return (rows[0].voter, rows[0].rated_at) if rows else None

    async def by_ticket(self, voters: Sequence[str], *, unit_id: int, start: datetime, end: datetime) -> int:
        """Few rows: the unit's of those days are found by their index."""
        theirs = (ratings.c.voter.in_(voters), ratings.c.proof == Proof.TICKET.value)
        counted = select(func.count()).where(*_of_unit(unit_id, start, end), *theirs)
        return int((await self._db.rows(counted))[0][0])

    async def tallies(self, unit_id: int, *, start: datetime, end: datetime) -> dict[Proof, Tally]:
        """By proof; a few rows whatever the number of ratings."""
        by = (ratings.c.proof, ratings.c.level)
        counted = select(*by, func.count()).where(*_of_unit(unit_id, start, end)).group_by(*by)
        levels: dict[Proof, list[int]] = {}
        for proof, level, count in await self._db.rows(counted):
            levels.setdefault(Proof(proof), [0] * 5)[level - 1] = count
        return {proof: Tally((one, two, three, four, five)) for proof, (one, two, three, four, five) in levels.items()}

    async def tally(self, unit_id: int, *, start: datetime, end: datetime) -> Tally:
        """Ratings by people from outside in [start, end)."""
        counted = select(ratings.c.level, func.count()).where(*_of_unit(unit_id, start, end))
        found = {row[0]: row[1] for row in await self._db.rows(counted.group_by(ratings.c.level))}
        one, two, three, four, five = (found.get(level, 0) for level in range(1, 6))
        return Tally((one, two, three, four, five))

    async def days(self, unit_id: int, *, until: datetime) -> list[tuple[date, int]]:
        """(local day, level), oldest first."""
        return await self._days(ratings.c.unit_id == unit_id, until)

    async def days_of_officer(self, officer_id: int, *, until: datetime) -> list[tuple[date, int]]:
        """The same for the ratings that named this officer."""
        return await self._days(ratings.c.officer_id == officer_id, until)

    async def reasons(self, unit_id: int, *, start: datetime, end: datetime) -> dict[str, int]:
        """How often each reason was tapped."""
        tapped: Counter[str] = Counter()
        for (reasons,) in await self._db.rows(select(ratings.c.reasons).where(*_of_unit(unit_id, start, end))):
            tapped.update(reasons)
        return dict(tapped)

    async def _days(self, whose: ColumnElement[bool], until: datetime) -> list[tuple[date, int]]:
        rows = await self._db.rows(
            select(ratings.c.rated_at, ratings.c.level)
            .where(whose, ratings.c.rated_at < until, FROM_OUTSIDE)
            .order_by(ratings.c.rated_at, ratings.c.visit_key)  # one order for ever: blocks are cut from it
        )
        return [(local(rated_at).date(), level) for rated_at, level in rows]


def _of_unit(unit_id: int, start: datetime, end: datetime) -> tuple[ColumnElement[bool], ...]:
    return (ratings.c.unit_id == unit_id, ratings.c.rated_at >= start, ratings.c.rated_at < end, FROM_OUTSIDE)


def _visit_row(visit: Visit) -> dict[str, Any]:
    return {
        "key": visit.key,
        "unit_id": visit.unit_id,
        "counter_id": visit.counter_id,
        "scanned_at": visit.scanned_at,
        "candidates": list(visit.candidates),
        "field": visit.field,
        "respondent": visit.respondent.value,
        "proof": visit.proof.value,
    }


def _rating_row(rating: Rating, voter: str, channel: str) -> dict[str, Any]:
    return {
        "visit_key": rating.visit.key,
        "level": int(rating.level),
        "badge": rating.badge and rating.badge.value,
        "reasons": [reason.value for reason in rating.reasons],
        "voter": voter,
        "channel": channel,
        "rated_at": rating.rated_at,
        "unit_id": rating.visit.unit_id,
        "counter_id": rating.visit.counter_id,
        "officer_id": rating.visit.officer_id,
        "respondent": rating.visit.respondent.value,
        "proof": rating.visit.proof.value,
    }
