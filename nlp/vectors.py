"""Features as numbers: which of them count, how much, and how a clause becomes a vector.

A clause is three blocks of features and the letters of its words; each block is weighed by rarity (idf) and brought to
length one, so that a long clause says no more than a short one. What the lexicon found keeps its own value.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

import numpy as np
from numpy.typing import NDArray

from nlp.features import ClauseFeatures, MessageFeatures, letters

Floats = NDArray[np.float32]
Ids = NDArray[np.intp]
BLOCKS = "wpk"  # runs, plain runs, concepts: those that are brought to length one
PHRASE_WEIGHT = 0.7
RARE = 4  # a feature of fewer messages than this is chance
_SPREAD = -7046029254386353131  # odd: no two numbers become one
_SALTS = np.array([2 * ord(block) + 1 for block in BLOCKS])


class Names(Mapping[str, int]):
    """The names of features, each with its place, found many at once by number.

    The number of a run is made of the hashes of its words, so that nobody need write the run out to look for it; that
    two of the names, or one and a stranger, have one number of 64 bits is less likely than a broken memory. A dict
    of these strings takes six times the memory, and twice the time.
    """

    def __init__(self, names: Sequence[str]) -> None:
        numbers = _numbers(names)
        order = numbers.argsort()
        self._written = "\n".join(names).encode()
        self._numbers = np.append(numbers[order], np.iinfo(np.int64).max)  # a last one, so that each has a place
        self._places = np.append(order, -1).astype(np.int32)
        self.phrases = {name: at for at, name in enumerate(names) if name[0] == "r"}
        self.words = frozenset(name[2:] for name in names if name[0] == "p" and " " not in name)

    def __getitem__(self, name: str) -> int:
        place = int(self.places(_numbers([name]))[0])
        if place < 0:
            raise KeyError(name)
        return place

    def __iter__(self) -> Iterator[str]:
        return iter(self._written.decode().split("\n") if self._written else ())

    def __len__(self) -> int:
        return len(self._places) - 1

    def places(self, numbers: NDArray[np.int64]) -> Ids:
        """Of these features, -1 for those without a name here."""
        at = self._numbers.searchsorted(numbers)
        return np.where(self._numbers[at] == numbers, self._places[at], -1)


@dataclass(frozen=True)
class Known:
    """Runs of a message that have a name: where each stands, and its block, counted from clause to clause."""

    ids: Ids
    blocks: Ids

    def within(self, clauses: range) -> Known:
        """Those of a sentence."""
        here = (self.blocks >= clauses.start * len(BLOCKS)) & (self.blocks < clauses.stop * len(BLOCKS))
        return Known(self.ids[here], self.blocks[here])


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
        hashes = np.array([hash(word) for part in parts for word in part])
        group = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
        one = hashes * _SALTS[group % len(BLOCKS)]
        two = one[:-1] * _SPREAD + hashes[1:]
        within = group[:-1] == group[1:]
        ids = self.ids.places(np.concatenate([one, two[within]]))
        group = np.concatenate([group, group[:-1][within]])
        has_a_name = ids >= 0
        return Known(ids[has_a_name], group[has_a_name])

    def phrases(self, found: Mapping[str, float]) -> tuple[list[int], list[float]]:
        """In the order of the ids: that in which phrases are found changes from process to process."""
        ids = self.ids.phrases
        known = sorted([(ids[name], value) for name, value in found.items() if name in ids])
        return [id for id, _ in known], [value * PHRASE_WEIGHT for _, value in known]

    def unknown(self, message: MessageFeatures) -> float:
        """The share of its words that were never learnt from."""
        words = [word for clause in message.clauses for word in clause.words]
        return sum([word not in self.ids.words for word in words]) / len(words)

    def letters(self, word: str) -> Ids:
        ids = self.ids.places(_numbers(list(letters(word))))
        return ids[ids >= 0]


def _numbers(names: Sequence[str]) -> NDArray[np.int64]:
    """As `Vocabulary.known` numbers runs, of names written out."""
    first, *more = zip_longest(*(name[2:].split(" ") for name in names), fillvalue="")
    numbers: NDArray[np.int64] = _hashes(first) * np.array([2 * ord(name[0]) + 1 for name in names])
    for hashes in map(_hashes, more):
        numbers = np.where(hashes, numbers * _SPREAD + hashes, numbers)
    return numbers


def _hashes(words: Sequence[str]) -> NDArray[np.int64]:
    return np.fromiter(map(hash, words), np.int64, len(words))


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
