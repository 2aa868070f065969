"""How a browser of the office is known: two cookies, and the mark that each form of ours carries.

Over TLS their names begin with `__Host-`: no other host, and nothing without TLS, can have set them. The first is the
session's token, or a random one before there is any; the mark in a form is derived from it, so that a form made
elsewhere cannot carry it. The second only says that somebody signed in from here before.
"""

import hmac
import re
from hashlib import sha256
from ipaddress import IPv6Address, ip_address

from starlette.requests import Request
from starlette.responses import Response

from feedback.accounts import DEVICE_LIVES
from feedback.sessions import Browser

SESSION, DEVICE = "homthu_quan_ly", "homthu_may"
TOKEN = re.compile(r"[A-Za-z0-9_-]{20,64}")
MARKED = b"a form of ours"
UNKNOWN = "Web"
BROWSERS = (
    ("coc_coc_browser", "Coc Coc"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def session_token(request: Request, *, https: bool) -> str:
    """What the cookie says; "" for what we never gave."""
    return _cookie(request, SESSION, https)


def browser_of(request: Request, *, https: bool) -> Browser:
    """The device's token, what it calls itself, and where it asks from."""
    agent = request.headers.get("user-agent", "")
    named = [next((name for sign, name in signs if sign in agent), "") for signs in (BROWSERS, SYSTEMS)]
    address = counted_address(request.client.host) if request.client else ""
    return Browser(_cookie(request, DEVICE, https), ", ".join(filter(None, named)) or UNKNOWN, address)


def counted_address(host: str) -> str:
    """What tries are counted under: of IPv6 the first 64 bits, for one subscriber has all the rest (RFC 6177)."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if not isinstance(address, IPv6Address):
        return host
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return f"{IPv6Address(int(address) >> 64 << 64)}/64"


def give_session(response: Response, token: str, *, https: bool) -> None:
    """Until the browser is closed; how long it really counts the database decides."""
    response.set_cookie(_name(SESSION, https), token, httponly=True, samesite="lax", secure=https)


def give_device(response: Response, token: str, *, https: bool) -> None:
    """For a year."""
    age = int(DEVICE_LIVES.total_seconds())
    response.set_cookie(_name(DEVICE, https), token, max_age=age, httponly=True, samesite="lax", secure=https)


def take_session(response: Response, *, https: bool) -> None:
    """The browser forgets it."""
    response.delete_cookie(_name(SESSION, https), httponly=True, samesite="lax", secure=https)


def form_mark(token: str) -> str:
    """What a form of ours carries in this browser."""
    return hmac.digest(token.encode(), MARKED, sha256).hex()


def carries_mark(form_mark_sent: str, token: str) -> bool:
    """Whether a form was made here, for this browser."""
    return bool(token) and hmac.compare_digest(form_mark_sent.encode(), form_mark(token).encode())


def _cookie(request: Request, name: str, https: bool) -> str:
    value = request.cookies.get(_name(name, https), "")
    return value if TOKEN.fullmatch(value) else ""


def _name(name: str, https: bool) -> str:
    return f"__Host-{name}" if https else name
