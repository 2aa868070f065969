"""The terminal's way in while the service runs: from loopback only, and only with the service's own token."""

from ipaddress import ip_address

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from api.deps import UNKEPT, House
from api.guards import FORM_LIMIT, limited, shows_token
from feedback.messages import Inbound


class Typed(BaseModel):
    """What somebody typed or chose at the terminal."""

    model_config = ConfigDict(extra="forbid", strict=True)

    address: str = Field(min_length=1, max_length=200)
    message_id: str = Field(min_length=1, max_length=200)
    text: str = ""
    choice: str = ""


def console_routes(house: House, token: str) -> list[Route]:
    """`/hooks/console`: the conversation as JSON, for `homthu chat`."""

    async def console(request: Request) -> Response:
        if not _is_loopback(request) or not shows_token(request, token):
            return JSONResponse({"error": "forbidden"}, status_code=403)
        try:
            typed = Typed.model_validate_json(await limited(request, FORM_LIMIT).body())
        except ValidationError:
            return JSONResponse({"error": "malformed"}, status_code=400)
        return await _answer(house, typed)

    return [Route("/hooks/console", console, methods=["POST"])]


def _is_loopback(request: Request) -> bool:
    try:
        return request.client is not None and ip_address(request.client.host).is_loopback
    except ValueError:  # a Unix socket has no address
        return False


async def _answer(house: House, typed: Typed) -> Response:
    inbound = Inbound(channel="console", at=house.now(), **typed.model_dump())
    try:
        replies = await house.reception.receive(inbound)
    except UNKEPT:
        return JSONResponse({"error": "busy"}, status_code=503, headers={"retry-after": "1"})
    return JSONResponse({"replies": [reply.to_json() for reply in replies]})
