"""The page behind the code of a counter or a ticket, without JavaScript: what stands on it is all there is."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

import httpx

from tests.api.conftest import a_client, forms_of, send
from tests.journeys.doors.door import Act, Door, NoSuchChoice, NotHere, Shown, World
from tests.support.cast import DIRECTORY

BLOCKS = ("p", "h1", "h2", "blockquote", "button", "label", "li", "summary", "a")
MENU = {
    "/gopy": "Góp ý, phản ánh",
    "gop y": "Góp ý, phản ánh",
    "/khen": "Khen ngợi",
    "/tocao": "Việc có dấu hiệu tố cáo",
}
"""What people type in a chat → the button of the page."""

POSTER = "/q/an-binh-1"
"""What somebody scans who brings no code: without a counter's or a ticket's nobody comes in."""

COMES_BACK = ("chào", "xin chào")
"""Nobody greets a page: who comes back opens it again."""


class WebDoor(Door):
    """Everybody's browser. The work of staff is done elsewhere: nobody can link a browser to an officer."""

    name = "web"
    staff = False

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._app = world.service.app()
        self._browsers: dict[str, httpx.AsyncClient] = {}
        self._pages: dict[str, httpx.Response] = {}
        self._changed: list[str] = []
        self._begun: dict[httpx.AsyncClient, Act] = {}  # what was chosen last of the menu

    async def acts(self, who: str, act: Act) -> str:
        if act.payload or act.media:
            raise NotHere("a button of another page, or a file without words")
        browser = self._browsers.setdefault(who, a_client(self._app))
        how, page = await self._goes_on(browser, self._pages.get(who), act)
        self._pages[who] = page
        self._changed.append(who)
        return how

    async def _news(self) -> list[tuple[str, Shown]]:
        changed, self._changed = self._changed, []
        return [(who, Shown("\n".join(_read(self._pages[who].text)))) for who in changed]

    async def close(self) -> None:
        for browser in self._browsers.values():
            await browser.aclose()
        await super().close()

    async def _goes_on(
        self, browser: httpx.AsyncClient, page: httpx.Response | None, act: Act
    ) -> tuple[str, httpx.Response]:
        command, _, argument = act.text.partition(" ")
        if command == "/start" or act.text in COMES_BACK:
            path = f"/q/{argument}" if command == "/start" and argument else page.request.url.path if page else POSTER
            return f"mở {path}", await browser.get(path)
        if command == "/tracuu":
            page = await browser.get("/tra-cuu")
            return f"/tra-cuu ▭ {argument}", await send(browser, page, _written(page, argument))
        if page is None:
            page, how = await browser.get(POSTER), f"mở {POSTER}, rồi "
        else:
            how = ""
        did, page = await self._answers(browser, page, act, command)
        return how + did, page

    async def _answers(
        self, browser: httpx.AsyncClient, page: httpx.Response, act: Act, command: str
    ) -> tuple[str, httpx.Response]:
        """With a button, with boxes that are ticked, or in the page's text field."""
        labels = (MENU[act.text],) if act.text in MENU else act.labels or (act.text,)
        if act.text in MENU:
            self._begun[browser] = act
        for form in forms_of(page):
            for label, (name, value) in form["buttons"].items():
                if (label,) == labels or value == act.text:
                    return f"[{label}]", await send(browser, page, {**form["hidden"], name: value})
        boxes = _boxes(page.text)
        if all(label in boxes for label in labels):
            chosen = {"message_id": _hidden(page), "choice": [boxes[label] for label in labels]}
            return " ".join(f"☑ {label}" for label in labels), await send(browser, page, chosen)
        if browser in self._begun and (other := _other_counter(page.request.url.path, labels)):
            how, page = await self._answers(browser, await browser.get(other), self._begun[browser], "")
            return f"mở {other}, rồi {how}", page
        if act.tapped:
            raise NoSuchChoice(f"web: {act.text!r} is not on the page: {_read(page.text)}")
        if command.startswith("/") or not _has_field(page.text):
            raise NotHere("nothing on the page is for that")
        return f"▭ {act.text}", await send(browser, page, _written(page, act.text))


def _other_counter(path: str, labels: tuple[str, ...]) -> str:
    """The page of the counter that is meant, "" when none is. Raises NotHere when this page is that counter's, or its
    office's: feedback that is begun here belongs here, and nothing asks for it."""
    here = next((one for one in DIRECTORY.counters.values() if path == f"/q/{one.code}"), None)
    if here and labels in ((here.label,), (DIRECTORY.units[here.unit_id].short_name,)):
        raise NotHere("the counter's page knows where it stands")
    return next((f"/q/{one.code}" for one in DIRECTORY.counters.values() if labels == (one.label,)), "")


def _written(page: httpx.Response, text: str) -> dict[str, str]:
    hidden = forms_of(page)[0]["hidden"]
    return {**{name: str(hidden[name]) for name in ("message_id", "words") if name in hidden}, "text": text}


def _hidden(page: httpx.Response) -> str:
    return str(forms_of(page)[0]["hidden"]["message_id"])


def _has_field(html: str) -> bool:
    return re.search(r'<textarea|<input (?:id="\w+" )?type="text"', html) is not None


def _boxes(html: str) -> dict[str, str]:
    found = re.findall(r'<label><input type="checkbox" name="choice" value="([^"]*)"><span>(.*?)</span>', html)
    return {label: value for value, label in found}


def _read(html: str) -> list[str]:
    """The lines of the page's main part as somebody reads them."""
    reader = _Reader()
    reader.feed(html[html.index("<main") : html.index("</main>")])
    lines = (" ".join(line.split()).replace("[ ", "[") for line in reader.lines)
    return [line for line in lines if line]


@dataclass
class _Reader(HTMLParser):
    """[button], ☐ box, ▭ field; what is hidden until a script shows it is left out."""

    lines: list[str] = field(default_factory=lambda: [""])
    skipped: str = ""

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if "hidden" in given or tag == "svg":
            self.skipped = self.skipped or tag
        if self.skipped:
            return
        if tag in BLOCKS:
            self.lines.append("[" if tag == "button" else "")
        if tag == "input" and given.get("type") == "checkbox":
            self.lines[-1] = "☐ "
        elif tag == "textarea" or (tag == "input" and given.get("type") == "text"):
            self.lines.append("▭")

    def handle_endtag(self, tag: str) -> None:
        if tag == self.skipped:
            self.skipped = ""
        elif tag in BLOCKS and not self.skipped:
            self.lines[-1] += "]" if tag == "button" else ""
            self.lines.append("")

    def handle_data(self, data: str) -> None:
        if not self.skipped:
            self.lines[-1] += data
