"""What the words of a text are, where they stand, and where its sentences and clauses end."""

from __future__ import annotations

import re
import threading
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from importlib import import_module
from itertools import accumulate, chain
from types import ModuleType
from typing import NamedTuple

from nlp.normalize import Clean, key, plain
from nlp.shorthand import Shorthand

ENDS = frozenset({".", "?"})
BREAKS = ENDS | {","}
BARE = "~"
"""Behind the form of a word that was typed without its accents."""
_PIECE = re.compile(
    r"\d+(?:[.,:/]\d+)*|[^\W\d_]+|[:=]+[()]+|[.!?…\n]+|[,;:()\[\]/–—-]|[\u2600-\u27bf\U0001f300-\U0001faff]"
)
_FEW_ACCENTS = 0.2
_WARM_UP = threading.Lock()


class Word(NamedTuple):
    form: str  # a key, "#" for a number, or one of BREAKS; with BARE behind it where accents were left out
    plain: str


_NUMBER = (Word("#", "#"),)


@dataclass(frozen=True)
class Reading:
    """A text as the patterns see it: one space before and after each word."""

    cleaned: Clean
    pieces: Sequence[tuple[Word, ...]]  # the words that each piece of the text means: more than one in shorthand
    words: tuple[Word, ...]
    forms: tuple[str, ...]  # of the words, and their plain forms
    plains: tuple[str, ...]
    view: str
    offsets: tuple[int, ...]  # where in `view` each word's leading space stands
    bare: frozenset[str] = field(repr=False)  # the plain words that lack their accents

    def word_at(self, offset: int) -> int:
        return bisect_right(self.offsets, offset) - 1

    def between(self, start: int, end: int) -> tuple[Word, ...]:
        """The words of a stretch of the view."""
        return self.words[self.word_at(start) : self.word_at(end - 1) + 1]

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """From a stretch of the view to offsets in the citizen's own text."""
        return self.original_words(self.word_at(start), self.word_at(end - 1))

    def original_words(self, first: int, last: int) -> tuple[int, int]:
        """From one word to another: offsets in the citizen's own text."""
        return self.cleaned.starts[self._places[first][0]], self.cleaned.ends[self._places[last][1] - 1]

    @cached_property
    def _places(self) -> list[tuple[int, int]]:
        """Where each word stands in the cleaned text: asked for only when there is something to show."""
        spans = [match.span() for match in _PIECE.finditer(self.cleaned.text)]
        if len(spans) == len(self.words):  # no shorthand: a word is a piece
            return spans
        return [span for span, words in zip(spans, self.pieces, strict=True) for _ in words]


def read(cleaned: Clean, shorthand: Shorthand) -> Reading:
    """Words in order, shorthand written out, accents noted as missing where they are."""
    pieces = _pieces(cleaned.text, shorthand, unaccented=_lacks_accents(cleaned.text))
    words = tuple(chain.from_iterable(pieces))
    forms, plains = tuple(zip(*words, strict=True)) or ((), ())
    return Reading(
        cleaned,
        pieces,
        words,
        forms,
        plains,
        view=" ".join(["", *forms, ""]),
        offsets=tuple(accumulate([len(form) + 1 for form in forms[:-1]], initial=0)) if forms else (),
        bare=frozenset([plain for form, plain in words if form[-1] == BARE]),
    )


def sentences(text: str) -> list[str]:
    """Sentences for reports and key phrases; the tagger itself reads breaks from the words."""
    return list(_underthesea().sent_tokenize(text))


def key_phrases(text: str) -> list[str]:
    """Multi-syllable words of a text, as weekly reports count them."""
    return [word.lower() for word in _underthesea().word_tokenize(text) if " " in word]


@cache
def _underthesea() -> ModuleType:
    """Imported late, for it is heavy; its first call fails when two threads make it at once."""
    with _WARM_UP:
        library = import_module("underthesea")
        library.word_tokenize("a b")
    return library


def _lacks_accents(text: str) -> bool:
    syllables = [piece for piece in text.split() if piece.isalpha()]
    accented = sum(not piece.isascii() for piece in syllables)
    return accented <= _FEW_ACCENTS * len(syllables)


def _pieces(text: str, shorthand: Shorthand, *, unaccented: bool) -> list[tuple[Word, ...]]:
    written = _PIECE.findall(text)
    pieces = list(map(_meaning(shorthand, unaccented), written))
    if _NUMBER in pieces:
        for at, piece in enumerate(written[1:]):
            if pieces[at] is _NUMBER and piece in shorthand.units:
                pieces[at + 1] = (_word(piece, shorthand, unaccented),)
    return pieces


@cache
def _meaning(shorthand: Shorthand, unaccented: bool) -> Callable[[str], tuple[Word, ...]]:
    """Says which words a piece stands for, where no number is before it. Most come again: then nothing is made anew."""

    def meant(piece: str) -> tuple[Word, ...]:
        if piece[0].isdigit():
            return _NUMBER
        if not piece[0].isalpha():
            return (Word(_break(piece), _break(piece)),)
        written_out = map(key, shorthand.meanings.get(piece, ()))
        return tuple(Word(form, plain(form)) for form in written_out) or (_word(piece, shorthand, unaccented),)

    return lru_cache(maxsize=65536)(meant)


def _word(piece: str, shorthand: Shorthand, unaccented: bool) -> Word:
    form = key(piece)
    missing = piece.isascii() and (unaccented or form not in shorthand.needs_no_accent)
    return Word(form + BARE if missing else form, plain(form))


def _break(piece: str) -> str:
    if piece[0] in ":=" and len(piece) > 1:
        return "\U0001f642" if piece[-1] == ")" else "\U0001f641"
    if piece[0] > "\u2500":
        return piece
    if "?" in piece:
        return "?"
    if "\n" in piece or "!" in piece or piece == ".":
        return "."
    return ","  # dots in a row are a pause, not an end
