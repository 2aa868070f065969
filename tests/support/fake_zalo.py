"""A small Zalo on a free loopback port: OAuth with single-use refresh tokens, consultation messages, templates.

It fails as told, and records every call. What it knows of people is who blocked the account or is outside a window.
"""

import asyncio
import itertools
import json
import threading
import time
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Self

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route
from uvicorn.protocols.http.h11_impl import H11Protocol

APP_ID, APP_SECRET = "1122334455667788990", "the-secret-of-the-app"
OA_ID, OA_SECRET_KEY = "2233445566778899001", "the-secret-of-the-account"
ACCESS, REFRESH = "access-token-0", "refresh-token-0"
CS, TEMPLATE, TOKEN, GETOA = "message/cs", "message/template", "access_token", "getoa"
BY_PHONE, INFO = "business/message/template", "template/info/v2"


@dataclass
class Fault:
    """What goes wrong with the next `times` calls of one kind, after `skip` good ones.

    Kinds: a code ("-230"), "http" (with `status`), "reset" (cut, not done), "lost" (done, then cut), "html" (done, and
    an answer that is not JSON), "slow" (cut after `seconds`, not done).
    """

    kind: str
    call: str = CS
    times: int = 1
    skip: int = 0
    status: int = 500
    seconds: float = 0.0
    message: str = "as told"

    def is_due(self) -> bool:
        """Counts a call."""
        if self.skip:
            self.skip -= 1
            return False
        self.times -= 1
        return self.times >= 0


