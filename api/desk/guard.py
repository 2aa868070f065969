"""What every request to a page of the office must pass, in this order: a safe line, a form of ours, a session that
lives, the rule of its deed, and where the rule asks for it a second factor shown a moment ago.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from secrets import token_urlsafe
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from api.deps import House
from api.desk.cookies import browser_of, carries_mark, form_mark, give_session, session_token
from api.desk.parts import Asked, Parts
from api.guards import FORM_LIMIT, is_surely_ours, limited
from api.rendering import Pages
from feedback.accounts import Session, Stage
from feedback.numbers import moment_of_day
from feedback.policy import RULES, Deed, Reach, Rule, may
from feedback.sessions import who_is
from feedback.units import Unit

ROOT = "/quan-ly"
ENTRY, CODE, TELEPHONE, PROVE = f"{ROOT}/dang-nhap", f"{ROOT}/ma", f"{ROOT}/ghi-danh", f"{ROOT}/xac-nhan"
WHERE = {None: ENTRY, Stage.HALF: CODE, Stage.ENROLLING: TELEPHONE, Stage.FULL: ROOT}
"""Where somebody belongs who came that far."""

NEXT = {Deed.AUTHORISE: "kenh"}
"""Where to come back to when a second factor was asked for anew: the name of a page, never an address."""

MOST_FIELDS = 12
LOOPBACK = ("127.0.0.1", "localhost", "[::1]", "::1")

Answer = Callable[[Asked], Awaitable[Response]]


class Unruled(Exception):
    """A route whose deed stands in no row of the policy: the service does not start with it."""


@dataclass(frozen=True, slots=True)
class Guard:
    """Puts itself before each page."""

    house: House
    pages: Pages
    parts: Parts

    def route(self, path: str, deed: Deed, *, get: Answer | None = None, post: Answer | None = None) -> Route:
        """GET shows, POST acts. Raises Unruled."""
        rule = RULES.get(deed)
        if rule is None:
            raise Unruled(deed)
        answers = {name: answer for name, answer in (("GET", get), ("POST", post)) if answer}

        async def answer(request: Request) -> Response:
            return await self._answer(
                request, deed, rule, answers["GET" if request.method == "HEAD" else request.method]
            )

        return Route(path, answer, methods=list(answers), name=f"{deed.value}")

    def page(self, asked: Asked, template: str, *, status: int = 200, **context: object) -> Response:
        """A page for whoever asks, under a policy that lets in one style sheet and nothing else."""
        nonce, token = token_urlsafe(16), asked.token or token_urlsafe(32)
        common: dict[str, object] = {
            "nonce": nonce,
            "mark": form_mark(token),
            "moment": moment_of_day,
            "full": is_living(asked.session),
        }
        common |= {"me": asked.session and asked.session.officer}
        page = self.pages.render(f"desk/{template}", language=asked.language, status=status, **(common | context))
        page.headers["content-security-policy"] = _policy(nonce)
        if not asked.token:
            give_session(page, token, https=self.house.https)
        return page

    async def _answer(self, request: Request, deed: Deed, rule: Rule, answer: Answer) -> Response:
        https, now = self.house.https, self.house.now()
        token, browser = session_token(request, https=https), browser_of(request, https=https)
        directory = await self.house.directory()
        bare = Asked(request, token, None, browser, directory, now)
        if not https and not _is_this_machine(request):
            return self.refusal(bare, "account.https_needed", 403)
        form = await _form(request) if request.method == "POST" else None
        if form is not None and not self._is_ours(request, form, token):
            return self.refusal(bare, "account.foreign", 403)
        session = await who_is(self.parts.proving, token, now=now)
        if rule.stage is not None and (session is None or session.stage is not rule.stage):
            return _go(WHERE[session.stage if session else None])
        unit = directory.unit(request.path_params.get("unit", ""))
        asked = Asked(request, token, session, browser, directory, now, unit, form)
        return self._ruled(asked, deed, rule) or await answer(asked)

    def _ruled(self, asked: Asked, deed: Deed, rule: Rule) -> Response | None:
        """Why not; a unit out of reach is not told from one that does not exist."""
        session = asked.session
        if rule.stage is None:
            return None
        if session is None or not may(session.officer, deed, asked.directory, unit_id=_id(asked.unit)):
            there = rule.reach is Reach.BELOW
            return self.refusal(asked, "account.no_unit" if there else "account.not_allowed", 404 if there else 403)
        if rule.fresh and not session.is_fresh(asked.now):
            return _go(f"{PROVE}?ve={NEXT[deed]}")
        return None

    def _is_ours(self, request: Request, form: Mapping[str, str], token: str) -> bool:
        """Both: the browser says that the form stood here, and the form carries our mark."""
        said = is_surely_ours(request, public_url=self.house.public_url) or _says_nothing(request)
        return said and carries_mark(form.get("mark", ""), token)

    def refusal(self, asked: Asked, key: str, status: int) -> Response:
        """What is wrong and what to do."""
        return self.page(asked, "refused.html", status=status, key=key)


def _is_this_machine(request: Request) -> bool:
    """Whether both ends are here. The Host header is the client's own word, and a proxy before us makes every client
    look near, so that neither alone is believed. 400 for a Host that is none."""
    try:
        host = urlsplit(f"//{request.headers.get('host', '')}").hostname
    except ValueError as none:
        raise HTTPException(400) from none
    client = request.client.host if request.client else ""
    passed_on = any(name == "forwarded" or name.startswith("x-forwarded-") for name in request.headers)
    return host in LOOPBACK and client in LOOPBACK and not passed_on


def is_living(session: Session | None) -> bool:
    """Whether somebody is signed in, all the way."""
    return session is not None and session.stage is Stage.FULL


async def _form(request: Request) -> Mapping[str, str]:
    """Text fields alone."""
    try:
        data = await limited(request, FORM_LIMIT).form(max_files=0, max_fields=MOST_FIELDS, max_part_size=FORM_LIMIT)
    except ClientDisconnect as gone:
        raise HTTPException(400) from gone
    fields = {name: value for name, value in data.items() if isinstance(value, str)}
    if any("\0" in value for value in fields.values()):  # PostgreSQL keeps none, and no keyboard makes one
        raise HTTPException(400)
    return fields


def _says_nothing(request: Request) -> bool:
    """An old browser under our no-referrer: it names no origin, and the mark alone decides."""
    return "sec-fetch-site" not in request.headers and request.headers.get("origin") == "null"


def _policy(nonce: str) -> str:
    return (
        f"default-src 'none'; style-src 'nonce-{nonce}'; img-src 'self'; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'"
    )


def _go(where: str) -> Response:
    return RedirectResponse(where, status_code=303)


def _id(unit: Unit | None) -> int | None:
    return unit.id if unit else None
