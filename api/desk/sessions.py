"""Where one is signed in, ending that, and showing the code once more before something grave."""

from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from api.desk.cookies import take_session
from api.desk.entry import given
from api.desk.guard import ENTRY, PROVE, ROOT, Guard
from api.desk.parts import Asked
from feedback.errors import SignInRefused, TooManyTries, WrongCode
from feedback.policy import Deed
from feedback.sessions import end_session, my_sessions
from feedback.signing_in import prove_again

SESSIONS = f"{ROOT}/phien"
CHANNELS = f"{ROOT}/quan-tri/kenh"
BACK = {"kenh": CHANNELS}
"""Pages that a second factor leads back to; anything else leads to the overview."""


class Sessions:
    """`/quan-ly/phien` and `/quan-ly/xac-nhan`."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._proving = guard.parts.proving
        self._https = guard.house.https

    def routes(self) -> list[Route]:
        """One's own alone."""
        route = self._guard.route
        return [
            route(SESSIONS, Deed.SESSIONS, get=self._list, post=self._end),
            route(PROVE, Deed.PROVE_AGAIN, get=self._ask, post=self._prove),
        ]

    async def _list(self, asked: Asked) -> Response:
        found = await my_sessions(self._proving, asked.me, now=asked.now)
        assert asked.session
        return self._guard.page(asked, "sessions.html", sessions=found, here=asked.session.mark)

    async def _end(self, asked: Asked) -> Response:
        assert asked.session
        mark = asked.field("session")
        await end_session(self._proving, asked.me, mark)
        if mark not in ("", asked.session.mark):
            return RedirectResponse(SESSIONS, status_code=303)
        gone = RedirectResponse(ENTRY, status_code=303)
        take_session(gone, https=self._https)
        return gone

    async def _ask(self, asked: Asked) -> Response:
        return self._form(asked, asked.request.query_params.get("ve", ""))

    async def _prove(self, asked: Asked) -> Response:
        back, code = asked.field("ve"), asked.field("code")
        try:
            entered = await prove_again(self._proving, asked.token, code, browser=asked.browser, now=asked.now)
        except SignInRefused:
            return RedirectResponse(ENTRY, status_code=303)
        except TooManyTries as many:
            return self._form(asked, back, wrong=many.key, status=429)
        except WrongCode as wrong:
            return self._form(asked, back, wrong=wrong.key, status=403)
        return given(entered, BACK.get(back, ROOT), https=self._https)

    def _form(self, asked: Asked, back: str, *, wrong: str = "", status: int = 200) -> Response:
        return self._guard.page(asked, "prove.html", status=status, back=back if back in BACK else "", wrong=wrong)
