"""Chị Lan scans the code of Quầy 1 with a cheap phone; nothing here needs JavaScript."""

import httpx
import pytest

from tests.api.conftest import a_client, forms_of, message_id, send, tap, words_of
from tests.api.fakes import RECEIPT, FakeReception, an_app
from tests.support.cast import NOW, TUAN

LEVELS = ["Rất hài lòng", "Hài lòng", "Bình thường", "Không hài lòng", "Rất không hài lòng"]


async def test_the_first_page_names_the_place_and_shows_five_levels_in_order(
    lan: httpx.AsyncClient, reception: FakeReception
) -> None:
    page = await lan.get("/q/an-binh-1")
    assert page.status_code == 200
    assert "Quầy 1" in page.text
    assert "Trung tâm Phục vụ hành chính công phường An Bình" in page.text
    assert list(forms_of(page)[0]["buttons"]) == LEVELS
    assert page.text.count('class="face"') == 5
    assert [(i.channel, i.text, i.at) for i in reception.previewed] == [("web", "/start an-binh-1", NOW)]
    assert reception.heard == []


async def test_the_notice_stands_below_the_levels(lan: httpx.AsyncClient) -> None:
    words = words_of(await lan.get("/q/an-binh-1"))
    assert words.index("Rất không hài lòng") < words.index("Ông/Bà không cần nêu tên")


async def test_lan_rates_writes_and_gets_a_receipt_without_javascript(
    lan: httpx.AsyncClient, reception: FakeReception
) -> None:
    page = await lan.get("/q/an-binh-1")
    page = await tap(lan, page, "Hài lòng")
    assert "Đã ghi nhận: Hài lòng" in words_of(page)
    page = await tap(lan, page, TUAN.name)
    page = await tap(lan, page, "Có")
    page = await tap(lan, page, "Bỏ qua")
    page = await tap(lan, page, "Đồng ý, tôi viết")
    assert "<textarea" in page.text
    page = await send(lan, page, {"message_id": message_id(page), "text": "Anh Tuấn hướng dẫn kỹ."})
    page = await tap(lan, page, "Gửi")
    assert f'<p class="receipt" translate="no">{RECEIPT}</p>' in page.text
    assert [i.choice or i.text for i in reception.heard][1:] == [
        "t:rate:4",
        "t:who_served:21",
        "t:badge:yes",
        "t:reasons:skip",
        "t:consent:agree",
        "Anh Tuấn hướng dẫn kỹ.",
        "t:confirm:send",
    ]
    assert len({i.address for i in reception.heard}) == 1


async def test_several_reasons_arrive_as_one_answer_and_the_way_past_is_a_button(
    lan: httpx.AsyncClient, reception: FakeReception
) -> None:
    page = await lan.get("/q/an-binh-1")
    for label in ("Bình thường", "Không rõ", "Không"):
        page = await tap(lan, page, label)
    assert page.text.count('type="checkbox"') == 4
    ticked = ["t:reasons:thai-do", "t:reasons:thoi-gian"]
    await send(lan, page, {"message_id": message_id(page), "choice": ticked})
    assert reception.heard[-1].choice == "t:reasons:thai-do,t:reasons:thoi-gian"


async def test_a_form_sent_empty_says_what_is_missing_and_reaches_nobody(
    lan: httpx.AsyncClient, reception: FakeReception
) -> None:
    page = await lan.get("/q/an-binh-1")
    page = await send(lan, page, {"message_id": message_id(page), "text": " \r\n "})
    assert "Xin chọn một trong các mục dưới đây." in words_of(page)
    assert "Rất hài lòng" in words_of(page)
    assert len(reception.heard) == 1


async def test_the_same_form_twice_counts_once_and_shows_where_the_talk_stands(
    lan: httpx.AsyncClient, reception: FakeReception
) -> None:
    page = await lan.get("/q/an-binh-1")
    first = await tap(lan, page, "Hài lòng")
    again = await tap(lan, page, "Hài lòng")
    assert "Ai đã phục vụ" in words_of(again)
    assert words_of(again) == words_of(first)
    assert len(reception.heard) == 2


