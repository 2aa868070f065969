"""How well an analyst reads: its tags, tone and urgency against rows that people have labelled."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from feedback.analysis import Analysis
from feedback.tags import TAGS, is_complaint

_NO_FAULT_KINDS = frozenset({"hard-negative", "off-topic"})


class Reader(Protocol):
    def analyse(self, text: str) -> Analysis: ...


@dataclass(frozen=True)
class Counts:
    """Found rightly, found wrongly, and missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def n(self) -> int:
        return self.right + self.missed

    @property
    def precision(self) -> float | None:
        return _share(self.right, self.right + self.wrong)

    @property
    def recall(self) -> float | None:
        return _share(self.right, self.n)

    @property
    def f1(self) -> float | None:
        return _share(2 * self.right, 2 * self.right + self.wrong + self.missed)


@dataclass(frozen=True)
class Report:
    rows: int
    tags: Mapping[str, Counts]
    urgent: Counts
    false_alarms: float | None  # of rows that complain of nothing, the share given a complaint tag
    sentiment: float | None  # share of rows with the right tone

    @property
    def macro_f1(self) -> float | None:
        """Over the tags that the rows hold; a tag found only wrongly lowers the micro figure alone."""
        scores = [counts.f1 or 0.0 for counts in self.tags.values() if counts.n]
        return _share(sum(scores), len(scores))

    @property
    def micro_f1(self) -> float | None:
        return _add(self.tags.values()).f1

    def __str__(self) -> str:
        lines = [f"{'tag':<16}{'n':>5}{'precision':>11}{'recall':>9}{'F1':>8}"]
        lines += [_line(code, counts) for code, counts in self.tags.items()]
        lines += [_line("urgent", self.urgent), ""]
        lines += [
            f"rows {self.rows}   macro F1 {_number(self.macro_f1)}   micro F1 {_number(self.micro_f1)}",
            f"false alarms {_number(self.false_alarms)}   sentiment {_number(self.sentiment)}",
        ]
        return "\n".join(lines)


def score(rows: Iterable[Mapping[str, Any]], analyst: Reader) -> Report:
    """Rows hold `text` and `tags`; at will `maybe` (counts neither way), `sentiment`, `urgent`, `kind`."""
    read = [(row, analyst.analyse(row["text"])) for row in rows]
    alarms = [_complains(found) for row, found in read if row.get("kind") in _NO_FAULT_KINDS]
    toned = [row["sentiment"] == found.sentiment for row, found in read if row.get("sentiment")]
    return Report(
        rows=len(read),
        tags={tag.code: _count(read, _said(tag.code), _heard(tag.code)) for tag in TAGS},
        urgent=_count(read, lambda row: row.get("urgent"), lambda found: found.urgent),
        false_alarms=_share(sum(alarms), len(alarms)),
        sentiment=_share(sum(toned), len(toned)),
    )


def _said(code: str) -> Callable[[Mapping[str, Any]], bool | None]:
    return lambda row: None if code in row.get("maybe", ()) else code in row["tags"]


def _heard(code: str) -> Callable[[Analysis], bool]:
    return lambda found: code in found.codes


def _count(
    read: Sequence[tuple[Mapping[str, Any], Analysis]],
    said: Callable[[Mapping[str, Any]], bool | None],
    heard: Callable[[Analysis], bool],
) -> Counts:
    pairs = [(truth, heard(found)) for row, found in read if (truth := said(row)) is not None]
    return Counts(pairs.count((True, True)), pairs.count((False, True)), pairs.count((True, False)))


def _complains(found: Analysis) -> bool:
    return any(is_complaint(code) for code in found.codes)


def _add(counts: Iterable[Counts]) -> Counts:
    all_of_them = list(counts)
    return Counts(
        sum(one.right for one in all_of_them),
        sum(one.wrong for one in all_of_them),
        sum(one.missed for one in all_of_them),
    )


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def _line(name: str, counts: Counts) -> str:
    figures = f"{_number(counts.precision):>11}{_number(counts.recall):>9}{_number(counts.f1):>8}"
    return f"{name:<16}{counts.n:>5}{figures}"


def _number(share: float | None) -> str:
    return "-" if share is None else f"{share:.2f}"
