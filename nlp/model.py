"""The trained model as plain data: a list of feature names and arrays of numbers, checked before they are used.

Made by `homthu train` (nlp/train.py), read here by numpy alone. No pickle: a file can spoil a judgement, not run code.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np

from nlp.features import ClauseFeatures, MessageFeatures
from nlp.judging import Judge, N, Values
from nlp.network import Network, known_of
from nlp.vectors import BLOCKS, Floats, Vocabulary

FOLDER = Path(__file__).parent / "models"
_NAMES, _ARRAYS, _META, _SUMS = "names.json", "arrays.npz", "meta.json", "SHA256SUMS"
_CHECKED = (_NAMES, _ARRAYS, _META)
FILES = (*_CHECKED, _SUMS)
"""The last says which the others must be."""
_LARGE = "half."  # kept in half precision: two bytes a number


class WrongModel(Exception):
    """The files of the model are missing, or not those that were made together."""


@dataclass(frozen=True)
class Model:
    """`network` reads the whole message. `weights`: (features, N), rarity multiplied in, is what each feature says of
    a clause; `bias`: (N,), what a clause says by itself."""

    vocabulary: Vocabulary
    network: Network
    weights: Floats
    bias: Floats
    judge: Judge
    meta: Mapping[str, Any]

    @property
    def version(self) -> str:
        return str(self.meta["version"])

    def read(self, features: MessageFeatures) -> tuple[Values, Values]:
        """What the network says of a message with words in it, (1, WHOLE), and what each clause says: (clauses, N)."""
        whole = self.network.read(*known_of(features, self.vocabulary))
        dots, squares = self._parts(features).sums(self.weights, self.vocabulary.idf)
        lengths = np.sqrt(squares)
        lengths[lengths == 0] = 1
        clauses = (dots / lengths[:, :, None]).sum(axis=1) + self._phrases(features.clauses) + self.bias
        return whole[None], clauses.astype(np.float64)

    def _parts(self, features: MessageFeatures) -> _Parts:
        parts = _Parts()
        for clause in features.clauses:
            for ids in self.vocabulary.blocks(clause):
                parts.add(ids)
            parts.add([id for word in clause.words for id in self.vocabulary.letters(word)])
        return parts

    def _phrases(self, clauses: Sequence[ClauseFeatures]) -> Floats:
        rows = np.zeros((len(clauses), N), np.float32)
        for row, clause in zip(rows, clauses, strict=True):
            ids, values = self.vocabulary.phrases(clause.phrases)
            if ids:
                row += np.array(values, np.float32) @ self.weights[ids]
        return rows


class _Parts:
    """Features of clause after clause, block after block."""

    def __init__(self) -> None:
        self._ids: list[int] = []
        self._starts: list[int] = []
        self._filled: list[int] = []
        self._count = 0

    def add(self, ids: list[int]) -> None:
        if ids:
            self._starts.append(len(self._ids))
            self._filled.append(self._count)
            self._ids.extend(ids)
        self._count += 1

    def sums(self, weights: Floats, idf: Floats) -> tuple[Floats, Floats]:
        """Weights, and rarity squared, added up by clause and block: (clauses, blocks, columns), (clauses, blocks)."""
        dots = np.zeros((self._count, weights.shape[1]), np.float32)
        squares = np.zeros(self._count, np.float32)
        if self._ids:
            ids = np.array(self._ids)
            dots[self._filled] = np.add.reduceat(weights[ids], self._starts, axis=0)
            squares[self._filled] = np.add.reduceat(idf[ids] ** 2, self._starts)
        blocks = BLOCKS + 1
        return dots.reshape(-1, blocks, weights.shape[1]), squares.reshape(-1, blocks)


def save(model: Model, folder: Path) -> None:
    """The same model gives the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    names = sorted(model.vocabulary.ids, key=model.vocabulary.ids.__getitem__)
    (folder / _NAMES).write_text(json.dumps(names, ensure_ascii=False, separators=(",", ":")), "utf-8")
    arrays: dict[str, Any] = {**model.judge.arrays(), "bias": model.bias}
    large = {**asdict(model.network), "weights": model.weights, "idf": model.vocabulary.idf}
    arrays |= {_LARGE + name: array.astype(np.float16) for name, array in large.items()}
    np.savez_compressed(folder / _ARRAYS, **arrays)
    (folder / _META).write_text(json.dumps(model.meta, indent=1, sort_keys=True) + "\n", "utf-8")
    (folder / _SUMS).write_text("".join(f"{sum}  {name}\n" for name, sum in _sums(folder)), "utf-8")


def load_model(folder: Path = FOLDER) -> Model:
    """The model that was saved there; WrongModel when a file is missing, changed, or not of this set."""
    try:
        stated = (folder / _SUMS).read_text("utf-8").splitlines()
        if stated != [f"{sum}  {name}" for name, sum in _sums(folder)]:
            raise WrongModel(f"{folder}: the files are not those that were made together; run: homthu train")
        names = json.loads((folder / _NAMES).read_text("utf-8"))
        meta = json.loads((folder / _META).read_text("utf-8"))
        with np.load(folder / _ARRAYS, allow_pickle=False) as kept:
            small = {name: kept[name] for name in kept.files if not name.startswith(_LARGE)}
            halves = {name: kept[name].astype(np.float32) for name in kept.files if name.startswith(_LARGE)}
    except OSError as error:
        raise WrongModel(f"{folder}: {error.strerror}; run: homthu train") from error
    large = {name.removeprefix(_LARGE): array for name, array in halves.items()}
    try:
        network = Network(**{field.name: large[field.name] for field in fields(Network)})
        vocabulary = Vocabulary({name: at for at, name in enumerate(names)}, large["idf"], len(network.into))
        return Model(vocabulary, network, large["weights"], small.pop("bias"), Judge(**small), meta)
    except (KeyError, TypeError) as error:
        raise WrongModel(f"{folder}: of another version of this program; run: homthu train") from error


def _sums(folder: Path) -> Iterator[tuple[str, str]]:
    return ((name, hashlib.sha256((folder / name).read_bytes()).hexdigest()) for name in _CHECKED)
