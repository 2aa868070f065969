"""Whether words to a citizen ask who they are: they wrote without a name, and one may ask about the matter only.

The ways of saying it are in data/fishing.toml.
"""

import re
import tomllib
from functools import cache
from importlib.resources import files

from feedback.canonical import comparable

_SENTENCE_END = re.compile(r"[!?;\n]|\.(?![0-9])")
_BETWEEN = r"(?: (?!/)\S+){0,8}?"
_UP_TO_THREE = r"(?: (?![,/])\S+){0,3}?"


def asks_who(text: str) -> bool:
    """Whether a sentence of `text` asks for a name, a number or an address of the citizen, or calls them in.

    Not where it says that no name is needed, and not where it asks which officer or which place it was.
    """
    return any(_patterns()["fishes"].search(_told(sentence)) for sentence in _SENTENCE_END.split(text))


def _told(sentence: str) -> str:
    """Its words with one space between, a comma as a word; " / " stands where something is said that asks nobody."""
    row = " , ".join(comparable(part) for part in sentence.split(","))
    for name in ("matter", "denied"):
        row = _patterns()[name].sub(" / ", f" {row} ")
    return " ".join(row.split())


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    data = tomllib.loads(files("feedback").joinpath("data/fishing.toml").read_text("utf-8"))
    of = {name: _any(text) for name, text in data.items()}
    asked = rf"{of['asks']}{_BETWEEN} {of['person']}|{of['person']}{_BETWEEN} {of['is_what']}"
    called = rf"{of['invites']}{_BETWEEN} {of['meeting']}"
    what = f"(?:{of['asks']}|{of['person']}|{of['meeting']}|neu)"
    denied = rf"{of['denied']}{_UP_TO_THREE} {what}(?: (?!{of['turns']} )\S+)*"
    return {
        "matter": re.compile(rf" {of['matter']}(?= )"),
        "denied": re.compile(rf" {denied}(?= )"),
        "fishes": re.compile(rf"(?<!\S)(?:{asked}|{of['alone']}|{called})(?!\S)"),
    }


def _any(text: str) -> str:
    """One of the lines, as `_told` writes them."""
    lines = (" , ".join(comparable(part) for part in line.split(",")) for line in text.splitlines() if line.strip())
    return "(?:" + "|".join(sorted(lines, key=len, reverse=True)) + ")"
