"""What a watchman and a load balancer ask."""

import httpx
import pytest
from starlette.applications import Starlette

from api.health import health_routes
from feedback.errors import StorageUnavailable
from tests.api.conftest import a_client
from tests.api.fakes import FakeReception, an_app


async def test_it_lives_without_asking_anybody(lan: httpx.AsyncClient) -> None:
    assert (await lan.get("/live")).json() == {"ok": True}


@pytest.mark.parametrize(
    ("report", "status"), [({"ok": True, "queue": 3}, 200), ({"ok": False, "disk": "full"}, 503)]
)
async def test_it_is_ready_only_when_everything_needed_answers(
    reception: FakeReception, report: dict[str, object], status: int
) -> None:
    async with a_client(an_app(reception, ready=report)) as watchman:
        answer = await watchman.get("/ready")
    assert (answer.status_code, answer.json()) == (status, report)


async def test_a_database_that_is_away_means_not_ready() -> None:
    async def away() -> dict[str, object]:
        raise StorageUnavailable

    transport = httpx.ASGITransport(Starlette(routes=[*health_routes(away)]))
    async with httpx.AsyncClient(transport=transport, base_url="http://homthu.test") as watchman:
        answer = await watchman.get("/ready")
    assert (answer.status_code, answer.json()["ok"]) == (503, False)
