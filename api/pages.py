"""The front page: what this is, and every way in."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.deps import House
from api.guest import language_of
from api.rendering import Pages

TelegramLink = Callable[[str], str]
"""A counter's code, or nothing, to the address that opens the bot there."""

MOST_LISTED = 3
"""Units whose counters stand open on the page, with the addresses of their tablets; beyond it is said how to make
one."""


def front_routes(
    house: House, pages: Pages, *, telegram_link: TelegramLink | None, list_counters: bool
) -> list[Route]:
    """`list_counters` shows each counter's page, for a trial or an office that has no printed codes yet."""

    async def front(request: Request) -> Response:
        directory = await house.directory()
        units = [(unit, directory.counters_of(unit.id)) for unit in directory.serving_units()]
        return pages.render(
            "front.html",
            language=language_of(request),
            units=units if list_counters else [],
            many=len(units) > MOST_LISTED,
            telegram=telegram_link("") if telegram_link else "",
        )

    return [Route("/", front)]
