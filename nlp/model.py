"""The trained model as plain data: a list of feature names and arrays of numbers, checked before they are used.

Made by `homthu train` (nlp/train.py), read here by numpy alone. No pickle: a file can spoil a judgement, not run code.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from feedback.tags import TAGS
from nlp.features import MessageFeatures
from nlp.judging import TONES, WHOLE, First, Judge, N
from nlp.rules import Heard
from nlp.vectors import BLOCKS, Floats, Vocabulary

FOLDER = Path(__file__).parent / "models"
_NAMES, _ARRAYS, _META, _SUMS = "names.json", "arrays.npz", "meta.json", "SHA256SUMS"
_CHECKED = (_NAMES, _ARRAYS, _META)
FILES = (*_CHECKED, _SUMS)
"""The last says which the others must be."""
_CODES = [tag.code for tag in TAGS]


class WrongModel(Exception):
    """The files of the model are missing, or not those that were made together."""


@dataclass(frozen=True)
class Model:
    """`weights`: (features, WHOLE + N), rarity multiplied in: what each feature says of a whole message, and of a
    clause; `bias` likewise for none at all."""

    vocabulary: Vocabulary
    weights: Floats
    bias: Floats
    judge: Judge
    meta: Mapping[str, Any]

    @property
    def version(self) -> str:
        return str(self.meta["version"])

    def read(self, heard: Heard, features: MessageFeatures) -> tuple[First, Floats]:
        """What the readings say of a message with words in it, and of each clause alone: (clauses, N)."""
        parts = self._parts(features)
        dots, squares = parts.sums(self.weights, self.vocabulary.idf)
        found = self._phrases([one.phrases for one in features.clauses])
        clauses = _joined(dots[:, :, WHOLE:], squares) + found[:, WHOLE:]
        whole = _joined(dots.sum(axis=0)[None, :, :WHOLE], squares.sum(axis=0)[None])
        whole += self._phrases([features.phrases])[:, :WHOLE] + self.bias[:WHOLE]
        clauses += self.bias[WHOLE:]
        return first_of(whole.astype(np.float64), clauses.max(axis=0)[None].astype(np.float64), [heard]), clauses

    def _parts(self, features: MessageFeatures) -> _Parts:
        parts = _Parts()
        for clause in features.clauses:
            for ids in self.vocabulary.blocks(clause):
                parts.add(ids)
            parts.add([id for word in clause.words for id in self.vocabulary.letters(word)])
        return parts

    def _phrases(self, several: Sequence[Mapping[str, float]]) -> Floats:
        rows = np.zeros((len(several), self.weights.shape[1]), np.float32)
        for row, found in zip(rows, several, strict=True):
            ids, values = self.vocabulary.phrases(found)
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


def first_of(whole: NDArray[np.float64], clause: NDArray[np.float64], heard: Sequence[Heard]) -> First:
    """The readings beside what the lexicon says."""
    told = np.zeros((len(heard), N))
    for row, one in zip(told, heard, strict=True):
        for candidate in one.candidates:
            row[_CODES.index(candidate.code)] = candidate.score
    tone = np.array([[one.sentiment == tone for tone in TONES] for one in heard], np.float64)
    return First(whole, clause, told, tone, np.array([one.urgent for one in heard], np.float64))


def _joined(dots: Floats, squares: Floats) -> Floats:
    """Each block brought to length one, then all added: (rows, columns)."""
    lengths = np.sqrt(squares)
    lengths[lengths == 0] = 1
    joined: Floats = (dots / lengths[:, :, None]).sum(axis=1)
    return joined


def save(model: Model, folder: Path) -> None:
    """The same model gives the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    names = sorted(model.vocabulary.ids, key=model.vocabulary.ids.__getitem__)
    (folder / _NAMES).write_text(json.dumps(names, ensure_ascii=False, separators=(",", ":")), "utf-8")
    arrays: dict[str, Any] = {"bias": model.bias, **model.judge.arrays()}
    arrays["weights"], arrays["idf"] = model.weights.astype(np.float16), model.vocabulary.idf.astype(np.float16)
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
            arrays = {name: kept[name] for name in kept.files}
    except OSError as error:
        raise WrongModel(f"{folder}: {error.strerror}; run: homthu train") from error
    weights, idf = arrays.pop("weights").astype(np.float32), arrays.pop("idf").astype(np.float32)
    bias = arrays.pop("bias")
    return Model(Vocabulary({name: at for at, name in enumerate(names)}, idf), weights, bias, Judge(**arrays), meta)


def _sums(folder: Path) -> Iterator[tuple[str, str]]:
    return ((name, hashlib.sha256((folder / name).read_bytes()).hexdigest()) for name in _CHECKED)
