"""Where a platform sends an administrator back to after they let us speak for the office's account."""

from collections.abc import Awaitable, Callable, Mapping

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from api.deps import House
from feedback.errors import StorageUnavailable
from feedback.wording import LANGUAGES

Authorised = Callable[[str], Awaitable[str]]
"""Takes the query of the address; "" when it worked, else the reason in one word."""

LONGEST_QUERY = 4096


def authorised_routes(house: House, doors: Mapping[str, Authorised]) -> list[Route]:
    """One address for each platform that asks for it; the state in the query says whether we asked."""
    return [Route(f"/hooks/{name}/authorized", _answer(house, finish)) for name, finish in doors.items()]


def _answer(house: House, finish: Authorised) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        say = house.words(LANGUAGES[0]).say
        query = request.url.query
        try:
            reason = await finish(query) if len(query) <= LONGEST_QUERY else "state"
        except StorageUnavailable:
            return PlainTextResponse(say("zalo.try_again"), status_code=503)
        if reason:
            return PlainTextResponse(say("zalo.not_authorised", reason=reason), status_code=400)
        return PlainTextResponse(say("zalo.authorised"))

    return answer
