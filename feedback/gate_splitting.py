"""A message that is two things at once: the reviewer splits off what is an ordinary complaint; the rest stays sealed.

The part is new words of the same citizens, filed on the day of the first ones at a moment drawn at random, under a
receipt that nobody knows. They are held until the unit's next morning, then read by the analyst and sealed or not by
their own words like any others. So the unit meets a case that begins as all cases do: code and number are drawn that
morning, the timeline is its own, and nothing in it leads back. What is left is that a case of some days ago is new
today, as with a voice that was written down late; the day stays because the citizen was promised an answer counted from
it.

In a copy of the database which words were split off lies encrypted at the review; that a case was split, and when, its
timeline and the audit tell. Both keep the keyed hash of their chat, so that one erasure, one voice and one receipt
reach both: a thief of the copy sees that a chat stands behind a sealed and an ordinary case, and from the order of the
rows which words came with a split, never which chat that is.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from feedback.audit import Act
from feedback.case_life import By, Event, Happened
from feedback.cases import Case
from feedback.chance import Chance
from feedback.deadlines import Kind as Due
from feedback.errors import NotToBeSplit, ReviewSettled
from feedback.gate_finding import names_somebody, part, sentences
from feedback.gate_outcome import write
from feedback.gate_requests import ReviewDone, SplitCase
from feedback.gate_review import GateReview
from feedback.gate_reviewing import theirs
from feedback.gate_seconding import may_second
from feedback.periods import OFFICE_TIME, local
from feedback.ports import Filed, Transaction
from feedback.reminders import CLOSES, OPENS
from feedback.requests import Kind
from feedback.sealing import names, sealed_when_filed
from feedback.units import Directory


@dataclass(frozen=True, slots=True)
class _Part:
    """Its words as handlers read them, when they may be read first, and whether they seal themselves."""

    words: str
    begins: datetime
    seal: bool


async def split_case(tx: Transaction, wanted: SplitCase, *, chance: Chance, now: datetime) -> ReviewDone:
    """Once for each review, while it waits. Raises CaseNotFound, ReviewSettled, NotToBeSplit."""
    officer, directory = wanted.officer, await tx.directory()
    review, case = await theirs(tx, officer, wanted.code)
    if not review.holds or may_second(officer, review, case, directory):
        raise ReviewSettled
    said, told = await tx.feedback.voices_behind(case.id), part(case.words, wanted.chosen)
    if not told or not said or _may_not(review, case, said, wanted.chosen, directory):
        raise NotToBeSplit
    fresh = _Part(
        told,
        _next_morning(case, directory, now),
        sealed_when_filed(told, officer_id=None, unit_id=case.unit_id, directory=directory),
    )
    parts = {one.id: await tx.feedback.file(_filed(one, fresh, directory, chance=chance, now=now)) for one in said}
    split = replace(review, split_on=local(now).date())
    await tx.gate_reviews.save(split)
    await tx.gate_reviews.keep_parts(split, parts)
    await tx.cases.note(case.id, Happened(Event.SPLIT, By.REVIEWER, now, officer.unit_id, officer.id))
    tx.audit.note(Act.CASE_SPLIT, who=officer.code, about=case.code)
    told = "gate.letter.split" if case.sealed else "gate.letter.split_open"
    await write(tx, case, told, dedup=f"split:{case.code}", now=now)
    return ReviewDone("gate.split_done", split)


def _may_not(
    review: GateReview, case: Case, said: Sequence[Filed], chosen: Collection[int], directory: Directory
) -> bool:
    """Split before, or the part names whom the case concerns. Names are cut out of what handlers read: they are looked
    for in the words as they were typed; where the sentences of both do not agree, whoever is named stays behind."""
    if review.split_on is not None:
        return True
    first = said[0].text
    if len(sentences(first)) != len(sentences(case.words)):
        return names_somebody(part(case.words, chosen))
    theirs = [one.name for id in case.concerns if (one := directory.officers.get(id))]
    return any(names(part(first, chosen), name) for name in theirs)


def _filed(whole: Filed, part: _Part, directory: Directory, *, chance: Chance, now: datetime) -> Filed:
    """Neither the visit nor the officer that the whole was about: those belong to what stays behind. The promised day
    stands, unless it has nearly come: a case that is late when it arrives would betray itself."""
    soon = directory.due_by(Due.ACCEPT, part.begins, unit_id=whole.unit_id)
    due = whole.due or directory.due_by(Due.ANSWER, whole.filed_at, unit_id=whole.unit_id)
    due = due if due > soon else directory.due_by(Due.ANSWER, part.begins, unit_id=whole.unit_id)
    alone = replace(whole, id=0, visit_key="", officer_id=None, level=None, seal=part.seal, ticked=False)
    fresh = replace(alone, receipt=chance.receipt(), text=part.words, redacted=part.words, kind=Kind.SUGGESTION)
    return replace(fresh, filed_at=some_moment(whole.filed_at, chance, now=now), not_before=part.begins, due=due)


def some_moment(filed_at: datetime, chance: Chance, *, now: datetime) -> datetime:
    """In the open hours of that day, to the microsecond as with other words: a round one would mark the part. Of today
    none to come."""
    first, last = (datetime.combine(local(filed_at).date(), hour, OFFICE_TIME) for hour in (OPENS, CLOSES))
    span = (min(last, now) - first) // timedelta(microseconds=1)
    return first + timedelta(microseconds=chance.below(max(span, 1)))


def _next_morning(case: Case, directory: Directory, now: datetime) -> datetime:
    """When the unit opens next: everything that was split off on one day comes at one moment."""
    next_day = directory.calendar_of(case.unit_id).add(local(now).date(), 1)
    return datetime.combine(next_day, OPENS, OFFICE_TIME)
