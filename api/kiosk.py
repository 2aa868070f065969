"""The tablet at a counter: five faces, reasons, a code for one's own telephone, thanks, and nothing left behind.

A tap is a slip that the tablet keeps until we said that we took it (`kiosk-queue.js`); without JavaScript the same page
is a form. Whatever was tapped, the screens and their order are the same: somebody may be looking.
"""

from importlib.resources import files

from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from api.deps import UNKEPT, House
from api.guards import limited, refuse_cross_site
from api.kiosk_qr import Code, qr
from api.kiosk_slip import MOST_TURNS, Sent
from api.rendering import Pages
from feedback.ratings import LEVELS, REASONS
from feedback.units import Counter
from feedback.wording import LANGUAGES

SLIP_LIMIT = 4 * 1024
MOST_FIELDS = 12
TAKEN = "taken"


class Kiosk:
    """`/kiosk/{code}`: the page, its form, `/phieu` for the slips of its script, and the worker that keeps it open
    when the line is dead."""

    def __init__(self, house: House, pages: Pages) -> None:
        self._house = house
        self._pages = pages
        self._worker = files("api").joinpath("static", "kiosk-worker.js").read_bytes()

    def routes(self) -> list[Route]:
        """The worker stands first: it serves every page below its own address, and no counter is called like it."""
        return [
            Route("/kiosk/worker.js", self._give_worker, methods=["GET"]),
            Route("/kiosk/{code}", self._open, methods=["GET"]),
            Route("/kiosk/{code}", self._answer, methods=["POST"]),
            Route("/kiosk/{code}/phieu", self._take, methods=["POST"]),
        ]

    async def _give_worker(self, request: Request) -> Response:
        return Response(self._worker, media_type="text/javascript", headers={"cache-control": "no-cache"})

    async def _open(self, request: Request) -> Response:
        language = request.query_params.get("lang", "")
        return await self._page(await self._open_counter(request), "rate", language=language)

    async def _take(self, request: Request) -> Response:
        """What the tablet waits for before it forgets a slip: `taken`, also for one that will never be right."""
        refuse_cross_site(request, public_url=self._house.public_url)
        try:
            sent = Sent.model_validate_json(await limited(request, SLIP_LIMIT).body())
        except ValidationError:
            return JSONResponse({TAKEN: True}, status_code=422)
        except ClientDisconnect as gone:
            raise HTTPException(400) from gone
        counter, now = await self._known(request), self._house.now()
        await self._house.reception.receive(sent.inbound(counter.code, now=now))
        link = self._link(request, sent) if sent.is_fresh(now) else None
        return JSONResponse({TAKEN: True, "link": {"size": link.size, "path": link.path} if link else None})

    async def _answer(self, request: Request) -> Response:
        """The form of the page where no script runs: a level leads to the reasons, the reasons lead on."""
        refuse_cross_site(request, public_url=self._house.public_url)
        counter, now = await self._open_counter(request), self._house.now()
        try:
            form = await limited(request, SLIP_LIMIT).form(max_files=0, max_fields=MOST_FIELDS)
            sent = Sent.from_form(form, now=now)
        except (ClientDisconnect, ValidationError) as wrong:
            raise HTTPException(400) from wrong
        if "again" in form:
            return await self._page(counter, "rate", sent=sent)
        try:
            await self._house.reception.receive(sent.inbound(counter.code, now=now))
        except UNKEPT:
            return await self._page(counter, "rate", sent=sent, status=503)
        if "reasons" in form:
            return await self._page(counter, "phone", sent=sent, link=self._link(request, sent))
        return await self._page(counter, "reasons", sent=sent)

    def _link(self, request: Request, sent: Sent) -> Code:
        """The way to the telephone. The id in it is 128 random bits that lead to the visit once and for ten minutes."""
        base = self._house.public_url or str(request.base_url)
        return qr(f"{base.rstrip('/')}/q/tiep/{sent.id}")

    async def _known(self, request: Request) -> Counter:
        """Closed ones too: a slip may be older than the closing."""
        counter = (await self._house.directory()).counter(request.path_params["code"].strip().lower())
        if counter is None:
            raise HTTPException(404)
        return counter

    async def _open_counter(self, request: Request) -> Counter:
        counter = await self._known(request)
        if counter.closed_at:
            raise HTTPException(404)
        return counter

    async def _page(
        self,
        counter: Counter,
        screen: str,
        *,
        language: str = "",
        sent: Sent | None = None,
        link: Code | None = None,
        status: int = 200,
    ) -> Response:
        """Both languages stand in the page: a change needs no line. `sent` is what this page goes on from."""
        directory = await self._house.directory()
        language = sent.language if sent else language
        return self._pages.render(
            "kiosk.html",
            language=language if language in LANGUAGES else LANGUAGES[0],
            status=status,
            counter=counter,
            unit=directory.units[counter.unit_id],
            screen=screen,
            levels=LEVELS,
            reasons=REASONS,
            id=sent.id if sent else self._house.token(),
            turn=min(sent.turn + 1, MOST_TURNS) if sent else 1,
            level=sent.level.value if sent else 0,
            link=link,
            speak={each: self._house.words(each).say for each in LANGUAGES},
        )
