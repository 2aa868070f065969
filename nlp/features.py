"""What the model sees of a message: runs of words, concepts and phrases of each clause, and of the whole.

A feature is named by its block and what it is: `w:` runs of words with their accents, `p:` the same without,
`k:` runs of concepts, `r:` what the lexicon found. Letters within a word are told apart in `letters`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from math import log2
from operator import itemgetter
from typing import NamedTuple

from feedback.tags import is_complaint
from nlp.clauses import Clause
from nlp.concepts import Concepts
from nlp.phrasebook import Hit
from nlp.rules import Heard
from nlp.scope import Span
from nlp.sentiment import negative_words, positive_words
from nlp.tagger import THRESHOLD
from nlp.words import ENDS

_LETTERS = range(2, 6)
_CUES = frozenset((
    "cue.unreal", "cue.ban", "cue.denied", "cue.not", "cue.wish", "cue.greet", "cue.question", "cue.past", "cue.turn",
    "cue.now", "cue.danger", "cue.settled", "cue.address", "cue.head", "tone.negative", "tone.positive",
))  # fmt: skip
_SCOPES = ("unreal", "asked", "banned", "denied", "wished", "past")


class ClauseFeatures(NamedTuple):
    forms: Sequence[str]  # of its words; runs of them are named w:
    words: Sequence[str]  # the same plain, p:; each has letters, c:
    meant: Sequence[str]  # its concepts, k:
    phrases: dict[str, float]  # r:

    @property
    def blocks(self) -> tuple[Sequence[str], ...]:
        """In the order of runs.BLOCKS."""
        return self.forms, self.words, self.meant

    @property
    def runs(self) -> list[str]:
        """Where accents were left out, nothing is known of them."""
        return [run for run in _runs("w:", self.forms) if "~" not in run]

    @property
    def plain_runs(self) -> list[str]:
        return _runs("p:", self.words)

    @property
    def concepts(self) -> list[str]:
        return _runs("k:", self.meant)


class MessageFeatures(NamedTuple):
    """Also of a sentence of it, which has no sentences of its own."""

    clauses: tuple[ClauseFeatures, ...]
    phrases: dict[str, float]  # r:, of the whole
    sentences: tuple[range, ...] = ()  # the clauses of each; none where there is one alone


def features_of(heard: Heard, concepts: Concepts) -> MessageFeatures:
    """Features of a message and of its clauses; values are in 0…1."""
    return MessageFeatures(tuple(_clauses(heard, concepts)), dict(_of_the_whole(heard)), tuple(_sentences(heard)))


def letters(word: str) -> Iterator[str]:
    """Two to five letters in a row of a plain word, its ends marked: what a slip of the finger leaves standing."""
    marked = f"<{word}>"
    for length in _LETTERS:
        for at in range(len(marked) - length + 1):
            yield "c:" + marked[at : at + length]


def _sentences(heard: Heard) -> Iterator[range]:
    last = len(heard.clauses) - 1
    ends = [at for at, clause in enumerate(heard.clauses) if clause.forms[-1] in ENDS or at == last]
    if len(ends) > 1:
        yield from (range(start, end + 1) for start, end in zip([0, *(end + 1 for end in ends)], ends, strict=False))


def _runs(block: str, parts: Sequence[str]) -> list[str]:
    """One and two in a row; three taught nothing more."""
    ones = [block + part for part in parts]
    return [*ones, *(f"{one} {other}" for one, other in zip(ones, parts[1:], strict=False))]


def _clauses(heard: Heard, concepts: Concepts) -> Iterator[ClauseFeatures]:
    told = {hit for one in heard.candidates for hit in one.hits}
    scopes = [(f"r:in.{name}", spans) for name in _SCOPES if (spans := getattr(heard.scope, name))]
    for clause, found in zip(heard.clauses, _found_in(heard), strict=True):
        yield ClauseFeatures(
            forms=clause.forms,
            words=clause.plains,
            meant=concepts.of(clause.forms, clause.plains),
            phrases=_of_a_clause(clause, found, told, scopes),
        )


def _found_in(heard: Heard) -> list[dict[str, list[Hit]]]:
    """What the lexicon found in each clause, by role; a phrase may reach from one into the next."""
    starts = [clause.start for clause in heard.clauses]
    found: list[dict[str, list[Hit]]] = [{} for _ in starts]
    for role, hits in heard.found.items():
        if role in _CUES or role.startswith("tag."):
            for hit in hits:
                for clause in range(bisect_right(starts, hit.start) - 1, bisect_left(starts, hit.end)):
                    found[clause].setdefault(role, []).append(hit)
    return found


def _of_a_clause(
    clause: Clause,
    found: Mapping[str, Sequence[Hit]],
    told: Set[Hit],
    scopes: Iterable[tuple[str, Sequence[Span]]],
) -> dict[str, float]:
    phrases: dict[str, float] = {}
    for role, hits in found.items():
        phrases.update(_hits(role, hits, told) if role.startswith("tag.") else ((f"r:{role}", 1.0),))
    middle = (clause.start + clause.end) // 2
    phrases |= {name: 1.0 for name, spans in scopes if any(span.start <= middle < span.end for span in spans)}
    return phrases


def _hits(role: str, hits: Sequence[Hit], told: Set[Hit]) -> Iterator[tuple[str, float]]:
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
    forms = heard.reading.forms
    if negative_words(heard.found, heard.scope):
        yield "r:negative", 1.0
    if positive_words(heard.found, heard.scope):
        yield "r:positive", 1.0
    if heard.urgent:
        yield "r:urgent", 1.0
    if "?" in forms:
        yield "r:asks", 1.0
    yield f"r:tone.{heard.sentiment}", 1.0
    yield f"r:long.{min(int(log2(len(forms) + 1)), 7)}", 1.0
