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
from api.scan import Scan, new_scan, read_scan
from api.view import screen_of
from feedback.messages import Inbound, Reply
from feedback.units import Counter

CHANNEL = "web"
LONGEST_CODE = 64
_LOOKS_ONLY = re.compile(r"bot\b|crawl|spider|preview|facebookexternalhit|whatsapp|slurp", re.IGNORECASE)


class Webchat:
    """`/q/{code}`: GET shows the first question or resumes a talk, POST answers; a first answer begins the talk."""

    def __init__(self, house: House, pages: Pages) -> None:
        self._house = house
        self._pages = pages

    def routes(self) -> list[Route]:
        """HEAD stands before GET, which would take it too."""
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
        scan = None
        replies = await self._house.reception.screen(CHANNEL, guest.address) if guest.about else ()
        if not replies:  # nobody we know
            scan = new_scan(at=self._house.now(), token=self._house.token())
            replies = await self._house.reception.preview(_scanned(guest, code, scan))
        elif guest.about != as_cookie(code) or self._is_over(replies):
            replies = await self._begin(guest, code)
        status = 200 if await self._counter(code) else 404
        return await self._page(replace(guest, about=as_cookie(code)), code, replies, status=status, scan=scan)

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
        begun = await self._begun(guest, code, form)
        if form.says_something:
            message_id = guest.message_id(form.message_id, choice=form.choice, text=form.text)
            replies = await self._receive(guest, message_id, text=form.text, choice=_as_offered(form.choice, begun))
            if replies:
                return replies
        return await self._house.reception.screen(CHANNEL, guest.address)

    async def _begun(self, guest: Guest, code: str, form: Form) -> Sequence[Reply]:
        """The screen that a first page's answer meets, its talk begun if need be; nothing for any other page."""
        scan = read_scan(form.scan, now=self._house.now())
        if scan:
            replies = await self._house.reception.receive(_scanned(guest, code, scan))
            if replies:
                return replies
        if guest.about != as_cookie(code) and not form.text.startswith("/start"):
            await self._begin(guest, code)  # a page left open, or another counter's talk came between
            return ()
        return await self._house.reception.screen(CHANNEL, guest.address) if scan else ()

    def _is_over(self, replies: Sequence[Reply]) -> bool:
        """Whether the next visit begins anew; a receipt stays until they leave it."""
        screen = screen_of(replies, words=self._house.words)
        return screen.finished and not screen.has_receipt

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
        self,
        guest: Guest,
        code: str,
        replies: Sequence[Reply],
        *,
        status: int = 200,
        scan: Scan | None = None,
        hint: bool = False,
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
            scan=scan.field if scan else "",
            hint=hint,
        )
        if replies:
            remember(page, guest, https=self._house.https)
        return page


def _scanned(guest: Guest, code: str, scan: Scan) -> Inbound:
    """The message that a scan stands for, with the same id each time: it begins one talk, however often it comes."""
    text = f"/start {code}"
    message_id = guest.message_id(scan.field, choice="", text=text)
    return Inbound(CHANNEL, guest.address, message_id, scan.at, text=text, language=guest.language)


def _as_offered(choice: str, begun: Sequence[Reply]) -> str:
    """The same answer as the talk that has just begun offers it: its page was drawn before there was a talk."""
    _, _, answer = choice.partition(":")
    offered = (each.payload for reply in begun[-1:] for each in reply.choices)
    return next((payload for payload in offered if payload.partition(":")[2] == answer), choice)


def _code(request: Request) -> str:
    code: str = request.path_params["code"]
    if len(code) > LONGEST_CODE:
        raise HTTPException(404)
    return code


def _only_looks(request: Request) -> bool:
    """Link previews and prefetching browsers get a page with a button; only a person begins a talk."""
    purpose = request.headers.get("sec-purpose", "") + request.headers.get("purpose", "")
    return "prefetch" in purpose or bool(_LOOKS_ONLY.search(request.headers.get("user-agent", "")))
