"""Whether a message calls itself a tố cáo, khiếu nại or tố giác: a sentence begins so, and neither asks nor denies.

A rule beside what is learnt: who says so must be shown the road, whatever else is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from feedback.analysis import Gate
from nlp.words import ENDS

_ROADS: dict[str, Gate] = {"DENOUNCE": "to-cao", "CONTEST": "khieu-nai", "REPORT": "to-giac"}
_UNMEANT = frozenset({"NOTMEANT", "ASKHOW", "NOTICE", "SETTLED", "WAITING", "ELSEWHERE", "GOOD", "SUE", "?"})
# All that may stand before the word: who speaks, and that it is meant now.
_BEFORE = frozenset((
    "toi", "em", "tui", "minh", "con", "chau", "chung", "ta", "to", "gia", "dinh", "nha", "ba", "tap", "the", "dan",
    "nhan", "nay", "xin", "muon", "viet", "lam", "gui", "don", "thu", "la", "day", "chinh", "thuc", "se", "phai",
    "quyet", "can", "cho", "duoc", "dung", "ten", ",", "WRITE",
))  # fmt: skip
_OWNED = frozenset({"cua", "nam", "#"})  # "khiếu nại của bà ấy", "năm ngoái": a petition is told of, not made


def named(told: Sequence[str]) -> Gate:
    """By the senses of its words: the road of the first sentence that names one."""
    cuts = [0, *(at + 1 for at, word in enumerate(told) if word in ENDS), len(told)]
    roads = (_road(told[start:end]) for start, end in pairwise(cuts))
    return next((road for road in roads if road), None)


def _road(sentence: Sequence[str]) -> Gate:
    at = next((at for at, word in enumerate(sentence) if word in _ROADS), None)
    if at is None or not _BEFORE.issuperset(sentence[:at]) or not _OWNED.isdisjoint(sentence[at + 1 : at + 2]):
        return None
    if not _UNMEANT.isdisjoint(sentence):
        return None
    return _ROADS[sentence[at]]
