"""The figures of the evaluation, on four rows that can be counted by hand."""

from collections.abc import Mapping
from typing import Any

import pytest

from feedback.analysis import Analysis, TagFound
from nlp.evaluate import score


class Scripted:
    """Reads what it was told to read."""

    def __init__(self, answers: Mapping[str, Analysis]) -> None:
        self._answers = answers

    def analyse(self, text: str) -> Analysis:
        return self._answers[text]


def found(*codes: str, urgent: bool = False) -> Analysis:
    return Analysis(tuple(TagFound(code, 0.9) for code in codes), sentiment="tieu-cuc", urgent=urgent)


ROWS: tuple[Mapping[str, Any], ...] = (
    {"text": "1", "tags": ["cham-tre"], "maybe": ["thai-do"], "sentiment": "tieu-cuc", "urgent": True},
    {"text": "2", "tags": ["cham-tre", "dun-day"], "maybe": [], "sentiment": "trung-tinh", "urgent": False},
    {"text": "3", "tags": [], "kind": "hard-negative", "sentiment": None, "urgent": None},
    {"text": "4", "tags": [], "kind": "off-topic"},
)
REPORT = score(
    ROWS,
    Scripted(
        {
            "1": found("cham-tre", "thai-do", urgent=True),
            "2": found("cham-tre", urgent=True),
            "3": found("voi-vinh"),
            "4": found("khen-thai-do"),
        }
    ),
)


def test_what_only_one_reader_saw_counts_neither_way() -> None:
    assert REPORT.tags["thai-do"].wrong == 0


def test_shares_are_as_counted_by_hand() -> None:
    assert (REPORT.tags["cham-tre"].precision, REPORT.tags["cham-tre"].recall) == (1.0, 1.0)
    assert (REPORT.tags["dun-day"].recall, REPORT.tags["dun-day"].n) == (0.0, 1)
    assert REPORT.macro_f1 == 0.5
    assert REPORT.micro_f1 == pytest.approx(4 / 7)
    assert REPORT.false_alarms == 0.5
    assert REPORT.sentiment == 0.5
    assert (REPORT.urgent.recall, REPORT.urgent.precision) == (1.0, 0.5)


def test_nothing_to_count_is_no_figure() -> None:
    empty = score([], Scripted({}))
    assert (empty.macro_f1, empty.micro_f1, empty.false_alarms, empty.sentiment) == (None,) * 4


def test_the_table_names_each_tag_and_the_sums() -> None:
    lines = str(REPORT).splitlines()
    assert [line.split()[0] for line in lines[1:19]] == list(REPORT.tags)
    assert lines[9].split() == ["cham-tre", "2", "1.00", "1.00", "1.00"]
    assert "macro F1 0.50" in str(REPORT)
