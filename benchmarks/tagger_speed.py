"""How fast a message is read on one thread, part by part, and what the analyst costs to load, to hold and to ship.

The anchors beside: a plain loop that only splits the same texts into words, and underthesea's share.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median, quantiles

from benchmarks.tagger_parts import Parts
from nlp.analyst import Analyst
from nlp.corpus import TEST, TRAIN, load
from nlp.model import FILES, FOLDER
from nlp.words import key_phrases, sentences
from nlp.worker import settle

ROOT = Path(__file__).resolve().parents[1]
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "RAYON_NUM_THREADS": "1"}
PLAIN, OURS, SENTENCES = "split into words", "analyse", "sentences (underthesea)"
BOTH, PHRASES = "analyse and sentences", "key phrases (weekly only)"
_WORD = re.compile(r"\w+")
_STARTS = 3
_LOADING = ("imports", "phrases", "model", "ready")
_MB = 1024 * 1024
Work = Callable[[str], object]


@dataclass(frozen=True)
class Pass:
    """Every text once, one after the other: the CPU seconds of each, and the clock seconds."""

    cpu: list[float]
    waits: list[float]


def main() -> None:
    """Print all of it. Exits with 1 when the parts, done one by one, give other tags than the analyst."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.tagger_speed", description=__doc__)
    parser.add_argument("--length", type=int, default=160, help="characters of a message")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    alone_on_one_thread("benchmarks.tagger_speed")
    texts = list(of_length(TEST, options.length))
    print(f"{len(texts)} messages of {mean(map(len, texts)):.0f} characters, one thread, {options.rounds} rounds\n")
    print("\n".join(_whole(texts, options)))
    parts = Parts()
    print("\n".join(_parts(parts, texts, options.rounds)))
    print("\n".join(_costs()))
    different = sum(parts.differ(text) for text in texts)
    if different:
        sys.exit(f"the parts above are no longer what the analyst does: other tags for {different} texts")


def alone_on_one_thread(module: str) -> None:
    """Numpy and rayon read these when they are loaded, so the module begins anew with them set."""
    if not ONE_THREAD.items() <= os.environ.items():
        command = [sys.executable, "-m", module, *sys.argv[1:]]
        os.execve(sys.executable, command, os.environ | ONE_THREAD)  # noqa: S606 - this very program


def of_length(folder: Path, length: int) -> Iterator[str]:
    """Messages joined, and cut at the first space from `length` on, so that no text is shorter."""
    waiting = ""
    for message in load(folder):
        waiting = f"{waiting} {message.text}".strip()
        if len(waiting) >= length:
            end = waiting.find(" ", length)
            yield waiting if end < 0 else waiting[:end]
            waiting = ""


def _whole(texts: Sequence[str], options: argparse.Namespace) -> Iterator[str]:
    analyst = Analyst()
    for text in list(of_length(TRAIN, options.length))[::10]:
        analyst.analyse(text)  # other texts, so that only words are known already, as in service
    settle()
    first = _pass(analyst.analyse, texts)
    works: dict[str, Work] = {
        PLAIN: lambda text: _WORD.findall(text.lower()),
        OURS: analyst.analyse,
        SENTENCES: sentences,
        PHRASES: key_phrases,
        BOTH: lambda text: (analyst.analyse(text), sentences(text)),
    }
    for work in works.values():
        work(texts[0])  # the first call of underthesea loads it
    rounds = [{name: _pass(work, texts) for name, work in works.items()} for _ in range(options.rounds)]
    plain = median(mean(one[PLAIN].cpu) for one in rounds)
    heads = f"{'least CPU':>10}{'msg/s CPU':>10}{'msg/s':>10}{'p50 ms':>9}{'p99 ms':>9}{'max ms':>9}{'x plain':>9}"
    yield f"{'':26}{heads}"
    yield _row(f"{OURS}, texts never met", [first], plain)
    yield from (_row(name, [one[name] for one in rounds], plain) for name in works)
    yield "least CPU: messages/s by each text's best round, the nearest to a machine without other work"
    yield f"anchors: {BOTH} >= 1,000/s; {OURS} >= 2,000/s; p99 <= 5 ms\n"


def _pass(work: Work, texts: Sequence[str]) -> Pass:
    spent, waits = [], []
    for text in texts:
        start, cpu = time.perf_counter(), time.thread_time()
        work(text)
        spent.append(time.thread_time() - cpu)
        waits.append(time.perf_counter() - start)
    return Pass(spent, waits)


def _row(name: str, passes: Sequence[Pass], plain: float) -> str:
    least = mean(min(several) for several in zip(*(one.cpu for one in passes), strict=True))
    cpu, clock = (median(mean(some) for some in (getattr(one, kind) for one in passes)) for kind in ("cpu", "waits"))
    waits = [wait * 1e3 for one in passes for wait in one.waits]
    cuts = quantiles(waits, n=100)
    rates = "".join(f"{1 / seconds:10,.0f}" for seconds in (least, cpu, clock))
    return f"{name:26}{rates}{cuts[49]:9.3f}{cuts[98]:9.3f}{max(waits):9.2f}{cpu / plain:9.1f}"


def _parts(parts: Parts, texts: Sequence[str], rounds: int) -> Iterator[str]:
    for text in texts:  # warm
        parts.read(text)
    parts.spent.clear()
    for _ in range(rounds):
        for text in texts:
            parts.read(text)
    together = sum(parts.spent.values())
    yield f"{'part of analyse':26}{'CPU µs':>10}{'share':>10}"
    for part, seconds in sorted(parts.spent.items(), key=lambda item: -item[1]):
        yield f"{part:26}{seconds / rounds / len(texts) * 1e6:10.1f}{seconds / together:10.0%}"
    yield f"{'together':26}{together / rounds / len(texts) * 1e6:10.1f}\n"


def _costs() -> Iterator[str]:
    """Medians of fresh processes, without underthesea; then what is added to one that has it."""
    alone, beside = ([_fresh(*arguments) for _ in range(_STARTS)] for arguments in ((), ("beside",)))
    yield f"{f'a fresh process ({_STARTS} starts)':26}{'seconds':>10}{'RSS MB':>10}{'peak MB':>9}"
    for step in alone[0]:
        seconds, mb, peak = (median(one[step][name] for one in alone) for name in ("seconds", "mb", "peak_mb"))
        yield f"{step:26}{seconds:10.2f}{mb:10.0f}{peak:9.0f}"
    loaded = median(sum(one[step]["seconds"] for step in _LOADING) for one in alone)
    yield f"{', '.join(_LOADING)}: {loaded:.2f} s until the first message is read"
    added = [median(one["read"]["mb"] - one["before"]["mb"] for one in some) for some in (alone, beside)]
    yield f"added when every test message was read: {added[0]:.0f} MB to Python, {added[1]:.0f} MB beside underthesea"
    sizes = {name: (FOLDER / name).stat().st_size / _MB for name in FILES}
    yield f"model files: {sum(sizes.values()):.1f} MB ({', '.join(f'{n} {size:.1f}' for n, size in sizes.items())})"
    yield "anchors: model <= 1 s; memory <= 80 MB beside underthesea; model files <= 20 MB"


def _fresh(*arguments: str) -> dict[str, dict[str, float]]:
    command = [sys.executable, "-m", "benchmarks.tagger_fresh", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    told: dict[str, dict[str, float]] = json.loads(done.stdout)
    return told


if __name__ == "__main__":
    main()
