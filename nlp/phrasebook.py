"""Every phrase of the lexicon, and where phrases stand in a text; one pass finds tags and cues alike."""

from __future__ import annotations

import hashlib
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.normalize import key
from nlp.patterns import Pattern, Readings, Sign, Words, alternatives, parse
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


@dataclass(slots=True, eq=False)  # a place in one text: it is itself alone; frozen, it would take four times as long
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
Numbers = NDArray[np.intp]


class Phrasebook:
    """Finds phrases in two steps: numpy says which could stand where, by plain words alone; their patterns, whether."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self.phrases = tuple(phrases)
        patterns = [phrase.pattern for phrase in self.phrases]
        self._needed = _Needed([pattern.needed() for pattern in patterns])
        self._starts = _Starts([pattern.starts() for pattern in patterns])
        self._accented = frozenset[str]().union(*(pattern.accented for pattern in patterns))

    @property
    def version(self) -> str:
        """Changes when any phrase changes, so that an old reading can be told from a new one."""
        rows = sorted((p.role, p.weight, p.intrinsic, p.urgent, p.pattern.source) for p in self.phrases)
        return hashlib.sha256(repr(rows).encode()).hexdigest()[:10]

    def find(self, reading: Reading) -> Hits:
        """Where the phrases of each role stand, in order, without those that an exception covers."""
        found: dict[str, list[Hit]] = defaultdict(list)
        bare = reading.bare & self._accented
        for phrase, places in self._candidates(reading):
            for hit in _hits(phrase, reading, places, bare):
                found[phrase.role].append(hit)
        for hits in found.values():
            hits.sort(key=lambda hit: (hit.start, hit.end))
        return {role: _without(hits, found.get(_exception(role), ())) for role, hits in found.items()}

    def _candidates(self, reading: Reading) -> Iterator[tuple[Phrase, list[int]]]:
        """Phrases all of whose words are there, with the places where they could begin."""
        plain = [word.plain for word in reading.words]
        there = self._needed.met_by({*plain, *pairwise(plain)})
        which, where = self._starts.among(there, plain)
        places: dict[int, list[int]] = defaultdict(list)
        for number, at in zip(there[which].tolist(), where.tolist(), strict=True):
            places[number].append(reading.offsets[at])
        for number, here in places.items():
            yield self.phrases[number], here


class _Needed:
    """What phrases cannot do without: sets of signs, of each of which the text must hold one."""

    def __init__(self, needed: Sequence[Sequence[frozenset[Sign]]]) -> None:
        sets: dict[frozenset[Sign], int] = {}  # equal ones have one number
        numbers = [[sets.setdefault(one, len(sets)) for one in some] for some in needed]
        most = max(map(len, numbers), default=1)
        self._all = np.array([some + some[:1] * (most - len(some)) for some in numbers], np.intp).reshape(-1, most)
        self._rarest = self._all[:, 0].copy()
        self._sets = len(sets)
        meets: dict[Sign, list[int]] = defaultdict(list)
        for signs, number in sets.items():
            for sign in signs:
                meets[sign].append(number)
        self._meets = {sign: np.array(some, np.intp).tobytes() for sign, some in meets.items()}

    def met_by(self, signs: Set[Sign]) -> Numbers:
        """The numbers of the phrases whose sets all have one of these signs."""
        met = np.zeros(self._sets, bool)
        met[np.frombuffer(b"".join([self._meets[sign] for sign in signs if sign in self._meets]), np.intp)] = True
        some = np.flatnonzero(met.take(self._rarest))  # few are left by the rarest set alone
        return some[met.take(self._all.take(some, axis=0)).all(axis=1)]


class _Starts:
    """The plain words that phrases can begin with: a table of phrases' sets and words."""

    def __init__(self, starts: Sequence[frozenset[str]]) -> None:
        sets: dict[frozenset[str], int] = {}
        self._set = np.array([sets.setdefault(one, len(sets)) for one in starts], np.intp)
        words = sorted(frozenset[str]().union(*sets))
        self._columns = {word: column for column, word in enumerate(words)}
        self._table = np.zeros((len(sets), len(words) + 1), bool)  # the last column is for all other words
        for words_of_one, row in sets.items():
            self._table[row, [self._columns[word] for word in words_of_one]] = True

    def among(self, phrases: Numbers, words: Sequence[str]) -> tuple[Numbers, Numbers]:
        """Which of these phrases can begin at which of these words, phrase by phrase and in order."""
        columns = [self._columns.get(word, -1) for word in words]
        which, where = self._table.take(self._set.take(phrases), axis=0).take(columns, axis=1).nonzero()
        return which, where


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


def _hits(phrase: Phrase, reading: Reading, places: Sequence[int], bare: Set[str]) -> Iterator[Hit]:
    match, view, end = phrase.pattern.regex_for(bare).match, reading.view, 0
    for start in places:
        found = match(view, start) if start >= end else None
        if found:
            end = found.end()
            weight = _weight(phrase, reading.between(start, end)) if "~" in found[0] else phrase.weight
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
