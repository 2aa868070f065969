"""The tone of a message towards the service: by what it tells, and mostly by what follows a "nhưng"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from feedback.analysis import Sentiment
from feedback.tags import is_complaint
from nlp.phrasebook import Hit, Hits
from nlp.scope import Scope
from nlp.tagger import THRESHOLD, Candidate

_AFTER_TURN = 2.5
_TONE = 0.5
_MARGIN = 0.3


def sentiment_of(these: Sequence[Candidate], found: Hits, scope: Scope) -> Sentiment:
    turn = max((hit.start for hit in found.get("cue.turn", ())), default=-1)
    bad = _heard(_hits(these, complaint=True), turn) + _TONE * _heard(negative_words(found, scope), turn)
    good = _heard(_hits(these, complaint=False), turn) + _TONE * _heard(positive_words(found, scope), turn)
    if abs(bad - good) < _MARGIN:
        return "trung-tinh" if not bad else "tieu-cuc"
    return "tieu-cuc" if bad > good else "tich-cuc"


def negative_words(found: Hits, scope: Scope) -> list[Hit]:
    hits = found.get("tone.negative", ())
    return [hit for hit in hits if not scope.silences_complaint(hit) and not scope.is_sign(hit)]


def positive_words(found: Hits, scope: Scope) -> list[Hit]:
    return [hit for hit in found.get("tone.positive", ()) if not scope.silences_praise(hit)]


def _hits(these: Sequence[Candidate], *, complaint: bool) -> list[Hit]:
    given = (one for one in these if one.score >= THRESHOLD and is_complaint(one.code) == complaint)
    return [hit for one in given for hit in one.hits]


def _heard(hits: Iterable[Hit], turn: int) -> float:
    return sum(hit.weight * (_AFTER_TURN if -1 < turn < hit.start else 1) for hit in hits)
