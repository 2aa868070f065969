"""What a door is to a journey: people do something there, and see something there; nothing else of it is known.

What the terminal took for a choice must be found again in what the other door really showed: a button by its label,
or the number before it. Whoever does not find it there fails the test, for that door could not carry an office alone.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Protocol

import httpx

from homthu.wiring import Service

_NUMBERED = re.compile(r"(\d{1,2}|[A-Z])\. (.+)")


class NotHere(Exception):
    """This platform has nothing of the kind; `tests/journeys/doors/exceptions.py` must say why."""


class NoSuchChoice(AssertionError):
    """The label is not among what this person was shown last."""


class World(Protocol):
    """What a door stands in: the real service, and the one clock of the test."""

    service: Service
    clock: datetime

    @property
    def actor(self) -> str:
        """Who is doing something just now; what reaches anybody else is a letter."""
        ...


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody does: words, or an old button's `payload`, or `media`. `labels` is what the terminal took the words
    for; with `tapped` they are such a label, letter by letter."""

    text: str = ""
    labels: tuple[str, ...] = ()
    tapped: bool = False
    payload: str = ""
    media: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as its reader sees it; `changed` says that it stood there before and reads so now."""

    text: str
    buttons: tuple[str, ...] = ()
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that can be chosen: by tapping (`payload`) or by typing (`number`, below letters a capital).

    `under` is its message's id."""

    payload: str = ""
    number: str = ""
    under: str = ""


class Door(ABC):
    """One platform with everybody who uses it."""

    name: ClassVar[str]
    staff: ClassVar[bool] = True  # whether members of staff can do their work here

    def __init__(self, world: World) -> None:
        self.world = world
        self._offered: dict[str, dict[str, Option]] = {}
        self._below_letters: dict[str, dict[str, Option]] = {}
        self.repeats = False  # the platform brings each event again, once at once and once after the next one
        self._last: tuple[str, bytes, Mapping[str, str]] | None = None
        transport = httpx.ASGITransport(world.service.app())
        self.client = httpx.AsyncClient(transport=transport, base_url="http://homthu.test")

    @abstractmethod
    async def acts(self, who: str, act: Act) -> str:
        """Do it as a person would; how, in a few words. Raises NotHere or NoSuchChoice."""

    async def news(self) -> list[tuple[str, Shown]]:
        """What anybody sees that was not there when this was asked last."""
        before, self._offered = self._offered, {}
        found = await self._news()
        self._offered = {**before, **self._offered}
        return found

    @abstractmethod
    async def _news(self) -> list[tuple[str, Shown]]:
        """Platform by platform; whoever is offered anything is noted by `offer`."""

    @property
    def push(self) -> bool:
        """Whether delivery writes to it."""
        return self.world.service.channels[self.name].capabilities.push

    def option(self, who: str, label: str) -> Option:
        """What this person must tap or type to choose this label."""
        options = {**self._below_letters.get(who, {}), **self._offered.get(who, {})}
        if label not in options:
            raise NoSuchChoice(f"{self.name}: {who} was not shown {label!r}, only {sorted(options)}")
        return options[label]

    def offer(self, who: str, options: dict[str, Option]) -> None:
        """These stand under what came now; those of questions before are past, those of letters go on."""
        if options:
            self._offered.setdefault(who, {}).update(options)
        if who != self.world.actor:
            lasting = {label: one for label, one in options.items() if one.payload or one.number.isalpha()}
            self._below_letters.setdefault(who, {}).update(lasting)

    async def post(self, hook: str, body: bytes, headers: Mapping[str, str]) -> None:
        """One event, as the platform brings it."""
        event = (hook, body, headers)
        for path, content, proof in (event, *((self._last or event, event) if self.repeats else ())):
            answer = await self.client.post(path, content=content, headers=proof)
            assert answer.status_code == 200
        self._last = event

    async def close(self) -> None:
        """Give back connections."""
        await self.client.aclose()


def numbered(text: str) -> dict[str, Option]:
    """What a message offers by numbers: its last lines."""
    found: dict[str, Option] = {}
    for line in reversed(text.split("\n")):
        match = _NUMBERED.fullmatch(line)
        if not match:
            break
        found[match[2]] = Option(number=match[1])
    return found


def without_link(text: str) -> str:
    """Where no link opens a counter, people type its code from the poster."""
    return text.removeprefix("/start ")
