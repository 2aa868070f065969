"""Following a case by its receipt. The receipt travels in a form's body, never in an address."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.deps import UNKEPT, House
from api.forms import Form, read_form
from api.guards import refuse_cross_site
from api.guest import Guest, guest_of, language_of, remember
from api.rendering import Pages
from api.view import screen_of
from feedback.messages import Inbound, Reply

CHANNEL = "web"
ITS_OWN = ("menu", "track_case")
"""Questions that the page itself asks."""


class Lookup:
    """`/tra-cuu`: a chat of its own beside the guest's talk, so that asking here never disturbs that one."""

    def __init__(self, house: House, pages: Pages) -> None:
        self._house = house
        self._pages = pages

    def routes(self) -> list[Route]:
        """GET shows the form, POST the result above it."""
        return [
            Route("/tra-cuu", self._ask, methods=["GET"]),
            Route("/tra-cuu", self._find, methods=["POST"]),
        ]

    async def _ask(self, request: Request) -> Response:
        return self._page(language_of(request), (), typed="")

    async def _find(self, request: Request) -> Response:
        refuse_cross_site(request, public_url=self._house.public_url)
        form = await read_form(request)
        guest = guest_of(request, token=self._house.token)
        try:
            page = self._page(guest.language, await self._hear(guest, form), typed=form.text)
        except UNKEPT:
            page = self._pages.retry(request.url.path, language=guest.language, fields=form.fields)
        remember(page, guest, https=self._house.https)
        return page

    async def _hear(self, guest: Guest, form: Form) -> Sequence[Reply]:
        chat = f"{guest.address}.tra-cuu"
        inbound = Inbound(
            channel=CHANNEL,
            address=chat,
            message_id=guest.message_id(form.message_id, choice=form.choice, text=f"tra-cuu {form.text}"),
            at=self._house.now(),
            text="" if form.choice else form.text if form.words else f"/tracuu {form.text.strip()}",
            choice=form.choice,
            language=guest.language,
        )
        replies = await self._house.reception.receive(inbound) if form.says_something else ()
        return replies or await self._house.reception.screen(CHANNEL, chat)

    def _page(self, language: str, replies: Sequence[Reply], *, typed: str) -> Response:
        """The conversation's next question, except for a receipt or an errand: the form below asks that."""
        screen = screen_of(replies, words=self._house.words)
        typed = "" if screen.asks and screen.kind not in ITS_OWN else typed
        return self._pages.render("lookup.html", language=language, screen=screen, typed=typed, its_own=ITS_OWN)
