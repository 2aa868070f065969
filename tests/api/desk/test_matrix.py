"""Nobody in: every route of the pages, out of the application itself, as every role and relation, and signed out.

The expected answers stand here, not in the policy: a route without a line here fails, and so does one that does not
pass through the guard.
"""

from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import replace

import httpx
import pytest
from starlette.routing import BaseRoute, Host, Mount, Route, WebSocketRoute

from api.desk.guard import Unruled
from feedback.people import Officer, Role
from feedback.policy import RULES, Deed
from feedback.units import Unit
from storage.maintenance import Database, open_database
from tests.support.cast import AN_BINH, HOA_LAC, KHOA, SECRET, SINCE, TINH_LAM_SON
from tests.support.databases import SqliteTemplate
from tests.support.desk_browser import Browser, Desk
from tests.support.signing import open_account

IN, CODE = "/quan-ly/dang-nhap", "/quan-ly/ma"
BELOW = Unit(id=0, code="to-mot-cua", name="Tổ một cửa", short_name="Tổ", kind="one-stop", parent_id=AN_BINH.id)
PLACES = {
    "own": AN_BINH.code,
    "above": TINH_LAM_SON.code,
    "below": BELOW.code,
    "beside": HOA_LAC.code,
    "none": "nowhere",
}
PAGES = frozenset({Role.HEAD, Role.SUPERIOR, Role.INSPECTOR, Role.ADMIN})
ANYBODY = "anybody"
"""Answers without a session too."""

EXPECTED: dict[tuple[str, str], tuple[object, str]] = {
    ("GET", "/quan-ly/dang-nhap"): (ANYBODY, ""),
    ("POST", "/quan-ly/dang-nhap"): (ANYBODY, ""),
    ("GET", "/quan-ly/loi-moi/{token}"): (ANYBODY, ""),
    ("POST", "/quan-ly/loi-moi/{token}"): (ANYBODY, ""),
    ("POST", "/quan-ly/dang-xuat"): (ANYBODY, ""),
    ("GET", "/quan-ly/ma"): (frozenset(), "half"),
    ("POST", "/quan-ly/ma"): (frozenset(), "half"),
    ("GET", "/quan-ly/ghi-danh"): (frozenset(), "half"),
    ("POST", "/quan-ly/ghi-danh"): (frozenset(), "half"),
    ("GET", "/quan-ly"): (PAGES, "self"),
    ("GET", "/quan-ly/phien"): (PAGES, "self"),
    ("POST", "/quan-ly/phien"): (PAGES, "self"),
    ("GET", "/quan-ly/xac-nhan"): (PAGES, "self"),
    ("POST", "/quan-ly/xac-nhan"): (PAGES, "self"),
    ("GET", "/quan-ly/don-vi/{unit}"): (PAGES, "below"),
    ("GET", "/quan-ly/quan-tri/kenh"): (frozenset({Role.ADMIN}), "house"),
    ("POST", "/quan-ly/quan-tri/kenh"): (frozenset({Role.ADMIN}), "house"),
    ("POST", "/quan-ly/quan-tri/kenh/{channel}/uy-quyen"): (frozenset({Role.ADMIN}), "house"),
}
"""Who gets in, and how far it reaches."""


def routes(desk: Desk) -> Iterator[tuple[str, Route]]:
    """Each method of each route of the pages."""
    for route in desk.app.routes:
        if isinstance(route, Route) and route.path.startswith("/quan-ly"):
            for method in sorted((route.methods or set()) - {"HEAD"}):
                yield method, route


def unguarded(found: Iterable[BaseRoute]) -> list[str]:
    """What answers below `/quan-ly` and is no route that the guard made, or one whose deed has no row: a mount, a
    websocket, a kind that nobody thought of."""
    deeds = {deed.value for deed in RULES}
    return [
        str(getattr(route, "path", route))
        for route in found
        if _reaches_in(route) and not (_guarded(route) and route.name in deeds)  # type: ignore[attr-defined]
    ]


def _reaches_in(route: BaseRoute) -> bool:
    path = getattr(route, "path", None)
    if path is None or isinstance(route, Host):
        return True
    within = path.startswith(("/quan-ly", "/{", "{"))
    return within or (isinstance(route, Mount) and "/quan-ly".startswith(path))


def _guarded(route: BaseRoute) -> bool:
    return isinstance(route, Route) and route.endpoint.__qualname__ == "Guard.route.<locals>.answer"


@pytest.fixture
async def database(sqlite_template: SqliteTemplate, tmp_path: object) -> Database:
    """One kind: the policy asks no database."""
    with sqlite_template.copy(tmp_path) as url:  # type: ignore[arg-type]
        opened = open_database(url, SECRET)
        yield opened  # type: ignore[misc]
        await opened.close()


