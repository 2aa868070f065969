"""The benchmark of the batch path still runs, loses nothing that was acknowledged, and finds no landslide."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support.databases import BOTH

SHORT = ("--connections", "8", "--rounds", "1", "--seconds", "0.5", "--json")
ROOT = Path(__file__).resolve().parents[2]
FLOOR = 0.03
"""By CPU, which a slow disk does not change; it lies well below what was ever measured."""

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("kind", BOTH)
def test_a_step_costs_a_fair_multiple_of_parsing_and_is_kept(kind: str, request: pytest.FixtureRequest) -> None:
    request.getfixturevalue(f"{kind}_template")  # skips, or fails, where there is no such server
    report = measured("--database", kind, "--talk", "rating")
    assert report["ratios"]["step/parsed by CPU"] > FLOOR
    assert report["busy"]["step"]["batch"] > 1  # messages that wait share a commit


def test_words_are_kept_as_ratings_are() -> None:
    measured("--talk", "words")


def measured(*options: str) -> dict[str, Any]:
    """The figures of a short run in which everything that was acknowledged turned out to be kept."""
    command = [sys.executable, "-m", "benchmarks.batch_path", *SHORT, *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    assert report["acknowledged"] > 0
    assert report["lost"] == report["refused"] == report["set_aside"] == 0
    assert report["letters_missing"] == report["ratings_missing"] == 0
    return report
