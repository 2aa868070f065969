"""`homthu chat` talks to the running service; nobody else may."""

import httpx
import pytest

from bot.reception import Busy
from tests.api.conftest import a_client
from tests.api.fakes import TOKEN, FakeReception, an_app

PATH = "/hooks/console"
GIVEN = {"x-homthu-console": TOKEN}
START = {"address": "lan", "message_id": "1", "text": "/start an-binh-1", "choice": ""}


async def test_the_terminal_hears_replies_with_their_choices(
    lan: httpx.AsyncClient, reception: FakeReception
) -> None:
    answer = await lan.post(PATH, json=START, headers=GIVEN)
    question = answer.json()["replies"][-1]
    assert question["kind"] == "rate"
    assert question["choices"][0][:2] == ["Rất hài lòng", "t:rate:5"]
    assert (reception.heard[0].channel, reception.heard[0].address) == ("console", "lan")


@pytest.mark.parametrize("headers", [{}, {"x-homthu-console": ""}, {"x-homthu-console": "đoán".encode()}])
async def test_without_the_token_the_terminal_hears_nothing(
    lan: httpx.AsyncClient, reception: FakeReception, headers: dict[str, str]
) -> None:
    assert (await lan.post(PATH, json=START, headers=headers)).status_code == 403
    assert reception.heard == []


@pytest.mark.parametrize("peer", ["192.168.1.7", "8.8.8.8", "2001:db8::1", ""])
async def test_the_token_alone_does_not_open_it_from_elsewhere(reception: FakeReception, peer: str) -> None:
    async with a_client(an_app(reception), peer=peer) as stranger:
        assert (await stranger.post(PATH, json=START, headers=GIVEN)).status_code == 403
    assert reception.heard == []


async def test_the_other_loopback_is_home_too(reception: FakeReception) -> None:
    async with a_client(an_app(reception), peer="::1") as lan:
        assert (await lan.post(PATH, json=START, headers=GIVEN)).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'{"address": "lan"}',
        b'{"address": "", "message_id": "1"}',
        b'{"address": 5, "message_id": "1"}',
    ],
)
async def test_nonsense_is_named_so(lan: httpx.AsyncClient, body: bytes) -> None:
    answer = await lan.post(PATH, content=body, headers=GIVEN)
    assert (answer.status_code, answer.json()) == (400, {"error": "malformed"})


async def test_a_busy_service_says_so(lan: httpx.AsyncClient, reception: FakeReception) -> None:
    reception.refuse = Busy()
    answer = await lan.post(PATH, json=START, headers=GIVEN)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")


async def test_without_a_token_of_its_own_the_service_has_no_such_door(reception: FakeReception) -> None:
    async with a_client(an_app(reception, console_token=None)) as lan:
        assert (await lan.post(PATH, json=START, headers={"x-homthu-console": ""})).status_code == 404
