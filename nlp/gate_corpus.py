"""Lines that we wrote ourselves and marked for the gate: which road each calls for, whether it complains of the head.

A line is {"id", "text", "gate", "about_head"}; of the last two either may be missing, and counts then neither way.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from feedback.analysis import Gate, GateKind
from nlp.corpus import FOLDER as CORPUS
from nlp.corpus import TRAIN, Message, NotLabelled, load

FOLDER = CORPUS / "gate"
LEARNT, KEPT_BACK = "*train-*.jsonl", "*dev-*.jsonl"
"""Files to learn from, and files that nothing is learnt from."""
ONE_IN = 24
"""One in so many of the tagger's messages is learnt from too, where no head stands in it: most of what comes in calls
for no road, while the marked lines are hard ones. Without them twice as many ordinary complaints were sealed."""
_GRAVE = frozenset({"voi-vinh", "cua-quyen", "lo-thong-tin", "ruou-bia", "nhung-nhieu"})


@dataclass(frozen=True, slots=True)
class Marked:
    """`road` says nothing where `gate_known` is False; `about_head` is None where nobody said. `writer`: its file."""

    text: str
    road: Gate
    gate_known: bool
    about_head: bool | None
    writer: str


def load_marked(folder: Path, pattern: str) -> tuple[Marked, ...]:
    """Every line of the files whose names fit, in order of file and line."""
    return tuple(one for file in sorted(folder.glob(pattern)) for one in read_marked(file))


def ordinary(speaks_of_head: Callable[[str], bool]) -> Iterator[Marked]:
    """Plain messages from the tagger's corpus, none of which speaks of a head. The gate of grave ones nobody marked."""
    yield from (_plain(message) for message in load(TRAIN)[::ONE_IN] if not speaks_of_head(message.text))


def _plain(message: Message) -> Marked:
    quiet = not message.urgent and _GRAVE.isdisjoint(message.tags)
    return Marked(message.text, None, quiet, False, message.writer)


def keys_of(file: Path) -> frozenset[str]:
    """What the first object of a file tells; nothing where there is none."""
    with file.open(encoding="utf-8", errors="replace") as lines:
        first = next((line for line in lines if line.strip()), "")
    try:
        row = json.loads(first)
    except ValueError:
        return frozenset()
    return frozenset(row) if isinstance(row, dict) else frozenset()


def read_marked(file: Path) -> Iterator[Marked]:
    """The lines of one file. Raises NotLabelled."""
    for number, line in enumerate(file.read_text("utf-8").split("\n"), 1):
        if line.strip():
            try:
                yield _marked(json.loads(line), writer=file.stem)
            except (KeyError, TypeError, AttributeError, ValueError) as error:
                raise NotLabelled(file, number, error) from error


def _marked(row: Mapping[str, Any], *, writer: str) -> Marked:
    text, road, head = row["text"], row.get("gate"), row.get("about_head")
    if not isinstance(text, str):
        raise ValueError("no text")
    if road not in (None, *get_args(GateKind)):
        raise ValueError(f"unknown gate {road!r}")
    if head not in (None, True, False):
        raise ValueError(f"about_head is {head!r}")
    return Marked(text, road, "gate" in row, head, writer)
