"""The real service as a process of its own: started, waited for, stopped by its pid."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
PATIENCE = 30.0


@dataclass
class Running:
    """A service at `url` whose data lie in `data`; commands can be run beside it."""

    data: Path
    url: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def environment(self) -> dict[str, str]:
        """Ours, with nothing of the caller's settings."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("HOMTHU_")}
        return {**kept, "PYTHONPATH": str(ROOT), "HOMTHU_DATA_DIR": str(self.data), **self.settings}

    def command(self, *words: str, input: str = "") -> "subprocess.CompletedProcess[str]":
        """`homthu WORDS` beside the service."""
        return subprocess.run(
            [sys.executable, "-m", "homthu", *words],
            env=self.environment,
            cwd=self.data,
            input=input,
            capture_output=True,
            text=True,
            timeout=60,
        )

    def stop(self) -> int:
        """SIGTERM, and how it ended."""
        assert self.process
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)


@contextmanager
def serving(data: Path, settings: Mapping[str, str] | None = None) -> Iterator[Running]:
    """A service on a free port, ready to answer; killed at the end if it did not stop by itself."""
    running = Running(data, settings={"HOMTHU_LOG_LEVEL": "WARNING", **(settings or {})})
    running.process = subprocess.Popen(
        [sys.executable, "-m", "homthu", "serve", "--port", "0"], env=running.environment, cwd=data
    )
    try:
        running.url = _wait_for(running)
        yield running
    finally:
        if running.process.poll() is None:
            running.process.kill()
            running.process.wait(PATIENCE)


def _wait_for(running: Running) -> str:
    note, end = running.data / "service.json", time.monotonic() + PATIENCE
    while time.monotonic() < end:
        assert running.process
        assert running.process.poll() is None, "the service ended before it served"
        if note.exists() and (written := note.read_text("utf-8")):
            url = f"http://127.0.0.1:{json.loads(written)['port']}"
            with urllib.request.urlopen(f"{url}/ready", timeout=PATIENCE) as answer:  # noqa: S310 - our own process
                assert answer.status == 200
            return url
        time.sleep(0.05)
    raise AssertionError("the service did not start in time")
