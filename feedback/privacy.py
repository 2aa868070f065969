"""What a head may read of a citizen's words: names, numbers and addresses are cut out and listed.

Matching works on the canonical form, cutting on the text as typed. Every pattern has bounded repetition.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from feedback.canonical import Canonical, canonical
from feedback.private_codes import find_codes
from feedback.private_names import find_names, staff_list
from feedback.private_numbers import find_numbers
from feedback.private_online import find_online
from feedback.private_places import find_addresses

KINDS = (
    "phone",
    "id-number",
    "plate",
    "email",
    "account",
    "dossier",
    "url",
    "handle",
    "address",
    "name",
    "staff",
)

# Stands where something was cut; no pattern reads across it, whatever its length.
_GAP = "\ufffc"
_LABEL = re.compile(r"\[[^\[\]\n]{1,60}\]")


@dataclass(frozen=True)
class Found:
    kind: str
    start: int  # offsets into the text as it was typed
    end: int


@dataclass(frozen=True)
class Redacted:
    text: str
    found: tuple[Found, ...]


def redact(text: str, *, labels: Mapping[str, str], staff: Collection[str] = ()) -> Redacted:
    """`text` with everything personal replaced by `labels[kind]`, each of which stands in square brackets.

    `staff` are full names of the unit's officers: they become "staff" instead of "name".
    """
    _check(labels)
    officers = staff_list(frozenset(staff))
    view = _without_labels(canonical(text), text, labels)
    spans: list[tuple[int, int, str]] = []
    # What is cut may free its neighbour (a name after a number), so read on until nothing is left:
    # that is also why redacting twice changes nothing.
    while True:
        before = len(spans)
        for find in (find_online, find_codes, find_numbers, find_addresses):
            view = _cut(view, find(view), spans)
        view = _cut(view, find_names(view, officers), spans)
        if len(spans) == before:
            break
    found = tuple(Found(kind, *view.origin(start, end)) for start, end, kind in sorted(spans))
    return Redacted(_replaced(text, found, labels), found)


def _check(labels: Mapping[str, str]) -> None:
    for kind in KINDS:
        if not _LABEL.fullmatch(labels[kind]):
            raise ValueError(f"the label of {kind} must be words in square brackets: {labels[kind]!r}")


def _without_labels(view: Canonical, text: str, labels: Mapping[str, str]) -> Canonical:
    """Hides labels that already stand in the text, so that they are never read as words."""
    known = "|".join(re.escape(label) for label in set(labels.values()))
    taken = [match.span() for match in re.finditer(known, text)]
    if not taken:
        return view
    hidden = bytearray(len(text))
    for start, end in taken:
        hidden[start:end] = b"\x01" * (end - start)
    return replace(
        view,
        accented="".join(_GAP if hidden[at] else c for c, at in zip(view.accented, view.starts, strict=True)),
        plain="".join(_GAP if hidden[at] else c for c, at in zip(view.plain, view.starts, strict=True)),
    )


def _cut(view: Canonical, found: Iterator[tuple[str, int, int]], spans: list[tuple[int, int, str]]) -> Canonical:
    """Adds what was `found` to `spans` and hides it from the next reader."""
    accented, plain, last = [], [], 0
    for kind, start, end in sorted(found, key=lambda span: (span[1], -span[2])):
        if start < last:
            continue
        spans.append((start, end, kind))
        accented += [view.accented[last:start], _GAP * (end - start)]
        plain += [view.plain[last:start], _GAP * (end - start)]
        last = end
    if not last:
        return view
    return replace(
        view,
        accented="".join([*accented, view.accented[last:]]),
        plain="".join([*plain, view.plain[last:]]),
    )


def _replaced(text: str, found: tuple[Found, ...], labels: Mapping[str, str]) -> str:
    pieces, last = [], 0
    for item in found:
        pieces += [text[last : item.start], labels[item.kind]]
        last = item.end
    return "".join([*pieces, text[last:]])
