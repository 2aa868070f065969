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
    address: frozenset[str]
    short: frozenset[str]
    for_men: frozenset[str]
    titles: Phrases
    links: Phrases
    dealings: Phrases
    introductions: Phrases
    weak: Phrases
    family: frozenset[str]
    any_family: frozenset[str]
    strong_family: frozenset[str]
    standing_family: frozenset[str]
    plain_family: frozenset[str]
    plain_middle: frozenset[str]
    only_capital: frozenset[str]
    capital_names: frozenset[str]
    small_links: frozenset[str]
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
    places: frozenset[str]
    plain_places: frozenset[str]
    locatives: frozenset[str]
    known_places: Phrases


@cache
def name_lists() -> Lists:
    """Every list of names.toml."""
    data = tomllib.loads(files("feedback").joinpath("data/names.toml").read_text("utf-8"))
    address, names = data["address"], {key: frozenset(text.split()) for key, text in data["names"].items()}
    given, stop = names["given"] | names["middle"], frozenset(data["stop"]["words"].split())
    return Lists(
        free=_both(address["free"]) | {address["marked"]},
        shared=_both(address["shared"]),
        kin=_both(address["kin"]),
        address=_both(" ".join((address["free"], address["shared"], address["kin"]))) | {address["marked"]},
        short=frozenset(address["short"].split()),
        for_men=_both(address["for_men"]),
        titles=_phrases(data["titles"]["words"]),
        links=_phrases(data["titles"]["links"]),
        dealings=_phrases(data["introductions"]["dealings"]),
        introductions=_phrases(data["introductions"]["words"]),
        weak=_phrases(data["introductions"]["weak"]),
        family=names["family"] | _folded(names["family"]),
        any_family=names["family"] | names["rare_family"] | _folded(names["family"]),
        strong_family=names["strong_family"] | _folded(names["strong_family"]),
        standing_family=names["standing_family"],
        plain_family=_folded(names["strong_family"]),
        plain_middle=_folded(names["middle"]),
        only_capital=frozenset(data["names"]["only_capital"].split()),
        capital_names=given | frozenset(data["names"]["only_capital"].split()),
        small_links=_both(data["names"]["small_links"]),
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
        places=frozenset(data["places"]["words"].split()),
        plain_places=_folded(frozenset(data["places"]["words"].split())),
        locatives=_both(data["places"]["locatives"]),
        known_places=_phrases(data["places"]["known"]),
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
