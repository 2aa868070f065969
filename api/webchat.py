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
from api.guards import is_surely_ours, refuse_cross_site
from api.guest import Guest, as_cookie, chosen_language, forget, guest_of, remember
from api.place import place_of
from api.rendering import Pages
from api.scan import Scan, new_scan, read_scan
from api.uploads import Uploads
from api.view import screen_of
from feedback.media import Attached
from feedback.messages import Inbound, Reply

CHANNEL = "web"
LONGEST_CODE = 64
_LOOKS_ONLY = re.compile(r"bot\b|crawl|spider|preview|facebookexternalhit|whatsapp|slurp", re.IGNORECASE)


class Webchat:
    """`/q/{code}`: GET shows the first question or resumes a talk, POST answers; a first answer begins the talk."""

    def __init__(self, house: House, pages: Pages, uploads: Uploads | None = None) -> None:
        self._house = house
        self._pages = pages
        self._uploads = uploads

    def routes(self) -> list[Route]:
        """HEAD stands before GET, which would take it too."""
        return [
            Route("/q/{code}", self._glance, methods=["HEAD"]),
            Route("/q/{code}", self._open, methods=["GET"]),
            Route("/q/{code}", self._answer, methods=["POST"]),
        ]

    async def _glance(self, request: Request) -> Response:
        known = await place_of(self._house, _code(request))
        return Response(status_code=200 if known else 404, media_type="text/html")

    async def _open(self, request: Request) -> Response:
        """Writes nothing: where no talk is under way, the page carries the scan, and the first answer begins one."""
        guest, code = guest_of(request, token=self._house.token), _code(request)
        if _only_looks(request):
            return await self._page(guest, code, ())
        shown = await self._house.reception.screen(CHANNEL, guest.address) if guest.about else ()
        scan, replies = None, shown
        if guest.about != as_cookie(code) or self._is_over(shown):
            scan = new_scan(at=self._house.now(), token=self._house.token())
            first = await self._house.reception.preview(_scanned(guest, code, scan))
            replies = [*(reply for reply in shown if reply.letter), *first]
        status = 200 if await place_of(self._house, code) else 404
        guest = replace(guest, about=guest.about or as_cookie(code))
        return await self._page(guest, code, replies, status=status, scan=scan, begun=bool(shown))

    async def _answer(self, request: Request) -> Response:
        refuse_cross_site(request, public_url=self._house.public_url)
        form = await read_form(request, self._uploads)
        guest, code = self._guest(request, form), _code(request)
        if form.forget:
            gone = RedirectResponse("/", status_code=303)
            forget(gone)
            return gone
        try:
            if form.seen:
                await self._house.letters.confirm(CHANNEL, guest.address, form.seen)
            replies = await self._hear(guest, code, form)
            guest = replace(guest, about=as_cookie(code), language=chosen_language(form.choice) or guest.language)
            hint = not form.says_something
            return await self._page(guest, code, replies, hint=hint, begun=True, typed=form.text)
        except UNKEPT:
            fields = {**form.fields, "guest": guest.on_page}
            kept = self._pages.retry(request.url.path, language=guest.language, fields=fields)
            remember(kept, guest, https=self._house.https)
            return kept

    def _guest(self, request: Request, form: Form) -> Guest:
        """A page that names its reader names nobody else's talk: it is about its own code."""
        page = form.guest if is_surely_ours(request, public_url=self._house.public_url) else ""
        return guest_of(request, token=self._house.token, page=page, about=as_cookie(_code(request)))

    async def _hear(self, guest: Guest, code: str, form: Form) -> Sequence[Reply]:
        """The replies; for a repeat, or when nothing was said, the screen as it stands. 422 for other words under a
        key that was used."""
        begun = await self._begun(guest, code, form)
        if form.says_something and not _is_overtaken(form.choice, begun):
            message_id = guest.message_id(form.message_id, choice=form.choice, text=form.said, key=form.key)
            choice, attached = _as_offered(form.choice, begun), await self._attached(form)
            said = guest.said(form.key, choice=form.choice, text=form.said)
            replies = await self._receive(
                guest, message_id, text=form.text, choice=choice, attached=attached, said=said
            )
            if replies:
                return replies
            if said and not await self._house.reception.repeats(CHANNEL, said):
                raise HTTPException(422)
        return await self._house.reception.screen(CHANNEL, guest.address)

    async def _begun(self, guest: Guest, code: str, form: Form) -> Sequence[Reply]:
        """The screen that a first page's answer meets, its talk begun if need be; nothing for any other page."""
        scan = read_scan(form.scan, now=self._house.now())
        if scan:
            replies = await self._house.reception.receive(_scanned(guest, code, scan))
            if replies:
                return replies
        if guest.about != as_cookie(code) and not form.text.startswith("/start"):
            await self._begin(guest, code, form)  # a page left open, or another counter's talk came between
            return ()
        return await self._house.reception.screen(CHANNEL, guest.address) if scan else ()

    def _is_over(self, replies: Sequence[Reply]) -> bool:
        """Whether the next visit begins anew; a receipt stays until they leave it."""
        screen = screen_of(replies, words=self._house.words)
        return screen.finished and not screen.has_receipt

    async def _begin(self, guest: Guest, code: str, form: Form) -> Sequence[Reply]:
        """Under an id of the answer's own: an answer that is sent once more begins nothing either."""
        text = f"/start {code}"
        words = ("", "") if form.key else (form.choice, form.text)  # under a key the same, whatever comes with it
        message_id = guest.message_id(form.key or form.message_id, choice=words[0], text=f"{text} {words[1]}")
        return await self._receive(guest, message_id, text=text)

    async def _receive(
        self,
        guest: Guest,
        message_id: str,
        *,
        text: str = "",
        choice: str = "",
        attached: tuple[Attached, ...] = (),
        said: str = "",
    ) -> Sequence[Reply]:
        inbound = Inbound(
            channel=CHANNEL,
            address=guest.address,
            message_id=message_id,
            at=self._house.now(),
            text=text,
            choice=choice,
            media="photo" if attached else "",
            language=guest.language,
            attached=attached,
            said=said,
        )
        return await self._house.reception.receive(inbound)

    async def _attached(self, form: Form) -> tuple[Attached, ...]:
        return await self._uploads.attached(form.photos) if self._uploads else ()

    async def _page(
        self,
        guest: Guest,
        code: str,
        replies: Sequence[Reply],
        *,
        status: int = 200,
        scan: Scan | None = None,
        hint: bool = False,
        begun: bool = False,
        typed: str = "",
    ) -> Response:
        """`begun`: there is a chat, so that letters may wait for it and the page listens for more. `typed` stays in
        the box where it could not be taken."""
        place = await place_of(self._house, code)
        letters = await self._house.letters.waiting(CHANNEL, guest.address) if begun else ()
        screen = screen_of(replies, words=self._house.words, letters=letters)
        page = self._pages.render(
            "talk.html",
            language=guest.language,
            status=status,
            screen=screen,
            seen=".".join(letter.letter for letter in letters),
            guest=guest.on_page,
            begun=begun,
            code=code,
            counter=place.counter if place else None,
            unit=place.unit if place else None,
            ticket=place.ticket if place else "",
            invited=place is not None and place.invited,
            scan=scan.field if scan else "",
            hint=hint,
            typed=typed if screen.keeps_words else "",
            room=screen.room if self._uploads else 0,
        )
        if replies:
            remember(page, guest, https=self._house.https)
        return page


def _scanned(guest: Guest, code: str, scan: Scan) -> Inbound:
    """The message that a scan stands for, with the same id each time: it begins one talk, however often it comes."""
    text = f"/start {code}"
    message_id = guest.message_id(scan.field, choice="", text=text)
    return Inbound(CHANNEL, guest.address, message_id, scan.at, text=text, language=guest.language)


def _is_overtaken(choice: str, begun: Sequence[Reply]) -> bool:
    """The first page's question is not asked any more (its ticket was used meanwhile, its counter closed): why not is
    what they must read, not that a button was old."""
    told = any(reply.kind == "notice" for reply in begun)
    answer = choice.partition(":")[2]
    return told and bool(choice) and answer not in (c.payload.partition(":")[2] for r in begun for c in r.choices)


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
