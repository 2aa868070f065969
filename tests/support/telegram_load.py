"""Telegram on a bad day, and a crowd of citizens who rate and write through it, repeat themselves and never give up.

Everything runs on loopback; chance is seeded, a history is written of every attempt and its answer.
"""

import asyncio
import itertools
import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

import httpx
from starlette.requests import Request
from starlette.responses import Response

from tests.faults.history import History, Said, What
from tests.support.builders import BOX
from tests.support.fake_telegram import FakeTelegram

FIRST_CITIZEN = 9_000_000
COUNTERS = ("an-binh-1", "an-binh-2", "an-binh-3", "an-binh-4")
UNSTAFFED = "an-binh-3"
FAULTS = (("500", 0.025), ("lost", 0.025), ("429", 0.01))
REPEATED = 0.1
HOOK = "/hooks/telegram"
LONG_AGO = 1_000_000_000
"""A message that this Telegram does not know: it cannot be edited, so every answer is a message that can be counted."""


class LoadTelegram(FakeTelegram):
    """Answers late, fails now and then, and tells when a letter to one of the `watched` chats is on its way."""

    def __init__(self, *, seed: int, watched: frozenset[str]) -> None:
        super().__init__(seed=seed)
        self._mood = random.Random(seed)
        self._watched = watched
        self.on_their_way = 0
        self.confirmed_below = 0

    def post(self, update: dict[str, Any]) -> None:
        """Something a person did, to be fetched; handed over in the thread that hands it out."""
        self._loop.call_soon_threadsafe(self.push, update)

    async def _answer(self, request: Request) -> Response:
        if request.path_params["method"].lower() == "sendmessage":
            kind = self._fault_of_the_moment()
            if kind:
                self.fault(kind, retry_after=1.0 if kind == "429" else 0.0)
        return await super()._answer(request)

    def _fault_of_the_moment(self) -> str:
        drawn = self._mood.random()
        for kind, share in FAULTS:
            drawn -= share
            if drawn < 0:
                return kind
        return ""

    async def _do(self, method: str, asked: dict[str, Any]) -> Response:
        """What was taken is known at once, that it was taken a moment later."""
        answer = await super()._do(method, asked)
        if method == "sendmessage":
            watched = str(asked["chat_id"]) in self._watched
            self.on_their_way += watched
            await asyncio.sleep(self._mood.uniform(0.005, 0.06))
            self.on_their_way -= watched
        return answer

    async def _get_updates(self, asked: dict[str, Any]) -> Response:
        self.confirmed_below = max(self.confirmed_below, int(asked.get("offset", 0)))
        return await super()._get_updates(asked)


class Line(Protocol):
    """How an update reaches the house."""

    def waiting_at(self, port: int) -> int:
        """How many updates wait for their answer there just now."""
        ...

    async def bring(self, update: dict[str, Any], *, insist: bool) -> None:
        """Until the house confirms it; without `insist`, once."""
        ...


@dataclass
class WebhookLine:
    """Telegram brings each update to any of the replicas, and again whenever it hears no 200."""

    history: History
    ports: list[int]
    secret: str
    chance: random.Random
    repeats: list[asyncio.Task[None]] = field(default_factory=list)
    _under_way: Counter[int] = field(default_factory=Counter)

    async def __aenter__(self) -> "WebhookLine":
        limits = httpx.Limits(max_connections=100, max_keepalive_connections=40)
        self._client = httpx.AsyncClient(timeout=10.0, limits=limits)
        return self

    async def __aexit__(self, *error: object) -> None:
        for task in self.repeats:
            task.cancel()
        await asyncio.gather(*self.repeats, return_exceptions=True)
        await self._client.aclose()

    def waiting_at(self, port: int) -> int:
        """Posted there and not answered."""
        return self._under_way[port]

    async def bring(self, update: dict[str, Any], *, insist: bool) -> None:
        """A small delay first, so that neighbours in different chats overtake one another.

        What is given up is not repeated: a late copy could come to a talk that is over.
        """
        if insist and self.chance.random() < REPEATED:
            self.repeats.append(asyncio.create_task(self._again(update)))
        await asyncio.sleep(self.chance.uniform(0.0, 0.05))
        while not await self._post(update) and insist:
            await asyncio.sleep(self.chance.uniform(0.1, 0.4))

    async def _again(self, update: dict[str, Any]) -> None:
        """A copy of its own, perhaps beside the first, perhaps much later."""
        await asyncio.sleep(self.chance.choice((0.0, 0.05, 0.5, 5.0)) * self.chance.random())
        while not await self._post(update):
            await asyncio.sleep(self.chance.uniform(0.2, 0.8))

    async def _post(self, update: dict[str, Any]) -> bool:
        self._note(update, "invoke")
        port = self.chance.choice(self.ports)
        url = f"http://127.0.0.1:{port}{HOOK}"
        self._under_way[port] += 1
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.secret}
        try:
            answer = await self._client.post(url, json=update, headers=headers)
        except httpx.ConnectError:
            what: What = "fail"
        except httpx.HTTPError:
            what = "unknown"
        else:
            what = "ok" if answer.is_success else "fail"
        finally:
            self._under_way[port] -= 1
        self._note(update, what)
        return what == "ok"

    def _note(self, update: dict[str, Any], what: What) -> None:
        self.history.note(time.monotonic(), update["update_id"], what)


