"""The account's tokens: bought ahead of time, by one process of all, and never used before they are safe.

A refresh token can be spent once. So whoever may spend it holds a lease in the database, no transaction is open
while Zalo is asked, the answer is committed before anybody uses it, and the spending is never cut off half-way. When
the answer is lost all the same, the next try tells: Zalo refuses the spent token, the loss is written down, letters
wait, and a person authorises again (`homthu zalo authorize`).
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.channels.base import NotAccepted, SendError, Unavailable, Uncertain
from bot.channels.zalo_oa_calls import Line
from bot.channels.zalo_oa_errors import LOST, Refused
from feedback.errors import StorageUnavailable
from feedback.platform_ports import KeptTokens, TokenPair
from feedback.ports import Database

NAME = "zalo-oa"
EVER = datetime(1970, 1, 1, tzinfo=UTC)
AHEAD = timedelta(hours=1)
ASSUMED = timedelta(hours=24)
"""Of an access token out of the settings nobody knows the age; one that is refused earlier is renewed then."""

LEASE_SECONDS = 60.0
PATIENCE_SECONDS = 20.0
LOOKS, LOOK_SECONDS = 40, 0.25
SAVES, SAVE_SECONDS = 60, 1.0
SOON, LATER = timedelta(seconds=5), timedelta(minutes=5)

NEVER = "not authorised yet"
LOST_FOR_GOOD = "the authorisation is lost"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class App:
    """The application that acts for the account, and where Zalo gives out tokens."""

    app_id: str
    secret: str = field(repr=False)
    oauth_url: str = "https://oauth.zaloapp.com"

    async def buy(self, line: Line, grant: Mapping[str, str], *, now: datetime) -> TokenPair:
        """A pair for a refresh token or a code. Raises Refused or a SendError."""
        answer = await line.post(
            f"{self.oauth_url}/v4/oa/access_token",
            headers={"secret_key": self.secret},
            form={"app_id": self.app_id, **grant},
        )
        return _pair(answer, now)


@dataclass
class TokenKeeper:
    """Hands out the access token and renews it. `first` is the pair of the settings, if there is one."""

    database: Database
    app: App
    line: Line
    owner: str
    clock: Callable[[], datetime]
    first: TokenPair | None = None
    _kept: KeptTokens | None = field(default=None, repr=False)
    _planted: bool = field(default=False, repr=False)
    _task: "asyncio.Task[KeptTokens | str] | None" = field(default=None, repr=False)

    async def access(self) -> KeptTokens:
        """The pair in use, renewed first when it is over. Raises Unavailable."""
        kept = self._kept or await self._read()
        if kept is None:
            raise NotAccepted(NEVER)
        if kept.pair.access and kept.pair.expires_at > self.clock():
            return kept
        return await self.renew(kept.version)

    async def renew(self, version: int) -> KeptTokens:
        """A pair newer than that version, whoever buys it. Raises Unavailable."""
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._renew(version), name="zalo tokens")
        # Whoever waits may be cut off; the task goes on, for its answer would be lost with it.
        done, _ = await asyncio.wait({self._task}, timeout=PATIENCE_SECONDS)
        found = next(iter(done)).result() if done else "still renewing"
        if isinstance(found, str):
            raise NotAccepted(found) if found in (NEVER, LOST_FOR_GOOD) else Unavailable(found)
        if found.version == version:
            raise Unavailable("no newer token yet")
        return found

    async def renew_ahead(self, now: datetime) -> str:
        """For the clock: renew what ends within the hour. What became of it, as a word for the log."""
        kept = await self._read()
        if kept is None:
            return "none"
        if kept.lost_at:
            log.error("authorisation lost", extra={"fields": {"event": "tokens_lost", "channel": NAME}})
            return "lost"
        if kept.pair.expires_at - now > AHEAD:
            return "good"
        try:
            await self.renew(kept.version)
        except Unavailable:
            return "later"  # said where it failed
        return "renewed"

    async def report(self, trouble: str) -> None:
        """Something that a person must mend at Zalo; "" when it works again."""
        try:
            async with self.database.transact() as tx:
                await tx.tokens.report(NAME, trouble)
        except StorageUnavailable:
            log.warning("not reported", extra={"fields": {"event": "report_lost", "channel": NAME}})

    async def close(self) -> None:
        """Wait for an answer that must not be lost."""
        if self._task:
            await asyncio.wait({self._task}, timeout=PATIENCE_SECONDS)

    async def _read(self) -> KeptTokens | None:
        """From the database, where others may have put a newer one; the settings' pair is planted once."""
        try:
            if self.first and not self._planted:
                async with self.database.transact() as tx:
                    await tx.tokens.plant(NAME, self.first, at=self.clock())
                self._planted = True
            async with self.database.reading() as tx:
                self._kept = await tx.tokens.get(NAME)
        except StorageUnavailable:
            raise Unavailable("the tokens cannot be read") from None
        return self._kept

    async def _renew(self, version: int) -> KeptTokens | str:
        try:
            for _ in range(LOOKS):
                kept = await self._read()
                if kept is None or kept.version != version:
                    return kept or NEVER
                if kept.lost_at:
                    return LOST_FOR_GOOD
                if await self._lease(version):
                    return await self._spend(kept)
                if await self._is_idle(version):
                    return "waiting before the next try"
                await asyncio.sleep(LOOK_SECONDS)  # another replica is at it, and nothing tells us when it is done
        except (StorageUnavailable, Unavailable):
            return "the tokens cannot be read"
        return "another process is still renewing"

    async def _is_idle(self, version: int) -> bool:
        """Asked after the lease was refused: whoever took it may have been faster than our last look."""
        kept = await self._read()
        return kept is not None and kept.version == version and not kept.owner and not kept.lost_at

    async def _lease(self, version: int) -> bool:
        async with self.database.transact() as tx:
            return await tx.tokens.lease(
                NAME, version=version, owner=self.owner, now=self.clock(), seconds=LEASE_SECONDS
            )

    async def _spend(self, kept: KeptTokens) -> KeptTokens | str:
        grant = {"grant_type": "refresh_token", "refresh_token": kept.pair.refresh}
        try:
            pair = await self.app.buy(self.line, grant, now=self.clock())
        except Refused as refused:
            lost = refused.code in LOST
            return await self._failed(f"code {refused.code}", lost=lost, wait=LATER)
        except Uncertain:
            return await self._failed("no-answer", lost=False, wait=SOON)
        except SendError:
            return await self._failed("unavailable", lost=False, wait=SOON)
        return await self._save(pair)

    async def _save(self, pair: TokenPair) -> KeptTokens | str:
        """There is no other copy of this pair: a database that is away for a moment must not lose it."""
        for _ in range(SAVES):
            try:
                async with self.database.transact() as tx:
                    await tx.tokens.renew(NAME, pair, owner=self.owner, at=self.clock())
                log.info("tokens renewed", extra={"fields": {"event": "tokens_renewed", "channel": NAME}})
                return await self._read() or NEVER
            except StorageUnavailable:
                await asyncio.sleep(SAVE_SECONDS)
        log.error("tokens not kept", extra={"fields": {"event": "tokens_not_kept", "channel": NAME}})
        return "the new tokens could not be kept"

    async def _failed(self, trouble: str, *, lost: bool, wait: timedelta) -> str:
        event = "tokens_lost" if lost else "tokens_not_renewed"
        fields = {"event": event, "channel": NAME, "reason": trouble.replace(" ", ":")}
        log.error("tokens not renewed", extra={"fields": fields})
        now = self.clock()
        async with self.database.transact() as tx:
            await tx.tokens.fail(
                NAME, owner=self.owner, trouble=trouble, lost_at=now if lost else None, again=now + wait
            )
        return LOST_FOR_GOOD if lost else trouble


def first_pair(access: str, refresh: str, *, now: datetime) -> TokenPair | None:
    """The pair that the settings hold; without an access token it is over from the start."""
    if not refresh:
        return None
    return TokenPair(access, refresh, now + ASSUMED if access else EVER)


def _pair(answer: Mapping[str, Any], now: datetime) -> TokenPair:
    """Zalo writes the seconds as text."""
    access, refresh, seconds = (answer.get(name) for name in ("access_token", "refresh_token", "expires_in"))
    if not access or not refresh or not str(seconds).isdecimal():
        raise Uncertain("an answer without tokens")
    return TokenPair(str(access), str(refresh), now + timedelta(seconds=int(str(seconds))))
