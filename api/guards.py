"""What is refused before anybody reads it: bodies that are too large, and forms that another site posted; and
how the service's own commands are known.
"""

from hmac import compare_digest
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message

FORM_LIMIT = 64 * 1024
HOOK_LIMIT = 256 * 1024


def limited(request: Request, limit: int) -> Request:
    """The same request; more than `limit` bytes of body end in 413, whatever its headers promised."""
    length = request.headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > limit:
        raise HTTPException(413)
    taken = 0

    async def receive() -> Message:
        nonlocal taken
        message = await request.receive()
        taken += len(message.get("body", b""))
        if taken > limit:
            raise HTTPException(413)
        return message

    return Request(request.scope, receive)


def shows_token(request: Request, token: str) -> bool:
    """Whether a command of this installation asks: only it can read the service's token from the data folder."""
    return compare_digest(request.headers.get("x-homthu-console", "").encode(), token.encode())


def refuse_cross_site(request: Request, *, public_url: str) -> None:
    """403 for a form that another site posted.

    Sec-Fetch-Site decides where the browser sends it. Older ones send only Origin, and `null`
    under our own no-referrer policy; they, and those that send neither, are let in: a foreign form brings no
    cookie (SameSite), so it can act for nobody.
    """
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin", "null")
    if site is not None:
        ours = site in ("same-origin", "none")
    else:
        ours = origin == "null" or _is_here(request, origin, public_url)
    if not ours:
        raise HTTPException(403)


def is_surely_ours(request: Request, *, public_url: str) -> bool:
    """Whether no other site can have made this request, though it brings no cookie that would show it.

    A browser lets only our own scripts add a header; else it must say itself where the form stood. Every browser names
    some Origin with a foreign form, so what names none is no browser.
    """
    if "idempotency-key" in request.headers:
        return True
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    return site == "same-origin" if site is not None else origin is None or _is_here(request, origin, public_url)


def _is_here(request: Request, origin: str, public_url: str) -> bool:
    return urlsplit(origin).netloc in {request.headers.get("host"), urlsplit(public_url).netloc} - {None, ""}
