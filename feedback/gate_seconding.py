"""Who may be the second person of a review: whoever may be it at an unsealing (`feedback/second_person.py`), counted
from the unit that has the case. Never the unit it is about: two of one office must not let go what concerns it."""

from dataclasses import replace

from feedback import second_person
from feedback.cases import Case
from feedback.gate_review import GateReview, Stage
from feedback.people import Officer
from feedback.units import Directory


def may_second(officer: Officer, review: GateReview, case: Case, directory: Directory) -> bool:
    """Fail closed: only while it waits for the second, and where somebody is known who proposed it. An inspector may:
    two handlers of one small office are seldom to be had."""
    proposer = directory.officers.get(review.proposed_by or 0)
    if review.stage is not Stage.PROPOSED or proposer is None:
        return False
    there = replace(proposer, unit_id=case.handler_unit_id or case.unit_id)
    return second_person.may_second(officer, case, there, directory)


def seconders(review: GateReview, case: Case, directory: Directory) -> tuple[Officer, ...]:
    """Everybody who may, of the nearest unit that has anybody."""
    line = directory.line_up(case.handler_unit_id or case.unit_id)
    found = (
        tuple(one for one in directory.staff_of(unit.id) if may_second(one, review, case, directory)) for unit in line
    )
    return next(filter(None, found), ())
