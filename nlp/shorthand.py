"""How people shorten words on a phone, and which words need no accents: read from shorthand.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from nlp.normalize import key

_FILE = Path(__file__).parent / "lexicon" / "shorthand.toml"


@dataclass(frozen=True, eq=False)  # one is read once: it is itself alone, and what it wrote out can be remembered
class Shorthand:
    meanings: Mapping[str, tuple[str, ...]]
    units: frozenset[str]  # letters that measure when they follow a number: 500k, 5p
    needs_no_accent: frozenset[str]


def load_shorthand(path: Path = _FILE) -> Shorthand:
    data = tomllib.loads(path.read_text("utf-8"))
    return Shorthand(
        meanings={short: tuple(full.split()) for short, full in data["meanings"].items()},
        units=frozenset(data["units"]),
        needs_no_accent=frozenset(key(word) for word in data["needs_no_accent"].split()),
    )
