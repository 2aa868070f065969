"""How a backlog leaves the house: real `homthu serve --role worker` processes against a platform that only counts.

    python -m benchmarks.outbox_drain [--letters 1000] [--chats 1000] [--replicas 2] [--database postgres|sqlite]
                                      [--latency 0.1]

Prints the most calls that began within any second (28 is stated, 30 is Telegram's own), the share of the rate that was
used, how long a reply waited that was queued in the middle of the backlog, and counts what was lost, repeated or out of
order. Ends with 1 when a promise was broken.
"""

import argparse
import asyncio
import json
import os
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from urllib.parse import parse_qs

from feedback.messages import Lane, Letter, Reply
from storage.maintenance import open_database
from tests.support.builders import BOX
from tests.support.cast import SECRET
from tests.support.databases import PostgresTemplate, SqliteTemplate

RATE = 28.0
TOKEN = "123456:a-token-of-nobody"  # noqa: S105 - opens nothing
REPLY = "reply"


@dataclass
class Counting:
    """A Telegram that answers every call after `latency` seconds and writes down when it came."""

    latency: float
    came: list[tuple[float, str, str]] = field(default_factory=list)  # moment, chat, text
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    async def until(self, calls: int) -> None:
        """So many letters came."""
        while len(self.came) < calls:
            self._news.clear()
            await self._news.wait()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, kept alive."""
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                lines = (line.lower().partition(":") for line in head.splitlines())
                length = next((int(value) for name, _, value in lines if name == "content-length"), 0)
                body = (await reader.readexactly(length)).decode()
                await self._answer(head.split(" ")[1], body, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def _answer(self, path: str, body: str, writer: asyncio.StreamWriter) -> None:
        result: object = True
        if path.endswith("/sendMessage"):
            asked = parse_qs(body)
            self.came.append((time.monotonic(), asked["chat_id"][0], asked["text"][0]))
            self._news.set()
            result = {"message_id": len(self.came), "date": 1, "chat": {"id": 1, "type": "private"}}
            await asyncio.sleep(self.latency)
        elif path.endswith("/getMe"):
            result = {"id": 1, "is_bot": True, "first_name": "x", "username": "x_bot"}
        answer = json.dumps({"ok": True, "result": result}).encode()
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(answer))
        writer.write(answer)
        await writer.drain()


async def drain(url: str, folder: Path, asked: argparse.Namespace) -> bool:
    """Queue, start, wait, judge."""
    platform = Counting(asked.latency)
    server = await asyncio.start_server(platform.serve, "127.0.0.1", 0)
    api = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    await _queue(url, [_letter(str(n), str(1000 + n % asked.chats), Lane.DIGEST) for n in range(asked.letters)])
    async with _workers(url, folder, api, asked.replicas):
        await platform.until(asked.letters // 2)
        await _queue(url, [_letter(REPLY, "1", Lane.REPLY)])
        asked_at = time.monotonic()
        await platform.until(asked.letters + 1)
        await asyncio.sleep(2)  # a repeat would come now
    server.close()
    return _judged(platform.came, asked_at, asked)


def _letter(text: str, address: str, lane: Lane) -> Letter:
    return Letter(BOX.tag("telegram", address), "telegram", BOX.seal("telegram", address), Reply(text), lane=lane)


async def _queue(url: str, letters: Sequence[Letter]) -> None:
    database = open_database(url, SECRET)
    for start in range(0, len(letters), 2000):
        async with database.transact() as tx:
            await tx.outbox.add(letters[start : start + 2000], at=datetime.now(UTC))
    await database.close()


@asynccontextmanager
async def _workers(url: str, folder: Path, api: str, replicas: int) -> AsyncIterator[None]:
    settings = {
        "DATABASE_URL": url,
        "SECRET_KEY": SECRET,
        "PUBLIC_URL": "https://bot.example.vn",
        "TELEGRAM_TOKEN": TOKEN,
        "TELEGRAM_API_URL": api,
        "LOG_LEVEL": "WARNING",
    }
    plain = {name: value for name, value in os.environ.items() if not name.startswith("HOMTHU_")}
    env = plain | {f"HOMTHU_{name}": value for name, value in settings.items()}
    command = [sys.executable, "-m", "homthu", "serve", "--role", "worker"]
    workers = [
        await asyncio.create_subprocess_exec(*command, env=env | {"HOMTHU_DATA_DIR": str(folder / str(number))})
        for number in range(replicas)
    ]
    try:
        yield
    finally:
        for worker in workers:
            worker.send_signal(signal.SIGTERM)
        await asyncio.gather(*(worker.wait() for worker in workers))


def _judged(came: Sequence[tuple[float, str, str]], asked_at: float, asked: argparse.Namespace) -> bool:
    moments = [at for at, _, _ in came]
    digests = [(at, chat, int(text)) for at, chat, text in came if text != REPLY]
    by_chat: dict[str, list[tuple[float, int]]] = defaultdict(list)
    for at, chat, number in digests:
        by_chat[chat].append((at, number))
    times = Counter(number for _, _, number in digests)
    disorder = sum(line != sorted(line, key=lambda one: one[1]) for line in by_chat.values())
    apart = [two[0] - one[0] for line in by_chat.values() for one, two in pairwise(line)]
    reply = next(at for at, _, text in came if text == REPLY) - asked_at
    seconds = moments[-1] - moments[0]
    figures = {
        "letters": len(came),
        "replicas": asked.replicas,
        "database": asked.database,
        "seconds": round(seconds, 1),
        "per_second": round((len(came) - 1) / seconds, 2),
        "share_of_rate": round((len(came) - 1) / seconds / RATE, 4),
        "busiest_second": _busiest(moments),
        "closest_in_a_chat_s": round(min(apart), 3) if apart else None,
        "reply_waited_s": round(reply, 3),
        "lost": asked.letters - len(times),
        "repeated": sum(n - 1 for n in times.values()),
        "chats_out_of_order": disorder,
    }
    print(json.dumps(figures))
    return not (figures["lost"] or figures["repeated"] or disorder or _busiest(moments) > 30)


def _busiest(moments: Sequence[float]) -> int:
    """The most within one second, the end not counted."""
    first, most = 0, 0
    for last, at in enumerate(moments):
        while moments[first] <= at - 1.0:
            first += 1
        most = max(most, last - first + 1)
    return most


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--letters", type=int, default=1000)
    parser.add_argument("--chats", type=int, default=1000)
    parser.add_argument("--replicas", type=int, default=2)
    parser.add_argument("--database", choices=("postgres", "sqlite"), default="postgres")
    parser.add_argument("--latency", type=float, default=0.1)
    asked = parser.parse_args()
    folder = Path(tempfile.mkdtemp())
    made = PostgresTemplate(os.environ["TEST_DATABASE_URL"]) if asked.database == "postgres" else SqliteTemplate(folder)
    try:
        with made.copy(folder) as url:
            fine = asyncio.run(drain(url, folder, asked))
    finally:
        if isinstance(made, PostgresTemplate):
            made.drop()
        shutil.rmtree(folder)
    sys.exit(0 if fine else 1)


if __name__ == "__main__":
    main()
