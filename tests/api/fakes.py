"""A reception that plays the conversation from memory: the door is tested alone."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import count
from typing import TypeVar

from fastapi import FastAPI

from api.app import create_app
from api.deps import Letters, Reception
from bot.channels.base import Capabilities, Forged, Malformed, Outgoing, Uncertain
from bot.hand_over import Handed, Place
from feedback.invitations import Road
from feedback.messages import Choice, Inbound, Posted, Reply
from feedback.ports import Database
from feedback.tickets import Ticket
from feedback.wording import words
from tests.api.fake_letters import FakeLetters as FakeLetters
from tests.support.cast import AN_BINH, DIRECTORY, MAI, NOW, TUAN

T = TypeVar("T")

RECEIPT = "4821 0937 5516 2044"
TOKEN = "the-cast-knows-it"


class FakeReception:
    """Plays the steps with the real sentences. `refuse` is raised instead, and then nothing is kept.

    `says` is what it answers at a step instead of playing it. Its only talk is called t; `previewed_talk` is what the
    buttons of a mere look at the first page call it.
    """

    def __init__(self) -> None:
        self.heard: list[Inbound] = []
        self.previewed: list[Inbound] = []
        self.looked: list[str] = []
        self.refuse: Exception | None = None
        self.refuse_choices: Exception | None = None
        self.previewed_talk = "t"
        self.says: dict[str, Sequence[Reply]] = {}
        self._seen: set[tuple[str, str]] = set()
        self._screens: dict[str, Sequence[Reply]] = {}

    async def receive(self, inbound: Inbound) -> Sequence[Reply]:
        """The next screen of this chat; nothing for a repeat."""
        if self.refuse or (inbound.choice and self.refuse_choices):
            raise self.refuse or self.refuse_choices or AssertionError
        if (inbound.channel, inbound.message_id) in self._seen:
            return ()
        self._seen |= {(inbound.channel, inbound.message_id), (inbound.channel, inbound.said)}
        self.heard.append(inbound)
        shown = self._screens.get(inbound.address, ())
        step = shown[-1].kind if shown else ""
        self._screens[inbound.address] = self.says.get(step) or _play(inbound, shown)
        return self._screens[inbound.address]

    async def repeats(self, channel: str, said: str) -> bool:
        """Whether it was heard."""
        return (channel, said) in self._seen

    async def hand_over(self, giver: Place, taker: Place) -> Handed | None:
        """Nobody rated on a tablet here."""
        return None

    async def preview(self, inbound: Inbound) -> Sequence[Reply]:
        """The first screen; nothing is kept."""
        if self.refuse:
            raise self.refuse
        self.previewed.append(inbound)
        return [_of_talk(self.previewed_talk, reply) for reply in _play(inbound, ())]

    async def screen(self, channel: str, address: str) -> Sequence[Reply]:
        """What the chat saw last."""
        if self.refuse:
            raise self.refuse
        self.looked.append(address)
        return self._screens.get(address, ())

    def put(self, address: str, *replies: Reply) -> None:
        """Lay a screen out by hand."""
        self._screens[address] = replies


class FakeChannel:
    """A platform whose signature is a header, and whose body is one text a line."""

    name = "telegram"
    capabilities = Capabilities(buttons=100, max_text=4096, push=True)

    def __init__(self) -> None:
        self.settled: list[Posted] = []
        self.deaf = False
        self.broken: Exception | None = None

    def read(self, posted: Posted, *, at: datetime) -> Sequence[Inbound]:
        """Believe the header, then split the lines."""
        if posted.headers.get("x-secret") != TOKEN:
            raise Forged
        if self.broken:
            raise self.broken
        if posted.body.startswith(b"{"):
            raise Malformed
        lines = posted.body.decode().splitlines()
        return [Inbound(self.name, "77", f"u{n}", at, text=line) for n, line in enumerate(lines)]

    async def settle(self, posted: Posted) -> None:
        """Remember that it was asked."""
        self.settled.append(posted)
        if self.deaf:
            raise Uncertain

    async def send(self, address: str, outgoing: Outgoing) -> str:
        """Doors never send."""
        raise AssertionError("a door sent a letter")

    async def close(self) -> None:
        """Nothing to give back."""


def an_app(
    reception: Reception,
    *,
    letters: Letters | None = None,
    channels: Mapping[str, FakeChannel] | None = None,
    ready: Mapping[str, object] | None = None,
    public_url: str = "http://homthu.test",
    console_token: str | None = TOKEN,
    telegram_link: Callable[[str], str] | None = None,
    list_counters: bool = True,
    closing: asyncio.Event | None = None,
    database: Database | None = None,
    invite_road: Road | None = None,
) -> FastAPI:
    """The door, most often over a fake reception, on Monday morning, with dice that count."""
    numbers = count(1)
    tickets = {"database": database, "ticket": _tickets(database)} if database else {}
    tickets |= {"invite_road": invite_road} if invite_road else {}
    return create_app(
        reception=reception,
        letters=letters or FakeLetters(),
        channels=channels or {},
        directory=_always(DIRECTORY),
        words=words,
        ready=_always(ready or {"ok": True}),
        public_url=public_url,
        console_token=console_token,
        telegram_link=telegram_link,
        list_counters=list_counters,
        closing=closing,
        **tickets,  # type: ignore[arg-type]
        now=lambda: NOW,
        token=lambda: f"token-{next(numbers):016}",
    )


def _tickets(database: Database) -> Callable[[str], Awaitable[Ticket | None]]:
    async def find(code: str) -> Ticket | None:
        async with database.reading() as tx:
            return await tx.tickets.find(code)

    return find


def _always(value: T) -> Callable[[], Awaitable[T]]:
    async def give() -> T:
        return value

    return give


def _play(inbound: Inbound, shown: Sequence[Reply]) -> Sequence[Reply]:
    text, choice = inbound.text, inbound.choice.rpartition(":")[2]
    step = inbound.choice.split(":")[1] if inbound.choice else (shown[-1].kind if shown else "menu")
    if text.startswith("/start "):
        return _scanned(text.removeprefix("/start "))
    if text.startswith("/"):
        return _COMMANDS[text.split()[0]]()
    if step == "language":
        return (Reply(words(choice).say("language.changed")), *_scanned("an-binh-1", choice)[1:])
    return _STEPS[step](choice, text)


def _of_talk(talk: str, reply: Reply) -> Reply:
    choices = [replace(choice, payload=talk + choice.payload.removeprefix("t")) for choice in reply.choices]
    return replace(reply, choices=tuple(choices))


def _scanned(code: str, language: str = "vi") -> Sequence[Reply]:
    say = words(language).say
    counter = DIRECTORY.counter(code)
    if counter is None:
        told = Reply(say("counter.unknown_code", code=code), kind="notice")
        offices = [Choice(AN_BINH.short_name, "t:choose_unit:2")]
        return told, Reply(say("unit.ask"), tuple(offices), free=True, kind="choose_unit")
    place = say("rate.place", counter=counter.label, unit=AN_BINH.short_name)
    text = f"{say('rate.ask', place=place)}\n\n{say('rate.notice')}"
    levels = tuple(Choice(say(f"level.{n}"), f"t:rate:{n}", str(n)) for n in (5, 4, 3, 2, 1))
    return Reply(say("rate.hello"), kind="hello"), Reply(text, levels, kind="rate")


def _ask(step: str, text: str, *answers: tuple[str, str], many: bool = False, free: bool = False) -> Reply:
    choices = tuple(Choice(label, f"t:{step}:{value}") for label, value in answers)
    return Reply(text, choices, many=many, free=free, kind=step)


def _rated(choice: str, text: str) -> Sequence[Reply]:
    kept = Reply(_say("rate.kept", level=_say(f"level.{choice}")), kind="kept")
    officers = ((TUAN.name, "21"), (MAI.name, "22"), (_say("button.unknown"), "unknown"))
    return kept, _ask("who_served", f"{_say('who.ask')}\n\n{_say('rate.more')}", *officers)


def _named(choice: str, text: str) -> Sequence[Reply]:
    answers = [(_say(f"badge.{value}"), value) for value in ("yes", "no", "unknown")]
    return (_ask("badge", _say("badge_question.ask"), *answers),)


def _badge_seen(choice: str, text: str) -> Sequence[Reply]:
    reasons = [(_say(f"reason.{value}"), value) for value in ("thai-do", "thoi-gian", "huong-dan", "khac")]
    return (_ask("reasons", _say("reasons.ask"), *reasons, (_say("button.skip"), "skip"), many=True),)


def _reasoned(choice: str, text: str) -> Sequence[Reply]:
    answers = (
        (_say("button.agree"), "agree"),
        (_say("button.decline"), "decline"),
        (_say("button.change"), "change"),
    )
    return (_ask("consent", _say("consent.ask", see="", beside=""), *answers),)


def _consented(choice: str, text: str) -> Sequence[Reply]:
    if choice == "decline":
        return Reply(_say("consent.done"), kind="end"), _menu()
    asked = f"{_say('describe.ask')}\n\n{_say('describe.safety')}"
    return (_ask("describe", asked, (_say("button.skip"), "skip"), free=True),)


def _described(choice: str, text: str) -> Sequence[Reply]:
    answers = [(_say(f"button.{value}"), value) for value in ("send", "rewrite", "cancel")]
    return (_ask("confirm", f"{_say('confirm.ask', words=text)}\n\n{_say('confirm.masked')}", *answers),)


def _confirmed(choice: str, text: str) -> Sequence[Reply]:
    lines = (
        _say("sent.thanks"),
        _say("sent.receipt", receipt=RECEIPT),
        _say("sent.keep"),
        _say("sent.due_pull", day="17/08/2026"),
    )
    return Reply("\n\n".join(lines), kind="thanks"), _menu()


def _tracked() -> Sequence[Reply]:
    head = _say("track.head", day="03/08/2026", unit=AN_BINH.short_name)
    state = _say("track.state", state=_say("case.state.da-tra-loi"))
    answer = _say("track.answer", answer="Đơn vị đã nhắc nhở; xin lỗi và cảm ơn Ông/Bà.")
    return Reply(f"{head}\n\n{state}\n{answer}", kind="status"), _menu()


def _my_data() -> Sequence[Reply]:
    return (Reply(f"{_say('data.none')}\n\n{_say('data.what')}", kind="data"),)


def _language_asked() -> Sequence[Reply]:
    return (_ask("language", _say("language.ask"), (_say("language.vi"), "vi"), (_say("language.en"), "en")),)


def _menu() -> Reply:
    answers = [(_say(f"menu.{value}"), value) for value in ("rate", "suggest", "praise", "track")]
    return _ask("menu", _say("menu.ask"), *answers)


_say = words("vi").say
_COMMANDS: Mapping[str, Callable[[], Sequence[Reply]]] = {
    "/start": lambda: (Reply(_say("menu.hello"), kind="hello"), _menu()),
    "/tracuu": _tracked,
    "/dulieu": _my_data,
    "/ngonngu": _language_asked,
}
_STEPS: Mapping[str, Callable[[str, str], Sequence[Reply]]] = {
    "rate": _rated,
    "who_served": _named,
    "badge": _badge_seen,
    "reasons": _reasoned,
    "consent": _consented,
    "describe": _described,
    "confirm": _confirmed,
    "choose_unit": lambda choice, text: _scanned("an-binh-1"),
    "menu": lambda choice, text: (Reply(_say("menu.not_understood")), _menu()),
}
