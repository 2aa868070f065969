"""Where a message falls into clauses."""

from itertools import pairwise

import pytest

from nlp.clauses import MOST, Clause
from nlp.rules import Rules


@pytest.fixture(scope="module")
def phrases() -> Rules:
    return Rules()


def said(phrases: Rules, text: str) -> list[str]:
    """Each clause as its words were typed."""
    heard = phrases.hear(text)
    spans = (heard.reading.original_span(one.start, one.end) for one in heard.clauses)
    return [text[start:end] for start, end in spans]


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("Tôi nộp hồ sơ. Chị Mai quát tôi", ["Tôi nộp hồ sơ.", "Chị Mai quát tôi"]),
        ("Tôi nộp hồ sơ, chị Mai quát tôi", ["Tôi nộp hồ sơ,", "chị Mai quát tôi"]),
        ("Sao lại như thế?! Chị Mai quát tôi", ["Sao lại như thế?!", "Chị Mai quát tôi"]),
        ("Phòng ốc sạch sẽ nhưng chị Mai quát tôi", ["Phòng ốc sạch sẽ", "nhưng chị Mai quát tôi"]),
        ("cb ko trả hs cho em, chị Mai quát tôi", ["cb ko trả hs cho em,", "chị Mai quát tôi"]),
    ],
    ids=["full stop", "comma", "two marks are one", "turn", "short forms"],
)
def test_a_message_is_cut_after_marks_and_before_turns(phrases: Rules, text: str, clauses: list[str]) -> None:
    assert said(phrases, text) == clauses


def test_a_word_of_courtesy_is_no_clause_of_its_own(phrases: Rules) -> None:
    assert said(phrases, "Dạ, chị Mai quát tôi") == ["Dạ, chị Mai quát tôi"]


@pytest.mark.parametrize("text", ["", "   ", "\u200b"])
def test_without_words_there_is_no_clause(phrases: Rules, text: str) -> None:
    assert phrases.hear(text).clauses == ()


def test_every_word_stands_in_one_clause_and_none_is_lost(phrases: Rules) -> None:
    heard = phrases.hear("Dạ, em nộp đơn hôm qua, chị Mai bảo đợi... nhưng 3 tuần rồi! Không ai gọi? Em chờ mãi.")
    assert tuple(word for one in heard.clauses for word in one.words) == heard.reading.words
    assert len(heard.clauses) > 2


def test_places_in_the_view_join_without_gaps(phrases: Rules) -> None:
    heard = phrases.hear("Tôi nộp hồ sơ, chị Mai quát tôi. Anh Tuấn bỏ đi uống nước")
    clauses, view = heard.clauses, heard.reading.view
    assert [one.start for one in clauses[:1]] == [0]
    assert all(one.end == after.start for one, after in pairwise(clauses))
    assert [view[one.start : one.end].split() for one in clauses] == [_forms(one) for one in clauses]


def test_an_endless_list_has_a_last_clause_that_takes_what_is_left(phrases: Rules) -> None:
    heard = phrases.hear("tôi chờ cả buổi. " * (MOST + 9))
    assert len(heard.clauses) == MOST
    assert len(heard.clauses[-1].words) == 10 * len(heard.clauses[0].words)


def _forms(clause: Clause) -> list[str]:
    return [word.form for word in clause.words]
