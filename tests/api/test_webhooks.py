"""The platforms' side: believed only when signed, thanked only after every commit."""

import httpx
import pytest

from bot.reception import Busy
from feedback.errors import StorageUnavailable
from homthu.logs import AllowListFormatter
from tests.api.conftest import a_client
from tests.api.fakes import TOKEN, FakeChannel, FakeReception, an_app

HOOK = "/hooks/telegram"
SIGNED = {"X-Secret": TOKEN}


@pytest.fixture
def telegram() -> FakeChannel:
    """A platform that signs with a header."""
    return FakeChannel()


@pytest.fixture
def platform(reception: FakeReception, telegram: FakeChannel) -> httpx.AsyncClient:
    """The platform's servers."""
    return a_client(an_app(reception, channels={"telegram": telegram, "mail": telegram}))


async def test_every_message_is_kept_before_the_platform_hears_200(
    platform: httpx.AsyncClient, reception: FakeReception, telegram: FakeChannel
) -> None:
    answer = await platform.post(HOOK, content="xin chào\n/start an-binh-1", headers=SIGNED)
    assert (answer.status_code, answer.content) == (200, b"")
    assert [i.text for i in reception.heard] == ["xin chào", "/start an-binh-1"]
    assert [posted.body for posted in telegram.settled] == ["xin chào\n/start an-binh-1".encode()]


async def test_a_repeat_is_thanked_like_the_first(
    platform: httpx.AsyncClient, reception: FakeReception
) -> None:
    for _ in range(2):
        assert (await platform.post(HOOK, content="một", headers=SIGNED)).status_code == 200
    assert len(reception.heard) == 1


@pytest.mark.parametrize("headers", [{}, {"X-Secret": ""}, {"X-Secret": "guess"}])
async def test_a_forged_update_is_refused_and_reaches_nobody(
    reception: FakeReception, telegram: FakeChannel, headers: dict[str, str]
) -> None:
    async with a_client(an_app(reception, channels={"telegram": telegram})) as forger:
        assert (await forger.post(HOOK, content="một", headers=headers)).status_code == 401
    assert reception.heard == []
    assert telegram.settled == []


async def test_a_malformed_update_is_taken_so_that_it_does_not_come_again_and_is_logged(
    platform: httpx.AsyncClient, reception: FakeReception, caplog: pytest.LogCaptureFixture
) -> None:
    body = '{"bà Hạnh": '
    answer = await platform.post(HOOK, content=body, headers=SIGNED)
    assert (answer.status_code, answer.content) == (200, b"")
    assert reception.heard == []
    noted = [vars(record)["fields"] for record in caplog.records if record.name == "api.webhooks"]
    assert noted == [{"event": "malformed", "channel": "telegram", "bytes": len(body.encode())}]
    assert "Hạnh" not in caplog.text


async def test_an_update_that_breaks_the_reader_is_taken_too_or_it_would_come_for_ever(
    platform: httpx.AsyncClient, reception: FakeReception, telegram: FakeChannel, caplog: pytest.LogCaptureFixture
) -> None:
    telegram.broken = OverflowError("bà Hạnh")
    answer = await platform.post(HOOK, content="một", headers=SIGNED)
    assert (answer.status_code, answer.content) == (200, b"")
    assert reception.heard == []
    assert telegram.settled == []
    [record] = [record for record in caplog.records if record.name == "api.webhooks"]
    assert vars(record)["fields"] == {"event": "unreadable", "channel": "telegram", "bytes": len("một".encode())}
    assert record.exc_info and record.exc_info[0] is OverflowError
    assert "Hạnh" not in AllowListFormatter("json").format(record)


@pytest.mark.parametrize("refusal", [Busy(), StorageUnavailable()])
async def test_what_was_not_kept_is_asked_for_again(
    platform: httpx.AsyncClient, reception: FakeReception, telegram: FakeChannel, refusal: Exception
) -> None:
    reception.refuse = refusal
    answer = await platform.post(HOOK, content="một", headers=SIGNED)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
    assert telegram.settled == []


async def test_a_body_larger_than_any_update_is_refused_unread(
    platform: httpx.AsyncClient, reception: FakeReception
) -> None:
    assert (await platform.post(HOOK, content=b"a" * (256 * 1024 + 1), headers=SIGNED)).status_code == 413
    assert (await platform.post(HOOK, content=b"a" * (256 * 1024), headers=SIGNED)).status_code == 200
    assert len(reception.heard) == 1


async def test_a_platform_that_does_not_hear_the_thanks_changes_nothing(
    platform: httpx.AsyncClient,
    reception: FakeReception,
    telegram: FakeChannel,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO", logger="api.webhooks")
    telegram.deaf = True
    assert (await platform.post(HOOK, content="một", headers=SIGNED)).status_code == 200
    assert len(reception.heard) == 1
    assert [record.message for record in caplog.records] == ["platform not told"]


async def test_only_platforms_that_are_set_up_have_a_hook(platform: httpx.AsyncClient) -> None:
    for path in ("/hooks/zalo-oa", "/hooks/zalo-bot", "/hooks/mail", "/hooks/web"):
        assert (await platform.post(path, content="một", headers=SIGNED)).status_code == 404
    assert (await platform.get(HOOK)).status_code == 405
