"""The page of the doors, and the round that authorises the account, begun by an administrator alone."""

import httpx
import pytest

from feedback.wording import words
from storage.maintenance import Database
from tests.support.cast import HANH, KHOA
from tests.support.desk_browser import Desk, FakePlatforms
from tests.support.signing import code

say = words("vi").say
PAGE = "/quan-ly/quan-tri/kenh"
START = f"{PAGE}/zalo-oa/uy-quyen"


async def test_anh_khoa_sees_the_doors_and_asks_them(desk: Desk) -> None:
    khoa = desk.browser()
    await khoa.signs_in(KHOA)
    await khoa.opens(PAGE)
    assert say("desk.door_zalo_oa") in khoa.text
    assert say("desk.fail") in khoa.text
    assert isinstance(desk.platforms, FakePlatforms)
    assert desk.platforms.asked == 0, "looking asks no platform"
    await khoa.sends(PAGE)
    assert desk.platforms.asked == 1


async def test_the_round_begins_with_a_link_and_no_jump(desk: Desk) -> None:
    khoa = desk.browser()
    await khoa.signs_in(KHOA)
    await khoa.opens(PAGE)
    page = await khoa.sends(START)
    assert 'href="https://oauth.example/permission?state=s"' in page.text
    assert isinstance(desk.platforms, FakePlatforms)
    assert desk.platforms.begun == [("zalo-oa", "khoa")]
    await khoa.sends(START.replace("zalo-oa", "telegram"))
    assert khoa.page.status_code == 404
    assert say("account.no_round") in khoa.text


async def test_a_sign_in_of_ten_minutes_ago_asks_for_the_code_anew(desk: Desk) -> None:
    khoa = desk.browser()
    await khoa.signs_in(KHOA)
    desk.passes(minutes=10)
    await khoa.opens(PAGE)
    before = khoa.token
    await khoa.sends(START)
    assert khoa.at == "/quan-ly/xac-nhan"
    await khoa.sends("/quan-ly/xac-nhan", ve="kenh", code="000000")
    assert say("account.wrong_code") in khoa.text
    await khoa.sends("/quan-ly/xac-nhan", ve="kenh", code=code(desk.now))
    assert khoa.at == PAGE
    assert khoa.token != before
    await khoa.sends(START)
    assert isinstance(desk.platforms, FakePlatforms)
    assert desk.platforms.begun == [("zalo-oa", "khoa")]


@pytest.mark.parametrize("back", ["https://elsewhere.example", "//elsewhere.example", "/hooks/x", ""])
async def test_the_second_factor_leads_to_our_own_pages_only(desk: Desk, back: str) -> None:
    khoa = desk.browser()
    await khoa.signs_in(KHOA)
    desk.passes(minutes=1)
    await khoa.opens(f"/quan-ly/xac-nhan?ve={back}")
    assert "elsewhere" not in khoa.page.text
    await khoa.sends("/quan-ly/xac-nhan", ve=back, code=code(desk.now))
    assert (khoa.at, khoa.page.url.host) == ("/quan-ly", "127.0.0.1")


@pytest.mark.parametrize("result", ["ticket", "state", "account", "code -14005", "<b>x</b>", "x" * 99])
async def test_the_result_is_told_with_what_to_do_and_nothing_strange(desk: Desk, result: str) -> None:
    khoa = desk.browser()
    await khoa.signs_in(KHOA)
    page = await khoa.opens(f"{PAGE}?{httpx.QueryParams({'ket-qua': result})}")
    known = {
        "ticket": "desk.result_ticket",
        "state": "desk.result_state",
        "account": "desk.result_account",
    }
    if result in known:
        assert say(known[result]) in khoa.text
    elif result == "code -14005":
        assert "-14005" in khoa.text
    else:
        assert result not in page.text


async def test_the_head_is_not_let_near_it(desk: Desk) -> None:
    hanh = desk.browser()
    await hanh.signs_in(HANH)
    assert PAGE not in hanh.page.text
    for answer in (await hanh.opens(PAGE), await hanh.sends(START)):
        assert answer.status_code == 403
    assert isinstance(desk.platforms, FakePlatforms)
    assert desk.platforms.begun == []


@pytest.mark.parametrize("result", ["Goi 0912345678", "code 1 2", "code -", "Bia", "error2"])
async def test_an_address_says_no_words_of_whoever_wrote_it(desk: Desk, result: str) -> None:
    khoa = desk.browser()
    await khoa.signs_in(KHOA)
    page = await khoa.opens(f"{PAGE}?{httpx.QueryParams({'ket-qua': result})}")
    assert result not in page.text
    assert "docs/zalo-oa.md" not in page.text, "it tells of no trouble either"


async def test_success_is_not_believed_from_an_address(database: Database, desk: Desk) -> None:
    """Somebody sends a link that says "authorised", and the tokens do not agree."""
    khoa = desk.browser()
    await khoa.signs_in(KHOA)
    await khoa.opens(f"{PAGE}?ket-qua=xong")
    assert say("desk.fail") in khoa.text
    assert say("desk.authorised") not in khoa.text
