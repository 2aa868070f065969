"""Whether a message calls itself a tố cáo, khiếu nại or tố giác, and whether it speaks of the head.

Both may only seal a case or show the lawful road, so a doubt counts as a yes.
"""

from __future__ import annotations

from feedback.analysis import Gate, GateKind
from nlp.phrasebook import Hits
from nlp.scope import Scope

# The first that fits: who denounces a crime or an official needs that road, whatever else is asked.
_ROADS: tuple[GateKind, ...] = ("to-cao", "to-giac", "khieu-nai")


def gate_of(found: Hits, scope: Scope) -> Gate:
    for road in _ROADS:
        if any(not scope.silences_complaint(hit) for hit in found.get(f"cue.{road}", ())):
            return road
    return None


def speaks_of_head(found: Hits) -> bool:
    """The head is named, and not merely written to ("kính gửi chủ tịch", "đề nghị lãnh đạo xem xét")."""
    addressed = found.get("cue.address", ())
    return any(not any(head.touches(address) for address in addressed) for head in found.get("cue.head", ()))
