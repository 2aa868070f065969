"""Where a message falls into clauses: at marks, and before a turn ("nhưng"). A tag is mostly shown by one of them."""

from __future__ import annotations

from dataclasses import dataclass

from nlp.phrasebook import Hits
from nlp.words import BREAKS, Reading, Word

_SHORTEST = 4  # words with their mark: "Dạ," says nothing by itself and joins what follows
MOST = 64  # of one message; the last takes what is left


@dataclass(frozen=True, slots=True)
class Clause:
    words: tuple[Word, ...]
    start: int  # in the view of the reading
    end: int


def clauses_of(reading: Reading, found: Hits) -> tuple[Clause, ...]:
    """In order, without gaps; none for a text without words."""
    turns = {reading.word_at(hit.start) for hit in found.get("cue.turn", ())}
    cuts = [0]
    for at, word in enumerate(reading.words):
        after_mark = at > 0 and reading.words[at - 1].form in BREAKS and word.form not in BREAKS
        if (after_mark or at in turns) and at - cuts[-1] >= _SHORTEST and len(cuts) < MOST:
            cuts.append(at)
    ends = [*cuts[1:], len(reading.words)]
    return tuple(_clause(reading, start, end) for start, end in zip(cuts, ends, strict=True) if end > start)


def _clause(reading: Reading, start: int, end: int) -> Clause:
    last = reading.words[end - 1]
    return Clause(reading.words[start:end], reading.offsets[start], reading.offsets[end - 1] + len(last.form) + 1)
