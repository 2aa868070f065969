"""Which concepts the words of a sentence stand for ("writer", "asks", "person"), and where they follow one another as
a rule says.

Every word is looked at a fixed number of times, however long the text.
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files

from feedback.canonical import comparable

MASK = "/"
"""Stands for a word that is left out; no rule reaches over it."""

_GAPS = {"…": 9, "..": 3, "": 0}
"""Words that may stand between two concepts of a rule, by what the rule writes between them."""
_LONGEST = 6
"""Words of a phrase."""
_TOLD = 8
"""Letters from which a phrase of two words or more is known whatever its marks ("só điẹn thoài" is "số điện thoại")."""

Rule = tuple[tuple[str, int], ...]
"""A concept, and how many words at most may stand before it."""
Spans = dict[str, list[tuple[int, int]]]
"""Of each concept, where it stands: its first word and the one after its last."""


@dataclass(frozen=True)
class Table:
    """Concepts by phrase, as written with its marks and without any; the rules by name."""

    typed: dict[str, set[str]]
    bare: dict[str, set[str]]
    rules: dict[str, tuple[Rule, ...]]


def read_table(name: str) -> Table:
    """The table in data/`name`."""
    data = tomllib.loads(files("feedback").joinpath(f"data/{name}").read_text("utf-8"))
    typed, bare = ({sign: {sign} for sign in "^?,:"} for _ in range(2))
    for concept, text in data["concepts"].items():
        for phrase in filter(None, map(str.strip, re.split(r"[|\n]", text))):
            typed.setdefault(phrase, set()).add(concept)
            bare.setdefault(" ".join(map(_plain, phrase.split())), set()).add(concept)
    return Table(typed, bare, {rules: _rules(text) for rules, text in data["rules"].items()})


def _rules(text: str) -> tuple[Rule, ...]:
    """One a line: "asks … person writer"."""
    lines = [re.findall(r"(?:(…|\.\.) )?(\S+)", line) for line in text.splitlines() if line.strip()]
    return tuple(tuple((concept, _GAPS[gap]) for gap, concept in line) for line in lines)


def _plain(word: str) -> str:
    return comparable(word) or word


def spans(table: Table, words: list[str]) -> Spans:
    """Phrases with their marks; with any or none where the sentence has few marks, or the phrase is long.

    A word of digits is a "number".
    """
    plain = [_plain(word) for word in words]
    marked = 3 * sum(map(str.__ne__, words, plain)) >= len(words)
    found: Spans = {}
    for start, end in _stretches(len(words)):
        bare = " ".join(plain[start:end])
        lax = not marked or (end > start + 1 and len(bare) >= _TOLD)
        known = table.bare.get(bare, ()) if lax else table.typed.get(" ".join(words[start:end]), ())
        for concept in ("number",) if bare.isdigit() else known:
            found.setdefault(concept, []).append((start, end))
    return found


def _stretches(words: int) -> Iterable[tuple[int, int]]:
    return ((start, end) for start in range(words) for end in range(start + 1, min(start + _LONGEST, words) + 1))


def held(words: list[str], of: Spans, rules: tuple[Rule, ...]) -> list[tuple[int, int]]:
    """Where one of the rules holds, from its first word to after its last."""
    possible = (rule for rule in rules if all(concept in of for concept, _ in rule))
    return [found for rule in possible for found in _held(words, of, rule)]


def _held(words: list[str], of: Spans, rule: Rule) -> list[tuple[int, int]]:
    reached = {end: start for start, end in of[rule[0][0]]}
    for concept, between in rule[1:]:
        before = ((end, _reached(words, reached, start, between)) for start, end in of[concept])
        reached = {end: reached[at] for end, at in before if at is not None}
    return [(start, end) for end, start in reached.items()]


def _reached(words: list[str], reached: dict[int, int], start: int, between: int) -> int | None:
    """The end nearest before `start`, with no word left out between."""
    for at in range(start, max(-1, start - between - 1), -1):
        if at in reached:
            return at
        if at and words[at - 1] == MASK:
            return None
    return None
