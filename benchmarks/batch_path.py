"""What one durable step of a talk costs through the real webhook, beside a bare handler and a parsing route.

The three are measured in turn (A B C A B C …) against one process, so that a machine that slows down slows all.
"""

import argparse
import asyncio
import json
import os
import sys
import tempfile
from collections.abc import Coroutine, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Any, TypeVar

import uvloop

from benchmarks.house import HOOK_SECRET, Kept, Running, fresh_database, kept, running
from benchmarks.load import Answers, press
from benchmarks.served import LOOPS
from benchmarks.updates import LEVEL_PLACE, PLACES, TALKS, Crowd

T = TypeVar("T")

PATHS = {"bare": "/bare", "parsed": "/parsed", "step": "/hooks/telegram"}
WARM_UP = 0.3
ALONE = 1.0


@dataclass(frozen=True)
class Slice:
    """One path under load for a while. `cpu` is of the server, in µs for each request."""

    rps: float
    cpu: float
    p50: float
    p99: float
    client_busy: float
    batch: float = 0.0
    commits: float = 0.0


@dataclass
class Report:
    """Medians over the rounds, ratios taken within each round; times in ms."""

    busy: dict[str, Slice] = field(default_factory=dict)
    alone: dict[str, Slice] = field(default_factory=dict)
    ratios: dict[str, float] = field(default_factory=dict)
    acknowledged: int = 0
    lost: int = 0
    refused: int = 0
    set_aside: int = 0
    letters_missing: int = 0
    ratings_missing: int = 0

    @property
    def sound(self) -> bool:
        """Whether everything that was answered with 200 is kept, and was understood."""
        wrong = (self.lost, self.refused, self.set_aside, self.letters_missing, self.ratings_missing)
        return self.acknowledged > 0 and not any(wrong)


def main() -> None:
    """Print the figures; exit status 1 when something acknowledged is not in the database."""
    options = _options()
    if hasattr(os, "sched_setaffinity") and (os.cpu_count() or 1) > 1:
        os.sched_setaffinity(0, {1})
    with tempfile.TemporaryDirectory() as name, fresh_database(options.database, Path(name)) as url:
        with running(url, Path(name), loop=options.loop) as service:
            report, taken = _run(_measure(service, options))
        _compare(report, taken, _run(kept(url)))
    print(json.dumps(asdict(report) | {"sound": report.sound}) if options.json else _table(report, options))
    sys.exit(0 if report.sound else 1)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.batch_path", description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--seconds", type=float, default=8.0, help="of load on each path, over all rounds")
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--talk", choices=TALKS, default="rating")
    parser.add_argument("--loop", choices=LOOPS, default="uvloop", help="event loop of the server")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if options.database == "postgres" and not os.environ.get("TEST_DATABASE_URL"):
        parser.error("--database postgres needs a server: set TEST_DATABASE_URL")
    if options.seconds <= 0 or options.connections < 1 or options.rounds < 1:
        parser.error("seconds, connections and rounds must be above zero")
    return options


def _run(work: Coroutine[Any, Any, T]) -> T:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)


async def _measure(service: Running, options: argparse.Namespace) -> tuple[Report, list[int]]:
    bench = _Bench(service, Crowd(options.talk))
    each = options.seconds / options.rounds
    await bench.round(connections=options.connections, seconds=min(WARM_UP, each))
    rounds = [await bench.round(connections=options.connections, seconds=each) for _ in range(options.rounds)]
    alone = [await bench.round(connections=1, seconds=min(ALONE, each)) for _ in range(options.rounds)]
    report = Report(busy=_medians(rounds), alone=_medians(alone), refused=bench.refused)
    for base in ("bare", "parsed"):
        report.ratios[f"step/{base} by rps"] = median(r["step"].rps / r[base].rps for r in rounds)
        report.ratios[f"step/{base} by CPU"] = median(r[base].cpu / r["step"].cpu for r in rounds)
    return report, bench.taken


