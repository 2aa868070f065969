"""The words by which a name is told from other words, read once from data/names.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from feedback.canonical import fold


@dataclass(frozen=True)
class Lists:
    """names.toml, ready to be looked up."""

    free: frozenset[str]
    shared: frozenset[str]
    kin: frozenset[str]
    short: frozenset[str]
    titles: frozenset[tuple[str, ...]]
    introductions: frozenset[tuple[str, ...]]
    weak: frozenset[tuple[str, ...]]
    family: frozenset[str]
    strong_family: frozenset[str]
    middle: frozenset[str]
    given: frozenset[str]
    plain_names: frozenset[str]
    women: frozenset[str]
    men: frozenset[str]
    for_men: frozenset[str]
    never_plain: frozenset[str]
    never: frozenset[str]
    pairs: frozenset[tuple[str, str]]
    titled: frozenset[tuple[str, str]]
    stop: frozenset[str]
    places: frozenset[str]


@cache
def name_lists() -> Lists:
    data = tomllib.loads(files("feedback").joinpath("data/names.toml").read_text("utf-8"))
    address, names, pairs = data["address"], data["names"], data["not_before"]
    given = _single(names["given"]) | _single(names["middle"])
    return Lists(
        free=_both(_single(address["free"])),
        shared=_both(_single(address["shared"])),
        kin=_both(_single(address["kin"])),
        short=_single(address["short"]),
        titles=_phrases(data["titles"]["words"]),
        introductions=_phrases(data["introductions"]["words"]),
        weak=_phrases(data["introductions"]["weak"]),
        family=_single(names["family"]),
        strong_family=_single(names["strong_family"]),
        middle=_single(names["middle"]),
        given=given - {"a"},
        plain_names=folded(given | _single(names["family"])) - {"a"},
        women=_single(names["women"]),
        men=_single(names["men"]),
        for_men=folded(_single(address["for_men"])),
        never_plain=_single(names["never_plain"]),
        never=_single(names["never"]),
        pairs=_pairs(pairs["pairs"]),
        titled=frozenset((p[0], p[1]) for p in _phrases(pairs["titled"])),
        stop=_single(data["stop"]["words"]),
        places=_single(data["places"]["words"]),
    )


def _single(text: str) -> frozenset[str]:
    return frozenset(text.split())


@cache
def folded(words: frozenset[str]) -> frozenset[str]:
    return frozenset(fold(word) for word in words)


def _both(words: frozenset[str]) -> frozenset[str]:
    return words | folded(words)


def _phrases(text: str) -> frozenset[tuple[str, ...]]:
    phrases = {tuple(part.replace("/", " ").split()) for part in text.split("|")}
    return frozenset(phrases | {tuple(fold(word) for word in phrase) for phrase in phrases})


def _pairs(text: str) -> frozenset[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for line in text.strip().splitlines():
        word, nexts = line.split(":")
        for following in nexts.split():
            found |= {(a, b) for a in (word, fold(word)) for b in (following, fold(following))}
    return frozenset(found)
