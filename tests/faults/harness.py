"""The experiment: the real service under load, killed at chosen moments and started again at once, then judged."""

import asyncio
import contextlib
import json
import os
import random
import signal
import socket
import statistics
import sys
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from homthu.setting_forms import PROJECT
from tests.faults.figures import Figures, figures
from tests.faults.history import Evidence, History, violations
from tests.faults.stage import Stage
from tests.support.cast import SECRET
from tests.support.fake_telegram import TOKEN
from tests.support.telegram_load import Crowd, Line, LoadTelegram, PollLine, WebhookLine

HOOK_SECRET = "only-telegram-knows"
REAL = ("-m", "homthu")
PATIENCE = 600.0


@dataclass(frozen=True)
class Plan:
    """How one experiment goes. During the first `mornings` kills digests go out and citizens are few.

    A share of kills falls `while_starting`; of the rest, a share of `aimed` ones waits until something is on its
    way, the others fall where they fall. `faulty` names the seeded fault of a control. With `wait` the leases of
    the dead really run out; without it, the minutes pass by the hands of the database's clock.
    """

    kills: int
    mornings: int = 0
    rate: float = 80.0
    quiet_rate: float = 8.0
    people: int = 200
    replicas: int = 1
    polling: bool = False
    faulty: str = ""
    wait: bool = False
    drain: bool = True
    aimed: float = 0.6
    while_starting: float = 0.15
    seed: int = 1
    units_a_morning: int = 2


@dataclass(frozen=True)
class Outcome:
    """What the judgement said, on what it judged, and what the service complained of."""

    broken: list[str]
    figures: Figures
    complaints: list[str]


class Replica:
    """One process of the service, at an address of its own."""

    def __init__(self, command: Sequence[str], env: dict[str, str], log: Path) -> None:
        self.port = _free_port()
        self._command = [sys.executable, *command, "serve", "--role", "all", "--port", str(self.port)]
        self._env, self._log = env, log
        self._process: asyncio.subprocess.Process | None = None
        self._becoming_ready: asyncio.Task[None] | None = None
        self.recoveries: list[float] = []

    async def spawn(self) -> None:
        """Start it, and do not wait."""
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *self._command, env=self._env, cwd=PROJECT, stdout=log, stderr=log
            )
        self._becoming_ready = asyncio.create_task(self._until_it_answers(self._process))

    async def ready(self) -> None:
        """Wait until it answers."""
        assert self._becoming_ready is not None
        await self._becoming_ready

    async def backlog(self) -> int:
        """Letters that still have to go out."""
        note = json.loads((Path(self._env["HOMTHU_DATA_DIR"]) / "service.json").read_text("utf-8"))
        async with httpx.AsyncClient(headers={"x-homthu-console": note["console_token"]}) as client:
            outbox = (await client.get(self._url("/ready"), timeout=10)).json()["outbox"]
        return int(outbox["waiting"] + outbox["leased"])

    async def end(self, how: signal.Signals) -> int:
        """SIGKILL asks nobody; SIGTERM lets it finish what it has in hand."""
        if self._process is None or self._process.returncode is not None:
            return 0
        self._process.send_signal(how)
        if self._becoming_ready:
            self._becoming_ready.cancel()
            await asyncio.gather(self._becoming_ready, return_exceptions=True)
        return await self._process.wait()

    async def _until_it_answers(self, process: asyncio.subprocess.Process) -> None:
        spawned_at = time.monotonic()
        async with httpx.AsyncClient() as client:
            while not await self._answers(client):
                if process.returncode is not None:
                    raise AssertionError(f"the service ended by itself: {self._log.read_text('utf-8')[-2000:]}")
                await asyncio.sleep(0.02)
        self.recoveries.append(time.monotonic() - spawned_at)

    async def _answers(self, client: httpx.AsyncClient) -> bool:
        try:
            return (await client.get(self._url("/ready"), timeout=5)).is_success
        except httpx.HTTPError:
            return False

    def _url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"


