"""Praise that is passed on: what counts as praise alone, who may be asked for a name beside it, and what a name is.

Praise names an officer who served; it reaches them only when nothing in it complains, accuses or is sealed. A name is
never needed. Who gives one wants to be thanked by it, so it must be a name and nothing else: no number, no address, no
link and no message, for nobody reads it before the officer does.
"""

import tomllib
from enum import StrEnum
from importlib.resources import files
from unicodedata import normalize

from feedback.analysis import Analysis, must_seal
from feedback.cues import cues_in
from feedback.name_lists import name_lists
from feedback.privacy import KINDS, redact
from feedback.ratings import SATISFIED_FROM
from feedback.requests import Kind
from feedback.tags import TAGS
from feedback.units import Unit

LONGEST = 60
"""Letters of a name."""
MOST_WORDS = 7
SHORTEST = 2

MERITS = frozenset(tag.code for tag in TAGS if tag.kind == "praise")

_LABELS = {kind: f"[{kind}]" for kind in KINDS}
_NAMES = ("name", "staff")
_ALLOWED = " .'’-"
_WORDS = tomllib.loads(files("feedback").joinpath("data/citizen_names.toml").read_text("utf-8"))
_LEADS: tuple[str, ...] = tuple(_WORDS["leads"])
"""What people write before their name; it is left off."""
_PRONOUNS = frozenset(_WORDS["pronouns"])
_NUMBERS = frozenset(_WORDS["numbers"])
_DECLINES = frozenset(_WORDS["declines"])
_NOT_IN_A_NAME = frozenset(_WORDS["not_names"])
"""An address or a sentence, with the accents that tell them from names."""


class Unnameable(StrEnum):
    """Why a text is not taken as a name; `praise_name.wrong.<value>` says what to do."""

    EMPTY = "empty"
    LONG = "long"
    NUMBER = "number"
    SIGNS = "signs"
    ADDRESS = "address"
    SENTENCE = "sentence"


def praises(kind: Kind, analysis: Analysis) -> bool:
    """Nothing but praise: no complaint (a tag that the scheme no longer knows may have been one), no gate, nothing that
    seals or wants a person. Words after a rating must say what was good; a letter of praise was written as one."""
    codes = set(analysis.codes)
    if analysis.gate or analysis.urgent or analysis.needs_person or must_seal(analysis):
        return False
    if analysis.sentiment == "tieu-cuc" or not codes <= MERITS:
        return False
    return kind is Kind.PRAISE or bool(codes)


def may_be_named(kind: Kind, level: int | None, *, officer_id: int | None, unit: Unit) -> bool:
    """Whether the person is asked for a name: only praise of somebody by name, and never at a health station, where
    having been there tells of an illness (dữ liệu cá nhân nhạy cảm, Luật 91/2025/QH15)."""
    if officer_id is None or unit.kind == "health":
        return False
    return kind is Kind.PRAISE or (kind is Kind.WORDS and level is not None and level >= SATISFIED_FROM)


def citizen_name(text: str) -> str | Unnameable:
    """The name as it will be shown, or what keeps it from being one."""
    name = _without_lead(" ".join(normalize("NFC", text).split()))
    words = name.lower().split()
    if sum(map(str.isalpha, name)) < SHORTEST:
        return Unnameable.NUMBER if any(map(str.isdigit, name)) else Unnameable.EMPTY
    if len(name) > LONGEST:
        return Unnameable.LONG
    if any(map(str.isdigit, name)):
        return Unnameable.NUMBER
    if not all(letter.isalpha() or letter in _ALLOWED for letter in name) or _looks_like_a_link(name):
        return Unnameable.SIGNS
    found = {one.kind for one in redact(name, labels=_LABELS).found}
    if not found <= set(_NAMES) or not _NOT_IN_A_NAME.isdisjoint(words):
        return Unnameable.ADDRESS
    return name if _reads_as_a_name(words) and not cues_in(name) else Unnameable.SENTENCE


def declines(text: str) -> bool:
    """Whether what stands where a name belongs says that there shall be none."""
    return " ".join(normalize("NFC", text).lower().split()).strip(" .!") in _DECLINES


def _reads_as_a_name(words: list[str]) -> bool:
    """Beyond two words a family name goes first; before it one word of address at most ("chị")."""
    lists = name_lists()
    if len(words) > MOST_WORDS or not _PRONOUNS.isdisjoint(words) or sum(word in _NUMBERS for word in words) > 1:
        return False
    rest = words[1:] if words[0].rstrip(".") in lists.address and words[0] not in lists.any_family else words
    if len(rest) <= 2 or rest[0] in lists.any_family | lists.standing_family:
        return True
    return any(sign in word[:3] for word in rest for sign in "'’")  # "Rah Lan H’Nhung"


def _without_lead(name: str) -> str:
    lower = name.lower()
    lead = next((lead for lead in _LEADS if lower.startswith(f"{lead} ")), "")
    return name[len(lead) :].strip(" .")


def _looks_like_a_link(name: str) -> bool:
    """A dot inside a word; initials have theirs behind one letter."""
    parts = name.replace(". ", " ").rstrip(".").split()
    return any(len(piece) > 1 for part in parts if "." in part for piece in part.split("."))
