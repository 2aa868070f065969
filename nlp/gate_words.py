"""Which sense the words of a text have for the gate (HEAD, STAFF, DECISION …): gate_words.toml as a finder."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from nlp.normalize import key, plain
from nlp.words import BARE, Reading

FILE = Path(__file__).with_name("gate_words.toml")
Syllables = tuple[str, ...]
HEAD = frozenset({"HEAD", "TOP"})
"""Senses of whoever stands at the top."""


class Told(NamedTuple):
    """`senses`: a text with senses in place of the words that have one, the rest plain; `places`: at which word of the
    text each begins."""

    senses: list[str]
    places: list[int]


class Senses:
    """Finds the longest entries, from left to right. Names of senses are in capitals, words never are."""

    def __init__(self, entries: Mapping[str, Iterable[str]]) -> None:
        self._one: dict[str, str] = {}  # by the form of a word, with its accents or without all of them
        self._several: dict[Syllables, list[_Entry]] = {}  # by the first two plain syllables, the longest first
        for sense, words in entries.items():
            for entry in words:
                self._add(tuple("#" if syllable == "#" else key(syllable) for syllable in entry.split()), sense)
        for some in self._several.values():
            some.sort(key=lambda entry: -len(entry.forms))

    def _add(self, forms: Syllables, sense: str) -> None:
        if len(forms) == 1:
            self._one.setdefault(forms[0], sense)
            self._one.setdefault(forms[0] + BARE, sense)
            return
        plains = tuple(map(plain, forms))
        self._several.setdefault(plains[:2], []).append(_Entry(forms, plains, sense))

    def of(self, reading: Reading) -> Told:
        forms, plains = reading.forms, reading.plains
        ones = list(map(self._one.get, forms, plains))
        told, past = Told([], []), 0
        for at, entries in enumerate(map(self._several.get, pairwise(plains))):
            if entries and at >= past:
                entry = next((one for one in entries if _stands_at(one, at, forms, plains)), None)
                if entry:
                    _add(told, ones, past, at)
                    told.senses.append(entry.sense)
                    told.places.append(at)
                    past = at + len(entry.forms)
        _add(told, ones, past, len(ones))
        return told

    def head_in(self, reading: Reading) -> bool:
        """Whether somebody at the top stands in it, whatever is said of them."""
        return not HEAD.isdisjoint(self.of(reading).senses)


class _Entry(NamedTuple):
    forms: Syllables
    plains: Syllables
    sense: str


def _stands_at(entry: _Entry, at: int, forms: Syllables, plains: Syllables) -> bool:
    """Each of its words with its accents, or without any."""
    end = at + len(entry.forms)
    if forms[at:end] == entry.forms:
        return True
    if plains[at:end] != entry.plains:
        return False
    return all(form in (own, bare + BARE) for form, own, bare in zip(forms[at:end], *entry[:2], strict=True))


def _add(told: Told, ones: Sequence[str], start: int, end: int) -> None:
    told.senses.extend(ones[start:end])
    told.places.extend(range(start, end))


def load_senses(file: Path = FILE) -> Senses:
    tables = tomllib.loads(file.read_text("utf-8"))
    return Senses({name: _entries(table["words"]) for name, table in tables.items()})


def _entries(text: str) -> list[str]:
    return [entry.strip() for entry in text.replace("\n", " ").split(",") if entry.strip()]
