"""How a text is made comparable: one Unicode form, no invisible signs, one spelling per syllable.

`clean` keeps, for every character, where it stood in the original: evidence points at the citizen's own text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

LIMIT = 5000
MARKS_PER_LETTER = 4  # a Vietnamese letter carries two; thousands of marks on one letter are an attack

_TONES = {"\u0300": "1", "\u0301": "2", "\u0309": "3", "\u0303": "4", "\u0323": "5"}
_ODD = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u0300-\u036f\u0400-\u04ff\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\ufe00-\ufe0f\ufeff\ud800-\udfff]"
)
# Cyrillic letters that look Latin: a way round word lists, never needed in Vietnamese.
_LOOKALIKES = str.maketrans("аеорсухіѕԁһ", "aeopcyxisdh")
_RUN = re.compile(r"(.)\1{2,}")
_INVISIBLE = frozenset({"Cf", "Cs", "Co", "Cn", "Me"})


@dataclass(frozen=True)
class Clean:
    text: str
    starts: Sequence[int]  # for each character of `text`, where it begins in the original …
    ends: Sequence[int]  # … and where it ends


def clean(original: str, *, limit: int = LIMIT) -> Clean:
    """Lower case, NFKC, without invisible signs; only the first `limit` characters are read."""
    head = original[:limit]
    lowered = head.lower()
    if len(lowered) == len(head) and not _ODD.search(head) and unicodedata.is_normalized("NFKC", head):
        return Clean(lowered, range(len(head)), range(1, len(head) + 1))
    return _clean_slowly(head)


@lru_cache(maxsize=32768)
def key(syllable: str) -> str:
    """One spelling: tone at the end as a digit (hoà = hòa = hoa1), i for a final y, stretched letters cut."""
    tone, letters = "", []
    for char in unicodedata.normalize("NFD", _unstretch(syllable)):
        if char in _TONES:
            tone = _TONES[char]
        else:
            letters.append(char)
    body = unicodedata.normalize("NFC", "".join(letters))
    if body.endswith("y") and (body[-2:-1] not in "aâuoe" or body == "quy"):
        body = body[:-1] + "i"
    return body + tone


@lru_cache(maxsize=32768)
def plain(word_key: str) -> str:
    """The key as somebody types it without accents."""
    bare = unicodedata.normalize("NFD", word_key.rstrip("12345")).replace("đ", "d")
    return "".join(char for char in bare if not unicodedata.combining(char))


def _unstretch(syllable: str) -> str:
    """quáaaa → quá: no Vietnamese syllable ends in a doubled letter."""
    short = _RUN.sub(r"\1", syllable)
    while len(short) > 2 and _base(short[-1]) == _base(short[-2]):
        short = short[:-1]
    return short


def _base(char: str) -> str:
    return unicodedata.normalize("NFD", char)[0]


def _clean_slowly(text: str) -> Clean:
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end in _clusters(text):
        piece = _tidy(text[start:end])
        out.append(piece)
        starts.extend([start] * len(piece))
        ends.extend([end] * len(piece))
    return Clean("".join(out), starts, ends)


def _clusters(text: str) -> list[tuple[int, int]]:
    """A letter and the marks on it belong together."""
    cuts = [at for at, char in enumerate(text) if at == 0 or not unicodedata.combining(char)]
    return list(zip(cuts, [*cuts[1:], len(text)], strict=True)) if text else []


def _tidy(cluster: str) -> str:
    kept = [char for char in cluster[: 1 + MARKS_PER_LETTER] if not _is_invisible(char)]
    return unicodedata.normalize("NFKC", "".join(kept)).lower().translate(_LOOKALIKES)


def _is_invisible(char: str) -> bool:
    if "\ufe00" <= char <= "\ufe0f":
        return True
    category = unicodedata.category(char)
    return category in _INVISIBLE or (category == "Cc" and char not in "\n\r\t")
