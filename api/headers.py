"""The headers that every answer carries, whoever made it: what it may load, who may frame it, what stays."""

from collections.abc import Sequence

from starlette.types import ASGIApp, Message, Receive, Scope, Send

Header = tuple[bytes, bytes]
"""As ASGI wants it: a lower-case name and its value."""

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
HSTS = {"strict-transport-security": "max-age=31536000"}


class Policy:
    """The list is made once; it goes out with every answer of a busy hour."""

    def __init__(self, *, https: bool) -> None:
        headers = POLICY | HSTS if https else POLICY
        self._headers: tuple[Header, ...] = tuple((n.encode(), v.encode()) for n, v in headers.items())
        self._names = frozenset(name for name, _ in self._headers)

    def added_to(self, own: Sequence[Header]) -> list[Header]:
        """The answer's own headers and ours; one that the answer brought itself stays alone."""
        brought = self._names.intersection([name for name, _ in own])
        if brought:
            return [*own, *(header for header in self._headers if header[0] not in brought)]
        return [*own, *self._headers]


class SecurityHeaders:
    """Plain ASGI, so that streaming and background tasks are left alone."""

    def __init__(self, app: ASGIApp, *, policy: Policy) -> None:
        self._app = app
        self._policy = policy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on, with the headers added to the first message of the answer."""

        async def send_secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = self._policy.added_to(message.get("headers", ()))
            await send(message)

        await self._app(scope, receive, send_secured if scope["type"] == "http" else send)
