"""Which words say where somebody lives. A street or a ward is a place; a house or a hamlet is a home.

The words are in data/places.toml.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from feedback.canonical import Canonical, spelled

_CAPITAL = "[" + "".join(c for c in map(chr, range(0x1F00)) if c.isupper() and c.isalpha()) + "]"
_LETTER = r"[^\W\d_]"
_NUMBER = r"[0-9]{1,5}[a-zA-Z]?(?:[/\-.][0-9]{1,4}[a-zA-Z]?){0,5}(?![0-9%])"
_CAPITALS = rf"{_CAPITAL}{_LETTER}{{0,9}}(?: (?:{_CAPITAL}{_LETTER}{{0,9}}|[0-9]{{1,3}}(?![0-9]))){{0,4}}"


def find_addresses(view: Canonical) -> Iterator[tuple[str, int, int]]:
    """Houses, lanes and hamlets, with the street, ward and province that follow them."""
    lives_at, address = _patterns()
    for match in lives_at.finditer(view.accented):
        yield "address", *match.span(1)
    for match in address.finditer(view.accented):
        yield "address", *match.span()


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What follows a word of living somewhere, and what is a home by itself."""
    listed = tomllib.loads(files("feedback").joinpath("data/places.toml").read_text("utf-8"))
    words = {name: _any_of(text.split("|")) for name, text in listed.items()}
    lane, hamlet, street, flat = words["lane"], words["hamlet"], words["street"], words["flat"]

    small = rf"(?!{words['not_a_street']}){_LETTER}{{1,7}}(?![^\W_])"
    small_street = rf"{words['avenue']} {small}(?: {small})?"
    on_street = rf"(?:{street} {_CAPITALS}|{small_street}|{_CAPITALS})"
    part = (
        rf"(?:{lane}(?: {words['number']})? ?{_NUMBER}|{hamlet} {_CAPITALS}"
        rf"|{street} (?:{_CAPITALS}|{words['number']} {_NUMBER})|{flat} (?:{_NUMBER}|{_CAPITAL}[0-9]{{1,4}})"
        rf"|{words['wider']}\.? ?(?:{_CAPITALS}|[0-9]{{1,2}}(?![0-9])))"
    )
    more = rf"(?:(?: ?[,\-] ?| ){part}){{0,6}}"
    address = (
        rf"(?:(?:{words['number']} ?)?(?<![0-9/.,]){_NUMBER},? (?:{street} {_CAPITALS}|{small_street})"
        rf"|{words['number']} ?{_NUMBER}"
        rf"(?=,? (?:{lane}|{street})(?: {words['number']})? ?(?:[0-9]|{_CAPITAL}))"
        rf"|{words['numbered_house']} ?{_NUMBER}(?:,? {on_street})?"
        rf"|{lane}(?: {words['number']})? {_NUMBER}(?:,? {on_street})?"
        rf"|{flat} {_NUMBER}(?=,? ?(?:{lane}|{hamlet}))"
        rf"|{hamlet} {_CAPITALS}){more}"
    )
    lives_at = (
        rf"{words['home']}(?: ?:| {words['home_more']})?(?: ?:| {words['home_link']})? ?"
        rf"((?:{words['house']} ?{_NUMBER}(?:,? ?{_CAPITALS})?|{_NUMBER},? {_CAPITALS}|{part}){more})"
    )
    return re.compile(lives_at), re.compile(address)


def _any_of(words: list[str]) -> str:
    return rf"(?<![^\W_])(?i:{spelled(*words)})(?![^\W_])"
