"""Every phrase of the lexicon, and where phrases stand in a text; one pass finds tags and cues alike."""

from __future__ import annotations

import hashlib
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from nlp.normalize import key
from nlp.patterns import Pattern, Readings, Sign, Words, alternatives, parse, sign_frequency
from nlp.words import Reading, Word

_FOLDER = Path(__file__).parent / "lexicon"
_NOT_PHRASES = frozenset({"concepts.toml", "groups.toml", "haste.toml", "shorthand.toml", "readings.toml"})
_WEIGHTS = {"strong": 0.9, "plain": 0.7, "weak": 0.35}
_BY_SENSE = ("tag.", "tone.", "cue.danger")  # the others only direct how these are read
_ENOUGH_BARE = 3
_DENSE = 0.4
_KEYS = frozenset({"role", "weight", "intrinsic", "urgent", "patterns"})
_KINDS = ("tag.", "not.", "cue.", "tone.")


@dataclass(frozen=True)
class Phrase:
    role: str  # `tag.<code>`, `not.<code>` for its exceptions, `cue.<name>` or `tone.<name>`
    pattern: Pattern
    weight: float = _WEIGHTS["plain"]
    intrinsic: bool = False  # negative by its own words, so that a "không" does not cancel it
    urgent: bool = False


@dataclass(frozen=True)
class Hit:
    start: int  # in the view
    end: int
    phrase: Phrase
    weight: float

    def touches(self, other: Hit) -> bool:
        return self.start < other.end and other.start < self.end

    def takes_out(self, other: Hit) -> bool:
        """An exception does, wherever it touches; but one that lies behind the phrase's own beginning does not
        ("không trả lại tiền" is more than "trả lại tiền")."""
        longer = other.phrase.intrinsic and other.start < self.start and self.end <= other.end
        return self.touches(other) and not longer


Hits = Mapping[str, Sequence[Hit]]


class _Entry(NamedTuple):
    number: int
    phrase: Phrase
    needed: tuple[frozenset[Sign], ...]  # besides the signs it is listed under
    starts: frozenset[str]


class Phrasebook:
    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self.phrases = tuple(phrases)
        frequency = sign_frequency([phrase.pattern for phrase in self.phrases])
        self._listed: dict[Sign, list[_Entry]] = defaultdict(list)
        for number, phrase in enumerate(self.phrases):
            anchors = phrase.pattern.anchors(frequency)
            others = tuple(signs for signs in phrase.pattern.needed if signs != anchors)
            entry = _Entry(number, phrase, others, phrase.pattern.starts)
            for sign in anchors:
                self._listed[sign].append(entry)

    @property
    def version(self) -> str:
        """Changes when any phrase changes, so that an old reading can be told from a new one."""
        rows = sorted((p.role, p.weight, p.intrinsic, p.urgent, p.pattern.source) for p in self.phrases)
        return hashlib.sha256(repr(rows).encode()).hexdigest()[:10]

    def find(self, reading: Reading) -> Hits:
        """Where the phrases of each role stand, in order, without those that an exception covers."""
        found: dict[str, list[Hit]] = defaultdict(list)
        for phrase, places in self._candidates(reading):
            found[phrase.role].extend(_hits(phrase, reading, places))
        for hits in found.values():
            hits.sort(key=lambda hit: (hit.start, hit.end))
        return {role: _without(hits, found.get(_exception(role), ())) for role, hits in found.items()}

    def _candidates(self, reading: Reading) -> Iterator[tuple[Phrase, Sequence[int]]]:
        """Phrases all of whose words are there, with the places where they could begin."""
        vocabulary = reading.vocabulary
        plain = [word.plain for word in reading.words]
        there: set[Sign] = {*vocabulary, *pairwise(plain)}
        seen: set[int] = set()
        for sign in there & self._listed.keys():
            for number, phrase, needed, starts in self._listed[sign]:  # the innermost loop of all, kept bare
                if number in seen:
                    continue
                seen.add(number)
                for signs in needed:
                    if signs.isdisjoint(there):
                        break
                else:
                    here = starts & vocabulary.keys()
                    if len(here) == 1:
                        yield phrase, vocabulary[next(iter(here))]
                    elif here:
                        yield phrase, sorted([at for start in here for at in vocabulary[start]])


def load_phrasebook(folder: Path = _FOLDER) -> Phrasebook:
    groups = _read(folder / "groups.toml")
    named = {name: [line.strip() for line in text.split(",")] for name, text in groups.items()}
    words = Words(named, load_readings(folder))
    files = [file for file in sorted(folder.glob("*.toml")) if file.name not in _NOT_PHRASES]
    return Phrasebook(phrase for file in files for phrase in _phrases(file, words))


def load_readings(folder: Path = _FOLDER) -> Readings:
    """For a syllable without accents, the words that it usually stands for."""
    usual = _read(folder / "readings.toml").items()
    return {bare: frozenset(key(word) for word in text.split()) for bare, text in usual}


def _hits(phrase: Phrase, reading: Reading, places: Sequence[int]) -> Iterator[Hit]:
    regex, view, end = phrase.pattern.regex_for(reading.bare), reading.view, 0
    for start in places:
        match = regex.match(view, start) if start >= end else None
        if match:
            end = match.end()
            weight = _weight(phrase, reading.between(start, end)) if "~" in match[0] else phrase.weight
            if weight:
                yield Hit(start, end, phrase, weight)


def _weight(phrase: Phrase, words: Sequence[Word]) -> float:
    """Without accents few words may mean something else ("cho .. trong"): one is nothing, two are a weak sign,
    and so are words of the phrase with too many others between them."""
    ours = [word for word in words if word.plain in phrase.pattern.accented]
    bare = sum(word.form.endswith("~") for word in ours)
    if not phrase.role.startswith(_BY_SENSE) or not bare or bare < len(ours):
        return phrase.weight
    if len(words) == 1:
        return 0.0
    dense = bare == len(words) or bare >= max(_ENOUGH_BARE, _DENSE * len(words))
    sure = phrase.weight >= _WEIGHTS["strong"] or bare >= _ENOUGH_BARE
    return phrase.weight if dense and sure else _WEIGHTS["weak"]


def _exception(role: str) -> str:
    return "not." + role.removeprefix("tag.")


def _without(hits: list[Hit], exceptions: Sequence[Hit]) -> list[Hit]:
    if not exceptions:
        return hits
    return [hit for hit in hits if not any(exception.takes_out(hit) for exception in exceptions)]


def _read(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text("utf-8"))


def _phrases(file: Path, words: Words) -> Iterable[Phrase]:
    for block in _read(file)["phrases"]:
        try:
            yield from _block(block, words)
        except (KeyError, ValueError) as error:
            raise ValueError(f"{file.name}: {error}") from error


def _block(block: Mapping[str, Any], words: Words) -> Iterable[Phrase]:
    unknown = block.keys() - _KEYS
    if unknown or not block["role"].startswith(_KINDS):
        raise ValueError(f"unknown key or role: {block['role']} {sorted(unknown)}")
    lines = (line.strip() for line in block["patterns"].splitlines())
    for source in (part for line in lines if line and not line.startswith("//") for part in alternatives(line)):
        yield Phrase(
            role=block["role"],
            pattern=parse(source, words),
            weight=_WEIGHTS[block.get("weight", "plain")],
            intrinsic=block.get("intrinsic", False),
            urgent=block.get("urgent", False),
        )
