"""Messages in as JSON lines, readings out as JSON lines: the rows of `homthu tag`."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol

from feedback.analysis import Analysis

# Half a character cannot be written as UTF-8; JSON has a way to write it all the same.
_LONE = re.compile("[\ud800-\udfff]")


class Reader(Protocol):
    def analyse(self, text: str) -> Analysis: ...


def tag_lines(lines: Iterable[str], *, analyst: Reader, redact: Callable[[str], str]) -> Iterator[str]:
    """One row for each line, in order, as lines come; a line that is no message gives its error."""
    for line in lines:
        if line.strip():
            row = json.dumps(_row(line, analyst, redact), ensure_ascii=False)
            yield _LONE.sub(lambda half: f"\\u{ord(half[0]):04x}", row)


def _row(line: str, analyst: Reader, redact: Callable[[str], str]) -> dict[str, Any]:
    try:
        message = json.loads(line)
    except (ValueError, RecursionError):
        return {"id": None, "error": "not JSON"}
    if not isinstance(message, dict):
        return {"id": None, "error": "not an object"}
    id, text = message.get("id"), message.get("text")
    if not isinstance(text, str):
        return {"id": id, "error": "no text"}
    return {"id": id, **_reading(text, analyst.analyse(text)), "redacted": redact(text)}


def _reading(text: str, found: Analysis) -> dict[str, Any]:
    return {
        "tags": list(found.codes),
        "sentiment": found.sentiment,
        "urgent": found.urgent,
        "needs_person": found.needs_person,
        "gate": found.gate,
        "about_head": found.about_head,
        "evidence": {
            tag.code: [
                {"start": e.start, "end": e.end, "text": text[e.start : e.end], "confidence": e.confidence}
                for e in tag.evidence
            ]
            for tag in found.tags
        },
    }
