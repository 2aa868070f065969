"""What the phrases of data/cues.toml mean: how one is written stands on top of that file."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from feedback.canonical import fold

_WORDS_BETWEEN = r"[^\s/]{1,40} "
_GAP = rf"(?:{_WORDS_BETWEEN}){{0,5}}?"


@dataclass(frozen=True)
class Phrases:
    """What gives a cue, what only looks like it, and what takes it back. " / " ends a sentence."""

    said: re.Pattern[str]
    other_meaning: re.Pattern[str]
    denied: re.Pattern[str]

    def speak_in(self, row: str) -> bool:
        """Whether the cue is given in `row`, words with one space between."""
        return bool(self.said.search(self.denied.sub(" / ", self.other_meaning.sub(" / ", row))))


@cache
def phrases_of(cue: str) -> Phrases:
    """The phrases of one cue."""
    lists = _data()[cue]
    crossing = _any(_data()["grammar"]["turns"].split())
    steady = rf"(?:(?!{crossing}){_WORDS_BETWEEN}){{0,5}}?"
    but = rf"(?!(?:{_WORDS_BETWEEN}){{0,8}}?{_any(_lines(lists['but']))})"
    return Phrases(
        said=re.compile(r"(?<!\S)" + _any(_lines(lists["said"]))),
        other_meaning=re.compile(r"(?<!\S)" + _any(_lines(lists["other_meaning"]))),
        denied=re.compile(r"(?<!\S)" + _any(_lines(lists["denied"]), gap=steady) + but),
    )


@cache
def typed_words() -> dict[str, str]:
    """How words are shortened in chat, and what they stand for."""
    return dict(_data()["typed"])


@cache
def _data() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("feedback").joinpath("data/cues.toml").read_text("utf-8"))


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _any(phrases: list[str], *, gap: str = _GAP) -> str:
    return "(?:" + "|".join(_phrase(phrase, gap) for phrase in phrases) + ")"


def _phrase(phrase: str, gap: str) -> str:
    return "".join(gap if slot == "..." else _slot(slot) for slot in phrase.split())


def _slot(slot: str) -> str:
    choices = "|".join(_choice(choice) for choice in slot.rstrip("?").split("|"))
    return f"(?:{choices})" + ("?" if slot.endswith("?") else "")


def _choice(choice: str) -> str:
    exact = choice.startswith("=")
    return "".join(_one_word(word, exact) for word in choice.lstrip("=").split("_"))


def _one_word(word: str, exact: bool) -> str:
    if word == "#":
        return _amount()
    return "[0-9]{1,4} " if word == "9" else _spelling(word, exact) + " "


@cache
def _amount() -> str:
    """A sum as it is said: "200 k ", "hai trăm nghìn ", "2 tr 5 ", or a number with dots in it."""
    counts, units = (_any(_data()["grammar"][name].split()) for name in ("counts", "units"))
    number, thousands = r"[0-9][0-9.,]{0,14} ", r"[0-9]{1,3}(?:[.,][0-9]{3}){1,3} "
    return rf"(?:(?:{number}|{counts}{{1,4}})(?:{counts}){{0,2}}{units}(?:[0-9]{{1,3}} )?|{thousands})"


def _spelling(word: str, exact: bool) -> str:
    bare = fold(word)
    if exact:
        return re.escape(word)
    if bare != word:
        return f"(?:{re.escape(word)}|{re.escape(bare)})"
    return "".join(_any_marks(letter) for letter in word)


@cache
def _any_marks(letter: str) -> str:
    marked = "".join(c for c in map(chr, range(0xC0, 0x1EFA)) if c.islower() and fold(c) == letter)
    return f"[{letter}{marked}]" if marked else re.escape(letter)
