"""Who sits at a browser: nobody by name, only the address of their chat, what it is about, and a language.

The address is 128 random bits in a cookie of one day; nothing else ties two visits together. The pages of a telephone
that keeps no cookies carry it in their forms.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from feedback.wording import LANGUAGES

ONE_DAY = 24 * 60 * 60
_ADDRESS = re.compile(r"[A-Za-z0-9_-]{20,64}")


@dataclass(frozen=True, slots=True)
class Guest:
    """One browser. `about` is the code that its talk began with, as the cookie keeps it; `by` is how we know it:
    its cookie, the page that it sent, or nothing yet (new)."""

    address: str
    about: str
    language: str
    by: Literal["cookie", "page", "new"] = "cookie"

    @property
    def on_page(self) -> str:
        """What the page's forms say of its reader; nothing where the cookie says it."""
        return "" if self.by == "cookie" else f"{self.address}.{self.language}"

    def message_id(self, form_id: str, *, choice: str, text: str, key: str = "") -> str:
        """The same answer from the same form is the same message; another answer is another one, so the last
        word counts. Under a `key` whatever comes with it is the same message. Hashed with the address: nobody can
        use up a stranger's ids, and an id names no chat."""
        said = ("key", self.address, key) if key else (self.address, form_id, choice, text)
        return sha256("\0".join(said).encode()).hexdigest()[:32]

    def said(self, key: str, *, choice: str, text: str) -> str:
        """What came under a key, hashed with the address like an id; nothing without a key."""
        return sha256("\0".join(("said", self.address, key, choice, text)).encode()).hexdigest()[:32] if key else ""


def guest_of(request: Request, *, token: Callable[[], str], page: str = "", about: str = "") -> Guest:
    """The guest behind the cookies; else whom a page of ours names, whose talk is `about` this; else a new one."""
    address = request.cookies.get("homthu", "")
    if _ADDRESS.fullmatch(address):
        return Guest(address, request.cookies.get("homthu_code", ""), language_of(request))
    address, _, language = page.partition(".")
    if _ADDRESS.fullmatch(address):
        return Guest(address, about, language if language in LANGUAGES else LANGUAGES[0], by="page")
    return Guest(token(), "", language_of(request), by="new")


def language_of(request: Request) -> str:
    """The language chosen in a talk. The phone's own is not asked: many are set to English by accident."""
    chosen = request.cookies.get("homthu_lang", "")
    return chosen if chosen in LANGUAGES else LANGUAGES[0]


def chosen_language(choice: str) -> str:
    """The language that this payload of the conversation's language step chooses, or nothing."""
    step, _, value = choice.partition(":")[2].partition(":")
    return value if step == "language" and value in LANGUAGES else ""


def as_cookie(code: str) -> str:
    """A code of any characters, as it fits into a cookie."""
    return quote(code, safe="")


def remember(response: Response, guest: Guest, *, https: bool) -> None:
    """Write the guest into the answer; each visit gives the cookies another day. A telephone that keeps none is
    not asked again: whom a page names may be somebody else than who sits there later."""
    if guest.by == "page":
        return
    kept = {"homthu": guest.address, "homthu_code": guest.about, "homthu_lang": guest.language}
    for name, value in kept.items():
        response.set_cookie(name, value, max_age=ONE_DAY, httponly=True, samesite="lax", secure=https)


def forget(response: Response) -> None:
    """Leave nothing of the talk on a telephone that others use too."""
    for name in ("homthu", "homthu_code"):
        response.delete_cookie(name, httponly=True, samesite="lax")
