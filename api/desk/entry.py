"""Name and password, then the code of the telephone; and out again."""

import logging

from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from api.desk.cookies import give_device, give_session, take_session
from api.desk.guard import CODE, ENTRY, ROOT, WHERE, Guard
from api.desk.parts import Asked
from api.password_hash import MOST_WAITING
from bot.reception import Busy
from feedback.errors import SignInRefused, TooManyTries, WrongCode
from feedback.passwords import as_typed
from feedback.policy import Deed
from feedback.sessions import Entered, sign_out
from feedback.signing_in import check_code, check_password

OUT = f"{ROOT}/dang-xuat"
LONGEST_NAME = 64
LONGEST_PASSWORD = 128
AT_ONCE = MOST_WAITING - 4
"""So many sign-ins under way; the next is turned away before its try is counted. The rest is for new passwords."""

log = logging.getLogger(__name__)


class Entry:
    """`/quan-ly/dang-nhap`, `/quan-ly/ma`, `/quan-ly/dang-xuat`."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._proving = guard.parts.proving
        self._https = guard.house.https
        self._under_way = 0

    def routes(self) -> list[Route]:
        """Two forms and a way out."""
        route = self._guard.route
        return [
            route(ENTRY, Deed.ASK_IN, get=self._ask, post=self._enter),
            route(CODE, Deed.SHOW_CODE, get=self._ask_code, post=self._check_code),
            route(OUT, Deed.SIGN_OUT, post=self._leave),
        ]

    async def _ask(self, asked: Asked) -> Response:
        if asked.session:
            return RedirectResponse(WHERE[asked.session.stage], status_code=303)
        return self._form(asked)

    async def _enter(self, asked: Asked) -> Response:
        name, password = asked.field("name")[:LONGEST_NAME], as_typed(asked.field("password"))[:LONGEST_PASSWORD]
        try:
            entered = await self._checked(asked, name, password)
        except (TooManyTries, SignInRefused) as refused:
            often = isinstance(refused, TooManyTries)
            fields = {"event": "sign_in_refused", "reason": "too-often" if often else "wrong"}
            log.warning("sign-in refused", extra={"fields": fields})
            return self._form(asked, name=name, wrong=refused.key, status=429 if often else 403)
        if asked.session:  # somebody else's at this browser, or one's own: it would live on without its cookie
            await sign_out(self._proving, asked.token)
        return given(entered, CODE, https=self._https)

    async def _checked(self, asked: Asked, name: str, password: str) -> Entered:
        if self._under_way >= AT_ONCE:
            raise Busy
        self._under_way += 1
        try:
            return await check_password(self._proving, name, password, browser=asked.browser, now=asked.now)
        finally:
            self._under_way -= 1

    async def _ask_code(self, asked: Asked) -> Response:
        return self._guard.page(asked, "code.html", wrong="")

    async def _check_code(self, asked: Asked) -> Response:
        code = asked.field("code")
        try:
            entered = await check_code(self._proving, asked.token, code, browser=asked.browser, now=asked.now)
        except SignInRefused as gone:
            return self._form(asked, wrong=gone.key, status=403)
        except TooManyTries as many:
            return self._guard.page(asked, "code.html", wrong=many.key, status=429)
        except WrongCode as wrong:
            return self._guard.page(asked, "code.html", wrong=wrong.key, status=403)
        return given(entered, ROOT, https=self._https)

    async def _leave(self, asked: Asked) -> Response:
        await sign_out(self._proving, asked.token)
        gone = RedirectResponse(ENTRY, status_code=303)
        take_session(gone, https=self._https)
        gone.headers["clear-site-data"] = '"cache"'  # not "storage": a tablet's unsent lines stand there
        return gone

    def _form(self, asked: Asked, *, name: str = "", wrong: str = "", status: int = 200) -> Response:
        return self._guard.page(asked, "sign_in.html", status=status, name=name, wrong=wrong)


def given(entered: Entered, where: str, *, https: bool) -> Response:
    """On to there, under the new token."""
    answer = RedirectResponse(where, status_code=303)
    give_session(answer, entered.token, https=https)
    if entered.device:
        give_device(answer, entered.device, https=https)
    return answer
