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
from nlp.vectors import BLOCKS, Floats, Halves, Ids, Known, Vocabulary

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
        raised = views @ _single(self.into.take(ids, axis=0)) + self.hidden
        read: NDArray[np.float64] = (np.maximum(raised, 0) @ self.out + self.bias).astype(np.float64)
        return read


def _single(rows: Floats | Halves) -> Floats:
    """In single precision. Halves that are finite keep sign, fraction and exponent (IEEE 754), moved to their places;
    exponents are then 112 too small. numpy widens one by one, and takes six times as long."""
    if rows.dtype == np.float32:
        return cast("Floats", rows)
    bits = rows.view(np.int16).astype(np.int32) << _MOVED & _SIGN_AND_MOVED
    return bits.view(np.float32) * _APART


def read_views(
    network: Network, message: MessageFeatures, vocabulary: Vocabulary, known: Known
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """What it says of the whole, and the most that it says of a sentence: (WHOLE,) each."""
    said = network.read(*views_of(message, vocabulary, known))
    return said[0], said[1:].max(axis=0) if len(said) > 1 else said[0]


def views_of(message: MessageFeatures, vocabulary: Vocabulary, known: Known) -> tuple[Ids, Floats]:
    """The features that the network knows, and what they are worth in the whole (the first row) and in each sentence:
    the blocks of a view have one length, phrases their own value, and what a view has not is 0."""
    order = known.ids.argsort()
    ids, blocks = known.ids.take(order), known.blocks.take(order)
    first = np.ones(len(ids), bool)
    np.not_equal(ids[1:], ids[:-1], out=first[1:])
    column = first.cumsum() - 1  # the same run again has the same
    runs = np.zeros((1 + len(message.sentences), int(first.sum())), np.float32)
    runs[0] = 1
    if message.sentences:
        ends = [clauses.stop * len(BLOCKS) for clauses in message.sentences]
        runs[1 + np.searchsorted(ends, blocks, side="right"), column] = 1
    ids, blocks = ids[first], blocks[first] % len(BLOCKS)
    sizes = runs @ _ONE_EACH.take(blocks, axis=0)
    runs *= (_LENGTH / np.sqrt(np.maximum(sizes, 1))).take(blocks, axis=1)
    phrases, found = vocabulary.phrases_of([message.phrases, *(_phrases(message, one) for one in message.sentences)])
    return np.concatenate([ids, phrases]), np.concatenate([runs, found], axis=1)


def known_of(message: MessageFeatures, vocabulary: Vocabulary) -> tuple[list[int], list[float]]:
    """The features of the whole, each once, and what they are worth there."""
    ids, (whole, *_) = views_of(message, vocabulary, vocabulary.known(message.clauses))
    return ids.tolist(), whole.tolist()


def _phrases(message: MessageFeatures, clauses: range) -> dict[str, float]:
    """The strongest of each kind that its clauses hold."""
    found: dict[str, float] = {}
    for clause in message.clauses[clauses.start : clauses.stop]:
        for name, value in clause.phrases.items():
            found[name] = max(found.get(name, 0.0), value)
    return found
