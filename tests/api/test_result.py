"""Whether it is solved, asked on the web page: below the letter with the answer, and where a receipt is looked up."""

import random
import re
from collections.abc import AsyncIterator

import httpx
import pytest

from bot.fetching import Fetching
from bot.reception import Reception
from feedback.analysis import Analysis, TagFound
from feedback.case_life import Result, State
from feedback.case_moves import answer_case
from feedback.cases import Case
from feedback.chance import Chance
from feedback.handling import read_held
from storage.maintenance import Database
from tests.api.conftest import a_client, forms_of, send, tap, words_of
from tests.api.fakes import an_app
from tests.support.builders import BOX
from tests.support.cast import HANH, NOW

PAGE = "/q/an-binh-1"
RUDE = Analysis((TagFound("thai-do", 0.9),), sentiment="tieu-cuc")


class Rude:
    """Finds the same in every text."""

    async def analyse(self, text: str) -> Analysis:
        return RUDE


@pytest.fixture
async def lan(database: Database) -> AsyncIterator[httpx.AsyncClient]:
    """Chị Lan's telephone before the real middle."""
    chance = Chance(random.Random(7).randrange)
    reception = Reception(
        database=database,
        box=BOX,
        chance=chance,
        clock=lambda: NOW,
        pull=frozenset({"web"}),
        fetched=frozenset({"web"}),
    )
    async with a_client(an_app(reception, letters=Fetching(database, BOX, lambda: NOW))) as client:
        yield client
    await reception.close()


async def complain(lan: httpx.AsyncClient, database: Database) -> str:
    """Words, read and answered by bà Hạnh; the receipt."""
    page = await lan.get(PAGE)
    for label in ("Không hài lòng", "Không rõ", "Không rõ", "Bỏ qua", "Đồng ý, tôi viết"):
        page = await tap(lan, page, label)
    fields = next(form["hidden"] for form in forms_of(page) if "Gửi" in form["buttons"] or form["hidden"])
    page = await send(lan, page, {**fields, "text": "Chờ 40 phút mới tới lượt."})
    page = await tap(lan, page, "Gửi")
    found = re.search(r"\d{4}(?: \d{4}){3}", words_of(page))
    assert found
    await read_held(database, Rude(), now=NOW, chance=Chance())
    async with database.transact() as tx:
        (case,) = await tx.cases.visible(HANH)
        await answer_case(tx, HANH, case.code, "Đã thêm người trực.", now=NOW)
    return found[0]


async def the_case(database: Database) -> Case:
    async with database.reading() as tx:
        (case,) = await tx.cases.visible(HANH, waiting_only=False)
    return case


async def test_below_the_letter_one_tap_says_that_it_is_solved(lan: httpx.AsyncClient, database: Database) -> None:
    await complain(lan, database)
    page = await lan.get(PAGE)
    assert "“Đã thêm người trực.”" in words_of(page)
    page = await tap(lan, page, "Đã giải quyết")
    assert "Phản ánh được đóng lại" in words_of(page)
    case = await the_case(database)
    assert (case.state, case.result) == (State.CLOSED, Result.SOLVED)


async def test_below_the_letter_not_yet_opens_it_again_and_more_may_be_written(
    lan: httpx.AsyncClient, database: Database
) -> None:
    await complain(lan, database)
    page = await tap(lan, await lan.get(PAGE), "Chưa")
    assert "việc của Ông/Bà chưa được giải quyết" in words_of(page)
    assert (await the_case(database)).state is State.NEW
    page = await tap(lan, page, "Viết thêm")
    page = await tap(lan, page, "Đồng ý, tôi viết")
    page = await send(lan, page, {**forms_of(page)[0]["hidden"], "text": "Vẫn phải chờ như cũ, chưa có ai ở quầy."})
    assert "Đã gửi phần bổ sung" in words_of(await tap(lan, page, "Gửi"))


@pytest.mark.parametrize(("label", "state"), [("Đã giải quyết", State.CLOSED), ("Chưa", State.NEW)])
async def test_whoever_holds_the_receipt_may_say_so_where_it_is_looked_up(
    lan: httpx.AsyncClient, database: Database, label: str, state: State
) -> None:
    receipt = await complain(lan, database)
    lan.cookies.clear()  # from another telephone
    page = await lan.get("/tra-cuu")
    hidden = forms_of(page)[0]["hidden"]
    page = await send(lan, page, {**hidden, "text": receipt})
    assert "Diễn biến" in words_of(page)
    assert "Cơ quan: trả lời" in words_of(page)
    assert HANH.name not in words_of(page)
    await tap(lan, page, label)
    assert (await the_case(database)).state is state


async def test_whoever_holds_the_receipt_adds_to_their_words_where_they_are_looked_up(
    lan: httpx.AsyncClient, database: Database
) -> None:
    receipt = await complain(lan, database)
    lan.cookies.clear()  # from another telephone
    page = await lan.get("/tra-cuu")
    page = await send(lan, page, {**forms_of(page)[0]["hidden"], "text": receipt})
    for label in ("Chưa", "Viết thêm", "Đồng ý, tôi viết"):
        page = await tap(lan, page, label)
    page = await send(lan, page, {**forms_of(page)[0]["hidden"], "text": "Vẫn phải chờ như cũ, chưa có ai ở quầy."})
    assert "Người phụ trách sẽ đọc như sau" in words_of(page)
    assert "Đã gửi phần bổ sung" in words_of(await tap(lan, page, "Gửi"))


async def test_a_letter_that_asks_nothing_has_no_buttons(lan: httpx.AsyncClient, database: Database) -> None:
    await complain(lan, database)
    page = await lan.get(PAGE)
    letters = re.findall(r'<section class="said[^>]*data-letter.*?</section>', page.text, re.DOTALL)
    assert len(letters) == 1
    assert letters[0].count("<button") == 2
    page = await tap(lan, page, "Đã giải quyết")
    assert "data-letter" not in page.text
