"""Whether words to a citizen ask who they are: they wrote without a name, and one may ask about the matter only.

A sentence asks where words of certain concepts follow one another; concepts and rules are in data/fishing.toml.
"""

import re
import unicodedata
from functools import cache
from itertools import pairwise

from feedback.canonical import canonical
from feedback.concepts import MASK, Table, held, read_table, spans

_SENTENCE = re.compile(r"(?:[^!?;\n.]|\.(?=[0-9]))+\??")
_TOKEN = re.compile(r"[^\W_]+|[,:?]")
_SPACED = re.compile(r"(?<![^\W_])(?:[^\W\d_][ .\-_*]{1,2}){2,}[^\W\d_](?![^\W_])")
_SHORT = 7
"""Words of a sentence that is read with the one before it: "Xin cho biết thêm. Họ tên?" """


def asks_who(text: str) -> bool:
    """Whether `text` asks for a name, a number, an address or looks of the citizen, guesses at them or calls them in.

    Not where it says that no name is needed, and not where it asks which officer or which place it was.
    """
    typed = [_words(found.group()) for found in _SENTENCE.finditer(_joined(canonical(text).accented))]
    told = [_told(words) for words in typed if any(map(str.isalnum, words))]
    both = ([*one, ",", *two] for one, two in pairwise(told) if len(two) <= _SHORT)
    return any(_holds(words, "threats") for words in typed) or any(map(_fishes, told)) or any(map(_fishes, both))


def _joined(text: str) -> str:
    """Letters that are typed one by one ("s đ t", "z.a.l.o") as the word they make."""
    return _SPACED.sub(lambda found: re.sub(r"[ .\-_*]", "", found.group()), text)


def _words(sentence: str) -> list[str]:
    return ["^", *_TOKEN.findall(unicodedata.normalize("NFC", sentence.lower()))]


def _told(words: list[str]) -> list[str]:
    """The words without those that ask nobody: what is about the matter, and what is said not to be needed."""
    rules = _table().rules
    for start, end in held(words, spans(_table(), words), rules["nobody"]):
        words = _left_out(words, start, end)
    of = spans(_table(), words)
    turns = {start for start, _ in of.get("turns", ())}
    hidden = 0
    for start, end in sorted(held(words, of, rules["denied"])):
        if start >= hidden and not any(turn in turns for turn in range(start + 1, end)):
            hidden = next((at for at in range(end, len(words)) if at in turns), len(words))
            words = _left_out(words, start, hidden)
    return words


def _left_out(words: list[str], start: int, end: int) -> list[str]:
    return [*words[:start], *[MASK] * (end - start), *words[end:]]


def _fishes(words: list[str]) -> bool:
    """A question to the writer that names nothing of the matter is one about the writer ("adrift")."""
    if _holds(words, "fishes"):
        return True
    return MASK not in words and "anchor" not in spans(_table(), words) and _holds(words, "adrift")


def _holds(words: list[str], rules: str) -> bool:
    return bool(held(words, spans(_table(), words), _table().rules[rules]))


@cache
def _table() -> Table:
    return read_table("fishing.toml")
