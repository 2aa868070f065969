"""From the tablet to one's own telephone: once, for ten minutes, and without a word of what was tapped."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

import httpx
import pytest
from sqlalchemy import select

from bot.hand_over import LINK_LIVES
from bot.reception import Reception
from feedback.chance import Chance
from feedback.errors import StorageUnavailable
from storage.maintenance import Database
from storage.tables import feedback
from tests.api.conftest import a_client, send, tap, words_of
from tests.api.fakes import an_app
from tests.api.test_kiosk import PULL, a_slip, kept, put
from tests.support.builders import BOX
from tests.support.cast import MAI, NOW

LINK = f"/q/tiep/{a_slip(1)['id']}"
TOLD = ("Rất hài lòng", "Hài lòng", "Bình thường", "Không hài lòng", "Rất không hài lòng", "Xin lỗi Ông/Bà")


@dataclass
class Ward:
    """The office with a clock that only moves when told, its tablet, and telephones."""

    office: Reception
    tablet: httpx.AsyncClient
    lan: httpx.AsyncClient
    moment: datetime = NOW


@pytest.fixture
async def ward(database: Database) -> AsyncIterator[Ward]:
    """Quầy 1 with a tablet, and chị Lan with a telephone."""
    office = Reception(database=database, box=BOX, chance=Chance(), clock=lambda: ward.moment, pull=PULL)
    app = an_app(office)
    async with a_client(app) as tablet, a_client(app) as lan:
        ward = Ward(office, tablet, lan)
        yield ward
    await office.close()


async def go_on(phone: httpx.AsyncClient) -> httpx.Response:
    return await phone.post(LINK, headers={"sec-fetch-site": "same-origin"})


async def test_lan_goes_on_with_the_very_visit_on_her_telephone(ward: Ward) -> None:
    await put(ward.tablet, **a_slip(1, 2, "thai-do"))
    onward = await go_on(ward.lan)
    assert (onward.status_code, onward.headers["location"]) == (303, "/q/an-binh-1")
    page = await ward.lan.get("/q/an-binh-1")
    page = await tap(ward.lan, page, MAI.name)
    page = await tap(ward.lan, page, "Có")
    page = await tap(ward.lan, page, "Đồng ý, tôi viết")
    page = await send(ward.lan, page, {"message_id": "m1", "text": "Cô ấy nói trống không."})
    page = await tap(ward.lan, page, "Gửi")
    assert "Mã tra cứu" in page.text
    (row,) = await kept(ward.office)
    assert (row.level, row.reasons, row.channel, row.officer_id, row.badge) == (2, ["thai-do"], "kiosk", MAI.id, "yes")
    async with ward.office.database.reading() as tx:
        assert [each.level for each in await tx.executor.rows(select(feedback.c.level))] == [2]


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
async def test_whoever_opens_the_link_does_not_learn_the_level(ward: Ward, level: int) -> None:
    await put(ward.tablet, **a_slip(1, level))
    shown = [(await ward.lan.get(LINK)).text]
    await go_on(ward.lan)
    page = await ward.lan.get("/q/an-binh-1")
    for label in ("Không rõ", "Không rõ"):
        shown.append(words_of(page))
        page = await tap(ward.lan, page, label)
    assert "Ông/Bà có muốn nói thêm bằng lời không?" in words_of(page)
    shown.append(words_of(page))
    assert not [word for word in TOLD if word in " ".join(shown)]


async def test_a_camera_that_only_looks_uses_nothing_up(ward: Ward) -> None:
    await put(ward.tablet, **a_slip(1, 4))
    for _ in range(3):
        assert (await ward.lan.get(LINK)).status_code == 200
    assert (await go_on(ward.lan)).status_code == 303


async def test_the_link_works_once(ward: Ward) -> None:
    await put(ward.tablet, **a_slip(1, 4))
    await go_on(ward.lan)
    async with a_client(an_app(ward.office)) as somebody:
        late = await go_on(somebody)
        assert late.status_code == 410
        assert "đã được dùng" in words_of(late)
        assert not somebody.cookies


async def test_after_ten_minutes_the_link_leads_nowhere_and_the_rating_stays(ward: Ward) -> None:
    await put(ward.tablet, **a_slip(1, 4))
    ward.moment = NOW + LINK_LIVES
    assert (await go_on(ward.lan)).status_code == 410
    assert [row.level for row in await kept(ward.office)] == [4]


async def test_a_link_to_nothing_leaves_nothing_behind(ward: Ward) -> None:
    assert (await go_on(ward.lan)).status_code == 410
    async with ward.office.database.reading() as tx:
        assert await tx.chats.get(BOX.tag("kiosk", a_slip(1)["id"])) is None


async def test_what_the_tablet_still_sends_changes_nothing_any_more(ward: Ward) -> None:
    await put(ward.tablet, **a_slip(1, 4))
    await go_on(ward.lan)
    await tap(ward.lan, await ward.lan.get("/q/an-binh-1"), MAI.name)
    await put(ward.tablet, **a_slip(1, 1, turn=2))
    (row,) = await kept(ward.office)
    assert (row.level, row.officer_id) == (4, MAI.id)


async def test_lan_herself_may_correct_on_her_telephone_and_it_stays_one_rating(ward: Ward) -> None:
    await put(ward.tablet, **a_slip(1, 1))
    await go_on(ward.lan)
    page = await ward.lan.get("/q/an-binh-1")
    for label in ("Không rõ", "Không rõ", "Sửa đánh giá", "Hài lòng"):
        page = await tap(ward.lan, page, label)
    assert [row.level for row in await kept(ward.office)] == [4]


async def test_an_english_speaker_goes_on_in_english(ward: Ward) -> None:
    await put(ward.tablet, **a_slip(1, 4, language="en"))
    await go_on(ward.lan)
    assert "Who served you?" in (await ward.lan.get("/q/an-binh-1")).text


async def test_a_talk_of_another_door_cannot_be_taken_by_its_address(ward: Ward) -> None:
    """Only what began on a tablet goes along: the same id on the web is another chat."""
    await put(ward.tablet, **a_slip(1, 4))
    answer = await ward.lan.post("/q/tiep/visit-0000000000000002", headers={"sec-fetch-site": "same-origin"})
    assert answer.status_code == 410


async def test_another_site_cannot_press_the_button(ward: Ward) -> None:
    await put(ward.tablet, **a_slip(1, 4))
    assert (await ward.lan.post(LINK, headers={"sec-fetch-site": "cross-site"})).status_code == 403
    assert (await go_on(ward.lan)).status_code == 303


async def test_a_busy_house_says_so_and_the_link_still_holds(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    await put(ward.tablet, **a_slip(1, 4))
    with monkeypatch.context() as broken:

        async def away(*_: object) -> None:
            raise StorageUnavailable

        broken.setattr(ward.office, "hand_over", away)
        assert (await go_on(ward.lan)).status_code == 503
    assert (await go_on(ward.lan)).status_code == 303


async def test_two_telephones_at_once_and_only_one_goes_on(ward: Ward) -> None:
    await put(ward.tablet, **a_slip(1, 4))
    async with a_client(an_app(ward.office)) as other:
        both = await asyncio.gather(go_on(ward.lan), go_on(other))
    assert sorted(answer.status_code for answer in both) == [303, 410]
