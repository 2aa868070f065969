"""Which words of the original show a tag: the phrases that told it, or else the clause that says it most."""

from __future__ import annotations

from feedback.analysis import Evidence, TagFound
from nlp.clauses import Clause
from nlp.judging import Values
from nlp.rules import Heard
from nlp.words import BREAKS


def evidence(code: str, chance: float, said: Values, heard: Heard) -> TagFound:
    """`said`: how much each clause says the tag, (clauses,). Offsets are code points of the text as it was received."""
    chance = round(chance, 3)
    told = next((one for one in heard.candidates if one.code == code), None)
    if told:
        spans = [heard.reading.original_span(hit.start, hit.end) for hit in told.hits]
    else:
        spans = [_span(heard.clauses[int(said.argmax())], heard)]
    return TagFound(code, chance, tuple(Evidence(start, end, chance) for start, end in spans))


def _span(clause: Clause, heard: Heard) -> tuple[int, int]:
    """Without the marks at its ends."""
    reading, first = heard.reading, heard.reading.word_at(clause.start)
    words = [at for at, word in enumerate(clause.words, first) if word.form not in BREAKS]
    return reading.original_words(words[0], words[-1]) if words else reading.original_span(clause.start, clause.end)
