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
_LONGEST = 4


class Concepts:
    """Finds the longest entries, from left to right.

    A single syllable typed without its accents counts only as what it usually stands for (readings.toml).
    """

    def __init__(self, entries: Mapping[str, Iterable[str]], readings: Readings) -> None:
        self._exact: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._bare: dict[tuple[str, ...], tuple[str, ...]] = {}
        for concept, words in entries.items():
            for entry in words:
                syllables = tuple(key(syllable) for syllable in entry.split())
                _add(self._exact, syllables, concept)
                bare = tuple(plain(syllable) for syllable in syllables)
                if len(bare) > 1 or syllables[0] in readings.get(bare[0], syllables):
                    _add(self._bare, bare, concept)

    def of(self, words: Sequence[Word]) -> list[str]:
        """The concepts of these words in order; words without one are passed over."""
        forms = [word.form for word in words]
        found: list[str] = []
        at = 0
        while at < len(forms):
            concepts, length = self._longest(words, forms, at)
            found.extend(concepts)
            at += length
        return found

    def _longest(self, words: Sequence[Word], forms: Sequence[str], at: int) -> tuple[tuple[str, ...], int]:
        for length in range(min(_LONGEST, len(forms) - at), 0, -1):
            here = forms[at : at + length]
            if any(form.endswith("~") for form in here):
                concepts = self._bare.get(tuple(word.plain for word in words[at : at + length]))
            else:
                concepts = self._exact.get(tuple(here))
            if concepts:
                return concepts, length
        return (), 1


def load_concepts(file: Path = _FILE) -> Concepts:
    tables = tomllib.loads(file.read_text("utf-8"))
    return Concepts({name: _entries(table["words"]) for name, table in tables.items()}, load_readings())


def _entries(text: str) -> list[str]:
    return [entry.strip() for entry in text.replace("\n", " ").split(",") if entry.strip()]


def _add(table: dict[tuple[str, ...], tuple[str, ...]], syllables: tuple[str, ...], concept: str) -> None:
    known = table.get(syllables, ())
    if concept not in known:
        table[syllables] = (*known, concept)
