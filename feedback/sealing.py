"""Whether words must go past the head of the unit (decision 13): one answer from everything that is known of them.

They are sealed when they speak of money, a leak, a denunciation or the head: by cue, by the analyst, by the head's
name or tap; and when no analyst could read them. Recall first: a person of the superior unit may unseal.
"""

from feedback import analysis as reading
from feedback import cues as signs
from feedback.analysis import Analysis
from feedback.canonical import comparable
from feedback.ports import Filed
from feedback.units import Directory

ADDRESSES = ("ba", "ong", "co", "chi", "anh", "chu", "bac", "em", "thay", "sep", "giam doc", "thu truong")
"""What stands before a given name, without accents."""


def sealed_when_filed(text: str, *, officer_id: int | None, unit_id: int, directory: Directory) -> bool:
    """Before anybody read the words: by the cues in them, by the head's name, by the head's tap."""
    heads = directory.heads_of(unit_id)
    if any(officer_id == head.id for head in heads):
        return True
    return signs.must_seal(signs.cues_in(text)) or any(names(text, head.name) for head in heads)


def sealed_when_read(filed: Filed, analysis: Analysis | None) -> bool:
    """After the analyst; what failed or passed the legal gate is sealed too. The first seal is never taken off here."""
    if filed.seal or analysis is None:
        return True
    return reading.must_seal(analysis) or analysis.gate is not None


def concerned(filed: Filed, directory: Directory) -> tuple[int, ...]:
    """Officers who must never handle these words once sealed: who was named, and the heads of the unit today."""
    named = (filed.officer_id,) if filed.officer_id is not None else ()
    return tuple(dict.fromkeys((*named, *(head.id for head in directory.heads_of(filed.unit_id)))))


def names(text: str, full_name: str) -> bool:
    """Whether a text names this person: in full, or by the given name after a form of address; accents optional."""
    words, name = f" {comparable(text)} ", comparable(full_name)
    given = name.split()[-1]
    return f" {name} " in words or any(f" {address} {given} " in words for address in ADDRESSES)
