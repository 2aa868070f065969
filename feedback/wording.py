"""Every sentence that a person reads, by key, from vi.toml and en.toml. Code holds none."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("vi", "en")
"""In the order they are offered; the first is spoken when nobody chose."""


@dataclass(frozen=True)
class Words:
    """The sentences of one language."""

    language: str
    table: Mapping[str, str]

    def say(self, key: str, **values: object) -> str:
        """The sentence under `key` with its `{placeholders}` filled. KeyError when the key or a value is missing."""
        return self.table[key].format(**values)

    def has(self, key: str) -> bool:
        """Whether there is such a sentence (a counter's own hint, say)."""
        return key in self.table


@cache
def words(language: str) -> Words:
    """The words of a language; Vietnamese for one that we do not speak."""
    known = language if language in LANGUAGES else LANGUAGES[0]
    text = files("feedback").joinpath(f"{known}.toml").read_text("utf-8")
    return Words(known, dict(_flatten(tomllib.loads(text))))


def _flatten(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flatten(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value.strip("\n")


def shortened(text: str, limit: int) -> str:
    """The beginning of somebody's words on one line, at most `limit` characters, cut after a word."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,;.") + "…"
