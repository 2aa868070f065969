"""Every `.chat` file here is what really happens: the run must say the same words as the file.

`UPDATE_JOURNEYS=1` rewrites the files; the difference is then read by a person before it is kept.
"""

import os
from pathlib import Path

import pytest

from feedback.ports import Database
from tests.support.house import House

JOURNEYS = sorted(Path(__file__).parent.glob("*.chat"))


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda path: path.stem)
async def test_the_journey_goes_as_written(journey: Path, database: Database) -> None:
    written = journey.read_text("utf-8")
    heard = await House(database).plays(written)
    if os.environ.get("UPDATE_JOURNEYS") and not os.environ.get("CI"):
        journey.write_text(heard, "utf-8")
        pytest.skip("rewritten; read the difference")
    assert heard == written


def test_there_are_journeys() -> None:
    assert len(JOURNEYS) >= 10
