"""Where a platform sends an administrator back to after they let us speak for the office's account."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from api.deps import House
from feedback.errors import StorageUnavailable
from feedback.people import Officer
from feedback.wording import LANGUAGES

LONGEST_QUERY = 4096


class Authorised(Protocol):
    """Ends a round."""

    async def __call__(self, query: str, *, who: str = "") -> str:
        """Takes the query of the address, and who came back with it; "" when it worked, else the reason in one word."""
        ...


class Administrators(Protocol):
    """The pages that whoever signed in returns to."""

    async def administrator(self, request: Request) -> Officer | None:
        """Whoever comes back, if they are signed in and may be told there."""
        ...

    def returned(self, reason: str) -> Response:
        """The page that tells how it ended."""
        ...


def authorised_routes(house: House, doors: Mapping[str, Authorised], desk: Administrators | None = None) -> list[Route]:
    """One address for each platform that asks for it; the state in the query says whether we asked."""
    return [Route(f"/hooks/{name}/authorized", _answer(house, finish, desk)) for name, finish in doors.items()]


def _answer(house: House, finish: Authorised, desk: Administrators | None) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        say = house.words(LANGUAGES[0]).say
        query = request.scope["query_string"].decode("latin-1")
        try:
            who = await desk.administrator(request) if desk else None
            reason = await finish(query, who=who.code if who else "") if len(query) <= LONGEST_QUERY else "state"
        except StorageUnavailable:
            return PlainTextResponse(say("zalo.try_again"), status_code=503)
        if desk and who:
            return desk.returned(reason)
        if reason:
            return PlainTextResponse(say("zalo.not_authorised", reason=reason), status_code=400)
        return PlainTextResponse(say("zalo.authorised"))

    return answer
