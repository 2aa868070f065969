"""The thesaurus: many words for one thing, so that what was learned of "chờ" holds for "chầu chực" too."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

from nlp.normalize import key, plain
from nlp.patterns import Readings
from nlp.phrasebook import load_readings
from nlp.words import BARE

_FILE = Path(__file__).parent / "lexicon" / "concepts.toml"
Syllables = tuple[str, ...]
Meant = tuple[str, ...]
_Key = TypeVar("_Key", str, Syllables)


class Concepts:
    """Finds the longest entries, from left to right.

    A single syllable typed without its accents counts only as what it usually stands for (readings.toml).
    """

    def __init__(self, entries: Mapping[str, Iterable[str]], readings: Readings) -> None:
        self._one: dict[str, Meant] = {}  # by the form of a word, BARE behind it where the accents are missing
        self._exact: dict[Syllables, Meant] = {}  # two syllables and more …
        self._bare: dict[Syllables, Meant] = {}  # … and the same without their accents
        self._lengths: dict[Syllables, list[int]] = {}  # of those that begin with these two plain syllables
        for concept, words in entries.items():
            for entry in words:
                syllables = tuple("#" if syllable[0].isdigit() else key(syllable) for syllable in entry.split())
                bare = tuple(plain(syllable) for syllable in syllables)
                if len(bare) > 1:
                    _add(self._exact, syllables, concept)
                    _add(self._bare, bare, concept)
                    self._lengths.setdefault(bare[:2], []).append(len(bare))
                elif syllables != ("#",):  # one number is read like any other
                    _add(self._one, syllables[0], concept)
                    if syllables[0] in readings.get(bare[0], syllables):
                        _add(self._one, bare[0] + BARE, concept)
        self._lengths = {pair: sorted({*lengths}, reverse=True) for pair, lengths in self._lengths.items()}

    def of(self, forms: Syllables, plains: Syllables) -> list[str]:
        """The concepts of words in order, given by their forms and plain forms; words without one are passed over."""
        meant = list(map(self._one.get, forms))
        past = 0
        for at, lengths in enumerate(map(self._lengths.get, pairwise(plains))):
            if lengths and at >= past:
                for end in [at + length for length in lengths]:
                    concepts = self._exact.get(forms[at:end])
                    if not concepts and BARE in "".join(forms[at:end]):
                        concepts = self._bare.get(plains[at:end])
                    if concepts:
                        meant[at:end] = [concepts, *[None] * (end - at - 1)]
                        past = end
                        break
        return [concept for one in meant if one for concept in one]


def load_concepts(file: Path = _FILE) -> Concepts:
    tables = tomllib.loads(file.read_text("utf-8"))
    return Concepts({name: _entries(table["words"]) for name, table in tables.items()}, load_readings())


def _entries(text: str) -> list[str]:
    return [entry.strip() for entry in text.replace("\n", " ").split(",") if entry.strip()]


def _add(table: dict[_Key, Meant], entry: _Key, concept: str) -> None:
    known: Meant = table.get(entry, ())
    if concept not in known:
        table[entry] = (*known, concept)