async def asks(browser: Browser, method: str, path: str, unit: str) -> httpx.Response:
    """One cell, with everything a real form carries."""
    address = path.format(unit=unit, token="no-such-link", channel="zalo-oa")
    if method == "GET":
        return await browser.client.get(address)
    headers = {"sec-fetch-site": "same-origin"}
    return await browser.client.post(address, data={"mark": browser.mark, "session": "-"}, headers=headers)


async def signed_in(desk: Desk, officer: Officer) -> Browser:
    """This role, at this unit, from now on."""
    async with desk.database.transact() as tx:
        await tx.places.put_officer(officer)
    desk.passes(minutes=2)  # another code of the telephone
    browser = desk.browser()
    await browser.signs_in(officer)
    return browser


async def test_every_route_passes_the_guard_and_has_its_row(database: Database) -> None:
    desk = Desk(database)
    assert unguarded(desk.app.routes) == []
    assert {(method, route.path) for method, route in routes(desk)} == set(EXPECTED)


async def test_a_route_that_somebody_forgot_is_found(database: Database) -> None:
    desk = Desk(database)

    async def forgotten(request: object) -> None: ...

    desk.app.routes.append(Route("/quan-ly/moi", forgotten))
    assert unguarded(desk.app.routes) == ["/quan-ly/moi"]
    assert {(m, r.path) for m, r in routes(desk)} != set(EXPECTED)


@pytest.mark.parametrize(
    "made",
    [
        lambda app: Mount("/quan-ly/tai-ve", app=app),
        lambda app: Mount("", app=app),
        lambda app: WebSocketRoute("/quan-ly/song", app),
        lambda app: Route("/{any:path}", app),
        lambda app: Host("gopy.example", app=app),
    ],
)
async def test_a_way_in_of_any_other_kind_is_found(
    database: Database, made: Callable[[Callable[..., Awaitable[None]]], BaseRoute]
) -> None:
    desk = Desk(database)

    async def forgotten(*given: object) -> None: ...

    desk.app.router.routes.insert(0, made(forgotten))
    assert len(unguarded(desk.app.routes)) == 1


async def test_a_deed_without_a_row_stops_the_service(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.desk.guard.RULES", {deed: rule for deed, rule in RULES.items() if deed is not Deed.UNIT})
    with pytest.raises(Unruled):
        Desk(database)


async def test_signed_out_every_page_leads_to_the_sign_in(database: Database) -> None:
    desk = Desk(database)
    nobody = desk.browser()
    for method, route in routes(desk):
        await nobody.opens(IN)
        answer = await asks(nobody, method, route.path, AN_BINH.code)
        if EXPECTED[method, route.path][0] is not ANYBODY:
            assert (answer.status_code, answer.headers["location"]) == (303, IN), (method, route.path)
        assert AN_BINH.name not in answer.text


async def test_with_the_password_alone_every_page_asks_for_the_code(database: Database) -> None:
    desk = Desk(database)
    await open_account(database, KHOA)
    half = desk.browser()
    await half.opens(IN)
    await half.sends(IN, name="khoa", password="bốn con mèo ngủ trưa")
    for method, route in routes(desk):
        if EXPECTED[method, route.path][1] in ("self", "below", "house"):
            answer = await asks(half, method, route.path, AN_BINH.code)
            assert (answer.status_code, answer.headers["location"]) == (303, CODE), (method, route.path)


@pytest.mark.parametrize("at", [AN_BINH, TINH_LAM_SON], ids=lambda unit: unit.code)
@pytest.mark.parametrize("role", sorted(Role))
async def test_every_role_at_every_relation(database: Database, role: Role, at: Unit) -> None:
    desk = Desk(database)
    async with database.transact() as tx:
        await tx.places.add_unit(BELOW, since=SINCE)
    await open_account(database, KHOA)
    officer = replace(KHOA, role=role, unit_id=at.id)
    browser = await signed_in(desk, officer)
    reach = {AN_BINH.code: {"own", "below"}, TINH_LAM_SON.code: {"own", "above", "below", "beside"}}[at.code]
    cells = 0
    for method, route in routes(desk):
        roles, where = EXPECTED[method, route.path]
        if roles is ANYBODY or where == "half":
            continue
        for relation, code in PLACES.items() if where == "below" else [("own", at.code)]:
            answer = await asks(browser, method, route.path, code)
            may = role in roles  # type: ignore[operator]
            may = may and (where != "below" or relation in reach) and (where != "house" or at is TINH_LAM_SON)
            assert _entered(answer) == may, (method, route.path, role, relation, answer.status_code)
            cells += 1
    assert cells == 13


def _entered(answer: httpx.Response) -> bool:
    """A page that answered: 200, a wrong code's 403, or a way onward that is not the sign-in."""
    if answer.status_code == 303:
        return not answer.headers["location"].startswith(IN)
    return "gate refusal" not in answer.text
