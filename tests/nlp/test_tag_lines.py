"""The rows of `homthu tag`: same order, streaming, and a bad line stops nothing."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from nlp.rules import RuleAnalyst
from nlp.tag_lines import tag_lines

FIELDS = {"id", "tags", "sentiment", "urgent", "needs_person", "gate", "about_head", "redacted", "evidence"}


def rows(rules: RuleAnalyst, *lines: str) -> list[dict[str, Any]]:
    found = tag_lines(lines, analyst=rules, redact=lambda text: text.replace("0912345678", "…"))
    return [json.loads(line) for line in found]


def test_a_row_holds_what_was_found_and_the_words_that_say_so(rules: RuleAnalyst) -> None:
    text = "Chị Mai quát mắng tôi, gọi 0912345678 để hỏi thêm"
    (row,) = rows(rules, json.dumps({"id": "a1", "text": text}))
    assert row.keys() == FIELDS
    assert (row["id"], row["sentiment"], row["urgent"], row["gate"]) == ("a1", "tieu-cuc", False, None)
    assert row["tags"] == list(row["evidence"]) == ["thai-do"]
    (piece,) = row["evidence"]["thai-do"]
    assert "quát mắng" in piece["text"] == text[piece["start"] : piece["end"]]
    assert row["redacted"] == text.replace("0912345678", "…")


@pytest.mark.parametrize(
    ("line", "id"),
    [
        ("{", None),
        ("[" * 100_000, None),
        ("[1]", None),
        ('{"id": 7}', 7),
        ('{"id": "b", "text": 5}', "b"),
        ('{"text": null}', None),
    ],
    ids=["not JSON", "nested without end", "a list", "no text", "a number", "nothing"],
)
def test_a_bad_line_gives_its_error_and_the_next_is_read(rules: RuleAnalyst, line: str, id: object) -> None:
    bad, good = rows(rules, line, '{"id": 2, "text": "Cảm ơn chị Mai"}')
    assert bad.keys() == {"id", "error"}
    assert bad["id"] == id
    assert (good["id"], good["sentiment"]) == (2, "tich-cuc")


def test_each_row_comes_before_the_next_line_is_asked_for(rules: RuleAnalyst) -> None:
    asked = []

    def lines() -> Iterator[str]:
        for number in range(3):
            asked.append(number)
            yield json.dumps({"id": number, "text": "ok"})

    answers = tag_lines(lines(), analyst=rules, redact=str)
    assert json.loads(next(answers))["id"] == 0
    assert asked == [0]


def test_a_lone_surrogate_can_still_be_written(rules: RuleAnalyst) -> None:
    (line,) = tag_lines([r'{"id": 1, "text": "\ud800 chờ lâu"}'], analyst=rules, redact=str)
    assert line.encode()
