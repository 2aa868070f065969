"""What a message must be handled as before anybody has read it: money, the head, a leak, tố cáo, khiếu nại, danger.

Phrases and the way to write them are in data/cues.toml. A cue may only seal a case or warn, never release one.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from feedback.canonical import canonical, fold


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
    return frozenset(
        cue for cue, phrases in _phrases().items() if any(phrases.speak_in(reading) for reading in readings)
    )


def must_seal(cues: frozenset[Cue]) -> bool:
    """Whether the head of the unit must not see the case until a person of the superior unit has read it."""
    return not cues.isdisjoint(_SEALING)


@dataclass(frozen=True)
class _Phrases:
    said: re.Pattern[str]
    other_meaning: re.Pattern[str]
    denied: re.Pattern[str]

    def speak_in(self, reading: str) -> bool:
        return bool(self.said.search(self.denied.sub(" / ", self.other_meaning.sub(" / ", reading))))


# A sentence is a row of words with one space between; " / " ends it and no phrase reads on.
_DOTTED = re.compile(r"(?<=[^\W\d_])[.*_·'\-](?=[^\W\d_])")
_SENTENCE_END = re.compile(r"[!?;:/|\n()\[\]{}…]|\.(?![0-9])|(?<![0-9])\.|[^\w\s.,]")
_COMMA = re.compile(r",(?![0-9])|[\"'“”‘’«»]")
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_SPACED = re.compile(r"(?<!\S)(?:[^\W\d_] ){3,40}[^\W\d_](?!\S)")
_SUM = re.compile(r"([0-9])(k|tr|đ|d|tỷ|ty|triệu|trieu|nghìn|nghin|ngàn|ngan|củ|cu|lít|lit|xị|xi|đồng|dong|vnd|usd)(?=[0-9 ]|$)")


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
    typed = _typed().get(word)
    if typed:
        return typed
    if any(c.isalpha() for c in word) and not word[0].isdigit():
        word = word.replace("0", "o")
    if word.startswith("f") and len(word) < 6:
        word = "ph" + word[1:]
    return ("gi" + word[1:] if word.startswith("j") else word).replace("j", "i")


@cache
def _typed() -> dict[str, str]:
    return dict(_data()["typed"])


@cache
def _phrases() -> dict[Cue, _Phrases]:
    return {cue: _compiled(_data()[cue.value]) for cue in Cue}


@cache
def _data() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("feedback").joinpath("data/cues.toml").read_text("utf-8"))


def _compiled(lists: dict[str, str]) -> _Phrases:
    but = rf"(?!(?:[^\s/]{{1,40}} ){{0,8}}?{_any(_lines(lists['but']))})"
    return _Phrases(
        said=re.compile(r"(?<!\S)" + _any(_lines(lists["said"]))),
        other_meaning=re.compile(r"(?<!\S)" + _any(_lines(lists["other_meaning"]))),
        denied=re.compile(r"(?<!\S)" + _any(_lines(lists["denied"]), gap=_STEADY_GAP) + but),
    )


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


_GAP = r"(?:[^\s/]{1,40} ){0,5}?"
_STEADY_GAP = r"(?:(?!(?:nhưng|nhung|mà|ma|vẫn|van|thì|thi) )[^\s/]{1,40} ){0,5}?"


def _any(phrases: list[str], *, gap: str = _GAP) -> str:
    return "(?:" + "|".join(_phrase(phrase, gap) for phrase in phrases) + ")"


def _phrase(phrase: str, gap: str) -> str:
    return "".join(gap if slot == "..." else _slot(slot) for slot in phrase.split())


_COUNTS = "một hai ba bốn năm sáu bảy tám chín mười nửa vài mấy chục trăm rưỡi mươi"
_UNITS = "k nghìn ngàn trăm triệu tr củ lít xị chai vé đồng đ vnd usd đô tỷ ty cây"


@cache
def _amount() -> str:
    """ "200 k ", "2.000.000 đồng ", "hai trăm nghìn ", or a number with dots in it."""
    counts, units = (rf"(?:{_any(words.split())})" for words in (_COUNTS, _UNITS))
    return rf"(?:(?:[0-9][0-9.,]{{0,14}} |{counts}{{1,4}})(?:{counts}){{0,2}}{units}(?:[0-9]{{1,3}} )?|[0-9]{{1,3}}(?:[.,][0-9]{{3}}){{1,3}} )"


def _slot(slot: str) -> str:
    optional = slot.endswith("?")
    choices = "|".join(_choice(choice) for choice in slot.rstrip("?").strip("()").split("|"))
    return f"(?:{choices})" + ("?" if optional else "")


def _choice(choice: str) -> str:
    exact = choice.startswith("=")
    return "".join(_one_word(word, exact) for word in choice.lstrip("=").split("_"))


def _one_word(word: str, exact: bool) -> str:
    if word == "#":
        return _amount()
    return "[0-9]{1,4} " if word == "9" else _spelling(word, exact) + " "


def _spelling(word: str, exact: bool) -> str:
    bare = fold(word)
    if exact:
        return re.escape(word)
    if bare != word:
        return f"(?:{re.escape(word)}|{re.escape(bare)})"
    return "".join(_any_marks(letter) for letter in word)


@cache
def _any_marks(letter: str) -> str:
    marked = [c for c in map(chr, range(0xC0, 0x1EFA)) if c.islower() and fold(c) == letter and unicodedata.category(c) == "Ll"]
    return f"[{letter}{''.join(marked)}]" if marked else re.escape(letter)
