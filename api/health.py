"""Is the process alive, and can it serve: for the machine that restarts it or sends it traffic."""

from collections.abc import Awaitable, Callable, Mapping

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from feedback.errors import StorageUnavailable

Ready = Callable[[], Awaitable[Mapping[str, object]]]
"""What `/ready` reports; it must hold `ok`."""


def health_routes(ready: Ready) -> list[Route]:
    """`/live` asks nothing of anybody; `/ready` is 503 unless everything that is needed answers."""

    async def live(request: Request) -> Response:
        return JSONResponse({"ok": True})

    async def readiness(request: Request) -> Response:
        try:
            report = await ready()
        except StorageUnavailable:
            report = {"ok": False, "database": "unavailable"}
        return JSONResponse(dict(report), status_code=200 if report["ok"] is True else 503)

    return [Route("/live", live), Route("/ready", readiness)]
