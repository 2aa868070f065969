"""The same messages as hurried people type them, to see how little is lost.

Four kinds, each with its own chance, the same for the same text on every machine.
"""

from __future__ import annotations

import random
import re
import tomllib
import unicodedata
import zlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

_FILE = Path(__file__).parent / "lexicon" / "haste.toml"
_SHORT: Mapping[str, Sequence[str]] = {
    words: shorts.split() for words, shorts in tomllib.loads(_FILE.read_text("utf-8")).items()
}
_LONG = re.compile(rf"(?<!\w)(?:{'|'.join(sorted(_SHORT, key=len, reverse=True))})(?!\w)", re.I)
_TELEX_TONES = {"\u0300": "f", "\u0301": "s", "\u0309": "r", "\u0303": "x", "\u0323": "j"}
_TELEX_MARKS = {"\u0306": "w", "\u031b": "w"}  # a hat doubles its letter
_HAT = "\u0302"
_SHORTENED, _MISTYPED, _HALF_TYPED = 0.6, 0.1, 0.12  # shares of words


def without_accents(text: str) -> str:
    """As typed on a phone without a Vietnamese keyboard."""
    bare = unicodedata.normalize("NFD", text.replace("\u0111", "d").replace("\u0110", "D"))
    return "".join(char for char in bare if not unicodedata.combining(char))


def shortened(text: str) -> str:
    """Teencode: the usual short forms for six of ten words that have one."""
    chance = _chance(text)
    return _LONG.sub(lambda found: _maybe(found[0], chance), text)


def mistyped(text: str) -> str:
    """One word of ten with two letters swapped, one left out, one doubled, or a neighbour's."""
    chance = _chance(text)
    return " ".join(_slip(word, chance) if chance.random() < _MISTYPED else word for word in text.split(" "))


def half_typed(text: str) -> str:
    """Telex keys left standing in one word of eight: "casn", "ddi"."""
    chance = _chance(text)
    return " ".join(_keys(word) if chance.random() < _HALF_TYPED else word for word in text.split(" "))


NOISES: tuple[Callable[[str], str], ...] = (without_accents, shortened, mistyped, half_typed)


def noised(texts: list[str]) -> list[str]:
    """Each text by one of the four, in turn."""
    return [NOISES[at % len(NOISES)](text) for at, text in enumerate(texts)]


def _chance(text: str) -> random.Random:
    return random.Random(zlib.crc32(text.encode("utf-8", "surrogatepass")))  # noqa: S311 - chance, not a secret


def _maybe(word: str, chance: random.Random) -> str:
    return chance.choice(_SHORT.get(word.lower(), (word,))) if chance.random() < _SHORTENED else word


def _slip(word: str, chance: random.Random) -> str:
    if len(word) < 3:
        return word
    at = chance.randrange(len(word) - 1)
    return chance.choice(
        (
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + chance.choice("qwertyuiopasdfghjklzxcvbnm") + word[at + 1 :],
        )
    )


def _keys(word: str) -> str:
    """The first letter with a mark, as the keys that make it."""
    for at, char in enumerate(word):
        letter, *marks = tuple(unicodedata.normalize("NFD", char))
        keys = "".join(letter if mark == _HAT else _TELEX_MARKS.get(mark, _TELEX_TONES.get(mark, "")) for mark in marks)
        if char in ("\u0111", "\u0110"):
            return f"{word[:at]}dd{word[at + 1:]}"
        if keys:
            return word[:at] + letter + keys + word[at + 1 :]
    return word
