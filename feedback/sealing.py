"""Whether words must go past the head of the unit (decision 13): one answer from everything that is known of them.

They are sealed when they speak of money, a leak, a denunciation or the head: by cue, by the analyst, by the head's
name or tap, by what the person says of their photos; and when no analyst could read them. Recall first: a person of
the superior unit may unseal.
"""

import re
from itertools import pairwise

from feedback import analysis as reading
from feedback import cues as signs
from feedback.analysis import SEALING_TAGS, Analysis
from feedback.canonical import canonical, comparable, fold, same_word
from feedback.people import Officer
from feedback.ports import Filed
from feedback.units import Directory

BY_LAW = frozenset({signs.Cue.MONEY, signs.Cue.LEAK, signs.Cue.DENUNCIATION})
DENOUNCED = frozenset({"to-cao", "to-giac"})

ADDRESSES = (
    *("ba", "ong", "co", "chi", "anh", "chu", "bac", "em", "thay", "sep", "giam doc", "thu truong", "chu tich"),
    *("truong phong", "truong tram", "tram truong", "to truong", "bi thu", "quan ly", "lanh dao", "dong chi", "dc"),
)
"""What stands before a given name, without accents."""

ROUGH = ("con", "thang", "ten", "a", "b", "c", "o")
"""The same, but so common that the name must be spelled right, or without any accent: "con mình" is not con Minh."""


def sealed_when_filed(
    text: str, *, officer_id: int | None, unit_id: int, directory: Directory, of_head: bool = False
) -> bool:
    """Before anybody read the words: by the cues in them, by the head's name, by the head's tap; `of_head` by what the
    person said of their photos, which no machine reads."""
    heads = directory.heads_of(unit_id)
    if of_head or any(officer_id == head.id for head in heads):
        return True
    return signs.must_seal(signs.cues_in(text)) or any(names(text, head.name) for head in heads)


def sealed_when_read(filed: Filed, analysis: Analysis | None) -> bool:
    """After the analyst; what it failed to read is sealed too. The first seal is never taken off here.

    A khiếu nại is not: who made the decision looks at it first (Luật Khiếu nại 2011, Điều 7)."""
    if filed.seal or analysis is None:
        return True
    return reading.must_seal(analysis) or analysis.gate in ("to-cao", "to-giac")


def law_in(text: str, found: Analysis | None) -> bool:
    """Whether words speak of money, a leak or a denunciation, which no one person unseals: by cue or by the analyst."""
    if not BY_LAW.isdisjoint(signs.cues_in(text)):
        return True
    return found is not None and (not SEALING_TAGS.isdisjoint(found.codes) or found.gate in DENOUNCED)


def concerned(filed: Filed, directory: Directory) -> tuple[int, ...]:
    """Officers who must never handle these words once sealed: who was named, the heads of the unit today, and whoever
    reads sealed cases above it and is named in the words; a people's inspector named there never sees them at all."""
    named = (filed.officer_id,) if filed.officer_id is not None else ()
    above = [one for unit in directory.above(filed.unit_id) for one in _readers(unit.id, directory)]
    readers = (*above, *directory.watchers_of(filed.unit_id))
    in_words = [one for one in readers if names(filed.text, one.name)]
    return tuple(dict.fromkeys((*named, *(one.id for one in (*directory.heads_of(filed.unit_id), *in_words)))))


def sent_up(unit_id: int, concerns: tuple[int, ...], directory: Directory) -> tuple[int, tuple[int, ...]]:
    """The unit that must answer a sealed case, and whom it concerns there: the next one above with handlers none of
    whom is concerned. Where there is none the inspectors, the highest first; deputies of whom it concerns stay out."""
    above = directory.above(unit_id)
    for unit in above:
        ids = {handler.id for handler in directory.handlers_of(unit.id)}
        if ids and ids.isdisjoint(concerns):
            return unit.id, concerns
    tops = [unit.id for unit in reversed(above)] or [unit_id]
    free = (id for id in tops if any(one.id not in concerns for one in directory.inspectors_of(id)))
    top = next(free, tops[0])
    return top, tuple(dict.fromkeys((*concerns, *(handler.id for handler in directory.handlers_of(top)))))


def _readers(unit_id: int, directory: Directory) -> tuple[Officer, ...]:
    return (*directory.handlers_of(unit_id), *directory.inspectors_of(unit_id))


def names(text: str, full_name: str) -> bool:
    """Whether a text names this person: in full, or by the given name after a form of address; accents optional."""
    words, name = f" {comparable(text)} ", comparable(full_name)
    given = name.split()[-1]
    if f" {name} " in words or any(f" {address} {given} " in words for address in ADDRESSES):
        return True
    pairs = pairwise(re.findall(r"\w+", canonical(text).accented))
    return any(fold(before) in ROUGH and same_word(word, full_name.split()[-1]) for before, word in pairs)
