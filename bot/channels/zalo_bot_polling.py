"""Fetches events where there is no public address: one at a time, each committed before the next is asked for.

Zalo hands out an event once and knows no acknowledgement. So an event that was fetched is kept until the house has it,
and a call on its way is never cut off: the long poll is short, and a stop waits for its end. What dies with this
process, or with a broken connection, is at most the one event in hand.
"""

import asyncio
import json
import logging
import random
from collections.abc import Awaitable, Callable
from typing import Any

from bot.channels.base import SendError
from bot.channels.zalo_bot import SECRET_HEADER
from bot.channels.zalo_bot_calls import Line
from bot.channels.zalo_bot_errors import FULL, NOT_OURS, NOTHING_CAME, QUOTA_PAUSE, Refused
from bot.channels.zalo_bot_setup import registered_webhook
from feedback.messages import Posted

LONG_POLL_SECONDS = 5
WEBHOOK_PAUSE = 30.0
LONGEST_PAUSE = 60.0
KEEP_AGAIN_SECONDS = 1.0

_WHY = {  # one line for the operator, when the trouble begins
    "webhook": "zalo-bot.polling_paused: another address is this bot's webhook; remove that webhook to poll",
    "token": "zalo-bot.polling_paused: Zalo does not accept the token or knows no such address",
    "throttled": "zalo-bot.polling_paused: Zalo asks to wait",
    "network": "zalo-bot.polling_paused: Zalo cannot be reached",
    "answer": "zalo-bot.polling_paused: the answer is not one of Zalo's",
}

_log = logging.getLogger(__name__)


class _Trouble(Exception):
    """No event this time. `seconds` to wait when they are known, else the growing pause applies."""

    def __init__(self, kind: str, *, seconds: float | None = None, error: str = "") -> None:
        super().__init__(kind)
        self.kind, self.seconds, self.error = kind, seconds, error


class ZaloBotPolling:
    """The one poller of a bot. `deliver` keeps an event or raises; `own_webhook` is ours to remove."""

    def __init__(
        self,
        *,
        line: Line,
        secret: str,
        deliver: Callable[[Posted], Awaitable[None]],
        own_webhook: str = "",
        long_poll: float = LONG_POLL_SECONDS,
        webhook_pause: float = WEBHOOK_PAUSE,
        longest_pause: float = LONGEST_PAUSE,
        keep_again: float = KEEP_AGAIN_SECONDS,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._line = line
        self._headers = {SECRET_HEADER: secret}
        self._deliver = deliver
        self._own_webhook = own_webhook
        self._long_poll = long_poll
        self._webhook_pause = webhook_pause
        self._longest_pause = longest_pause
        self._keep_again = keep_again
        self._chance = chance
        self._clear = False
        self._failures = 0
        self._told = ""

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`: fetch one, have it kept, fetch the next."""
        stopping = asyncio.create_task(stop.wait())
        try:
            while not stop.is_set():
                await asyncio.wait({stopping}, timeout=await self._round())
        finally:
            stopping.cancel()

    async def _round(self) -> float:
        """Seconds to wait before the next round."""
        try:
            if not self._clear:
                await self._clear_the_way()
            event = await self._fetch()
        except _Trouble as trouble:
            return self._pause(trouble)
        self._failures, self._told = 0, ""
        if event is not None:
            await self._keep(Posted(self._headers, json.dumps(event).encode()))
        return 0.0

    async def _fetch(self) -> Any:
        """One event, or None when nothing came."""
        try:
            return await self._call("getUpdates", {"timeout": self._long_poll}, wait=self._long_poll)
        except Refused as refused:
            if refused.code == NOTHING_CAME:
                return None
            self._clear = False  # perhaps a webhook was set meanwhile; no document says which code tells so
            raise _trouble(refused, longest=self._longest_pause) from None

    async def _clear_the_way(self) -> None:
        """A webhook we set ourselves is taken away; anybody else's is not ours to touch."""
        try:
            known = await registered_webhook(self._line)
            if known and known == self._own_webhook:
                await self._line.call("deleteWebhook")
            elif known:
                raise _Trouble("webhook", seconds=self._webhook_pause)
        except Refused as refused:
            raise _trouble(refused, longest=self._longest_pause) from None
        except SendError as error:
            raise _Trouble("network", error=type(error).__name__) from None
        self._clear = True

    async def _call(self, method: str, parameters: dict[str, Any], *, wait: float) -> Any:
        try:
            return await self._line.call(method, parameters, wait=wait)
        except SendError as error:
            raise _Trouble("network", error=str(error)) from None

    async def _keep(self, posted: Posted) -> None:
        """Zalo no longer has it: hand it over until it is kept, also while the service is being stopped."""
        told = False
        try:
            while True:
                try:
                    await self._deliver(posted)
                    return
                except Exception as error:  # noqa: BLE001 (whatever it was, only this process has the event)
                    if not told:
                        told = True
                        fields = {"channel": "zalo-bot", "error": error}
                        _log.warning("zalo-bot.not_kept_yet", extra={"fields": fields})
                await asyncio.sleep(self._keep_again)
        except asyncio.CancelledError:
            _log.error("zalo-bot.event_lost", extra={"fields": {"channel": "zalo-bot", "count": 1}})
            raise

    def _pause(self, trouble: _Trouble) -> float:
        self._failures += 1
        grown = min(self._longest_pause, 2.0 ** min(self._failures - 1, 10)) * (0.5 + self._chance() / 2)
        seconds = grown if trouble.seconds is None else trouble.seconds
        if trouble.kind != self._told:
            self._told = trouble.kind
            fields = {"channel": "zalo-bot", "error": trouble.error or None, "wait_s": round(seconds, 1)}
            _log.warning(_WHY[trouble.kind], extra={"fields": fields})
        return seconds


def _trouble(refused: Refused, *, longest: float) -> _Trouble:
    if refused.code in NOT_OURS:
        return _Trouble("token", seconds=longest)
    if refused.code == FULL:
        return _Trouble("throttled", seconds=QUOTA_PAUSE)
    return _Trouble("answer", error=f"code {refused.code}")
