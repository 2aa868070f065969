"""Photos with the web form: made safe before anything is kept, refused kindly one by one, never on a disk."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from api.app import create_app
from api.uploads import UPLOAD_LIMIT
from feedback.media import Attached, PictureRefused, Trouble
from feedback.messages import Inbound, Reply
from feedback.wording import words
from tests.api.conftest import a_client
from tests.api.fakes import FakeLetters, FakeReception
from tests.support.cast import DIRECTORY, NOW

PAGE = "/q/an-binh-1"
WORDS = "Ghế chờ hỏng hết."


class Draughtsman:
    """Draws what begins like a picture."""

    def __init__(self) -> None:
        self.at_work = asyncio.Event()
        self.go_on = asyncio.Event()
        self.go_on.set()

    async def clean(self, raw: bytes) -> bytes:
        self.at_work.set()
        await self.go_on.wait()
        if not raw.startswith(b"picture"):
            raise PictureRefused(Trouble.UNREADABLE)
        return b"clean " + raw[:20]


@pytest.fixture
def draughtsman() -> Draughtsman:
    return Draughtsman()


@pytest.fixture
async def lan(reception: FakeReception, draughtsman: Draughtsman) -> AsyncIterator[httpx.AsyncClient]:
    """Chị Lan's telephone, on a page that takes photos."""

    async def directory() -> Any:
        return DIRECTORY

    async def ready() -> dict[str, object]:
        return {"ok": True}

    app = create_app(
        reception=reception,
        letters=FakeLetters(),
        channels={},
        directory=directory,
        words=words,
        ready=ready,
        public_url="http://homthu.test",
        pictures=draughtsman,
        now=lambda: NOW,
        token=lambda: "a-guest-of-ours-for-one-day",
    )
    async with a_client(app) as client:
        await client.get(PAGE)
        client.cookies.set("homthu", "a-guest-of-ours-for-one-day")
        client.cookies.set("homthu_code", "an-binh-1")
        reception.put("a-guest-of-ours-for-one-day", Reply("Xin mời.", free=True, kind="describe", room=5))
        yield client


def photo(content: bytes = b"picture", name: str = "IMG_0001.jpg") -> tuple[str, tuple[str, bytes, str]]:
    return "photo", (name, content, "image/jpeg")


async def post(lan: httpx.AsyncClient, *photos: Any, id: str = "1", text: str = WORDS) -> httpx.Response:
    return await lan.post(PAGE, data={"message_id": id, "text": text}, files=[*photos, photo(b"", "")])


def said(reception: FakeReception) -> Inbound:
    return reception.heard[-1]


async def test_the_page_asks_for_photos_where_there_is_room_and_without_javascript(lan: httpx.AsyncClient) -> None:
    page = (await lan.get(PAGE)).text
    assert '<input type="file" name="photo" accept="image/jpeg,image/png,image/webp" multiple>' in page
    assert "nhiều nhất 5 ảnh" in page


async def test_no_page_asks_for_photos_otherwise(lan: httpx.AsyncClient, reception: FakeReception) -> None:
    reception.put("a-guest-of-ours-for-one-day", Reply("Xin mời.", free=True, kind="describe"))
    assert 'type="file"' not in (await lan.get(PAGE)).text


async def test_photos_come_made_safe_and_without_their_names(
    lan: httpx.AsyncClient, reception: FakeReception
) -> None:
    await post(lan, photo(b"picture 1"), photo(b"picture 2"))
    assert said(reception).text == WORDS
    assert said(reception).attached == (Attached(content=b"clean picture 1"), Attached(content=b"clean picture 2"))
    assert "IMG" not in repr(said(reception))


async def test_one_that_is_no_picture_keeps_neither_the_others_nor_the_words_away(
    lan: httpx.AsyncClient, reception: FakeReception
) -> None:
    await post(lan, photo(b"<svg>"), photo())
    assert [one.trouble for one in said(reception).attached] == [Trouble.UNREADABLE, None]
    assert said(reception).text == WORDS


async def test_what_is_beyond_the_fifth_is_said_to_be_too_many(
    lan: httpx.AsyncClient, reception: FakeReception
) -> None:
    await post(lan, *(photo() for _ in range(7)))
    assert [one.trouble for one in said(reception).attached] == [None] * 5 + [Trouble.MANY] * 2


async def test_where_no_photo_was_chosen_the_words_come_alone(
    lan: httpx.AsyncClient, reception: FakeReception
) -> None:
    await post(lan)
    assert (said(reception).media, said(reception).attached) == ("", ())


async def test_another_photo_from_the_same_form_is_another_answer(
    lan: httpx.AsyncClient, reception: FakeReception
) -> None:
    before = len(reception.heard)
    for content in (b"picture 1", b"picture 1", b"picture 2"):
        await post(lan, photo(content))
    assert len(reception.heard) - before == 2


async def test_a_form_larger_than_allowed_is_refused(lan: httpx.AsyncClient, reception: FakeReception) -> None:
    before = len(reception.heard)
    assert (await post(lan, photo(b"picture".ljust(UPLOAD_LIMIT)))).status_code == 413
    assert len(reception.heard) == before


async def test_words_stay_as_short_as_ever(lan: httpx.AsyncClient) -> None:
    assert (await post(lan, photo(), text="x" * 70_000)).status_code == 400


async def test_when_too_many_large_forms_are_under_way_the_next_one_is_asked_to_come_again(
    lan: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("asyncio.Semaphore.locked", lambda self: True)
    answer = await post(lan, photo(b"picture".ljust(100_000)))
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "1"


async def test_nothing_of_a_photo_touches_a_disk(
    lan: httpx.AsyncClient, reception: FakeReception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a file was opened")

    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    await post(lan, photo(b"picture".ljust(5_000_000)))
    assert len(said(reception).attached) == 1


async def test_another_site_cannot_send_photos_for_somebody(lan: httpx.AsyncClient) -> None:
    lan.headers["sec-fetch-site"] = "cross-site"
    assert (await post(lan, photo())).status_code == 403
