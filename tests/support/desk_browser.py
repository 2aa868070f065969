"""The pages of the office over a real database, a clock that a test moves, and somebody's browser before them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import unescape

import httpx
from fastapi import FastAPI

from api.app import create_app
from api.desk.parts import Door, Parts, Platforms, Round, Told
from feedback.chance import Chance
from feedback.people import Officer
from feedback.ports import Database
from feedback.wording import words
from tests.api.fake_letters import FakeLetters
from tests.api.fakes import FakeReception
from tests.support.cast import NOW
from tests.support.signing import PASSWORD, code, proving

URL = "http://127.0.0.1:8000"


@dataclass
class FakePlatforms:
    """Zalo waits for an administrator; what was asked for is remembered."""

    begun: list[tuple[str, str]] = field(default_factory=list)
    asked: int = 0

    async def doors(self, *, language: str, ask: bool = False) -> Sequence[Door]:
        """Two of them."""
        self.asked += ask
        return [Door("web", [Told("ok", "works")]), Door("zalo-oa", [Told("fail", "lost")], authorises=True)]

    async def authorise(self, name: str, *, who: str) -> Round | None:
        """Only of Zalo."""
        self.begun.append((name, who))
        return (
            Round("https://oauth.example/permission?state=s", f"{URL}/hooks/zalo-oa/authorized")
            if name == "zalo-oa"
            else None
        )


@dataclass
class Desk:
    """The application and its clock."""

    database: Database
    public_url: str = URL
    platforms: Platforms = field(default_factory=FakePlatforms)
    now: datetime = NOW

    def __post_init__(self) -> None:
        self.proving = proving(self.database)
        self.app = self._app()

    def _app(self) -> FastAPI:
        async def directory() -> object:
            async with self.database.reading() as tx:
                return await tx.directory()

        async def ready() -> dict[str, object]:
            return {"ok": True}

        return create_app(
            reception=FakeReception(),
            letters=FakeLetters(),
            channels={},
            directory=directory,  # type: ignore[arg-type]
            words=words,
            ready=ready,
            public_url=self.public_url,
            database=self.database,
            desk=Parts(self.proving, Chance(), self.platforms),
            now=lambda: self.now,
        )

    def browser(self, **headers: str) -> "Browser":
        """Somebody sits down."""
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False, client=("127.0.0.1", 5000))
        return Browser(self, httpx.AsyncClient(transport=transport, base_url=self.public_url, headers=headers))

    def passes(self, **time: float) -> None:
        """The clock moves on."""
        self.now += timedelta(**time)


@dataclass
class Browser:
    """Follows redirects and sends forms as a browser of today does."""

    desk: Desk
    client: httpx.AsyncClient
    page: httpx.Response = field(default_factory=lambda: httpx.Response(0))

    async def opens(self, path: str) -> httpx.Response:
        """Types an address."""
        self.page = await self.client.get(path, follow_redirects=True)
        return self.page

    async def sends(self, path: str, *, mark: str | None = None, **fields: str) -> httpx.Response:
        """A form of the page that is open; `mark` in place of its own."""
        carried = {"mark": self.mark if mark is None else mark, **fields}
        self.page = await self.client.post(
            path, data=carried, headers={"sec-fetch-site": "same-origin"}, follow_redirects=True
        )
        return self.page

    @property
    def mark(self) -> str:
        """What the forms of the page carry."""
        found = re.search(r'name="mark" value="([0-9a-f]+)"', self.page.text)
        return found[1] if found else ""

    @property
    def at(self) -> str:
        """Where it is."""
        return self.page.url.path

    @property
    def text(self) -> str:
        """What can be read."""
        main = re.search(r"<main.*</main>", self.page.text, re.DOTALL)
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", main[0] if main else self.page.text)).split())

    @property
    def token(self) -> str:
        """Of the session."""
        return self.client.cookies.get("homthu_quan_ly") or self.client.cookies.get("__Host-homthu_quan_ly") or ""

    async def signs_in(self, officer: Officer, *, password: str = PASSWORD) -> None:
        """Both steps."""
        await self.opens("/quan-ly/dang-nhap")
        await self.sends("/quan-ly/dang-nhap", name=officer.code, password=password)
        await self.sends("/quan-ly/ma", code=code(self.desk.now))
