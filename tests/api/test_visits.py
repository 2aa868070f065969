"""`POST /api/v1/visits` over a real database: who may tell, what is taken, what is answered."""

import asyncio
import logging
import re
from collections.abc import AsyncIterator
from datetime import UTC, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from feedback.api_keys import ApiKey
from feedback.chance import Chance
from feedback.coverage import Counts
from feedback.tickets import read_code
from storage.maintenance import Database
from storage.tables import METADATA
from tests.api.conftest import a_client
from tests.api.fakes import FakeReception, an_app
from tests.support.cast import AN_BINH, HOA_LAC, NOW, TINH_LAM_SON

PATH = "/api/v1/visits"
TOKEN = Chance().api_token()


@pytest.fixture
async def software(database: Database) -> AsyncIterator[httpx.AsyncClient]:
    """The one-stop software of An Bình, with the key of An Bình."""
    async with database.transact() as tx:
        assert await tx.api_keys.add(ApiKey(AN_BINH.id, "mot-cua", NOW), TOKEN)
    async with a_client(an_app(FakeReception(), database=database)) as client:
        client.headers["authorization"] = f"Bearer {TOKEN}"
        yield client


def a_visit(**other: Any) -> dict[str, Any]:
    """A minute ago at Quầy 2."""
    at = (NOW - timedelta(minutes=1)).isoformat()
    return {"reference": "HS-2026-0001", "at": at, "counter": "an-binh-2", **other}


async def everything(database: Database) -> list[tuple[Any, ...]]:
    """Each row of each table."""
    async with database.reading() as tx:
        return [
            tuple(row)
            for table in METADATA.sorted_tables
            for row in await tx.executor.rows(text(f"SELECT * FROM {table.name}"))  # noqa: S608
        ]


async def test_a_visit_gets_the_code_for_the_citizens_paper(software: httpx.AsyncClient, database: Database) -> None:
    answer = await software.post(PATH, json=a_visit(officer="tuan", field="Đăng ký cư trú", respondent="doanh-nghiep"))
    assert answer.status_code == 201
    said = answer.json()
    assert re.fullmatch(r"[2-9]\w{3}-\w{4}-\w{4}", said["code"])
    expected = {"url": f"http://homthu.test/q/{said['code']}", "expires": "2026-09-02", "invitation": "none"}
    assert said == {"code": said["code"], **expected}
    async with database.reading() as tx:
        ticket = await tx.tickets.find(read_code(said["code"]))
        assert ticket and (ticket.unit_id, ticket.counter_id, ticket.respondent) == (AN_BINH.id, 2, "doanh-nghiep")


async def test_the_same_visit_told_again_is_answered_the_same(software: httpx.AsyncClient, database: Database) -> None:
    first, again = [await software.post(PATH, json=a_visit()) for _ in range(2)]
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    async with database.reading() as tx:
        counts = await tx.tickets.counts(AN_BINH.id, first=NOW.date(), last=NOW.date())
    assert counts == Counts(recorded=1)


async def test_the_same_visit_told_ten_times_at_once_is_one(software: httpx.AsyncClient) -> None:
    answers = await asyncio.gather(*(software.post(PATH, json=a_visit()) for _ in range(10)))
    assert sorted(answer.status_code for answer in answers) == [200] * 9 + [201]
    assert len({answer.text for answer in answers}) == 1


async def test_a_number_that_no_road_leads_to_is_not_kept(software: httpx.AsyncClient, database: Database) -> None:
    told = a_visit(phone="0900 000 123", phone_consent=True)
    answers = [await software.post(PATH, json=told) for _ in range(2)]
    assert [(one.status_code, one.json()["invitation"]) for one in answers] == [(201, "no-road"), (200, "no-road")]
    copy = "".join(map(str, await everything(database)))
    assert "000 123" not in copy and "900000123" not in copy


async def test_a_reference_with_other_facts_is_a_conflict(software: httpx.AsyncClient) -> None:
    await software.post(PATH, json=a_visit())
    answer = await software.post(PATH, json=a_visit(officer="tuan"))
    assert answer.status_code == 409
    assert answer.json() == {
        "error": "other_facts",
        "message": "Mã hồ sơ này đã được báo trước đó với nội dung khác. "
        "Gửi lại đúng như lần đầu, hoặc dùng mã khác nếu đây là một lượt khác.",
        "field": "reference",
    }


async def test_a_unit_without_counters_tells_by_its_own_code(software: httpx.AsyncClient) -> None:
    told = {name: value for name, value in a_visit(unit="an-binh").items() if name != "counter"}
    assert (await software.post(PATH, json=told)).status_code == 201


