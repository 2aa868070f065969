"""The trained model as plain data: a list of feature names and arrays of numbers, checked before they are used.

Made by `homthu train` (nlp/train.py), read here by numpy alone. No pickle: a file can spoil a judgement, not run code.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from feedback.tags import TAGS
from nlp.errors import WrongModel
from nlp.features import ClauseFeatures, MessageFeatures
from nlp.judging import WHOLE, Judge, N, Values
from nlp.network import Network, known_in
from nlp.vectors import BLOCKS, Floats, Ids, Vocabulary

FOLDER = Path(__file__).parent / "models"
_NAMES, _ARRAYS, _META, _SUMS = "names.json", "arrays.npz", "meta.json", "SHA256SUMS"
_CHECKED = (_NAMES, _ARRAYS, _META)
FILES = (*_CHECKED, _SUMS)
"""The last says which the others must be."""
_Said = tuple[Floats, float]  # (N,), and rarity squared
_LARGE = "half."  # kept in half precision: two bytes a number


@dataclass(frozen=True, eq=False)  # one is loaded once: it is itself alone
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
        blocks = [self.vocabulary.blocks(clause) for clause in features.clauses]
        whole = self.network.read(*known_in(blocks, features, self.vocabulary))
        parts = _Parts()
        for clause, known in zip(features.clauses, blocks, strict=True):
            parts.add(known, [_letters(self, word) for word in clause.words])
        dots, squares = parts.sums(self.weights, self.vocabulary.idf)
        lengths = np.sqrt(squares)
        lengths[lengths == 0] = 1
        clauses = (dots / lengths[:, :, None]).sum(axis=1) + self._phrases(features.clauses) + self.bias
        return whole[None], clauses.astype(np.float64)

    def _phrases(self, clauses: Sequence[ClauseFeatures]) -> Floats:
        rows = np.zeros((len(clauses), N), np.float32)
        for row, clause in zip(rows, clauses, strict=True):
            ids, values = self.vocabulary.phrases(clause.phrases)
            if ids:
                row += np.array(values, np.float32) @ self.weights[ids]
        return rows


class _Parts:
    """Clause after clause: the features of its blocks, and what the letters of its words say."""

    def __init__(self) -> None:
        self._ids: list[int] = []
        self._starts: list[int] = []
        self._filled: list[tuple[int, int]] = []
        self._letters: list[list[_Said]] = []

    def add(self, blocks: Sequence[Ids], letters: list[_Said]) -> None:
        for block, ids in enumerate(blocks):
            if ids:
                self._starts.append(len(self._ids))
                self._filled.append((len(self._letters), block))
                self._ids.extend(ids)
        self._letters.append(letters)

    def sums(self, weights: Floats, idf: Floats) -> tuple[Floats, Floats]:
        """Weights, and rarity squared, added up: (clauses, blocks and letters, N), (clauses, blocks and letters)."""
        dots = np.zeros((len(self._letters), BLOCKS + 1, N), np.float32)
        squares = np.zeros((len(self._letters), BLOCKS + 1), np.float32)
        if self._ids:
            ids, at = np.array(self._ids), tuple(zip(*self._filled, strict=True))
            dots[at] = np.add.reduceat(weights[ids], self._starts, axis=0)
            squares[at] = np.add.reduceat(idf[ids] ** 2, self._starts)
        for clause, letters in enumerate(self._letters):
            dots[clause, BLOCKS] = np.sum([said for said, _ in letters], axis=0)
            squares[clause, BLOCKS] = sum(square for _, square in letters)
        return dots, squares


@lru_cache(maxsize=16384)
def _letters(model: Model, word: str) -> _Said:
    """Most words come again: what their letters say is added up once."""
    ids = model.vocabulary.letters(word)
    return model.weights[ids].sum(axis=0), float((model.vocabulary.idf[ids] ** 2).sum())


def as_kept(model: Model) -> Model:
    """Its large arrays in half precision, as they will be read again; its version is that of all its numbers."""
    large = {name: array.astype(np.float16) for name, array in _large(model).items()}
    small = {"bias": model.bias, **model.judge.arrays()}
    said = hashlib.sha256(json.dumps(_names(model), ensure_ascii=False).encode())
    for array in (*large.values(), *small.values()):
        said.update(np.ascontiguousarray(array).tobytes())
    meta = {**model.meta, "version": said.hexdigest()[:10]}
    return _model(_names(model), {name: array.astype(np.float32) for name, array in large.items()}, small, meta)


def save(model: Model, folder: Path) -> None:
    """The same model gives the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    names = _names(model)
    (folder / _NAMES).write_text(json.dumps(names, ensure_ascii=False, separators=(",", ":")), "utf-8")
    arrays: dict[str, Any] = {**model.judge.arrays(), "bias": model.bias}
    arrays |= {_LARGE + name: array.astype(np.float16) for name, array in _large(model).items()}
    np.savez_compressed(folder / _ARRAYS, **arrays)
    (folder / _META).write_text(json.dumps(model.meta, indent=1, sort_keys=True) + "\n", "utf-8")
    (folder / _SUMS).write_bytes(_sums(folder))


