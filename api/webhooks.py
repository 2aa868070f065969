"""Where the platforms knock: raw headers and body go to the channel; 200 is said only after every commit."""

import logging
from collections.abc import Mapping, Sequence
from typing import Protocol, runtime_checkable

from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from api.deps import UNKEPT, House
from api.guards import HOOK_LIMIT, limited
from bot.channels.base import Channel, Forged, Malformed, SendError
from feedback.messages import Inbound, Posted

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
    return [_Hook(house, name, channels[name]).route() for name in HOOKS if name in channels]


class _Hook:
    """The address of one platform."""

    def __init__(self, house: House, name: str, channel: Channel) -> None:
        self._house = house
        self._name = name
        self._channel = channel
        # Asked once: comparing with a Protocol takes 5 µs.
        self._settling: Settling | None = channel if isinstance(channel, Settling) else None

    def route(self) -> Route:
        return Route(f"/hooks/{self._name}", self._answer, methods=["POST"])

    async def _answer(self, request: Request) -> Response:
        posted = await _posted(request)
        try:
            heard = self._read(posted)
            for inbound in heard or ():
                await self._house.reception.receive(inbound)
        except Forged:
            log.warning("update refused", extra=self._fields("forged"))
            return Response(status_code=401)
        except UNKEPT as unkept:
            log.warning("update not kept", extra=self._fields("unkept", error=type(unkept).__name__))
            return Response(status_code=503, headers={"retry-after": RETRY_AFTER})
        return Response(status_code=200, background=None if heard is None else self._afterwards(posted))

    def _read(self, posted: Posted) -> Sequence[Inbound] | None:
        """None for what cannot be read, through the platform's fault or ours: it would come again for ever."""
        try:
            return self._channel.read(posted, at=self._house.now())
        except Forged:
            raise
        except Malformed:
            log.warning("update set aside", extra=self._fields("malformed", bytes=len(posted.body)))
        except Exception as error:
            log.error("update set aside", exc_info=error, extra=self._fields("unreadable", bytes=len(posted.body)))
        return None

    def _afterwards(self, posted: Posted) -> BackgroundTask | None:
        return BackgroundTask(self._settle, self._settling, posted) if self._settling else None

    async def _settle(self, channel: Settling, posted: Posted) -> None:
        try:
            await channel.settle(posted)
        except SendError as failed:
            log.info("platform not told", extra=self._fields("unsettled", error=type(failed).__name__))

    def _fields(self, event: str, **more: object) -> dict[str, object]:
        return {"fields": {"event": event, "channel": self._name, **more}}


async def _posted(request: Request) -> Posted:
    try:
        body = await limited(request, HOOK_LIMIT).body()
    except ClientDisconnect as gone:
        raise HTTPException(400) from gone
    return Posted(headers={name.lower(): value for name, value in request.headers.items()}, body=body)
