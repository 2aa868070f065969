"""The ledger of digests: which are owed, who is writing one, what was sent to whom."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select, update

from feedback.messages import Letter
from feedback.periods import Week, local
from storage.cipher import Cipher, bound
from storage.executor import Executor, insert_new
from storage.lines import is_
from storage.outbox import ERASED, LetterQueue
from storage.tables import digest_letters, digests, outbox, units

CONTENT = "digests|content"
NOTICE = ":notice"
MAILED = ":mail"
SHUT = ("unreachable", "nonotice", "outsidewindow")
"""What delivery writes beside a letter that its chat will not take, in small letters."""

CATCH_UP = 4
"""So many missed weeks are made up for after an outage; who reads a digest older than a month?"""


class DigestBook:
    """The DigestLedger of `feedback/ports.py`."""

    def __init__(self, executor: Executor, cipher: Cipher, queue: LetterQueue) -> None:
        self._db = executor
        self._cipher = cipher
        self._queue = queue

    async def due(self, *, now: datetime, kind: str) -> list[tuple[int, Week]]:
        """Units that serve citizens only: a superior unit has no ratings of its own."""
        asked = select(units.c.id, units.c.digest_weekday, units.c.digest_minute, units.c.since)
        owed = [
            (unit.id, week)
            for unit in await self._db.rows(asked.where(units.c.kind != "superior"))
            for week in owed_weeks(weekday=unit.digest_weekday, minute=unit.digest_minute, since=unit.since, now=now)
        ]
        settled = await self._settled({week for _, week in owed}, kind, now)
        return sorted((one for one in owed if one not in settled), key=lambda one: (one[1], one[0]))

    async def claim(
        self, unit_id: int, week: Week, kind: str, *, owner: str, now: datetime, lease_seconds: float
    ) -> bool:
        """A new row, or an update of one whose lease ended: either changes one row or none."""
        row = {
            **_key(unit_id, week, kind),
            "state": "claimed",
            "owner": owner,
            "lease_until": now + timedelta(seconds=lease_seconds),
            "content": b"",
        }
        new = insert_new(self._db, digests, by=("unit_id", "week", "kind"))
        if await self._db.rows(new.returning(digests.c.id), row):
            return True
        left = and_(_is(unit_id, week, kind), digests.c.state == "claimed", digests.c.lease_until <= now)
        taken_over = update(digests).where(left).values(owner=owner, lease_until=row["lease_until"])
        return await self._db.run(taken_over) == 1

    async def store(
        self,
        unit_id: int,
        week: Week,
        kind: str,
        *,
        owner: str,
        content: Mapping[str, Any],
        letters: Sequence[tuple[str, Letter]],
        at: datetime,
    ) -> bool:
        """Fenced by the owner: whoever lost the claim changes nothing and queues nothing."""
        mine = update(digests).where(_is(unit_id, week, kind), digests.c.owner == owner, digests.c.state == "claimed")
        hidden = self._cipher.hide_data(content, bound(CONTENT, *_name(unit_id, week, kind)))
        stored = mine.values(state="stored", stored_at=at, content=hidden).returning(digests.c.id)
        won = await self._db.rows(stored)
        if not won:
            return False
        await self._queue_letters(int(won[0][0]), letters, at)
        return True

    async def get(self, unit_id: int, week: Week, kind: str) -> Mapping[str, Any] | None:
        """The stored content."""
        stored = select(digests.c.content).where(_is(unit_id, week, kind), digests.c.state == "stored")
        rows = await self._db.rows(stored)
        place = bound(CONTENT, *_name(unit_id, week, kind))
        return self._cipher.show_data(rows[0][0], place) if rows else None

    async def sendings(self, unit_id: int, week: Week, kind: str) -> list[tuple[str, str, str]]:
        """A notice told of it when the chat could not be written to; the letter itself then waits there."""
        joined = digest_letters.join(digests, digest_letters.c.digest_id == digests.c.id)
        joined = joined.join(outbox, digest_letters.c.outbox_id == outbox.c.id)
        road = case((outbox.c.noticed_at.is_(None), digest_letters.c.road), else_=digest_letters.c.road + NOTICE)
        found = select(digest_letters.c.recipient, road, outbox.c.state).select_from(joined)
        rows = await self._db.rows(found.where(_is(unit_id, week, kind)).order_by(digest_letters.c.id))
        return [(recipient, road, state) for recipient, road, state in rows]

    async def stranded(self, kind: str, *, since: datetime) -> list[tuple[int, Week, str]]:
        """By recipient, for one head may have several chats: one that works is enough."""
        ours = digest_letters.join(digests, digest_letters.c.digest_id == digests.c.id)
        ours = ours.join(outbox, digest_letters.c.outbox_id == outbox.c.id)
        shut = and_(outbox.c.state.in_(("failed", "waiting")), func.lower(outbox.c.error).in_(SHUT))
        asked = select(digests.c.unit_id, digests.c.week, digest_letters.c.recipient, shut).select_from(ours)
        rows = await self._db.rows(asked.where(digests.c.kind == kind, digests.c.stored_at >= since))
        ends: dict[tuple[int, str, str], bool] = {}
        for unit_id, week, recipient, is_shut in rows:
            who = (unit_id, week, recipient.partition(":")[0])
            ends[who] = ends.get(who, True) and bool(is_shut) and not recipient.endswith(MAILED)
        return sorted((unit_id, Week.parse(week), code) for (unit_id, week, code), all_shut in ends.items() if all_shut)

    async def add_letters(
        self, unit_id: int, week: Week, kind: str, *, letters: Sequence[tuple[str, Letter]], at: datetime
    ) -> int:
        """None when the digest is not stored, or somebody else added them."""
        rows = await self._db.rows(select(digests.c.id).where(_is(unit_id, week, kind), digests.c.state == "stored"))
        if not rows:
            return 0
        added = await self._queue_letters(int(rows[0][0]), letters, at)
        codes = [recipient.partition(":")[0] for recipient, _ in letters]
        theirs = or_(*(digest_letters.c.recipient.startswith(f"{code}:") for code in codes))
        mine = select(digest_letters.c.outbox_id).where(digest_letters.c.digest_id == rows[0][0], theirs)
        held = update(outbox).where(outbox.c.id.in_(mine), is_("waiting"), func.lower(outbox.c.error).in_(SHUT))
        await self._db.run(held.values(state="failed", error="rerouted", **ERASED))
        return added

    async def _settled(self, weeks: set[Week], kind: str, now: datetime) -> set[tuple[int, Week]]:
        done = or_(digests.c.state == "stored", digests.c.lease_until > now)
        asked = select(digests.c.unit_id, digests.c.week).where(digests.c.kind == kind, done)
        rows = await self._db.rows(asked.where(digests.c.week.in_(sorted(map(str, weeks)))))
        return {(unit_id, Week.parse(week)) for unit_id, week in rows}

    async def _queue_letters(self, digest_id: int, letters: Sequence[tuple[str, Letter]], at: datetime) -> int:
        """One per recipient: a name given twice gets one letter."""
        once = dict(reversed(letters))
        recipients = [recipient for recipient, _ in dict(letters).items()]
        ids = await self._queue.add([once[recipient] for recipient in recipients], at=at)
        rows = [
            {"digest_id": digest_id, "recipient": recipient, "outbox_id": id, "road": once[recipient].channel}
            for recipient, id in zip(recipients, ids, strict=True)
            if id is not None
        ]
        if rows:
            await self._db.run(digest_letters.insert(), rows)
        return len(rows)


def owed_weeks(*, weekday: int, minute: int, since: datetime, now: datetime) -> list[Week]:
    """Full weeks whose hour has come, at most the last four, none that ended before the unit began."""
    moment = local(now)
    hour_came = (moment.isoweekday(), moment.hour * 60 + moment.minute) >= (weekday, minute)
    last = Week.before(now) if hour_came else Week.before(now).shift(-1)
    return [week for back in range(CATCH_UP) if (week := last.shift(-back)).end > since]


def _key(unit_id: int, week: Week, kind: str) -> dict[str, Any]:
    return {"unit_id": unit_id, "week": str(week), "kind": kind}


def _name(unit_id: int, week: Week, kind: str) -> tuple[str, str, str]:
    return str(unit_id), str(week), kind


def _is(unit_id: int, week: Week, kind: str) -> ColumnElement[bool]:
    return and_(digests.c.unit_id == unit_id, digests.c.week == str(week), digests.c.kind == kind)
