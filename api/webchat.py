"""The page behind a counter's QR code: the same conversation as in a chat, with or without JavaScript."""

import re
from collections.abc import Sequence
from dataclasses import replace

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from api.deps import UNKEPT, House
from api.forms import Form, read_form
from api.guards import refuse_cross_site
from api.guest import Guest, as_cookie, chosen_language, forget, guest_of, remember
from api.rendering import Pages
from api.view import screen_of
from feedback.messages import Inbound, Reply
from feedback.units import Counter

CHANNEL = "web"
LONGEST_CODE = 64
_LOOKS_ONLY = re.compile(r"bot\b|crawl|spider|preview|facebookexternalhit|whatsapp|slurp", re.IGNORECASE)


class Webchat:
    """`/q/{code}`: GET begins or resumes a talk, POST answers its question."""

    def __init__(self, house: House, pages: Pages) -> None:
        self._house = house
        self._pages = pages

    def routes(self) -> list[Route]:
        """HEAD stands before GET, which would take it too and begin a talk."""
        return [
            Route("/q/{code}", self._glance, methods=["HEAD"]),
            Route("/q/{code}", self._open, methods=["GET"]),
            Route("/q/{code}", self._answer, methods=["POST"]),
        ]

    async def _glance(self, request: Request) -> Response:
        known = await self._counter(_code(request))
        return Response(status_code=200 if known else 404, media_type="text/html")

    async def _open(self, request: Request) -> Response:
        guest, code = guest_of(request, token=self._house.token), _code(request)
        if _only_looks(request):
            return await self._page(guest, code, ())
        replies = await self._unfinished(guest, code)
        if not replies:
            replies = await self._begin(guest, code)
        status = 200 if await self._counter(code) else 404
        return await self._page(replace(guest, about=as_cookie(code)), code, replies, status=status)

    async def _answer(self, request: Request) -> Response:
        refuse_cross_site(request, public_url=self._house.public_url)
        form = await read_form(request)
        guest, code = guest_of(request, token=self._house.token), _code(request)
        if form.forget:
            gone = RedirectResponse("/", status_code=303)
            forget(gone)
            return gone
        try:
            replies = await self._hear(guest, code, form)
        except UNKEPT:
            kept = self._pages.retry(request.url.path, language=guest.language, fields=form.fields)
            remember(kept, guest, https=self._house.https)
            return kept
        guest = replace(guest, about=as_cookie(code), language=chosen_language(form.choice) or guest.language)
        return await self._page(guest, code, replies, hint=not form.says_something)

    async def _hear(self, guest: Guest, code: str, form: Form) -> Sequence[Reply]:
        """The replies; for a repeat, or when nothing was said, the screen as it stands."""
        if guest.about != as_cookie(code) and not form.text.startswith("/start"):
            await self._begin(guest, code)  # a page left open, or another counter's talk came between
        if form.says_something:
            message_id = guest.message_id(form.message_id, choice=form.choice, text=form.text)
            replies = await self._receive(guest, message_id, text=form.text, choice=form.choice)
            if replies:
                return replies
        return await self._house.reception.screen(CHANNEL, guest.address)

    async def _unfinished(self, guest: Guest, code: str) -> Sequence[Reply]:
        """What is still on this guest's screen about this code; a receipt stays until they leave it."""
        if guest.about != as_cookie(code):
            return ()
        replies = await self._house.reception.screen(CHANNEL, guest.address)
        screen = screen_of(replies, words=self._house.words)
        return () if screen.finished and not screen.has_receipt else replies

    async def _begin(self, guest: Guest, code: str) -> Sequence[Reply]:
        return await self._receive(guest, self._house.token(), text=f"/start {code}")

    async def _receive(
        self, guest: Guest, message_id: str, *, text: str = "", choice: str = ""
    ) -> Sequence[Reply]:
        inbound = Inbound(
            channel=CHANNEL,
            address=guest.address,
            message_id=message_id,
            at=self._house.now(),
            text=text,
            choice=choice,
            language=guest.language,
        )
        return await self._house.reception.receive(inbound)

    async def _counter(self, code: str) -> Counter | None:
        return (await self._house.directory()).counter(code.strip().lower())

    async def _page(
        self, guest: Guest, code: str, replies: Sequence[Reply], *, status: int = 200, hint: bool = False
    ) -> Response:
        directory, counter = await self._house.directory(), await self._counter(code)
        page = self._pages.render(
            "talk.html",
            language=guest.language,
            status=status,
            screen=screen_of(replies, words=self._house.words),
            code=code,
            counter=counter,
            unit=directory.units[counter.unit_id] if counter else None,
            hint=hint,
        )
        if replies:
            remember(page, guest, https=self._house.https)
        return page


def _code(request: Request) -> str:
    code: str = request.path_params["code"]
    if len(code) > LONGEST_CODE:
        raise HTTPException(404)
    return code


def _only_looks(request: Request) -> bool:
    """Link previews and prefetching browsers get a page with a button; only a person begins a talk."""
    purpose = request.headers.get("sec-purpose", "") + request.headers.get("purpose", "")
    return "prefetch" in purpose or bool(_LOOKS_ONLY.search(request.headers.get("user-agent", "")))