class FakeZalo:
    """Use it as a context manager; `url` stands for both of Zalo's machines."""

    def __init__(self) -> None:
        self.url = ""
        self.forget()
        self._wires: dict[tuple[str, int], asyncio.Transport] = {}

    def __enter__(self) -> Self:
        routes = [
            Route("/v3.0/oa/message/cs", self._answer, methods=["POST"], name=CS),
            Route("/v3.0/oa/message/template", self._answer, methods=["POST"], name=TEMPLATE),
            Route("/v4/oa/access_token", self._answer, methods=["POST"], name=TOKEN),
            Route("/v2.0/oa/getoa", self._answer, methods=["GET"], name=GETOA),
            Route("/business/message/template", self._answer, methods=["POST"], name=BY_PHONE),
            Route("/business/template/info/v2", self._answer, methods=["GET"], name=INFO),
        ]
        app = Starlette(routes=routes)
        self._server = uvicorn.Server(
            uvicorn.Config(app, port=0, http=self._protocol(), ws="none", lifespan="off", log_config=None)
        )
        self._thread = threading.Thread(target=lambda: asyncio.run(self._server.serve()), daemon=True)
        self._thread.start()
        while not self._server.started:
            time.sleep(0.005)
        self.url = f"http://127.0.0.1:{self._server.servers[0].sockets[0].getsockname()[1]}"
        return self

    def __exit__(self, *error: object) -> None:
        self._server.should_exit = self._server.force_exit = True
        self._thread.join(timeout=10)

    def forget(self) -> None:
        """As freshly started, for the next test."""
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.sent: list[dict[str, Any]] = []  # messages that a person would see
        self.notices: list[dict[str, Any]] = []
        self.invitations: list[dict[str, Any]] = []  # by number, to the business machine
        self.access, self.refresh, self.codes = ACCESS, REFRESH, dict[str, str]()
        self.wants_button_type = False
        self.expired_code = -216
        self.slow_tokens = 0.0
        self._numbers = itertools.count(1)
        self._faults: list[Fault] = []

    def fault(self, kind: str, **how: Any) -> None:
        """Let the next calls fail."""
        self._faults.append(Fault(kind, **how))

    def expire(self) -> None:
        """The access token ends."""
        self.access = "nobody has this one"

    def code_for(self, challenge: str) -> str:
        """An administrator agreed."""
        code = f"code-{next(self._numbers)}"
        self.codes[code] = challenge
        return code

    def called(self, name: str) -> list[dict[str, Any]]:
        """What each call of one kind asked for, in order."""
        return [asked for called, asked in self.calls if called == name]

    def _protocol(self) -> type[H11Protocol]:
        wires = self._wires

        class Cuttable(H11Protocol):
            def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
                super().connection_made(transport)
                wires[transport.get_extra_info("peername")] = transport

        return Cuttable

    async def _answer(self, request: Request) -> Response:
        name = next(path for path in (CS, BY_PHONE, TEMPLATE, TOKEN, GETOA, INFO) if request.url.path.endswith(path))
        asked = await _asked(request)
        self.calls.append((name, asked))
        fault = next((one for one in self._faults if one.call == name and one.is_due()), None)
        if fault is None:
            return await self._do(name, request, asked)
        if fault.kind.startswith("-"):
            return _error(int(fault.kind), fault.message)
        if fault.kind == "http":
            return HTMLResponse("<html>Bad Gateway</html>", fault.status)
        if fault.kind in ("lost", "html"):
            await self._do(name, request, asked)
        if fault.kind == "html":
            return HTMLResponse(f"<html>{asked}</html>")
        await asyncio.sleep(fault.seconds)
        assert request.client
        self._wires[request.client.host, request.client.port].abort()
        await asyncio.sleep(0.02)  # the server learns of it before it would answer
        return Response()

    async def _do(self, name: str, request: Request, asked: dict[str, Any]) -> Response:
        if name == TOKEN:
            return await self._token(request, asked)
        if request.headers.get("access_token") != self.access:
            return _error(self.expired_code, "Access token is invalid")
        if name == CS:
            return self._say(asked)
        if name == TEMPLATE:
            self.notices.append(asked)
        if name == BY_PHONE:
            self.invitations.append(asked)
        return _success({"msg_id": f"notice-{next(self._numbers)}"})

    def _say(self, asked: dict[str, Any]) -> Response:
        message = asked["message"]
        payload = message.get("attachment", {}).get("payload", {})
        if not 1 <= len(message["text"]) <= 2000:
            return _error(-210, "message text exceeds the maximum length of 2000")
        if payload and self.wants_button_type and payload.get("template_type") != "button":
            return _error(-201, "attachment is invalid!")
        self.sent.append(asked)
        return _success({"message_id": f"message-{len(self.sent)}", "quota": {"quota_type": "reply"}})

    async def _token(self, request: Request, asked: dict[str, Any]) -> Response:
        if request.headers.get("secret_key") != APP_SECRET or asked.get("app_id") != APP_ID:
            return _error(-14004, "Secret key is invalid.")
        if asked["grant_type"] == "refresh_token":
            if asked["refresh_token"] != self.refresh:
                return _error(-14014, "Invalid refresh token.")
        elif self.codes.pop(asked["code"], None) != _challenge(asked["code_verifier"]):
            return _error(-14005, "Authorized code is invalid.")
        number = next(self._numbers)
        self.access, self.refresh = f"access-token-{number}", f"refresh-token-{number}"
        await asyncio.sleep(self.slow_tokens)
        pair = {"access_token": self.access, "refresh_token": self.refresh, "expires_in": "90000"}
        return JSONResponse(pair)


async def _asked(request: Request) -> dict[str, Any]:
    if request.method == "GET":
        return {}
    if request.headers.get("content-type", "").startswith("application/json"):
        return dict(await request.json())
    return {name: str(value) for name, value in (await request.form()).items()}


def _success(data: dict[str, Any]) -> Response:
    return JSONResponse({"data": data, "error": 0, "message": "Success"})


def _error(code: int, message: str) -> Response:
    """As Zalo does it: inside a success."""
    return JSONResponse({"error": code, "message": message})


def _challenge(verifier: str) -> str:
    return urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def signed_event(event: dict[str, Any]) -> tuple[dict[str, str], bytes]:
    """Headers and raw body as Zalo posts them."""
    body = json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()
    return {"x-zevent-signature": f"mac={signature(body, str(event.get('timestamp', '')))}"}, body


def signature(body: bytes, stamp: str) -> str:
    """SHA-256 over app id, raw body, timestamp and the account's secret key."""
    return sha256(APP_ID.encode() + body + stamp.encode() + OA_SECRET_KEY.encode()).hexdigest()