async def test_another_level_from_the_same_form_is_another_message(
    lan: httpx.AsyncClient, reception: FakeReception
) -> None:
    page = await lan.get("/q/an-binh-1")
    await tap(lan, page, "Rất không hài lòng")
    page = await tap(lan, page, "Rất hài lòng")
    assert "Đã ghi nhận: Rất hài lòng" in words_of(page)
    assert [i.choice for i in reception.heard[1:]] == ["t:rate:1", "t:rate:5"]


async def test_nobody_can_use_up_the_message_ids_of_a_stranger(reception: FakeReception) -> None:
    app = an_app(reception)
    async with a_client(app) as lan, a_client(app) as sau:
        pages = [await client.get("/q/an-binh-1") for client in (lan, sau)]
        for client, page in zip((lan, sau), pages, strict=True):
            await send(client, page, {"message_id": "the-same", "choice": "t:rate:4"})
    assert len([i for i in reception.heard if i.choice]) == 2
    assert all(i.address not in i.message_id for i in reception.heard)


async def test_an_unfinished_talk_resumes_without_a_new_message(
    lan: httpx.AsyncClient, reception: FakeReception
) -> None:
    page = await tap(lan, await lan.get("/q/an-binh-1"), "Hài lòng")
    back = await lan.get("/q/an-binh-1")
    assert words_of(back) == words_of(page)
    assert len(reception.heard) == 2


async def test_a_receipt_survives_a_reload_until_lan_clears_it(
    lan: httpx.AsyncClient, reception: FakeReception
) -> None:
    page = await lan.get("/q/an-binh-1")
    await send(lan, page, {"message_id": "m", "choice": "t:confirm:send"})
    page = await lan.get("/q/an-binh-1")
    assert RECEIPT in words_of(page)
    gone = await tap(lan, page, "Xong, xoá dấu vết trên máy này")
    assert (gone.status_code, gone.headers["location"]) == (303, "/")
    assert "homthu" not in lan.cookies
    assert RECEIPT not in words_of(await lan.get("/q/an-binh-1"))


async def test_a_finished_talk_without_a_receipt_begins_anew_on_the_next_scan(
    lan: httpx.AsyncClient, reception: FakeReception
) -> None:
    page = await lan.get("/q/an-binh-1")
    await send(lan, page, {"message_id": "m", "choice": "t:consent:decline"})
    page = await lan.get("/q/an-binh-1")
    assert list(forms_of(page)[0]["buttons"]) == LEVELS


async def test_a_page_left_open_never_rates_the_counter_scanned_in_between(
    lan: httpx.AsyncClient, reception: FakeReception
) -> None:
    old = await lan.get("/q/an-binh-1")
    rated = await tap(lan, old, "Hài lòng")
    await lan.get("/q/an-binh-2")
    await tap(lan, rated, "Không rõ")
    assert [i.text or i.choice for i in reception.heard][2:] == ["t:who_served:unknown"]


async def test_a_page_left_open_goes_back_to_its_own_counter_once_another_one_was_rated(
    lan: httpx.AsyncClient, reception: FakeReception
) -> None:
    rated = await tap(lan, await lan.get("/q/an-binh-1"), "Hài lòng")
    await tap(lan, await lan.get("/q/an-binh-2"), "Bình thường")
    await tap(lan, rated, "Không rõ")
    assert [i.text or i.choice for i in reception.heard][2:] == [
        "/start an-binh-2",
        "t:rate:3",
        "/start an-binh-1",
        "t:who_served:unknown",
    ]


async def test_two_first_pages_each_rate_their_own_counter(
    lan: httpx.AsyncClient, reception: FakeReception
) -> None:
    one, two = await lan.get("/q/an-binh-1"), await lan.get("/q/an-binh-2")
    await tap(lan, one, "Hài lòng")
    await tap(lan, two, "Bình thường")
    assert [i.text or i.choice for i in reception.heard] == [
        "/start an-binh-1",
        "t:rate:4",
        "/start an-binh-2",
        "t:rate:3",
    ]


