"""How well the whole lexicon reads: floors on our own labelled messages, typed in several ways."""

import unicodedata
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from feedback.tags import TAGS
from nlp.corpus import read_file
from nlp.evaluate import Report, score
from nlp.rules import RuleAnalyst

MESSAGES = tuple(read_file(Path(__file__).with_name("golden.jsonl")))


def without_accents(text: str) -> str:
    letters = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def report(rules: RuleAnalyst, typed: Callable[[str], str] = str) -> Report:
    return score([replace(message, text=typed(message.text)) for message in MESSAGES], rules)


def share(found: Report, name: str) -> float:
    value = found.figures[name].value
    assert value is not None, name
    return value


@pytest.fixture(scope="module")
def full(rules: RuleAnalyst) -> Report:
    """As the messages stand there."""
    return report(rules)


def test_each_tag_is_held_by_enough_messages() -> None:
    held = [code for message in MESSAGES for code in message.tags]
    assert {tag.code for tag in TAGS if held.count(tag.code) < 5} == set()


def test_no_message_stands_there_twice() -> None:
    assert len({message.text for message in MESSAGES}) == len(MESSAGES)


def test_the_tags_are_found(full: Report) -> None:
    assert share(full, "macro F1") >= 0.75, str(full)
    assert share(full, "false alarms") <= 0.15, str(full)
    assert share(full, "sentiment") >= 0.8, str(full)


@pytest.mark.parametrize("code", [tag.code for tag in TAGS])
def test_no_tag_is_left_behind(full: Report, code: str) -> None:
    *_, f1 = full.tags[code]
    assert (f1.value or 0) >= 0.5


def test_what_cannot_wait_is_seen(full: Report) -> None:
    assert share(full, "urgent recall") >= 0.75
    assert share(full, "urgent precision") >= 0.7


def test_most_is_still_found_where_accents_are_left_out(rules: RuleAnalyst) -> None:
    bare = report(rules, without_accents)
    assert share(bare, "macro F1") >= 0.7, str(bare)
    assert share(bare, "false alarms") <= 0.2, str(bare)


@pytest.mark.parametrize("typed", [str.upper, decomposed])
def test_capitals_and_decomposed_letters_cost_nothing(
    rules: RuleAnalyst, full: Report, typed: Callable[[str], str]
) -> None:
    assert report(rules, typed) == full
