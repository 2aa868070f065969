"""What a message must be handled as before anybody reads it: money, the head, a leak, tố cáo, danger.

Phrases, and the way to write them, are in data/cues.toml. A cue may only seal a case or warn.
"""

from __future__ import annotations

import re
from enum import StrEnum

from feedback.canonical import canonical
from feedback.cue_phrases import phrases_of, typed_words


class Cue(StrEnum):
    MONEY = "money"
    HEAD = "head"
    LEAK = "leak"
    DENUNCIATION = "denunciation"
    COMPLAINT_AT_LAW = "complaint-at-law"
    DANGER = "danger"


_SEALING = frozenset((Cue.MONEY, Cue.HEAD, Cue.LEAK, Cue.DENUNCIATION))


def cues_in(text: str) -> frozenset[Cue]:
    """Every cue that `text` gives, with or without marks, however it is typed."""
    readings = _readings(text)
    return frozenset(cue for cue in Cue if any(phrases_of(cue.value).speak_in(row) for row in readings))


def tells_of_proof(text: str) -> bool:
    """Whether it speaks of evidence: a recording, a picture, a paper, a witness, money that was transferred."""
    return any(phrases_of("proof").speak_in(row) for row in _readings(text))


def must_seal(cues: frozenset[Cue]) -> bool:
    """Whether the head of the unit must not see the case until a person of the superior unit has read it."""
    return not cues.isdisjoint(_SEALING)


# A sentence is a row of words with one space between; " / " ends it and no phrase reads on.
_DOTTED = re.compile(r"(?<=[^\W\d_])[.*_·'\-](?=[^\W\d_])")
_SENTENCE_END = re.compile(r"[!?;:/|\n()\[\]{}…]|\.(?![0-9])|(?<![0-9])\.|[^\w\s.,]")
_COMMA = re.compile(r",(?![0-9])|[\"'“”‘’«»]")
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_SPACED = re.compile(r"(?<!\S)(?:[^\W\d_] ){3,40}[^\W\d_](?!\S)")
# "200k", "2tr5": a sum and its unit.
_SUM = re.compile(r"([0-9])([^\W\d_]{1,6})(?=[0-9 ])")


def _readings(text: str) -> tuple[str, ...]:
    """The text as rows of words: once with dots and dashes inside words as spaces, once without them."""
    letters = canonical(text).accented.lower()
    joined = _DOTTED.sub("", letters)
    first = _read(_DOTTED.sub(" ", letters))
    return (first,) if joined == letters else (first, _read(joined))


def _read(letters: str) -> str:
    letters = _STRETCHED.sub(r"\1", _COMMA.sub(" ", letters))
    words = _SENTENCE_END.sub(" / ", letters).split()
    row = _SUM.sub(r"\1 \2 ", " ".join(_word(word) for word in words) + " ")
    row = _SPACED.sub(lambda spaced: spaced.group().replace(" ", ""), row)
    return " " + " ".join(row.split()) + " "


def _word(word: str) -> str:
    """One word as a person means it: "ko" → "không", "ph0ng" → "phong", "tjền" → "tiền"."""
    typed = typed_words().get(word)
    if typed:
        return typed
    if any(c.isalpha() for c in word) and not word[0].isdigit():
        word = word.replace("0", "o")
    if word.startswith("f") and len(word) < 6:
        word = "ph" + word[1:]
    return ("gi" + word[1:] if word.startswith("j") else word).replace("j", "i")
