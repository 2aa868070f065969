"""The form of a text that patterns are matched against: nothing invisible, no look-alikes, plain digits.

Every character knows where it came from, so that what is found can be cut out of the text as it was typed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

# Letters of other scripts that a reader takes for Latin ones; each second character stands for the first.
_LOOKALIKES = dict(
    pair
    for pair in zip(
        "аеорсухкмтвнзіјѕԁԛԝһɡαβεικνορτυχγАЕОРСУХКМТВНЗІЈЅԚԜҺΑΒΕΖΗΙΚΜΝΟΡΤΥΧıⅼ",
        "aeopcyxkmtbhзijsdqwhgaβeiknoptuxyAEOPCYXKMTBHЗIJSQWHABEZHIKMNOPTYXil",
        strict=True,
    )
    if pair[0] != pair[1]
)
_DOTS = frozenset("·•∙⋅。．｡٫")
_BLANKS = frozenset("\u2800\u3164\u115f\u1160\uffa0")


@dataclass(frozen=True)
class Canonical:
    """`accented` keeps marks and case, `plain` is lower case without marks; they run in step."""

    accented: str
    plain: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Where characters `start` to `end` (not empty) stood in the text as typed."""
        return self.starts[start], self.ends[end - 1]


def canonical(text: str) -> Canonical:
    """Read `text` the way a person's eye does."""
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for position, character in enumerate(text):
        pieces = _read(character)
        if pieces is None:
            if letters:
                letters[-1] = _with_mark(letters[-1], character)
                ends[-1] = position + 1
            continue
        for piece in pieces:
            letters.append(piece)
            starts.append(position)
            ends.append(position + 1)
    return Canonical(
        accented="".join(letters),
        plain="".join(_bare(letter) for letter in letters),
        starts=tuple(starts),
        ends=tuple(ends),
    )


def fold(text: str) -> str:
    """`text` in lower case without marks: "Đường Lê Lợi" → "duong le loi"."""
    return canonical(text).plain


def comparable(text: str) -> str:
    """For comparing what people type: lower case, no accents, đ as d, only letters and digits, single spaces."""
    plain = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).lower().replace("đ", "d"))
    letters = (c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join("".join(letters).split())


def same_word(typed: str, word: str) -> bool:
    """Whether it is `word`, with its marks or with none, capitals or not: "huong" is Hương, "hướng" is not."""
    return typed.lower() in (word.lower(), fold(word))


def spelled(*words: str) -> str:
    """A pattern for any of `words`, each with its marks or with none at all, longest first."""
    forms = sorted({form for word in words for form in (word, fold(word))}, key=lambda form: (-len(form), form))
    return "(?:" + "|".join(re.escape(form) for form in forms) + ")"


@lru_cache(maxsize=8192)
def _read(character: str) -> str | None:
    """What one character shows: "" for an invisible one, None for a mark that sits on the letter before."""
    category = unicodedata.category(character)
    if category in ("Mn", "Me"):
        return None
    if category == "Cf" or (category == "Cc" and character not in "\n\r\t"):
        return ""
    if character in _BLANKS or category == "Zs" or character == "\t":
        return " "
    if character in _DOTS:
        return "."
    if category == "Pd" or character == "−":
        return "-"
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return str(digit)
    if character in "\n\r\u2028\u2029":
        return "\n"
    return "".join(_one_letter(part) for part in unicodedata.normalize("NFKC", character) if _visible(part))


def _visible(part: str) -> bool:
    return unicodedata.category(part) not in ("Mn", "Me", "Cf", "Cc")


def _one_letter(part: str) -> str:
    part = _LOOKALIKES.get(part, part)
    digit = unicodedata.digit(part, None)
    if digit is not None:
        return str(digit)
    # A letter whose other case has another length would put the two views out of step.
    return part if len(part.lower()) == 1 else _bare(part)


@lru_cache(maxsize=4096)
def _with_mark(letter: str, mark: str) -> str:
    joined = unicodedata.normalize("NFC", letter + mark)
    return joined if len(joined) == 1 and len(joined.lower()) == 1 else letter


@lru_cache(maxsize=8192)
def _bare(letter: str) -> str:
    base = unicodedata.normalize("NFD", letter)[0].lower()[0]
    return "d" if base == "đ" else base