async def test_a_tap_after_the_cookie_died_begins_the_talk_first(
    lan: httpx.AsyncClient, reception: FakeReception
) -> None:
    page = await tap(lan, await lan.get("/q/an-binh-1"), "Hài lòng")
    lan.cookies.clear()
    assert (await tap(lan, page, "Không rõ")).status_code == 200
    assert [i.text or i.choice for i in reception.heard] == [
        "/start an-binh-1",
        "t:rate:4",
        "/start an-binh-1",
        "t:who_served:unknown",
    ]


async def test_an_unknown_code_is_said_kindly_and_leads_to_the_offices(lan: httpx.AsyncClient) -> None:
    page = await lan.get("/q/quay-la")
    assert page.status_code == 404
    assert "Mã “quay-la” không có trong hệ thống" in words_of(page)
    page = await tap(lan, page, "TTPVHCC phường An Bình")
    assert page.status_code == 200
    assert list(forms_of(page)[0]["buttons"]) == LEVELS


async def test_a_code_in_capitals_is_the_same_counter(lan: httpx.AsyncClient) -> None:
    assert (await lan.head("/q/AN-BINH-1")).status_code == 200


@pytest.mark.parametrize("code", ["quầy-một", 'a";b=c', "a%0d%0aset-cookie:x", "'><script>"])
async def test_codes_of_any_letters_do_no_harm(lan: httpx.AsyncClient, code: str) -> None:
    page = await lan.get(f"/q/{code}")
    assert page.status_code == 404
    assert "<script>" not in page.text
    again = await lan.get(f"/q/{code}")
    assert words_of(again) == words_of(page)


async def test_a_code_longer_than_any_is_no_page(lan: httpx.AsyncClient, reception: FakeReception) -> None:
    assert (await lan.get("/q/" + "a" * 65)).status_code == 404
    assert reception.heard == []


async def test_looking_with_head_begins_no_talk(lan: httpx.AsyncClient, reception: FakeReception) -> None:
    assert (await lan.head("/q/an-binh-1")).status_code == 200
    assert (await lan.head("/q/quay-la")).status_code == 404
    assert reception.heard == []
    assert not lan.cookies


@pytest.mark.parametrize(
    "header",
    [
        {"user-agent": "TelegramBot (like TwitterBot)"},
        {"user-agent": "facebookexternalhit/1.1"},
        {"sec-purpose": "prefetch;prerender"},
    ],
)
async def test_link_previews_see_a_page_but_begin_no_talk(
    lan: httpx.AsyncClient, reception: FakeReception, header: dict[str, str]
) -> None:
    page = await lan.get("/q/an-binh-1", headers=header)
    assert page.status_code == 200
    assert "Quầy 1" in page.text
    assert reception.heard == []
    page = await tap(lan, page, "Đánh giá tại quầy này")
    assert list(forms_of(page)[0]["buttons"]) == LEVELS
    assert [i.text for i in reception.heard] == ["/start an-binh-1"]


async def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(
    lan: httpx.AsyncClient,
) -> None:
    page = await lan.get("/q/an-binh-1")
    cookies = page.headers.get_list("set-cookie")
    assert len(cookies) == 3
    for cookie in cookies:
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert "Max-Age=86400" in cookie
        assert "Secure" not in cookie


async def test_over_https_the_cookie_is_secure(reception: FakeReception) -> None:
    url = "https://gopy.an-binh.gov.vn"
    async with a_client(an_app(reception, public_url=url), url=url) as lan:
        page = await lan.get("/q/an-binh-1")
    assert all("Secure" in cookie for cookie in page.headers.get_list("set-cookie"))


@pytest.mark.parametrize("planted", ["short", "x" * 65, "with spaces and more text", "ê" * 24])
async def test_a_planted_cookie_that_is_not_ours_is_replaced(reception: FakeReception, planted: str) -> None:
    async with a_client(an_app(reception)) as lan:
        await lan.get("/q/an-binh-1", headers={b"cookie": f"homthu={planted}".encode()})
    assert reception.previewed[0].address.startswith("token-")


async def test_the_page_speaks_the_language_chosen_in_the_talk(lan: httpx.AsyncClient) -> None:
    page = await tap(lan, await lan.get("/q/an-binh-1"), "English")
    page = await tap(lan, page, "English")
    assert '<html lang="en">' in page.text
    assert '<html lang="en">' in (await lan.get("/")).text
