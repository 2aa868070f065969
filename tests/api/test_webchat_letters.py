"""Letters on the page itself, with or without JavaScript: shown until the person goes on; looking writes nothing."""

import httpx
import pytest

from feedback.errors import StorageUnavailable
from feedback.messages import Reply
from tests.api.conftest import a_client, forms_of, send, tap, words_of
from tests.api.fakes import RECEIPT, FakeLetters, FakeReception, an_app

PAGE = "/q/an-binh-1"
ANSWER = Reply("TTPVHCC phường An Bình trả lời: đã nhắc cán bộ quầy 1.", kind="answer")


@pytest.fixture
def letters() -> FakeLetters:
    """The outbox, played from memory."""
    return FakeLetters()


@pytest.fixture
async def visit(reception: FakeReception, letters: FakeLetters) -> httpx.AsyncClient:
    """Lan has rated; her telephone."""
    lan = a_client(an_app(reception, letters=letters))
    await tap(lan, await lan.get(PAGE), "Hài lòng")
    return lan


def said(reception: FakeReception) -> list[str]:
    return [inbound.text or inbound.choice for inbound in reception.heard]


async def test_a_waiting_letter_stands_on_the_page_each_time_until_lan_goes_on(
    visit: httpx.AsyncClient, reception: FakeReception, letters: FakeLetters
) -> None:
    letters.post(reception.heard[0].address, ANSWER, mark="m1")
    for _ in range(2):
        page = await visit.get(PAGE)
        assert "đã nhắc cán bộ quầy 1" in words_of(page)
        assert "Ai đã phục vụ" in words_of(page)
    assert {form["hidden"].get("seen") for form in forms_of(page) if form["buttons"]} >= {"m1"}
    assert "đã nhắc cán bộ" not in words_of(await tap(visit, page, "Không rõ"))
    assert await letters.waiting("web", reception.heard[0].address) == []


async def test_a_letter_that_came_after_the_page_was_drawn_stands_on_the_next_one(
    visit: httpx.AsyncClient, reception: FakeReception, letters: FakeLetters
) -> None:
    page = await visit.get(PAGE)
    letters.post(reception.heard[0].address, ANSWER, mark="m1")
    assert "đã nhắc cán bộ quầy 1" in words_of(await tap(visit, page, "Không rõ"))
    assert len(await letters.waiting("web", reception.heard[0].address)) == 1


async def test_when_the_letters_cannot_be_read_the_answer_is_kept_and_can_be_sent_again(
    visit: httpx.AsyncClient, reception: FakeReception, letters: FakeLetters
) -> None:
    page = await visit.get(PAGE)
    letters.refuse = StorageUnavailable()
    busy = await tap(visit, page, "Không rõ")
    assert busy.status_code == 503
    letters.refuse = None
    again = await send(visit, busy, forms_of(busy)[0]["hidden"])
    assert "thẻ tên" in words_of(again)
    assert said(reception)[2:] == ["t:who_served:unknown"]


async def test_a_finished_talk_is_looked_at_without_beginning_another(
    visit: httpx.AsyncClient, reception: FakeReception, letters: FakeLetters
) -> None:
    await send(visit, await visit.get(PAGE), {"message_id": "m", "choice": "t:consent:decline"})
    letters.post(reception.heard[0].address, ANSWER, mark="m1")
    before = len(reception.heard)
    for _ in range(3):
        page = await visit.get(PAGE)
        assert "Rất hài lòng" in page.text
        assert "đã nhắc cán bộ quầy 1" in words_of(page)
    assert len(reception.heard) == before
    await tap(visit, page, "Hài lòng")
    assert said(reception)[before:] == ["/start an-binh-1", "t:rate:4"]


async def test_a_letter_on_the_screen_of_a_finished_talk_is_still_there_after_a_reload(
    visit: httpx.AsyncClient, reception: FakeReception
) -> None:
    menu = Reply("Ông/Bà muốn làm gì?", kind="menu")
    reception.put(reception.heard[0].address, Reply(ANSWER.text, letter="m1"), Reply("Hết.", kind="end"), menu)
    words = words_of(await visit.get(PAGE))
    assert "đã nhắc cán bộ quầy 1" in words
    assert "Hết." not in words


async def test_the_code_of_another_counter_is_looked_at_without_losing_the_receipt(
    visit: httpx.AsyncClient, reception: FakeReception
) -> None:
    await send(visit, await visit.get(PAGE), {"message_id": "m", "choice": "t:confirm:send"})
    before = len(reception.heard)
    assert "Rất hài lòng" in (await visit.get("/q/an-binh-2")).text
    assert RECEIPT in words_of(await visit.get(PAGE))
    assert len(reception.heard) == before


async def test_only_a_page_with_a_talk_listens_for_letters(visit: httpx.AsyncClient, reception: FakeReception) -> None:
    async with a_client(an_app(reception)) as passer_by:
        assert "data-live" not in (await passer_by.get(PAGE)).text
    assert f'data-live="{PAGE}/events"' in (await visit.get(PAGE)).text
