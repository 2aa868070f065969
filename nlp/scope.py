"""What a phrase is worth where it stands: a fact, or denied, forbidden, supposed, wished for, past."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from nlp.phrasebook import Hit, Hits
from nlp.words import Reading

_ENDS = frozenset({".", "?"})
_BAN_REACH = 30  # words: a message without any full stop must not be silenced to its end
_DENIAL_REACH = 14
_NOT_REACH = 2
_WISH_REACH = 7


class Span(NamedTuple):
    start: int
    end: int
    sign_end: int = 0  # where the words end that open it …
    sign: frozenset[str] = frozenset()  # … and which they are

    def reaches(self, hit: Hit) -> bool:
        """A phrase that begins with the sign itself ("không nghe máy") is not under it."""
        return self.start < hit.start < self.end

    def parts(self, hit: Hit) -> bool:
        """A phrase with a gap, and in the gap the sign, which is none of its own words ("hồ sơ …, chấm dứt … ngâm")."""
        within = hit.start < self.start and self.sign_end < hit.end
        return within and self.sign.isdisjoint(hit.phrase.pattern.accented)


@dataclass(frozen=True)
class Scope:
    unreal: tuple[Span, ...]  # whole sentences
    banned: tuple[Span, ...]
    denied: tuple[Span, ...]
    negated: tuple[Span, ...]
    wished: tuple[Span, ...]
    asked: tuple[Span, ...]  # whole sentences
    past: tuple[Span, ...]

    def silences_complaint(self, hit: Hit) -> bool:
        if self.is_unreal(hit):
            return True
        signs = (*self.denied, *self.negated)
        return not hit.phrase.intrinsic and any(span.reaches(hit) or span.parts(hit) for span in signs)

    def silences_praise(self, hit: Hit) -> bool:
        return self.silences_complaint(hit) or _any(self.wished, hit) or _stands_in(self.asked, hit)

    def is_unreal(self, hit: Hit) -> bool:
        """Supposed, asked about, forbidden or promised: nobody says that it happened."""
        if _stands_in(self.unreal, hit):
            return True
        return any(span.reaches(hit) or span.parts(hit) for span in self.banned)

    def is_sign(self, hit: Hit) -> bool:
        """The words of a ban themselves: "không được" with a verb behind it is no complaint."""
        return any(span.start == hit.start for span in self.banned)

    def is_past(self, hit: Hit) -> bool:
        return _stands_in(self.past, hit)


def scope_of(reading: Reading, found: Hits) -> Scope:
    rows = _Rows(reading, found)
    return Scope(
        unreal=tuple(rows.sentence(hit) for hit in found.get("cue.unreal", ())),
        banned=rows.after(found.get("cue.ban", ()), _BAN_REACH),
        denied=rows.after(found.get("cue.denied", ()), _DENIAL_REACH, within_clause=True),
        negated=rows.after(found.get("cue.not", ()), _NOT_REACH),
        wished=(
            *rows.after(found.get("cue.wish", ()), _WISH_REACH),
            *rows.after(found.get("cue.greet", ()), _BAN_REACH),
        ),
        asked=tuple(rows.sentence(hit) for hit in found.get("cue.question", ())),
        past=tuple(rows.past(hit) for hit in found.get("cue.past", ())),
    )


class _Rows:
    """The text as sentences and turns."""

    def __init__(self, reading: Reading, found: Hits) -> None:
        self._reading = reading
        ends = [at for at, form in zip(reading.offsets, reading.forms, strict=True) if form in _ENDS]
        self._ends = [*ends, len(reading.view)]
        self._turns = sorted(hit.start for hit in found.get("cue.turn", ()))
        self._clauses = sorted([*(hit.start for hit in found.get("cue.clause", ())), *self._turns])
        self._nows = sorted([*(hit.start for hit in found.get("cue.now", ())), *self._turns])

    def sentence(self, hit: Hit) -> Span:
        at = bisect_left(self._ends, hit.start)
        return Span(self._ends[at - 1] if at else 0, self._ends[at] if at < len(self._ends) else hit.end)

    def after(self, hits: Iterable[Hit], reach: int, *, within_clause: bool = False) -> tuple[Span, ...]:
        """From each sign to the end of its sentence, a turn ("nhưng"), or as many words as it reaches."""
        turns = self._clauses if within_clause else self._turns
        ends = ((hit, min(self._stop(hit, turns), self._far(hit, reach))) for hit in hits)
        return tuple(Span(hit.start, end, hit.end, self._words(hit)) for hit, end in ends)

    def _words(self, hit: Hit) -> frozenset[str]:
        return frozenset(word.plain for word in self._reading.between(hit.start, hit.end))

    def past(self, hit: Hit) -> Span:
        return Span(self.sentence(hit).start, self._stop(hit, self._nows))

    def _stop(self, hit: Hit, turns: Sequence[int]) -> int:
        at = bisect_left(turns, hit.end)
        end = self._ends[min(bisect_left(self._ends, hit.end), len(self._ends) - 1)]
        return min(turns[at], end) if at < len(turns) else end

    def _far(self, hit: Hit, reach: int) -> int:
        offsets = self._reading.offsets
        at = bisect_right(offsets, hit.end - 1) + reach
        return offsets[at] if at < len(offsets) else len(self._reading.view)


def _stands_in(spans: Sequence[Span], hit: Hit) -> bool:
    return any(span.start <= hit.start < span.end for span in spans)


def _any(spans: Sequence[Span], hit: Hit) -> bool:
    return any(span.reaches(hit) for span in spans)