class _Bench:
    """Presses on each path in turn and remembers what was acknowledged."""

    def __init__(self, service: Running, crowd: Crowd) -> None:
        self._service, self._crowd = service, crowd
        self.taken: list[int] = []
        self.refused = 0

    async def round(self, *, connections: int, seconds: float) -> dict[str, Slice]:
        return {name: await self._slice(name, connections=connections, seconds=seconds) for name in PATHS}

    async def _slice(self, name: str, *, connections: int, seconds: float) -> Slice:
        before = self._service.figures()
        answers = await press(
            self._service.port, _head(PATHS[name]), self._crowd.speak, connections=connections, seconds=seconds
        )
        after = self._service.figures()
        if name == "step":
            self.taken += answers.taken
        self.refused += answers.refused
        return _slice(answers, cpu=after["cpu"] - before["cpu"], commits=after["commits"] - before["commits"])


def _head(path: str) -> bytes:
    lines = (
        f"POST {path} HTTP/1.1",
        "host: 127.0.0.1",
        "content-type: application/json",
        f"x-telegram-bot-api-secret-token: {HOOK_SECRET}",
        "content-length: ",
    )
    return "\r\n".join(lines).encode()


def _slice(answers: Answers, *, cpu: float, commits: float) -> Slice:
    count = len(answers.waits)
    cuts = quantiles(answers.waits, n=100) if count > 1 else [answers.waits[0]] * 99
    return Slice(
        rps=count / answers.seconds,
        cpu=cpu / count * 1e6,
        p50=cuts[49] * 1e3,
        p99=cuts[98] * 1e3,
        client_busy=answers.client_cpu / answers.seconds,
        batch=count / commits if commits else 0.0,
        commits=commits / answers.seconds,
    )


def _medians(rounds: Sequence[dict[str, Slice]]) -> dict[str, Slice]:
    names = asdict(rounds[0]["bare"])
    return {
        path: Slice(**{name: median(getattr(one[path], name) for one in rounds) for name in names}) for path in PATHS
    }


def _compare(report: Report, taken: Sequence[int], kept: Kept) -> None:
    """Each acknowledged update is in the inbox, has its letter in the outbox, and each level is a rating."""
    levels = sum(number % PLACES == LEVEL_PLACE for number in taken)
    report.acknowledged = len(taken)
    report.lost = len(set(taken) - kept.seen)
    report.set_aside = kept.set_aside
    report.letters_missing = len(taken) - kept.letters
    report.ratings_missing = levels - kept.ratings


def _table(report: Report, options: argparse.Namespace) -> str:
    titles = {"bare": "(a) bare ASGI", "parsed": "(b) Starlette + parse", "step": "(c) durable step"}
    lines = [
        f"{options.database}, {options.loop}, talk: {options.talk}; medians of {options.rounds} rounds",
        f"{'':26}{'req/s':>9}{'CPU µs':>9}{'p50 ms':>9}{'p99 ms':>9}{'client':>9}",
    ]
    for found, connections in ((report.busy, options.connections), (report.alone, 1)):
        lines.append(f"{connections} connection{'s' if connections > 1 else ''}")
        for path, title in titles.items():
            one = found[path]
            lines.append(f"  {title:24}{one.rps:9,.0f}{one.cpu:9.0f}{one.p50:9.2f}{one.p99:9.2f}{one.client_busy:9.0%}")
        step = found["step"]
        lines.append(f"  {step.batch:.1f} updates a batch, {step.commits:.0f} commits/s")
    lines += [f"{name:22}{value:8.3f}" for name, value in report.ratios.items()]
    lines.append(
        f"{report.acknowledged} acknowledged; {report.lost} not in the inbox, {report.refused} refused,"
        f" {report.set_aside} set aside, {report.letters_missing} without a letter,"
        f" {report.ratings_missing} without a rating"
    )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
