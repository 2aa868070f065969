"""The load: a closed loop over so many keep-alive connections, each waiting for its answer before it speaks again."""

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import cast

MOST = 200_000
"""So many answers end a slice, however much time is left."""

LONGEST_ANSWER = 30.0
"""Seconds after which a missing answer ends the run."""


@dataclass
class Answers:
    """What came back in one slice; `waits` in seconds, one for each answer."""

    taken: list[int] = field(default_factory=list)
    refused: int = 0
    waits: list[float] = field(default_factory=list)
    seconds: float = 0.0
    client_cpu: float = 0.0


async def press(
    port: int, head: bytes, speak: Callable[[], Iterator[tuple[int, bytes]]], *, connections: int, seconds: float
) -> Answers:
    """Post what each connection has to say. `head` ends before the length of the body. Waits for the last answer."""
    answers = Answers()
    began, cpu = time.perf_counter(), time.process_time()
    lines = [_Line(head, speak(), answers, until=began + seconds) for _ in range(connections)]
    loop = asyncio.get_running_loop()
    for line in lines:
        await loop.create_connection(lambda line=line: line, "127.0.0.1", port)  # type: ignore[misc]
    async with asyncio.timeout(seconds + LONGEST_ANSWER):
        await asyncio.gather(*(line.done for line in lines))
    answers.seconds = time.perf_counter() - began
    answers.client_cpu = time.process_time() - cpu
    return answers


class _Line(asyncio.Protocol):
    """One connection. Answers have no body: they end with their headers."""

    def __init__(self, head: bytes, updates: Iterator[tuple[int, bytes]], answers: Answers, *, until: float) -> None:
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._head, self._updates, self._answers, self._until = head, updates, answers, until
        self._heard = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.WriteTransport, transport)
        self._speak()

    def data_received(self, data: bytes) -> None:
        self._heard += data
        if not self._heard.endswith(b"\r\n\r\n"):
            return
        now = time.perf_counter()
        self._answers.waits.append(now - self._asked)
        if self._heard.startswith(b"HTTP/1.1 200"):
            self._answers.taken.append(self._number)
        else:
            self._answers.refused += 1
        self._heard = b""
        if now < self._until and len(self._answers.waits) < MOST:
            self._speak()
        else:
            self.done.set_result(None)
            self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(exc or ConnectionError("the server hung up"))

    def _speak(self) -> None:
        self._number, body = next(self._updates)
        self._asked = time.perf_counter()
        self._transport.write(b"%s%d\r\n\r\n%s" % (self._head, len(body), body))
