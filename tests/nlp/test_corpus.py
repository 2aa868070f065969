"""What the messages to learn from and to be tested on promise, and how a wrong line is told."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from feedback.tags import TAGS, is_complaint
from nlp.corpus import TEST, TRAIN, Message, NotLabelled, Shown, load, read_file
from nlp.noise import without_accents

LEARNT, TESTED = load(TRAIN), load(TEST)
QUIET = [message for message in (*LEARNT, *TESTED) if message.kind != "real"]
FEW_WORDS = 4
LINE: dict[str, Any] = {"text": "Chị Mai quát mắng", "tags": ["thai-do"], "spans": [["quát mắng", "thai-do"]]}


def of_kind(messages: tuple[Message, ...], kind: str) -> int:
    return sum(message.kind == kind for message in messages)


def test_there_is_enough_to_learn_from() -> None:
    assert len(LEARNT) >= 4000
    assert of_kind(LEARNT, "hard-negative") >= 800
    assert of_kind(LEARNT, "off-topic") >= 500
    assert sum(message.urgent is True for message in LEARNT) >= 200
    assert sum(bool(message.shown) for message in LEARNT) >= 1500


@pytest.mark.parametrize("code", [tag.code for tag in TAGS])
def test_every_tag_is_learnt_from_250_messages_and_tested(code: str) -> None:
    assert sum(code in message.tags for message in LEARNT) >= 250
    assert any(code in message.tags for message in TESTED)


def test_there_is_enough_to_be_tested_on() -> None:
    assert len(TESTED) >= 600
    assert of_kind(TESTED, "hard-negative") >= 300
    assert sum(message.urgent is True for message in TESTED) >= 150


def test_what_is_tested_was_not_learnt() -> None:
    assert {one.text for one in LEARNT} & {one.text for one in TESTED} == set()
    assert {one.writer for one in LEARNT} & {one.writer for one in TESTED} == set()


def test_nor_was_it_learnt_in_another_typing() -> None:
    """A word or three ("tuyệt vời") two people may write alike."""
    learnt = {_bare(one.text) for one in LEARNT}
    assert [one.text for one in TESTED if _bare(one.text) in learnt and _bare(one.text).count(" ") >= FEW_WORDS] == []


@pytest.mark.parametrize("messages", [LEARNT, TESTED], ids=["train", "test"])
def test_no_text_stands_twice_in_one_set(messages: tuple[Message, ...]) -> None:
    assert [text for text, n in Counter(one.text for one in messages).items() if n > 1] == []


def test_what_complains_of_nothing_carries_no_complaint() -> None:
    assert [one.text for one in QUIET if any(map(is_complaint, one.tags))] == []


def test_every_message_says_its_haste_and_its_scenario_and_nothing_twice() -> None:
    assert all(message.urgent in (True, False) for message in LEARNT)  # of the test, two readings may differ
    for message in (*LEARNT, *TESTED):
        assert message.text.strip() and message.scenario
        assert len({*message.tags, *message.maybe}) == len(message.tags) + len(message.maybe)
        assert all(one.start < one.end for one in message.shown)


def test_a_line_is_read_with_its_writer_and_the_place_of_marked_words(tmp_path: Path) -> None:
    file = tmp_path / "mai.jsonl"
    file.write_text("\n" + json.dumps(LINE | {"tags": ["thai-do", "cham-tre"]}) + "\n\n", "utf-8")
    (message,) = read_file(file)
    assert (message.writer, message.kind, message.sentiment, message.urgent) == ("mai", "real", None, None)
    assert message.shown == (Shown(8, 17, "thai-do"),)
    assert message.unshown == {"cham-tre"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"tags": ["thai-do", "quat-mang"]},
        {"maybe": ["quat-mang"]},
        {"kind": "joke"},
        {"sentiment": "vui"},
        {"text": 5},
        {"text": None},
        {"spans": [["la hét", "thai-do"]]},
        {"spans": [["quát mắng", "cham-tre"]]},
        {"spans": [["quát mắng"]]},
        {"tags": None},
    ],
    ids=str,
)
def test_a_wrong_line_is_named(tmp_path: Path, wrong: dict[str, Any]) -> None:
    assert _reason(tmp_path, json.dumps(LINE | wrong)).startswith("mai.jsonl:3: ")


@pytest.mark.parametrize("line", ["{", "[]", "5", "null", '"text"', '{"text": "a"}', '{"tags": []}'])
def test_what_is_no_message_is_named(tmp_path: Path, line: str) -> None:
    assert _reason(tmp_path, line).startswith("mai.jsonl:3: ")


def _reason(folder: Path, line: str) -> str:
    file = folder / "mai.jsonl"
    file.write_text(f"{json.dumps(LINE)}\n\n{line}\n", "utf-8")
    with pytest.raises(NotLabelled) as refused:
        list(read_file(file))
    assert refused.value.number == 3
    return str(refused.value)


def _bare(text: str) -> str:
    return " ".join(re.findall(r"\w+", without_accents(text).lower()))
