"""Photos are fetched from machines of the platform and from no other, however an address or redirection is written."""

import logging
from collections.abc import AsyncIterator, Iterator, Sequence

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.channels.base import Downloading, Rejected, SendError, Throttled, Unavailable, Uncertain
from bot.channels.downloads import ZALO_HOSTS, Shelf
from bot.channels.zalo_bot import ZaloBot
from feedback.media import LARGEST_PHOTO
from tests.bot.channels.contract import only_loopback
from tests.bot.channels.zalo_oa_door import door, keeper
from tests.support.fake_zalo_bot import TOKEN
from tests.support.loopback import Loopback

__all__ = ["only_loopback"]

PHOTO = b"\xff\xd8\xff the counter, closed at nine"
CDN = "https://f1-zpc.zdn.vn/1/2.jpg"


class Machine(Loopback):
    """Keeps one photo, and is asked for more than it should give."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[dict[str, str]] = []

    def routes(self) -> Sequence[Route]:
        return [Route("/{what}", self._answer)]

    async def _answer(self, request: Request) -> Response:
        self.asked.append(dict(request.headers))
        what = request.path_params["what"]
        if what.isdigit():
            return Response("<html>no</html>", int(what))
        if what == "large":
            return StreamingResponse(_without_end())
        ways = {"on": "/photo", "away": "http://127.0.0.2/photo", "out": "https://zdn.vn.example/1", "round": "/round"}
        return RedirectResponse(ways[what]) if what in ways else Response(PHOTO)


async def _without_end() -> AsyncIterator[bytes]:
    for _ in range(LARGEST_PHOTO // 65536 + 2):
        yield b"x" * 65536


@pytest.fixture
def machine() -> Iterator[Machine]:
    with Machine() as machine:
        yield machine


@pytest.fixture
async def shelf(machine: Machine) -> AsyncIterator[Shelf]:
    shelf = Shelf("zalo-oa", ZALO_HOSTS, api_url=machine.url, patience=2.0)
    yield shelf
    await shelf.close()


async def test_a_photo_is_fetched_from_the_machine_an_operator_set(shelf: Shelf, machine: Machine) -> None:
    assert await shelf.fetch(f"{machine.url}/photo") == PHOTO
    assert await shelf.fetch(f"{machine.url}/on") == PHOTO


@pytest.mark.parametrize(
    "url", [CDN, "https://zdn.vn/1.jpg", "https://b-f9.photo.talk.zdn.vn/a", "https://s.zadn.vn/a?x=1"]
)
async def test_a_photo_is_fetched_from_where_zalo_keeps_it(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    asked: list[httpx.Request] = []

    async def answer(self: httpx.AsyncHTTPTransport, request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, stream=httpx.ByteStream(PHOTO))

    monkeypatch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", answer)
    assert await shelf.fetch(url) == PHOTO
    assert [str(request.url) for request in asked] == [url]
    assert not {"access_token", "authorization", "cookie"} & {*asked[0].headers}


@pytest.mark.parametrize(
    "url",
    [
        "",
        "photo",
        "http://f1-zpc.zdn.vn/1.jpg",
        "https://f1-zpc.zdn.vn:8443/1.jpg",
        "https://lan@f1-zpc.zdn.vn/1.jpg",
        "https://f1-zpc.zdn.vn@phuong.example/1.jpg",
        "https://zdn.vn.example/1.jpg",
        "https://notzdn.vn/1.jpg",
        "https://phuong.example/zdn.vn/1.jpg",
        "https://127.0.0.1/1.jpg",
        "http://127.0.0.1:9/1.jpg",
        "http://169.254.169.254/latest",
        "file:///etc/passwd",
        "https://[::1]/1.jpg",
        "https://zdn.vn\\@phuong.example/1.jpg",
        "https://" + "a" * 70_000,
        "https://\ud800.zdn.vn/",
    ],
)
async def test_no_other_machine_is_asked(shelf: Shelf, machine: Machine, url: str) -> None:
    with pytest.raises(Rejected):
        await shelf.fetch(url)
    assert machine.asked == []


@pytest.mark.parametrize("way", ["away", "out", "round"])
async def test_nobody_is_led_on_to_another_machine_or_round_for_ever(shelf: Shelf, machine: Machine, way: str) -> None:
    with pytest.raises(Rejected):
        await shelf.fetch(f"{machine.url}/{way}")
    assert len(machine.asked) <= 3


async def test_what_is_too_large_is_not_read_to_its_end(shelf: Shelf, machine: Machine) -> None:
    with pytest.raises(Rejected, match="too large"):
        await shelf.fetch(f"{machine.url}/large")


@pytest.mark.parametrize(
    ("what", "error"),
    [("404", Rejected), ("403", Rejected), ("410", Rejected), ("429", Throttled), ("503", Unavailable)],
)
async def test_what_is_not_given_is_called_by_its_name(
    shelf: Shelf, machine: Machine, what: str, error: type[SendError]
) -> None:
    with pytest.raises(error) as caught:
        await shelf.fetch(f"{machine.url}/{what}")
    assert "http:" not in str(caught.value)


async def test_a_machine_that_is_not_there_is_unavailable() -> None:
    shelf = Shelf("zalo-oa", ZALO_HOSTS, api_url="http://127.0.0.1:9", patience=1.0)
    with pytest.raises((Unavailable, Uncertain)):
        await shelf.fetch("http://127.0.0.1:9/photo")
    await shelf.close()


async def test_the_operator_learns_where_the_photos_went_and_nothing_else(
    shelf: Shelf, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING), pytest.raises(Rejected):
        await shelf.fetch("https://new-place.example/secret/path?of=lan")
    assert [record.fields["host"] for record in caplog.records] == ["new-place.example"]  # type: ignore[attr-defined]
    assert "secret" not in caplog.text


async def test_both_channels_of_zalo_bring_photos(machine: Machine) -> None:
    account = door(keeper(None), machine.url)  # type: ignore[arg-type]
    bot = ZaloBot(token=TOKEN, secret="s" * 8, api_url=machine.url)
    for channel in (account, bot):
        assert isinstance(channel, Downloading)
        assert await channel.download(f"{machine.url}/photo") == PHOTO
        with pytest.raises(Rejected):
            await channel.download("http://127.0.0.1:1/photo")
        await channel.close()
    assert all("access_token" not in headers for headers in machine.asked)
