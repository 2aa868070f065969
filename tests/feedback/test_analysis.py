"""What a reading keeps, how it is stored, and when it seals a case."""

import json
from dataclasses import replace

import pytest

from feedback.analysis import Analysis, Evidence, TagFound, must_seal

READING = Analysis(
    tags=(TagFound("cham-tre", 0.9, (Evidence(3, 10, 0.9),)), TagFound("dun-day", 0.7)),
    sentiment="tieu-cuc",
    urgent=True,
    needs_person=True,
    gate="khieu-nai",
    about_head=True,
    version="rules-1",
)


@pytest.mark.parametrize("reading", [READING, Analysis(), replace(READING, gate=None, tags=())])
def test_a_reading_comes_back_from_the_store_as_it_went(reading: Analysis) -> None:
    assert Analysis.from_json(reading.to_json()) == reading


@pytest.mark.parametrize(
    "stored",
    [
        "",
        "[]",
        "null",
        "{}",
        json.dumps({**json.loads(READING.to_json()), "sentiment": "vui"}),
        json.dumps({**json.loads(READING.to_json()), "gate": "don"}),
        json.dumps({**json.loads(READING.to_json()), "tags": [{"code": "cham-tre"}]}),
    ],
)
def test_anything_else_is_refused(stored: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # JSONDecodeError and our own are both ValueErrors
        Analysis.from_json(stored)


@pytest.mark.parametrize(
    ("reading", "sealed"),
    [
        (Analysis(), False),
        (Analysis(tags=(TagFound("cham-tre", 0.9),), urgent=True, needs_person=True), False),
        (Analysis(tags=(TagFound("voi-vinh", 0.6),)), True),
        (Analysis(tags=(TagFound("cham-tre", 0.9), TagFound("lo-thong-tin", 0.6))), True),
        (Analysis(about_head=True), True),
    ],
)
def test_the_head_does_not_see_what_speaks_of_the_head_of_money_or_of_a_leak(reading: Analysis, sealed: bool) -> None:
    assert must_seal(reading) is sealed


def test_a_reading_keeps_none_of_the_words() -> None:
    assert set(json.loads(READING.to_json())["tags"][0]["evidence"][0]) == {"start", "end", "confidence"}
