"""Takes what an operator typed in for a citizen. It becomes nobody's: no chat is answered, no chat can erase it.

The citizen follows it by the receipt. The last word on whether this operator may type it is spoken here.
"""

from datetime import datetime, timedelta

from feedback.assisted import TypedSlip, units_for
from feedback.assisted_concern import OfficerConcerned, concern, goes_past_the_head
from feedback.assisted_requests import AssistedOutcome, KeepSlip, SlipKept, SlipSeen
from feedback.audit import Act
from feedback.chance import Chance
from feedback.errors import NotAllowed
from feedback.intake import Asker, take_feedback
from feedback.people import Officer
from feedback.periods import local
from feedback.ports import Transaction
from feedback.ratings import Rating
from feedback.requests import Kind, SubmitFeedback
from feedback.units import Directory
from feedback.visits import Visit

REMEMBERED = timedelta(days=30)
"""So long a second entry of the same words is asked about."""


async def keep_slip(
    tx: Transaction, asked: KeepSlip, *, directory: Directory, chance: Chance, now: datetime
) -> AssistedOutcome:
    """Rate and file under a key of its own. Raises OfficerConcerned, NotAllowed, NotOnDuty; then nothing is kept."""
    slip, operator = asked.slip, asked.operator
    _refuse(slip, operator, directory)
    visit = slip.visit(directory, key=chance.pseudonym())
    if slip.words and not await tx.slips.note(slip, on=local(now).date()) and not asked.again:
        return SlipSeen()
    tx.audit.note(Act.SLIP_TYPED, who=operator.code, about=directory.units[slip.unit_id].code, why=slip.how)
    if slip.level:
        await tx.ratings.keep([(Rating(visit, slip.level, now), chance.pseudonym(), slip.how.value)])
    if not slip.words:
        return SlipKept()
    return await _file(tx, asked, visit, directory=directory, chance=chance, now=now)


async def forget_slips(tx: Transaction, *, now: datetime) -> int:
    """Fingerprints older than a month."""
    return await tx.slips.forget(before=local(now - REMEMBERED).date())


def _refuse(slip: TypedSlip, operator: Officer, directory: Directory) -> None:
    found = concern(slip, operator, directory)
    if found:
        raise OfficerConcerned(found)
    if slip.unit_id not in {unit.id for unit in units_for(operator, directory)}:
        raise NotAllowed


async def _file(
    tx: Transaction, asked: KeepSlip, visit: Visit, *, directory: Directory, chance: Chance, now: datetime
) -> SlipKept:
    slip = asked.slip
    submitted = SubmitFeedback(
        visit=visit,
        kind=Kind.WORDS if slip.level else Kind.SUGGESTION,
        level=slip.level,
        text=slip.words,
        redacted=asked.redacted,
        filed_at=now,
        language=asked.language,
        consent=asked.consent,
    )
    nobody = Asker("", slip.how.value, "")
    taken = await take_feedback(tx, submitted, asker=nobody, directory=directory, chance=chance)
    sealed = goes_past_the_head(slip, directory)
    return SlipKept(taken.receipt, taken.due, sealed=sealed, denunciation=taken.denunciation, danger=taken.danger)
