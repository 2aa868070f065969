"""The wall around the analyst: it is killed when it overruns, and the next message is read again."""

import asyncio
import contextlib
import gc
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from time import monotonic

import pytest

from feedback.analysis import AnalysisFailed
from nlp.analyst import Analyst
from nlp.worker import DEADLINE, WorkerAnalyst
from tests.nlp.test_analyst import COMPLAINT, HOSTILE

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
async def worker() -> AsyncIterator[WorkerAnalyst]:
    analyst = WorkerAnalyst()
    yield analyst
    await analyst.close()


def pid(worker: WorkerAnalyst) -> int:
    assert worker._child is not None
    return worker._child.pid


async def test_it_reads_as_the_analyst_reads(worker: WorkerAnalyst, analyst: Analyst) -> None:
    assert await worker.analyse(COMPLAINT) == analyst.analyse(COMPLAINT)


async def test_hostile_texts_are_answered_or_given_up_in_time(worker: WorkerAnalyst) -> None:
    await worker.analyse("")
    for text in HOSTILE:
        begun = monotonic()
        with contextlib.suppress(AnalysisFailed):
            await worker.analyse(text)
        assert monotonic() - begun < DEADLINE + 0.5
    assert (await worker.analyse(COMPLAINT)).codes


@pytest.mark.parametrize(
    "text",
    [
        ("Sáng nay tôi ra phường làm giấy khai sinh cho cháu. " * 20_000)[:1_000_000],
        "\u0301" * 10_000,
        "a." * 2048,
        "“" * 5000 + COMPLAINT + "”" * 5000,
        '"(' * 2048,
    ],
    ids=["a million letters", "combining marks", "full stops", "nested quotes", "nested brackets"],
)
async def test_long_and_hostile_texts_are_answered(worker: WorkerAnalyst, text: str) -> None:
    await worker.analyse("")
    child = pid(worker)
    await worker.analyse(text)
    assert pid(worker) == child


async def test_a_text_that_takes_too_long_ends_the_child_and_the_next_message_is_read(worker: WorkerAnalyst) -> None:
    await worker.analyse("")
    slow = pid(worker)
    worker._deadline = 0.002  # this text takes some twenty milliseconds
    with pytest.raises(AnalysisFailed):
        await worker.analyse("a." * 2048)
    with pytest.raises(ProcessLookupError):
        os.kill(slow, 0)
    worker._deadline = DEADLINE
    assert (await worker.analyse(COMPLAINT)).codes


async def test_messages_at_once_each_get_their_own_answer(worker: WorkerAnalyst) -> None:
    texts = ["Cảm ơn chị Mai", COMPLAINT, "Tôi muốn tố cáo"] * 10
    answers = await asyncio.gather(*(worker.analyse(text) for text in texts))
    assert len(set(answers[0::3])) == len(set(answers[1::3])) == len(set(answers[2::3])) == 1
    assert [answers[0].sentiment, bool(answers[1].tags), answers[2].gate] == ["tich-cuc", True, "to-cao"]


async def test_one_that_overruns_is_killed_and_the_next_message_is_read(worker: WorkerAnalyst) -> None:
    await worker.analyse("")
    slow = pid(worker)
    os.kill(slow, signal.SIGSTOP)
    begun = monotonic()
    with pytest.raises(AnalysisFailed):
        await worker.analyse(COMPLAINT)
    assert DEADLINE <= monotonic() - begun < DEADLINE + 0.5
    with pytest.raises(ProcessLookupError):
        os.kill(slow, 0)
    assert (await worker.analyse(COMPLAINT)).codes


async def test_one_that_crashes_is_replaced(worker: WorkerAnalyst) -> None:
    await worker.analyse("")
    os.kill(pid(worker), signal.SIGSEGV)
    with contextlib.suppress(AnalysisFailed):
        await worker.analyse("")
    assert (await worker.analyse(COMPLAINT)).codes


async def test_a_message_given_up_leaves_no_answer_for_the_next(worker: WorkerAnalyst) -> None:
    await worker.analyse("")
    os.kill(pid(worker), signal.SIGSTOP)
    waiting = asyncio.create_task(worker.analyse("Tôi muốn tố cáo"))
    await asyncio.sleep(0.05)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert (await worker.analyse("Cảm ơn chị Mai")).gate is None


async def test_one_that_cannot_start_fails_the_message_alone(
    worker: WorkerAnalyst, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(sys, "executable", "/bin/false")
        with pytest.raises(AnalysisFailed):
            await worker.analyse(COMPLAINT)
    assert (await worker.analyse(COMPLAINT)).codes


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
async def test_the_child_is_told_no_secret_and_has_its_limits(
    worker: WorkerAnalyst, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOMTHU_SECRET_KEY", "not to be seen")
    await worker.analyse(COMPLAINT)
    about = Path(f"/proc/{pid(worker)}")
    assert b"HOMTHU" not in about.joinpath("environ").read_bytes()
    limits = [line.split() for line in about.joinpath("limits").read_text().splitlines()]
    soft = {" ".join(row[1:-3]): row[-3] for row in limits if row[0] == "Max"}
    assert int(soft["address space"]) <= 512 * 1024 * 1024
    assert int(soft["cpu time"]) < 10
    assert soft["core file size"] == "0"
    status = dict(line.split(":\t", 1) for line in about.joinpath("status").read_text().splitlines())
    assert status["Threads"] == "1"  # OpenBLAS would start one for each core, 40 MB of address space each
    assert int(status["VmPeak"].split()[0]) * 1024 < int(soft["address space"]) * 0.6


async def test_closing_ends_the_child_and_may_be_done_twice(worker: WorkerAnalyst) -> None:
    await worker.analyse("")
    child = pid(worker)
    await worker.close()
    await worker.close()
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


@pytest.mark.parametrize("loop", ["asyncio", "uvloop"])
def test_it_may_be_made_before_the_loop_and_used_from_any_folder(loop: str, tmp_path: Path) -> None:
    tmp_path.joinpath("nlp.py").write_text("raise SystemExit('the wrong nlp')")
    code = (
        f"import {loop}; from nlp.worker import WorkerAnalyst; worker = WorkerAnalyst()\n"
        "async def main():\n    print((await worker.analyse('Phải chờ lâu')).codes)\n    await worker.close()\n"
        f"{loop}.run(main())"
    )
    run = subprocess.run(
        [sys.executable, "-P", "-X", "dev", "-c", code],
        cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert (run.stdout, run.stderr) == ("('cham-tre',)\n", "")


def test_a_message_leaves_no_cycles_for_the_collector(analyst: Analyst) -> None:
    """So it may come seldom, and the child grows none the less."""
    texts = [COMPLAINT, *HOSTILE]
    for text in texts:
        analyst.analyse(text)  # what is made at the first call stays
    gc.collect()
    gc.disable()
    try:
        for text in texts:
            analyst.analyse(text)
        assert gc.collect() == 0
    finally:
        gc.enable()


def test_what_is_loaded_is_passed_over_by_the_collector() -> None:
    code = "import gc, nlp.worker; nlp.worker.settle(); print(gc.get_freeze_count() > 0, gc.isenabled())"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["True", "True"]
