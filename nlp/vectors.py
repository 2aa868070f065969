"""Features as numbers: which of them count, how much, and how a clause becomes a vector.

A clause is three blocks of features and the letters of its words; each block is weighed by rarity (idf) and brought to
length one, so that a long clause says no more than a short one. What the lexicon found keeps its own value.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nlp.drawers import Drawers, Numbers
from nlp.features import ClauseFeatures, MessageFeatures, letters
from nlp.runs import BLOCKS, Ids, numbered, numbers_of_names

Floats = NDArray[np.float32]
Halves = NDArray[np.float16]
PHRASE_WEIGHT = 0.7
RARE = 4  # a feature of fewer messages than this is chance


class Names(Mapping[str, int]):
    """The names of features, each with its place, found many at once by number."""

    def __init__(self, names: Sequence[str]) -> None:
        self._drawers = Drawers(numbers_of_names(names))
        self._written = "\n".join(names).encode()
        self.phrases = {name: at for at, name in enumerate(names) if name[0] == "r"}
        self.words = frozenset(name[2:] for name in names if name[0] == "p" and " " not in name)

    def __getitem__(self, name: str) -> int:
        _, places = self.places(numbers_of_names([name]))
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


class Known(NamedTuple):
    """Runs of a message that have a name: where each stands, and its block, counted from clause to clause."""

    ids: Ids
    blocks: Ids


class Found(NamedTuple):
    """What the lexicon found: which features, each once, and how strong each is in each stretch (stretches, ids); of a
    message the first is the whole, then come its clauses."""

    ids: Ids
    values: Floats


@dataclass(frozen=True)
class Vocabulary:
    """Names of features and where their weights stand; `idf` in the same order, 1 for what the lexicon found.

    The first `common` are those that the network knows, all but letters.
    """

    ids: Names
    idf: Floats
    common: int

    def known(self, message: MessageFeatures) -> Known:
        """Those of its runs that have a name."""
        return self._known([block for clause in message.clauses for block in clause.blocks])

    def known_of_clause(self, clause: ClauseFeatures) -> Known:
        """The same of a clause alone."""
        return self._known(clause.blocks)

    def _known(self, blocks: Sequence[Sequence[str]]) -> Known:
        runs = numbered(blocks)
        which, ids = self.ids.places(runs.numbers)
        return Known(ids, runs.blocks.take(which))

    def found(self, message: MessageFeatures) -> Found:
        """In the whole, and in each of its clauses."""
        return self.phrases_of([message.phrases, *(clause.phrases for clause in message.clauses)])

    def phrases_of(self, stretches: Sequence[Mapping[str, float]]) -> Found:
        """What the lexicon found in several stretches; ids in order, for that in which phrases are found changes from
        process to process."""
        places = self.ids.phrases
        found = [
            (row, places[name], value)
            for row, phrases in enumerate(stretches)
            for name, value in phrases.items()
            if name in places
        ]
        ids = sorted({id for _, id, _ in found})
        column = {id: at for at, id in enumerate(ids)}
        values = np.zeros((len(stretches), len(ids)), np.float32)
        if found:
            rows, columns, said = zip(*((row, column[id], value) for row, id, value in found), strict=True)
            values[rows, columns] = said
        return Found(np.array(ids, np.intp), values * np.float32(PHRASE_WEIGHT))

    def unknown(self, message: MessageFeatures) -> float:
        """The share of its words that were never learnt from."""
        words = [word for clause in message.clauses for word in clause.words]
        return (len(words) - sum(map(self.ids.words.__contains__, words))) / len(words)

    def letters(self, word: str) -> Ids:
        _, ids = self.ids.places(numbers_of_names(list(letters(word))))
        return ids


def placed(rows: Ids, values: Sequence[float] | float, n: int) -> Floats:
    """(n, rows): a matrix that adds up what is said, each value in its row."""
    matrix = np.zeros((n, len(rows)), np.float32)
    matrix[rows, np.arange(len(rows))] = values
    return matrix


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
        known = self._vocabulary.known_of_clause(clause)
        for block in range(len(BLOCKS)):
            self._block(known.ids[known.blocks == block].tolist())
        self._block([id for word in clause.words for id in self._letters(word)])
        phrases = self._vocabulary.phrases_of([clause.phrases])
        self.add(phrases.ids.tolist(), phrases.values[0].tolist())

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
