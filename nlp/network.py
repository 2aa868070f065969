"""A small network that reads the whole message: one hidden layer, so that a word may mean another thing beside another.

"quát" is a complaint, "không được quát" is none: that takes a layer between words and tags.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from nlp.features import MessageFeatures
from nlp.vectors import BLOCKS, Floats, Ids, Vocabulary

_LENGTH = 2.0  # of each block


@dataclass(frozen=True)
class Network:
    """`into`: (known features, hidden), `hidden`: (hidden,), `out`: (hidden, WHOLE), `bias`: (WHOLE,)."""

    into: Floats
    hidden: Floats
    out: Floats
    bias: Floats

    def read(self, ids: Sequence[int], values: Sequence[float]) -> NDArray[np.float64]:
        """What is asked of a whole message, as logits: (WHOLE,)."""
        raised = self.hidden + np.array(values, np.float32) @ self.into[ids]
        read: NDArray[np.float64] = (np.maximum(raised, 0) @ self.out + self.bias).astype(np.float64)
        return read


def known_of(message: MessageFeatures, vocabulary: Vocabulary) -> tuple[list[int], list[float]]:
    """The features that the network knows, each once, and their values: blocks of one length, phrases as found."""
    return known_in([vocabulary.blocks(clause) for clause in message.clauses], message, vocabulary)


def known_in(
    clauses: Sequence[Sequence[Ids]], message: MessageFeatures, vocabulary: Vocabulary
) -> tuple[list[int], list[float]]:
    """The same where the blocks of the clauses are known already."""
    ids: list[int] = []
    values: list[float] = []
    for block in range(BLOCKS):
        here = _known(chain.from_iterable(clause[block] for clause in clauses), vocabulary)
        ids += here
        values += [_LENGTH / len(here) ** 0.5] * len(here) if here else []
    found, strengths = vocabulary.phrases(message.phrases)
    pairs = [(id, value) for id, value in zip(found, strengths, strict=True) if id < vocabulary.common]
    return ids + [id for id, _ in pairs], values + [value for _, value in pairs]


def _known(ids: Iterable[int], vocabulary: Vocabulary) -> list[int]:
    return sorted({id for id in ids if id < vocabulary.common})
