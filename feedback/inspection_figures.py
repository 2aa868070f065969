"""A quarter of an office for its people's inspectors, as it may leave the house on a sheet: counts alone.

A sheet travels, so decision 12 holds for it, unlike in chat, where members look at cases one by one and are written
down. Fewer than five cases are not counted at all; a cell of one to four is left out, and with it the next smallest, so
that nothing can be subtracted. A sheet is of one unit and lists no case:
no two units' sheets count the same one.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from statistics import median
from typing import TypeVar

from feedback.case_life import TOLD, WAITING, Refusal, Result
from feedback.cases import Case, State
from feedback.coverage import Coverage
from feedback.periods import Calendar, Quarter, local
from feedback.recommendations import AGREED, Recommendation, Stage
from feedback.scoring import UNIT_BLOCK, VOICES_FROM, Share, share
from feedback.tags import TAGS
from feedback.units import Unit

Cell = TypeVar("Cell", bound=str)

OTHER = "khac"
"""A reason in the office's own words."""


class Outcome(StrEnum):
    """What came of a case, one for each; its words are `sheet.outcome.<value>`."""

    ON_TIME = "dung-han"
    LATE = "tre-han"
    WAITING = "con-han"
    OVERDUE = "qua-han"
    REFUSED = "khong-thu-ly"
    WITHDRAWN = "da-rut"


ANSWERED = (Outcome.ON_TIME, Outcome.LATE)


class Reply(StrEnum):
    """What came of a recommendation, one for each; its words are `sheet.reply.<value>`."""

    ON_TIME = "dung-han"
    LATE = "tre-han"
    WAITING = "con-han"
    OVERDUE = "qua-han"


@dataclass(frozen=True, slots=True)
class Month:
    """How many visits of a unit were rated; `found` is None while the month can still change."""

    unit_id: int
    first: date
    found: Coverage | None


@dataclass(frozen=True, slots=True)
class Recommended:
    """What the boards recommended in the quarter: nobody's secret, so each count stands."""

    replies: Mapping[Reply, int]
    accepted: int
    declined: int
    done: int


@dataclass(frozen=True, slots=True)
class Report:
    """`count` is None for one to four cases. Cells are None where left out.
    `solved` is the share of answered cases whose citizens said so, `days` the median to the answer; both from ten."""

    unit: Unit
    quarter: Quarter
    as_of: date
    count: int | None
    outcomes: Mapping[Outcome, int | None]
    reasons: Mapping[str, int | None]
    tags: Mapping[str, int | None]
    solved: Share | None
    days: float | None
    months: tuple[Month, ...]
    recommended: Recommended


def report(
    unit: Unit,
    quarter: Quarter,
    *,
    as_of: date,
    cases: Sequence[Case],
    calendar: Calendar,
    reasons: Mapping[str, str],
    months: Sequence[Month],
    recommendations: Iterable[Recommendation],
) -> Report:
    """`cases` were filed in the quarter, none is sealed; `reasons` are kinds of refusal by the words citizens read."""
    many = len(cases) >= VOICES_FROM
    seen = {case.id: outcome(case, as_of) for case in cases if many}
    by_outcome = {one: list(seen.values()).count(one) for one in Outcome}
    refused = [reasons.get(case.reason, OTHER) for case in cases if seen.get(case.id) is Outcome.REFUSED]
    by_reason = {one: refused.count(one) for one in (*Refusal, OTHER)}
    by_tag = {tag.code: sum(tag.code in case.tags for case in cases) for tag in TAGS}
    hidden = left_out(by_outcome)
    rare = frozenset(code for code, count in by_tag.items() if count < VOICES_FROM)
    told = [case for case in cases if seen.get(case.id) in ANSWERED]
    days = [_days(case, calendar) for case in told]
    return Report(
        unit=unit,
        quarter=quarter,
        as_of=as_of,
        count=len(cases) if many or not cases else None,
        outcomes=_cells(by_outcome, hidden) if many else {},
        reasons=_cells(by_reason, left_out(by_reason)) if Outcome.REFUSED not in hidden and refused else {},
        tags=_cells(by_tag, rare) if many else {},
        solved=_solved(told) if hidden <= set(ANSWERED) else None,
        days=median(days) if len(days) >= UNIT_BLOCK else None,
        months=tuple(months),
        recommended=_recommended(recommendations, as_of),
    )


def outcome(case: Case, today: date) -> Outcome:
    """As it stands today."""
    if case.state in WAITING:
        return Outcome.OVERDUE if case.is_late(today) else Outcome.WAITING
    if case.state in TOLD:
        answered = local(case.answered_at).date() if case.answered_at else case.due
        return Outcome.LATE if answered > case.due else Outcome.ON_TIME
    return Outcome.REFUSED if case.state is State.REFUSED else Outcome.WITHDRAWN


def left_out(counts: Mapping[Cell, int]) -> frozenset[Cell]:
    """The cells of a whole that are not told: those of one to four, and then the smallest others until two or more are
    left out that hold five together. What is none hides nobody and stays."""
    some = sorted((kind for kind in counts if counts[kind]), key=lambda kind: (counts[kind], kind))
    out = [kind for kind in some if counts[kind] < VOICES_FROM]
    for kind in some[len(out) :]:
        if not out or (len(out) > 1 and sum(counts[one] for one in out) >= VOICES_FROM):
            break
        out.append(kind)
    return frozenset(out)


def _cells(counts: Mapping[Cell, int], hidden: Collection[Cell]) -> dict[Cell, int | None]:
    return {kind: None if kind in hidden else count for kind, count in counts.items()}


def _solved(told: Sequence[Case]) -> Share | None:
    solved = sum(case.result is Result.SOLVED for case in told)
    return share(solved, len(told)) if len(told) >= UNIT_BLOCK else None


def _days(case: Case, calendar: Calendar) -> int:
    answered = local(case.answered_at).date() if case.answered_at else case.due
    return calendar.between(local(case.filed_at).date(), answered)


def _recommended(found: Iterable[Recommendation], today: date) -> Recommended:
    all_of = list(found)
    replies = [_reply(one, today) for one in all_of]
    return Recommended(
        {one: replies.count(one) for one in Reply},
        accepted=sum(one.stage in AGREED for one in all_of),
        declined=sum(one.stage is Stage.DECLINED for one in all_of),
        done=sum(one.stage is Stage.DONE for one in all_of),
    )


def _reply(one: Recommendation, today: date) -> Reply:
    if one.answered_at is None:
        return Reply.OVERDUE if one.is_late(today) else Reply.WAITING
    return Reply.LATE if local(one.answered_at).date() > one.due else Reply.ON_TIME
