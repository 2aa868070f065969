"""What a unit's week amounts to, under the small-number rules of decision 12: all that a section may say.

What may not be shown is not in `Facts` at all, so that no section can let it slip.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from statistics import median

from digest.figures import Score, score
from digest.hearing import WINDOW, Heard, Theme, hear, reasons
from feedback.cases import Case
from feedback.periods import Week, local
from feedback.ports import Transaction
from feedback.scoring import UNIT_BLOCK
from feedback.units import Directory, Unit


@dataclass(frozen=True, slots=True)
class Waiting:
    """Cases without an answer, and what came of the others. `next_due` is the nearest deadline that has not passed."""

    count: int
    late: int
    urgent: int = 0
    next_due: date | None = None
    answered: int = 0  # in the four weeks up to the digest's
    solved: int = 0  # how many people said so of those answers
    refused: int = 0  # not taken up (không thụ lý), in the same weeks
    recommended: int = 0  # what the people's inspectors recommended and nobody answered yet
    answer_by: date | None = None  # the nearest last day of those
    told: int = 0  # how many people got those answers: one case may have many voices
    alarms: int = 0  # urgent ones that rang in the week, never a sealed one
    taken: float | None = None  # minutes until somebody took them, the median


@dataclass(frozen=True, slots=True)
class Facts:
    """One unit's week. `latest` is False for a week made up for: that says nothing of what waits now.

    `reasons` have counts when the week has a share of its own; below, they are of four weeks and have none.
    """

    unit: Unit
    week: Week
    as_of: date
    latest: bool
    score: Score
    reasons: tuple[Theme, ...]
    heard: Heard
    waiting: Waiting


async def gather(tx: Transaction, *, unit: Unit, week: Week, now: datetime, directory: Directory) -> Facts:
    """Read a week that is over. Raises ValueError for another: a growing one seen twice shows a visitor."""
    if now < week.end:
        raise ValueError(f"{week} is not over")
    today = local(now).date()
    start = week.shift(1 - WINDOW)
    rows = await tx.ratings.days(unit.id, until=week.end)
    found = score(rows, week)
    voices = await tx.feedback.voices(unit.id, start=start.start, end=week.end)
    return Facts(
        unit=unit,
        week=week,
        as_of=today,
        latest=week >= Week.before(now),
        score=found,
        reasons=await _reasons(tx, unit, found, few=sum(day >= start.monday for day, _ in rows) < UNIT_BLOCK),
        heard=hear(voices, week, officers=directory.officers, quotes=_may_quote(unit)),
        waiting=await _waiting(tx, unit, directory, week=week, today=today),
    )


def _may_quote(unit: Unit) -> bool:
    """Patients' words tell their illness, which is sensitive data: a health station is never quoted."""
    return unit.kind != "health"


async def _reasons(tx: Transaction, unit: Unit, found: Score, *, few: bool) -> tuple[Theme, ...]:
    if few:
        return ()
    first = found.week if found.is_of_week else found.week.shift(1 - WINDOW)
    tapped = await tx.ratings.reasons(unit.id, start=first.start, end=found.week.end)
    return reasons(tapped, counted=found.is_of_week)


async def _waiting(tx: Transaction, unit: Unit, directory: Directory, *, week: Week, today: date) -> Waiting:
    count, late = await tx.cases.waiting(unit.id, today=today)
    cases: dict[str, Case] = {}
    for head in directory.heads_of(unit.id):
        cases |= {case.code: case for case in await tx.cases.visible(head) if not case.sealed}
    ahead = [case.due for case in cases.values() if not case.is_late(today)]
    urgent = sum(case.urgent for case in cases.values())
    minutes = await tx.alarms.taken(unit.id, first=week.monday, last=week.sunday)
    taken = median(known) if (known := [one for one in minutes if one is not None]) else None
    start = week.shift(1 - WINDOW).start
    answered = await tx.cases.answered(unit.id, start=start, end=week.end)
    told = await tx.verdicts.told(unit.id, start=start, end=week.end)
    refused = await tx.cases.refused(unit.id, start=start, end=week.end)
    judged = (answered, told.solved, refused)
    found = Waiting(count, late, urgent, min(ahead, default=None), *judged, told=told.count)
    found = replace(found, alarms=len(minutes), taken=taken)
    recommended, answer_by = await tx.recommendations.awaited(unit.id)
    return replace(found, recommended=recommended, answer_by=answer_by)
