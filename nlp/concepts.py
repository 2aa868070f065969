"""The thesaurus: many words for one thing, so that what was learned of "chờ" holds for "chầu chực" too."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from nlp.normalize import key, plain
from nlp.patterns import Readings
from nlp.phrasebook import load_readings
from nlp.words import Word

_FILE = Path(__file__).parent / "lexicon" / "concepts.toml"
Syllables = tuple[str, ...]
Meant = tuple[str, ...]
_Key = TypeVar("_Key", str, Syllables)


class Concepts:
    """Finds the longest entries, from left to right.

    A single syllable typed without its accents counts only as what it usually stands for (readings.toml).
    """

    def __init__(self, entries: Mapping[str, Iterable[str]], readings: Readings) -> None:
        self._one: dict[str, Meant] = {}  # by the form of a word, "~" behind it where the accents are missing
        self._exact: dict[Syllables, Meant] = {}  # two syllables and more …
        self._bare: dict[Syllables, Meant] = {}  # … and the same without their accents
        self._longest: dict[Syllables, int] = {}  # of those that begin with these two plain syllables: few pairs do
        for concept, words in entries.items():
            for entry in words:
                syllables = tuple("#" if syllable[0].isdigit() else key(syllable) for syllable in entry.split())
                bare = tuple(plain(syllable) for syllable in syllables)
                if len(bare) > 1:
                    _add(self._exact, syllables, concept)
                    _add(self._bare, bare, concept)
                    self._longest[bare[:2]] = max(self._longest.get(bare[:2], 0), len(bare))
                elif syllables != ("#",):  # one number is read like any other
                    _add(self._one, syllables[0], concept)
                    if syllables[0] in readings.get(bare[0], syllables):
                        _add(self._one, bare[0] + "~", concept)

    def of(self, words: Sequence[Word]) -> list[str]:
        """The concepts of these words in order; words without one are passed over."""
        forms = [word.form for word in words]
        plains = [word.plain for word in words]
        found: list[str] = []
        past = 0
        for at, longest in enumerate(map(self._longest.get, zip(plains, [*plains[1:], ""], strict=True))):
            if at >= past:
                past, concepts = self._several(forms, plains, at, longest) if longest else (at, ())
                found += concepts or self._one.get(forms[at], ())
        return found

    def _several(self, forms: Sequence[str], plains: Sequence[str], at: int, longest: int) -> tuple[int, Meant]:
        """The longest entry of two syllables or more that begins here: where it ends, and what it means."""
        for end in range(min(at + longest, len(forms)), at + 1, -1):
            concepts = self._exact.get(tuple(forms[at:end]))
            if not concepts and "~" in "".join(forms[at:end]):
                concepts = self._bare.get(tuple(plains[at:end]))
            if concepts:
                return end, concepts
        return at, ()


def load_concepts(file: Path = _FILE) -> Concepts:
    tables = tomllib.loads(file.read_text("utf-8"))
    return Concepts({name: _entries(table["words"]) for name, table in tables.items()}, load_readings())


def _entries(text: str) -> list[str]:
    return [entry.strip() for entry in text.replace("\n", " ").split(",") if entry.strip()]


def _add(table: dict[_Key, Meant], entry: _Key, concept: str) -> None:
    known: Meant = table.get(entry, ())
    if concept not in known:
        table[entry] = (*known, concept)
