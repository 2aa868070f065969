"""The thesaurus: many words for one thing, so that what was learned of "chờ" holds for "chầu chực" too."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from nlp.normalize import key, plain
from nlp.patterns import Readings
from nlp.phrasebook import load_readings
from nlp.words import Word

_FILE = Path(__file__).parent / "lexicon" / "concepts.toml"
Table = dict[tuple[str, ...], tuple[str, ...]]


class Concepts:
    """Finds the longest entries, from left to right.

    A single syllable typed without its accents counts only as what it usually stands for (readings.toml).
    """

    def __init__(self, entries: Mapping[str, Iterable[str]], readings: Readings) -> None:
        self._exact: Table = {}
        self._bare: Table = {}
        self._longest: dict[str, int] = {}  # of the entries that begin with this plain syllable: most words begin none
        for concept, words in entries.items():
            for entry in words:
                syllables = tuple("#" if syllable[0].isdigit() else key(syllable) for syllable in entry.split())
                if syllables == ("#",):
                    continue  # one number is read like any other
                _add(self._exact, syllables, concept)
                bare = tuple(plain(syllable) for syllable in syllables)
                self._longest[bare[0]] = max(self._longest.get(bare[0], 0), len(bare))
                if len(bare) > 1 or syllables[0] in readings.get(bare[0], syllables):
                    _add(self._bare, bare, concept)

    def of(self, words: Sequence[Word]) -> list[str]:
        """The concepts of these words in order; words without one are passed over."""
        forms, plains = tuple(word.form for word in words), tuple(word.plain for word in words)
        lacking = [form[-1] == "~" for form in forms]
        found: list[str] = []
        at = 0
        while at < len(forms):
            end = at + min(self._longest.get(plains[at], 0), len(forms) - at)
            while end > at:
                if any(lacking[at:end]):
                    concepts = self._bare.get(plains[at:end])
                else:
                    concepts = self._exact.get(forms[at:end])
                if concepts:
                    found.extend(concepts)
                    break
                end -= 1
            at = max(end, at + 1)
        return found


def load_concepts(file: Path = _FILE) -> Concepts:
    tables = tomllib.loads(file.read_text("utf-8"))
    return Concepts({name: _entries(table["words"]) for name, table in tables.items()}, load_readings())


def _entries(text: str) -> list[str]:
    return [entry.strip() for entry in text.replace("\n", " ").split(",") if entry.strip()]


def _add(table: Table, syllables: tuple[str, ...], concept: str) -> None:
    known = table.get(syllables, ())
    if concept not in known:
        table[syllables] = (*known, concept)