def load_model(folder: Path = FOLDER) -> Model:
    """The model that was saved there; WrongModel when a file is missing, changed, or not of this set."""
    try:
        if (folder / _SUMS).read_bytes() != _sums(folder):
            raise WrongModel(f"{folder}: the files are not those that were made together; run: homthu train")
        return _checked(_read(folder))
    except OSError as error:
        raise WrongModel(f"{folder}: {error.strerror}; run: homthu train") from error
    except (KeyError, TypeError, ValueError, BadZipFile) as error:
        raise WrongModel(f"{folder}: of another version of this program; run: homthu train") from error


def _read(folder: Path) -> Model:
    names = json.loads((folder / _NAMES).read_text("utf-8"))
    meta = json.loads((folder / _META).read_text("utf-8"))
    with np.load(folder / _ARRAYS, allow_pickle=False) as kept:
        small = {name: kept[name] for name in kept.files if not name.startswith(_LARGE)}
        halves = {name: kept[name].astype(np.float32) for name in kept.files if name.startswith(_LARGE)}
    return _model(names, {name.removeprefix(_LARGE): array for name, array in halves.items()}, small, meta)


def _model(names: Sequence[str], large: Mapping[str, Any], small: Mapping[str, Any], meta: Mapping[str, Any]) -> Model:
    network = Network(**{field.name: large[field.name] for field in fields(Network)})
    vocabulary = Vocabulary({name: at for at, name in enumerate(names)}, large["idf"], len(network.into))
    judge = Judge(**{name: array for name, array in small.items() if name != "bias"})
    return Model(vocabulary, network, large["weights"], small["bias"], judge, meta)


def _large(model: Model) -> dict[str, Floats]:
    return {**asdict(model.network), "weights": model.weights, "idf": model.vocabulary.idf}


def _names(model: Model) -> list[str]:
    return sorted(model.vocabulary.ids, key=model.vocabulary.ids.__getitem__)


def _checked(model: Model) -> Model:
    """ValueError when its parts are not of one size, or ask other questions than this program."""
    vocabulary, network = model.vocabulary, model.network
    features, hidden = len(vocabulary.ids), len(network.hidden)
    parts = (vocabulary.idf, model.weights, model.bias, network.into, network.out, network.bias, model.judge.mix)
    sizes = ((features,), (features, N), (N,), (vocabulary.common, hidden), (hidden, WHOLE), (WHOLE,), (3,))
    if tuple(part.shape for part in parts) != sizes or model.meta["tags"] != [tag.code for tag in TAGS]:
        raise ValueError("parts of different size, or other tags")
    return model


def _sums(folder: Path) -> bytes:
    sums = ((hashlib.sha256((folder / name).read_bytes()).hexdigest(), name) for name in _CHECKED)
    return "".join(f"{sum}  {name}\n" for sum, name in sums).encode()
