"""How a board recommends, how the office answers, and how both hear in time.

Whatever changes one holds its row locked. Of two who answer at once the first counts, the other is told who.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from feedback.audit import Act
from feedback.chance import Chance
from feedback.errors import NotAllowed, RecommendationGone, RecommendationSettled, UnfitRecommendation
from feedback.numbers import day
from feedback.people import Officer, Role
from feedback.periods import local
from feedback.ports import Database, Transaction
from feedback.recommendation_requests import (
    AnswerRecommendation,
    ListRecommendations,
    NoteRecommendation,
    ReadRecommendation,
    RecommendationBeaten,
    RecommendationKept,
    RecommendationOutcome,
    RecommendationSent,
    RecommendationsFound,
    RecommendationShown,
    SendRecommendation,
)
from feedback.recommendation_words import unfit_words
from feedback.recommendations import (
    SOON,
    Chase,
    Recommendation,
    answerers,
    due_on,
    is_of_board,
    may_answer,
    may_read,
    overseers,
)
from feedback.reminders import in_hours, opens_at
from feedback.ringing import ring_from
from feedback.units import Directory

AT_ONCE = 100

Acted = ListRecommendations | ReadRecommendation | AnswerRecommendation | NoteRecommendation
"""What is asked about recommendations that were sent."""


async def send_recommendation(
    tx: Transaction, wanted: SendRecommendation, *, chance: Chance, now: datetime
) -> RecommendationSent:
    """To whoever answers for the unit. Raises NotAllowed for one that the board does not watch, UnfitRecommendation."""
    directory, me = await tx.directory(), wanted.officer
    if me.id not in {one.id for one in directory.watchers_of(wanted.unit_id)}:
        raise NotAllowed
    if unfit_words(wanted.own or wanted.text):
        raise UnfitRecommendation
    due = due_on(local(now).date(), unit_id=wanted.unit_id, directory=directory)
    fresh = Recommendation(chance.recommendation_code(), wanted.unit_id, me.unit_id, me.id, wanted.text, now, due)
    await tx.recommendations.send(fresh)
    tx.audit.note(Act.RECOMMENDED, who=me.code, about=fresh.code, why=directory.units[wanted.unit_id].code)
    told = answerers(fresh.unit_id, directory)
    await _tell(tx, fresh, told, "recommend.letter", dedup="sent", directory=directory, now=now)
    heard = [await tx.chats.of_officer(one.id) for one in told]
    return RecommendationSent(fresh.code, fresh.unit_id, due, any(heard))


async def handle_recommendation(tx: Transaction, wanted: Acted, *, now: datetime) -> RecommendationOutcome:
    """Raises RecommendationGone for what is not theirs, RecommendationSettled, UnfitRecommendation."""
    match wanted:
        case ListRecommendations(officer):
            return await _listed(tx, officer, now=now)
        case ReadRecommendation(officer, code):
            return await _read(tx, officer, code, now=now)
        case AnswerRecommendation():
            return await _answer(tx, wanted, now=now)
        case NoteRecommendation():
            return await _note(tx, wanted, now=now)


async def chase_recommendations(database: Database, *, now: datetime) -> int:
    """Whoever must answer is told three days ahead, and again once it is overdue, then the unit above and the board
    too; each once, in office hours, on however many replicas. How many were told of."""
    told = after = 0
    while True:
        async with database.transact() as tx:
            until = local(now).date() + timedelta(days=SOON)
            found = await tx.recommendations.to_chase(due_until=until, after=after, limit=AT_ONCE)
            told += sum([await _chase(tx, one, now=now) for one in found])
        if not found:
            return told
        after = found[-1].id


async def _listed(tx: Transaction, me: Officer, *, now: datetime) -> RecommendationsFound:
    if me.active and me.role is Role.PEOPLES_INSPECTOR:
        return RecommendationsFound(tuple(await tx.recommendations.of_board(me.unit_id)))
    directory, today = await tx.directory(), local(now).date()
    below = [id for id in directory.units if me.unit_id in {unit.id for unit in directory.line_up(id)}]
    waits = await tx.recommendations.unanswered(below)
    return RecommendationsFound(tuple(one for one in waits if may_read(me, one, directory, today=today)))


async def _read(tx: Transaction, me: Officer, code: str, *, now: datetime) -> RecommendationShown:
    directory = await tx.directory()
    found = await _theirs(tx, me, code, now=now)
    tx.audit.note(Act.RECOMMENDATION_READ, who=me.code, about=found.code)
    waits = found.answered_at is None
    return RecommendationShown(
        found,
        may_answer=waits and may_answer(me, found, directory),
        may_note=found.may_be_noted and is_of_board(me, found),
    )


async def _answer(
    tx: Transaction, wanted: AnswerRecommendation, *, now: datetime
) -> RecommendationKept | RecommendationBeaten:
    directory, me = await tx.directory(), wanted.officer
    found = await _theirs(tx, me, wanted.code, now=now)
    if not may_answer(me, found, directory):
        raise RecommendationGone
    if unfit_words(wanted.text):
        raise UnfitRecommendation
    try:
        answered = found.reply(wanted.text, accepts=wanted.accepts, by=me.id, at=now)
    except RecommendationSettled:
        who = directory.officers.get(found.answered_by or 0)
        return RecommendationBeaten(found.code, who.name if who else "", found.stage)
    await tx.recommendations.save(answered)
    tx.audit.note(Act.RECOMMENDATION_ANSWERED, who=me.code, about=found.code, why=answered.stage.value)
    board = _board(answered, directory)
    await _tell(tx, answered, board, "recommend.answered_letter", dedup="answered", directory=directory, now=now)
    return RecommendationKept(found.code, answered.stage)


async def _note(tx: Transaction, wanted: NoteRecommendation, *, now: datetime) -> RecommendationKept:
    found = await _theirs(tx, wanted.officer, wanted.code, now=now)
    if not is_of_board(wanted.officer, found):
        raise RecommendationGone
    noted = found.note(done=wanted.done, at=now)
    await tx.recommendations.save(noted)
    tx.audit.note(Act.RECOMMENDATION_NOTED, who=wanted.officer.code, about=found.code, why=noted.stage.value)
    return RecommendationKept(found.code, noted.stage)


async def _theirs(tx: Transaction, me: Officer, code: str, *, now: datetime) -> Recommendation:
    """Locked, and theirs to read."""
    found = await tx.recommendations.find(code)
    if found is None or not may_read(me, found, await tx.directory(), today=local(now).date()):
        raise RecommendationGone
    return found


async def _chase(tx: Transaction, one: Recommendation, *, now: datetime) -> bool:
    """The mark is kept with the letters: whoever comes next finds it."""
    directory, here = await tx.directory(), local(now)
    wanted = one.chase(here.date())
    if wanted is None or not in_hours(here, directory.calendar_of(one.unit_id)):
        return False
    await tx.recommendations.save(replace(one, chased=wanted.value))
    told = [(answerers(one.unit_id, directory), f"recommend.chase.{wanted.value}")]
    if wanted is Chase.LATE:
        told += [
            (overseers(one.unit_id, directory), "recommend.chase.cap-tren"),
            (_board(one, directory), "recommend.chase.ban"),
        ]
    for officers, key in told:
        await _tell(tx, one, officers, key, dedup=wanted.value, directory=directory, now=now)
    return True


def _board(one: Recommendation, directory: Directory) -> tuple[Officer, ...]:
    return tuple(officer for officer in directory.staff_of(one.board_id) if is_of_board(officer, one))


async def _tell(
    tx: Transaction,
    one: Recommendation,
    officers: tuple[Officer, ...],
    key: str,
    *,
    dedup: str,
    directory: Directory,
    now: datetime,
) -> None:
    unit = directory.units[one.unit_id].short_name
    mark, opens = f"recommendation:{one.code}:{dedup}", opens_at(now, directory.calendar_of(one.unit_id))
    told = {"code": one.code, "unit": unit, "due": day(one.due)}
    await ring_from(tx, officers, key, opens, dedup=mark, at=now, **told)
