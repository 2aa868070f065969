"""The tablet's door over the real conversation and a real database: counted once, and told to nobody."""

import json
import re
from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from bot.reception import Busy, Reception
from feedback.chance import Chance
from feedback.messages import Inbound, Reply, Slip
from feedback.ratings import REASONS, Level, Reason
from storage.maintenance import Database
from storage.tables import ratings, visits
from tests.api.conftest import a_client
from tests.api.fakes import an_app
from tests.support.builders import BOX
from tests.support.cast import MAI, NOW, QUAY_1

PAGE = "/kiosk/an-binh-1"
PULL = frozenset({"web", "kiosk"})
LEVELS = ("Rất hài lòng", "Hài lòng", "Bình thường", "Không hài lòng", "Rất không hài lòng")


@pytest.fixture
async def office(database: Database) -> AsyncIterator[Reception]:
    """The real middle, with a clock that stands still."""
    opened = Reception(database=database, box=BOX, chance=Chance(), clock=lambda: NOW, pull=PULL)
    yield opened
    await opened.close()


@pytest.fixture
async def tablet(office: Reception) -> AsyncIterator[httpx.AsyncClient]:
    """The tablet at Quầy 1."""
    async with a_client(an_app(office)) as client:
        yield client


def a_slip(
    visit: int = 1, level: int = 5, *reasons: str, turn: int = 1, at: datetime = NOW, **other: Any
) -> dict[str, Any]:
    """What the page's script sends."""
    sent = {"id": f"visit-{visit:016}", "turn": turn, "level": level, "reasons": list(reasons)}
    return {**sent, "at": int(at.timestamp() * 1000), "language": "vi", **other}


async def put(tablet: httpx.AsyncClient, **slip: Any) -> httpx.Response:
    answer = await tablet.post(f"{PAGE}/phieu", json=slip)
    assert answer.status_code == 200, answer.text
    return answer


async def kept(office: Reception) -> list[Any]:
    """The ratings with their visits, in the order of their moments."""
    async with office.database.reading() as tx:
        both = select(*ratings.c, visits.c.scanned_at, visits.c.candidates).join(visits)
        return list(await tx.executor.rows(both.order_by(visits.c.scanned_at, ratings.c.level)))


async def test_the_first_tap_is_the_rating_of_a_visit_at_this_counter(
    office: Reception, tablet: httpx.AsyncClient
) -> None:
    answer = await put(tablet, **a_slip(1, 2))
    (row,) = await kept(office)
    assert (row.level, row.reasons, row.channel, row.counter_id) == (2, [], "kiosk", QUAY_1.id)
    assert (row.candidates, row.officer_id) == ([MAI.id], None)
    assert answer.json()["taken"] is True


async def test_a_later_slip_of_the_visit_corrects_it_and_adds_reasons(
    office: Reception, tablet: httpx.AsyncClient
) -> None:
    await put(tablet, **a_slip(1, 1))
    await put(tablet, **a_slip(1, 4, turn=2))
    await put(tablet, **a_slip(1, 4, "thoi-gian", "khac", turn=3))
    (row,) = await kept(office)
    assert (row.level, row.reasons) == (4, ["thoi-gian", "khac"])


async def test_a_slip_that_comes_twice_and_late_counts_once_and_the_last_word_stays(
    office: Reception, tablet: httpx.AsyncClient
) -> None:
    first, last = a_slip(1, 1), a_slip(1, 5, "thai-do", turn=2)
    for slip in (last, first, last, first):
        await put(tablet, **slip)
    assert [(row.level, row.reasons) for row in await kept(office)] == [(5, ["thai-do"])]


async def test_a_slip_from_long_ago_counts_once_even_when_nobody_remembers_it(
    office: Reception, tablet: httpx.AsyncClient
) -> None:
    """The answer was lost, the tablet lay in a drawer, and meanwhile seen ids and guests' chats were forgotten."""
    await put(tablet, **a_slip(1, 2))
    async with office.database.transact() as tx:
        await tx.inbox.forget(before=NOW + timedelta(days=1))
        await tx.chats.forget_guests(["kiosk"], before=NOW + timedelta(days=1))
    await put(tablet, **a_slip(1, 3, turn=2))
    await put(tablet, **a_slip(1, 2))
    assert [row.level for row in await kept(office)] == [3]


