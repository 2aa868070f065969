"""`/q/{code}/events`: letters that come while a page is open, as server-sent events, and what the page says of them.

An event's id names every letter that the page has and that still waits, so a line that was cut goes on where it stood
(Last-Event-ID). Only a POST with their marks ends a letter's waiting; a page without a stream asks with the same POST.
"""

import logging
from collections.abc import AsyncIterator, Sequence
from secrets import randbelow

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from api.deps import UNKEPT, House
from api.forms import marks_in, read_seen
from api.guards import is_surely_ours, refuse_cross_site
from api.guest import guest_of, language_of
from api.live import Live, Stream
from api.rendering import Pages
from api.view import screen_of
from api.webchat import CHANNEL
from feedback.messages import Reply

RETRY_MILLISECONDS = 2000
"""And up to as much again by chance, so that after a restart not all pages come in the same moment."""

FULL_SECONDS = "60"
BEAT = b"event: beat\ndata: .\n\n"
PUSHED = b"event: enough\ndata: .\n\n"

log = logging.getLogger(__name__)


class LiveEvents:
    """GET listens, POST confirms what was shown and answers with what else waits."""

    def __init__(self, house: House, pages: Pages, live: Live) -> None:
        self._house = house
        self._pages = pages
        self._live = live

    def routes(self) -> list[Route]:
        """HEAD stands before GET, which would take it too, and would never end."""
        return [
            Route("/q/{code}/events", _nothing, methods=["HEAD"]),
            Route("/q/{code}/events", self._listen, methods=["GET"]),
            Route("/q/{code}/events", self._confirm, methods=["POST"]),
        ]

    async def _listen(self, request: Request) -> Response:
        """204 tells a browser not to come again: nobody we know. 503: no place just now."""
        refuse_cross_site(request, public_url=self._house.public_url)
        guest = guest_of(request, token=self._house.token)
        if guest.by != "cookie" or not await self._house.reception.screen(CHANNEL, guest.address):
            return await _nothing(request)
        told = request.headers.get("last-event-id", ""), request.query_params.get("seen", "")
        stream = self._live.open(guest.address, marks_in(told[0]) | marks_in(told[1]))
        if stream is None:
            return Response(status_code=503, headers={"retry-after": FULL_SECONDS})
        return _Events(self._events(stream, guest.language), self._live, stream)

    async def _confirm(self, request: Request) -> Response:
        refuse_cross_site(request, public_url=self._house.public_url)
        seen, page = await read_seen(request)
        page = page if is_surely_ours(request, public_url=self._house.public_url) else ""
        guest = guest_of(request, token=self._house.token, page=page)
        if guest.by == "new":
            return await _nothing(request)
        await self._house.letters.confirm(CHANNEL, guest.address, seen)
        waiting = await self._house.letters.waiting(CHANNEL, guest.address)
        return self._page(waiting, language_of(request), guest.on_page) if waiting else await _nothing(request)

    async def _events(self, stream: Stream, language: str) -> AsyncIterator[bytes]:
        yield f"retry: {RETRY_MILLISECONDS + randbelow(RETRY_MILLISECONDS)}\n\n".encode()
        try:
            while not stream.over:
                for event in await self._new(stream, language):
                    yield event
                if not await stream.stirs():
                    yield BEAT
        except UNKEPT:
            log.warning("letters out of reach", extra={"fields": {"event": "live_unavailable"}})
        if stream.over == "pushed":
            yield PUSHED

    async def _new(self, stream: Stream, language: str) -> list[bytes]:
        """What this page does not have yet, in order."""
        waiting = await self._house.letters.waiting(CHANNEL, stream.address)
        events = []
        for letter in waiting:
            if letter.letter not in stream.handed:
                stream.handed.add(letter.letter)
                has = [one.letter for one in waiting if one.letter in stream.handed]
                events.append(_event(".".join(has), bytes(self._page([letter], language).body).decode()))
        return events

    def _page(self, letters: Sequence[Reply], language: str, guest: str = "") -> Response:
        screen = screen_of((), words=self._house.words, letters=letters)
        return self._pages.render("letters.html", language=language, screen=screen, guest=guest)


class _Events(StreamingResponse):
    """Gives its place back however it ends: read to the end, cut off, or never begun."""

    def __init__(self, events: AsyncIterator[bytes], live: Live, stream: Stream) -> None:
        headers = {"x-accel-buffering": "no"}  # nginx would gather events before it passes them on
        super().__init__(events, media_type="text/event-stream", headers=headers)
        self._live = live
        self._stream = stream

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._live.close(self._stream)


async def _nothing(request: Request) -> Response:
    return Response(status_code=204)


def _event(id: str, html: str) -> bytes:
    """Each line of the data is a field of its own."""
    lines = "".join(f"data: {line}\n" for line in html.splitlines())
    return f"id: {id}\nevent: letter\n{lines}\n".encode()
