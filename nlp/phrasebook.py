"""Every phrase of the lexicon, and where phrases stand in a text; one pass finds tags and cues alike."""

from __future__ import annotations

import hashlib
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nlp.normalize import key
from nlp.patterns import Pattern, Readings, Words, alternatives, parse
from nlp.seeking import Seeker
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


class Phrasebook:
    """Finds phrases in two steps: the seeker says which could stand where, their patterns whether they do."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self.phrases = tuple(phrases)
        patterns = [phrase.pattern for phrase in self.phrases]
        self._seeker = Seeker(patterns)
        self._accented = frozenset[str]().union(*(pattern.accented for pattern in patterns))

    @property
    def version(self) -> str:
        """Changes when any phrase changes, so that an old reading can be told from a new one."""
        rows = sorted((p.role, p.weight, p.intrinsic, p.urgent, p.pattern.source) for p in self.phrases)
        return hashlib.sha256(repr(rows).encode()).hexdigest()[:10]

    def find(self, reading: Reading) -> Hits:
        """Where the phrases of each role stand, in order, without those that an exception covers."""
        found: dict[str, list[Hit]] = defaultdict(list)
        for hit in self._hits(reading):
            found[hit.phrase.role].append(hit)
        for hits in found.values():
            hits.sort(key=lambda hit: (hit.start, hit.end))
        return {role: _without(hits, found.get(_exception(role), ())) for role, hits in found.items()}

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        """Phrase by phrase, from left to right; no two of a phrase overlap."""
        view, offsets, bare = reading.view, reading.offsets, reading.bare & self._accented
        before, end = -1, 0
        for number, at in self._seeker.candidates(reading.forms, reading.plains):
            phrase, start = self.phrases[number], offsets[at]
            if number == before and start < end:
                continue
            matched = (phrase.pattern.regex_for(bare) if bare else phrase.pattern.exact).match(view, start)
            if matched:
                before, end = number, matched.end()
                weight = _weight(phrase, reading.between(start, end)) if "~" in matched[0] else phrase.weight
                if weight:
                    yield Hit(start, end, phrase, weight)


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
