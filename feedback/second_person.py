"""What the law keeps sealed is taken off by two persons or not at all: one proposes, another agrees.

Proposed → agreed, refused, or lapsed when nobody spoke in time. Whoever proposed never decides; a proposal is decided
once; one that was refused is not made again for the same look at the case.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from feedback.case_life import WAITING
from feedback.cases import Case, may_unseal
from feedback.people import Officer, Role
from feedback.units import Directory, Unit
from feedback.unsealing_errors import ProposalGone

DAYS = 2
"""Working days for the second person, on the calendar of the unit that has the case; our own rule."""


class Stage(StrEnum):
    """How far it is."""

    WAITING = "cho"
    AGREED = "dong-y"
    REFUSED = "tu-choi"
    LAPSED = "het-han"


@dataclass(frozen=True, slots=True)
class Proposal:
    """`unit_id` is where the case lay, `look` how often it had been reopened when somebody proposed it. `reason` is one
    of UNSEAL_REASONS or own words; `due` the last day to decide."""

    case_id: int
    code: str  # of the case
    look: int
    proposed_by: int
    unit_id: int
    proposed_at: datetime
    due: date
    reason: str
    stage: Stage = Stage.WAITING
    decided_by: int | None = None
    decided_at: datetime | None = None
    id: int = 0

    def decide(self, by: int, *, agrees: bool, at: datetime, today: date) -> "Proposal":
        """By somebody else, in time, once. Raises ProposalGone."""
        if self.stage is not Stage.WAITING or today > self.due or by == self.proposed_by:
            raise ProposalGone
        stage = Stage.AGREED if agrees else Stage.REFUSED
        return replace(self, stage=stage, decided_by=by, decided_at=at)

    def lapse(self) -> "Proposal":
        """Nobody spoke in time, or there is nothing to decide any more."""
        if self.stage is not Stage.WAITING:
            raise ProposalGone
        return replace(self, stage=Stage.LAPSED)


def holds(proposal: Proposal, case: Case, directory: Directory) -> bool:
    """Whether the case is still as it was proposed: sealed, waiting, in the same hands, and whoever proposed it could
    still do so."""
    proposer = directory.officers.get(proposal.proposed_by)
    same = case.state in WAITING and case.reopened == proposal.look and case.handler_unit_id == proposal.unit_id
    return same and proposer is not None and may_unseal(proposer, case, directory)


def may_be_proposed(case: Case, proposals: Iterable[Proposal]) -> bool:
    """Nothing waits, and nobody refused it at this look."""
    shut = {Stage.WAITING, Stage.REFUSED}
    return not any(one.look == case.reopened and one.stage in shut for one in proposals)


def may_second(officer: Officer, case: Case, proposer: Officer, directory: Directory) -> bool:
    """Fail closed: another handler or inspector of the proposer's unit or of one above it, whom the case does not
    concern; never of the unit it is about, and no deputy of whom it concerns."""
    if officer.id == proposer.id or not officer.active or officer.id in case.concerns:
        return False
    line = {unit.id for unit in directory.line_up(proposer.unit_id)}
    if officer.unit_id not in line or officer.unit_id == case.unit_id:
        return False
    if officer.role is Role.INSPECTOR:
        return True
    beside = {handler.id for handler in directory.handlers_of(officer.unit_id)}
    return officer.handles_cases and beside.isdisjoint(case.concerns)


def seconds(case: Case, proposer: Officer, directory: Directory) -> tuple[Officer, ...]:
    """Who is asked: everybody who may, of the nearest unit that has anybody."""
    for unit in directory.line_up(proposer.unit_id):
        if found := _of(unit, case, proposer, directory):
            return found
    return ()


def _of(unit: Unit, case: Case, proposer: Officer, directory: Directory) -> tuple[Officer, ...]:
    return tuple(one for one in directory.staff_of(unit.id) if may_second(one, case, proposer, directory))
