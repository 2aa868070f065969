"""Citizens' words: filed and held, leased to a reader, released, found again by receipt, erased."""

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidTag
from sqlalchemy import Select, delete, distinct, func, or_, select, update
from sqlalchemy import case as either

from feedback.analysis import Analysis
from feedback.case_life import EVENT_OF, JUDGED, By, Happened, Result, State, sources
from feedback.periods import local, midnight
from feedback.ports import Filed, Voice
from feedback.praise import praises
from feedback.requests import FeedbackStatus, Kind
from storage.additions import IS_ADDITION, WAITS_FOR_ITS_ORIGINAL, erase_additions
from storage.case_letters import erase_letters
from storage.cases import ANSWER, REASON, WORDS, erase_said, happened, moves_of
from storage.cipher import Cipher, bound
from storage.executor import AnyRow, Executor
from storage.explanations import erase_explanations
from storage.filed_rows import FiledRows
from storage.gate_reviews import erase_reviews, part_of
from storage.keys import Keys
from storage.likeness import erase_likeness
from storage.media import erase_media, is_spoken
from storage.outbox import drop_letters
from storage.praise import NAMED, OPEN_TO_UNIT, erase_praise, shown_name
from storage.tables import case_events, cases, feedback, tag_reviews
from storage.unseal_proposals import erase_proposals
from storage.verdicts import VerdictBook, erase_verdicts

UNREAD = feedback.c.read_at.is_(None) & feedback.c.erased_at.is_(None)
UNOPENED_SECONDS = 3600.0
"""Words that do not open make way for the others so long: nothing but another key would help them."""

log = logging.getLogger(__name__)