@dataclass
class Experiment:
    """One run from an empty town to the judgement."""

    plan: Plan
    url: str
    folder: Path
    history: History = field(default_factory=History)
    hits_in_flight: int = 0

    async def run(self) -> Outcome:
        """Kill as planned, let everybody finish, stop in order, judge."""
        plan = self.plan
        self._chance = random.Random(plan.seed)
        self._stage = await Stage.made(self.url, more_units=plan.mornings * plan.units_a_morning)
        self._closed = sorted(set(self._stage.heads.values()))[1:]
        with LoadTelegram(seed=plan.seed, watched=frozenset(self._stage.heads)) as self._telegram:
            self._replicas = [self._replica(number) for number in range(plan.replicas)]
            try:
                await self._open_house()
                async with self._line() as line:
                    await self._live(Crowd(self.history, line, self._chance, plan.quiet_rate))
                seconds = await self._settle()
            finally:
                for replica in self._replicas:
                    await replica.end(signal.SIGKILL)
            return self._judge(await self._stage.evidence(self._telegram), seconds)

    async def _open_house(self) -> None:
        for replica in self._replicas:
            await replica.spawn()
        for replica in self._replicas:
            await replica.ready()

    async def _live(self, crowd: Crowd) -> None:
        """The crowd talks while the killer goes round; then the crowd finishes in peace."""
        living = asyncio.create_task(crowd.live(self.plan.people))
        try:
            for number in range(self.plan.kills):
                morning = number < self.plan.mornings
                crowd.rate = self.plan.quiet_rate if morning else self.plan.rate
                await self._kill_one(crowd.line, morning=morning)
            for replica in self._replicas:
                await replica.ready()
            await asyncio.sleep(1.0)
            crowd.over = True
            await asyncio.wait_for(living, 120)
            if isinstance(crowd.line, WebhookLine):
                await asyncio.wait_for(asyncio.gather(*crowd.line.repeats), 60)
        finally:
            living.cancel()
            await asyncio.gather(living, return_exceptions=True)

    async def _kill_one(self, line: Line, *, morning: bool) -> None:
        victim = self._chance.choice(self._replicas)
        if self._chance.random() < self.plan.while_starting:
            await asyncio.sleep(self._chance.uniform(0.1, 1.5))
        else:
            await victim.ready()
            await asyncio.sleep(self._chance.uniform(0.1, 1.0 if morning else 2.5))
            if self._chance.random() < self.plan.aimed:
                await self._something_on_its_way(line, victim, digest=morning)
        self.hits_in_flight += self._telegram.on_their_way > 0
        await victim.end(signal.SIGKILL)
        if morning:
            opened, self._closed = self._closed[: self.plan.units_a_morning], self._closed[self.plan.units_a_morning :]
            await self._stage.open_units(opened)
        await victim.spawn()

    async def _something_on_its_way(self, line: Line, victim: Replica, *, digest: bool) -> None:
        """A digest that Telegram has and the service does not know of, or messages that wait for their 200."""
        until = time.monotonic() + 3.0
        while time.monotonic() < until:
            if self._telegram.on_their_way if digest else line.waiting_at(victim.port):
                break
            await asyncio.sleep(0.001)
        if not digest:
            await asyncio.sleep(self._chance.uniform(0.0, 0.004))

    async def _settle(self) -> float:
        """Until nothing is left to do, and every process ended as it was told; how long that took."""
        begun = time.monotonic()
        if not self.plan.drain:
            await self._stop()
            return 0.0
        if not self.plan.wait:
            await self._stop()
            await self._stage.let_minutes_pass()
            await self._open_house()
        async with asyncio.timeout(PATIENCE):
            while await self._replicas[0].backlog() or await self._stage.unfinished():
                await asyncio.sleep(0.5)
        await self._stop()
        return time.monotonic() - begun

    async def _stop(self) -> None:
        ended = [await replica.end(signal.SIGTERM) for replica in self._replicas]
        assert ended == [0] * len(ended), f"told to stop, the service ended with {ended}"

    @contextlib.asynccontextmanager
    async def _line(self) -> AsyncIterator[Line]:
        if self.plan.polling:
            yield PollLine(self.history, self._telegram)
            return
        ports = [replica.port for replica in self._replicas]
        async with WebhookLine(self.history, ports, HOOK_SECRET, self._chance) as line:
            yield line

    def _replica(self, number: int) -> Replica:
        faulty = ("-m", "tests.faults.faulty_serve", self.plan.faulty)
        env = {name: value for name, value in os.environ.items() if not name.startswith("HOMTHU_")}
        settings = {
            "DATA_DIR": str(self.folder / f"replica-{number}"),
            "DATABASE_URL": self.url,
            "SECRET_KEY": SECRET,
            "PUBLIC_URL": "https://bot.example.vn",
            "TELEGRAM_TOKEN": TOKEN,
            "TELEGRAM_API_URL": self._telegram.url,
            "TELEGRAM_MODE": "poll" if self.plan.polling else "webhook",
            "TELEGRAM_WEBHOOK_SECRET": HOOK_SECRET,
            "LOG_FORMAT": "json",
        }
        env |= {f"HOMTHU_{name}": value for name, value in settings.items()}
        return Replica(faulty if self.plan.faulty else REAL, env, self._log(number))

    def _log(self, number: int) -> Path:
        return self.folder / f"replica-{number}.log"

    def _judge(self, evidence: Evidence, seconds: float) -> Outcome:
        recoveries = [seconds for replica in self._replicas for seconds in replica.recoveries]
        counted = figures(
            self.history,
            evidence,
            kills=self.plan.kills,
            in_flight=self.hits_in_flight,
            recovery=(statistics.median(recoveries), max(recoveries)),
            settled=seconds,
        )
        complaints = [line for number in range(self.plan.replicas) for line in _complaints(self._log(number))]
        return Outcome(violations(self.history, evidence), counted, complaints)


def _complaints(log: Path) -> list[str]:
    """What the service logged as an error, and every line that is no log line: the trace of a crash."""
    found = []
    for line in log.read_text("utf-8").splitlines():
        try:
            entry = json.loads(line)
        except ValueError:
            found.append(line)
        else:
            if entry["level"] in ("ERROR", "CRITICAL"):
                found.append(line)
    return [line for line in found if "http://127.0.0.1" not in line]  # the announcement


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
