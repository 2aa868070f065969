"""A text as the reader of names sees it: word by word, with its marks, its case and what stands before it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from feedback.canonical import Canonical

_WORD = re.compile(r"(?:[^\W\d_]{2,40}|[^\W\d_](?![0-9]))(?:'[^\W\d_]{1,20})?")


@dataclass(frozen=True)
class Word:
    written: str  # as typed, with case
    marked: str  # lower case, with marks
    plain: str  # lower case, without marks
    start: int
    end: int
    gap: str  # what stands between the word before and this one

    @property
    def capital(self) -> bool:
        return self.written[0].isupper()

    @property
    def shouted(self) -> bool:
        return len(self.written) > 1 and self.written.isupper()

    @property
    def bare(self) -> bool:
        return self.marked == self.plain

    @property
    def close(self) -> bool:
        return self.gap in (" ", "  ")


def words_of(view: Canonical) -> list[Word]:
    """Every word of the text, in order."""
    words: list[Word] = []
    lower, last = view.accented.lower(), 0
    for match in _WORD.finditer(view.accented):
        start, end = match.span()
        gap = view.accented[last:start]
        words.append(Word(match.group(), lower[start:end], view.plain[start:end], start, end, gap))
        last = end
    return words
