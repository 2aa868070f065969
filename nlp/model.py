"""The trained model as plain data: a list of feature names and arrays of numbers, checked before they are used.

Made by `homthu train` (nlp/train.py), read here by numpy alone. No pickle: a file can spoil a judgement, not run code.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from functools import cached_property, lru_cache
from itertools import accumulate, chain
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from feedback.tags import TAGS
from nlp.errors import WrongModel
from nlp.features import ClauseFeatures, MessageFeatures
from nlp.judging import VIEWS, WHOLE, Judge, N, Values
from nlp.network import Network, read_views
from nlp.runs import BLOCKS
from nlp.vectors import Floats, Known, Names, Vocabulary, placed

FOLDER = Path(__file__).parent / "models"
_NAMES, _ARRAYS, _META, _SUMS = "names.json", "arrays.npz", "meta.json", "SHA256SUMS"
_CHECKED = (_NAMES, _ARRAYS, _META)
FILES = (*_CHECKED, _SUMS)
"""The last says which the others must be."""
_WORDS = 16384  # whose letters are remembered
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

    def read(self, features: MessageFeatures, known: Known) -> tuple[Values, Values, Values]:
        """What the network says of a message with words in it and of its loudest sentence, (1, WHOLE) each, and what
        each clause says: (clauses, N). `known`: its runs (`Vocabulary.known`)."""
        found = self.vocabulary.found(features)
        whole, sentence = read_views(self.network, features, known, found)
        clauses = found.values[1:] @ self.weights.take(found.ids, axis=0)
        clauses += self._words(known, features.clauses) + self.bias
        return whole[None], sentence[None], clauses.astype(np.float64)

    def _words(self, known: Known, clauses: Sequence[ClauseFeatures]) -> Floats:
        """What runs and letters say, each block of a clause brought to length one."""
        said = np.empty((len(clauses), len(BLOCKS) + 1, N + 1), np.float32)
        runs = placed(known.blocks, 1, len(clauses) * len(BLOCKS)) @ self._heard.take(known.ids, axis=0)
        said[:, :-1] = runs.reshape(len(clauses), len(BLOCKS), N + 1)
        starts = list(accumulate((len(clause.words) for clause in clauses[:-1]), initial=0))
        letters = b"".join(map(self._letters_of, chain.from_iterable(clause.words for clause in clauses)))
        said[:, -1] = np.add.reduceat(np.frombuffer(letters, np.float32).reshape(-1, N + 1), starts, axis=0)
        squares = said[:, :, N:]
        told: Floats = (said[:, :, :N] / np.sqrt(np.where(squares > 0, squares, 1))).sum(axis=1)
        return told

    @cached_property
    def _heard(self) -> Floats:
        """(features, N + 1): what each says, and behind it its rarity squared, of which lengths are made."""
        return np.concatenate([self.weights, self.vocabulary.idf[:, None] ** 2], axis=1)

    @cached_property
    def _letters_of(self) -> Callable[[str], bytes]:
        """Most words come again: what their letters say is added up once, (N + 1,)."""

        def added_up(word: str) -> bytes:
            said: Floats = self._heard.take(self.vocabulary.letters(word), axis=0).sum(axis=0)
            return said.tobytes()

        return lru_cache(maxsize=_WORDS)(added_up)


def as_kept(model: Model) -> Model:
    """Its large arrays in half precision, as they will be read again; its version is that of all its numbers."""
    large = {name: array.astype(np.float16) for name, array in _large(model).items()}
    small = {"bias": model.bias, **model.judge.arrays()}
    said = hashlib.sha256(json.dumps(list(model.vocabulary.ids), ensure_ascii=False).encode())
    for array in (*large.values(), *small.values()):
        said.update(np.ascontiguousarray(array).tobytes())
    meta = {**model.meta, "version": said.hexdigest()[:10]}
    return _model(list(model.vocabulary.ids), large, small, meta)


def save(model: Model, folder: Path) -> None:
    """The same model gives the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    names = list(model.vocabulary.ids)
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
        large = {name.removeprefix(_LARGE): kept[name] for name in kept.files if name.startswith(_LARGE)}
    return _model(names, large, small, meta)


def _model(names: Sequence[str], large: Mapping[str, Any], small: Mapping[str, Any], meta: Mapping[str, Any]) -> Model:
    """`large` in half precision; what is small or read as a whole is widened."""
    wide = {name: array if name == "into" else array.astype(np.float32) for name, array in large.items()}
    network = Network(**{field.name: wide[field.name] for field in fields(Network)})
    vocabulary = Vocabulary(Names(names), wide["idf"], len(network.into))
    judge = Judge(**{name: array for name, array in small.items() if name != "bias"})
    return Model(vocabulary, network, wide["weights"], small["bias"], judge, meta)


def _large(model: Model) -> dict[str, Floats]:
    return {**asdict(model.network), "weights": model.weights, "idf": model.vocabulary.idf}


def _checked(model: Model) -> Model:
    """ValueError when its parts are not of one size, or ask other questions than this program."""
    vocabulary, network = model.vocabulary, model.network
    features, hidden = len(vocabulary.ids), len(network.hidden)
    parts = (vocabulary.idf, model.weights, model.bias, network.into, network.out, network.bias, model.judge.mix)
    sizes = ((features,), (features, N), (N,), (vocabulary.common, hidden), (hidden, WHOLE), (WHOLE,), (VIEWS,))
    if tuple(part.shape for part in parts) != sizes or model.meta["tags"] != [tag.code for tag in TAGS]:
        raise ValueError("parts of different size, or other tags")
    return model


def _sums(folder: Path) -> bytes:
    return "".join(f"{_sum(folder / name)}  {name}\n" for name in _CHECKED).encode()


def _sum(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
