"""Whether words become a case of their own or one more voice of a case that stands: two hundred copies are one case.

The first words stay what handlers read, and nobody is told that a voice came.
"""

from dataclasses import replace
from datetime import datetime

from feedback.alarming import raise_alarm
from feedback.cases import Case
from feedback.likeness import Likeness, joins, likeness
from feedback.periods import local
from feedback.ports import Filed, Transaction
from feedback.ringing import ring_by_day


async def join_or_open(tx: Transaction, filed: Filed, case: Case, *, alone: bool, now: datetime) -> int:
    """The id of the case these words belong to from now on. `alone`: somebody must look at them, whatever they say."""
    directory = await tx.directory()
    seen = None if alone else likeness(filed.text, case, directory, keyed=tx.likenesses.keyed)
    standing = await _standing(tx, filed, case, seen) if seen else None
    if standing is not None:
        return standing.id
    id = await tx.cases.open(case)
    if seen:
        await tx.likenesses.keep(id, seen.bands, on=local(now).date())
    opened = replace(case, id=id)
    if case.urgent:
        await raise_alarm(tx, opened, now=now)
    elif case.sealed:  # nobody else will look at it; whom it concerns is not said
        await ring_by_day(tx, opened, "case.sealed_alert", dedup=f"sealed:{case.code}", now=now, code=case.code)
    return id


async def _standing(tx: Transaction, filed: Filed, case: Case, seen: Likeness) -> Case | None:
    """Asked for one by one, and locked: of an answer and a copy at the same moment one comes first."""
    await tx.likenesses.take_turn(filed.id, case.unit_id)
    for id in await tx.likenesses.like(seen.bands):
        standing = await tx.cases.whole(id)
        if standing is not None and joins(case, standing, lasts=seen.lasts):
            return standing
    return None
