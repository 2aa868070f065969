"""Features as numbers: which of them count, how much, and how a clause becomes a vector.

A clause is three blocks of features and the letters of its words; each block is weighed by rarity (idf) and brought to
length one, so that a long clause says no more than a short one. What the lexicon found keeps its own value.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.drawers import Drawers, Numbers, numbers_of, paired
from nlp.features import ClauseFeatures, MessageFeatures, letters

Floats = NDArray[np.float32]
Halves = NDArray[np.float16]
Ids = NDArray[np.integer[Any]]
BLOCKS = "wpk"  # runs, plain runs, concepts: those that are brought to length one
PHRASE_WEIGHT = 0.7
RARE = 4  # a feature of fewer messages than this is chance
_SALTS = np.array([2 * ord(block) + 1 for block in BLOCKS])


class Names(Mapping[str, int]):
    """The names of features, each with its place, found many at once by number: that of a run is made of those of its
    words, so that nobody need write the run out to look for it."""

    def __init__(self, names: Sequence[str]) -> None:
        self._drawers = Drawers(_numbers(names))
        self._written = "\n".join(names).encode()
        self.phrases = {name: at for at, name in enumerate(names) if name[0] == "r"}
        self.words = frozenset(name[2:] for name in names if name[0] == "p" and " " not in name)

    def __getitem__(self, name: str) -> int:
        _, places = self.places(_numbers([name]))
        if not len(places):
            raise KeyError(name)
        return int(places[0])

    def __iter__(self) -> Iterator[str]:
        return iter(self._written.decode().split("\n") if self._written else ())

    def __len__(self) -> int:
        return len(self._drawers)

    def places(self, numbers: Numbers) -> tuple[Ids, Ids]:
        """Which of these features have a name here, and the places of those."""
        return self._drawers.find(numbers)


@dataclass(frozen=True)
class Known:
    """Runs of a message that have a name: where each stands, and its block, counted from clause to clause."""

    ids: Ids
    blocks: Ids


@dataclass(frozen=True)
class Vocabulary:
    """Names of features and where their weights stand; `idf` in the same order, 1 for what the lexicon found.

    The first `common` are those that the network knows, all but letters.
    """

    ids: Names
    idf: Floats
    common: int

    def known(self, clauses: Sequence[ClauseFeatures]) -> Known:
        """The runs of all three blocks, of one and of two."""
        parts = [part for clause in clauses for part in (clause.forms, clause.words, clause.meant)]
        hashes = numbers_of([word for part in parts for word in part])
        group = np.arange(len(parts)).repeat([len(part) for part in parts])
        one = hashes * _SALTS.take(group % len(BLOCKS))
        within = (group[:-1] == group[1:]).nonzero()[0]
        two = paired(one.take(within), hashes.take(within + 1))
        which, ids = self.ids.places(np.concatenate([one, two]))
        return Known(ids, np.concatenate([group, group.take(within)]).take(which))

    def phrases(self, found: Mapping[str, float]) -> tuple[list[int], list[float]]:
        """In the order of the ids: that in which phrases are found changes from process to process."""
        ids = self.ids.phrases
        known = sorted([(ids[name], value) for name, value in found.items() if name in ids])
        return [id for id, _ in known], [value * PHRASE_WEIGHT for _, value in known]

    def phrases_of(self, stretches: Sequence[Mapping[str, float]]) -> tuple[Ids, Floats]:
        """Those of several stretches, and how strong each is in its own: (stretches, ids)."""
        found = [self.phrases(one) for one in stretches]
        ids = np.array([id for ids, _ in found for id in ids], np.intp)
        rows = np.repeat(np.arange(len(found)), [len(ids) for ids, _ in found])
        return ids, placed(rows, [value for _, values in found for value in values], len(found))

    def unknown(self, message: MessageFeatures) -> float:
        """The share of its words that were never learnt from."""
        words = [word for clause in message.clauses for word in clause.words]
        return (len(words) - sum(map(self.ids.words.__contains__, words))) / len(words)

    def letters(self, word: str) -> Ids:
        _, ids = self.ids.places(_numbers(list(letters(word))))
        return ids


def placed(rows: Ids, values: Sequence[float] | float, n: int) -> Floats:
    """(n, rows): a matrix that adds up what is said, each value in its row."""
    matrix = np.zeros((n, len(rows)), np.float32)
    matrix[rows, np.arange(len(rows))] = values
    return matrix


def _numbers(names: Sequence[str]) -> Numbers:
    """As `Vocabulary.known` numbers runs, of names written out."""
    salts = np.fromiter((2 * ord(name[0]) + 1 for name in names), np.int64, len(names))
    words = [word for name in names for word in name[2:].partition(" ")[::2]]
    first, second = numbers_of(words).reshape(-1, 2).T
    one = first * salts
    return np.where(second, paired(one, second), one)  # nothing is 0


def learn(messages: Sequence[MessageFeatures]) -> Vocabulary:
    """The features that some messages have, by the alphabet; letters come last."""
    seen: Counter[str] = Counter()
    for message in messages:
        seen.update(_names(message))
    kept = sorted((name for name, n in seen.items() if n >= RARE), key=lambda name: (_is_of_letters(name), name))
    common = sum(not _is_of_letters(name) for name in kept)
    idf = [1.0 if name.startswith("r:") else math.log((1 + len(messages)) / (1 + seen[name])) + 1 for name in kept]
    return Vocabulary(Names(kept), np.array(idf, np.float32), common)


def _is_of_letters(name: str) -> bool:
    return name[0] == "c"


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
        self._known: dict[str, list[int]] = {}  # the letters of words that came before
        self.ends = [0]
        self.ids: list[int] = []
        self.values: list[float] = []

    def add_clause(self, clause: ClauseFeatures) -> None:
        """A row for a clause."""
        known = self._vocabulary.known([clause])
        for block in range(len(BLOCKS)):
            self._block(known.ids[known.blocks == block].tolist())
        self._block([id for word in clause.words for id in self._letters(word)])
        self.add(*self._vocabulary.phrases(clause.phrases))

    def add(self, ids: Sequence[int], values: Sequence[float]) -> None:
        """The rest of a row, and its end."""
        self.ids.extend(ids)
        self.values.extend(values)
        self.ends.append(len(self.ids))

    def _letters(self, word: str) -> list[int]:
        if word not in self._known:
            self._known[word] = self._vocabulary.letters(word).tolist()
        return self._known[word]

    def _block(self, ids: Sequence[int]) -> None:
        idf = self._vocabulary.idf
        length = math.sqrt(sum(float(idf[id]) ** 2 for id in ids)) or 1.0
        for id, n in Counter(ids).items():
            self.ids.append(id)
            self.values.append(n * float(idf[id]) / length)
