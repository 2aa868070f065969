"""What a person sees when something cannot be done: what happened, and what to do next. Never a stack."""

import logging

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.deps import UNKEPT
from api.guest import language_of
from api.headers import Policy
from api.rendering import Pages
from feedback.wording import LANGUAGES

MACHINES = ("/hooks/", "/api/", "/live", "/ready")
"""Addresses that only programs ask: they are answered in JSON."""

SENTENCES = {
    400: ("web.bad_form", "web.bad_form_do"),
    403: ("web.foreign", "web.foreign_do"),
    404: ("web.not_found", "web.not_found_do"),
    405: ("web.not_found", "web.not_found_do"),
    413: ("web.too_large", "web.too_large_do"),
    422: ("web.other_words", "web.other_words_do"),
    503: ("web.busy", "web.busy_do"),
}
API_ERRORS = {404: "not_found", 405: "method", 503: "busy"}
"""By status, as `api/visits.py` answers its own refusals; any other is `broken`."""

OTHERWISE = ("web.broken", "web.broken_do")

log = logging.getLogger(__name__)


def add_error_pages(app: FastAPI, pages: Pages, *, policy: Policy) -> None:
    """Refusals by their status, nothing kept as 503, and all the rest as 500, which is logged and rises."""

    async def refused(request: Request, error: Exception) -> Response:
        return _answer(pages, request, error.status_code if isinstance(error, HTTPException) else 500)

    async def unkept(request: Request, error: Exception) -> Response:
        log.warning("nothing kept", extra={"fields": {"event": "unkept", "error": type(error).__name__}})
        return _answer(pages, request, 503)

    async def broken(request: Request, error: Exception) -> Response:
        answer = _answer(pages, request, 500)
        answer.raw_headers = policy.added_to(answer.raw_headers)  # made outside of the middleware
        return answer

    app.add_exception_handler(HTTPException, refused)
    for kind in UNKEPT:
        app.add_exception_handler(kind, unkept)
    app.add_exception_handler(Exception, broken)


def _answer(pages: Pages, request: Request, status: int) -> Response:
    if request.scope["path"].startswith(MACHINES):  # `url` fails on a Host that is none
        answer: Response = JSONResponse(_as_data(pages, request, status), status_code=status)
    else:
        what, do = SENTENCES.get(status, OTHERWISE)
        answer = pages.render("error.html", language=language_of(request), status=status, what=what, do=do)
    if status == 503:
        answer.headers["retry-after"] = "1"
    return answer


def _as_data(pages: Pages, request: Request, status: int) -> dict[str, object]:
    if not request.scope["path"].startswith("/api/"):
        return {"error": status}
    error = API_ERRORS.get(status, "broken")
    return {"error": error, "message": pages.words(LANGUAGES[0]).say(f"api.{error}", method=request.method)}
