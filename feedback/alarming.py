"""An urgent case rings until somebody takes it: raised with the case, led on by the clock, taken in any door.

A step that reaches nobody is left out at once. After an outage the next step alone is rung, and it has its minutes:
nobody is passed over because the house was away.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from feedback.alarm_ladder import Step, ladder, may_be_rung, units_to_ring
from feedback.alarm_ports import RungFor
from feedback.alarms import ABOVE, ALARM, Alarm, letter_key
from feedback.audit import Act
from feedback.case_life import WAITING, By, Event, Happened
from feedback.cases import Case, may_handle, may_inspect
from feedback.duty_requests import AlarmTaken, SeveralAlarms, TakeAlarm
from feedback.errors import AlarmGone, StorageUnavailable
from feedback.messages import Chat, Choice, Lane, Letter, Reply
from feedback.people import Officer
from feedback.periods import local, midnight
from feedback.ports import Database, Transaction
from feedback.rota import ONE_DAY
from feedback.wording import words

MOST_MEANT = 5

log = logging.getLogger(__name__)


async def raise_alarm(tx: Transaction, case: Case, *, now: datetime, by_citizen: bool = False) -> None:
    """Whoever is on duty is rung in this very transaction. Nothing for a case that is not urgent or that nobody has."""
    if not case.urgent or case.handler_unit_id is None:
        return
    alarm = Alarm(0, case.id, case.handler_unit_id, now, now, sealed=case.sealed, by_citizen=by_citizen)
    await _go_on(tx, replace(alarm, id=await tx.alarms.open(alarm)), case, now=now)


async def ring_on(database: Database, *, now: datetime) -> int:
    """The clock's round: the next step of every alarm that nobody took in time; how many alarms rang somebody. One
    without a next step is looked at too: it ends with its case. Each in a transaction of its own, so that two cases
    are never locked together."""
    async with database.reading() as tx:
        due = [one for one in await tx.alarms.open_ones() if one.next_at is None or one.next_at <= now]
    return sum([await _next_step(database, one, now=now) for one in due])


async def take_alarm(tx: Transaction, wanted: TakeAlarm, *, now: datetime) -> AlarmTaken | SeveralAlarms:
    """Of two who take it one wins, the other is told who. Raises AlarmGone where nothing rang this officer."""
    rang = await tx.alarms.rung_for(wanted.officer.id, since=_lately(now))
    rung = [one for one in rang if wanted.code in ("", one.code)]
    waiting = [one for one in rung if one.taken_by is None]
    if len(waiting) > 1 and not wanted.code:
        return SeveralAlarms(tuple(one.code for one in waiting[-MOST_MEANT:]))
    if not rung:
        raise AlarmGone
    return await _take(tx, (waiting or rung)[-1], wanted.officer, now=now)


async def handled(tx: Transaction, officer: Officer, case: Case, *, now: datetime) -> None:
    """Whoever opens or moves the case has taken its alarm. The case is locked."""
    alarm = await tx.alarms.of_case(case.id)
    if alarm:
        await _taken(tx, alarm, case.code, officer, now=now)


async def stop_alarm(tx: Transaction, case_id: int) -> None:
    """Nobody needs it any more, or whoever was rung must hear nothing further: letters that still wait are withdrawn,
    and nobody is told. The case is locked."""
    alarm = await tx.alarms.of_case(case_id)
    if alarm is None:
        return
    await tx.alarms.end(alarm.id)
    for step, officer_id in await tx.alarms.rung(alarm.id):
        chats = await tx.chats.of_officer(officer_id)
        await tx.outbox.withdraw([letter_key(alarm.id, step, officer_id, chat.tag) for chat in chats])


async def _next_step(database: Database, alarm: Alarm, *, now: datetime) -> bool:
    """One that breaks must not keep the others silent."""
    try:
        async with database.transact() as tx:
            case = await tx.cases.whole(alarm.case_id)
            if case is None or case.state not in WAITING:
                await stop_alarm(tx, alarm.case_id)
                return False
            if alarm.next_at is None:  # everybody was rung
                return False
            return await _go_on(tx, alarm, case, now=now)
    except StorageUnavailable:
        raise
    except Exception as error:
        log.error("alarm not rung", exc_info=error, extra={"fields": {"event": "alarm_broke", "case": alarm.case_id}})
        return False


async def _go_on(tx: Transaction, alarm: Alarm, case: Case, *, now: datetime) -> bool:
    """The next step that reaches somebody who was not rung before. Where none is left the alarm stands as it is, and
    one that reached nobody so far is tried again."""
    before = {officer_id for _, officer_id in await tx.alarms.rung(alarm.id)}
    wait = timedelta(minutes=(await tx.directory()).units[case.handler_unit_id or case.unit_id].alarm_minutes)
    step, chats = await _next(tx, alarm, case, before, now=now)
    if step is None:
        await tx.alarms.go_on(alarm, step=alarm.step, next_at=None if before else now + wait)
        return False
    if not await tx.alarms.go_on(alarm, step=step.number, next_at=now + wait):
        return False
    await tx.alarms.note_rung(alarm.id, step.number, list(chats))
    await _ring(tx, alarm, step, case, chats, minutes=int(wait.total_seconds() / 60), now=now)
    if step.number >= ABOVE > alarm.step:
        await tx.cases.note(case.id, Happened(Event.ESCALATED, By.CLOCK, _day(now)))
    return True


async def _next(
    tx: Transaction, alarm: Alarm, case: Case, before: set[int], *, now: datetime
) -> tuple[Step | None, Mapping[int, Sequence[Chat]]]:
    """With the chats that are written to. Whoever has only chats on platforms that are left alone just now is written
    to, and not waited for."""
    directory = await tx.directory()
    rotas = await tx.rota.of_units(units_to_ring(case, directory), since=_lately(now))
    resting = {name for name, standing in (await tx.outbox.standings()).items() if standing.open}
    first: tuple[Step | None, Mapping[int, Sequence[Chat]]] = (None, {})
    passed: dict[int, Sequence[Chat]] = {}
    for step in ladder(case, directory, rotas, now):
        fresh = [one.id for one in step.officers if one.id not in before] if step.number > alarm.step else []
        chats = {id: found for id in fresh if (found := await tx.chats.of_officer(id))}
        passed |= chats
        if any(chat.channel not in resting for theirs in chats.values() for chat in theirs):
            return step, passed
        first = first if first[0] or not chats else (step, chats)
    return first


async def _ring(
    tx: Transaction,
    alarm: Alarm,
    step: Step,
    case: Case,
    chats: Mapping[int, Sequence[Chat]],
    *,
    minutes: int,
    now: datetime,
) -> None:
    """Code, unit and minutes; of the moment the letter keeps the day, for an alarm may follow a citizen's act."""
    unit = (await tx.directory()).units[case.handler_unit_id or case.unit_id].short_name
    key = "alarm.ring_above" if step.number >= ABOVE else "alarm.ring"
    letters = []
    for officer_id, theirs in chats.items():
        for chat in theirs:
            say = words(chat.language).say
            take = Choice(say("alarm.take"), f"-:{ALARM}:{case.code}", say("alarm.take_key"))
            text = say(key, code=case.code, unit=unit, minutes=minutes)
            reply = Reply(text, (take,), kind=ALARM, by_number=say("talk.letter"))
            dedup = letter_key(alarm.id, step.number, officer_id, chat.tag)
            letters.append(Letter(chat.tag, chat.channel, chat.address, reply, lane=Lane.ALERT, dedup=dedup))
    await tx.outbox.add(letters, at=_day(now))


