"""Which words say where somebody lives. A street or a ward is a place; a house or a hamlet is a home.

The words are in data/places.toml.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from feedback.canonical import Canonical, fold, spelled

_CAPITAL = "[" + "".join(c for c in map(chr, range(0x1F00)) if c.isupper() and c.isalpha()) + "]"
_LETTER = r"[^\W\d_]"
_NUMBER = r"[0-9]{1,5}[a-zA-Z]?(?:[/\-.][hkHK]?[0-9]{1,4}[a-zA-Z]?){0,5}(?![0-9%])"
_FORKED = r"(?<![0-9/.,])[kK]?[0-9]{1,4}[a-zA-Z]?(?:/[hkHK]?[0-9]{1,4}[a-zA-Z]?){1,5}(?![0-9%/])"
_WORD = rf"{_CAPITAL}(?:'?{_LETTER}){{0,9}}"
_CAPITALS = rf"{_WORD}(?: (?:{_WORD}|[0-9]{{1,3}}[A-Z]?(?![^\W_]))){{0,4}}"
_TWO_CAPITALS = rf"{_WORD}(?: {_WORD}){{1,3}}"


def find_addresses(view: Canonical) -> Iterator[tuple[str, int, int]]:
    """Houses, lanes and hamlets, with the street, ward and province that follow them."""
    lives_at, address = _patterns()
    for match in lives_at.finditer(view.accented):
        yield "address", *match.span(match.lastindex or 0)
    for match in address.finditer(view.accented):
        yield "address", *match.span()


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What follows a word of living somewhere, and what is a home by itself."""
    listed = tomllib.loads(files("feedback").joinpath("data/places.toml").read_text("utf-8"))
    words = {name: _any_of(text.split("|")) for name, text in listed.items()}
    lane, hamlet, street, flat = words["lane"], words["hamlet"], words["street"], words["flat"]

    number = words["number"]

    small = rf"(?!{words['not_a_street']}){_LETTER}{{1,7}}(?![^\W_])"
    small_street = rf"{words['avenue']} {small}(?: {small})?"
    on_street = rf"(?:{street} {_CAPITALS}|{small_street}|{_CAPITALS})"
    in_lane = rf"(?:{lane}(?: {number})? ?{_NUMBER}|[kK][0-9]{{1,4}}/{_NUMBER})(?:,? {on_street})?"
    flat_number = rf"(?:{_CAPITAL}{{0,2}}-?{_NUMBER}|{_CAPITAL}[0-9]{{0,4}}(?![^\W_]))"
    in_flat = rf"(?:{flat} |(?={_CAPITAL}[0-9]{{1,4}},? {hamlet})){flat_number}"
    wider = rf"{words['wider']}\.? ?(?:{_CAPITALS}|[0-9]{{1,2}}(?![0-9]))"
    part = (
        rf"(?:{in_lane}|{hamlet} {_CAPITALS}|{street} (?:{_CAPITALS}|(?:{number} )?{_NUMBER})|{in_flat}"
        rf"|{wider}|(?<=, ){_CAPITALS})"
    )
    days = {form for word in listed["day"].split("|") for form in (word, fold(word))}
    not_after_day = "".join(rf"(?<!(?i:{day}) )" for day in sorted(days))
    more = rf"(?:(?: ?[,\-] ?| ){part}){{0,6}}"
    homes = (
        rf"(?:{number} ?)?(?<![0-9/.,]){_NUMBER},? (?:{in_lane}|{street} (?:{_CAPITALS}|{_NUMBER})|{small_street})",
        rf"(?:{number} ?{_NUMBER}|{_FORKED})(?=,? (?:{hamlet}|{words['group']}) (?:[0-9]|{_CAPITAL}))",
        rf"{number} ?{_NUMBER}(?=,? {street}(?: {number})? ?[0-9])",
        rf"{words['numbered_house']} ?{_NUMBER}(?:,? {on_street})?",
        rf"{not_after_day}{_FORKED},? {_TWO_CAPITALS}",
        in_lane,
        rf"{in_flat}(?:,? {in_flat}){{0,2}}(?=,? ?(?:{lane}|{hamlet}|{number} ?[0-9]))",
        rf"{hamlet} {_CAPITALS}",
    )
    lives_at = (
        rf"{words['home']}(?: ?:| {words['home_more']})?(?: ?:| {words['home_link']})? ?"
        rf"((?:{words['house']} ?{_NUMBER}(?:,? ?{_CAPITALS})?|{_NUMBER},? {_CAPITALS}|{part}){more})"
        rf"|{words['whither']} ((?:{words['house']} ?)?{_NUMBER},? {_TWO_CAPITALS}{more}|{hamlet} {small}(?: {small})?)"
    )
    return re.compile(lives_at), re.compile(rf"(?:{'|'.join(homes)}){more}")


def _any_of(words: list[str]) -> str:
    return rf"(?<![^\W_])(?i:{spelled(*words)})(?![^\W_])"
