"""A house to measure: a fresh database with one counter in it, and the service on it in a process of its own."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from secrets import token_hex, token_urlsafe
from urllib.parse import urlsplit
from urllib.request import urlopen

import asyncpg
from sqlalchemy import func, make_url, select

from feedback.people import Officer
from feedback.periods import midnight
from feedback.units import Counter, Directory, Posting, Unit
from storage.maintenance import migrate, open_database
from storage.tables import inbox, outbox, ratings

ROOT = Path(__file__).resolve().parents[1]
SECRET = token_urlsafe(32)
HOOK_SECRET = token_urlsafe(16)
SINCE = date(2026, 6, 1)
# With the identities that an empty database gives out.
OFFICE = Unit(1, "an-binh", "TTPVHCC phường An Bình", "TTPVHCC phường An Bình", "one-stop")
COUNTER = Counter(1, "an-binh-1", OFFICE.id, "Quầy 1 – Tư pháp, hộ tịch")
MAI = Officer(1, "mai", "Lương Thị Ngọc Mai", "Công chức Tư pháp – Hộ tịch", OFFICE.id)
DUTY = Posting(MAI.id, COUNTER.id, SINCE)
DIRECTORY = Directory.of(units=[OFFICE], counters=[COUNTER], officers=[MAI], postings=[DUTY])
PATIENCE = 30


@dataclass(frozen=True)
class Kept:
    """What the database holds after a run."""

    seen: frozenset[int]
    set_aside: int
    letters: int
    ratings: int


@dataclass(frozen=True)
class Running:
    """The service at work."""

    port: int

    def figures(self) -> dict[str, float]:
        """Its CPU seconds and commits so far, as it counts them itself."""
        with urlopen(f"http://127.0.0.1:{self.port}/figures", timeout=PATIENCE) as answer:
            figures: dict[str, float] = json.load(answer)
        return figures


@contextmanager
def fresh_database(kind: str, folder: Path) -> Iterator[str]:
    """The address of a database that knows one office with one officer at one counter."""
    if kind == "sqlite":
        url = f"sqlite:///{folder / 'benchmark.db'}"
        _furnish(url)
        yield url
        return
    server = make_url(os.environ["TEST_DATABASE_URL"]).set(drivername="postgresql")
    name = f"homthu_benchmark_{token_hex(4)}"
    _run(server.render_as_string(False), f'CREATE DATABASE "{name}"')
    try:
        url = server.set(database=name).render_as_string(False)
        _furnish(url)
        yield url
    finally:
        _run(server.render_as_string(False), f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def running(url: str, folder: Path, *, loop: str) -> Iterator[Running]:
    """The service in a child process. It is told no address but this machine's own, and sends nothing."""
    settings = {
        "HOMTHU_DATABASE_URL": url,
        "HOMTHU_DATA_DIR": str(folder),
        "HOMTHU_SECRET_KEY": SECRET,
        "HOMTHU_TELEGRAM_TOKEN": "1:benchmark",
        "HOMTHU_TELEGRAM_WEBHOOK_SECRET": HOOK_SECRET,
        "HOMTHU_TELEGRAM_API_URL": "http://127.0.0.1:9",
    }
    others = {name: value for name, value in os.environ.items() if not name.startswith("HOMTHU_")}
    command = [sys.executable, "-m", "benchmarks.served", "--loop", loop]
    with subprocess.Popen(
        command, cwd=ROOT, env=others | settings, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        try:
            address = child.stdout.readline().strip()
            if not address:
                raise RuntimeError("the service did not start")
            yield Running(urlsplit(address).port or 0)
        finally:
            child.stdin.close()
            child.wait(PATIENCE)


async def kept(url: str) -> Kept:
    """Read the database once the service has gone."""
    database = open_database(url, SECRET)
    try:
        async with database.reading() as tx:
            seen = await tx.executor.rows(select(inbox.c.message_id))
            counts = [
                (await tx.executor.rows(select(func.count()).select_from(table)))[0][0] for table in (outbox, ratings)
            ]
            aside = await tx.inbox.set_aside_count()
    finally:
        await database.close()
    return Kept(frozenset(int(row[0]) for row in seen), aside, *counts)


def _furnish(url: str) -> None:
    migrate(url)
    asyncio.run(_settle(url))


async def _settle(url: str) -> None:
    database = open_database(url, SECRET)
    async with database.transact() as tx:
        await tx.places.add_unit(OFFICE, since=midnight(SINCE))
        await tx.places.add_counter(COUNTER)
        await tx.places.add_officer(MAI)
        await tx.places.add_posting(DUTY)
    await database.close()


def _run(server: str, script: str) -> None:
    async def run() -> None:
        connection = await asyncpg.connect(server)
        await connection.execute(script)
        await connection.close()

    asyncio.run(run())
