"""What people's inspectors (Ban Thanh tra nhân dân) may see of which case: one rule, fail closed.

They are elected to watch (Luật Thực hiện dân chủ ở cơ sở 10/2022/QH15, Điều 38, 39), handle nothing, and are neighbours
of whoever wrote. So: no sealed case, none that may concern the member who asks; days instead of hours, roles instead of
names; words only where they hide among at least five of the unit's in their quarter. A digest quotes from five texts on
for the same reason (`VOICES_FROM`); a head reads fewer, but must answer, and rarely lives next door.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from feedback.case_life import TOLD, WAITING, Happened
from feedback.cases import Case, State
from feedback.people import Officer
from feedback.periods import Quarter, local, midnight
from feedback.privacy import KINDS, redact
from feedback.reviews import Stage
from feedback.scoring import VOICES_FROM
from feedback.tickets import LIVES
from feedback.units import Directory, Unit

MASK = "[…]"
"""Stands for a name or number in an answer, which names officers freely: the board is told of services, not of persons,
and a complaint tag that nobody confirmed yet would otherwise point at one. Other words were redacted when they came."""


class Group(StrEnum):
    """Where a case stands for whoever watches; its words are `watch.group.<value>`."""

    LATE = "qua-han"
    WAITING = "dang-cho"
    TOLD = "da-tra-loi"
    REFUSED = "khong-thu-ly"
    WITHDRAWN = "da-rut"


@dataclass(frozen=True, slots=True)
class Watched:
    """One case as its watcher sees it. Words, answer, reason and explanation are redacted, and empty in a list; `few`:
    the words stay closed because too few wrote in that quarter. Moments of the timeline are days, officers are left
    out."""

    code: str
    unit_id: int
    counter_id: int | None
    filed: date
    due: date
    state: State
    group: Group
    tags: tuple[str, ...] = ()
    stage: Stage = Stage.SUGGESTED
    words: str = ""
    few: bool = False
    answer: str = ""
    reason: str = ""
    explanation: str = ""
    timeline: tuple[Happened, ...] = ()


def watched_units(officer: Officer, directory: Directory) -> tuple[Unit, ...]:
    """Their own unit and those right below it that serve; none for anybody else."""
    found = directory.offices_of(officer.unit_id)
    return tuple(unit for unit in found if officer.id in {one.id for one in directory.watchers_of(unit.id)})


def may_watch(officer: Officer, case: Case, directory: Directory) -> bool:
    """Fail closed: a people's inspector of the unit the case is about or of the one right above, whom it cannot
    concern; nobody once it is sealed."""
    if case.sealed or case.unit_id not in {unit.id for unit in watched_units(officer, directory)}:
        return False
    return officer.id not in case.concerns and officer.id not in _served(case, directory)


def group(case: Case, today: date) -> Group:
    """One for each case."""
    if case.state in WAITING:
        return Group.LATE if case.is_late(today) else Group.WAITING
    if case.state in TOLD:
        return Group.TOLD
    return Group.REFUSED if case.state is State.REFUSED else Group.WITHDRAWN


def in_line(case: Case, today: date) -> Watched:
    """As a line of a list: no words."""
    filed = local(case.filed_at).date()
    where = group(case, today)
    return Watched(case.code, case.unit_id, case.counter_id, filed, case.due, case.state, where, case.tags)


def in_full(
    case: Case,
    *,
    beside: Sequence[Case],
    stage: Stage,
    explanation: str,
    timeline: Iterable[Happened],
    directory: Directory,
    today: date,
) -> Watched:
    """Opened to be read. `beside` are the cases of the unit in the same quarter, with their words."""
    few = sum(bool(one.words) for one in beside) < VOICES_FROM
    staff = [officer.name for officer in directory.officers.values()]

    def masked(text: str) -> str:
        return redact(text, labels=dict.fromkeys(KINDS, MASK), staff=staff).text if text else ""

    return replace(
        in_line(case, today),
        stage=stage,
        words="" if few else case.words,
        few=few and bool(case.words),
        answer=masked(case.answer),
        reason=masked(case.reason),
        explanation=explanation,
        timeline=tuple(_by_role(one) for one in timeline),
    )


def quarter_of(case: Case) -> Quarter:
    """In which it was filed."""
    return Quarter.of(local(case.filed_at).date())


def _by_role(one: Happened) -> Happened:
    return replace(one, at=midnight(local(one.at).date()), officer_id=None)


def _served(case: Case, directory: Directory) -> set[int]:
    """Who was on duty there on a day the visit may have been, for a ticket is written with up to `LIVES` later; at an
    unknown counter everybody at any."""
    filed = local(case.filed_at).date()
    own = {one.id for one in directory.counters.values() if one.unit_id == case.unit_id}
    there = {case.counter_id} if case.counter_id else own
    then = (one for one in directory.postings if one.since <= filed and (not one.until or one.until > filed - LIVES))
    return {one.officer_id for one in then if one.counter_id in there}
