"""A ticket's page refuses further invitations to the number that was given with it. Looking refuses nothing."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.deps import House
from api.guards import FORM_LIMIT, limited, refuse_cross_site
from api.guest import language_of
from api.rendering import Pages
from feedback.errors import StorageUnavailable
from feedback.invitations import refuse_invitations
from feedback.ports import Database
from feedback.tickets import read_code


def opt_out_routes(house: House, pages: Pages, database: Database) -> list[Route]:
    """`POST /q/{code}/khong-moi`. Who has the code was there, or was told it in the invitation."""

    async def refuse(request: Request) -> Response:
        refuse_cross_site(request, public_url=house.public_url)
        await limited(request, FORM_LIMIT).body()
        try:
            async with database.transact() as tx:
                known = await refuse_invitations(tx, read_code(request.path_params["code"]), now=house.now())
        except StorageUnavailable:
            return page(request, "busy", status=503)
        return page(request, "refused" if known else "no_number", status=200 if known else 404)

    def page(request: Request, state: str, *, status: int) -> Response:
        code = request.path_params["code"]
        return pages.render("opt_out.html", language=language_of(request), status=status, state=state, code=code)

    return [Route("/q/{code}/khong-moi", refuse, methods=["POST"])]
