"""A small Zalo Bot Platform on a free loopback port: hands out each event once, records calls, fails as told.

Errors stand inside HTTP 200, as at Zalo.
"""

import asyncio
import itertools
import time
from collections import deque
from dataclasses import dataclass
from typing import Any

import httpx
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from tests.support.loopback import Loopback

TOKEN = "77123:a-zalo-token-that-nobody-may-see"
DATE_MS = 1785717057000  # Monday 3 August 2026, 07:30:57 in Việt Nam
LAN = "6ede9afa66b88fe6d6a9"


@dataclass
class Fault:
    """What goes wrong with the next `times` calls of a method, after `skip` good ones.

    Kinds: a code ("429", "400" …) inside HTTP 200, "http500" and the like as a status with a page, "reset" (cut at
    once), "lost" (done, then cut), "timeout" (cut after `seconds`, not done), "html" (done, with a page for an answer).
    """

    kind: str
    method: str = "sendMessage"
    times: int = 1
    skip: int = 0
    description: str = "as told"
    seconds: float = 0.0

    def is_due(self) -> bool:
        """Counts a call."""
        if self.skip:
            self.skip -= 1
            return False
        self.times -= 1
        return self.times >= 0


class FakeZaloBot(Loopback):
    """Use it as a context manager; `url` is what ZALO_BOT_API_URL would be."""

    def __init__(self) -> None:
        super().__init__()
        self._ids = itertools.count(1000)
        self.forget()

    def routes(self) -> list[Route]:
        """The platform's one path."""
        return [Route("/bot{token}/{method}", self._answer, methods=["GET", "POST"])]

    def forget(self) -> None:
        """As freshly started, for the next test."""
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.sent: list[dict[str, Any]] = []  # messages that a person would see
        self.events: deque[dict[str, Any]] = deque()
        self.webhook: dict[str, Any] = {}
        self.outcome = "webhook.ok"  # of the platform's own try
        self._faults: list[Fault] = []

    def say(self, text: str, *, chat: str = LAN, id: str = "") -> dict[str, Any]:
        """Chị Lan, or whoever has that chat, writes; the event as it waits for the poller."""
        who = {"id": chat, "display_name": "Lan", "is_bot": False}
        message = {
            "message_id": id or f"{next(self._ids):020x}",
            "date": DATE_MS,
            "chat": {"id": chat, "chat_type": "PRIVATE"},
            "from": who,
            "text": text,
        }
        event = {"event_name": "message.text.received", "message": message}
        self.events.append(event)
        self.wake()
        return event

    def fault(self, kind: str, **how: Any) -> None:
        """Let the next calls fail."""
        self._faults.append(Fault(kind, **how))

    def called(self, method: str) -> list[dict[str, Any]]:
        """The parameters of each call of a method, in order."""
        return [asked for name, asked in self.calls if name == method]

    async def _answer(self, request: Request) -> Response:
        method, asked = request.path_params["method"], dict(await request.json())
        self.calls.append((method, asked))
        fault = next((f for f in self._faults if f.method == method and f.is_due()), None)
        if fault:
            return await self._fail(fault, request, method, asked)
        if request.path_params["token"] != TOKEN:
            return _error(401, "Unauthorized")
        return await self._do(method, asked)

    async def _fail(self, fault: Fault, request: Request, method: str, asked: dict[str, Any]) -> Response:
        if fault.kind.isdigit():
            return _error(int(fault.kind), fault.description)
        if fault.kind.startswith("http"):
            return HTMLResponse(f"<html>{asked.get('text')}</html>", status_code=int(fault.kind[4:]))
        if fault.kind in ("html", "lost"):
            await self._do(method, asked)
        if fault.kind == "html":
            return HTMLResponse(f"<html>{asked.get('text')}</html>")
        await asyncio.sleep(fault.seconds)
        return await self.cut(request)

    async def _do(self, method: str, asked: dict[str, Any]) -> Response:
        match method:
            case "getUpdates":
                return await self._get_updates(asked)
            case "sendMessage":
                return self._send_message(asked)
            case "getMe":
                return _result({"id": "77123", "account_name": "bot.homthu", "account_type": "BASIC"})
            case "getWebhookInfo":
                return _result({"url": self.webhook["url"]}) if self.webhook else _error(404, "Not Found")
            case "setWebhook":
                self.webhook = asked
                ok = await self._try_webhook() and self.outcome == "webhook.ok"
                return _result({"url": asked["url"], "verification": {"ok": ok, "outcome": self.outcome}})
            case "deleteWebhook":
                self.webhook = {}
                return _result({"url": ""})
        return _error(404, "Not Found")

    async def _try_webhook(self) -> bool:
        """With an empty body; a made-up address is left alone."""
        if "127.0.0.1" not in self.webhook["url"]:
            return True
        async with httpx.AsyncClient(timeout=5.0) as client:
            return (await client.post(self.webhook["url"])).status_code == 200

    def _send_message(self, asked: dict[str, Any]) -> Response:
        if not 1 <= len(asked.get("text", "")) <= 2000:
            return _error(400, "Bad Request: text must be between 1 and 2000 characters")
        self.sent.append(asked)
        return _result({"message_id": f"{len(self.sent):020x}", "date": DATE_MS})

    async def _get_updates(self, asked: dict[str, Any]) -> Response:
        until = time.monotonic() + float(asked.get("timeout", 30))
        while not self.events and not self.closing:
            if not await self.news(seconds=until - time.monotonic()):
                break
        return _result(self.events.popleft()) if self.events else _error(408, "Request timeout")


def _result(result: dict[str, Any]) -> Response:
    return JSONResponse({"ok": True, "result": result})


def _error(code: int, description: str) -> Response:
    return JSONResponse({"ok": False, "error_code": code, "description": description})
