"""Ratings and words as they come in: kept at once, words held until somebody read them."""

from collections.abc import Sequence
from dataclasses import dataclass

from feedback.chance import Chance
from feedback.cues import Cue, cues_in
from feedback.deadlines import Kind as Due
from feedback.errors import VoiceGone
from feedback.periods import local, quarter
from feedback.ports import Filed, ReplyBox, Transaction
from feedback.ratings import Rating
from feedback.requests import FeedbackTaken, Kind, SubmitFeedback
from feedback.sealing import sealed_when_filed
from feedback.units import Directory
from feedback.visits import Visit


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
    """File the words, held and if need be sealed from the first moment; the receipt is told once."""
    praise = submitted.kind is Kind.PRAISE
    due = None if praise else directory.due_by(Due.ANSWER, submitted.filed_at, unit_id=submitted.visit.unit_id)
    if submitted.voice and not await tx.media.holds(submitted.voice):
        raise VoiceGone
    receipt = chance.receipt()
    visit = submitted.visit
    id = await tx.feedback.file(
        Filed(
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
            seal=sealed_when_filed(
                submitted.text,
                officer_id=visit.officer_id,
                unit_id=visit.unit_id,
                directory=directory,
                of_head=submitted.of_head,
            ),
        )
    )
    photos = await tx.media.attach(submitted.photos, id, at=submitted.filed_at)
    await tx.media.attach([submitted.voice] if submitted.voice else [], id, at=submitted.filed_at)
    cues = cues_in(submitted.text)
    denunciation, danger = Cue.DENUNCIATION in cues, Cue.DANGER in cues
    return FeedbackTaken(receipt, due, denunciation=denunciation, danger=danger, photos=photos)


def voter_of(visit: Visit, asker: Asker, box: ReplyBox) -> str:
    """The pseudonym under which this chat rates this visit."""
    return voter_in(quarter(local(visit.scanned_at).date()), visit.unit_id, asker, box)


def voter_in(quarter: str, unit_id: int, asker: Asker, box: ReplyBox) -> str:
    """The pseudonym under which this chat rates the unit's visits of that quarter."""
    return box.voter(channel=asker.channel, address=asker.address, unit_id=unit_id, quarter=quarter)
