"""What reading a message found: tags with evidence, tone, urgency, and whether the case must be sealed.

Only codes, numbers and offsets are kept here, never the citizen's words.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

Sentiment = Literal["tieu-cuc", "trung-tinh", "tich-cuc"]
GateKind = Literal["to-cao", "khieu-nai", "to-giac"]
Gate = GateKind | None

# Past the head of the unit, to the superior: money, and anybody's data let out.
SEALING_TAGS = frozenset({"voi-vinh", "lo-thong-tin"})


class AnalysisFailed(Exception):
    """The text was not read: the deadline passed, the reader crashed, or it refused the text."""


@dataclass(frozen=True)
class Evidence:
    start: int  # offsets into the text as it was received, in code points
    end: int
    confidence: float


@dataclass(frozen=True)
class TagFound:
    code: str
    confidence: float
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class Analysis:
    tags: tuple[TagFound, ...] = ()
    sentiment: Sentiment = "trung-tinh"
    urgent: bool = False
    needs_person: bool = False
    gate: Gate = None
    about_head: bool = False
    version: str = ""
    unknown: float = 0.0  # share of its words that the reader never met, for watching drift

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(found.code for found in self.tags)

    def to_json(self) -> str:
        return json.dumps(asdict(self), separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Analysis:
        """Reads what `to_json` wrote; ValueError when it is anything else."""
        try:
            return _analysis_from(json.loads(text))
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError("not an analysis") from error


def must_seal(analysis: Analysis) -> bool:
    """Whether the head of the unit must not see the case: it speaks of the head, of money, or of a leak."""
    return analysis.about_head or not SEALING_TAGS.isdisjoint(analysis.codes)


def _analysis_from(data: dict[str, Any]) -> Analysis:
    if data["sentiment"] not in get_args(Sentiment):
        raise ValueError(f"unknown sentiment: {data['sentiment']!r}")
    if data["gate"] is not None and data["gate"] not in get_args(GateKind):
        raise ValueError(f"unknown gate: {data['gate']!r}")
    return Analysis(
        tags=tuple(_tag_from(found) for found in data["tags"]),
        sentiment=data["sentiment"],
        urgent=bool(data["urgent"]),
        needs_person=bool(data["needs_person"]),
        gate=data["gate"],
        about_head=bool(data["about_head"]),
        version=str(data["version"]),
        unknown=float(data.get("unknown", 0.0)),
    )


def _tag_from(data: dict[str, Any]) -> TagFound:
    evidence = tuple(
        Evidence(int(piece["start"]), int(piece["end"]), float(piece["confidence"]))
        for piece in data["evidence"]
    )
    return TagFound(str(data["code"]), float(data["confidence"]), evidence)
