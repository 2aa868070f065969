"""A case that waits for its review (thẩm định) cannot end as mere góp ý, nor go to a unit that is not above."""

from feedback.case_life import State
from feedback.cases import Case
from feedback.errors import InspectionFirst, UnderReview
from feedback.ports import Transaction

FREE = frozenset({State.ACCEPTED, State.VERIFYING})
"""Taking it up and looking into it ends nothing."""

ENDS = frozenset({State.ANSWERED, State.REFUSED, State.CLOSED})


async def hold(tx: Transaction, moved: Case) -> None:
    """Whatever a handler makes of a case comes by here before it is kept. Raises UnderReview, InspectionFirst."""
    if moved.state in FREE or await _goes_up(tx, moved):
        return
    await review_first(tx, moved)
    review = await tx.gate_reviews.of_case(moved)
    if review and review.inspects and moved.state in ENDS:
        raise InspectionFirst


async def review_first(tx: Transaction, case: Case) -> None:
    """Raises UnderReview."""
    review = await tx.gate_reviews.of_case(case)
    if review and review.holds:
        raise UnderReview


async def _goes_up(tx: Transaction, moved: Case) -> bool:
    """Sent on as it is to a unit above: the review goes along."""
    if moved.state is not State.TRANSFERRED or moved.transferred_from is None:
        return False
    above = (await tx.directory()).above(moved.transferred_from)
    return moved.handler_unit_id in {unit.id for unit in above}
