"""How a page is made: one template environment that escapes everything, and our own few static files."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from pathlib import PurePath

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from api.deps import House
from feedback.wording import Words

FOREVER = "public, max-age=31536000, immutable"
_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class Asset:
    """A static file; its address holds the hash of its content, so it may be kept for ever."""

    name: str
    content: bytes

    @property
    def url(self) -> str:
        """Where it is."""
        return f"/static/{sha256(self.content).hexdigest()[:12]}/{self.name}"


class Pages:
    """Templates filled with words and assets."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._assets = {asset.url: asset for asset in _assets()}
        self._environment = Environment(
            loader=PackageLoader("api"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals["static"] = {asset.name: asset.url for asset in self._assets.values()}

    def render(self, template: str, *, language: str, status: int = 200, **context: object) -> HTMLResponse:
        """A page in a language; templates also see `say`, `token`, `language`, `status` and `static`."""
        words = self._house.words(language)
        common = {"say": words.say, "language": language, "status": status, "token": self._house.token}
        html = self._environment.get_template(template).render({**context, **common})
        return HTMLResponse(html, status_code=status)

    def words(self, language: str) -> Words:
        """What is said where there is no page to fill."""
        return self._house.words(language)

    def retry(self, path: str, *, language: str, fields: Mapping[str, str]) -> HTMLResponse:
        """Nothing was kept: the same form once more, with the same id, so that it can count only once."""
        page = self.render("retry.html", language=language, status=503, path=path, fields=fields)
        page.headers["retry-after"] = "1"
        return page

    def routes(self) -> list[Route]:
        """The static files."""
        return [Route("/static/{digest}/{name}", self._static)]

    async def _static(self, request: Request) -> Response:
        asset = self._assets.get(request.url.path)
        if asset is None:
            raise HTTPException(404)
        media_type = _TYPES[PurePath(asset.name).suffix]
        return Response(asset.content, media_type=media_type, headers={"cache-control": FOREVER})


def _assets() -> list[Asset]:
    folder = files("api").joinpath("static")
    found = sorted(folder.iterdir(), key=lambda file: file.name)
    return [Asset(file.name, file.read_bytes()) for file in found if PurePath(file.name).suffix in _TYPES]
