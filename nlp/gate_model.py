"""The two judgements of the gate, learnt: which lawful road a message calls for, and whether it complains of the head.

Made by `homthu train` (nlp/gate_train.py) from the lines of corpus/gate; plain data, SHA-256 checked like the tagger's.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from feedback.analysis import Gate
from nlp.errors import WrongModel
from nlp.gate_features import SAID, Seen
from nlp.gate_words import FILE as WORDS
from nlp.judging import Values
from nlp.runs import BLOCKS, Ids, numbers_of_names
from nlp.vectors import Floats, Names

FOLDER = Path(__file__).parent / "models" / "gate"
ROADS: tuple[Gate, ...] = (None, "to-cao", "khieu-nai", "to-giac")
ASKED = len(ROADS) + 1  # the roads, and the head
_NAMES, _ARRAYS, _META, _SUMS = "names.json", "arrays.npz", "meta.json", "SHA256SUMS"
_CHECKED = (_NAMES, _ARRAYS, _META)
FILES = (*_CHECKED, _SUMS)
_FOUND = 0.35  # what a phrase of the lexicon is worth; all other blocks are brought to length one


class Signs:
    """The names of signs, each with its place; runs of words and concepts are found by the tagger, for both."""

    def __init__(self, names: Sequence[str], tagger: Names) -> None:
        self.names = tuple(names)
        self._places = {name: at for at, name in enumerate(names) if name[0] not in BLOCKS}
        runs = np.array([at for at, name in enumerate(names) if name[0] in BLOCKS], np.intp)
        which, features = tagger.places(numbers_of_names([names[at] for at in runs]))
        self._runs = np.full(len(tagger), len(names))  # the last place is for all that is no sign
        self._runs[features] = runs.take(which)
        blocks = sorted({name[0] for name in names})
        self._blocks = np.array([blocks.index(name[0]) for name in names], np.intp)
        self._found = blocks.index("r") if "r" in blocks else len(blocks)
        self._most = len(blocks) + 1

    def __len__(self) -> int:
        return len(self.names)

    def row(self, message: Seen) -> tuple[Ids, Values]:
        """The signs of a message that are known, in order, and what each is worth."""
        there = np.zeros(len(self) + 1, bool)
        there[self._runs.take(message.runs)] = True
        there[[self._places[name] for name in message.signs if name in self._places]] = True
        ids = there[:-1].nonzero()[0]
        blocks = self._blocks.take(ids)
        worth = 1 / np.sqrt(np.maximum(np.bincount(blocks, minlength=self._most), 1))
        worth[self._found] = _FOUND
        return ids, worth.take(blocks)


@dataclass(frozen=True, eq=False)
class GateModel:
    """`weights`: (signs + SAID, ASKED), `bias`: (ASKED,); `head_from`: the logit from which the head is complained
    of."""

    signs: Signs
    weights: Floats
    bias: Floats
    head_from: float
    meta: Mapping[str, Any]

    @property
    def version(self) -> str:
        return str(self.meta["version"])

    def judge(self, message: Seen) -> tuple[Gate, bool]:
        """The road, and whether the head is complained of."""
        logits = self.logits(message)
        return ROADS[int(logits[: len(ROADS)].argmax())], bool(logits[-1] >= self.head_from)

    def logits(self, message: Seen) -> Floats:
        """(ASKED,): each road, and the head."""
        ids, values = self.signs.row(message)
        told: Floats = values.astype(np.float32) @ self.weights.take(ids, axis=0)
        return told + message.said @ self.weights[-SAID:] + self.bias


def as_kept(signs: Signs, weights: Floats, bias: Floats, head_from: float, meta: Mapping[str, Any]) -> GateModel:
    """In half precision, as it will be read again; its version is that of all its numbers and words."""
    half = weights.astype(np.float16)
    said = hashlib.sha256(json.dumps(list(signs.names), ensure_ascii=False).encode() + WORDS.read_bytes())
    said.update(half.tobytes() + bias.astype(np.float32).tobytes() + np.float32(head_from).tobytes())
    kept = {**meta, "head_from": float(np.float32(head_from)), "version": said.hexdigest()[:10]}
    return _model(signs, half, bias.astype(np.float32), kept)


def save_gate(model: GateModel, folder: Path) -> None:
    """The same model gives the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    names = json.dumps(list(model.signs.names), ensure_ascii=False, separators=(",", ":"))
    (folder / _NAMES).write_text(names, "utf-8")
    np.savez_compressed(folder / _ARRAYS, weights=model.weights.astype(np.float16), bias=model.bias)
    (folder / _META).write_text(json.dumps(model.meta, indent=1, sort_keys=True) + "\n", "utf-8")
    (folder / _SUMS).write_bytes(_sums(folder))


def load_gate(tagger: Names, folder: Path = FOLDER) -> GateModel:
    """The model that was saved there, beside a tagger with these features; WrongModel when a file is missing, changed,
    or not of this set."""
    try:
        if (folder / _SUMS).read_bytes() != _sums(folder):
            raise WrongModel(f"{folder}: the files are not those that were made together; run: homthu train")
        return _read(tagger, folder)
    except OSError as error:
        raise WrongModel(f"{folder}: {error.strerror}; run: homthu train") from error
    except (KeyError, TypeError, ValueError, BadZipFile) as error:
        raise WrongModel(f"{folder}: of another version of this program; run: homthu train") from error


def _read(tagger: Names, folder: Path) -> GateModel:
    names = json.loads((folder / _NAMES).read_text("utf-8"))
    meta = json.loads((folder / _META).read_text("utf-8"))
    with np.load(folder / _ARRAYS, allow_pickle=False) as kept:
        weights, bias = kept["weights"], kept["bias"]
    if weights.shape != (len(names) + SAID, ASKED) or bias.shape != (ASKED,):
        raise ValueError("parts of different size")
    return _model(Signs(names, tagger), weights, bias, meta)


def _model(signs: Signs, half: Any, bias: Floats, meta: Mapping[str, Any]) -> GateModel:
    return GateModel(signs, half.astype(np.float32), bias, float(meta["head_from"]), meta)


def _sums(folder: Path) -> bytes:
    """Also of the words, which no folder of a model holds: other words, other signs."""
    files = [*(folder / name for name in _CHECKED), WORDS]
    return "".join(f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in files).encode()
