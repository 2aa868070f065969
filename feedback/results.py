"""What came of a case: the one letter with the answer or the refusal, and what the citizen says of it.

Each answer asks "is it solved?". Of the voices behind a case each speaks for itself: yes of all of them closes it as
verified, one no opens it again for a fresh look, and silence closes it unverified when the window is over. Who does not
agree with a refusal has it answered by the unit above.
"""

from dataclasses import replace
from datetime import date, datetime

from feedback.alarming import raise_alarm
from feedback.case_life import TOLD, WAITING, By, Event, Happened, Result, State
from feedback.case_requests import SOLVED, UNSOLVED, ResultHeard, SeveralTold, TellResult, ToldCase
from feedback.cases import Case
from feedback.deadlines import Kind
from feedback.errors import TooLate
from feedback.messages import Chat, Choice, Letter, Reply
from feedback.numbers import day
from feedback.periods import local, midnight
from feedback.ports import Database, Transaction
from feedback.ringing import ring_by_day, superiors
from feedback.verdicts import Verdict
from feedback.wording import Words, words

KEYS = {SOLVED: "A", UNSOLVED: "B"}
"""What is typed where no buttons are: letters, because a digit may be meant for the question of a talk."""

AT_ONCE = 100


async def tell_answer(tx: Transaction, case: Case, *, now: datetime) -> None:
    """Write to the citizens behind it, who stay nameless: a letter goes to a sealed address. Once for each answer."""
    await _tell(tx, case, "case.to_citizen", now=now, answer=case.answer)


async def tell_refusal(tx: Transaction, case: Case, *, now: datetime) -> None:
    """Likewise why it was not taken up, and that they may disagree."""
    await _tell(tx, case, "case.refused_to_citizen", now=now, reason=case.reason)


async def hear_result(tx: Transaction, told: TellResult, *, chat: str, now: datetime) -> ResultHeard | SeveralTold:
    """The citizen's word on an answer or a refusal, by a button or by receipt. Raises TooLate, also where there is no
    such case."""
    meant = await _meant(tx, told, chat=chat, today=local(now).date())
    if not meant:
        return await _said_before(tx, told, chat=chat)
    if len(meant) > 1:
        return SeveralTold(told.solved, tuple(map(_told, meant)))
    case = meant[0]
    voice = await tx.verdicts.voice(case.id, chat=chat, receipt=told.receipt)
    if voice is None:  # erased meanwhile
        raise TooLate
    if told.solved:
        return await _solved(tx, case, voice, now=now)
    await tx.verdicts.keep(case.id, voice, Verdict.UNSOLVED, look=case.reopened)
    return await (_contest if case.state is State.REFUSED else _reopen)(tx, case, now=now)


async def close_silent(database: Database, *, now: datetime) -> int:
    """Nobody said whether it was solved, and the window is over; how many were closed."""
    today = local(now).date()
    async with database.transact() as tx:
        cases = await tx.cases.unjudged(today=today, limit=AT_ONCE)
        for case in cases:
            await _close(tx, case, now=now)
    return len(cases)


async def _close(tx: Transaction, case: Case, *, now: datetime) -> None:
    """Whoever held out may have erased their words: then all who are left said yes."""
    agreed = (await tx.verdicts.count(case.id, look=case.reopened)).agree
    said = Happened(Event.SOLVED, By.CITIZEN, midnight(local(now).date()))
    await tx.cases.save(case.silence(at=now, agreed=agreed))
    await tx.cases.note(case.id, said if agreed else Happened(Event.SILENT, By.CLOCK, now))


def question(case: Case, word: Words) -> tuple[Choice, ...]:
    """The buttons under an answer or a refusal: they hold in any talk, for the chat that the words came from."""
    if case.state is State.REFUSED:
        return (Choice(word.say("result.disagree"), f"-:result:{UNSOLVED}.{case.code}", KEYS[UNSOLVED]),)
    return tuple(
        Choice(word.say(f"result.{value}"), f"-:result:{value}.{case.code}", key) for value, key in KEYS.items()
    )


async def _meant(tx: Transaction, told: TellResult, *, chat: str, today: date) -> list[Case]:
    """Those that nobody spoke of yet go before those where a mind may have changed."""
    if told.receipt:
        id = await tx.feedback.case_of(told.receipt)
        ids = [id] if id is not None else []
    else:
        ids = await tx.feedback.told_cases_of(chat, today=today)
    found = [case for id in ids if (case := await tx.cases.whole(id))]
    able = [case for case in found if case.may_be_judged(today) and not (told.solved and case.state is State.REFUSED)]
    if told.code:
        return [case for case in able if case.code == told.code]
    return [case for case in able if not await _spoke(tx, case, chat=chat)] or able


async def _spoke(tx: Transaction, case: Case, *, chat: str) -> bool:
    """Whether this very voice said something of the present answer."""
    voice = await tx.verdicts.voice(case.id, chat=chat)
    said = await tx.verdicts.of(case.id, voice) if voice is not None else None
    return case.result is Result.SOLVED or (said is not None and said[1] == case.reopened)


