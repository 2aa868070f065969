"""Where the platforms knock: raw headers and body go to the channel; 200 is said only after every commit."""

import logging
from collections.abc import Mapping
from typing import Protocol, runtime_checkable

from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from api.deps import UNKEPT, House
from api.guards import HOOK_LIMIT, limited
from bot.channels.base import Channel, Forged, Malformed, SendError
from feedback.messages import Posted

HOOKS = ("telegram", "zalo-bot", "zalo-oa")
"""Channels with a webhook, as their addresses name them."""

RETRY_AFTER = "1"

log = logging.getLogger(__name__)


@runtime_checkable
class Settling(Protocol):
    """A channel that owes its platform something after the 200 (Telegram's button stops spinning)."""

    async def settle(self, posted: Posted) -> None:
        """Tell the platform; a letter that is late or lost does no harm."""
        ...


def webhook_routes(house: House, channels: Mapping[str, Channel]) -> list[Route]:
    """One plain Starlette route a channel: FastAPI's body models cost twice as much a message."""
    return [_route(house, name, channels[name]) for name in HOOKS if name in channels]


def _route(house: House, name: str, channel: Channel) -> Route:
    async def hook(request: Request) -> Response:
        return await _take(house, name, channel, await _posted(request))

    return Route(f"/hooks/{name}", hook, methods=["POST"])


async def _posted(request: Request) -> Posted:
    try:
        body = await limited(request, HOOK_LIMIT).body()
    except ClientDisconnect as gone:
        raise HTTPException(400) from gone
    return Posted(headers={name.lower(): value for name, value in request.headers.items()}, body=body)


async def _take(house: House, name: str, channel: Channel, posted: Posted) -> Response:
    try:
        for inbound in channel.read(posted, at=house.now()):
            await house.reception.receive(inbound)
    except Forged:
        log.warning("update refused", extra=_fields("forged", name))
        return Response(status_code=401)
    except Malformed:
        log.warning("update set aside", extra=_fields("malformed", name, bytes=len(posted.body)))
        return Response(status_code=200)
    except UNKEPT as unkept:
        log.warning("update not kept", extra=_fields("unkept", name, error=type(unkept).__name__))
        return Response(status_code=503, headers={"retry-after": RETRY_AFTER})
    return Response(status_code=200, background=_afterwards(name, channel, posted))


def _afterwards(name: str, channel: Channel, posted: Posted) -> BackgroundTask | None:
    return BackgroundTask(_settle, name, channel, posted) if isinstance(channel, Settling) else None


async def _settle(name: str, channel: Settling, posted: Posted) -> None:
    try:
        await channel.settle(posted)
    except SendError as failed:
        log.info("platform not told", extra=_fields("unsettled", name, error=type(failed).__name__))


def _fields(event: str, channel: str, **more: object) -> dict[str, object]:
    return {"fields": {"event": event, "channel": channel, **more}}
