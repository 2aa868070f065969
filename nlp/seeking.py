"""Which phrases could stand where in a text, by plain words alone: a few arrays instead of a try of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import repeat
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nlp.drawers import Drawers, numbers_of, paired
from nlp.patterns import Pattern, Sign

_FEW = 4  # the rarest sets of a phrase, by which it is looked for: more would turn away hardly another
Numbers = NDArray[np.intp]
Small = NDArray[np.int16]  # of a set, or of a word of a text: thousands


class Seeker:
    """Says, for each text, which patterns are worth a try at which words."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self._needed = _Needed(patterns)
        self._starts = _Starts([pattern.starts() for pattern in patterns])

    def candidates(self, forms: Sequence[str], plain: Sequence[str]) -> Iterable[tuple[int, int]]:
        """The numbers of patterns all of whose words are near enough, with the words at which each could begin.
        `forms` and `plain` are those of the words of a text."""
        met = self._needed.met_in(plain)
        numbers, places = self._starts.among(self._needed.all_met(met), forms)
        near = self._needed.near(met, numbers, places)
        return zip(numbers[near].tolist(), places[near].tolist(), strict=True)


class _Met(NamedTuple):
    """The first and the last word of a text at which each set of signs is met; -1 for the last where it is not."""

    first: Small
    last: Small


class _Needed:
    """What patterns cannot do without: sets of signs, of each of which the text must hold one."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        sets: dict[frozenset[Sign], int] = {}  # equal ones have one number
        numbers = [[sets.setdefault(one, len(sets)) for one in pattern.needed()[:_FEW]] for pattern in patterns]
        self._all = np.array([(some * _FEW)[:_FEW] for some in numbers], np.intp).reshape(-1, _FEW)
        self._rarest = self._all[:, 0].copy()
        self._reach = np.array([pattern.reach() for pattern in patterns], np.intp)
        self._sets = len(sets)
        meets: dict[Sign, list[int]] = defaultdict(list)
        for signs, number in sets.items():
            for sign in signs:
                meets[sign].append(number)
        self._signs = Drawers(np.array([_number(sign) for sign in meets], np.int64))
        self._many = np.array([len(some) for some in meets.values()], np.intp)
        self._end = self._many.cumsum()
        self._meets = np.array([number for some in meets.values() for number in some], np.intp)

    def met_in(self, plain: Sequence[str]) -> _Met:
        """By words and by pairs, from the first to the last."""
        signs = np.zeros(max(2 * len(plain) - 1, 0), np.int64)
        signs[::2] = numbers_of(plain, len(plain))
        signs[1::2] = paired(signs[:-2:2], signs[2::2])
        which, place = self._signs.find(signs)
        many = self._many.take(place)
        sets = self._meets.take((self._end.take(place) - many.cumsum()).repeat(many) + np.arange(many.sum()))
        at = (which // 2).repeat(many)
        first, last = np.zeros(self._sets, np.int16), np.full(self._sets, -1, np.int16)
        last[sets] = at  # what comes later stays
        first[sets[::-1]] = at[::-1]
        return _Met(first, last)

    def all_met(self, met: _Met) -> Numbers:
        """The numbers of the patterns whose sets are all met somewhere."""
        there = met.last >= 0
        some = np.flatnonzero(there.take(self._rarest))  # few are left by the rarest set alone
        return some[there.take(self._all.take(some, axis=0)).all(axis=1)]

    def near(self, met: _Met, patterns: Numbers, places: Numbers) -> NDArray[np.bool_]:
        """Whether the sets of each of these patterns may all be met by a match that begins at its place."""
        sets, ends = self._all.take(patterns, axis=0), places + self._reach.take(patterns)
        met_within = (met.last.take(sets) >= places[:, None]) & (met.first.take(sets) < ends[:, None])
        near: NDArray[np.bool_] = np.logical_and.reduce(met_within, axis=1)
        return near


class _Starts:
    """The forms of words that patterns can begin with: a table of patterns' sets and words."""

    def __init__(self, starts: Sequence[frozenset[str]]) -> None:
        sets: dict[frozenset[str], int] = {}
        self._set = np.array([sets.setdefault(one, len(sets)) for one in starts], np.intp)
        words = sorted(frozenset[str]().union(*sets))
        self._columns = {word: column for column, word in enumerate(words)}
        self._width = len(words) + 1  # the last column is for all other words
        table = np.zeros((len(sets), self._width), bool)
        for words_of_one, row in sets.items():
            table[row, [self._columns[word] for word in words_of_one]] = True
        self._table = table.ravel()

    def among(self, patterns: Numbers, forms: Sequence[str]) -> tuple[Numbers, Numbers]:
        """Which of these patterns can begin at which of these words, pattern by pattern and in order."""
        columns = np.fromiter(map(self._columns.get, forms, repeat(self._width - 1)), np.intp, len(forms))
        rows = self._set.take(patterns) * self._width
        which, places = self._table.take(rows[:, None] + columns).nonzero()
        return patterns.take(which), places


def _number(sign: Sign) -> int:
    if isinstance(sign, str):
        return int(numbers_of([sign], 1)[0])
    words = numbers_of(sign, 2)
    return int(paired(words[:1], words[1:])[0])
