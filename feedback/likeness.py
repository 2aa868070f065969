"""Which texts are copies of one another: what makes two near-identical, and which open case a copy may join.

A text becomes 64 keyed numbers (MinHash: A. Broder, "On the resemblance and containment of documents", 1997); the share
of equal numbers estimates how many runs of three words two texts have in common. A false join would hide a complaint,
so whatever changes what a text complains of (the unit, who is named, figures, a "không") goes into the key of the
numbers: where that differs, no number is equal.
"""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

from feedback.canonical import comparable, fold
from feedback.cases import WAITING, Case
from feedback.sealing import names
from feedback.units import Directory

BANDS, IN_BAND, NUMBER = 16, 4, 4
DIGEST = BANDS * IN_BAND * NUMBER
"""Bytes of the keyed hash of one run of words: sixteen bands of four numbers of four bytes."""

ALIKE = 0.7
RUN = 3
SHORT = 8
"""Of fewer words a single one makes too much of a difference: only the very same text is a copy."""

LIVES = timedelta(days=60)
SHORT_LIVES = timedelta(days=7)

NEGATIONS = dict.fromkeys(("khong", "ko", "k", "kg", "khg"), "khong") | {"chua": "chua", "chang": "chang"}
"""As they are typed."""

Keyed = Callable[..., bytes]
"""`keyed(*parts)`: DIGEST bytes under a key of their own, for parts that cannot run into each other."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """The numbers of a text in bands; two texts with an equal band are worth comparing. A copy counts for so long."""

    bands: tuple[bytes, ...]
    lasts: timedelta


def likeness(text: str, case: Case, directory: Directory, *, keyed: Keyed) -> Likeness | None:
    """Of the words as they were typed, about what this case is about; None where there are no words."""
    words = comparable(fold(text)).split()
    if not words:
        return None
    short = len(words) < SHORT
    about = _about(text, words, case, directory)
    apart = f"short|{case.counter_id}|{about}" if short else about
    runs = {" ".join(words)} if short else {" ".join(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}
    digests = [keyed(apart, run) for run in sorted(runs)]
    numbers = [min(digest[at : at + NUMBER] for digest in digests) for at in range(0, DIGEST, NUMBER)]
    bands = tuple(b"".join(numbers[at : at + IN_BAND]) for at in range(0, len(numbers), IN_BAND))
    return Likeness(bands, SHORT_LIVES if short else LIVES)


def alike(one: Sequence[bytes], other: Sequence[bytes]) -> float:
    """The share of equal numbers, from 0 to 1: the estimated share of common runs (Jaccard)."""
    mine, theirs = b"".join(one), b"".join(other)
    places = range(0, DIGEST, NUMBER)
    return sum(mine[at : at + NUMBER] == theirs[at : at + NUMBER] for at in places) / len(places)


def joins(fresh: Case, standing: Case, *, lasts: timedelta) -> bool:
    """Whether a copy belongs to the case that stands: one that nobody answered yet, about the same unit and persons,
    sealed like it (and then with the same handler). A copy that complains of something more, or is urgent where the
    other is not, says what the other does not. Fail closed: another case is no harm."""
    if standing.state not in WAITING or standing.reopened or abs(fresh.filed_at - standing.filed_at) > lasts:
        return False
    if (fresh.unit_id, fresh.sealed) != (standing.unit_id, standing.sealed):
        return False
    if set(fresh.concerns) != set(standing.concerns):
        return False
    if fresh.urgent > standing.urgent or not set(fresh.tags) <= set(standing.tags):
        return False
    return not fresh.sealed or fresh.handler_unit_id == standing.handler_unit_id is not None


def _about(text: str, words: Collection[str], case: Case, directory: Directory) -> str:
    """Whatever must be the same, as one line."""
    named = sorted(one.id for one in directory.staff_of(case.unit_id) if names(text, one.name))
    figures = sorted({word for word in words if any(map(str.isdigit, word))})
    negations = sorted(Counter(NEGATIONS[word] for word in words if word in NEGATIONS).items())
    sealed = (case.handler_unit_id,) if case.sealed else ()
    return repr((case.unit_id, case.sealed, sealed, sorted(case.concerns), named, figures, negations))