async def test_each_visit_is_a_fresh_guest(office: Reception, tablet: httpx.AsyncClient) -> None:
    for visit in range(5):
        await put(tablet, **a_slip(visit, 5 - visit))
    rows = await kept(office)
    assert len(rows) == len({row.voter for row in rows}) == 5
    assert {row.channel for row in rows} == {"kiosk"}


async def test_the_roster_is_asked_for_the_moment_of_the_tap_and_everything_else_for_ours(
    office: Reception, tablet: httpx.AsyncClient
) -> None:
    await put(tablet, **a_slip(1, 5, at=NOW - timedelta(days=3)))
    (row,) = await kept(office)
    assert row.scanned_at == NOW - timedelta(days=3)
    assert row.rated_at == NOW


@pytest.mark.parametrize(
    "off", [timedelta(days=-31), timedelta(days=-15000), timedelta(minutes=3), timedelta(days=9000)]
)
async def test_an_absurd_clock_is_not_believed_but_the_visit_counts(
    office: Reception, tablet: httpx.AsyncClient, off: timedelta
) -> None:
    await put(tablet, **a_slip(1, 3, at=NOW + off))
    (row,) = await kept(office)
    assert row.scanned_at == NOW


@pytest.mark.parametrize(
    "wrong",
    [
        {"level": 6}, {"level": 0}, {"turn": 0}, {"turn": 100}, {"id": "short"}, {"id": "x" * 65}, {"at": -1},
        {"reasons": ["khac", "khac"]}, {"reasons": ["cach-mang"]}, {"language": "fr"}, {"words": "Tôi tên là Lan"},
        {"at": "hôm qua"},
    ],
)  # fmt: skip
async def test_what_no_page_of_ours_can_have_sent_is_dropped_for_good_and_never_counts(
    office: Reception, tablet: httpx.AsyncClient, wrong: dict[str, Any]
) -> None:
    answer = await tablet.post(f"{PAGE}/phieu", json={**a_slip(), **wrong})
    assert (answer.status_code, answer.json()) == (422, {"taken": True})
    assert await kept(office) == []


async def test_nothing_but_our_own_word_makes_a_tablet_forget(tablet: httpx.AsyncClient) -> None:
    elsewhere = await tablet.post("/kiosk/quay-la/phieu", json=a_slip())
    foreign = await tablet.post(f"{PAGE}/phieu", json=a_slip(), headers={"sec-fetch-site": "cross-site"})
    large = await tablet.post(f"{PAGE}/phieu", content=b" " * 5000)
    assert [answer.status_code for answer in (elsewhere, foreign, large)] == [404, 403, 413]
    assert all("taken" not in answer.text for answer in (elsewhere, foreign, large))


async def test_when_nothing_could_be_kept_the_tablet_comes_again(office: Reception) -> None:
    class Full(Reception):
        async def receive(self, inbound: Inbound) -> Sequence[Reply]:
            raise Busy

    full = Full(database=office.database, box=BOX, chance=Chance(), clock=lambda: NOW, pull=PULL)
    async with a_client(an_app(full)) as tablet:
        answer = await tablet.post(f"{PAGE}/phieu", json=a_slip())
        assert answer.status_code == 503
        assert "taken" not in answer.text
        form = {"id": "visit-0000000000000001", "turn": "1", "language": "vi", "level": "1"}
        page = await tablet.post(PAGE, data=form)
        assert page.status_code == 503
        assert "Xin chạm lại" in page.text and "visit-0000000000000001" in page.text


async def test_answers_pages_and_links_are_the_same_whatever_the_level(tablet: httpx.AsyncClient) -> None:
    answers = [await put(tablet, **a_slip(7, level, turn=6 - level)) for level in (5, 4, 3, 2, 1)]
    assert len({answer.text for answer in answers}) == 1
    form = {"id": "visit-0000000000000009", "turn": "1", "language": "vi"}
    pages = [(await tablet.post(PAGE, data={**form, "level": str(level)})).text for level in (5, 4, 3, 2, 1)]
    bare = {re.sub(r'name="level" value="\d">', "", page) for page in pages}
    assert len(bare) == 1


