"""The page behind the code on one's paper: looked at without a trace, rated once, kind to whoever comes second."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select, text

from bot.reception import Reception
from feedback.chance import Chance
from feedback.recording import record_visit
from feedback.tickets import Told, printed
from storage.maintenance import Database
from storage.tables import METADATA, ratings, visits
from tests.api.conftest import a_client, tap, words_of
from tests.api.fakes import an_app
from tests.support.builders import BOX
from tests.support.cast import NOW, QUAY_2

TOLD = Told("HS-1", NOW - timedelta(days=1), counter=QUAY_2.code)


@pytest.fixture
async def office(database: Database) -> AsyncIterator[Reception]:
    """The real middle, with a clock that stands still."""
    opened = Reception(database=database, box=BOX, chance=Chance(), clock=lambda: NOW, pull=frozenset({"web"}))
    yield opened
    await opened.close()


@pytest.fixture
def app(office: Reception, database: Database) -> FastAPI:
    """The door that both telephones come to."""
    return an_app(office, database=database)


@pytest.fixture
async def lan(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """Chị Lan's telephone."""
    async with a_client(app) as client:
        yield client


@pytest.fixture
async def sau(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """Bác Sáu's."""
    async with a_client(app) as client:
        yield client


@pytest.fixture
async def page(database: Database) -> str:
    """The address on chị Lan's paper."""
    return await address_of(database, TOLD)


async def address_of(database: Database, told: Told) -> str:
    async with database.transact() as tx:
        return f"/q/{printed((await record_visit(tx, told, now=NOW, road=None)).code)}"


async def everything(database: Database) -> list[tuple[Any, ...]]:
    async with database.reading() as tx:
        return [
            tuple(row)
            for table in METADATA.sorted_tables
            for row in await tx.executor.rows(text(f"SELECT * FROM {table.name}"))  # noqa: S608
        ]


async def kept(database: Database) -> list[Any]:
    async with database.reading() as tx:
        both = select(*ratings.c, visits.c.scanned_at, visits.c.proof.label("proven")).join(visits)
        return list(await tx.executor.rows(both))


async def test_the_page_says_which_visit_and_how_other_doors_open(lan: httpx.AsyncClient, page: str) -> None:
    shown = await lan.get(page)
    said = words_of(shown)
    assert shown.status_code == 200
    assert "lần giao dịch ngày 02/08/2026" in said
    assert f"tại {QUAY_2.label}" in said
    assert f"gõ mã {page.removeprefix('/q/')} vào cuộc trò chuyện với Hòm Thư trên Telegram hoặc Zalo" in said
    assert "TTPVHCC" in said and QUAY_2.label in shown.text


async def test_looking_writes_nothing_however_often_and_whatever_the_code(
    lan: httpx.AsyncClient, database: Database, page: str
) -> None:
    before = await everything(database)
    for path in (page, page.lower(), page.replace("-", ""), "/q/2000-0000-0000"):
        for _ in range(7):
            await lan.get(path)
        await lan.head(path)
    assert await everything(database) == before


async def test_head_and_status_tell_a_ticket_from_nothing(lan: httpx.AsyncClient, page: str) -> None:
    assert (await lan.head(page)).status_code == 200
    for nothing in ("/q/2000-0000-0000", "/q/khong-hai-long"):
        assert (await lan.head(nothing)).status_code == 404
        assert (await lan.get(nothing)).status_code == 404


async def test_one_tap_is_the_rating_of_that_visit(lan: httpx.AsyncClient, database: Database, page: str) -> None:
    answered = await tap(lan, await lan.get(page), "Hài lòng")
    assert "Đã ghi nhận: Hài lòng" in words_of(answered)
    (row,) = await kept(database)
    assert (row.level, row.channel, row.proof, row.proven) == (4, "web", "phieu", "phieu")
    assert (row.counter_id, row.rated_at, row.scanned_at.hour) != (QUAY_2.id, NOW, NOW.hour)


async def test_a_second_telephone_is_told_that_the_code_was_used(
    lan: httpx.AsyncClient, sau: httpx.AsyncClient, database: Database, page: str
) -> None:
    await tap(lan, await lan.get(page), "Hài lòng")
    late = await sau.get(page)
    assert "Rất không hài lòng" in words_of(late)  # looking tells nobody that it was used
    assert "mỗi mã chỉ dùng một lần" in words_of(await tap(sau, late, "Rất không hài lòng"))
    assert [row.level for row in await kept(database)] == [4]


async def test_two_open_pages_leave_the_first_answer_and_the_other_is_told(
    lan: httpx.AsyncClient, sau: httpx.AsyncClient, database: Database, page: str
) -> None:
    first, second = await lan.get(page), await sau.get(page)
    await tap(lan, first, "Hài lòng")
    refused = await tap(sau, second, "Rất không hài lòng")
    assert "mỗi mã chỉ dùng một lần" in words_of(refused)
    assert "Đã ghi nhận" not in words_of(refused)
    assert [row.level for row in await kept(database)] == [4]


async def test_coming_back_one_may_choose_again(lan: httpx.AsyncClient, database: Database, page: str) -> None:
    answered = await tap(lan, await lan.get(page), "Không hài lòng")
    for label in ("Không rõ", "Không rõ", "Bỏ qua", "Không, cảm ơn"):
        answered = await tap(lan, answered, label)
    again = await lan.get(page)
    assert "Nếu muốn sửa, xin chọn lại" in words_of(again)
    assert "Đã sửa thành: Hài lòng" in words_of(await tap(lan, again, "Hài lòng"))
    assert [row.level for row in await kept(database)] == [4]


async def test_a_visit_without_a_counter_shows_its_office(lan: httpx.AsyncClient, database: Database) -> None:
    page = await address_of(database, replace(TOLD, counter="", unit="an-binh"))
    shown = await lan.get(page)
    assert shown.status_code == 200
    assert "Trung tâm Phục vụ hành chính công phường An Bình" in shown.text
    await tap(lan, shown, "Rất hài lòng")
    assert [(row.counter_id, row.unit_id) for row in await kept(database)] == [(None, 2)]
