"""What became of the cases: who answered when, who only opened them, and which stay as they are."""

from datetime import datetime
from random import Random

from feedback.cases import Case
from feedback.handling import answer_case, move_case
from feedback.numbers import day
from feedback.people import Officer
from feedback.units import Directory
from homthu.town.calendar import Calendar
from homthu.town.content import Answer
from homthu.town.words import Told, case_chance
from storage.transaction import Store


def answered_at(answer: Answer, told: Told, calendar: Calendar, *, seed: str) -> datetime:
    """When the office moved."""
    chance = Random(f"{seed}:answer:{answer.message}")  # noqa: S311 - the same town again, and no secret in it
    return calendar.answer_time(told.filed_at, answer.after_days, chance)


async def settle(
    tx: Store, answer: Answer, *, directory: Directory, at: datetime, now: datetime, seed: str
) -> bool:
    """Answer or accept the case as the story says; False when there is none that this office may handle.

    An answer whose day has not come leaves the case accepted. A case that was sealed goes past the head, and
    words written for one office are never put into the mouth of another: such a case keeps waiting.
    """
    code = case_chance(answer.message, seed).case_code()
    for officer in _handlers(answer.by, directory):
        case = await tx.cases.lock(officer, code)
        if case is None:
            continue
        if answer.state == "answered" and at <= now:
            await answer_case(tx, officer, code, _words(answer, case, directory), now=at)
        else:
            await move_case(tx, officer, code, Case.accept)
        return True
    return False


def _handlers(code: str, directory: Directory) -> list[Officer]:
    """Whoever the story names first, then colleagues: inspectors are named, but handle no case."""
    signer = next(officer for officer in directory.officers.values() if officer.code == code)
    return sorted(directory.staff_of(signer.unit_id), key=lambda officer: officer.id != signer.id)


def _words(answer: Answer, case: Case, directory: Directory) -> str:
    """A general answer has blanks to fill in."""
    above = directory.superior_of(case.unit_id)
    receiver = above.short_name if above else ""
    unit = directory.units[case.handler_unit_id or case.unit_id].short_name
    return answer.text.format(unit=unit, deadline=day(case.due), receiver=receiver)
