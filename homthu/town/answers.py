"""What became of the cases: who answered when and how, who only opened them, which were forgotten."""

from datetime import datetime
from random import Random

from feedback.case_moves import answer_case, move_case
from feedback.cases import WAITING, Case
from feedback.numbers import day
from feedback.people import Officer
from feedback.units import Directory
from homthu.town.calendar import Calendar
from homthu.town.content import Answer, table
from homthu.town.words import Told, case_chance
from storage.transaction import Store

REMARKS_WITHIN = (1, 8)
"""Working days until an office answers what the story has no answer for."""

FORGOTTEN = 0.06
"""The share of those that nobody ever answers."""


def moved_at(told: Told, answer: Answer | None, calendar: Calendar, *, seed: str) -> datetime | None:
    """When the office moved, by the story or without it; None for never."""
    chance = Random(f"{seed}:answer:{told.message.id}")  # noqa: S311 - the same town again, and no secret in it
    if answer is None:
        forgotten, days = chance.random() < FORGOTTEN, chance.randint(*REMARKS_WITHIN)
        return None if forgotten else calendar.answer_time(told.filed_at, days, chance)
    return None if answer.state == "new" else calendar.answer_time(told.filed_at, answer.after_days, chance)


async def answer_or_accept(
    tx: Store, answer: Answer, *, directory: Directory, at: datetime, now: datetime, seed: str
) -> bool:
    """Move the case as the story says; False when there is none that this office may handle.

    An answer whose day has not come leaves the case accepted. What was sealed went past the head, and words
    written for one office are never put into the mouth of another.
    """
    code = case_chance(answer.message, seed).case_code()
    for officer in _office(answer.by, directory):
        case = await tx.cases.lock(officer, code)
        if case is None:
            continue
        if answer.state == "answered" and at <= now and not await _under_review(tx, case):
            await answer_case(tx, officer, code, _filled(answer.text, case, directory), now=at)
        else:
            await move_case(tx, officer, code, Case.accept, now=at)
        return True
    return False


async def answer_generally(tx: Store, message: str, *, directory: Directory, at: datetime, seed: str) -> bool:
    """A general answer by whoever may handle the case; False when there is none, or none that waits."""
    code = case_chance(message, seed).case_code()
    for officer in directory.officers.values():
        case = await tx.cases.lock(officer, code)
        if case is not None and case.state in WAITING and not await _under_review(tx, case):
            await answer_case(tx, officer, code, _filled(_general(case), case, directory), now=at)
            return True
    return False


async def _under_review(tx: Store, case: Case) -> bool:
    """The town leaves it to its reviewers (`/thamdinh`)."""
    review = await tx.gate_reviews.of_case(case)
    return review is not None and review.holds


def _office(code: str, directory: Directory) -> list[Officer]:
    """Whoever the story names first, then colleagues: inspectors are named, but handle no case."""
    signer = next(officer for officer in directory.officers.values() if officer.code == code)
    return sorted(directory.staff_of(signer.unit_id), key=lambda officer: officer.id != signer.id)


def _general(case: Case) -> str:
    texts = table("remarks")
    if case.sealed:
        return str(texts["sealed"])
    fits = (remark for remark in texts["remarks"] if {*remark["tags"]} & {*case.tags} or not remark["tags"])
    return str(next(fits)["text"])


def _filled(text: str, case: Case, directory: Directory) -> str:
    """General answers have blanks."""
    about = directory.units[case.unit_id]
    answering = directory.units[case.handler_unit_id or case.unit_id]
    above = directory.superior_of(case.unit_id)
    return text.format(
        unit=answering.short_name,
        deadline=day(case.due),
        receiver=above.short_name if above else "",
        place=about.denunciation_place,
    )
