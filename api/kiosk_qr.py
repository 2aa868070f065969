"""A QR code as one path of an SVG, so that a page may draw it itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import segno

QUIET = 4
"""White modules around it, as ISO/IEC 18004 asks."""


@dataclass(frozen=True, slots=True)
class Code:
    """`path` lies in a square of `size` modules, the quiet zone included."""

    size: int
    path: str


def qr(text: str) -> Code:
    """With error correction M: a screen has no dirt, but it has reflections."""
    rows = [list(row) for row in segno.make(text, error="m", micro=False, boost_error=False).matrix]
    runs = (_runs(row, y + QUIET) for y, row in enumerate(rows))
    return Code(len(rows) + 2 * QUIET, "".join(run for row in runs for run in row))


def _runs(row: Sequence[int], y: int) -> list[str]:
    """The dark stretches of a row."""
    found, x = [], QUIET
    for dark, modules in groupby(row):
        length = len(list(modules))
        if dark:
            found.append(f"M{x} {y}h{length}v1h-{length}z")
        x += length
    return found
