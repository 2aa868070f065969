"""Which tags a message carries, how surely, and which words say so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from feedback.analysis import Evidence, TagFound
from feedback.tags import TAGS, is_complaint
from nlp.phrasebook import Hit, Hits
from nlp.scope import Scope
from nlp.words import Reading

THRESHOLD = 0.5
EVIDENCE_PER_TAG = 5
_ROLES = [(f"tag.{tag.code}", tag.code) for tag in TAGS]


@dataclass(frozen=True)
class Candidate:
    """A tag that some phrase speaks for; it is given from THRESHOLD up."""

    code: str
    score: float
    hits: tuple[Hit, ...]  # in order, no two of them overlap


def candidates(found: Hits, scope: Scope) -> tuple[Candidate, ...]:
    """Every tag that any phrase speaks for, in the order of the scheme."""
    kept = {code: _told(code, found[role], scope) for role, code in _ROLES if role in found}
    if any(hits for code, hits in kept.items() if not is_complaint(code)):
        # Past trouble told to praise the present: only the praise counts.
        kept = {
            code: [hit for hit in hits if not (is_complaint(code) and scope.is_past(hit))]
            for code, hits in kept.items()
        }
    return tuple(_candidate(code, hits) for code, hits in kept.items() if hits)


def tags_found(these: Sequence[Candidate], reading: Reading) -> tuple[TagFound, ...]:
    return tuple(TagFound(one.code, one.score, _evidence(one.hits, reading)) for one in these if one.score >= THRESHOLD)


def _told(code: str, hits: Sequence[Hit], scope: Scope) -> list[Hit]:
    """The phrases of a tag that are told as facts."""
    silenced = scope.silences_complaint if is_complaint(code) else scope.silences_praise
    return [hit for hit in hits if not silenced(hit)]


def _candidate(code: str, hits: Sequence[Hit]) -> Candidate:
    """Phrases that overlap say one thing, the strongest of them; a phrase said twice counts once."""
    apart: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (-hit.weight, hit.start - hit.end)):
        if len(apart) == EVIDENCE_PER_TAG:
            break
        if not any(hit.touches(other) or hit.phrase is other.phrase for other in apart):
            apart.append(hit)
    doubt = 1.0
    for hit in apart:
        doubt *= 1 - hit.weight
    return Candidate(code, round(1 - doubt, 3), tuple(sorted(apart, key=lambda hit: hit.start)))


def _evidence(hits: Sequence[Hit], reading: Reading) -> tuple[Evidence, ...]:
    spans = [(*reading.original_span(hit.start, hit.end), hit.weight) for hit in hits]
    return tuple(Evidence(start, end, weight) for start, end, weight in spans)
