"""All pages of the office."""

from starlette.routing import Route

from api.deps import House
from api.desk.channels import Channels
from api.desk.entry import Entry
from api.desk.guard import Guard
from api.desk.links import Links
from api.desk.overview import Overview
from api.desk.parts import Parts
from api.desk.sessions import Sessions
from api.rendering import Pages


class Desk:
    """`/quan-ly` and what is below it."""

    def __init__(self, house: House, pages: Pages, parts: Parts) -> None:
        guard = Guard(house, pages, parts)
        self.channels = Channels(guard)
        self._rooms = (
            Entry(guard),
            Links(guard),
            Overview(guard, parts.proving.database),
            Sessions(guard),
            self.channels,
        )

    def routes(self) -> list[Route]:
        """Each under a rule of `feedback/policy.py`."""
        return [route for room in self._rooms for route in room.routes()]
