"""A small Telegram on a free loopback port: keeps updates until confirmed, records calls, fails as told.

With a webhook set it delivers there, at a bounded rate, with repeats and out of order when asked to.
"""

import asyncio
import itertools
import json
import random
import time
from collections import defaultdict
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any

import httpx
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from tests.support.loopback import Loopback

DATE = 1785717057  # Monday 3 August 2026, 07:30:57 in Việt Nam
TOKEN = "123456:a-token-that-nobody-may-see"
AS_JSON = ("reply_markup", "link_preview_options", "commands", "scope", "allowed_updates")  # inside a form


@dataclass
class Fault:
    """What goes wrong with the next `times` calls of a method, after `skip` good ones.

    Kinds: a status ("429", "400", "500" …), "reset" (cut at once), "lost" (done, then cut),
    "timeout" (cut after `seconds`, not done), "html" (done, with an answer that is not JSON).
    """

    kind: str
    method: str = "sendmessage"
    times: int = 1
    skip: int = 0
    description: str = ""
    retry_after: float = 0.0
    seconds: float = 0.0

    def is_due(self) -> bool:
        """Counts a call."""
        if self.skip:
            self.skip -= 1
            return False
        self.times -= 1
        return self.times >= 0


class FakeTelegram(Loopback):
    """Use it as a context manager; `url` is what TELEGRAM_API_URL would be.

    `rate`, `repeat` and `window` say how a webhook is served: updates a second, the share that comes twice,
    and from how many waiting ones the next is drawn (above 1, chats lose their order).
    """

    def __init__(self, *, rate: float = 200.0, repeat: float = 0.0, window: int = 1, seed: int = 1) -> None:
        super().__init__()
        self.rate, self.repeat, self.window = rate, repeat, window
        self.forget()
        self._chance = random.Random(seed)
        self._ids = itertools.count(1000)
        self._poll = 0
        self._lines: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    def routes(self) -> list[Route]:
        """The Bot API."""
        return [
            Route("/bot{token}/{method}", self._answer, methods=["GET", "POST"]),
            Route("/file/bot{token}/{path}", self._give_file, methods=["GET"]),
        ]

    def alongside(self) -> list[Coroutine[Any, Any, None]]:
        """Delivery to the webhook."""
        return [self._deliver_for_ever()]

    def forget(self) -> None:
        """As freshly started, for the next test."""
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.sent: list[dict[str, Any]] = []  # messages that a person would see
        self.acknowledged: list[int] = []  # update ids, as the webhook said 2xx
        self.blocked: set[str] = set()  # chats that blocked the bot
        self.webhook: dict[str, Any] = {}
        self.webhook_trouble: dict[str, Any] = {}  # what getWebhookInfo tells beside the address
        self.files: dict[str, bytes] = {}  # what people sent, by its id
        self._faults: list[Fault] = []
        self._waiting: list[dict[str, Any]] = []

    def push(self, update: dict[str, Any]) -> int:
        """Something a person did; its update id."""
        update = {"update_id": next(self._ids), **update}
        self._waiting.append(update)
        self.wake()
        return int(update["update_id"])

    def say(self, text: str, *, chat: int = 7001, **more: Any) -> int:
        """Chị Lan, or whoever has that chat, writes."""
        who = {"id": chat, "is_bot": False, "first_name": "Lan", "language_code": "vi"}
        message = {"message_id": 1, "date": DATE, "chat": {"id": chat, "type": "private"}, "from": who}
        return self.push({"message": {**message, "text": text, **more}})

    def fault(self, kind: str, **how: Any) -> None:
        """Let the next calls fail."""
        self._faults.append(Fault(kind, **how))

    def called(self, method: str) -> list[dict[str, Any]]:
        """The parameters of each call of a method, in order."""
        return [asked for name, asked in self.calls if name == method.lower()]

    async def _answer(self, request: Request) -> Response:
        method = request.path_params["method"].lower()
        asked = await _parameters(request)
        self.calls.append((method, asked))
        fault = next((f for f in self._faults if f.method.lower() == method and f.is_due()), None)
        if fault:
            return await self._fail(fault, request, method, asked)
        if request.path_params["token"] != TOKEN:
            return _error(401, "Unauthorized")
        return await self._do(method, asked)

    async def _fail(self, fault: Fault, request: Request, method: str, asked: dict[str, Any]) -> Response:
        if fault.kind.isdigit():
            return _error(int(fault.kind), fault.description or "as told", fault.retry_after)
        if fault.kind in ("html", "lost"):
            await self._do(method, asked)
        if fault.kind == "html":
            return HTMLResponse(f"<html>{asked.get('text')}</html>")
        await asyncio.sleep(fault.seconds)
        return await self.cut(request)

    async def _do(self, method: str, asked: dict[str, Any]) -> Response:
        if method == "getupdates":
            return await self._get_updates(asked)
        if method == "sendmessage":
            return self._send_message(asked)
        if method == "sendphoto":
            return self._send_message({**asked, "text": asked.get("caption", "")})
        if method == "getfile":
            return self._get_file(asked)
        if method in ("editmessagetext", "editmessagereplymarkup"):
            return self._edit(asked)
        if method == "setwebhook":
            self.webhook = asked
        if method == "deletewebhook":
            self.webhook = {}
        result = {
            "getme": {"id": 123456, "is_bot": True, "first_name": "Hòm Thư", "username": "homthu_bot"},
            "getwebhookinfo": {
                "url": self.webhook.get("url", ""),
                "has_custom_certificate": False,
                "pending_update_count": len(self._waiting),
                **self.webhook_trouble,
            },
        }
        return JSONResponse({"ok": True, "result": result.get(method, True)})

    async def _give_file(self, request: Request) -> Response:
        content = self.files.get(request.path_params["path"])
        known = request.path_params["token"] == TOKEN and content is not None
        return Response(content, media_type="application/octet-stream") if known else _error(404, "Not Found")

    def _get_file(self, asked: dict[str, Any]) -> Response:
        id = asked["file_id"]
        if id not in self.files:
            return _error(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
        found = {"file_id": id, "file_unique_id": id, "file_size": len(self.files[id]), "file_path": id}
        return JSONResponse({"ok": True, "result": found})

    def _send_message(self, asked: dict[str, Any]) -> Response:
        chat = str(asked["chat_id"])
        if chat in self.blocked:
            return _error(403, "Forbidden: bot was blocked by the user")
        if not 1 <= len(asked.get("text", "")) <= 4096:
            return _error(400, "Bad Request: message is too long, or message text is empty")
        self.sent.append(asked)
        message = {"message_id": len(self.sent), "date": DATE, "chat": {"id": int(chat), "type": "private"}}
        return JSONResponse({"ok": True, "result": {**message, "text": asked["text"]}})

    def _edit(self, asked: dict[str, Any]) -> Response:
        """In place: what a person sees of that message afterwards."""
        place = int(asked["message_id"]) - 1
        if str(asked["chat_id"]) in self.blocked:
            return _error(403, "Forbidden: bot was blocked by the user")
        theirs = 0 <= place < len(self.sent) and str(self.sent[place]["chat_id"]) == str(asked["chat_id"])
        if not theirs:
            return _error(400, "Bad Request: message to edit not found")
        before = self.sent[place]
        after = {**before, **{name: asked[name] for name in ("text",) if name in asked}}
        after.pop("reply_markup", None)
        if "reply_markup" in asked:
            after["reply_markup"] = asked["reply_markup"]
        if after == before:
            return _error(400, "Bad Request: message is not modified: specified new message content is the same")
        self.sent[place] = after
        chat = {"id": int(asked["chat_id"]), "type": "private"}
        return JSONResponse({"ok": True, "result": {"message_id": place + 1, "date": DATE, "chat": chat}})

    async def _get_updates(self, asked: dict[str, Any]) -> Response:
        if self.webhook.get("url"):
            return _error(409, "Conflict: can't use getUpdates method while webhook is active")
        self._poll += 1
        mine = self._poll
        self.wake()  # an earlier poll ends here
        self._waiting = [u for u in self._waiting if u["update_id"] >= int(asked.get("offset", 0))]
        until = time.monotonic() + float(asked.get("timeout", 0))
        while not self._waiting and mine == self._poll and not self.closing:
            if not await self.news(seconds=until - time.monotonic()):
                break
        if mine != self._poll:
            return _error(409, "Conflict: terminated by other getUpdates request")
        return JSONResponse({"ok": True, "result": self._waiting[: int(asked.get("limit", 100))]})

    async def _deliver_for_ever(self) -> None:
        async with httpx.AsyncClient(timeout=5.0) as client, asyncio.TaskGroup() as under_way:
            while True:
                if not self.webhook.get("url") or not self._waiting:
                    await asyncio.sleep(0.005)
                    continue
                chosen = self._chance.randrange(min(self.window, len(self._waiting)))
                under_way.create_task(self._deliver(client, self._waiting.pop(chosen)))
                await asyncio.sleep(1 / self.rate)

    async def _deliver(self, client: httpx.AsyncClient, update: dict[str, Any]) -> None:
        """Until the webhook says 2xx; meanwhile the rest of that chat waits, as at Telegram."""
        line = str(update["update_id"]) if self.window > 1 else _chat_of(update)
        async with self._lines[line]:
            while not await self._post(client, update):
                await asyncio.sleep(0.2)
            self.acknowledged.append(update["update_id"])
            if self._chance.random() < self.repeat:
                await self._post(client, update)

    async def _post(self, client: httpx.AsyncClient, update: dict[str, Any]) -> bool:
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.webhook.get("secret_token", "")}
        try:
            return (await client.post(self.webhook.get("url", ""), json=update, headers=headers)).is_success
        except httpx.HTTPError:
            return False


async def _parameters(request: Request) -> dict[str, Any]:
    if request.headers.get("content-type", "").startswith("application/json"):
        return dict(await request.json())
    form = await request.form()
    files = {name: await value.read() for name, value in form.items() if isinstance(value, UploadFile)}
    fields = {name: json.loads(str(value)) if name in AS_JSON else str(value) for name, value in form.items()}
    await form.close()
    return {**fields, **files}


def _error(status: int, description: str, retry_after: float = 0.0) -> Response:
    answer: dict[str, Any] = {"ok": False, "error_code": status, "description": description}
    if retry_after:
        answer["parameters"] = {"retry_after": retry_after}
    return JSONResponse(answer, status_code=status)


def _chat_of(update: dict[str, Any]) -> str:
    part: dict[str, Any] = next((value for value in update.values() if isinstance(value, dict)), {})
    return str(part.get("chat", part.get("from", {})).get("id"))
