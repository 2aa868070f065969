"""What a settled review makes of its case, and the one letter in which the citizen hears it."""

from collections.abc import Callable, Sequence
from datetime import datetime

from feedback.case_life import By, Event, Happened, State
from feedback.cases import Case
from feedback.deadlines import Kind as Due
from feedback.gate_letter import letter
from feedback.gate_review import TABLE, Decision, GateReview, Stage
from feedback.messages import Letter, Reply
from feedback.numbers import day
from feedback.people import Officer
from feedback.ports import Transaction
from feedback.results import tell_refusal
from feedback.units import Directory
from feedback.wording import LANGUAGES, words

OWN = LANGUAGES[0]
"""What an office says under a receipt stands in its own language; a letter goes in the citizen's."""


async def settle(tx: Transaction, review: GateReview, case: Case, officer: Officer, *, now: datetime) -> None:
    """The case where the table says it goes, a line in its timeline, and the letter."""
    directory, to = await tx.directory(), TABLE[_decided(review)].to
    told = _said(review, case, directory, OWN) if to else ""
    event = Event.REVIEWED
    if to is State.VERIFYING:
        case = case.inspect()
    elif to is State.CLOSED:
        case, event = case.conclude(told, at=now), Event.FORWARDED if review.sent_on else event
    elif to is State.REFUSED:
        until = directory.due_by(Due.VERIFY, now, unit_id=case.unit_id, filed_at=case.filed_at)
        case, event = case.show_the_road(told, at=now, until=until), Event.REFUSED
    await tx.cases.save(case)
    await tx.cases.note(case.id, Happened(event, By.REVIEWER, now, officer.unit_id, officer.id))
    if to is State.REFUSED:
        await tell_refusal(tx, case, now=now)
    elif review.decision is not Decision.INSPECTED:  # the citizen hears the answer
        await _tell(tx, review, case, directory, now=now)


def sentence(review: GateReview) -> str:
    """Which sentence tells the reviewer what was done."""
    if review.stage is Stage.PROPOSED:
        return "gate.proposed"
    if review.sent_on:
        return "gate.sent_done"
    if review.decision is Decision.INSPECTED:
        return "gate.inspected"
    return "gate.to_send" if review.stage is Stage.SENDING else "gate.settled"


def reviewed_of(case: Case, timeline: Sequence[Happened], chat: str) -> list[str]:
    """The `dedup` of each letter about a review that can be on its way to this chat."""
    days = {day(one.at) for one in timeline}
    looks = range(case.reopened + 1)
    told = [f"gate:{case.code}:{said}:{look}:{on}" for said in Decision for look in looks for on in days]
    return [f"{dedup}:{chat}" for dedup in (*told, f"split:{case.code}")]


def _decided(review: GateReview) -> Decision:
    assert review.decision is not None
    return review.decision


def _said(review: GateReview, case: Case, directory: Directory, language: str) -> str:
    said, sent = _decided(review), day(review.sent_on) if review.sent_on else ""
    return letter(said, review.note, unit_id=case.unit_id, directory=directory, language=language, sent=sent)


async def _tell(tx: Transaction, review: GateReview, case: Case, directory: Directory, *, now: datetime) -> None:
    dedup = f"gate:{case.code}:{review.decision}:{case.reopened}:{day(now)}"
    await _write(tx, case, lambda language: _said(review, case, directory, language), dedup=dedup, now=now)


async def write(tx: Transaction, case: Case, key: str, *, dedup: str, now: datetime) -> None:
    """This sentence to each of the people behind the case, once for each `dedup`."""
    await _write(tx, case, lambda language: words(language).say(key), dedup=dedup, now=now)


async def _write(tx: Transaction, case: Case, says: Callable[[str], str], *, dedup: str, now: datetime) -> None:
    unit = (await tx.directory()).units[case.unit_id].short_name
    for tag, filed_at in await tx.feedback.authors(case.id):
        chat = await tx.chats.get(tag)
        if chat and not chat.unreachable:
            head = words(chat.language).say("gate.letter.head", unit=unit, day=day(filed_at))
            reply = Reply(f"{head}\n\n{says(chat.language)}", kind="answer")
            letter = Letter(chat.tag, chat.channel, chat.address, reply, dedup=f"{dedup}:{chat.tag}")
            await tx.outbox.add([letter], at=now)