async def _take(tx: Transaction, rung: RungFor, officer: Officer, *, now: datetime) -> AlarmTaken:
    """The case is locked first, as everywhere. Who was rung and has left, or must not know of it any more, takes
    nothing."""
    case, directory = await tx.cases.whole(rung.case_id), await tx.directory()
    if case is None or not may_be_rung(officer, case, directory):
        raise AlarmGone
    alarm = await tx.alarms.of_case(case.id)
    if alarm and alarm.id == rung.alarm_id and case.state in WAITING:
        await _taken(tx, alarm, case.code, officer, now=now)
    taker = await tx.alarms.taken_by(rung.alarm_id)
    if taker is None:
        raise AlarmGone
    may_open = may_handle(officer, case) or may_inspect(officer, case, directory)
    return AlarmTaken(case.code, taker, may_open and case.state in WAITING)


async def _taken(tx: Transaction, alarm: Alarm, code: str, officer: Officer, *, now: datetime) -> None:
    """The others who were rung are told once; whose letter still waits hears nothing of it any more."""
    minutes = None if alarm.by_citizen else max(int((now - alarm.raised_at).total_seconds() // 60), 0)
    if not await tx.alarms.take(alarm.id, officer_id=officer.id, minutes=minutes):
        return
    tx.audit.note(Act.ALARM_TAKEN, who=officer.code, about=code)
    letters = []
    for step, officer_id in await tx.alarms.rung(alarm.id):
        for chat in await tx.chats.of_officer(officer_id):
            unread = await tx.outbox.withdraw([letter_key(alarm.id, step, officer_id, chat.tag)])
            if officer_id != officer.id and not unread:
                reply = Reply(words(chat.language).say("alarm.taken", code=code, who=officer.name))
                dedup = f"alarm-taken:{alarm.id}:{chat.tag}"
                letters.append(Letter(chat.tag, chat.channel, chat.address, reply, lane=Lane.ALERT, dedup=dedup))
    await tx.outbox.add(letters, at=_day(now))


def _lately(now: datetime) -> date:
    """Of alarms that were taken, those of yesterday and today are still spoken of."""
    return local(now).date() - ONE_DAY


def _day(now: datetime) -> datetime:
    return midnight(local(now).date())
