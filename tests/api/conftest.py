"""A browser without a screen: one client a person, cookies kept, forms sent as the page wrote them."""

import re
from collections.abc import AsyncIterator, Mapping
from html import unescape
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from tests.api.fakes import FakeReception, an_app

URL = "http://homthu.test"


@pytest.fixture
def reception() -> FakeReception:
    """The middle, played from memory."""
    return FakeReception()


@pytest.fixture
async def lan(reception: FakeReception) -> AsyncIterator[httpx.AsyncClient]:
    """Chị Lan's telephone."""
    async with a_client(an_app(reception)) as client:
        yield client


def a_client(app: FastAPI, *, peer: str = "127.0.0.1", url: str = URL) -> httpx.AsyncClient:
    """Somebody's HTTP client; what breaks inside is seen as an answer, as it would be from outside."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=(peer, 5000))
    return httpx.AsyncClient(transport=transport, base_url=url)


async def tap(client: httpx.AsyncClient, page: httpx.Response, label: str) -> httpx.Response:
    """Press the button with this label on the page."""
    for form in forms_of(page):
        if label in form["buttons"]:
            name, value = form["buttons"][label]
            return await send(client, page, {**form["hidden"], name: value})
    raise AssertionError(f"no button {label!r} on the page")


async def send(client: httpx.AsyncClient, page: httpx.Response, fields: Mapping[str, Any]) -> httpx.Response:
    """Send a form to the page it stands on, as browsers do: multipart, where our forms ask for it, with what all
    forms of the page hold."""
    hidden = {name: value for form in forms_of(page)[:1] for name, value in form["hidden"].items()}
    filled = {name: hidden[name] for name in ("scan", "guest", "seen") if name in hidden}
    parts = [(name, each) for name, value in (filled | dict(fields)).items() for each in _list(value)]
    files = [(name, (None, value.encode())) for name, value in parts]
    return await client.post(page.request.url.path, files=files)


def forms_of(page: httpx.Response) -> list[dict[str, Any]]:
    """The forms of the page: hidden fields, and buttons by label."""
    found = re.findall(r"<form.*?</form>", page.text, re.DOTALL)
    return [{"hidden": _hidden(form), "buttons": _buttons(form)} for form in found]


def message_id(page: httpx.Response) -> str:
    """The hidden id of the page's first form."""
    return str(forms_of(page)[0]["hidden"]["message_id"])


def words_of(page: httpx.Response) -> str:
    """What can be read on the page."""
    main = re.search(r"<main.*</main>", page.text, re.DOTALL)
    assert main, "the page has no main part"
    return " ".join(_plain(main[0]).split())


def _hidden(form: str) -> dict[str, str]:
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form)
    return {name: unescape(value) for name, value in fields}


def _buttons(form: str) -> dict[str, tuple[str, str]]:
    found = re.findall(r'<button name="(\w+)" value="([^"]*)"[^>]*>(.*?)</button>', form, re.DOTALL)
    return {_plain(label): (name, unescape(value)) for name, value, label in found}


def _plain(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", html)).strip()


def _list(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]
