"""How well the whole lexicon reads: floors on our own labelled messages, typed in several ways."""

import json
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from feedback.tags import TAGS
from nlp.analyst import RuleAnalyst
from nlp.evaluate import Report, score

FILE = Path(__file__).with_name("golden.jsonl")
ROWS: list[dict[str, Any]] = [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]


def without_accents(text: str) -> str:
    letters = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def report(analyst: RuleAnalyst, typed: Callable[[str], str] = str) -> Report:
    return score([{**row, "text": typed(row["text"])} for row in ROWS], analyst)


@pytest.fixture(scope="module")
def full(analyst: RuleAnalyst) -> Report:
    """As the messages stand there."""
    return report(analyst)


def test_each_tag_is_held_by_enough_messages_and_none_is_unknown() -> None:
    held = [code for row in ROWS for code in row["tags"]]
    assert {tag.code for tag in TAGS if held.count(tag.code) < 5} == set()
    assert set(held) <= {tag.code for tag in TAGS}


def test_no_message_stands_there_twice() -> None:
    assert len({row["text"] for row in ROWS}) == len(ROWS)


def test_the_tags_are_found(full: Report) -> None:
    assert full.macro_f1 is not None
    assert full.macro_f1 >= 0.75, str(full)
    assert full.false_alarms is not None
    assert full.false_alarms <= 0.15, str(full)
    assert full.sentiment is not None
    assert full.sentiment >= 0.8, str(full)


@pytest.mark.parametrize("code", [tag.code for tag in TAGS])
def test_no_tag_is_left_behind(full: Report, code: str) -> None:
    assert (full.tags[code].f1 or 0) >= 0.5


def test_what_cannot_wait_is_seen(full: Report) -> None:
    assert (full.urgent.recall or 0) >= 0.75
    assert (full.urgent.precision or 0) >= 0.7


def test_most_is_still_found_where_accents_are_left_out(analyst: RuleAnalyst) -> None:
    bare = report(analyst, without_accents)
    assert (bare.macro_f1 or 0) >= 0.7, str(bare)
    assert bare.false_alarms is not None
    assert bare.false_alarms <= 0.2, str(bare)


@pytest.mark.parametrize("typed", [str.upper, decomposed])
def test_capitals_and_decomposed_letters_cost_nothing(
    analyst: RuleAnalyst, full: Report, typed: Callable[[str], str]
) -> None:
    assert report(analyst, typed) == full
