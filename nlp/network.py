"""A small network that reads a message: one hidden layer, so that a word may mean another thing beside another.

"quát" is a complaint, "không được quát" is none: that takes a layer between words and tags. It reads the whole, and
each sentence by itself: a complaint must not drown in what else somebody tells.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from nlp.features import MessageFeatures
from nlp.runs import BLOCKS, Ids
from nlp.vectors import Floats, Found, Halves, Known, Vocabulary

_LENGTH = 2.0  # of each block
_MOVED, _SIGN_AND_MOVED, _APART = 13, np.int32(-0x70002000), np.float32(2.0**112)
_ONE_EACH = np.eye(len(BLOCKS), dtype=np.float32)


@dataclass(frozen=True)
class Network:
    """`into`: (known features, hidden), `hidden`: (hidden,), `out`: (hidden, WHOLE), `bias`: (WHOLE,).

    `into` stays in half precision as it was kept: it is nearly all of the model, and a message needs few of its rows.
    """

    into: Floats | Halves
    hidden: Floats
    out: Floats
    bias: Floats

    def read(self, ids: Ids, views: Floats) -> NDArray[np.float64]:
        """What is asked of each view, as logits: (views, WHOLE). `views`: (views, ids), what each feature is worth."""
        raised = _weighed(views, self.into.take(ids, axis=0)) + self.hidden
        read: NDArray[np.float64] = (np.maximum(raised, 0) @ self.out + self.bias).astype(np.float64)
        return read


def _weighed(views: Floats, rows: Floats | Halves) -> Floats:
    """`views @ rows` in single precision. Halves that are finite keep sign, fraction and exponent (IEEE 754), moved to
    their places; exponents are then 112 too small, which the views make good. numpy widens one by one, and takes six
    times as long."""
    if rows.dtype == np.float32:
        return views @ cast("Floats", rows)
    bits = rows.view(np.int16).astype(np.int32)
    bits <<= _MOVED
    bits &= _SIGN_AND_MOVED
    return (views * _APART) @ bits.view(np.float32)


def read_views(
    network: Network, message: MessageFeatures, known: Known, found: Found
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """What it says of the whole, and the most that it says of a sentence: (WHOLE,) each. `known` and `found`: its runs
    and phrases (`Vocabulary`)."""
    said = network.read(*views_of(message, known, found))
    return said[0], said[1:].max(axis=0) if len(said) > 1 else said[0]


def views_of(message: MessageFeatures, known: Known, found: Found) -> tuple[Ids, Floats]:
    """The features that the network knows, and what they are worth in the whole (the first row) and in each sentence:
    the blocks of a view have one length, phrases their own value, and what a view has not is 0. A sentence has the
    strongest phrase of each kind that its clauses hold."""
    ids, runs = _runs(message, known)
    phrases = found.values[:1]
    if message.sentences:
        starts = [clauses.start for clauses in message.sentences]
        phrases = np.concatenate([phrases, np.maximum.reduceat(found.values[1:], starts, axis=0)])
    return np.concatenate([ids, found.ids]), np.concatenate([runs, phrases], axis=1)


def _runs(message: MessageFeatures, known: Known) -> tuple[Ids, Floats]:
    order = known.ids.argsort()
    ids, blocks = known.ids.take(order), known.blocks.take(order)
    first = np.ones(len(ids), bool)
    np.not_equal(ids[1:], ids[:-1], out=first[1:])
    ids, kinds = ids[first], blocks[first] % len(BLOCKS)
    runs = np.ones((1, len(ids)), np.float32)
    if message.sentences:
        ends = [clauses.stop * len(BLOCKS) for clauses in message.sentences]
        runs = np.concatenate([runs, np.zeros((len(ends), len(ids)), np.float32)])
        runs[1 + np.searchsorted(ends, blocks, side="right"), first.cumsum() - 1] = 1
    sizes = runs @ _ONE_EACH.take(kinds, axis=0)
    runs *= (_LENGTH / np.sqrt(np.maximum(sizes, 1))).take(kinds, axis=1)
    return ids, runs


def known_of(message: MessageFeatures, vocabulary: Vocabulary) -> tuple[list[int], list[float]]:
    """The features of the whole, each once, and what they are worth there."""
    alone = MessageFeatures(message.clauses, message.phrases)
    ids, (whole,) = views_of(alone, vocabulary.known(message), vocabulary.phrases_of([message.phrases]))
    return ids.tolist(), whole.tolist()
