"""How well the two judgements of the gate are made: against marked lines, with 95 % intervals (evaluate.py)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from feedback.analysis import Analysis
from nlp.evaluate import Figure, Reader, figure_of, samples
from nlp.gate_corpus import Marked
from nlp.gate_model import ROADS

_UNKNOWN = -1
_NAMES = ("no gate", *(road for road in ROADS if road))


@dataclass(frozen=True)
class GateMarks:
    """(n,) each: numbers of ROADS as marked and as found; the head as marked and as found, 1 or 0; -1 is open."""

    road: NDArray[np.int8]
    road_found: NDArray[np.int8]
    head: NDArray[np.int8]
    head_found: NDArray[np.int8]

    def of(self, rows: NDArray[np.intp]) -> GateMarks:
        return GateMarks(*(getattr(self, name)[rows] for name in self.__dataclass_fields__))


@dataclass(frozen=True)
class GateReport:
    """Figures by name; `lines`: how many say the road, how many the head."""

    lines: tuple[int, int]
    figures: dict[str, Figure]

    def __str__(self) -> str:
        told = f"marked lines: {self.lines[0]} say the gate, {self.lines[1]} whether it is about the head"
        return "\n".join([told, *(f"{name:<28}{figure}" for name, figure in self.figures.items())])


def score_gate(marked: Sequence[Marked], reader: Reader) -> GateReport:
    """Read all of them and count."""
    return gate_report(gate_marks(marked, [reader.analyse(one.text) for one in marked]))


def gate_marks(marked: Sequence[Marked], found: Sequence[Analysis]) -> GateMarks:
    """`found` in the order of the lines."""
    return GateMarks(
        np.array([ROADS.index(one.road) if one.gate_known else _UNKNOWN for one in marked], np.int8),
        np.array([ROADS.index(one.gate) for one in found], np.int8),
        np.array([_UNKNOWN if one.about_head is None else one.about_head for one in marked], np.int8),
        np.array([one.about_head for one in found], np.int8),
    )


def gate_report(these: GateMarks) -> GateReport:
    """All figures; what nobody marked has none."""
    drawn = samples(these, len(these.road))
    lines = (int((these.road != _UNKNOWN).sum()), int((these.head != _UNKNOWN).sum()))
    return GateReport(lines, {name: figure_of(of, these, drawn) for name, of in _FIGURES.items()})


Of = Callable[[GateMarks], float | None]


def _road(at: int, count: Callable[[int, int, int], float | None]) -> Of:
    def one(these: GateMarks) -> float | None:
        known = these.road != _UNKNOWN
        return _counted((these.road == at) & known, (these.road_found == at) & known, count)

    return one


def _macro(roads: Sequence[int]) -> Of:
    """The mean F1 of those that some line calls for."""

    def one(these: GateMarks) -> float | None:
        called = [at for at in roads if (these.road == at).any()]
        scores = [score for at in called if (score := _road(at, _f1)(these)) is not None]
        return sum(scores) / len(scores) if scores else None

    return one


def _head(count: Callable[[int, int, int], float | None]) -> Of:
    def one(these: GateMarks) -> float | None:
        return _counted(these.head == 1, (these.head_found == 1) & (these.head != _UNKNOWN), count)

    return one


def _counted(
    said: NDArray[np.bool_], found: NDArray[np.bool_], count: Callable[[int, int, int], float | None]
) -> float | None:
    return count(int((said & found).sum()), int((found & ~said).sum()), int((said & ~found).sum()))


def _precision(right: int, wrong: int, _missed: int) -> float | None:
    return right / (right + wrong) if right + wrong else None


def _recall(right: int, _wrong: int, missed: int) -> float | None:
    return right / (right + missed) if right + missed else None


def _f1(right: int, wrong: int, missed: int) -> float | None:
    return 2 * right / (2 * right + wrong + missed) if right + wrong + missed else None


_FIGURES: dict[str, Of] = {
    "gate macro F1": _macro(range(len(ROADS))),
    "gate macro F1, roads alone": _macro(range(1, len(ROADS))),
    **{f"{name} F1": _road(at, _f1) for at, name in enumerate(_NAMES)},
    **{f"{name} precision": _road(at, _precision) for at, name in enumerate(_NAMES) if at},
    **{f"{name} recall": _road(at, _recall) for at, name in enumerate(_NAMES) if at},
    "about the head precision": _head(_precision),
    "about the head recall": _head(_recall),
}
