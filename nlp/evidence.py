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
    words = [word for word in clause.words if word.form not in BREAKS] or list(clause.words)
    cleaned = heard.reading.cleaned
    return cleaned.starts[words[0].start], cleaned.ends[words[-1].end - 1]
