"""Fetches updates where there is no public address: an update is confirmed only after it was delivered.

Chats are handed over side by side, the updates of one chat in order; what failed is asked for again.
"""

import asyncio
import json
import logging
import random
from collections.abc import Awaitable, Callable
from typing import Any

import httpx

from bot.channels.base import Malformed
from bot.channels.telegram import API_URL, SECRET_HEADER
from bot.channels.telegram_errors import retry_after
from bot.channels.telegram_updates import ALLOWED_UPDATES, parse
from feedback.messages import Posted

LONG_POLL_SECONDS = 25
CONFLICT_PAUSE = 30.0
LONGEST_PAUSE = 60.0

_WHY = {  # one line for the operator, when the trouble begins
    "webhook": "telegram.polling_paused: another address is this bot's webhook; remove that webhook to poll",
    "poller": "telegram.polling_paused: another process polls with this token; exactly one may",
    "token": "telegram.polling_paused: Telegram does not accept the token",
    "throttled": "telegram.polling_paused: Telegram asks to wait",
    "network": "telegram.polling_paused: Telegram cannot be reached",
    "answer": "telegram.polling_paused: the answer is not one of Telegram's",
    "delivery": "telegram.polling_paused: an update could not be kept and will be asked for again",
}

_log = logging.getLogger(__name__)


class _Trouble(Exception):
    """No updates this time. `seconds` to wait when they are known, else the growing pause applies."""

    def __init__(self, kind: str, *, seconds: float | None = None, error: str = "") -> None:
        super().__init__(kind)
        self.kind, self.seconds, self.error = kind, seconds, error


class TelegramPolling:
    """The one poller of a bot. `deliver` keeps an update or raises; `own_webhook` is ours to remove."""

    def __init__(
        self,
        *,
        token: str,
        secret: str,
        deliver: Callable[[Posted], Awaitable[None]],
        api_url: str = API_URL,
        own_webhook: str = "",
        long_poll: int = LONG_POLL_SECONDS,
        conflict_pause: float = CONFLICT_PAUSE,
        longest_pause: float = LONGEST_PAUSE,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._url = f"{api_url.rstrip('/')}/bot{token}"
        self._headers = {SECRET_HEADER: secret}
        self._deliver = deliver
        self._own_webhook = own_webhook
        self._long_poll = long_poll
        self._conflict_pause = conflict_pause
        self._longest_pause = longest_pause
        self._chance = chance
        self._offset = 0
        self._failures = 0
        self._told = ""

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`: fetch, hand over, confirm with the next fetch."""
        timeout = httpx.Timeout(10.0, read=self._long_poll + 10.0)
        stopping = asyncio.create_task(stop.wait())
        try:
            async with httpx.AsyncClient(timeout=timeout) as client:
                while not stop.is_set():
                    seconds = await self._round(client, stopping)
                    await asyncio.wait({stopping}, timeout=seconds)
        finally:
            stopping.cancel()

    async def _round(self, client: httpx.AsyncClient, stopping: asyncio.Task[Any]) -> float:
        """Seconds to wait before the next round."""
        fetching = asyncio.create_task(self._fetch(client))
        either: set[asyncio.Task[Any]] = {fetching, stopping}
        try:
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            if not fetching.done():
                return 0.0
            await self._hand_over(fetching.result())
        except _Trouble as trouble:
            return self._pause(trouble)
        finally:
            fetching.cancel()  # nothing was confirmed, so nothing is lost
            await asyncio.gather(fetching, return_exceptions=True)
        self._failures, self._told = 0, ""
        return 0.0

    async def _fetch(self, client: httpx.AsyncClient) -> list[dict[str, Any]]:
        asked = {"offset": self._offset, "timeout": self._long_poll, "allowed_updates": ALLOWED_UPDATES}
        status, answer = await self._call(client, "getUpdates", asked)
        if status == 409:
            await self._resolve_conflict(client, answer)
        if status in (401, 404):
            raise _Trouble("token", seconds=self._longest_pause)
        if status == 429:
            raise _Trouble("throttled", seconds=retry_after(answer))
        updates = answer.get("result")
        if status != 200 or not isinstance(updates, list):
            raise _Trouble("answer", error=f"HTTP {status}")
        return [update for update in updates if isinstance(update, dict) and "update_id" in update]

    async def _call(
        self, client: httpx.AsyncClient, method: str, parameters: dict[str, Any]
    ) -> tuple[int, dict[str, Any]]:
        try:
            response = await client.post(f"{self._url}/{method}", json=parameters)
            answer = response.json()
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise _Trouble("network", error=type(error).__name__) from None  # it holds the token
        except ValueError:
            return response.status_code, {}
        return response.status_code, answer if isinstance(answer, dict) else {}

    async def _resolve_conflict(self, client: httpx.AsyncClient, answer: dict[str, Any]) -> None:
        """A webhook we set ourselves is taken away; anybody else's is not ours to touch."""
        if "webhook" not in str(answer.get("description", "")).lower():
            raise _Trouble("poller", seconds=self._conflict_pause)
        _, known = await self._call(client, "getWebhookInfo", {})
        info = known.get("result")
        if not self._own_webhook or not isinstance(info, dict) or info.get("url") != self._own_webhook:
            raise _Trouble("webhook", seconds=self._conflict_pause)
        await self._call(client, "deleteWebhook", {"drop_pending_updates": False})
        raise _Trouble("webhook", seconds=0.0)

    async def _hand_over(self, updates: list[dict[str, Any]]) -> None:
        lines: dict[str, list[tuple[int, Posted]]] = {}
        for update in updates:
            posted = Posted(self._headers, json.dumps(update).encode())
            lines.setdefault(_chat_of(posted), []).append((update["update_id"], posted))
        stuck = await asyncio.gather(*(self._in_order(line) for line in lines.values()))
        failed = [update_id for update_id in stuck if update_id is not None]
        if updates:
            self._offset = min(failed, default=updates[-1]["update_id"] + 1)
        if failed:
            raise _Trouble("delivery")

    async def _in_order(self, line: list[tuple[int, Posted]]) -> int | None:
        """Deliver the updates of one chat; the id of the first that could not be kept."""
        for update_id, posted in line:
            try:
                await self._deliver(posted)
            except Malformed:
                _log.warning("telegram.malformed_update", extra={"fields": {"channel": "telegram"}})
            except Exception as error:  # noqa: BLE001 (whatever it was, Telegram still has the update)
                _log.warning(
                    "telegram.delivery_failed", extra={"fields": {"channel": "telegram", "error": error}}
                )
                return update_id
        return None

    def _pause(self, trouble: _Trouble) -> float:
        self._failures += 1
        grown = min(self._longest_pause, 2.0 ** min(self._failures - 1, 10)) * (0.5 + self._chance() / 2)
        seconds = grown if trouble.seconds is None else trouble.seconds
        if trouble.kind != self._told and seconds:
            self._told = trouble.kind
            fields = {"channel": "telegram", "error": trouble.error or None, "wait_s": round(seconds, 1)}
            _log.warning(_WHY[trouble.kind], extra={"fields": fields})
        return seconds


def _chat_of(posted: Posted) -> str:
    try:
        return parse(posted.body).chat
    except Malformed:
        return ""  # delivery will say so; no order to keep
