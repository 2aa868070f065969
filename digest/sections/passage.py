"""What a section writes: sentences, a list, quotations. None knows whether it becomes a chat or a page."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from digest.hearing import Theme
from feedback.numbers import whole
from feedback.scoring import Share


class Say(Protocol):
    """`Words.say` of one language."""

    def __call__(self, key: str, **values: object) -> str: ...


@dataclass(frozen=True, slots=True)
class Passage:
    """One part of a digest. Without a title it goes on where the part before it ended.

    Citizens' words stand in `quotes` and nowhere else: they are left out where a digest is kept as data.
    """

    key: str
    title: str = ""
    lines: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()


def span(share: Share, say: Say) -> str:
    """The ends of its interval: `74–95 %`."""
    return say("digest.span", low=whole(share.low), high=whole(share.high))


def item(found: Theme, say: Say) -> str:
    """A tag as a line of a list, with its count where it may have one."""
    return _counted(found, "tag", "digest.tags.item", say)


def themes(found: Iterable[Theme], kind: str, say: Say) -> str:
    """Several in one sentence; `kind` names the table of their labels, which have commas of their own."""
    return "; ".join(_counted(one, kind, "digest.counted", say) for one in found)


def _counted(found: Theme, kind: str, key: str, say: Say) -> str:
    label = say(f"{kind}.{found.code}")
    return label if found.count is None else say(key, label=label, count=found.count)
