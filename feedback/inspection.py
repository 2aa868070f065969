"""How people's inspectors look at cases: they read, and nothing of a case changes by it but the record of who read."""

from datetime import date, datetime, timedelta

from feedback.audit import Act
from feedback.case_life import Refusal
from feedback.coverage import coverage, settled_month, whole_month
from feedback.errors import CaseNotFound, NotAllowed
from feedback.explanations import accepted
from feedback.inspection_figures import Month, Report, report
from feedback.inspection_requests import (
    ListWatched,
    ReadWatched,
    WatchedFound,
    WatchedShown,
    WatchOutcome,
    WatchRequest,
)
from feedback.inspection_scope import in_full, in_line, quarter_of
from feedback.people import Officer, Role
from feedback.periods import Quarter, local, midnight
from feedback.ports import Transaction
from feedback.reviews import standing
from feedback.units import Unit
from feedback.wording import LANGUAGES, words


async def watch(tx: Transaction, wanted: WatchRequest, *, now: datetime) -> WatchOutcome:
    """Raises NotAllowed for anybody else; CaseNotFound for what they may not see, or what does not exist."""
    if not (wanted.officer.active and wanted.officer.role is Role.PEOPLES_INSPECTOR):
        raise NotAllowed
    match wanted:
        case ListWatched(officer):
            return await _listed(tx, officer, now=now)
        case ReadWatched(officer, code):
            return await _read(tx, officer, code, now=now)


async def _listed(tx: Transaction, officer: Officer, *, now: datetime) -> WatchedFound:
    today = local(now).date()
    since = Quarter.of(today).before().start
    found = await tx.cases.watched(officer, since=since)
    return WatchedFound(tuple(in_line(case, today) for case in sorted(found, key=lambda one: (one.due, one.id))))


async def _read(tx: Transaction, officer: Officer, code: str, *, now: datetime) -> WatchedShown:
    case = await tx.cases.watched_one(officer, code)
    if case is None:
        raise CaseNotFound
    tx.audit.note(Act.WATCHED, who=officer.code, about=case.code)
    suggested, reviews = await tx.reviews.of_case(case)
    quarter = quarter_of(case)
    shown = in_full(
        case,
        beside=await tx.cases.filed_about([case.unit_id], start=quarter.start, end=quarter.end),
        stage=standing(suggested, reviews, unit_id=case.unit_id).stage,
        explanation=accepted(await tx.explanations.of_case(case), case),
        timeline=await tx.cases.timeline(case.id),
        directory=await tx.directory(),
        today=local(now).date(),
    )
    return WatchedShown(shown)


async def quarter_report(tx: Transaction, unit: Unit, quarter: Quarter, *, now: datetime) -> Report:
    """Of this unit alone: a sheet of several, less that of one, would tell of the smallest. ValueError while the
    quarter is not over: a sheet of a growing one, made twice, shows what came between."""
    today, directory = local(now).date(), await tx.directory()
    if today <= quarter.last:
        raise ValueError(f"{quarter} is not over")
    span = {"start": quarter.start, "end": quarter.end}
    return report(
        unit,
        quarter,
        as_of=today,
        cases=await tx.cases.filed_about([unit.id], **span),
        calendar=directory.calendar_of(unit.id),
        reasons=_reasons(),
        months=[await _month(tx, unit.id, first, today=today) for first in quarter.months if unit.serves],
        recommendations=await tx.recommendations.sent_to([unit.id], **span),
    )


def _reasons() -> dict[str, str]:
    """Kinds of refusal by the words citizens read."""
    return {words(language).say(f"case.reason.{one.value}"): one.value for language in LANGUAGES for one in Refusal}


async def _month(tx: Transaction, unit_id: int, first: date, *, today: date) -> Month:
    """As `homthu coverage` tells it, once it is settled."""
    _, last = whole_month(first)
    if last > settled_month(today)[1]:
        return Month(unit_id, first, None)
    counts = await tx.tickets.counts(unit_id, first=first, last=last)
    tallies = await tx.ratings.tallies(unit_id, start=midnight(first), end=midnight(last + timedelta(days=1)))
    return Month(unit_id, first, coverage(counts, tallies))
