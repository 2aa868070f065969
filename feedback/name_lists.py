"""The words by which a name is told from other words, read once from data/names.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from feedback.canonical import fold

Phrases = frozenset[tuple[str, ...]]


@dataclass(frozen=True)
class Lists:
    """names.toml, ready to be looked up. What begins with `plain_` has lost its marks."""

    free: frozenset[str]
    shared: frozenset[str]
    kin: frozenset[str]
    short: frozenset[str]
    for_men: frozenset[str]
    titles: Phrases
    introductions: Phrases
    weak: Phrases
    family: frozenset[str]
    strong_family: frozenset[str]
    plain_family: frozenset[str]
    plain_middle: frozenset[str]
    given: frozenset[str]
    plain_names: frozenset[str]
    women: frozenset[str]
    men: frozenset[str]
    never: frozenset[str]
    never_plain: frozenset[str]
    safe_plain: frozenset[str]
    pairs: frozenset[tuple[str, str]]
    titled: Phrases
    stop: frozenset[str]
    plain_stop: frozenset[str]
    plain_places: frozenset[str]


@cache
def name_lists() -> Lists:
    """Every list of names.toml."""
    data = tomllib.loads(files("feedback").joinpath("data/names.toml").read_text("utf-8"))
    address, names = data["address"], {key: frozenset(text.split()) for key, text in data["names"].items()}
    given, stop = names["given"] | names["middle"], frozenset(data["stop"]["words"].split())
    return Lists(
        free=_both(address["free"]),
        shared=_both(address["shared"]),
        kin=_both(address["kin"]),
        short=frozenset(address["short"].split()),
        for_men=_both(address["for_men"]),
        titles=_phrases(data["titles"]["words"]),
        introductions=_phrases(data["introductions"]["words"]),
        weak=_phrases(data["introductions"]["weak"]),
        family=names["family"] | _folded(names["family"]),
        strong_family=names["strong_family"] | _folded(names["strong_family"]),
        plain_family=_folded(names["strong_family"]),
        plain_middle=_folded(names["middle"]),
        given=given - {"a"},
        plain_names=_folded(given | names["family"]) - {"a"},
        women=names["women"],
        men=names["men"],
        never=names["never"],
        never_plain=names["never_plain"],
        safe_plain=(names["women"] | names["men"]) - names["never_plain"],
        pairs=_pairs(data["not_before"]["pairs"]),
        titled=_phrases(data["not_before"]["titled"]),
        stop=stop,
        plain_stop=_folded(stop),
        plain_places=_folded(frozenset(data["places"]["words"].split())),
    )


def _folded(words: frozenset[str]) -> frozenset[str]:
    return frozenset(fold(word) for word in words)


def _both(text: str) -> frozenset[str]:
    words = frozenset(text.split())
    return words | _folded(words)


def _phrases(text: str) -> Phrases:
    phrases = {tuple(part.replace("/", " ").split()) for part in text.split("|")}
    return frozenset(phrases | {tuple(fold(word) for word in phrase) for phrase in phrases})


def _pairs(text: str) -> frozenset[tuple[str, str]]:
    """Lines of "word: next next": either word with its marks or with none."""
    found: set[tuple[str, str]] = set()
    for line in text.strip().splitlines():
        word, nexts = line.split(":")
        for following in nexts.split():
            found |= {(a, b) for a in (word, fold(word)) for b in (following, fold(following))}
    return frozenset(found)