class WordBox:
    """The FeedbackBox of `feedback/ports.py`."""

    def __init__(self, executor: Executor, cipher: Cipher, keys: Keys) -> None:
        self._db = executor
        self._cipher = cipher
        self._rows = FiledRows(cipher, keys)
        self._verdicts = VerdictBook(executor, cipher, keys)

    async def file(self, filed: Filed) -> int:
        """Keep new words, held; their number. The receipt is known to the citizen alone."""
        kept = feedback.insert().returning(feedback.c.id)
        return int((await self._db.rows(kept, self._rows.row(filed)))[0][0])

    async def held(self, *, now: datetime, lease_seconds: float, limit: int) -> list[Filed]:
        """Oldest first, leased to the caller; a voice waits for its words before, and what adds to other words for
        these. One that does not open is logged, and the others are read."""
        free = or_(feedback.c.lease_until.is_(None), feedback.c.lease_until <= now)
        written = select(feedback).where(UNREAD, free, ~is_spoken(feedback.c.id), ~WAITS_FOR_ITS_ORIGINAL)
        oldest = written.order_by(feedback.c.id).limit(limit)
        rows = await self._db.rows(oldest.with_for_update(skip_locked=True) if self._db.postgres else oldest)
        opened = [filed for row in rows if (filed := self._open(row))]
        ids = {filed.id for filed in opened}
        await self._lease(sorted(ids), now + timedelta(seconds=lease_seconds))
        await self._lease([row.id for row in rows if row.id not in ids], now + timedelta(seconds=UNOPENED_SECONDS))
        return opened

    async def read(
        self, id: int, analysis: Analysis | None, *, sealed: bool, case_id: int | None, at: datetime
    ) -> bool:
        """What the cues sealed stays sealed, whatever the reader says. False when it was read or erased."""
        seen = {
            "analysis": analysis.to_json() if analysis else None,
            "sentiment": analysis.sentiment if analysis else "",
            "urgent": analysis is not None and analysis.urgent,
            "needs_person": analysis is None or analysis.needs_person,
        }
        released = update(feedback).where(feedback.c.id == id, UNREAD)
        closed = True if sealed else feedback.c.seal
        changed = released.values(read_at=at, lease_until=None, sealed=closed, case_id=case_id, **seen)
        return await self._db.run(changed) == 1

    async def status(self, receipt: str) -> FeedbackStatus | None:
        """Words without a case have no state: they are being read, or need no answer."""
        rows = await self._db.rows(_standing().where(feedback.c.receipt == self._rows.receipt(receipt)))
        if not rows:
            return None
        status = self._status(rows[0], await self._timeline(rows[0].case_id))
        status = replace(status, part=await self._part(rows[0]))
        return await self._verdicts.as_said(status, rows[0].case_id, receipt=receipt, look=rows[0].reopened or 0)

    async def case_of(self, receipt: str) -> int | None:
        """Erased words lead nowhere."""
        theirs = (feedback.c.receipt == self._rows.receipt(receipt), feedback.c.erased_at.is_(None))
        rows = await self._db.rows(select(feedback.c.case_id).where(*theirs))
        return rows[0].case_id if rows else None

    async def told_cases_of(self, chat: str, *, today: date) -> list[int]:
        """Whoever asks has proved nothing but which chat is theirs. Of words sent twice the case is there once."""
        theirs = (feedback.c.chat == self._rows.chat(chat), feedback.c.erased_at.is_(None))
        joined = select(cases.c.id).join(feedback, feedback.c.case_id == cases.c.id).where(*theirs)
        open_to_them = joined.where(cases.c.state.in_(sorted(JUDGED)), cases.c.reopen_until >= today)
        return [row.id for row in await self._db.rows(open_to_them.distinct().order_by(cases.c.id))]

    async def reopened_cases_of(self, chat: str) -> list[int]:
        """As `told_cases_of`."""
        theirs = (feedback.c.chat == self._rows.chat(chat), feedback.c.erased_at.is_(None), cases.c.reopened > 0)
        joined = select(cases.c.id).join(feedback, feedback.c.case_id == cases.c.id).where(*theirs)
        return [row.id for row in await self._db.rows(joined.distinct().order_by(cases.c.id))]

    async def voices(self, unit_id: int, *, start: datetime, end: datetime) -> list[Voice]:
        """Oldest first."""
        about = (feedback.c.unit_id == unit_id, feedback.c.filed_at >= start, feedback.c.filed_at < end)
        sealed_since = select(cases.c.id).where(cases.c.id == feedback.c.case_id, cases.c.sealed)
        found = select(feedback, NAMED).where(*about, *OPEN_TO_UNIT, ~sealed_since.exists(), ~IS_ADDITION)
        rows = await self._db.rows(found.order_by(feedback.c.filed_at, feedback.c.id))
        return [self._named(row) for row in rows]

    def _named(self, row: AnyRow) -> Voice:
        """A name stands below nothing but praise, as in the letter to the praised."""
        voice = self._rows.voice(row)
        alone = row.case_id is None and praises(voice.kind, Analysis.from_json(row.analysis))
        return replace(voice, name=shown_name(self._cipher, row)) if alone else voice

    async def of_chat(self, tag: str) -> list[datetime]:
        """When this chat filed words that are still kept."""
        theirs = (feedback.c.chat == self._rows.chat(tag), feedback.c.erased_at.is_(None))
        kept = select(feedback.c.filed_at).where(*theirs)
        return [filed_at for (filed_at,) in await self._db.rows(kept.order_by(feedback.c.filed_at))]

    async def erase_chat(self, tag: str, *, at: datetime) -> int:
        """The receipt still answers *erased*; nothing else leads back to the chat.

        Letters go too: an answer quotes, a receipt opens. Those that failed have lost their words and chat already.
        """
        gone = {"text": b"", "redacted": b"", "chat": b"", "author": b"", "analysis": None}
        kept = update(feedback).where(feedback.c.chat == self._rows.chat(tag), feedback.c.erased_at.is_(None))
        over = kept.values(**gone, lease_until=None, erased_at=at)
        erased = await self._db.rows(over.returning(feedback.c.id, feedback.c.case_id))
        await erase_media(self._db, [id for id, _ in erased])
        await erase_letters(self._db, voices=[id for id, _ in erased])
        await erase_additions(self._db, [id for id, _ in erased])
        await erase_praise(self._db, [id for id, _ in erased])
        left = {case_id: id for id, case_id in sorted(erased, reverse=True) if case_id is not None}
        await self._leave(left, at=at)
        await erase_verdicts(self._db, list(left), self._rows.chat(tag))
        await drop_letters(self._db, tag, states=("waiting", "unknown"), error="erased")
        return len(erased)

    async def authors(self, case_id: int) -> list[tuple[str, datetime]]:
        """Whoever sent it twice is there once."""
        whose = (feedback.c.case_id == case_id, feedback.c.erased_at.is_(None))
        found = select(feedback.c.receipt, feedback.c.author, feedback.c.filed_at).where(*whose)
        rows = await self._db.rows(found.order_by(feedback.c.id))
        first: dict[str, datetime] = {}
        for row in rows:
            first.setdefault(self._rows.author(row)["chat"], row.filed_at)
        return list(first.items())

    async def behind(self, case_id: int) -> list[Filed]:
        """Without erased ones."""
        whose = (feedback.c.case_id == case_id, feedback.c.erased_at.is_(None))
        rows = await self._db.rows(select(feedback).where(*whose).order_by(feedback.c.id))
        return [self._rows.filed(row) for row in rows]

    async def voices_behind(self, case_id: int) -> list[Filed]:
        """Of each chat the first text, each slip, no additions."""
        whose = (feedback.c.case_id == case_id, feedback.c.erased_at.is_(None), ~IS_ADDITION)
        rows = await self._db.rows(select(feedback).where(*whose).order_by(feedback.c.id))
        slip = self._rows.chat("")
        firsts = {row.id if row.chat == slip else row.chat: row for row in reversed(rows)}
        return [self._rows.filed(row) for row in sorted(firsts.values(), key=lambda row: row.id)]

    async def analyses(self, case_id: int) -> list[Analysis]:
        """Erased ones have none any more."""
        found = select(feedback.c.analysis).where(feedback.c.case_id == case_id, feedback.c.analysis.is_not(None))
        return [Analysis.from_json(row.analysis) for row in await self._db.rows(found.order_by(feedback.c.id))]

    async def author_counts(self, case_ids: Collection[int], *, before: datetime) -> dict[int, int]:
        """A chat counts once, and each paper slip, which has none; who was erased since then (all of a chat's words at
        one moment) still counts."""
        lives, slip = feedback.c.erased_at.is_(None), feedback.c.chat == self._rows.chat("")
        chats = func.count(distinct(either((lives & ~slip, feedback.c.chat))))
        slips = func.count(either((lives & slip & ~IS_ADDITION, feedback.c.id)))
        people = chats + slips + func.count(distinct(feedback.c.erased_at))
        then = (feedback.c.read_at < before, or_(lives, feedback.c.erased_at >= before))
        counted = select(feedback.c.case_id, people.label("people")).where(feedback.c.case_id.in_(case_ids), *then)
        return {row.case_id: row.people for row in await self._db.rows(counted.group_by(feedback.c.case_id))}

    def _open(self, row: AnyRow) -> Filed | None:
        try:
            return self._rows.filed(row)
        except (InvalidTag, ValueError, KeyError) as error:
            fields = {"event": "unopened", "error": type(error).__name__}
            log.error("words could not be opened", extra={"fields": fields})
            return None

    async def _lease(self, ids: Sequence[int], until: datetime) -> None:
        if ids:
            await self._db.run(update(feedback).where(feedback.c.id.in_(ids)).values(lease_until=until))

    async def _leave(self, gone: Mapping[int, int], *, at: datetime) -> None:
        """Of each case the first words that were erased. While others stand behind it, it stands too, and theirs are
        read from now on; nobody looked at sealed ones behind a case that was unsealed since, so that it stands without
        words. Locked first: of two who leave at the same moment one is the last."""
        theirs = select(cases.c.id, cases.c.code, cases.c.sealed).where(cases.c.id.in_(gone)).order_by(cases.c.id)
        rows = await self._db.rows(theirs.with_for_update() if self._db.postgres else theirs)
        others = (feedback.c.case_id.in_(gone), feedback.c.erased_at.is_(None))
        kept = select(*feedback.c["case_id", "id", "receipt", "redacted", "sealed"]).where(*others)
        heirs = {row.case_id: row for row in await self._db.rows(kept.order_by(feedback.c.id.desc()))}
        for id, code, sealed in rows:
            if id in heirs and gone[id] < heirs[id].id:
                read = sealed or not heirs[id].sealed
                words = self._cipher.hide(self._rows.redacted(heirs[id]), bound(WORDS, code)) if read else b""
                await self._db.run(update(cases).where(cases.c.id == id).values(words=words))
                await erase_likeness(self._db, [id])
        await self._withdraw([id for id in gone if id not in heirs], at=at)

    async def _withdraw(self, case_ids: Sequence[int], *, at: datetime) -> None:
        await erase_likeness(self._db, case_ids)
        await erase_explanations(self._db, case_ids)
        await erase_letters(self._db, case_ids=case_ids)
        await erase_said(self._db, case_ids)
        await erase_proposals(self._db, case_ids)
        await erase_reviews(self._db, case_ids)
        theirs = cases.c.id.in_(case_ids)
        await self._db.run(update(cases).where(theirs).values(words=b""))
        await self._db.run(delete(tag_reviews).where(tag_reviews.c.case_id.in_(case_ids)))
        waiting = update(cases).where(theirs, cases.c.state.in_(sorted(sources(State.WITHDRAWN, By.CITIZEN))))
        gone = await self._db.rows(waiting.values(state=State.WITHDRAWN.value).returning(cases.c.id))
        line = {"at": midnight(local(at).date()), "what": EVENT_OF[State.WITHDRAWN].value, "role": By.CITIZEN.value}
        if gone:
            await self._db.run(case_events.insert(), [line | {"case_id": row.id} for row in gone])

    async def _timeline(self, case_id: int | None) -> tuple[Happened, ...]:
        if case_id is None:
            return ()
        return tuple(replace(happened(row), officer_id=None) for row in await self._db.rows(moves_of(case_id)))

    async def _part(self, whole: AnyRow) -> FeedbackStatus | None:
        """What was split off from these words, as it stands."""
        found = await part_of(self._db, self._cipher, whole.id, whole.case_id, whole.code) if whole.code else None
        rows = await self._db.rows(_standing().where(feedback.c.id == found)) if found else []
        return self._status(rows[0], await self._timeline(rows[0].case_id)) if rows else None

    def _status(self, row: AnyRow, timeline: tuple[Happened, ...]) -> FeedbackStatus:
        return FeedbackStatus(
            filed_at=row.filed_at,
            unit_id=row.unit_id,
            kind=Kind(row.kind),
            state=State(row.state) if row.state else None,
            due=row.case_due or row.due,
            answer=self._cipher.show(row.answer, bound(ANSWER, row.code)) if row.answer else "",
            erased=row.erased_at is not None,
            reading=row.read_at is None,
            reason=self._cipher.show(row.reason, bound(REASON, row.code)) if row.reason else "",
            judge_until=row.reopen_until,
            result=Result(row.result or ""),
            timeline=timeline,
            name=shown_name(self._cipher, row),
            adds=row.adds,
        )


def _standing() -> Select[Any]:
    """Words with the case they belong to, if there is one."""
    return select(
        *(feedback.c.filed_at, feedback.c.unit_id, feedback.c.kind, feedback.c.due, feedback.c.read_at),
        *(feedback.c.erased_at, cases.c.code, cases.c.state, cases.c.answer, cases.c.due.label("case_due")),
        *(feedback.c.case_id, cases.c.reason, cases.c.reopen_until, cases.c.result, cases.c.reopened),
        *(feedback.c.receipt, feedback.c.id, NAMED, IS_ADDITION.label("adds")),
    ).select_from(feedback.outerjoin(cases, feedback.c.case_id == cases.c.id))
