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


def test_each_tag_is_held_by_enough_messages_and_none_is_unknown() -> None:
    held = [code for row in ROWS for code in row["tags"]]
    assert {tag.code for tag in TAGS if held.count(tag.code) < 5} == set()
    assert set(held) <= {tag.code for tag in TAGS}


def test_no_message_stands_there_twice() -> None:
    assert len({row["text"] for row in ROWS}) == len(ROWS)


def test_the_tags_are_found(analyst: RuleAnalyst) -> None:
    found = report(analyst)
    assert found.macro_f1 is not None
    assert found.macro_f1 >= 0.75, str(found)
    assert found.false_alarms is not None
    assert found.false_alarms <= 0.2, str(found)
    assert found.sentiment is not None
    assert found.sentiment >= 0.8, str(found)


@pytest.mark.parametrize("code", [tag.code for tag in TAGS])
def test_no_tag_is_left_behind(analyst: RuleAnalyst, code: str) -> None:
    assert (report(analyst).tags[code].f1 or 0) >= 0.5


def test_what_cannot_wait_is_seen(analyst: RuleAnalyst) -> None:
    assert (report(analyst).urgent.recall or 0) >= 0.8


def test_left_out_accents_cost_little(analyst: RuleAnalyst) -> None:
    full, bare = report(analyst).macro_f1, report(analyst, without_accents).macro_f1
    assert full is not None
    assert bare is not None
    assert bare >= full - 0.12


@pytest.mark.parametrize("typed", [str.upper, decomposed])
def test_capitals_and_decomposed_letters_cost_nothing(analyst: RuleAnalyst, typed: Callable[[str], str]) -> None:
    assert report(analyst, typed) == report(analyst)
