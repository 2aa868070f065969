"""Features as numbers: which of them count, how much, and how a text becomes a vector.

A text is four blocks of features and the letters of its words; each block is weighed by rarity (idf) and brought to
length one, so that a long message says no more than a short one. What the lexicon found keeps its own value.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from nlp.features import ClauseFeatures, MessageFeatures, letters

Floats = NDArray[np.float32]
Ids = list[int]
BLOCKS = 3  # runs, plain runs, concepts: those that are brought to length one
PHRASE_WEIGHT = 0.7
RARE = 2  # a feature of fewer messages than this is chance
RARE_LETTERS = 4


@dataclass(frozen=True)
class Vocabulary:
    """Names of features and where their weights stand; `idf` in the same order, 1 for what the lexicon found."""

    ids: Mapping[str, int]
    idf: Floats

    def blocks(self, clause: ClauseFeatures) -> tuple[Ids, Ids, Ids]:
        known = self.ids
        return (
            [known[name] for name in clause.runs if name in known],
            [known[name] for name in clause.plain_runs if name in known],
            [known[name] for name in clause.concepts if name in known],
        )

    def phrases(self, found: Mapping[str, float]) -> tuple[Ids, list[float]]:
        known = [(self.ids[name], value) for name, value in found.items() if name in self.ids]
        return [id for id, _ in known], [value * PHRASE_WEIGHT for _, value in known]

    def unknown(self, message: MessageFeatures) -> float:
        """The share of its words that were never learnt from."""
        words = [word for clause in message.clauses for word in clause.words]
        return sum(f"p:{word}" not in self.ids for word in words) / len(words)

    def letters(self, word: str) -> Ids:
        return _letter_ids(self, word)

    def __hash__(self) -> int:
        return id(self)


@lru_cache(maxsize=65536)
def _letter_ids(vocabulary: Vocabulary, word: str) -> Ids:
    return [vocabulary.ids[name] for name in letters(word) if name in vocabulary.ids]


def learn(messages: Sequence[MessageFeatures]) -> Vocabulary:
    """The features that more than one message has, in alphabetical order."""
    seen: Counter[str] = Counter()
    for message in messages:
        seen.update(_names(message))
    kept = sorted(name for name, n in seen.items() if n >= (RARE_LETTERS if name.startswith("c:") else RARE))
    idf = [1.0 if name.startswith("r:") else math.log((1 + len(messages)) / (1 + seen[name])) + 1 for name in kept]
    return Vocabulary({name: at for at, name in enumerate(kept)}, np.array(idf, np.float32))


def _names(message: MessageFeatures) -> set[str]:
    names = set(message.phrases)
    words: set[str] = set()
    for clause in message.clauses:
        names.update(clause.runs, clause.plain_runs, clause.concepts, clause.phrases)
        words.update(clause.words)
    return names.union(*map(letters, words))


class Rows:
    """Sparse rows under way: made of clauses, as scipy's CSR wants them."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self.ends = [0]
        self.ids: list[int] = []
        self.values: list[float] = []

    def add(self, clauses: Iterable[ClauseFeatures], phrases: Mapping[str, float]) -> None:
        """One row: the clauses as one text, and what the lexicon found in it."""
        several = list(clauses)
        blocks = [self._vocabulary.blocks(clause) for clause in several]
        for block in range(BLOCKS):
            self._block([id for one in blocks for id in one[block]])
        self._block([id for clause in several for word in clause.words for id in self._vocabulary.letters(word)])
        ids, values = self._vocabulary.phrases(phrases)
        self.ids.extend(ids)
        self.values.extend(values)
        self.ends.append(len(self.ids))

    def _block(self, ids: Ids) -> None:
        idf = self._vocabulary.idf
        length = math.sqrt(sum(float(idf[id]) ** 2 for id in ids)) or 1.0
        for id, n in Counter(ids).items():
            self.ids.append(id)
            self.values.append(n * float(idf[id]) / length)
