"""How well an analyst reads: its tags, tone and urgency against messages that people have labelled.

Every figure has a 95 % interval by bootstrap (Efron 1979): the same figure of a thousand samples of as many messages,
drawn with replacement; between their 2.5th and 97.5th percentile.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from feedback.analysis import Analysis
from feedback.tags import TAGS
from nlp.corpus import Message

Flags = NDArray[np.bool_]
_CODES = tuple(tag.code for tag in TAGS)
_COMPLAINTS = np.array([tag.kind == "complaint" for tag in TAGS])
_SAMPLES = 1000


class Reader(Protocol):
    def analyse(self, text: str) -> Analysis: ...


class Drawable(Protocol):
    def of(self, rows: NDArray[np.intp], /) -> Self: ...


Rows = TypeVar("Rows", bound=Drawable)


@dataclass(frozen=True)
class Marks:
    """What messages say and what was found, a row each. `said`, `given`, `counted`: (n, tags); where readers differ
    nothing is counted. `tone`, `urgent`: (n,), said and found, -1 where the label is open."""

    said: Flags
    given: Flags
    counted: Flags
    quiet: Flags  # complains of nothing: a complaint tag is a false alarm
    tone: NDArray[np.int8]  # 1 right, 0 wrong
    urgent: NDArray[np.int8]
    hurried: Flags

    def of(self, rows: NDArray[np.intp]) -> Marks:
        return Marks(*(getattr(self, name)[rows] for name in self.__dataclass_fields__))


@dataclass(frozen=True)
class Figure:
    """A share with its 95 % interval; None where there is nothing to count."""

    value: float | None
    low: float = 0.0
    high: float = 0.0

    def __str__(self) -> str:
        return "-" if self.value is None else f"{self.value:.3f} [{self.low:.3f}; {self.high:.3f}]"


Row = tuple[int, Figure, Figure, Figure]


@dataclass(frozen=True)
class Report:
    """Per tag (n, precision, recall, F1), and figures of the whole by name."""

    messages: int
    tags: dict[str, Row]
    figures: dict[str, Figure]

    def __str__(self) -> str:
        lines = [f"{'tag':<16}{'n':>5}  {'precision':<22}{'recall':<22}{'F1'}"]
        lines += [f"{code:<16}{n:>5}  {p!s:<22}{r!s:<22}{f}" for code, (n, p, r, f) in self.tags.items()]
        return "\n".join([*lines, "", f"messages {self.messages}", *(f"{k:<28}{v}" for k, v in self.figures.items())])


def score(messages: Sequence[Message], analyst: Reader) -> Report:
    """Read all of them and count."""
    return report(marks(messages, [analyst.analyse(message.text) for message in messages]))


def marks(messages: Sequence[Message], found: Sequence[Analysis]) -> Marks:
    """`found` in the order of the messages."""
    pairs = list(zip(messages, found, strict=True))
    return Marks(
        said=_table([[code in one.tags for code in _CODES] for one in messages]),
        given=_table([[code in one.codes for code in _CODES] for one in found]),
        counted=_table([[code not in one.maybe for code in _CODES] for one in messages]),
        quiet=np.array([one.kind != "real" for one in messages], bool),
        tone=np.array([-1 if m.sentiment is None else m.sentiment == f.sentiment for m, f in pairs], np.int8),
        urgent=np.array([-1 if one.urgent is None else one.urgent for one in messages], np.int8),
        hurried=np.array([one.urgent for one in found], bool),
    )


def report(these: Marks) -> Report:
    """All figures with their intervals. A tag that no message carries counts in the micro figure alone."""
    n = len(these.said)
    drawn = samples(these, n)

    def figure(of: Callable[[Marks], float | None]) -> Figure:
        return figure_of(of, these, drawn)

    def row(at: int) -> Row:
        precision, recall, f1 = (figure(_tag(at, one)) for one in (_precision, _recall, _f1))
        return int((these.said[:, at] & these.counted[:, at]).sum()), precision, recall, f1

    tags = {code: row(at) for at, code in enumerate(_CODES)}
    return Report(n, tags, {name: figure(of) for name, of in _FIGURES.items()})


def samples(these: Rows, n: int) -> list[Rows]:
    """As many rows as there are (`n`), drawn with replacement, a thousand times; the same each time this is asked."""
    drawn = np.random.default_rng(0).integers(0, max(n, 1), (_SAMPLES, n))
    return [these.of(rows) for rows in drawn] if n else []


def figure_of(of: Callable[[Rows], float | None], these: Rows, drawn: Sequence[Rows]) -> Figure:
    """A figure of these rows, with its interval by the samples."""
    value = of(these)
    if value is None:
        return Figure(None)
    found = [each for sample in drawn if (each := of(sample)) is not None]
    return Figure(value, *(float(edge) for edge in np.percentile(found, (2.5, 97.5))))


def _precision(right: int, wrong: int, _missed: int) -> float | None:
    return _share(right, right + wrong)


def _recall(right: int, _wrong: int, missed: int) -> float | None:
    return _share(right, right + missed)


def _f1(right: int, wrong: int, missed: int) -> float | None:
    return _share(2 * right, 2 * right + wrong + missed)


def _counts(these: Marks) -> NDArray[np.int64]:
    """Right, wrong, missed of each tag: (3, tags)."""
    said, given, counted = these.said, these.given, these.counted
    return np.stack([(one & counted).sum(axis=0) for one in (said & given, given & ~said, said & ~given)])


def _tag(at: int, of: Callable[[int, int, int], float | None]) -> Callable[[Marks], float | None]:
    def one(these: Marks) -> float | None:
        said, given, counted = these.said[:, at], these.given[:, at], these.counted[:, at]
        return of(*(int((some & counted).sum()) for some in (said & given, given & ~said, said & ~given)))

    return one


def _macro(these: Marks) -> float | None:
    right, wrong, missed = _counts(these)
    carried = right + missed > 0
    scores = 2 * right[carried] / (2 * right + wrong + missed)[carried]
    return float(scores.mean()) if carried.any() else None


def _micro(these: Marks) -> float | None:
    right, wrong, missed = (int(row.sum()) for row in _counts(these))
    return _f1(right, wrong, missed)


def _alarms(these: Marks) -> float | None:
    alarmed = these.given[:, _COMPLAINTS].any(axis=1)
    return _share(int((alarmed & these.quiet).sum()), int(these.quiet.sum()))


def _tone(these: Marks) -> float | None:
    return _share(int((these.tone == 1).sum()), int((these.tone >= 0).sum()))


def _urgent_recall(these: Marks) -> float | None:
    return _share(int((these.hurried & (these.urgent == 1)).sum()), int((these.urgent == 1).sum()))


def _urgent_precision(these: Marks) -> float | None:
    known = these.hurried & (these.urgent >= 0)
    return _share(int((known & (these.urgent == 1)).sum()), int(known.sum()))


def _flagged(these: Marks) -> float | None:
    return _share(int(these.hurried.sum()), len(these.hurried))


_FIGURES: dict[str, Callable[[Marks], float | None]] = {
    "macro F1": _macro,
    "micro F1": _micro,
    "false alarms": _alarms,
    "sentiment": _tone,
    "urgent recall": _urgent_recall,
    "urgent precision": _urgent_precision,
    "flagged urgent": _flagged,
}


def _table(rows: Sequence[Sequence[bool]]) -> Flags:
    return np.array(rows, bool).reshape(len(rows), len(_CODES))


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None
