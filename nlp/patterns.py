"""The small language in which phrases are written, and its translation into linear regular expressions.

chờ lâu       these syllables, side by side        (a b|c)   one of these     (a|b)?   or nothing
{canbo}       one of a named group of words        ..        up to 3 words between, same sentence
#             a number written in digits           …         up to 8 words between, same sentence
=cò           the accents are needed to tell this word
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

from nlp.normalize import key, plain

_PART = re.compile(r"\{[a-z_]+\}|\.\.|…|\(|\)\??|\||[^\s(){}|]+")
_GAPS = {"..": "(?: [^ .?]+){0,3}?", "…": "(?: [^ .?]+){0,8}?"}
_EITHER = re.compile(r"\(\?:([^()|]+)\|[^()|]+~\)")  # what _syllable makes of a word with accents

# For a syllable without its accents, the words that it usually stands for.
Readings = Mapping[str, Collection[str]]
_ANY: Readings = {}


@dataclass(frozen=True)
class _Words:
    groups: Mapping[str, Sequence[str]]
    readings: Readings


@dataclass(frozen=True)
class Element:
    """A stretch of a pattern. `anchors`: each match has one of these words (none: it may be absent)."""

    regex: str
    anchors: frozenset[str]
    accented: frozenset[str] = frozenset()  # the plain forms of its words that have accents to lose
    first: frozenset[str] = frozenset()  # the plain words that it can begin with
    skippable: bool = False  # may match nothing


@dataclass(frozen=True)
class Pattern:
    source: str
    elements: tuple[Element, ...]

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """Compiled at first use: most phrases never meet a text that could hold them."""
        return re.compile(self._loose)

    @cached_property
    def exact(self) -> re.Pattern[str]:
        """For a text that left out none of its accents: twice as fast."""
        return re.compile(_EITHER.sub(r"\1", self._loose))

    def regex_for(self, bare: Set[str]) -> re.Pattern[str]:
        """`bare`: the words of the text without their accents."""
        return self.exact if bare.isdisjoint(self.accented) else self.regex

    @property
    def _loose(self) -> str:
        return "".join(element.regex for element in self.elements) + "(?= )"

    @cached_property
    def needed(self) -> tuple[frozenset[str], ...]:
        """Sets of plain words, the smallest first; every text that matches has a word of each."""
        return tuple(sorted((element.anchors for element in self.elements if element.anchors), key=len))

    @cached_property
    def accented(self) -> frozenset[str]:
        return _union(element.accented for element in self.elements)

    @cached_property
    def starts(self) -> frozenset[str]:
        """The plain words that a match can begin with."""
        return _starts(self.elements)

    def anchors(self, frequency: Mapping[str, int]) -> frozenset[str]:
        """The rarest word, or set of words, that no match can do without."""
        return min(self.needed, key=lambda words: sum(frequency[word] for word in words))


def parse(source: str, groups: Mapping[str, Sequence[str]], readings: Readings = _ANY) -> Pattern:
    """A pattern, or ValueError with its text when the brackets do not close or nothing in it is certain."""
    parts = _PART.findall(source)
    try:
        elements = _sequence(parts, _Words(groups, readings))
    except (KeyError, ValueError) as error:
        raise ValueError(f"{error}: {source}") from error
    if parts:
        raise ValueError(f"a bracket too many: {source}")
    if not any(element.anchors for element in elements):
        raise ValueError(f"no word is certain: {source}")
    return Pattern(source, tuple(elements))


def alternatives(source: str) -> list[str]:
    """A pattern that is one bracket of many, taken apart: each is found by its own rarest word."""
    parts = _PART.findall(source)
    depth, cuts = 0, [0]
    for at, part in enumerate(parts):
        depth += (part == "(") - part.startswith(")")
        if depth == 0 and at < len(parts) - 1:
            return [source]
        if depth == 1 and part == "|":
            cuts.append(at)
    if depth or len(cuts) == 1 or parts[-1] == ")?":
        return [source]
    return [" ".join(parts[start + 1 : end]) for start, end in zip(cuts, [*cuts[1:], len(parts) - 1], strict=True)]


def word_frequency(patterns: Sequence[Pattern]) -> Counter[str]:
    return Counter(word for pattern in patterns for part in pattern.elements for word in part.anchors)


def _sequence(parts: list[str], words: _Words) -> list[Element]:
    elements: list[Element] = []
    while parts and parts[0] != "|" and not parts[0].startswith(")"):
        part = parts.pop(0)
        if part == "(":
            elements.append(_choice(parts, words))
        elif part in _GAPS:
            elements.append(Element(_GAPS[part], frozenset(), skippable=True))
        elif part.startswith("{"):
            elements.append(_choice(_group_parts(words.groups[part[1:-1]]), words))
        else:
            elements.append(_syllable(part, words.readings))
    return elements


def _choice(parts: list[str], words: _Words) -> Element:
    options = [_sequence(parts, words)]
    while parts and parts[0] == "|":
        parts.pop(0)
        options.append(_sequence(parts, words))
    if not parts:
        raise ValueError("a bracket is not closed")
    closing = parts.pop(0)
    regex = "(?:" + "|".join("".join(element.regex for element in option) for option in options) + ")"
    skippable = closing == ")?" or any(all(element.skippable for element in option) for option in options)
    certain = not skippable and all(any(element.anchors for element in option) for option in options)
    return Element(
        regex + ("?" if closing == ")?" else ""),
        anchors=_union(_certain(option) for option in options) if certain else frozenset(),
        accented=_union(element.accented for option in options for element in option),
        first=_union(_starts(option) for option in options),
        skippable=skippable,
    )


def _starts(elements: Sequence[Element]) -> frozenset[str]:
    must = next((at for at, element in enumerate(elements) if not element.skippable), len(elements))
    return _union(element.first for element in elements[: must + 1])


def _union(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset[str]().union(*sets)


def _certain(option: list[Element]) -> frozenset[str]:
    """The narrowest set of words that this option cannot do without."""
    return min((element.anchors for element in option if element.anchors), key=len)


def _group_parts(alternatives: Sequence[str]) -> list[str]:
    return [*_PART.findall("|".join(alternatives)), ")"]


def _syllable(part: str, readings: Readings) -> Element:
    if part == "#":
        return Element(" #", frozenset("#"), first=frozenset("#"))
    full = key(part.removeprefix("=").lower())
    bare = plain(full)
    strict = part.startswith("=") or full not in readings.get(bare, (full,))
    if full == bare:
        return Element(f" {re.escape(bare)}~?", frozenset({bare}), first=frozenset({bare}))
    regex = f" {full}" if strict else f" (?:{full}|{bare}~)"
    return Element(regex, frozenset({bare}), frozenset({bare}), frozenset({bare}))
