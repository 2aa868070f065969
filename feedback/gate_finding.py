"""Whether words call for a review (thẩm định), and how weighty they are; and which parts of them may go their own way.

Recall first: what a cue, the citizen or the analyst takes for a tố cáo is looked at by a person.
"""

import re
from collections.abc import Collection

from feedback.analysis import Analysis
from feedback.cues import Cue, cues_in, tells_of_proof
from feedback.gate_review import Found, Kind
from feedback.wording import LANGUAGES, words

PERSONS = ("name", "staff")
MOST = 12
"""Sentences that are offered one by one; the last holds whatever comes after."""

_END = re.compile(r"(?<=[.!?;…])\s+|\n+")


def found_in(text: str, analysis: Analysis | None, *, ticked: bool) -> tuple[Kind, Found] | None:
    """What is to be reviewed, the gravest first. A cue of khiếu nại alone counts only where no analyst read the words:
    "sai", "vô lý" are said of much."""
    cues, gate = cues_in(text), analysis.gate if analysis else None
    if gate == Kind.CRIME.value:
        return Kind.CRIME, Found.ANALYST
    if ticked:
        return Kind.DENUNCIATION, Found.CITIZEN
    if Cue.DENUNCIATION in cues:
        return Kind.DENUNCIATION, Found.CUE
    if gate:
        return Kind(gate), Found.ANALYST
    return (Kind.COMPLAINT, Found.CUE) if analysis is None and Cue.COMPLAINT_AT_LAW in cues else None


def is_weighty(redacted: str, *, named: bool, photos: bool) -> bool:
    """Clear about a person and with evidence (Luật Tố cáo, Điều 25). `named`: the officer was chosen, not written."""
    return (named or names_somebody(redacted)) and (photos or tells_of_proof(redacted))


def names_somebody(redacted: str) -> bool:
    """Whether a name was cut out of it."""
    return any(words(language).say(f"redacted.{kind}") in redacted for language in LANGUAGES for kind in PERSONS)


def sentences(text: str) -> tuple[str, ...]:
    """In their order, without empty ones; at most MOST."""
    found = [one.strip() for one in _END.split(text) if one.strip()]
    return (*found[: MOST - 1], *([" ".join(found[MOST - 1 :])] if len(found) >= MOST else []))


def part(text: str, chosen: Collection[int]) -> str:
    """The chosen sentences, counted from 1, as one text; "" unless some stay behind."""
    told = sentences(text)
    kept = [one for number, one in enumerate(told, 1) if number in chosen]
    return " ".join(kept) if 0 < len(kept) < len(told) else ""
