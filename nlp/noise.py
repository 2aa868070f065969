"""The same messages as hurried people type them: to learn from, and to see how little is lost.

Four kinds, each with its own chance, the same for the same text on every machine.
"""

from __future__ import annotations

import random
import re
import unicodedata
import zlib
from collections.abc import Callable, Mapping

_SHORT: Mapping[str, tuple[str, ...]] = {
    "không": ("ko", "k", "hok", "khong"), "được": ("dc", "đc"), "gì": ("j", "ji"), "rồi": ("r", "roi"),
    "với": ("vs",), "nhân viên": ("nv",), "cán bộ": ("cb",), "người": ("ng",), "biết": ("bít", "bik"),
    "trước": ("trc",), "cũng": ("cx", "cug"), "như thế nào": ("ntn",), "điện thoại": ("đt",), "bây giờ": ("bh", "h"),
    "quá": ("wá", "qá"), "làm": ("lm",), "phải": ("p", "fai"), "mình": ("mk", "mik"), "nhưng": ("nhg", "nhưg"),
    "giảng viên": ("gv",), "giáo viên": ("gv",), "sinh viên": ("sv",), "hồ sơ": ("hs",), "ngân hàng": ("nh",),
    "bệnh nhân": ("bn",), "bệnh viện": ("bv",), "công an": ("ca",), "luôn": ("lun",), "thôi": ("thui",),
    "mấy": ("mí",), "ơi": ("ui",), "lắm": ("lém",), "tháng": ("thg",), "trả lời": ("tl", "rep"),
    "hôm nay": ("hnay",), "thế": ("tek", "thế"), "chị": ("c", "chj"), "giờ": ("h",), "vậy": ("z", "vay"),
}  # fmt: skip
_LONG = re.compile(rf"(?<!\w)(?:{'|'.join(sorted(_SHORT, key=len, reverse=True))})(?!\w)", re.I)
_TELEX_TONES = {"\u0300": "f", "\u0301": "s", "\u0309": "r", "\u0303": "x", "\u0323": "j"}
_TELEX_MARKS = {"ă": "aw", "â": "aa", "đ": "dd", "ê": "ee", "ô": "oo", "ơ": "ow", "ư": "uw"}
_SHORTENED, _MISTYPED, _HALF_TYPED = 0.6, 0.1, 0.12  # shares of words


def without_accents(text: str) -> str:
    """As typed on a phone without a Vietnamese keyboard."""
    bare = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
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
    return chance.choice(_SHORT[word.lower()]) if chance.random() < _SHORTENED else word


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
    """The first letter with a mark, as the keys that make it; the tone behind it."""
    for at, char in enumerate(word):
        base = unicodedata.normalize("NFD", char)
        tone = next((key for mark, key in _TELEX_TONES.items() if mark in base), "")
        bare = unicodedata.normalize("NFC", "".join(part for part in base if part not in _TELEX_TONES))
        keys = _TELEX_MARKS.get(bare, bare) + tone
        if keys != char:
            return word[:at] + keys + word[at + 1 :]
    return word
