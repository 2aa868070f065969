"""How the tagger's reading of each week compares with the weeks before: counts and shares, never words.

A text's week is the one it was read in, a review's the one it was made in. Below ten texts a week says nothing.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from statistics import fmean

from feedback.periods import Week, local
from feedback.tags import TAGS

LEAST = 10
"""Texts from which on a share is shown."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the analyst made of one text. `unknown` is the share of its words (0 to 1) that the tagger never saw;
    None where the analyst did not say."""

    read_at: datetime
    tags: tuple[str, ...]
    needs_person: bool
    unknown: float | None = None


@dataclass(frozen=True, slots=True)
class Reviewed:
    """Somebody looked at the suggested tags, and changed them or not."""

    at: datetime
    changed: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """Of so many `texts` and `reviews`. Below LEAST texts all others are None and `rates` is empty.

    `rates` gives, for each code of `feedback/tags.py`, the share of texts that carry it.
    """

    texts: int
    reviews: int
    tags_per_text: float | None = None
    needs_person: float | None = None
    untagged: float | None = None
    changed: float | None = None
    unknown: float | None = None
    rates: dict[str, float] = field(default_factory=dict)


def figures(readings: Sequence[Reading], reviews: Sequence[Reviewed]) -> Figures:
    """The figures of some texts and of some reviews."""
    texts = len(readings)
    if texts < LEAST:
        return Figures(texts, len(reviews))
    carried = Counter(code for reading in readings for code in reading.tags)
    return Figures(
        texts,
        len(reviews),
        tags_per_text=fmean(len(reading.tags) for reading in readings),
        needs_person=fmean(reading.needs_person for reading in readings),
        untagged=fmean(not reading.tags for reading in readings),
        changed=_mean([float(review.changed) for review in reviews]),
        unknown=_mean([reading.unknown for reading in readings if reading.unknown is not None]),
        rates={tag.code: carried[tag.code] / texts for tag in TAGS},
    )


def by_week(
    weeks: Sequence[Week], readings: Sequence[Reading], reviews: Sequence[Reviewed]
) -> list[tuple[Week, Figures]]:
    """The figures of each of these weeks; what lies outside them is left out."""
    read: dict[Week, list[Reading]] = {week: [] for week in weeks}
    seen: dict[Week, list[Reviewed]] = {week: [] for week in weeks}
    for reading in readings:
        read.get(_week(reading.read_at), []).append(reading)
    for review in reviews:
        seen.get(_week(review.at), []).append(review)
    return [(week, figures(read[week], seen[week])) for week in weeks]


def _week(moment: datetime) -> Week:
    return Week.of(local(moment).date())


def _mean(values: Sequence[float]) -> float | None:
    return fmean(values) if values else None
