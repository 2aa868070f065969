"""Messages that we wrote ourselves to learn from and to be tested on: what each says, and which words show it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from feedback.analysis import Sentiment
from feedback.tags import TAGS

FOLDER = Path(__file__).parent / "corpus"
TRAIN, TEST = FOLDER / "train", FOLDER / "test"
KINDS = ("real", "hard-negative", "off-topic")
_CODES = frozenset(tag.code for tag in TAGS)


@dataclass(frozen=True, slots=True)
class Shown:
    """These characters of the text show this tag."""

    start: int
    end: int
    code: str


@dataclass(frozen=True, slots=True)
class Message:
    """A labelled text. `writer` is the file it stands in, `scenario` the situation it was imagined in."""

    text: str
    tags: tuple[str, ...]
    sentiment: Sentiment | None = None
    urgent: bool | None = None
    kind: str = "real"
    scenario: str = ""
    writer: str = ""
    shown: tuple[Shown, ...] = ()
    maybe: tuple[str, ...] = ()  # tags on which readers differ: they count neither way

    @property
    def unshown(self) -> frozenset[str]:
        """Tags of the message that no words are marked for."""
        return frozenset(self.tags) - {one.code for one in self.shown}


def load(folder: Path) -> tuple[Message, ...]:
    """Every message of a folder's .jsonl files, in order of file and line."""
    return tuple(message for file in sorted(folder.glob("*.jsonl")) for message in read_file(file))


class NotLabelled(ValueError):
    """A line is no labelled message; its number and what is wrong are told."""

    def __init__(self, file: Path, number: int, reason: object) -> None:
        super().__init__(f"{file.name}:{number}: {reason}")
        self.number = number


def read_file(file: Path) -> Iterator[Message]:
    """The messages of one file. Raises NotLabelled."""
    for number, line in enumerate(file.read_text("utf-8").split("\n"), 1):
        if line.strip():
            try:
                yield _message(json.loads(line), writer=file.stem)
            except (KeyError, TypeError, AttributeError, ValueError) as error:
                raise NotLabelled(file, number, error) from error


def _message(row: Mapping[str, Any], *, writer: str) -> Message:
    if not isinstance(row["text"], str):
        raise ValueError("no text")
    tags = _known(row["tags"])
    kind = row.get("kind", "real")
    if kind not in KINDS:
        raise ValueError(f"unknown kind {kind!r}")
    if row.get("sentiment") not in (None, *get_args(Sentiment)):
        raise ValueError(f"unknown sentiment {row['sentiment']!r}")
    shown = tuple(_shown(row["text"], words, code) for words, code in row.get("spans", ()))
    if not {one.code for one in shown} <= set(tags):
        raise ValueError("words are marked for a tag that the message does not carry")
    return Message(
        row["text"],
        tags,
        row.get("sentiment"),
        row.get("urgent"),
        kind,
        row.get("scenario", ""),
        writer,
        shown,
        _known(row.get("maybe", ())),
    )


def _known(codes: Sequence[str]) -> tuple[str, ...]:
    unknown = set(codes) - _CODES
    if unknown:
        raise ValueError(f"unknown tags {sorted(unknown)}")
    return tuple(codes)


def _shown(text: str, words: str, code: str) -> Shown:
    """Words are written out in the file, so that people can read it; where they stand twice, the first is meant."""
    start = text.index(words)
    return Shown(start, start + len(words), code)
