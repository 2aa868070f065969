"""A small server on a free loopback port, in a thread of its own: what the stand-ins for platforms have in common."""

import asyncio
import threading
import time
from collections.abc import Coroutine, Sequence
from typing import Any, Self

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from uvicorn.protocols.http.h11_impl import H11Protocol


class Loopback:
    """Use it as a context manager; `url` is its address while it runs."""

    url = ""

    def __init__(self) -> None:
        self._wires: dict[tuple[str, int], asyncio.Transport] = {}

    def routes(self) -> Sequence[Route]:
        """What it answers."""
        raise NotImplementedError

    def alongside(self) -> Sequence[Coroutine[Any, Any, None]]:
        """What it does by itself as long as it runs."""
        return ()

    def __enter__(self) -> Self:
        app = Starlette(routes=list(self.routes()))
        self._server = uvicorn.Server(
            uvicorn.Config(app, port=0, http=self._protocol(), ws="none", lifespan="off", log_config=None)
        )
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)
        self._thread.start()
        while not self._server.started:
            time.sleep(0.005)
        self.url = f"http://127.0.0.1:{self._server.servers[0].sockets[0].getsockname()[1]}"
        return self

    def __exit__(self, *error: object) -> None:
        self._server.should_exit = self._server.force_exit = True
        self.wake()
        self._thread.join(timeout=10)

    @property
    def closing(self) -> bool:
        """Whoever waits for news should stop."""
        return self._server.should_exit

    def wake(self) -> None:
        """There is news; from any thread."""
        self._loop.call_soon_threadsafe(self._wake)

    async def news(self, *, seconds: float) -> bool:
        """Wait for the next `wake`; False when none came in time."""
        try:
            await asyncio.wait_for(self._news.wait(), seconds)
        except TimeoutError:
            return False
        return True

    async def cut(self, request: Request) -> Response:
        """Hang up on whoever asked."""
        assert request.client
        self._wires[request.client.host, request.client.port].abort()
        await asyncio.sleep(0.02)  # the server learns of it before it would answer
        return Response()

    async def _serve(self) -> None:
        self._loop, self._news = asyncio.get_running_loop(), asyncio.Event()
        busy = [asyncio.create_task(work) for work in self.alongside()]
        await self._server.serve()
        for task in busy:
            task.cancel()
        await asyncio.gather(*busy, return_exceptions=True)

    def _wake(self) -> None:
        self._news.set()
        self._news = asyncio.Event()

    def _protocol(self) -> type[H11Protocol]:
        wires = self._wires

        class Cuttable(H11Protocol):
            def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
                super().connection_made(transport)
                wires[transport.get_extra_info("peername")] = transport

        return Cuttable
