"""Letters of a case on the web: the question on the open page, thread and report where a receipt is looked up."""

import random
import re
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import httpx
import pytest

from bot.fetching import Fetching
from bot.reception import Reception
from feedback.case_letters import Kind
from feedback.case_life import State
from feedback.case_requests import MoveCase
from feedback.chance import Chance
from feedback.handling import handle_case, read_held
from feedback.letter_requests import AskCitizen
from feedback.letters_asking import ask_citizen
from storage.maintenance import Database
from tests.api.conftest import a_client, forms_of, send, tap, words_of
from tests.api.fakes import an_app
from tests.api.test_result import PAGE, Rude
from tests.support.builders import BOX
from tests.support.cast import HANH, NOW
from tests.support.lettering import QUESTION, on, round_of

ANSWER = "Ở quầy 1, khoảng mười giờ."


class Clock:
    """Moves when told."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def lan(database: Database, clock: Clock) -> AsyncIterator[httpx.AsyncClient]:
    """Chị Lan's telephone before the real middle."""
    chance = Chance(random.Random(7).randrange)
    web = frozenset({"web"})
    reception = Reception(database=database, box=BOX, chance=chance, clock=clock, pull=web, fetched=web)
    async with a_client(an_app(reception, letters=Fetching(database, BOX, clock))) as client:
        yield client
    await reception.close()


async def an_asked_case(lan: httpx.AsyncClient, database: Database, clock: Clock) -> str:
    """Words, taken up by bà Hạnh, who asks; the receipt. It is Tuesday, ten o'clock, and the question has come."""
    page = await lan.get(PAGE)
    for label in ("Không hài lòng", "Không rõ", "Không rõ", "Bỏ qua", "Đồng ý, tôi viết"):
        page = await tap(lan, page, label)
    fields = next(form["hidden"] for form in forms_of(page) if "Gửi" in form["buttons"] or form["hidden"])
    page = await tap(lan, await send(lan, page, {**fields, "text": "Chờ 40 phút mới tới lượt."}), "Gửi")
    receipt = re.search(r"\d{4}(?: \d{4}){3}", words_of(page))
    assert receipt
    await read_held(database, Rude(), now=NOW, chance=Chance())
    async with database.transact() as tx:
        (case,) = await tx.cases.visible(HANH)
        await handle_case(tx, MoveCase(HANH, case.code, State.ACCEPTED), now=NOW)
        await ask_citizen(tx, AskCitizen(HANH, case.code, QUESTION), now=on(3, 10), chance=Chance())
    await round_of(database, at=on(4, 9))
    clock.now = on(4, 10)
    return receipt[0]


async def looked_up(lan: httpx.AsyncClient, receipt: str) -> httpx.Response:
    page = await lan.get("/tra-cuu")
    return await send(lan, page, {**forms_of(page)[-1]["hidden"], "text": receipt})


async def write(lan: httpx.AsyncClient, page: httpx.Response, text: str) -> httpx.Response:
    forms = forms_of(page)
    form = next((form for form in forms if "words" in form["hidden"]), forms[0])
    return await send(lan, page, {**form["hidden"], "text": text})


async def test_the_question_stands_on_the_open_page_and_is_answered_there(
    lan: httpx.AsyncClient, database: Database, clock: Clock
) -> None:
    await an_asked_case(lan, database, clock)
    page = await lan.get(PAGE)
    assert QUESTION in words_of(page)
    page = await write(lan, await tap(lan, page, "Trả lời"), ANSWER)
    assert "Người phụ trách sẽ đọc như sau" in words_of(page)
    assert "Đã nhận câu trả lời" in words_of(await tap(lan, page, "Gửi"))
    async with database.reading() as tx:
        assert [(one.kind, one.words) for one in await tx.letters.waiting()] == [(Kind.ANSWER, ANSWER)]


async def test_under_the_receipt_stand_thread_and_answer_and_a_report_is_taken_from_another_telephone(
    lan: httpx.AsyncClient, database: Database, clock: Clock
) -> None:
    receipt = await an_asked_case(lan, database, clock)
    lan.cookies.clear()
    page = await looked_up(lan, receipt)
    assert f"cơ quan hỏi: “{QUESTION}”" in words_of(page)
    page = await write(lan, await tap(lan, page, "Trả lời"), ANSWER)
    assert "Đã nhận câu trả lời" in words_of(await tap(lan, page, "Gửi"))
    page = await tap(lan, await looked_up(lan, receipt), "Tôi bị gây áp lực")
    assert "Báo cáo đi thẳng đến VP UBND tỉnh Lâm Sơn" in words_of(page)
    page = await tap(lan, page, "Báo ngay, không viết thêm")
    told = words_of(await tap(lan, page, "Gửi"))
    assert "Đã nhận báo cáo" in told and "Mã tra cứu riêng của báo cáo này" in told
    await round_of(database, at=on(4, 11) + timedelta(minutes=1))
    clock.now = on(4, 12)
    page = await looked_up(lan, receipt)
    assert "áp lực, ngày" not in words_of(page)  # who presses asks to see this one: the report has its own receipt
    assert f"Ông/Bà trả lời, chuyển đi ngày 04/08/2026: “{ANSWER}”" in words_of(page)


async def test_the_line_is_cut_where_the_receipt_is_looked_up(
    lan: httpx.AsyncClient, database: Database, clock: Clock
) -> None:
    receipt = await an_asked_case(lan, database, clock)
    page = await tap(lan, await looked_up(lan, receipt), "Không nhận tin nữa")
    assert "không làm lại được" in words_of(page)
    assert "Đã ngừng gửi tin" in words_of(await tap(lan, page, "Không nhận tin nữa"))
    assert QUESTION not in words_of(await lan.get(PAGE))
    assert "Không nhận tin nữa" not in words_of(await looked_up(lan, receipt))
