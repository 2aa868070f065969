"""Photos and voices beside words: held, sent along, fetched, seen, erased. The bytes are encrypted like the words."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select, update

from feedback.cases import WAITING
from feedback.media import MOST_KEPT, Held, Photos, Voice, Wanted
from storage.cipher import Cipher, bound
from storage.executor import AnyRow, Executor
from storage.filed_rows import FiledRows
from storage.keys import Keys
from storage.tables import cases, feedback, media

REFERENCE = "media|reference"
CONTENT = "media|content"
NOTHING = b""

VOICE = media.c.seconds > 0
PHOTO = media.c.seconds == 0
HELD = media.c.feedback_id.is_(None)
WANTED = and_(media.c.size == 0, media.c.feedback_id.is_not(None))


class MediaBook:
    """The MediaBox of `feedback/media_ports.py`."""

    def __init__(self, executor: Executor, cipher: Cipher, keys: Keys) -> None:
        self._db = executor
        self._cipher = cipher
        self._filed = FiledRows(cipher, keys)

    async def hold(self, held: Sequence[Held], *, at: datetime) -> None:
        """Bytes that our own page brought are there at once, everything else waits until it is sent along."""
        rows = [
            {
                "key": one.key,
                "place": 0,
                "channel": one.channel,
                "seconds": one.attached.seconds,
                "reference": self._cipher.hide(one.attached.reference, bound(REFERENCE, one.key)),
                "size": len(one.attached.content),
                "at": _hour(at),
                "tries": 0,
                "content": self._hidden(one.key, one.attached.content) if one.attached.content else NOTHING,
            }
            for one in held
        ]
        if rows:
            await self._db.run(media.insert(), rows)

    async def drop(self, keys: Sequence[str]) -> None:
        """Only what is held."""
        await self._db.run(delete(media).where(media.c.key.in_(keys), HELD))

    async def attach(self, keys: Sequence[str], feedback_id: int, *, at: datetime) -> int:
        """In the order of the keys."""
        sent = {"feedback_id": feedback_id, "at": _hour(at), "due": at}
        attached = 0
        for place, key in enumerate(keys):
            held = update(media).where(media.c.key == key, HELD)
            attached += await self._db.run(held.values(place=place, **sent))
        return attached

    async def room(self) -> int:
        """What is asked for has no size yet; it is small beside the whole."""
        kept = (await self._db.rows(select(func.coalesce(func.sum(media.c.size), 0))))[0][0]
        return MOST_KEPT - int(kept)

    async def wanted(self, *, now: datetime, lease_seconds: float, limit: int) -> list[Wanted]:
        """Oldest first, leased to the caller."""
        free = or_(media.c.lease_until.is_(None), media.c.lease_until <= now)
        columns = media.c["key", "channel", "reference", "at", "tries", "seconds"]
        due = select(*columns).where(WANTED, free, media.c.due <= now)
        oldest = due.order_by(media.c.due, media.c.key).limit(limit)
        rows = await self._db.rows(oldest.with_for_update(skip_locked=True) if self._db.postgres else oldest)
        leased = update(media).where(media.c.key.in_([row.key for row in rows]))
        if rows:
            await self._db.run(leased.values(lease_until=now + timedelta(seconds=lease_seconds)))
        return [self._wanted(row) for row in rows]

    async def keep(self, key: str, content: bytes) -> bool:
        """The first to bring it keeps it."""
        done = {"content": self._hidden(key, content), "size": len(content), "reference": NOTHING, "lease_until": None}
        return await self._db.run(update(media).where(media.c.key == key, WANTED).values(**done)) == 1

    async def postpone(self, key: str, *, due: datetime) -> None:
        """The lease ends."""
        again = update(media).where(media.c.key == key, WANTED)
        await self._db.run(again.values(due=due, tries=media.c.tries + 1, lease_until=None))

    async def give_up(self, key: str) -> tuple[str, datetime] | None:
        """The row goes; who deletes it tells the person, so that they hear it once."""
        gone = await self._db.rows(delete(media).where(media.c.key == key, WANTED).returning(media.c.feedback_id))
        return await self._sent_by(gone[0][0]) if gone else None

    async def of_case(self, case_id: int) -> Photos:
        """As they were sent."""
        joined = select(media.c.key, media.c.size).join(feedback, media.c.feedback_id == feedback.c.id)
        photos = joined.where(feedback.c.case_id == case_id, PHOTO).order_by(feedback.c.id, media.c.place)
        rows = await self._db.rows(photos)
        kept = tuple(key for key, size in rows if size)
        return Photos(kept, len(rows) - len(kept))

    async def beside(self, feedback_id: int) -> int:
        """Those still at their platform too."""
        counted = select(func.count()).select_from(media).where(media.c.feedback_id == feedback_id, PHOTO)
        return int((await self._db.rows(counted))[0][0])

    async def content(self, key: str) -> bytes | None:
        """Opened."""
        rows = await self._db.rows(select(media.c.content).where(media.c.key == key, media.c.size > 0))
        return self._cipher.show_bytes(rows[0][0], bound(CONTENT, key)) if rows else None

    async def of_chat(self, tag: str) -> tuple[int, int]:
        """Those still at their platform too."""
        joined = select(media.c.seconds).join(feedback, media.c.feedback_id == feedback.c.id)
        rows = await self._db.rows(joined.where(feedback.c.chat == self._filed.chat(tag)))
        voices = sum(1 for (seconds,) in rows if seconds)
        return len(rows) - voices, voices

    async def holds(self, key: str) -> bool:
        """Not yet sent along."""
        return bool(await self._db.rows(select(media.c.key).where(media.c.key == key, HELD)))

    async def voices(self, *, fetched: bool = True) -> list[Voice]:
        """With what the words they were sent as are about."""
        about = feedback.c["unit_id", "officer_id", "filed_at"]
        joined = select(media.c.key, media.c.seconds, *about).join(feedback, media.c.feedback_id == feedback.c.id)
        there = (media.c.size > 0,) if fetched else ()
        rows = await self._db.rows(joined.where(VOICE, *there).order_by(feedback.c.id))
        return [Voice(row.key, row.unit_id, row.officer_id, row.filed_at, row.seconds) for row in rows]

    async def write_down(self, key: str, *, text: str, redacted: str, seal: bool) -> bool:
        """Who deletes the voice writes its words."""
        gone = await self._gone(key)
        if gone is None:
            return False
        receipt = (await self._db.rows(select(feedback.c.receipt).where(feedback.c.id == gone)))[0][0]
        said = self._filed.words(receipt, text=text, redacted=redacted)
        heard = update(feedback).where(feedback.c.id == gone, feedback.c.erased_at.is_(None))
        return await self._db.run(heard.values(**said, seal=seal, sealed=seal)) == 1

    async def lose_voice(self, key: str, *, at: datetime) -> tuple[str, datetime] | None:
        """Nothing of it stays but the receipt, which answers *erased*."""
        gone = await self._gone(key)
        sent = await self._sent_by(gone) if gone is not None else None
        over = update(feedback).where(feedback.c.id == gone, feedback.c.erased_at.is_(None))
        await self._db.run(over.values(text=NOTHING, redacted=NOTHING, chat=NOTHING, author=NOTHING, erased_at=at))
        return sent

    async def forget(self, *, held_before: datetime, answered_before: datetime, sent_before: datetime) -> int:
        """Hours, not moments: at most one hour late."""
        theirs = select(feedback.c.id).join(cases, feedback.c.case_id == cases.c.id)
        ended = func.coalesce(cases.c.answered_at, cases.c.closed_at)
        over = theirs.where(cases.c.state.not_in(sorted(WAITING)), ended < answered_before)
        old: tuple[ColumnElement[bool], ...] = (
            HELD & (media.c.at < held_before),
            media.c.feedback_id.in_(over),
            media.c.at < sent_before,
        )
        return await self._db.run(delete(media).where(or_(*old)))

    async def _gone(self, key: str) -> int | None:
        """The number of what a voice was sent as; this caller deleted it."""
        deleted = delete(media).where(media.c.key == key, VOICE, ~HELD).returning(media.c.feedback_id)
        rows = await self._db.rows(deleted)
        return int(rows[0][0]) if rows else None

    async def _sent_by(self, feedback_id: int) -> tuple[str, datetime] | None:
        found = select(feedback.c.receipt, feedback.c.author, feedback.c.filed_at)
        rows = await self._db.rows(found.where(feedback.c.id == feedback_id, feedback.c.erased_at.is_(None)))
        return (self._filed.author(rows[0])["chat"], rows[0].filed_at) if rows else None

    def _wanted(self, row: AnyRow) -> Wanted:
        reference = self._cipher.show(row.reference, bound(REFERENCE, row.key))
        return Wanted(row.key, row.channel, reference, row.at, row.tries, row.seconds)

    def _hidden(self, key: str, content: bytes) -> bytes:
        return self._cipher.hide_bytes(content, bound(CONTENT, key))


def is_spoken(feedback_id: ColumnElement[int]) -> ColumnElement[bool]:
    """What was sent is a voice whose words nobody wrote yet."""
    return exists().where(media.c.feedback_id == feedback_id, VOICE)


async def erase_media(executor: Executor, feedback_ids: Sequence[int]) -> None:
    """They go with the words."""
    await executor.run(delete(media).where(media.c.feedback_id.in_(feedback_ids)))


def _hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)
