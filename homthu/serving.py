"""Running the service: take the file, take the port, start the clock, the poller and the delivery; stop in order.

`all` is one process with everything, `web` only answers, `worker` only sends, reads and ticks.
"""

import asyncio
import gc
import json
import logging
import os
import signal
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import uvicorn
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from feedback.cues import cues_in
from feedback.errors import StorageUnavailable
from feedback.privacy import KINDS, redact
from feedback.wording import LANGUAGES, words
from homthu.platforms import at_the_platforms
from homthu.wiring import Job, Service
from storage.maintenance import take_over
from storage.serving import hold_serving_lock
from storage.sqlite import SqliteDatabase

GRACE_SECONDS = 10

log = logging.getLogger(__name__)


class PortTaken(Exception):
    """Another program listens there."""


async def serve(service: Service, *, role: str, host: str, port: int, announce: Callable[[str], None]) -> None:
    """Until SIGTERM or SIGINT. Raises PortTaken, AlreadyServing or DatabaseUnfit before anything starts."""
    stop = asyncio.Event()
    async with AsyncExitStack() as stack:
        listening = stack.enter_context(_listen(host, port)) if role != "worker" else None
        if isinstance(service.database, SqliteDatabase):
            stack.enter_context(hold_serving_lock(service.database.path))
        await service.database.start()
        if isinstance(service.database, SqliteDatabase):
            await take_over(service.database, now=service.clock())
        stack.push_async_callback(service.database.close)
        stack.push_async_callback(service.reception.close)
        _settle_down()
        if role != "web":
            await stack.enter_async_context(_at_work(service, stop))
        for name in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(name, stop.set)
        if listening is None:
            await stop.wait()
        else:
            stack.enter_context(_address_written(service, listening.getsockname()[1]))
            announce(f"http://{host}:{listening.getsockname()[1]}")
            await _answer(service, listening, stop)


@asynccontextmanager
async def _at_work(service: Service, stop: asyncio.Event) -> AsyncIterator[None]:
    """Delivery, the clock and the pollers, until the block ends."""
    ticks: set[asyncio.Task[None]] = set()
    clock = _clock(service, ticks)
    tasks = [asyncio.create_task(service.delivery.run(stop), name="delivery")]
    tasks += at_the_platforms(service, stop)
    clock.start()
    try:
        yield
    finally:
        stop.set()
        clock.pause()
        if ticks:  # a job at work ends by itself: cut off, its leases would hold others up after a restart
            await asyncio.wait(ticks, timeout=GRACE_SECONDS)
        clock.shutdown(wait=False)
        await asyncio.wait(tasks, timeout=GRACE_SECONDS)
        for task in tasks:
            task.cancel()
        for channel in service.channels.values():
            await channel.close()
        await service.analyst.close()


def _settle_down() -> None:
    """Compile what the first message would have to wait for, then leave what start-up made out of every later
    garbage collection: each full one walked 160,000 objects for 90 ms."""
    say = words(LANGUAGES[0]).say
    redact(say("menu.hello"), labels={kind: say(f"redacted.{kind}") for kind in KINDS})
    cues_in(say("menu.hello"))
    gc.collect()
    gc.freeze()


def _clock(service: Service, ticks: "set[asyncio.Task[None]]") -> AsyncIOScheduler:
    """APScheduler only ticks: a late tick runs once, an overlapping one not at all; the database decides."""
    clock = AsyncIOScheduler()
    for job in service.jobs:
        clock.add_job(
            _tick, "interval", seconds=job.every, args=[job, service.clock, ticks], id=job.name,
            coalesce=True, max_instances=1, misfire_grace_time=None, next_run_time=datetime.now().astimezone(),
        )  # fmt: skip
    return clock


async def _tick(job: Job, clock: Callable[[], datetime], ticks: "set[asyncio.Task[None]]") -> None:
    at_work = asyncio.current_task()
    assert at_work is not None
    ticks.add(at_work)
    at_work.add_done_callback(ticks.discard)
    try:
        await job.run(clock())
    except StorageUnavailable:
        log.warning("job waits for storage", extra={"fields": {"event": "job_waits", "job": job.name}})
    except Exception as error:
        log.error("job failed", exc_info=error, extra={"fields": {"event": "job_failed", "job": job.name}})


async def _answer(service: Service, listening: socket.socket, stop: asyncio.Event) -> None:
    config = uvicorn.Config(
        service.app(closing=stop),
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        h11_max_incomplete_event_size=64 * 1024,
    )
    server = _Server(config)
    answering = asyncio.create_task(server.serve(sockets=[listening]), name="http")
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({answering, stopping}, return_when=asyncio.FIRST_COMPLETED)
    server.should_exit = True
    await answering
    stopping.cancel()


class _Server(uvicorn.Server):
    """Signals are ours: they stop the clock and the delivery too."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@contextmanager
def _listen(host: str, port: int) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, port))
        except OSError as error:
            raise PortTaken(f"{host}:{port}") from error
        listening.listen(1024)
        listening.set_inheritable(True)
        yield listening


@contextmanager
def _address_written(service: Service, port: int) -> Iterator[None]:
    """Where this service listens, for the commands run beside it; readable by its own user only."""
    path = service_file(service.settings.data_dir)
    path.parent.mkdir(parents=True, exist_ok=True)
    content: dict[str, Any] = {"port": port, "pid": os.getpid(), "console_token": service.console_token}
    path.touch(mode=0o600)
    path.write_text(json.dumps(content), "utf-8")
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def is_alive(note: Path) -> bool:
    """Whether the service that left this note still runs; a killed one could not take its note away."""
    if not note.exists():
        return False
    try:
        os.kill(json.loads(note.read_text("utf-8"))["pid"], 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True  # it runs, as somebody else
    return True


def service_file(data_dir: Path) -> Path:
    """The note that a running service leaves in its data folder."""
    return data_dir / "service.json"
