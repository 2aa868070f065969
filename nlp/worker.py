"""The analyst behind a wall: one subprocess that may be killed, so that no message can hold up the service.

Parent and child speak JSON lines. A child that overruns, crashes or answers nonsense is killed;
the next message starts another.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import resource
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from pathlib import Path
from typing import BinaryIO

from feedback.analysis import Analysis, AnalysisFailed
from nlp.analyst import Analyst
from nlp.normalize import LIMIT

DEADLINE = 2.0
_START_DEADLINE = 30.0  # on a machine that is starting everything else too
_ROOT = Path(__file__).resolve().parents[1]
_KEPT_VARIABLES = ("PATH", "LANG", "LC_ALL", "TZ")  # the child needs no setting and no key of the service
_ALONE = {"OPENBLAS_NUM_THREADS": "1"}  # one text is little work, and each thread reserves memory beyond the limit
_MEMORY = 512 * 1024 * 1024  # half of it is reserved with the model loaded, a quarter used
_CPU_SECONDS = 4
_LONGEST_LINE = 1024 * 1024
_SELDOM = 50_000  # objects more than went: a long message makes fewer at a time
_READY = b"ready\n"


class WorkerAnalyst:
    """Starts its subprocess with the first message; messages wait for one another."""

    def __init__(self, *, deadline: float = DEADLINE) -> None:
        self._deadline = deadline
        self._child: Process | None = None
        self._lock = asyncio.Lock()

    async def analyse(self, text: str) -> Analysis:
        """What the text says; AnalysisFailed when the child does not answer in time or at all."""
        line = json.dumps(text[: LIMIT + 1]).encode() + b"\n"
        async with self._lock:
            child = await self._running()
            try:
                answer = await asyncio.wait_for(_ask(child, line), self._deadline)
                return Analysis.from_json(answer)
            except (TimeoutError, OSError, ValueError) as error:
                await self._end()
                raise AnalysisFailed(type(error).__name__) from error
            except BaseException:
                # Cancelled half-way: the answer still to come must not be taken for that of the next message.
                await self._end()
                raise

    async def close(self) -> None:
        async with self._lock:
            await self._end()

    async def _running(self) -> Process:
        if self._child is None or self._child.returncode is not None:
            await self._end()
            try:
                self._child = await _start()
                await asyncio.wait_for(_wait_until_ready(self._child), _START_DEADLINE)
            except (TimeoutError, OSError, ValueError) as error:
                await self._end()
                raise AnalysisFailed("the reader did not start") from error
            except BaseException:
                await self._end()
                raise
        return self._child

    async def _end(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        if child.returncode is None:
            _kill(child)
        if child.stdin is not None:
            child.stdin.close()
        await child.wait()


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """The child's whole life: a line in, a line out, until the parent goes."""
    analyst = Analyst()
    settle()
    _say(answers, _READY)
    for line in requests:
        _limit_cpu()
        _say(answers, analyst.analyse(json.loads(line)).to_json().encode() + b"\n")


def settle() -> None:
    """All that is loaded stays: the collector of cycles passes it over, and comes seldom, for a message leaves none."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_SELDOM)


async def _start() -> Process:
    kept = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    # -P: the folder where the service was started must not put its own modules before ours.
    return await asyncio.create_subprocess_exec(
        sys.executable, "-P", "-m", "nlp.worker",
        stdin=PIPE, stdout=PIPE, stderr=DEVNULL,  # a traceback could show a citizen's words
        env={**kept, **_ALONE, "PYTHONPATH": str(_ROOT), "PYTHONUTF8": "1"},
        limit=_LONGEST_LINE, start_new_session=True,  # an interrupt in the terminal is the parent's to answer
    )  # fmt: skip


async def _wait_until_ready(child: Process) -> None:
    assert child.stdout is not None
    if await child.stdout.readline() != _READY:
        raise ValueError("not ready")


async def _ask(child: Process, line: bytes) -> str:
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.write(line)
    await child.stdin.drain()
    answer = await child.stdout.readline()
    if not answer.endswith(b"\n"):
        raise ConnectionResetError("the reader ended")
    return answer.decode()


def _kill(child: Process) -> None:
    try:
        child.kill()
    except ProcessLookupError:
        return  # it ended by itself in this moment


def _say(answers: BinaryIO, line: bytes) -> None:
    answers.write(line)
    answers.flush()


def _limit_cpu() -> None:
    """A few seconds more than used so far: the parent may be too busy to keep its deadline."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (spent + _CPU_SECONDS, hard))


if __name__ == "__main__":
    if sys.platform == "linux":  # elsewhere the kernel does not keep to it, or refuses the number
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold citizens' words
    serve(sys.stdin.buffer, sys.stdout.buffer)
