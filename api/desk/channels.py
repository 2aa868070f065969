"""The doors, for administrators of the house: how each stands, and the round that lets us speak for an account.

The verifier of that round stays with us; the page shows a link to the platform and sends nobody there by itself.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from api.desk.cookies import session_token
from api.desk.guard import Guard
from api.desk.parts import Asked, Door, HealthState
from api.desk.sessions import CHANNELS
from feedback.accounts import Stage
from feedback.people import Officer
from feedback.policy import Deed, may
from feedback.sessions import who_is

DONE = "xong"
RESULTS: Mapping[str, str] = {
    DONE: "desk.authorised",
    "ticket": "desk.result_ticket",
    "state": "desk.result_state",
    "account": "desk.result_account",
}
TITLES: Mapping[str, str] = {
    "web": "desk.door_web",
    "telegram": "desk.door_telegram",
    "zalo-oa": "desk.door_zalo_oa",
    "zalo-bot": "desk.door_zalo_bot",
    "mail": "desk.door_mail",
}
STATES: Mapping[HealthState, str] = {"ok": "desk.ok", "warn": "desk.warn", "fail": "desk.fail"}
ERROR = "error"
CODE = re.compile(r"code -?\d{1,9}", re.ASCII)
"""What Zalo said; any other reason is told as ERROR: an address that somebody sends says no words of theirs."""


class Channels:
    """`/quan-ly/quan-tri/kenh`, and back to it from a platform."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._platforms = guard.parts.platforms

    def routes(self) -> list[Route]:
        """Looking, asking the platforms now, and beginning a round."""
        route = self._guard.route
        return [
            route(CHANNELS, Deed.CHANNELS, get=self._show, post=self._ask),
            route(f"{CHANNELS}/{{channel}}/uy-quyen", Deed.AUTHORISE, post=self._authorise),
        ]

    async def _show(self, asked: Asked) -> Response:
        told = asked.request.query_params.get("ket-qua", "")
        reason = told if told in RESULTS or told == ERROR or CODE.fullmatch(told) else ""
        doors = await self._platforms.doors(language=asked.language)
        if reason == DONE and not any(door.authorises and door.state != "fail" for door in doors):
            reason = ""  # anybody can write an address; the tokens say whether it worked
        result = RESULTS.get(reason, "desk.result_other") if reason else ""
        return self._page(asked, doors, result=result, reason=reason)

    async def _ask(self, asked: Asked) -> Response:
        return self._page(asked, await self._platforms.doors(language=asked.language, ask=True), asked_now=asked.now)

    async def _authorise(self, asked: Asked) -> Response:
        name = asked.request.path_params["channel"]
        begun = await self._platforms.authorise(name, who=asked.me.code)
        if begun is None:
            return self._guard.refusal(asked, "account.no_round", 404)
        return self._guard.page(asked, "authorise.html", address=begun.address, back=begun.back)

    async def administrator(self, request: Request) -> Officer | None:
        """Whoever comes back from a platform, if they are signed in and may be told there."""
        token = session_token(request, https=self._guard.house.https)
        session = await who_is(self._guard.parts.proving, token, now=self._guard.house.now())
        if session is None or session.stage is not Stage.FULL:
            return None
        directory = await self._guard.house.directory()
        return session.officer if may(session.officer, Deed.CHANNELS, directory) else None

    def _page(
        self,
        asked: Asked,
        doors: Sequence[Door],
        *,
        result: str = "",
        reason: str = "",
        asked_now: datetime | None = None,
    ) -> Response:
        return self._guard.page(
            asked, "channels.html", doors=doors, titles=TITLES, states=STATES, result=result, reason=reason,
            asked_now=asked_now,
        )  # fmt: skip

    def returned(self, reason: str) -> Response:
        """Back to the page, so that the code does not stay in the address."""
        told = (reason if reason in RESULTS or CODE.fullmatch(reason) else ERROR) if reason else DONE
        return RedirectResponse(f"{CHANNELS}?{urlencode({'ket-qua': told})}", status_code=303)
