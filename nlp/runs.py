"""Runs of one and of two, in every block of every clause, as numbers: made once a message.

The number of a run is made of those of its words, so that nobody need write the run out to look for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nlp.drawers import Numbers, numbers_of, paired

Ids = NDArray[np.integer[Any]]
BLOCKS = "wpk"  # runs of forms, of plain words, of concepts
_SALTS = np.array([2 * ord(block) + 1 for block in BLOCKS])


class Runs(NamedTuple):
    """The number of each run, and its block, counted from clause to clause: (runs,) each."""

    numbers: Numbers
    blocks: Ids


def numbered(parts: Sequence[Sequence[str]]) -> Runs:
    """`parts`: the words of each block of each clause, in the order of BLOCKS."""
    lengths = np.fromiter(map(len, parts), np.intp, len(parts))
    hashes = numbers_of(chain.from_iterable(parts), int(lengths.sum()))
    blocks = np.arange(len(parts)).repeat(lengths)
    one = hashes * _SALTS.take(blocks % len(BLOCKS))
    two = paired(one[:-1], hashes[1:])
    two *= blocks[:-1] == blocks[1:]  # no run reaches into the next block: it would be 0, which no name has
    return Runs(np.concatenate([one, two]), np.concatenate([blocks, blocks[:-1]]))


def numbers_of_names(names: Sequence[str]) -> Numbers:
    """As runs are numbered, of names written out: "p:cho lau"."""
    salts = np.fromiter((2 * ord(name[0]) + 1 for name in names), np.int64, len(names))
    words = [word for name in names for word in name[2:].partition(" ")[::2]]
    first, second = numbers_of(words, len(words)).reshape(-1, 2).T
    one = first * salts
    return np.where(second, paired(one, second), one)  # nothing is 0
