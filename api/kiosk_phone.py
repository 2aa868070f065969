"""From the tablet to one's own telephone: the code on the screen opens the rest of that visit here, once."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from api.deps import UNKEPT, House
from api.guards import refuse_cross_site
from api.guest import Guest, as_cookie, guest_of, language_of, remember
from api.kiosk_slip import CHANNEL as KIOSK
from api.rendering import Pages
from api.webchat import CHANNEL as WEB


def phone_routes(house: House, pages: Pages) -> list[Route]:
    """`/q/tiep/{id}`. GET moves nothing, for cameras and messengers look at every link; the button does."""

    def page(request: Request, state: str, *, status: int = 200) -> Response:
        return pages.render("kiosk_phone.html", language=language_of(request), status=status, state=state)

    async def look(request: Request) -> Response:
        return page(request, "open")

    async def go_on(request: Request) -> Response:
        refuse_cross_site(request, public_url=house.public_url)
        guest = guest_of(request, token=house.token)
        try:
            handed = await house.reception.hand_over((KIOSK, request.path_params["id"]), (WEB, guest.address))
        except UNKEPT:
            return page(request, "busy", status=503)
        if handed is None:
            return page(request, "gone", status=410)
        directory = await house.directory()
        code = as_cookie(directory.counters[handed.visit.counter_id or 0].code)
        onward = RedirectResponse(f"/q/{code}", status_code=303)
        remember(onward, Guest(guest.address, code, handed.language), https=house.https)
        return onward

    return [Route("/q/tiep/{id}", look, methods=["GET"]), Route("/q/tiep/{id}", go_on, methods=["POST"])]
