"""Which passwords are refused: too short, too long, or among the first that anybody would try.

Length and a list, no rules of composition and no forced change, as NIST SP 800-63B §5.1.1.2 and OWASP ASVS 5 §6.2 ask.
"""

import re
import unicodedata
from functools import cache
from importlib.resources import files

from feedback.canonical import comparable

SHORTEST = 12
LONGEST = 128
FEWEST_LETTERS = 5
"""Different characters: "aaaaaaaaaaab" has two."""

LEFT = 6
"""So many characters must remain once known words, one's own names, runs and repeats are taken out."""

RUNS = (
    "01234567890123456789",
    "98765432109876543210",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
)
SHORTEST_RUN = 3

NUMBERS = re.compile(
    r"(?:0|84)[235789]\d{8}"
    r"|(?:0?[1-9]|[12]\d|3[01])(?:0?[1-9]|1[0-2])(?:19|20)\d\d"
    r"|(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
    r"|(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d\d"
    r"|(?:19|20)\d\d"
)
"""Telephone numbers of this country, days and years: whoever knows a person knows these."""


def as_typed(password: str) -> str:
    """One spelling for what looks alike: keyboards send "ế" as one character or as three (NFKC, NIST SP 800-63B
    §5.1.1.2)."""
    return unicodedata.normalize("NFKC", password)


def password_trouble(password: str, *names: str) -> str:
    """ "" for one that may be used, else why not: short | long | known. `names` are the person's, unit's and product's:
    they count as known words, accents or none."""
    password = as_typed(password)
    if len(password) < SHORTEST:
        return "short"
    if len(password) > LONGEST:
        return "long"
    plain = _plain(password)
    own = {
        part for name in names for part in (_plain(name), *map(_plain, name.replace("-", " ").split())) if len(part) > 2
    }
    return "known" if len(set(plain)) < FEWEST_LETTERS or _left(plain, own) < LEFT else ""


def _left(plain: str, own: set[str]) -> int:
    """How much is not known, whichever is taken out first: a word may cut a run in two, and a run a word."""
    plain = NUMBERS.sub(" ", plain)
    orders = _without_runs(_without_words(plain, own)), _without_words(_without_runs(plain), own)
    return min(map(_unrepeated, orders))


def _without_words(plain: str, own: set[str]) -> str:
    """Longest first, so that none hides a longer one."""
    for word in sorted({*_common(), *own}, key=len, reverse=True):
        plain = plain.replace(word, " ")
    return plain


def _without_runs(plain: str) -> str:
    """What a run parts grows together: "pass1234word"."""
    for run in RUNS:
        for length in range(len(run), SHORTEST_RUN - 1, -1):
            for start in range(len(run) - length + 1):
                plain = plain.replace(run[start : start + length], "")
    return plain


def _unrepeated(plain: str) -> int:
    kept = plain.replace(" ", "")
    return sum(1 for before, one in zip(" " + kept, kept, strict=False) if one != before)


def _plain(text: str) -> str:
    """Letters and digits alone, small, without accents."""
    return "".join(character for character in comparable(text) if character.isalnum())


@cache
def _common() -> frozenset[str]:
    """The list, a word a line."""
    lines = files("feedback").joinpath("common_passwords.txt").read_text("utf-8").splitlines()
    return frozenset(word for line in lines if (word := _plain(line.partition("#")[0])))
