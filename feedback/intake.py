"""Ratings and words as they come in: kept at once, words held until somebody read them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from feedback.adding import original_of
from feedback.addition_ports import Original
from feedback.chance import Chance
from feedback.cues import Cue, cues_in
from feedback.deadlines import Kind as Due
from feedback.errors import VoiceGone
from feedback.periods import local, quarter
from feedback.ports import Filed, ReplyBox, Transaction
from feedback.praise import may_be_named
from feedback.ratings import Rating
from feedback.requests import FeedbackTaken, Kind, SubmitFeedback
from feedback.sealing import sealed_when_filed
from feedback.units import Directory
from feedback.visits import Respondent, Visit


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks: the keyed tag of the chat, and the address it was made from (never stored)."""

    tag: str
    channel: str
    address: str


async def keep_ratings(tx: Transaction, given: Sequence[tuple[Rating, Asker]], *, box: ReplyBox) -> None:
    """Keep ratings, each under a pseudonym that holds for one unit and quarter only."""
    if given:
        await tx.ratings.keep([(rating, voter_of(rating.visit, asker, box), asker.channel) for rating, asker in given])


async def take_feedback(
    tx: Transaction, submitted: SubmitFeedback, *, asker: Asker, directory: Directory, chance: Chance
) -> FeedbackTaken:
    """File the words, held and if need be sealed from the first moment; the receipt is told once. Words that add to
    others are of the same citizen and about the same visit. Raises NothingToAddTo."""
    original = await original_of(tx, submitted.adds, chat=asker.tag) if submitted.adds else None
    if original:
        asker, submitted = replace(asker, tag=original.chat), _about(original, submitted)
    praise = submitted.kind is Kind.PRAISE
    due = None if praise else directory.due_by(Due.ANSWER, submitted.filed_at, unit_id=submitted.visit.unit_id)
    if submitted.voice and not await tx.media.holds(submitted.voice):
        raise VoiceGone
    receipt = chance.receipt()
    visit = submitted.visit
    filed = Filed(
        receipt=receipt,
        chat=asker.tag,
        channel=asker.channel,
        visit_key=visit.key,
        unit_id=visit.unit_id,
        counter_id=visit.counter_id,
        officer_id=visit.officer_id,
        kind=submitted.kind,
        level=submitted.level.value if submitted.level else None,
        text=submitted.text,
        redacted=submitted.redacted,
        filed_at=submitted.filed_at,
        due=due,
        language=submitted.language,
        consent=submitted.consent,
        ticked=submitted.ticked,
        seal=submitted.ticked
        or sealed_when_filed(
            submitted.text,
            officer_id=visit.officer_id,
            unit_id=visit.unit_id,
            directory=directory,
            of_head=submitted.of_head,
        ),
    )
    id = await tx.feedback.file(filed)
    if original:
        await tx.additions.link(id, original.id)
    photos = await tx.media.attach(submitted.photos, id, at=submitted.filed_at)
    await tx.media.attach([submitted.voice] if submitted.voice else [], id, at=submitted.filed_at)
    cues = cues_in(submitted.text)
    denunciation, danger = submitted.ticked or Cue.DENUNCIATION in cues, Cue.DANGER in cues
    taken = FeedbackTaken(receipt, due, denunciation=denunciation, danger=danger, photos=photos)
    return replace(taken, added=original is not None, may_name=_may_name(filed, submitted, directory))


def _about(original: Original, submitted: SubmitFeedback) -> SubmitFeedback:
    """The same visit, as far as the words before told of it."""
    visit = replace(submitted.visit, unit_id=original.unit_id, counter_id=original.counter_id)
    visit = replace(visit, officer_id=original.officer_id)
    return replace(submitted, visit=visit, kind=Kind.SUGGESTION, level=None)


def _may_name(filed: Filed, submitted: SubmitFeedback, directory: Directory) -> bool:
    """Whoever praises a colleague is not asked, nor whoever wrote something that goes past the unit."""
    if filed.seal or submitted.adds or submitted.voice or submitted.visit.respondent is Respondent.INTERNAL:
        return False
    unit = directory.units[filed.unit_id]
    return may_be_named(filed.kind, filed.level, officer_id=filed.officer_id, unit=unit)


def voter_of(visit: Visit, asker: Asker, box: ReplyBox) -> str:
    """The pseudonym under which this chat rates this visit."""
    return voter_in(quarter(local(visit.scanned_at).date()), visit.unit_id, asker, box)


def voter_in(quarter: str, unit_id: int, asker: Asker, box: ReplyBox) -> str:
    """The pseudonym under which this chat rates the unit's visits of that quarter."""
    return box.voter(channel=asker.channel, address=asker.address, unit_id=unit_id, quarter=quarter)
