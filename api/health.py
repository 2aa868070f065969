"""Is the process alive, and can it serve: for the machine that restarts it or sends it traffic.

How much waits is nobody's business outside: figures that move tell when an alert about somebody was written.
"""

from collections.abc import Awaitable, Callable, Mapping

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from api.guards import shows_token
from feedback.errors import StorageUnavailable

Ready = Callable[[], Awaitable[Mapping[str, object]]]
"""What `/ready` reports; it must hold `ok`."""


def health_routes(ready: Ready, token: str | None) -> list[Route]:
    """`/live` asks nothing of anybody; `/ready` is 503 unless everything that is needed answers.

    Only who shows the service's token reads the whole report.
    """

    async def live(request: Request) -> Response:
        return JSONResponse({"ok": True})

    async def readiness(request: Request) -> Response:
        try:
            report = await ready()
        except StorageUnavailable:
            report = {"ok": False, "database": "unavailable"}
        ok = report["ok"] is True
        told = dict(report) if token and shows_token(request, token) else {"ok": ok}
        return JSONResponse(told, status_code=200 if ok else 503)

    return [Route("/live", live), Route("/ready", readiness)]
