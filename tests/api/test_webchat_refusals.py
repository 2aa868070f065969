"""When the house is busy, when a form is too large or not ours, and when words look like code."""

from collections.abc import AsyncIterator

import httpx
import pytest

from bot.reception import Busy
from feedback.errors import StorageUnavailable
from feedback.messages import Choice, Reply
from tests.api.conftest import forms_of, message_id, send, tap, words_of
from tests.api.fakes import FakeReception


@pytest.mark.parametrize("refusal", [Busy(), StorageUnavailable()])
async def test_when_nothing_was_kept_the_words_are_still_there_to_send_again(
    lan: httpx.AsyncClient, reception: FakeReception, refusal: Exception
) -> None:
    page = await tap(lan, await lan.get("/q/an-binh-1"), "Hài lòng")
    said = "\n\nDòng một <b>\nDòng hai"
    reception.refuse = refusal
    busy = await send(lan, page, {"message_id": "m1", "choice": "", "text": said.replace("\n", "\r\n")})
    assert busy.status_code == 503
    assert busy.headers["retry-after"] == "1"
    assert "Dòng một &lt;b&gt;\nDòng hai" in busy.text
    assert forms_of(busy)[0]["hidden"]["message_id"] == "m1"
    reception.refuse = None
    reception.put(reception.heard[0].address, Reply("Viết?", free=True, kind="describe"))
    await send(lan, busy, {"message_id": "m1", "choice": "", "text": said})
    await send(lan, busy, {"message_id": "m1", "choice": "", "text": said})
    assert [i.text for i in reception.heard[2:]] == [said]


async def test_a_tap_that_was_not_kept_can_be_sent_again(
    lan: httpx.AsyncClient, reception: FakeReception
) -> None:
    page = await lan.get("/q/an-binh-1")
    reception.refuse = Busy()
    busy = await tap(lan, page, "Hài lòng")
    assert "chưa ghi nhận được" in words_of(busy)
    reception.refuse = None
    page = await send(lan, busy, forms_of(busy)[0]["hidden"])
    assert "Đã ghi nhận: Hài lòng" in words_of(page)
    assert [i.text or i.choice for i in reception.heard] == ["/start an-binh-1", "t:rate:4"]


async def test_a_first_visit_while_the_service_is_busy_asks_to_come_again(
    lan: httpx.AsyncClient, reception: FakeReception
) -> None:
    reception.refuse = StorageUnavailable()
    page = await lan.get("/q/an-binh-1")
    assert (page.status_code, page.headers["retry-after"]) == (503, "1")
    assert "Thử lại" in words_of(page)


async def test_what_people_and_officers_write_is_shown_as_text_only(
    lan: httpx.AsyncClient, reception: FakeReception
) -> None:
    await tap(lan, await lan.get("/q/an-binh-1"), "Hài lòng")
    for attack in ("<script>alert(1)</script>", '"><img src=x>', "</textarea><svg/onload=a>", "{{ 7*7 }}"):
        reply = Reply(f"{attack}?\n\n“{attack}”", (Choice(attack, attack),), kind="confirm", free=True)
        reception.put(reception.heard[0].address, Reply(attack, kind="kept"), reply)
        page = await lan.get("/q/an-binh-1")
        for bad in ("<script>alert", "<img", "<svg/onload"):
            assert bad not in page.text
        assert words_of(page).count(attack) == 4


async def test_ten_thousand_accented_letters_fit_and_more_are_refused(
    lan: httpx.AsyncClient, reception: FakeReception
) -> None:
    page = await lan.get("/q/an-binh-1")
    text = "ệ" * 10_000
    await send(lan, page, {"message_id": "m1", "text": text})
    assert reception.heard[-1].text == text
    page = await send(lan, page, {"message_id": "m2", "text": "ệ" * 30_000})
    assert page.status_code == 413
    assert "Nội dung quá dài" in words_of(page)


async def test_a_body_without_an_honest_length_is_measured_all_the_same(
    lan: httpx.AsyncClient, reception: FakeReception
) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b"text=" + b"a" * 8000 + b"&"

    kind = {"content-type": "application/x-www-form-urlencoded"}
    page = await lan.post("/q/an-binh-1", content=endless(), headers=kind)
    assert page.status_code == 413
    assert reception.heard == []


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"choice=t:rate:4", "application/x-www-form-urlencoded"),
        (b'{"message_id": "m"}', "application/json"),
        (b"", ""),
        (b"--x\r\nnonsense", "multipart/form-data; boundary=x"),
        (b"message_id=" + b"m" * 65, "application/x-www-form-urlencoded"),
        (b"message_id=m&choice=" + b"c" * 1001, "application/x-www-form-urlencoded"),
        (b"message_id=m" + b"&choice=c" * 60, "application/x-www-form-urlencoded"),
        (
            b'--x\r\ncontent-disposition: form-data; name="a"; filename="b"\r\n\r\nc\r\n--x--',
            "multipart/form-data; boundary=x",
        ),
    ],
)
async def test_a_form_that_no_page_of_ours_sent_is_refused(
    lan: httpx.AsyncClient, reception: FakeReception, body: bytes, kind: str
) -> None:
    page = await lan.post("/q/an-binh-1", content=body, headers={"content-type": kind})
    assert page.status_code == 400
    assert reception.heard == []


async def test_a_list_sent_without_a_tick_names_both_ways_on(
    lan: httpx.AsyncClient, reception: FakeReception
) -> None:
    page = await lan.get("/q/an-binh-1")
    for label in ("Bình thường", "Không rõ", "Không"):
        page = await tap(lan, page, label)
    page = await send(lan, page, {"message_id": message_id(page)})
    assert "Xin chọn ít nhất một mục, hoặc bấm Bỏ qua." in words_of(page)


async def test_words_that_are_too_long_stay_in_their_box(lan: httpx.AsyncClient, reception: FakeReception) -> None:
    page = await lan.get("/q/an-binh-1")
    for label in ("Hài lòng", "Không rõ", "Không"):
        page = await tap(lan, page, label)
    box = Reply("Xin mời Ông/Bà viết.", free=True, kind="describe")
    reception.says["describe"] = (Reply("Lời vừa gõ dài 15.000 ký tự.", kind="too_long"), box)
    page = await tap(lan, page, "Bỏ qua")
    page = await tap(lan, page, "Đồng ý, tôi viết")
    page = await send(lan, page, {"message_id": message_id(page), "text": "Đợi\n<b>lâu"})
    assert "Đợi\n&lt;b&gt;lâu</textarea>" in page.text
    assert "data-refused" in page.text
