"""Whether a person must look today: danger, violence, a demand for money, drink on duty, a leak."""

from __future__ import annotations

from collections.abc import Sequence

from nlp.phrasebook import Hits
from nlp.scope import Scope
from nlp.tagger import THRESHOLD, Candidate

_ALWAYS = frozenset({"ruou-bia"})


def is_urgent(these: Sequence[Candidate], found: Hits, scope: Scope) -> bool:
    """News that somebody was disciplined is not urgent: it is dealt with."""
    if found.get("cue.settled"):
        return False
    given = [one for one in these if one.score >= THRESHOLD]
    if any(one.code in _ALWAYS or any(hit.phrase.urgent for hit in one.hits) for one in given):
        return True
    dangers = (hit for hit in found.get("cue.danger", ()) if hit.weight >= THRESHOLD)
    return any(not scope.silences_complaint(hit) for hit in dangers)