async def _said_before(tx: Transaction, told: TellResult, *, chat: str) -> ResultHeard:
    """A no that is being looked at: an old button, another page of theirs, or the no of another voice behind the case.
    Raises TooLate where there is none."""
    of_receipt = await tx.feedback.case_of(told.receipt) if told.receipt else None
    ids = [of_receipt] if told.receipt else await tx.feedback.reopened_cases_of(chat)
    for case in [await tx.cases.whole(id) for id in reversed(ids) if id is not None]:
        if case and case.reopened and case.state in WAITING and told.code in ("", case.code):
            lines = await tx.cases.timeline(case.id)
            last = next(one for one in reversed(lines) if one.what in (Event.REOPENED, Event.CONTESTED))
            contested = case.handler_unit_id if last.what is Event.CONTESTED else None
            before = local(last.at).date()
            heard = ResultHeard(False, case.unit_id, case.due, contested, before=before, code=case.code)
            return replace(heard, together=not await _by_them(tx, case, told, chat=chat))
    raise TooLate


async def _by_them(tx: Transaction, case: Case, told: TellResult, *, chat: str) -> bool:
    """Whether this voice brought it back itself. One that says no too is written down, and nothing else follows."""
    voice = await tx.verdicts.voice(case.id, chat=chat, receipt=told.receipt)
    said = await tx.verdicts.of(case.id, voice) if voice is not None else None
    last = case.reopened - 1
    if said == (Verdict.UNSOLVED, last):
        return True
    if voice is not None and not told.solved:
        await tx.verdicts.keep(case.id, voice, Verdict.UNSOLVED, look=last)
    return said is None and not (await tx.verdicts.count(case.id, look=case.reopened)).several


def _told(case: Case) -> ToldCase:
    told_at = case.answered_at if case.state in TOLD else case.closed_at
    return ToldCase(case.code, case.unit_id, local(case.filed_at).date(), local(told_at or case.filed_at).date())


async def _solved(tx: Transaction, case: Case, voice: bytes, *, now: datetime) -> ResultHeard:
    """Kept for this voice; the case closes once nobody is left who might see it otherwise."""
    today = local(now).date()
    await tx.verdicts.keep(case.id, voice, Verdict.SOLVED, look=case.reopened)
    if case.result is Result.SOLVED:
        return ResultHeard(True, case.unit_id)
    if not (await tx.verdicts.count(case.id, look=case.reopened)).agree:
        return ResultHeard(True, case.unit_id, together=True)
    await tx.cases.save(case.solved(at=midnight(today), today=today))
    await tx.cases.note(case.id, Happened(Event.SOLVED, By.CITIZEN, midnight(today)))
    return ResultHeard(True, case.unit_id)


async def _reopen(tx: Transaction, case: Case, *, now: datetime) -> ResultHeard:
    due, accept_by = await _fresh_days(tx, case, case.handler_unit_id or case.unit_id, now=now)
    again = case.reopen(today=local(now).date(), due=due, accept_by=accept_by)
    await _keep_again(tx, again, Event.REOPENED, "case.reopened_alert", now=now)
    return ResultHeard(False, case.unit_id, due, code=case.code)


async def _contest(tx: Transaction, case: Case, *, now: datetime) -> ResultHeard:
    """The next unit above that can answer does; where there is none, the one that refused it must."""
    above = [officer.unit_id for officer in superiors(case, await tx.directory())]
    to = next(iter(above), case.handler_unit_id) or case.unit_id
    due, accept_by = await _fresh_days(tx, case, to, now=now)
    again = case.contest(to, today=local(now).date(), due=due, accept_by=accept_by)
    await _keep_again(tx, again, Event.CONTESTED, "case.contested_alert", now=now)
    return ResultHeard(False, case.unit_id, due, contested=to, code=case.code)


async def _fresh_days(tx: Transaction, case: Case, unit_id: int, *, now: datetime) -> tuple[date, date]:
    """For this unit to answer and to take it up: its deadlines that were valid at filing, counted from today."""
    directory = await tx.directory()
    due, accept_by = (
        directory.due_by(kind, now, unit_id=unit_id, filed_at=case.filed_at) for kind in (Kind.ANSWER, Kind.ACCEPT)
    )
    return due, accept_by


async def _keep_again(tx: Transaction, again: Case, what: Event, key: str, *, now: datetime) -> None:
    await tx.cases.save(again)
    await tx.cases.note(again.id, Happened(what, By.CITIZEN, midnight(local(now).date())))
    dedup = f"reopened:{again.code}:{again.reopened}"
    if again.urgent:
        await raise_alarm(tx, again, now=now, by_citizen=True)
    else:
        await ring_by_day(tx, again, key, dedup=dedup, now=now, code=again.code, day=day(again.due))


async def _tell(tx: Transaction, case: Case, key: str, *, now: datetime, **values: object) -> None:
    """Each of the people behind it, once."""
    unit = (await tx.directory()).units[case.handler_unit_id or case.unit_id]
    told = [(await tx.chats.get(tag), filed_at) for tag, filed_at in await tx.feedback.authors(case.id)]
    letters = [
        _letter(case, chat, key, now=now, unit=unit.short_name, day=day(filed_at), **values)
        for chat, filed_at in told
        if chat and not chat.unreachable
    ]
    await tx.outbox.add(letters, at=now)


def _letter(case: Case, chat: Chat, key: str, *, now: datetime, **values: object) -> Letter:
    word = words(chat.language)
    text, asks = word.say(key, **values), case.may_be_judged(local(now).date())
    ask = word.say("result.ask_refused" if case.state is State.REFUSED else "result.ask")
    told = f"{text}\n\n{ask}" if asks else text
    reply = Reply(told, kind="answer")
    if asks:
        reply = replace(reply, choices=question(case, word), by_number=word.say("talk.letter"))
    dedup = f"answer:{case.code}:{case.reopened}:{chat.tag}"
    return Letter(chat.tag, chat.channel, chat.address, reply, dedup=dedup)
