"""The small language in which phrases are written, and its translation into linear regular expressions.

chờ lâu       these syllables, side by side        (a b|c)   one of these     (a|b)?   or nothing
{canbo}       one of a named group of words        ..        up to 3 words between, same sentence
#             a number written in digits           …         up to 8 words between, same sentence
=cò           the accents are needed to tell this word
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import pairwise, product

from nlp.normalize import key, plain
from nlp.words import BARE

_PART = re.compile(r"\{[a-z_]+\}|\.\.|…|\(|\)\??|\||[^\s(){}|]+")
_GAPS = {"..": 3, "…": 8}
_EITHER = re.compile(r"\(\?:([^()|]+)\|[^()|]+~\)")  # what _syllable makes of a word with accents

# What a text must hold for a pattern to match: a plain word, or two plain words side by side.
Sign = str | tuple[str, str]
_MOST_PAIRS = 400  # more would cost more to list than to look for

# For a syllable without its accents, the words that it usually stands for.
Readings = Mapping[str, Collection[str]]


@dataclass(frozen=True)
class Words:
    """What patterns may name; a group is translated once."""

    groups: Mapping[str, Sequence[str]]
    readings: Readings = field(default_factory=dict)
    translated: dict[str, Element] = field(default_factory=dict)

    def group(self, name: str) -> Element:
        if name not in self.translated:
            self.translated[name] = _choice(_group_parts(self.groups[name]), self)
        return self.translated[name]


@dataclass(frozen=True, slots=True)
class Element:
    """A stretch of a pattern. `signs`: each match has one of these (none: it may be absent)."""

    regex: str
    signs: frozenset[Sign]
    accented: frozenset[str] = frozenset()  # the plain forms of its words that have accents to lose
    first: frozenset[str] = frozenset()  # the forms of words that it can begin with …
    last: frozenset[str] = frozenset()  # … and the plain words that it can end with; none when that may be a gap
    skippable: bool = False  # may match nothing
    longest: int = 1  # how many words it matches at most


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
        return self.regex if bare and not bare.isdisjoint(self.accented) else self.exact

    @property
    def _loose(self) -> str:
        return "".join(element.regex for element in self.elements) + "(?= )"

    def needed(self) -> list[frozenset[Sign]]:
        """Sets of signs, the rarest kind first; every text that matches has a sign of each."""
        return sorted(_needed(self.elements), key=_rareness)

    @cached_property
    def accented(self) -> frozenset[str]:
        return _union(element.accented for element in self.elements)

    def starts(self) -> frozenset[str]:
        """The forms of words that a match can begin with."""
        return _starts(self.elements)

    def reach(self) -> int:
        """How many words a match has at most."""
        return sum(element.longest for element in self.elements)


def parse(source: str, words: Words) -> Pattern:
    """A pattern, or ValueError with its text when the brackets do not close or nothing in it is certain."""
    parts = _PART.findall(source)
    try:
        elements = _sequence(parts, words)
    except (KeyError, ValueError) as error:
        raise ValueError(f"{error}: {source}") from error
    if parts:
        raise ValueError(f"a bracket too many: {source}")
    if not any(element.signs for element in elements):
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


def _sequence(parts: list[str], words: Words) -> list[Element]:
    elements: list[Element] = []
    while parts and parts[0] != "|" and not parts[0].startswith(")"):
        part = parts.pop(0)
        if part == "(":
            elements.append(_choice(parts, words))
        elif part in _GAPS:
            elements.append(_gap(_GAPS[part]))
        elif part.startswith("{"):
            elements.append(words.group(part[1:-1]))
        else:
            elements.append(_syllable(part, words.readings))
    return elements


def _choice(parts: list[str], words: Words) -> Element:
    options = [_sequence(parts, words)]
    while parts and parts[0] == "|":
        parts.pop(0)
        options.append(_sequence(parts, words))
    if not parts:
        raise ValueError("a bracket is not closed")
    closing = parts.pop(0)
    regex = "(?:" + "|".join("".join(element.regex for element in option) for option in options) + ")"
    skippable = closing == ")?" or any(all(element.skippable for element in option) for option in options)
    certain = not skippable and all(any(element.signs for element in option) for option in options)
    return Element(
        regex + ("?" if closing == ")?" else ""),
        signs=_all_signs(_certain(option) for option in options) if certain else frozenset(),
        accented=_union(element.accented for option in options for element in option),
        first=_union(_starts(option) for option in options),
        last=_all_or_none([_ends(option) for option in options]),
        skippable=skippable,
        longest=max(sum(element.longest for element in option) for option in options),
    )


def _starts(elements: Sequence[Element]) -> frozenset[str]:
    must = next((at for at, element in enumerate(elements) if not element.skippable), len(elements))
    return _union(element.first for element in elements[: must + 1])


def _ends(elements: Sequence[Element]) -> frozenset[str]:
    back = list(reversed(elements))
    must = next((at for at, element in enumerate(back) if not element.skippable), len(back))
    return _all_or_none([element.last for element in back[: must + 1]])


def _all_or_none(sets: Sequence[frozenset[str]]) -> frozenset[str]:
    return _union(sets) if all(sets) else frozenset()


def _union(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset[str]().union(*sets)


def _certain(option: Sequence[Element]) -> frozenset[Sign]:
    """The rarest kind of signs that this option cannot do without."""
    return min(_needed(option), key=_rareness)


def _needed(elements: Sequence[Element]) -> list[frozenset[Sign]]:
    both = (one for one in pairwise(elements) if not any(element.skippable for element in one))
    pairs = (frozenset[Sign](product(before.last, map(_plain, after.first))) for before, after in both)
    return [*(some for some in pairs if 0 < len(some) <= _MOST_PAIRS), *(one.signs for one in elements if one.signs)]


def _rareness(signs: frozenset[Sign]) -> tuple[int, int]:
    return sum(isinstance(sign, str) for sign in signs), len(signs)


def _all_signs(sets: Iterable[frozenset[Sign]]) -> frozenset[Sign]:
    return frozenset[Sign]().union(*sets)


def _group_parts(alternatives: Sequence[str]) -> list[str]:
    return [*_PART.findall("|".join(alternatives)), ")"]


def _gap(most: int) -> Element:
    return Element(f"(?: [^ .?]+){{0,{most}}}?", frozenset(), skippable=True, longest=most)


def _syllable(part: str, readings: Readings) -> Element:
    if part == "#":
        return Element(" #", frozenset[Sign]("#"), first=frozenset("#"), last=frozenset("#"))
    full = key(part.removeprefix("=").lower())
    bare = plain(full)
    strict = part.startswith("=") or full not in readings.get(bare, (full,))
    return _word(full, bare, strict)


@cache
def _word(full: str, bare: str, strict: bool) -> Element:
    word = frozenset({bare})
    if full == bare:
        return Element(f" {re.escape(bare)}~?", frozenset[Sign](word), first=word | {bare + BARE}, last=word)
    regex = f" {full}" if strict else f" (?:{full}|{bare}~)"
    first = frozenset({full} if strict else {full, bare + BARE})
    return Element(regex, frozenset[Sign](word), word, first=first, last=word)


def _plain(form: str) -> str:
    return plain(form.rstrip(BARE))
