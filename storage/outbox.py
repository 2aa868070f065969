"""Letters that leave the house: which goes next, who holds it, and what became of it.

A letter is waiting → leased → sent, or back to waiting; *failed* and *unknown* wait for an operator. The
line of a chat goes by lane, then age, one letter at a time; one that could not be sent holds up the rest.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from sqlalchemy import ARRAY, String, Update, case, delete, func, literal, or_, select, update

from feedback.messages import Claimed, Lane, Letter, Reply
from feedback.periods import local, midnight
from feedback.ports import Rate, Standing
from storage.breaker import Breaker, standings
from storage.cipher import Cipher
from storage.executor import AnyRow, Executor, insert_new
from storage.gate import Gate, left_alone
from storage.invitations import left_unclear
from storage.keys import Keys, keyed_hash
from storage.lines import heads_of_lines, is_
from storage.tables import chats, digest_letters, outbox
from storage.windows import HELD, PUT_OFF

PAYLOAD = "outbox|payload"
ERASED = {"payload": b"", "address": b"", "chat": ""}


class LetterQueue:
    """The Outbox of `feedback/ports.py`."""

    def __init__(self, executor: Executor, cipher: Cipher, keys: Keys) -> None:
        self._db = executor
        self._cipher = cipher
        self._keys = keys

    async def add(self, letters: Sequence[Letter], *, at: datetime) -> list[int | None]:
        """One statement for all; a `dedup` that is there already, or twice in `letters`, gets None."""
        if not letters:
            return []
        rows = [self._row(seq, letter, at) for seq, letter in enumerate(letters)]
        new = insert_new(self._db, outbox, by=("dedup",))
        added = await self._db.rows(new.returning(outbox.c.seq, outbox.c.id), rows)
        ids = {seq: int(id) for seq, id in added}
        return [ids.get(seq) for seq in range(len(letters))]

    async def claim(
        self,
        *,
        channel: str,
        rate: Rate,
        owner: str,
        now: datetime,
        lease_seconds: float,
        limit: int,
        lead_seconds: float = 0.0,
    ) -> list[Claimed]:
        """Whoever holds the channel's gate row claims alone, so slots are exact over all replicas."""
        gate = Gate(self._db, channel)
        lead, until = timedelta(seconds=lead_seconds), now + timedelta(seconds=lease_seconds)
        slots = await gate.slots(rate.overall, now=now, lead=lead, limit=limit)
        await self._return_expired(channel, now)
        heads = await self._heads(channel, now, slots)
        if not heads:
            return []
        placed = list(zip(heads, slots, strict=False))
        await gate.pass_through([(head.chat, slot) for head, slot in placed], rate=rate, now=now)
        if gate.probing:
            await gate.probe(until=until)
        return await self._lease({head.id: slot for head, slot in placed}, owner, until, trial=gate.probing)

    async def withdraw(self, dedups: Sequence[str]) -> int:
        """Whatever of them is waiting still; what is on its way goes out, and nobody waits to find that out."""
        hashes = [self._hash(dedup) for dedup in dedups]
        found = select(outbox.c.id).where(outbox.c.dedup.in_(hashes), is_("waiting"))
        free = found.with_for_update(skip_locked=True) if self._db.postgres else found
        return await self._db.run(delete(outbox).where(outbox.c.id.in_(free.scalar_subquery())))

    async def any_arrives(self, dedups: Sequence[str]) -> bool:
        """Of what waits: not what is held until its person acts, nor what only a notice could tell of."""
        free = is_("waiting") & (outbox.c.due < HELD) & ~outbox.c.error.startswith(PUT_OFF)
        alive = or_(outbox.c.state.in_(("sent", "leased")), free)
        hashes = [self._hash(dedup) for dedup in dedups]
        return bool(await self._db.rows(select(outbox.c.id).where(outbox.c.dedup.in_(hashes), alive).limit(1)))

    async def begin(self, id: int, *, owner: str, now: datetime, trial: bool = False) -> bool:
        """A fenced update: a process that slept over its lease changes no row, and must not send."""
        mine = _held(id, owner).where(outbox.c.lease_until > now, ~left_alone(outbox.c.channel, now, trial=trial))
        return await self._db.run(mine.values(begun=True)) == 1

    async def sent(self, id: int, *, owner: str, at: datetime, platform_id: str) -> None:
        """Also when the lease ended meanwhile and nobody else took the letter: it did go out."""
        unclaimed = outbox.c.state.in_(("leased", "waiting", "unknown"))
        done = update(outbox).where(outbox.c.id == id, outbox.c.owner == owner, unclaimed)
        await self._db.run(
            done.values(state="sent", sent_at=at, platform_id=platform_id, lease_until=None, error="", **ERASED)
        )

    async def part_sent(self, id: int, *, owner: str) -> None:
        """Its due time stays: it is still the oldest of its chat."""
        back = {"state": "waiting", "begun": False, "lease_until": None, "error": "", "tries": 0}
        await self._db.run(_held(id, owner).values(parts=outbox.c.parts + 1, **back))

    async def put_back(self, id: int, *, owner: str) -> None:
        """As it was before the claim, its chat's slot too."""
        put = _held(id, owner).values(state="waiting", begun=False, lease_until=None)
        for channel, chat in await self._db.rows(put.returning(outbox.c.channel, outbox.c.chat)):
            await Gate(self._db, channel).unused(chat)

    async def postpone(self, id: int, *, owner: str, due: datetime, error: str, counts: bool = True) -> None:
        """Back to the head of its chat's line, until `due`. Whoever was tried once keeps the others waiting."""
        back = {"state": "waiting", "due": due, "error": error, "begun": False, "lease_until": None}
        more = 1 if counts else case((outbox.c.tries == 0, 1), else_=0)
        await self._db.run(_held(id, owner).values(tries=outbox.c.tries + more, **back))

    async def give_up(self, id: int, *, owner: str, error: str, unknown: bool = False) -> None:
        """Words, address and chat go when it surely was not sent; an *unknown* one keeps them for a person."""
        over: dict[str, Any] = {"state": "unknown"} if unknown else {"state": "failed", **ERASED}
        await self._db.run(_held(id, owner).values(error=error, lease_until=None, **over))

    async def pause(self, channel: str, *, until: datetime) -> None:
        """Nobody claims anything on this channel before `until`."""
        await Gate(self._db, channel).close(until=until)

    async def move_slots(self, channel: str, chat: str, *, by: float, chat_by: float) -> None:
        """In the gate's rows."""
        await Gate(self._db, channel).move(chat, by=timedelta(seconds=by), chat_by=timedelta(seconds=chat_by))

    async def platform_failed(
        self, channel: str, why: str, *, at: datetime, trial: bool, grave: bool
    ) -> timedelta | None:
        """The breaker's count, for all replicas."""
        return await Breaker(self._db, channel).failed(why, at=at, trial=trial, grave=grave)

    async def platform_worked(self, channel: str, *, trial: bool) -> None:
        """The breaker's count begins anew."""
        await Breaker(self._db, channel).worked(trial=trial)

    async def standings(self) -> Mapping[str, Standing]:
        """From the gate's rows."""
        return await standings(self._db)

    async def collect(self, tag: str, *, at: datetime) -> list[Reply]:
        """What waits for a chat that asks for it itself, in order, marked as sent."""
        waiting = select(outbox.c.id, outbox.c.payload).where(outbox.c.chat == tag, is_("waiting"), outbox.c.due <= at)
        if self._db.postgres:
            waiting = waiting.with_for_update()
        found = await self._db.rows(waiting.order_by(outbox.c.id))
        if found:
            done = update(outbox).where(outbox.c.id.in_([id for id, _ in found]))
            await self._db.run(done.values(state="sent", sent_at=at, **ERASED))
        return [self._open(payload)[0] for _, payload in found]

    async def waiting(self, tag: str, *, at: datetime, limit: int) -> list[tuple[int, Reply]]:
        """As `collect` finds them, but nothing is written."""
        found = select(outbox.c.id, outbox.c.payload).where(outbox.c.chat == tag, is_("waiting"), outbox.c.due <= at)
        rows = await self._db.rows(found.order_by(outbox.c.id).limit(limit))
        return [(id, self._open(payload)[0]) for id, payload in rows]

    async def expected(self, tags: Sequence[str], *, at: datetime) -> list[tuple[str, int]]:
        """One step into the index of open letters for each chat; for a long IN PostgreSQL walks through them all."""
        found = select(outbox.c.chat, outbox.c.id).where(is_("waiting"), outbox.c.due <= at)
        if self._db.postgres:
            asked = func.unnest(literal(list(tags), ARRAY(String))).table_valued("tag").render_derived()
            found = found.join(asked, asked.c.tag == outbox.c.chat)
        else:
            found = found.where(outbox.c.chat.in_(tags))
        return [(chat, id) for chat, id in await self._db.rows(found)]

    async def handed_over(self, tag: str, ids: Sequence[int], *, at: datetime) -> None:
        """Only of this chat, whoever says so; a second time changes nothing."""
        theirs = update(outbox).where(outbox.c.id.in_(ids), outbox.c.chat == tag, is_("waiting"))
        await self._db.run(theirs.values(state="sent", sent_at=at, **ERASED))

    async def backlog(self, *, now: datetime) -> dict[str, int]:
        """Open letters and those for an operator; sent ones are not counted, for there are too many."""
        states = ("waiting", "leased", "failed", "unknown")
        figures = {}
        for state in states:  # one at a time: each has its partial index
            counted = select(func.count()).select_from(outbox).where(is_(state))
            figures[state] = int((await self._db.rows(counted))[0][0])
        # of letters to staff only the day is kept (`bot/batch.py`): those of today have no age
        oldest = select(func.min(outbox.c.due)).where(is_("waiting"), outbox.c.due != midnight(local(now).date()))
        due = (await self._db.rows(oldest))[0][0]
        return figures | {"oldest_seconds": max(0, ceil((now - due).total_seconds())) if due else 0}

    async def forget(self, *, before: datetime) -> int:
        """Drop letters that were sent or failed so long ago that nobody asks; the ledger still shows digests'."""
        not_of_digests = outbox.c.id.not_in(select(digest_letters.c.outbox_id))
        failed = delete(outbox).where(is_("failed"), outbox.c.created_at < before, not_of_digests)
        return await self._db.run(delete(outbox).where(outbox.c.sent_at < before, not_of_digests)) + (
            await self._db.run(failed)
        )

    async def forget_guests(self, channels: Sequence[str]) -> int:
        """The receipt goes on showing what they said."""
        known = select(chats.c.tag).where(chats.c.tag == outbox.c.chat, chats.c.address != b"")
        nobodys = (is_("waiting"), outbox.c.channel.in_(channels), ~known.exists())
        return await self._db.run(delete(outbox).where(*nobodys))

    async def _return_expired(self, channel: str, now: datetime) -> None:
        """The owner stays written down, so that a late `sent` of the same owner still counts. An invitation whose call
        nobody lived to see the end of is as unclear as its letter."""
        doubtful = outbox.c.once & outbox.c.begun
        expired = update(outbox).where(outbox.c.channel == channel, is_("leased"), outbox.c.lease_until <= now)
        after = {
            "state": case((doubtful, "unknown"), else_="waiting"),
            "begun": doubtful,
            "lease_until": None,
        }
        freed = expired.values(tries=outbox.c.tries + 1, **after).returning(outbox.c.chat, outbox.c.state)
        unclear = [chat for chat, state in await self._db.rows(freed) if state == "unknown"]
        await left_unclear(self._db, unclear, at=now)

    async def _heads(self, channel: str, now: datetime, slots: Sequence[datetime]) -> list[AnyRow]:
        heads: list[AnyRow] = []
        for lane in Lane:
            if len(heads) == len(slots):
                break
            found = heads_of_lines(channel=channel, lane=lane, now=now, slot=slots[0], limit=len(slots) - len(heads))
            heads.extend(await self._db.rows(found))
        return heads

    async def _lease(
        self, slots: Mapping[int, datetime], owner: str, until: datetime, *, trial: bool
    ) -> list[Claimed]:
        taken = update(outbox).where(outbox.c.id.in_(list(slots)), is_("waiting"))
        leased = taken.values(state="leased", owner=owner, lease_until=until, begun=False).returning(outbox)
        found = {row.id: row for row in await self._db.rows(leased)}
        return [self._claimed(found[id], slot, trial=trial) for id, slot in slots.items() if id in found]

    def _claimed(self, row: AnyRow, slot: datetime, *, trial: bool) -> Claimed:
        reply, subject, dedup = self._open(row.payload)
        letter = Letter(
            chat=row.chat,
            channel=row.channel,
            address=row.address,
            reply=reply,
            lane=Lane(row.lane),
            once=row.once,
            dedup=dedup,
            subject=subject,
            due=row.due,
        )
        return Claimed(row.id, letter, slot, row.tries, row.parts, trial)

    def _open(self, payload: bytes) -> tuple[Reply, str, str]:
        data = self._cipher.show_data(payload, PAYLOAD)
        return Reply.from_json(data["reply"]), data["subject"], data["dedup"]

    def _hash(self, dedup: str) -> str | None:
        """In the open it says which case a letter answers, beside the chat it goes to."""
        return keyed_hash(self._keys.dedup, dedup).hex() if dedup else None

    def _row(self, seq: int, letter: Letter, at: datetime) -> dict[str, Any]:
        words = {"reply": letter.reply.to_json(), "subject": letter.subject, "dedup": letter.dedup}
        return {
            "seq": seq,
            "channel": letter.channel,
            "chat": letter.chat,
            "address": letter.address,
            "lane": int(letter.lane),
            "once": letter.once,
            "dedup": self._hash(letter.dedup),
            "payload": self._cipher.hide_data(words, PAYLOAD),
            "state": "waiting",
            "due": letter.due or at,
            "owner": "",
            "lease_until": None,
            "begun": False,
            "tries": 0,
            "error": "",
            "platform_id": "",
            "created_at": at,
            "sent_at": None,
        }


def _held(id: int, owner: str) -> Update:
    """Only while this owner has it in hand."""
    return update(outbox).where(outbox.c.id == id, outbox.c.owner == owner, is_("leased"))


async def drop_letters(executor: Executor, tag: str, *, states: Sequence[str], error: str) -> None:
    """What has not been sent to this chat is never sent, and its words go; one state at a time, each by its index."""
    over = {"state": "failed", "error": error, "lease_until": None, **ERASED}
    for state in states:
        await executor.run(update(outbox).where(outbox.c.chat == tag, is_(state)).values(**over))
