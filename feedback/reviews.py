"""Which tags of a case count once people looked at them, and which removals wait for a second reader.

The last review counts. But nobody alone may take a complaint tag off a case about their own unit: what an insider
takes off stays on until another officer took it off too, and until then nothing is learnt from the case.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from feedback.tags import TAGS, is_complaint


@dataclass(frozen=True, slots=True)
class TagReview:
    """One officer's last word on the tags of a case. `tags` stand in the order of `feedback/tags.py`.

    `unit_id` is the unit the officer belonged to then: a later move changes nothing about who was an insider.
    """

    case_code: str
    officer_id: int
    unit_id: int
    at: datetime
    tags: tuple[str, ...]


class Stage(StrEnum):
    """How far the tags of a case are looked at; its words are `case.tags.<value>` in vi.toml."""

    SUGGESTED = "suggested"  # by the machine, nobody looked yet
    WAITING = "waiting"  # a second reader is missing; not usable for training
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class Standing:
    """`tags` are those that count; `held` among them are complaint tags whose removal waits."""

    stage: Stage
    tags: tuple[str, ...]
    held: tuple[str, ...] = ()


def standing(suggested: Collection[str], reviews: Sequence[TagReview], *, unit_id: int) -> Standing:
    """What counts for a case about the unit `unit_id`, given one review at most of each officer."""
    if not reviews:
        return Standing(Stage.SUGGESTED, tuple(suggested))
    last = max(reviews, key=lambda review: (review.at, review.officer_id))
    held = _held(suggested, last, reviews) if last.unit_id == unit_id else ()
    return Standing(Stage.WAITING if held else Stage.SETTLED, in_order({*last.tags, *held}), held)


def changes(suggested: Collection[str], review: TagReview) -> bool:
    """Whether the reviewer saw other tags than the machine."""
    return set(in_order(suggested)) != set(review.tags)


def in_order(codes: Collection[str]) -> tuple[str, ...]:
    """These tags in the order people read them; codes that the scheme no longer knows are left out."""
    return tuple(tag.code for tag in TAGS if tag.code in codes)


def _held(suggested: Collection[str], last: TagReview, reviews: Sequence[TagReview]) -> tuple[str, ...]:
    others = [review for review in reviews if review.officer_id != last.officer_id]
    removed = (code for code in in_order(suggested) if is_complaint(code) and code not in last.tags)
    return tuple(code for code in removed if not any(code not in other.tags for other in others))