@pytest.mark.parametrize(
    ("change", "status", "error", "field"),
    [
        ({"counter": "an-binh-9"}, 404, "no_counter", "counter"),
        ({"counter": "", "unit": "hoa-lac"}, 403, "foreign_unit", "unit"),
        ({"counter": "", "unit": "nowhere"}, 404, "no_unit", "unit"),
        ({"officer": "dung"}, 422, "no_officer", "officer"),
        ({"at": (NOW + timedelta(minutes=6)).isoformat()}, 422, "in_future", "at"),
        ({"at": (NOW - timedelta(days=31)).isoformat()}, 422, "too_old", "at"),
        ({"at": "2026-08-03T07:30:00"}, 422, "wrong", "at"),  # no offset
        ({"at": "yesterday"}, 422, "wrong", "at"),
        ({"reference": ""}, 422, "wrong", "reference"),
        ({"reference": "x" * 65}, 422, "wrong", "reference"),
        ({"reference": 17}, 422, "wrong", "reference"),
        ({"respondent": "noi-bo"}, 422, "wrong", "respondent"),
        ({"citizen": "Nguyễn Thị Lan"}, 422, "extra", "citizen"),
        ({"phone": "0912345678"}, 422, "phone_consent", "phone_consent"),
        ({"phone_consent": True}, 422, "phone_missing", "phone"),
        ({"phone": "0912345678", "phone_consent": "yes"}, 422, "wrong", "phone_consent"),
        ({"phone": "02812345678", "phone_consent": True}, 422, "landline", "phone"),
        ({"phone": "12", "phone_consent": True}, 422, "phone", "phone"),
        ({"field": "HS-2026-0001"}, 422, "visit_field", "field"),
        ({"field": "Hộ\0tịch"}, 422, "unprintable", "field"),
        ({"reference": "a\0b"}, 422, "unprintable", "reference"),
        ({"officer": "tu\x07an"}, 422, "unprintable", "officer"),
        ({"counter": "an\0binh"}, 422, "unprintable", "counter"),
        ({"phone": "0912\n345678", "phone_consent": True}, 422, "unprintable", "phone"),
    ],
)
async def test_what_is_wrong_is_named_with_its_remedy_and_nothing_is_kept(
    software: httpx.AsyncClient, database: Database, change: dict[str, Any], status: int, error: str, field: str
) -> None:
    before = await everything(database)
    answer = await software.post(PATH, json=a_visit(**change))
    said = answer.json()
    assert (answer.status_code, said["error"], said["field"]) == (status, error, field)
    assert said["message"].endswith(".") and "Lan" not in said["message"]
    assert await everything(database) == before


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"{", b'"x"', b"\xff"])
async def test_what_is_no_json_object_is_said_to_be_none(software: httpx.AsyncClient, body: bytes) -> None:
    answer = await software.post(PATH, content=body)
    assert (answer.status_code, answer.json()["error"]) == (422, "malformed")


async def test_a_missing_field_is_named(software: httpx.AsyncClient) -> None:
    answer = await software.post(PATH, json={"at": NOW.isoformat(), "counter": "an-binh-2"})
    assert (answer.status_code, answer.json()["error"], answer.json()["field"]) == (422, "missing", "reference")
    assert "“reference”" in answer.json()["message"]


async def test_a_body_of_more_than_64_kilobytes_is_not_read(software: httpx.AsyncClient) -> None:
    answer = await software.post(PATH, content=b" " * (64 * 1024 + 1))
    assert (answer.status_code, answer.json()["error"]) == (413, "too_large")


# Who may tell


@pytest.mark.parametrize(
    "header",
    [None, "", "Bearer", "Bearer ", "Bearer ht_wrong", f"Basic {TOKEN}", TOKEN, f"Bearer {TOKEN}x", "Bearer é"],
)
async def test_without_a_key_nothing_is_told_and_nothing_is_written(
    software: httpx.AsyncClient, database: Database, header: str | None
) -> None:
    before = await everything(database)
    del software.headers["authorization"]
    headers = [] if header is None else [(b"authorization", header.encode("latin-1"))]
    answer = await software.post(PATH, json=a_visit(), headers=headers)
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert answer.json()["error"] == "unauthorized"
    assert "key add" in answer.json()["message"]
    assert await everything(database) == before


async def test_a_revoked_key_opens_nothing_from_that_moment(software: httpx.AsyncClient, database: Database) -> None:
    assert (await software.post(PATH, json=a_visit())).status_code == 201
    async with database.transact() as tx:
        assert await tx.api_keys.revoke("mot-cua", at=NOW)
        assert not await tx.api_keys.revoke("mot-cua", at=NOW)
        assert not await tx.api_keys.add(ApiKey(AN_BINH.id, "mot-cua", NOW), "another")
    assert (await software.post(PATH, json=a_visit())).status_code == 401


async def test_the_superiors_key_speaks_for_every_unit_below_it(
    software: httpx.AsyncClient, database: Database
) -> None:
    async with database.transact() as tx:
        await tx.api_keys.add(ApiKey(TINH_LAM_SON.id, "tinh", NOW), "ht_" + "0" * 32)
    told = {"reference": "1", "at": NOW.astimezone(UTC).isoformat(), "unit": HOA_LAC.code}
    headers = {"authorization": "bearer ht_" + "0" * 32}
    assert (await software.post(PATH, json=told, headers=headers)).status_code == 201


async def test_the_token_lies_nowhere_and_is_never_logged(
    software: httpx.AsyncClient, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await software.post(PATH, json=a_visit())
    await software.post(PATH, json=a_visit(reference="canary-reference", citizen="x"))
    copy = "".join(map(str, await everything(database)))
    assert "mot-cua" in copy  # the search does find what lies open
    for secret in (TOKEN, "canary-reference"):
        assert secret not in copy
        assert secret not in "".join(record.getMessage() for record in caplog.records if record.name != "httpx")


async def test_without_a_database_the_door_does_not_exist() -> None:
    async with a_client(an_app(FakeReception())) as client:
        assert (await client.post(PATH, json={})).status_code == 404


@pytest.mark.parametrize(("path", "status", "error"), [(PATH, 405, "method"), ("/api/v1/visit", 404, "not_found")])
async def test_a_wrong_address_or_method_is_told_as_any_refusal(
    software: httpx.AsyncClient, path: str, status: int, error: str
) -> None:
    answer = await software.get(path)
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert "docs/sau-giao-dich.md" in answer.json()["message"]
