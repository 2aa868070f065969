"""An open page that listens: the application spoken to directly, because HTTP clients in tests wait for the end."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from starlette.types import ASGIApp, Message, Scope

PATIENCE = 10


@dataclass(frozen=True)
class Event:
    """One event as a browser would hear it."""

    name: str
    id: str
    data: str


@dataclass
class Line:
    """The stream of one page, from the service's answer on."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    beginning: str = ""
    _chunks: "asyncio.Queue[str | None]" = field(default_factory=asyncio.Queue)
    _answered: asyncio.Event = field(default_factory=asyncio.Event)
    _gone: asyncio.Event = field(default_factory=asyncio.Event)
    task: "asyncio.Task[None] | None" = None

    async def event(self) -> Event | None:
        """The next event; None at the end of the stream."""
        chunk = await asyncio.wait_for(self._chunks.get(), PATIENCE)
        if chunk is None:
            return None
        fields = [line.partition(": ") for line in chunk.strip().splitlines()]
        found = {name: value for name, _, value in fields if name in ("event", "id")}
        data = "\n".join(value for name, _, value in fields if name == "data")
        return Event(found.get("event", ""), found.get("id", ""), data)

    async def cut(self) -> None:
        """The page goes away; returns when the service has noticed."""
        self._gone.set()
        assert self.task
        await asyncio.wait_for(self.task, PATIENCE)

    async def _receive(self) -> Message:
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        elif body := message["body"].decode():
            await self._take(body)
        if message["type"] == "http.response.body" and not message.get("more_body"):
            await self._chunks.put(None)
            self._answered.set()

    async def _take(self, body: str) -> None:
        if self.beginning:
            await self._chunks.put(body)
        else:
            self.beginning = body
            self._answered.set()


@asynccontextmanager
async def listening(app: ASGIApp, path: str, *, cookie: str = "", **headers: str) -> AsyncIterator[Line]:
    """Open `path` as the owner of this address, until the block ends."""
    line = Line()
    given = {"host": "homthu.test", "cookie": f"homthu={cookie}" if cookie else "", **headers}
    place, _, query = path.partition("?")
    scope: Scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": place,
        "raw_path": place.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in given.items() if value],
        "client": ("127.0.0.1", 5000),
        "server": ("homthu.test", 80),
    }
    line.task = asyncio.create_task(_speak(app, scope, line))
    try:
        await asyncio.wait_for(line._answered.wait(), PATIENCE)
        yield line
    finally:
        await line.cut()


async def _speak(app: Any, scope: Scope, line: Line) -> None:
    await app(scope, line._receive, line._send)
