"""The service as it really serves (role `web`: nothing is sent), and in the same process the anchors beside it.

Ends when its standard input closes, so that it never outlives the benchmark that started it.
"""

import argparse
import asyncio
import json
import os
import signal
import sys
import threading
import time
from dataclasses import dataclass, fields
from typing import cast

import uvloop
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.channels.telegram_updates import parse
from homthu.serving import serve
from homthu.settings import load_settings
from homthu.wiring import Service, build

LOOPS = {"asyncio": asyncio.new_event_loop, "uvloop": uvloop.new_event_loop}


@dataclass
class Measured(Service):
    """The service, with the anchors in front of its app and its commits counted."""

    commits: int = 0

    def __post_init__(self) -> None:
        super().__post_init__()
        self.reception.after_commit = self._count

    def app(self, closing: asyncio.Event | None = None) -> FastAPI:
        """The anchors answer before FastAPI is asked. The server only calls what it is given."""
        return cast(FastAPI, self._beside(super().app(closing)))

    def _beside(self, house: ASGIApp) -> ASGIApp:
        parsed = Starlette(routes=[Route("/parsed", _parsed, methods=["POST"])])
        own: dict[str, ASGIApp] = {"/bare": _bare, "/parsed": parsed, "/figures": self._figures}

        async def choose(scope: Scope, receive: Receive, send: Send) -> None:
            await own.get(scope.get("path", ""), house)(scope, receive, send)

        return choose

    async def _figures(self, scope: Scope, receive: Receive, send: Send) -> None:
        """CPU seconds of this process, user and system, over all its threads; and the commits so far."""
        figures = {"cpu": time.process_time(), "commits": self.commits}
        await Response(json.dumps(figures))(scope, receive, send)

    def _count(self) -> None:
        self.commits += 1


async def _bare(scope: Scope, receive: Receive, send: Send) -> None:
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body"})


async def _parsed(request: Request) -> Response:
    parse(await request.body())
    return Response()


def main() -> None:
    """Settings come from the environment alone; the address goes to standard output."""
    options = argparse.ArgumentParser()
    options.add_argument("--loop", choices=LOOPS, required=True)
    loop = LOOPS[options.parse_args().loop]
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {0})
    plain = build(load_settings(os.environ, env_file=None))
    service = Measured(**{part.name: getattr(plain, part.name) for part in fields(Service) if part.init})
    threading.Thread(target=_stop_with_parent, daemon=True).start()
    with asyncio.Runner(loop_factory=loop) as runner:
        runner.run(serve(service, role="web", host="127.0.0.1", port=0, announce=_say))


def _say(address: str) -> None:
    print(address, flush=True)


def _stop_with_parent() -> None:
    sys.stdin.read()
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main()
