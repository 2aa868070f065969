"""Where a message falls into clauses: at marks, and before a turn ("nhưng"). A tag is mostly shown by one of them."""

from __future__ import annotations

from typing import NamedTuple

from nlp.phrasebook import Hits
from nlp.words import BREAKS, Reading, Word

_SHORTEST = 4  # words with their mark: "Dạ," says nothing by itself and joins what follows
MOST = 64  # of one message; the last takes what is left


class Clause(NamedTuple):
    words: tuple[Word, ...]
    forms: tuple[str, ...]  # of its words, and their plain forms
    plains: tuple[str, ...]
    start: int  # in the view of the reading
    end: int


def clauses_of(reading: Reading, found: Hits) -> tuple[Clause, ...]:
    """In order, without gaps; none for a text without words."""
    turns = {reading.word_at(hit.start) for hit in found.get("cue.turn", ())}
    cuts, forms = [0], reading.forms
    for at, form in enumerate(forms):
        after_mark = at > 0 and forms[at - 1] in BREAKS and form not in BREAKS
        if (after_mark or at in turns) and at - cuts[-1] >= _SHORTEST and len(cuts) < MOST:
            cuts.append(at)
    ends = [*cuts[1:], len(reading.words)]
    return tuple(_clause(reading, start, end) for start, end in zip(cuts, ends, strict=True) if end > start)


def _clause(reading: Reading, start: int, end: int) -> Clause:
    last = reading.offsets[end - 1] + len(reading.forms[end - 1]) + 1
    here = slice(start, end)
    return Clause(reading.words[here], reading.forms[here], reading.plains[here], reading.offsets[start], last)
