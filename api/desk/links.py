"""An invitation: a password of one's own, a telephone joined to it, and the recovery codes, shown once."""

from starlette.responses import Response
from starlette.routing import Route

from api.desk.cookies import give_device, give_session
from api.desk.entry import LONGEST_PASSWORD, given
from api.desk.guard import ROOT, TELEPHONE, Guard
from api.desk.parts import Asked
from api.kiosk_qr import qr
from feedback.enrolling import choose_password, invited, join_telephone
from feedback.errors import InvitationGone, TooManyTries, UnfitPassword, WrongCode
from feedback.numbers import fours
from feedback.passwords import as_typed
from feedback.people import Officer
from feedback.policy import Deed
from feedback.sessions import sign_out
from feedback.wording import LANGUAGES

LINK = f"{ROOT}/loi-moi"


class Links:
    """`/quan-ly/loi-moi/{token}` and `/quan-ly/ghi-danh`."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._parts = guard.parts
        self._https = guard.house.https

    def routes(self) -> list[Route]:
        """Looking at a link spends nothing."""
        route = self._guard.route
        return [
            route(f"{LINK}/{{token}}", Deed.OPEN_LINK, get=self._show, post=self._choose),
            route(TELEPHONE, Deed.JOIN_TELEPHONE, get=self._show_secret, post=self._join),
        ]

    async def _show(self, asked: Asked) -> Response:
        try:
            officer = await invited(self._parts.proving, asked.request.path_params["token"], now=asked.now)
        except InvitationGone as gone:
            return self._guard.refusal(asked, gone.key, 410)
        return self._form(asked, officer)

    async def _choose(self, asked: Asked) -> Response:
        token, password = asked.request.path_params["token"], _typed(asked, "password")
        try:
            officer = await invited(self._parts.proving, token, now=asked.now)
            if password != _typed(asked, "again"):
                return self._form(asked, officer, wrong="account.not_the_same")
            entered = await choose_password(
                self._parts.proving, token, password, names=self._names(asked, officer), browser=asked.browser,
                now=asked.now,
            )  # fmt: skip
        except InvitationGone as gone:
            return self._guard.refusal(asked, gone.key, 410)
        except UnfitPassword as unfit:
            return self._form(asked, officer, wrong=unfit.key)
        if asked.session:
            await sign_out(self._parts.proving, asked.token)
        return given(entered, TELEPHONE, https=self._https)

    async def _show_secret(self, asked: Asked) -> Response:
        return self._telephone(asked)

    async def _join(self, asked: Asked) -> Response:
        try:
            opened = await join_telephone(
                self._parts.proving, asked.token, asked.field("code"), browser=asked.browser,
                chance=self._parts.chance, now=asked.now,
            )  # fmt: skip
        except InvitationGone as gone:
            return self._guard.refusal(asked, gone.key, 410)
        except TooManyTries as many:
            return self._telephone(asked, wrong=many.key, status=429)
        except WrongCode as wrong:
            return self._telephone(asked, wrong=wrong.key, status=403)
        page = self._guard.page(asked, "recovery.html", codes=opened.recovery)
        give_session(page, opened.entered.token, https=self._https)
        give_device(page, opened.entered.device, https=self._https)
        return page

    def _form(self, asked: Asked, officer: Officer, *, wrong: str = "") -> Response:
        unit = asked.directory.units[officer.unit_id]
        return self._guard.page(
            asked, "link.html", status=400 if wrong else 200, officer=officer, unit=unit, wrong=wrong
        )

    def _telephone(self, asked: Asked, *, wrong: str = "", status: int = 200) -> Response:
        assert asked.session
        secret, issuer = asked.session.pending[1], self._guard.pages.words(LANGUAGES[0]).say("web.name")
        address = self._parts.proving.second.address(secret, name=asked.me.code, issuer=issuer)
        return self._guard.page(
            asked, "telephone.html", status=status, code=qr(address), secret=fours(secret), wrong=wrong
        )

    def _names(self, asked: Asked, officer: Officer) -> tuple[str, ...]:
        unit = asked.directory.units[officer.unit_id]
        return unit.code, unit.name, unit.short_name


def _typed(asked: Asked, field: str) -> str:
    return as_typed(asked.field(field))[: LONGEST_PASSWORD + 1]
