"""A send under an Idempotency-Key counts once, however often it comes, and a key is nobody else's business."""

import asyncio

import httpx
import pytest

from api.guest import Guest
from tests.api.conftest import a_client, forms_of, words_of
from tests.api.fakes import FakeReception, an_app

PAGE = "/q/an-binh-1"
KEY = {"idempotency-key": "8e03978e-40d5-43dd-bc93-6894a57f9324"}


async def rate(client: httpx.AsyncClient, page: httpx.Response, level: int) -> httpx.Response:
    """A level from this page, as its script sends it."""
    form = forms_of(page)[0]["hidden"] | {"choice": f"t:rate:{level}"}
    return await client.post(PAGE, data=form, headers=KEY)


def levels(reception: FakeReception) -> list[str]:
    return [inbound.choice for inbound in reception.heard if inbound.choice]


async def test_the_same_key_counts_once_and_gets_the_same_answer(
    lan: httpx.AsyncClient, reception: FakeReception
) -> None:
    page = await lan.get(PAGE)
    answers = await asyncio.gather(*(rate(lan, page, 4) for _ in range(3)))
    assert len({words_of(answer) for answer in answers}) == 1
    assert "Ai đã phục vụ" in words_of(answers[0])
    assert levels(reception) == ["t:rate:4"]


async def test_whatever_else_comes_under_a_key_that_was_used_is_refused_and_changes_nothing(
    lan: httpx.AsyncClient, reception: FakeReception
) -> None:
    page = await lan.get(PAGE)
    first = await rate(lan, page, 4)
    other = await rate(lan, page, 1)
    assert other.status_code == 422
    assert "chưa được ghi nhận" in words_of(other)
    assert "Điều gửi trước vẫn được giữ nguyên" in words_of(other)
    assert levels(reception) == ["t:rate:4"]
    assert words_of(await rate(lan, page, 4)) == words_of(first)


async def test_of_two_different_sends_under_one_key_one_counts_and_the_other_is_told(
    lan: httpx.AsyncClient, reception: FakeReception
) -> None:
    page = await lan.get(PAGE)
    answers = await asyncio.gather(rate(lan, page, 2), rate(lan, page, 5))
    assert sorted(answer.status_code for answer in answers) == [200, 422]
    assert len(levels(reception)) == 1


async def test_other_words_under_a_used_key_begin_no_talk_anew(
    lan: httpx.AsyncClient, reception: FakeReception
) -> None:
    """The page stands for another counter by now."""
    await rate(lan, await lan.get(PAGE), 4)
    for level in (3, 2):
        lan.cookies.set("homthu_code", "an-binh-2")
        form = {"message_id": "m", "choice": f"t:rate:{level}"}
        answer = await lan.post(PAGE, data=form, headers={"idempotency-key": "another"})
    assert answer.status_code == 422
    assert [inbound.text for inbound in reception.heard if inbound.text] == ["/start an-binh-1"] * 2


async def test_the_key_of_a_stranger_neither_collides_nor_reveals_anything(reception: FakeReception) -> None:
    app = an_app(reception)
    async with a_client(app) as lan, a_client(app) as sau:
        await rate(lan, await lan.get(PAGE), 1)
        answer = await rate(sau, await sau.get(PAGE), 5)
    assert "Đã ghi nhận: Rất hài lòng" in words_of(answer)
    assert levels(reception) == ["t:rate:1", "t:rate:5"]
    assert len({inbound.message_id for inbound in reception.heard}) == len(reception.heard)
    assert all(KEY["idempotency-key"] not in inbound.message_id for inbound in reception.heard)


async def test_an_answer_sent_again_begins_no_second_talk(lan: httpx.AsyncClient, reception: FakeReception) -> None:
    """Its page was left open while another counter was rated, and its first answer was lost on the way back."""
    page = await rate(lan, await lan.get(PAGE), 4)
    form = forms_of(page)[0]["hidden"] | {"choice": "t:who_served:unknown"}
    lan.cookies.set("homthu_code", "an-binh-2")
    for _ in range(2):
        lan.cookies.set("homthu_code", "an-binh-2")
        await lan.post(PAGE, data=form, headers={"idempotency-key": "another"})
    assert [inbound.text for inbound in reception.heard if inbound.text] == ["/start an-binh-1"] * 2
    assert levels(reception) == ["t:rate:4", "t:who_served:unknown"]


async def test_a_key_makes_the_forms_own_id_unnecessary(lan: httpx.AsyncClient, reception: FakeReception) -> None:
    await lan.get(PAGE)
    assert (await lan.post(PAGE, data={"text": "/dulieu"}, headers=KEY)).status_code == 200
    assert reception.heard[-1].text == "/dulieu"


@pytest.mark.parametrize("key", ["k" * 65, "a b", "khoá".encode()])
async def test_a_key_that_is_none_is_refused(
    lan: httpx.AsyncClient, reception: FakeReception, key: str | bytes
) -> None:
    answer = await lan.post(PAGE, data={"message_id": "m", "text": "/dulieu"}, headers={"idempotency-key": key})
    assert answer.status_code == 400
    assert reception.heard == []


def test_no_form_can_be_made_to_look_like_a_key() -> None:
    lan = Guest("lan-lan-lan-lan-lan-lan", "", "vi")
    assert lan.message_id("m", choice="", text="", key="k") != lan.message_id("k", choice="", text="")
