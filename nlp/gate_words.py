"""Which sense the words of a text have for the gate (HEAD, STAFF, DECISION …): gate_words.toml as a finder."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from nlp.normalize import key, plain
from nlp.words import Word

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
        self._one: dict[str, str] = {}
        self._several: dict[Syllables, list[tuple[Syllables, str]]] = {}  # by plain syllables
        self._longest: dict[Syllables, int] = {}  # of those that begin with these two
        for sense, words in entries.items():
            for entry in words:
                forms = tuple("#" if syllable == "#" else key(syllable) for syllable in entry.split())
                self._add(forms, sense)

    def _add(self, forms: Syllables, sense: str) -> None:
        if len(forms) == 1:
            self._one.setdefault(forms[0], sense)
            return
        bare = tuple(map(plain, forms))
        self._several.setdefault(bare, []).append((forms, sense))
        self._longest[bare[:2]] = max(self._longest.get(bare[:2], 0), len(bare))

    def of(self, words: Sequence[Word]) -> Told:
        plains = [word.plain for word in words]
        told = Told([], [])
        at = 0
        while at < len(words):
            end, sense = self._at(words, plains, at)
            told.senses.append(sense or plains[at])
            told.places.append(at)
            at = end
        return told

    def head_in(self, words: Sequence[Word]) -> bool:
        """Whether somebody at the top stands in them, whatever is said of them."""
        return not HEAD.isdisjoint(self.of(words).senses)

    def _at(self, words: Sequence[Word], plains: Sequence[str], at: int) -> tuple[int, str]:
        """Where the entry that begins here ends, and its sense; the word alone where none does."""
        longest = self._longest.get(tuple(plains[at : at + 2]), 0)
        for end in range(min(at + longest, len(words)), at + 1, -1):
            for forms, sense in self._several.get(tuple(plains[at:end]), ()):
                if all(word.form in (form, word.plain + "~") for word, form in zip(words[at:end], forms, strict=True)):
                    return end, sense
        return at + 1, self._one.get(words[at].form.rstrip("~"), "")


def load_senses(file: Path = FILE) -> Senses:
    tables = tomllib.loads(file.read_text("utf-8"))
    return Senses({name: _entries(table["words"]) for name, table in tables.items()})


def _entries(text: str) -> list[str]:
    return [entry.strip() for entry in text.replace("\n", " ").split(",") if entry.strip()]
