"""A small network that reads a message: one hidden layer, so that a word may mean another thing beside another.

"quát" is a complaint, "không được quát" is none: that takes a layer between words and tags. It reads the whole, and
each sentence by itself: a complaint must not drown in what else somebody tells.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlp.features import MessageFeatures
from nlp.vectors import BLOCKS, Floats, Ids, Known, Vocabulary

_LENGTH = 2.0  # of each block
_APART = 32  # bits for a place, so that block and place are one number


@dataclass(frozen=True)
class Network:
    """`into`: (known features, hidden), `hidden`: (hidden,), `out`: (hidden, WHOLE), `bias`: (WHOLE,)."""

    into: Floats
    hidden: Floats
    out: Floats
    bias: Floats

    def read(self, ids: Sequence[int] | Ids, values: Sequence[float] | NDArray[np.float64]) -> NDArray[np.float64]:
        """What is asked of a message or of a sentence, as logits: (WHOLE,)."""
        raised = self.hidden + np.array(values, np.float32) @ self.into.take(ids, axis=0)
        read: NDArray[np.float64] = (np.maximum(raised, 0) @ self.out + self.bias).astype(np.float64)
        return read


def read_views(
    network: Network, message: MessageFeatures, vocabulary: Vocabulary, known: Known
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """What it says of the whole, and the most that it says of a sentence: (WHOLE,) each."""
    whole = network.read(*known_in(known, message.phrases, vocabulary))
    said = [
        network.read(*known_in(known.within(clauses), _phrases(message, clauses), vocabulary))
        for clauses in message.sentences
    ]
    return whole, np.max(said, axis=0) if said else whole


def _phrases(message: MessageFeatures, clauses: range) -> dict[str, float]:
    """The strongest of each kind that its clauses hold."""
    found: dict[str, float] = {}
    for clause in message.clauses[clauses.start : clauses.stop]:
        for name, value in clause.phrases.items():
            found[name] = max(found.get(name, 0.0), value)
    return found


def known_of(message: MessageFeatures, vocabulary: Vocabulary) -> tuple[list[int], list[float]]:
    """The features that the network knows, each once, and their values: blocks of one length, phrases as found."""
    ids, values = known_in(vocabulary.known(message.clauses), message.phrases, vocabulary)
    return ids.tolist(), values.tolist()


def known_in(
    known: Known, phrases: Mapping[str, float], vocabulary: Vocabulary
) -> tuple[Ids, NDArray[np.float64]]:
    """The same where the runs of the clauses are known already."""
    ours = known.ids < vocabulary.common
    runs = np.unique(known.blocks[ours] % len(BLOCKS) << _APART | known.ids[ours])
    blocks, ids = runs >> _APART, runs & (1 << _APART) - 1
    values = _LENGTH / np.sqrt(np.bincount(blocks)[blocks])
    found, strengths = vocabulary.phrases(phrases)
    pairs = [(id, value) for id, value in zip(found, strengths, strict=True) if id < vocabulary.common]
    return np.append(ids, [id for id, _ in pairs]).astype(np.intp), np.append(values, [value for _, value in pairs])
