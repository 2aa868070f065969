"""The headers that every answer carries, whoever made it: what it may load, who may frame it, what stays."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",  # browsers older than frame-ancestors
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",  # static files bring their own
}
HSTS = "max-age=31536000"


def secure(headers: MutableHeaders, *, https: bool) -> None:
    """Add what is missing; a header the answer brought itself stays."""
    for name, value in POLICY.items():
        headers.setdefault(name, value)
    if https:
        headers.setdefault("strict-transport-security", HSTS)


class SecurityHeaders:
    """Plain ASGI, so that streaming and background tasks are left alone."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self._app = app
        self._https = https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on, with the headers added to the first message of the answer."""

        async def send_secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                secure(MutableHeaders(scope=message), https=self._https)
            await send(message)

        await self._app(scope, receive, send_secured if scope["type"] == "http" else send)
