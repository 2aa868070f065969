"""Who reads what was said at a move of a case: of everything else in its timeline the moves alone are told. What
reviewers did with a sealed case stays with those above when it is unsealed."""

from collections.abc import Iterable
from dataclasses import replace

from feedback.case_life import Event, Happened
from feedback.cases import Case
from feedback.gate_review import SEALED, GateReview
from feedback.people import Officer, Role
from feedback.units import Directory

REVIEWS = frozenset({Event.FLAGGED, Event.REVIEWED, Event.FORWARDED, Event.SPLIT})


def as_read_by(officer: Officer, lines: Iterable[Happened], case: Case, directory: Directory) -> tuple[Happened, ...]:
    """The reason of a transfer is for the unit it went to and for inspectors; that and why a seal was taken off, for
    the units above the one the case is about. Fail closed: everybody else reads the moves without a word."""
    above, lines = {unit.id for unit in directory.above(case.unit_id)}, tuple(lines)
    unsealed = max((place for place, line in enumerate(lines) if line.what is Event.UNSEALED), default=0)
    reads, read = may_read_unsealing(officer, case, directory), []
    for place, line in enumerate(lines):
        if line.what in REVIEWS and place < unsealed and officer.unit_id not in above:
            continue
        if line.what is Event.UNSEALED:
            read += [line] if reads else []
        elif line.unit_id == officer.unit_id or (officer.role is Role.INSPECTOR and officer.unit_id != case.unit_id):
            read.append(line)
        else:
            read.append(replace(line, words=""))
    return tuple(read)


def readable(officer: Officer, review: GateReview | None, case: Case, directory: Directory) -> GateReview | None:
    """The review as this person may read it. Fail closed: of a tố cáo or tố giác that was unsealed since, the units
    above the one it is about alone; for everybody else there was none."""
    if review is None or case.sealed or review.kind not in SEALED:
        return review
    return review if officer.unit_id in {unit.id for unit in directory.above(case.unit_id)} else None


def may_read_unsealing(officer: Officer, case: Case, directory: Directory) -> bool:
    """Fail closed: a handler or an inspector of a unit above the one it is about, whom it does not concern; no deputy
    of whom it concerns."""
    above = {unit.id for unit in directory.above(case.unit_id)}
    reads = officer.active and (officer.handles_cases or officer.role is Role.INSPECTOR)
    beside = {one.id for one in directory.handlers_of(officer.unit_id)} if officer.role is not Role.INSPECTOR else set()
    free = officer.id not in case.concerns and beside.isdisjoint(case.concerns)
    return reads and officer.unit_id in above - {case.unit_id} and free
