"""The figures of the evaluation, on rows that can be counted by hand."""

from collections.abc import Mapping, Sequence

import pytest

from feedback.analysis import Analysis, TagFound
from feedback.tags import TAGS
from nlp.corpus import Message
from nlp.evaluate import Figure, Report, score


class Scripted:
    """Reads what it was told to read."""

    def __init__(self, answers: Mapping[str, Analysis]) -> None:
        self._answers = answers

    def analyse(self, text: str) -> Analysis:
        return self._answers[text]


def found(*codes: str, urgent: bool = False) -> Analysis:
    return Analysis(tuple(TagFound(code, 0.9) for code in codes), sentiment="tieu-cuc", urgent=urgent)


ROWS = (
    Message("1", ("cham-tre",), "tieu-cuc", urgent=True, maybe=("thai-do",)),
    Message("2", ("cham-tre", "dun-day"), "trung-tinh", urgent=False),
    Message("3", (), kind="hard-negative"),
    Message("4", ("khen-thai-do",), "tich-cuc", urgent=True, kind="off-topic"),
    Message("5", ("cham-tre",), "tieu-cuc", urgent=False, maybe=("thai-do",)),
)
ANSWERS = {
    "1": found("cham-tre", "thai-do", urgent=True),
    "2": found("cham-tre", urgent=True),
    "3": found("voi-vinh", urgent=True),
    "4": found("khen-thai-do"),
    "5": found(),
}
REPORT = score(ROWS, Scripted(ANSWERS))


def row(code: str, of: Report = REPORT) -> tuple[int, float | None, float | None, float | None]:
    n, precision, recall, f1 = of.tags[code]
    return n, precision.value, recall.value, f1.value


def values(of: Report) -> dict[str, float | None]:
    return {name: figure.value for name, figure in of.figures.items()}


def all_figures(of: Report) -> Sequence[Figure]:
    return [*of.figures.values(), *(figure for _, *figures in of.tags.values() for figure in figures)]


def test_each_tag_is_as_counted_by_hand() -> None:
    assert row("cham-tre") == (3, 1.0, 2 / 3, 4 / 5)
    assert row("dun-day") == (1, None, 0.0, 0.0)
    assert row("khen-thai-do") == (1, 1.0, 1.0, 1.0)
    assert row("voi-vinh") == (0, 0.0, None, 0.0)
    assert row("ruou-bia") == (0, None, None, None)


def test_the_whole_is_as_counted_by_hand() -> None:
    assert values(REPORT) == {
        "macro F1": pytest.approx((4 / 5 + 0 + 1) / 3),  # of the tags that some message carries
        "micro F1": pytest.approx(6 / 9),  # 3 right, 1 wrong, 2 missed
        "false alarms": 0.5,  # of two quiet messages
        "sentiment": 0.5,  # of four that have one
        "urgent recall": 0.5,
        "urgent precision": 0.5,  # the third is left out: nobody said
        "flagged urgent": 0.6,
    }


@pytest.mark.parametrize("given", [(), ("thai-do",)], ids=["missed", "found"])
def test_what_readers_differ_on_counts_neither_way(given: tuple[str, ...]) -> None:
    assert row("thai-do") == (0, None, None, None)
    one = (Message("1", ("thai-do",), maybe=("thai-do",)), Message("2", ("thai-do",)))
    report = score(one, Scripted({"1": found(*given), "2": found("thai-do")}))
    assert row("thai-do", report) == (1, 1.0, 1.0, 1.0)
    assert report.figures["micro F1"].value == 1.0


def test_nothing_to_count_is_no_figure() -> None:
    empty = score([], Scripted({}))
    assert (empty.messages, set(values(empty).values())) == (0, {None})
    assert {str(figure) for figure in all_figures(empty)} == {"-"}


def test_a_label_that_is_open_is_no_figure() -> None:
    report = score([Message("3", ())], Scripted(ANSWERS))
    assert [values(report)[name] for name in ("sentiment", "urgent recall", "urgent precision")] == [None] * 3


@pytest.mark.parametrize("times", [1, 8])
def test_an_interval_encloses_its_figure(times: int) -> None:
    for figure in all_figures(score(ROWS * times, Scripted(ANSWERS))):
        assert figure.value is None or 0 <= figure.low <= figure.value <= figure.high <= 1


def test_more_messages_narrow_the_interval() -> None:
    few, many = score(ROWS * 8, Scripted(ANSWERS)), score(ROWS * 200, Scripted(ANSWERS))
    for name in few.figures:
        assert _width(many.figures[name]) < _width(few.figures[name]) / 3


def test_the_interval_of_a_share_is_that_of_the_textbook() -> None:
    """Half of 100 sentiments right: 1.96 standard errors of 0.05 to either side."""
    rows = [Message(f"{at}", (), "tieu-cuc" if at % 2 else "tich-cuc") for at in range(100)]
    figure = score(rows, Scripted({one.text: found() for one in rows})).figures["sentiment"]
    assert [figure.low, figure.high] == pytest.approx([0.402, 0.598], abs=0.015)


def test_what_is_always_right_has_no_width() -> None:
    figure = score(ROWS[:2], Scripted(ANSWERS)).tags["cham-tre"][1]
    assert (figure.value, figure.low, figure.high) == (1.0, 1.0, 1.0)


def test_the_same_messages_give_the_same_figures() -> None:
    assert str(score(ROWS, Scripted(ANSWERS))) == str(REPORT)


def test_the_table_names_each_tag_and_the_whole() -> None:
    lines = str(REPORT).splitlines()
    assert [line.split()[0] for line in lines[1:19]] == [tag.code for tag in TAGS]
    assert lines[9].split()[:3] == ["cham-tre", "3", "1.000"]
    assert "messages 5" in lines
    assert lines[-1].startswith("flagged urgent") and "0.600 [" in lines[-1]


def _width(figure: Figure) -> float:
    return figure.high - figure.low
