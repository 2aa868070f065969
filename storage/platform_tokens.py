"""The pair of tokens that a platform lent us: whose is new, who may renew it, and when it is lost.

The settings hold the first pair only. Each refresh token that ever came from there is remembered by its keyed hash:
an unknown one is newer than anything kept and wins, a known one never wins again, whatever a replica still reads.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, update

from feedback.platform_ports import KeptTokens, Ticket, TokenPair
from storage.cipher import Cipher, bound
from storage.executor import AnyRow, Executor, insert_new
from storage.keys import Keys, keyed_hash
from storage.tables import platform_tokens as tokens

PAIR = "platform_tokens|pair"
TICKET = "platform_tokens|ticket"
SEED = 32
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
IDLE: dict[str, Any] = {"owner": "", "lease_until": None}


class TokenSafe:
    """The Tokens of `feedback/platform_ports.py`."""

    def __init__(self, executor: Executor, cipher: Cipher, keys: Keys) -> None:
        self._db = executor
        self._cipher = cipher
        self._keys = keys

    async def get(self, channel: str) -> KeptTokens | None:
        """The row, opened; a row made only for a ticket holds no pair."""
        row = await self._row(channel)
        if row is None or not row.version:
            return None
        kept = self._cipher.show_data(row.pair, bound(PAIR, channel))
        pair = TokenPair(kept["access"], kept["refresh"], row.expires_at)
        return KeptTokens(pair, row.version, row.renewed_at, row.lost_at, row.trouble, row.owner)

    async def plant(self, channel: str, pair: TokenPair, *, at: datetime) -> bool:
        """The row is locked first: two replicas that start together plant once."""
        await self._make(channel, at)
        row = await self._row(channel, lock=True)
        seed = keyed_hash(self._keys.platform, channel, pair.refresh)
        if row is None or seed in _parts(row.seeds):
            return False
        await self._put(channel, pair, at, seeds=row.seeds + seed)
        return True

    async def lease(self, channel: str, *, version: int, owner: str, now: datetime, seconds: float) -> bool:
        """One update that must change one row."""
        free = or_(tokens.c.lease_until.is_(None), tokens.c.lease_until <= now)
        mine = update(tokens).where(tokens.c.channel == channel, tokens.c.version == version, free)
        until = now + timedelta(seconds=seconds)
        return await self._db.run(mine.where(tokens.c.lost_at.is_(None)).values(owner=owner, lease_until=until)) == 1

    async def renew(self, channel: str, pair: TokenPair, *, owner: str, at: datetime) -> bool:
        """Also when the lease ended meanwhile and nobody took it over: the pair is good, and there is no other."""
        return await self._put(channel, pair, at, owner_is=owner)

    async def fail(self, channel: str, *, owner: str, trouble: str, lost_at: datetime | None, again: datetime) -> None:
        """The lease stays until `again`, owned by nobody."""
        mine = update(tokens).where(tokens.c.channel == channel, tokens.c.owner == owner)
        await self._db.run(mine.values(trouble=trouble, lost_at=lost_at, owner="", lease_until=again))

    async def replace(self, channel: str, pair: TokenPair, *, at: datetime) -> None:
        """Whatever was going on, it is over."""
        await self._make(channel, at)
        await self._put(channel, pair, at)

    async def report(self, channel: str, trouble: str) -> None:
        """Written only when it changes."""
        news = update(tokens).where(tokens.c.channel == channel, tokens.c.trouble != trouble)
        await self._db.run(news.values(trouble=trouble))

    async def begin(self, channel: str, ticket: Ticket, *, at: datetime) -> None:
        """One at a time, encrypted."""
        await self._make(channel, at)
        plain = {
            "state": ticket.state,
            "verifier": ticket.verifier,
            "until": ticket.until.isoformat(),
            "who": ticket.who,
        }
        hidden = self._cipher.hide_data(plain, bound(TICKET, channel))
        await self._db.run(update(tokens).where(tokens.c.channel == channel).values(ticket=hidden))

    async def ticket(self, channel: str) -> Ticket | None:
        """The one under way."""
        row = await self._row(channel)
        if row is None or row.ticket is None:
            return None
        plain = self._cipher.show_data(row.ticket, bound(TICKET, channel))
        return Ticket(plain["state"], plain["verifier"], datetime.fromisoformat(plain["until"]), plain.get("who", ""))

    async def _row(self, channel: str, *, lock: bool = False) -> AnyRow | None:
        found = select(tokens).where(tokens.c.channel == channel)
        rows = await self._db.rows(found.with_for_update() if lock and self._db.postgres else found)
        return rows[0] if rows else None

    async def _make(self, channel: str, at: datetime) -> None:
        """A row without a pair, version 0."""
        empty = {"channel": channel, "pair": b"", "expires_at": EPOCH, "renewed_at": at, "version": 0, "seeds": b""}
        row = {**empty, "lost_at": None, "trouble": "", **IDLE, "ticket": None}
        await self._db.run(insert_new(self._db, tokens, by=("channel",)), row)

    async def _put(
        self, channel: str, pair: TokenPair, at: datetime, *, owner_is: str | None = None, seeds: bytes | None = None
    ) -> bool:
        hidden = self._cipher.hide_data({"access": pair.access, "refresh": pair.refresh}, bound(PAIR, channel))
        values: dict[str, Any] = {"pair": hidden, "expires_at": pair.expires_at, "renewed_at": at, **IDLE}
        values |= {"version": tokens.c.version + 1, "lost_at": None, "trouble": ""}
        values |= {"ticket": None} if owner_is is None else {}
        values |= {} if seeds is None else {"seeds": seeds}
        there = update(tokens).where(tokens.c.channel == channel)
        there = there if owner_is is None else there.where(tokens.c.owner == owner_is)
        return await self._db.run(there.values(**values)) == 1


def _parts(seeds: bytes) -> list[bytes]:
    return [seeds[start : start + SEED] for start in range(0, len(seeds), SEED)]
