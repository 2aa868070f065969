"""Features as numbers: which of them count, how much, and how a clause becomes a vector.

A clause is three blocks of features and the letters of its words; each block is weighed by rarity (idf) and brought to
length one, so that a long clause says no more than a short one. What the lexicon found keeps its own value.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlp.features import ClauseFeatures, MessageFeatures, letters

Floats = NDArray[np.float32]
Ids = list[int]
BLOCKS = 3  # runs, plain runs, concepts: those that are brought to length one
PHRASE_WEIGHT = 0.7
RARE = 2  # a feature of fewer messages than this is chance
COMMON = 4  # from here on the network knows it, if it is of two words or concepts at most


@dataclass(frozen=True)
class Vocabulary:
    """Names of features and where their weights stand; `idf` in the same order, 1 for what the lexicon found.

    The first `common` are those that the network knows.
    """

    ids: Mapping[str, int]
    idf: Floats
    common: int

    def blocks(self, clause: ClauseFeatures) -> tuple[Ids, Ids, Ids]:
        known = self.ids
        return (
            [known[name] for name in clause.runs if name in known],
            [known[name] for name in clause.plain_runs if name in known],
            [known[name] for name in clause.concepts if name in known],
        )

    def phrases(self, found: Mapping[str, float]) -> tuple[Ids, list[float]]:
        """In the order of the ids: that in which phrases are found changes from process to process."""
        known = sorted((self.ids[name], value) for name, value in found.items() if name in self.ids)
        return [id for id, _ in known], [value * PHRASE_WEIGHT for _, value in known]

    def unknown(self, message: MessageFeatures) -> float:
        """The share of its words that were never learnt from."""
        words = [word for clause in message.clauses for word in clause.words]
        return sum(f"p:{word}" not in self.ids for word in words) / len(words)

    def letters(self, word: str) -> Ids:
        return [self.ids[name] for name in letters(word) if name in self.ids]


def learn(messages: Sequence[MessageFeatures]) -> Vocabulary:
    """The features that more than one message has: the common ones first, then the others, by the alphabet."""
    seen: Counter[str] = Counter()
    for message in messages:
        seen.update(_names(message))
    common = sorted(name for name, n in seen.items() if _is_common(name, n))
    others = sorted(name for name, n in seen.items() if _is_kept(name, n) and not _is_common(name, n))
    kept = [*common, *others]
    idf = [1.0 if name.startswith("r:") else math.log((1 + len(messages)) / (1 + seen[name])) + 1 for name in kept]
    return Vocabulary({name: at for at, name in enumerate(kept)}, np.array(idf, np.float32), len(common))


def _is_common(name: str, n: int) -> bool:
    return n >= COMMON and name[0] != "c" and name.count(" ") < 2


def _is_kept(name: str, n: int) -> bool:
    return n >= (COMMON if name[0] == "c" else RARE)


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
        self._known: dict[str, Ids] = {}  # the letters of words that came before
        self.ends = [0]
        self.ids: list[int] = []
        self.values: list[float] = []

    def add_clause(self, clause: ClauseFeatures) -> None:
        """A row for a clause."""
        for block in self._vocabulary.blocks(clause):
            self._block(block)
        self._block([id for word in clause.words for id in self._letters(word)])
        self.add(*self._vocabulary.phrases(clause.phrases))

    def add(self, ids: Sequence[int], values: Sequence[float]) -> None:
        """The rest of a row, and its end."""
        self.ids.extend(ids)
        self.values.extend(values)
        self.ends.append(len(self.ids))

    def _letters(self, word: str) -> Ids:
        if word not in self._known:
            self._known[word] = self._vocabulary.letters(word)
        return self._known[word]

    def _block(self, ids: Ids) -> None:
        idf = self._vocabulary.idf
        length = math.sqrt(sum(float(idf[id]) ** 2 for id in ids)) or 1.0
        for id, n in Counter(ids).items():
            self.ids.append(id)
            self.values.append(n * float(idf[id]) / length)
