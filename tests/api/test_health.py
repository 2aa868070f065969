"""What a watchman and a load balancer ask."""

import httpx
import pytest
from fastapi import FastAPI

from api.health import health_routes
from feedback.errors import StorageUnavailable
from tests.api.conftest import a_client
from tests.api.fakes import TOKEN, FakeReception, an_app

SHOWN = {"x-homthu-console": TOKEN}


async def test_it_lives_without_asking_anybody(lan: httpx.AsyncClient) -> None:
    assert (await lan.get("/live")).json() == {"ok": True}


@pytest.mark.parametrize(
    ("report", "status"), [({"ok": True, "queue": 3}, 200), ({"ok": False, "disk": "full"}, 503)]
)
async def test_it_is_ready_only_when_everything_needed_answers(
    reception: FakeReception, report: dict[str, object], status: int
) -> None:
    async with a_client(an_app(reception, ready=report)) as watchman:
        outside = await watchman.get("/ready")
        inside = await watchman.get("/ready", headers=SHOWN)
    assert (outside.status_code, inside.status_code) == (status, status)
    assert inside.json() == report


@pytest.mark.parametrize("headers", [{}, {"x-homthu-console": ""}, {"x-homthu-console": "đoán".encode()}])
async def test_from_outside_nobody_sees_how_much_waits(reception: FakeReception, headers: dict[str, str]) -> None:
    waiting = {"ok": True, "outbox": {"waiting": 1}}
    for app in (an_app(reception, ready=waiting), an_app(reception, ready=waiting, console_token=None)):
        async with a_client(app) as stranger:
            assert (await stranger.get("/ready", headers=headers)).json() == {"ok": True}


async def test_a_database_that_is_away_means_not_ready() -> None:
    async def away() -> dict[str, object]:
        raise StorageUnavailable

    async with a_client(FastAPI(routes=[*health_routes(away, TOKEN)])) as watchman:
        outside = await watchman.get("/ready")
        inside = await watchman.get("/ready", headers=SHOWN)
    assert (outside.status_code, outside.json()) == (503, {"ok": False})
    assert (inside.status_code, inside.json()) == (503, {"ok": False, "database": "unavailable"})
