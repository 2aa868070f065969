"""What the model sees of a message: runs of words, concepts and phrases of each clause, and of the whole.

A feature is named by its block and what it is: `w:` runs of words with their accents, `p:` the same without,
`k:` runs of concepts, `r:` what the lexicon found. Letters within a word are told apart in `letters`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import log2
from operator import itemgetter

from feedback.tags import is_complaint
from nlp.clauses import Clause
from nlp.concepts import Concepts
from nlp.phrasebook import Hit
from nlp.rules import Heard
from nlp.scope import Span
from nlp.sentiment import negative_words, positive_words
from nlp.tagger import THRESHOLD

_LETTERS = range(2, 6)
_CUES = (
    "cue.unreal", "cue.ban", "cue.denied", "cue.not", "cue.wish", "cue.greet", "cue.question", "cue.past", "cue.turn",
    "cue.now", "cue.danger", "cue.settled", "cue.address", "cue.head", "tone.negative", "tone.positive",
)  # fmt: skip
_SCOPES = ("unreal", "asked", "banned", "denied", "wished", "past")


@dataclass(frozen=True, slots=True)
class ClauseFeatures:
    words: tuple[str, ...]  # plain; each has letters
    runs: tuple[str, ...]  # w:
    plain_runs: tuple[str, ...]  # p:
    concepts: tuple[str, ...]  # k:
    phrases: dict[str, float]  # r:


@dataclass(frozen=True, slots=True)
class MessageFeatures:
    clauses: tuple[ClauseFeatures, ...]
    phrases: dict[str, float]  # r:, of the whole


def features_of(heard: Heard, concepts: Concepts) -> MessageFeatures:
    """Features of a message and of its clauses; values are in 0…1."""
    clauses = tuple(_clause(clause, heard, concepts) for clause in heard.clauses)
    return MessageFeatures(clauses, dict(_of_the_whole(heard)))


def letters(word: str) -> Iterator[str]:
    """Two to five letters in a row of a plain word, its ends marked: what a slip of the finger leaves standing."""
    marked = f"<{word}>"
    for length in _LETTERS:
        for at in range(len(marked) - length + 1):
            yield "c:" + marked[at : at + length]


def _clause(clause: Clause, heard: Heard, concepts: Concepts) -> ClauseFeatures:
    words = clause.words
    forms, plain = [word.form for word in words], [word.plain for word in words]
    return ClauseFeatures(
        words=tuple(plain),
        runs=tuple(_accented_runs(forms)),
        plain_runs=tuple(_runs("p:", plain)),
        concepts=tuple(_runs("k:", concepts.of(words))),
        phrases=dict(_of_a_clause(clause, heard)),
    )


def _runs(block: str, parts: Sequence[str]) -> list[str]:
    """One, two and three in a row."""
    ones = [block + part for part in parts]
    twos = [f"{one} {other}" for one, other in zip(ones, parts[1:], strict=False)]
    return [*ones, *twos, *(f"{two} {other}" for two, other in zip(twos, parts[2:], strict=False))]


def _accented_runs(forms: Sequence[str]) -> list[str]:
    """Where accents were left out, nothing is known of them."""
    runs = _runs("w:", forms)
    return [run for run in runs if "~" not in run] if any(form[-1] == "~" for form in forms) else runs


def _of_a_clause(clause: Clause, heard: Heard) -> Iterator[tuple[str, float]]:
    told = {hit for one in heard.candidates for hit in one.hits}
    for role, hits in heard.found.items():
        here = [hit for hit in hits if hit.start < clause.end and clause.start < hit.end]
        if not here:
            continue
        if role.startswith("tag."):
            yield from _hits(role, here, told)
        elif role in _CUES:
            yield f"r:{role}", 1.0
    middle = (clause.start + clause.end) // 2
    for name in _SCOPES:
        spans: Iterable[Span] = getattr(heard.scope, name)
        if any(span.start <= middle < span.end for span in spans):
            yield f"r:in.{name}", 1.0


def _hits(role: str, hits: Sequence[Hit], told: set[Hit]) -> Iterator[tuple[str, float]]:
    yield f"r:{role}", max(hit.weight for hit in hits)
    facts = [hit.weight for hit in hits if hit in told]
    if facts:
        yield f"r:told.{role}", max(facts)
    else:
        yield f"r:hush.{role}", 1.0


def _of_the_whole(heard: Heard) -> Iterator[tuple[str, float]]:
    told = {one.code: one.score for one in heard.candidates}
    for role, hits in filter(itemgetter(1), heard.found.items()):
        code = role.removeprefix("tag.")
        if role in _CUES:
            yield f"r:{role}", 1.0
        elif code != role:
            yield f"r:{role}", max(hit.weight for hit in hits)
            yield (f"r:told.{role}", told[code]) if code in told else (f"r:hush.{role}", 1.0)
    given = [code for code, score in told.items() if score >= THRESHOLD]
    yield from ((f"r:given.{code}", 1.0) for code in given)
    yield from {f"r:given-{'bad' if is_complaint(code) else 'good'}": 1.0 for code in given}.items()
    yield from _tone(heard)


def _tone(heard: Heard) -> Iterator[tuple[str, float]]:
    words = heard.reading.words
    if negative_words(heard.found, heard.scope):
        yield "r:negative", 1.0
    if positive_words(heard.found, heard.scope):
        yield "r:positive", 1.0
    if heard.urgent:
        yield "r:urgent", 1.0
    if any(word.form == "?" for word in words):
        yield "r:asks", 1.0
    yield f"r:tone.{heard.sentiment}", 1.0
    yield f"r:long.{min(int(log2(len(words) + 1)), 7)}", 1.0