@dataclass
class PollLine:
    """The house fetches updates; one is acknowledged when a later fetch asks for what comes after it."""

    history: History
    telegram: LoadTelegram
    _under_way: int = 0

    def waiting_at(self, port: int) -> int:
        """Pushed and not confirmed; there is one house that fetches."""
        return self._under_way

    async def bring(self, update: dict[str, Any], *, insist: bool) -> None:
        """No await before `post`: updates are handed out in the order of their numbers."""
        number = update["update_id"]
        self.history.note(time.monotonic(), number, "invoke")
        self.telegram.post(update)
        self._under_way += 1
        while self.telegram.confirmed_below <= number:
            await asyncio.sleep(0.02)
        self._under_way -= 1
        self.history.note(time.monotonic(), number, "ok")


@dataclass
class Crowd:
    """All citizens together: at most `rate` new updates a second, however many people there are."""

    history: History
    line: Line
    chance: random.Random
    rate: float
    over: bool = False
    _ids: Iterator[int] = field(default_factory=lambda: itertools.count(1_000_000))
    _next_turn: float = 0.0

    async def live(self, people: int) -> None:
        """Until `over`; then each ends with an acknowledged update."""
        async with asyncio.TaskGroup() as everybody:
            for number in range(people):
                everybody.create_task(Citizen(self, FIRST_CITIZEN + number).live())

    async def turn(self) -> None:
        """Wait for one's turn to speak."""
        self._next_turn = max(self._next_turn, time.monotonic()) + 1 / self.rate
        await asyncio.sleep(max(0.0, self._next_turn - time.monotonic()))

    def number(self) -> int:
        """A new update's number."""
        return next(self._ids)


@dataclass
class Citizen:
    """Somebody who comes to one counter after the other, with opinions and a nervous thumb."""

    crowd: Crowd
    chat: int
    _counter: str = ""
    _visit: str = ""

    async def live(self) -> None:
        """One visit after the other. A visit once begun is told as far as this person tells it."""
        while not self.crowd.over:
            await self._visit_a_counter()

    async def _visit_a_counter(self) -> None:
        chance = self.crowd.chance
        self._counter = chance.choice([code for code in COUNTERS if code != self._counter])
        self._visit = ""
        await self._tell(text=f"/start {self._counter}")
        level = await self._rate(chance.choice((1, 2, 3, 4, 5, 5)))
        if level is not None and chance.random() < 0.25 and not self.crowd.over:
            await self._write(level)

    async def _rate(self, level: int) -> int | None:
        """The level that stands, or None when two were tapped at once."""
        chance = self.crowd.chance
        await self._tap("rate", level, level=level)
        if chance.random() < 0.2:
            level = chance.randint(1, 5)
            await self._tap("rate", level, level=level)
        if chance.random() < 0.2:
            pair = chance.sample(range(1, 6), 2)
            insist = chance.random() < 0.8  # one of the two may be given up, and nobody knows then
            await asyncio.gather(
                self._tap("rate", pair[0], level=pair[0]),
                self._tap("rate", pair[1], level=pair[1], insist=insist),
            )
            return None
        return level

    async def _write(self, level: int) -> None:
        if self._counter != UNSTAFFED:
            await self._tap("who_served", "unknown")
        await self._tap("badge", "yes")
        if level <= 3:
            await self._tap("reasons", "skip")
        await self._tap("consent", "agree")
        words = f"Quầy hướng dẫn rõ ràng, lượt {self._visit}"
        await self._tell(text=words)
        thumbs = 2 if self.crowd.chance.random() < 0.3 else 1
        await asyncio.gather(*(self._tap("confirm", "send", words=words) for _ in range(thumbs)))

    async def _tap(self, step: str, value: object, **what: Any) -> None:
        await self._tell(data=f"{self._visit[:8]}:{step}:{value}", **what)

    async def _tell(
        self, *, text: str = "", data: str = "", level: int | None = None, words: str = "", insist: bool = True
    ) -> None:
        await self.crowd.turn()
        number, tag = self.crowd.number(), BOX.tag("telegram", str(self.chat))
        self._visit = self._visit or key_of_visit(tag, number)
        self.crowd.history.said[number] = Said(number, tag, self._visit, level, words)
        await self.crowd.line.bring(self._update(number, text, data), insist=insist)

    def _update(self, number: int, text: str, data: str) -> dict[str, Any]:
        who = {"id": self.chat, "is_bot": False, "first_name": "Lan", "language_code": "vi"}
        about = {"message_id": LONG_AGO, "date": int(time.time()), "chat": {"id": self.chat, "type": "private"}}
        if data:
            return {
                "update_id": number,
                "callback_query": {"id": str(number), "from": who, "message": about, "data": data},
            }
        return {"update_id": number, "message": {**about, "from": who, "text": text}}


def key_of_visit(tag: str, update_id: int) -> str:
    """The key that a scan in this chat gets; were it another, every tap of the crowd would miss its button."""
    return BOX.tag("visit", f"{tag}|{update_id}")