async def test_a_late_slip_gets_no_way_to_a_telephone(tablet: httpx.AsyncClient) -> None:
    fresh, late = await put(tablet, **a_slip(1)), await put(tablet, **a_slip(2, at=NOW - timedelta(minutes=5)))
    assert fresh.json()["link"]["size"] > 30
    assert late.json()["link"] is None


async def test_the_page_names_the_counter_and_shows_the_levels_in_order_in_both_languages(
    tablet: httpx.AsyncClient,
) -> None:
    page = await tablet.get(PAGE)
    assert QUAY_1.label in page.text
    assert re.findall(r'class="l(\d)"', page.text) == ["5", "4", "3", "2", "1"]
    places = [page.text.index(f">{level}<") for level in LEVELS]
    assert places == sorted(places)
    assert "Very dissatisfied" in page.text
    assert page.text.count('name="reason"') == len(REASONS) <= 5
    assert page.headers["cache-control"] == "no-store"


async def test_nothing_of_another_place_stands_in_page_script_or_style(tablet: httpx.AsyncClient) -> None:
    page = (await tablet.get(PAGE)).text
    files = [PAGE, "/kiosk/worker.js", *re.findall(r'(?:src|href)="(/static/[^"]+)"', page)]
    for name in files:
        text = (await tablet.get(name)).text.replace('xmlns="http://www.w3.org/2000/svg"', "")
        assert not re.search(r"https?://", text), name
    assert "set-cookie" not in (await tablet.get(PAGE)).headers


async def test_the_worker_is_asked_for_again_each_time(tablet: httpx.AsyncClient) -> None:
    worker = await tablet.get("/kiosk/worker.js")
    assert worker.headers["content-type"].startswith("text/javascript")
    assert worker.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("code", ["quay-la", "an-binh-1%00", "x" * 500])
async def test_a_counter_that_is_not_there_has_no_tablet(tablet: httpx.AsyncClient, code: str) -> None:
    assert (await tablet.get(f"/kiosk/{code}")).status_code == 404


async def test_without_javascript_the_form_rates_corrects_and_leads_to_the_telephone(
    office: Reception, tablet: httpx.AsyncClient
) -> None:
    page = await tablet.get(PAGE)
    page = await tablet.post(PAGE, data={**_hidden(page, "rate"), "level": "1"})
    assert 'http-equiv="refresh" content="45;url=/kiosk/an-binh-1"' in page.text
    page = await tablet.post(PAGE, data={**_hidden(page, "reasons"), "again": "1"})
    page = await tablet.post(PAGE, data={**_hidden(page, "rate"), "level": "4"})
    page = await tablet.post(PAGE, data={**_hidden(page, "reasons"), "reason": ["thai-do", "khac"], "reasons": "1"})
    assert 'id="phone">' in page.text
    assert 'name="level" value="4">' not in page.text
    assert [(row.level, row.reasons) for row in await kept(office)] == [(4, ["thai-do", "khac"])]


async def test_a_form_of_another_site_or_none_of_ours_is_refused(office: Reception, tablet: httpx.AsyncClient) -> None:
    form = {"id": "visit-0000000000000001", "turn": "1", "language": "vi", "level": "1"}
    foreign = await tablet.post(PAGE, data=form, headers={"sec-fetch-site": "cross-site"})
    broken = await tablet.post(PAGE, data={**form, "level": "9"})
    assert (foreign.status_code, broken.status_code) == (403, 400)
    assert await kept(office) == []


def test_a_slip_survives_being_set_aside_for_an_operator() -> None:
    slip = Slip("an-binh-1", Level.NEUTRAL, (Reason.OTHER,), 3)
    plain = {"counter": "an-binh-1", "level": 3, "reasons": ["khac"], "turn": 3}
    assert Slip.from_json(json.loads(json.dumps(plain))) == slip


def _hidden(page: httpx.Response, section: str) -> dict[str, str]:
    part = page.text.split(f'<section id="{section}"')[1].split("</section>")[0]
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', part))
