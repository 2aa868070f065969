"""Which words are a person's name: what follows a word of address or "tôi tên là", and full names.

Word lists are in data/names.toml. In text typed without marks they are stricter, because "co" is also "có".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from feedback.canonical import Canonical, fold
from feedback.name_lists import Lists, name_lists
from feedback.name_words import Word, words_of

StaffList = tuple[tuple[str, ...], ...]
# What announces a name, and so how sure it must look: "shared" is a word of address that without marks is an
# everyday word too; "weak" is "tôi là".
Trust = Literal["address", "shared", "title", "introduction", "weak"]

_LONGEST_NAME = 5
# Typed small even inside a capitalised name: "Nguyễn thị lan".
_SMALL_LINKS = frozenset(("văn", "thị", "van", "thi"))
_JOINING = frozenset(("và", "với", "cùng", "va", "voi", "cung"))
_NOT_AFTER_ANH = frozenset(("ay", "ta", "nay", "la", "chi", "em"))
_NAME_GAPS = frozenset(("", " ", "  ", ".", ". ", ": "))


@cache
def staff_list(names: frozenset[str]) -> StaffList:
    """Full names of officers, word by word, longest first."""
    officers = (tuple(name.lower().split()) for name in names if name.strip())
    return tuple(sorted(officers, key=lambda name: (-len(name), name)))


def find_names(view: Canonical, officers: StaffList) -> Iterator[tuple[str, int, int]]:
    """Names of citizens ("name") and of the unit's officers ("staff")."""
    words = words_of(view)
    reader = _Reader(words, name_lists(), marks=any(not word.bare for word in words))
    at, stop = 0, -1
    while at < len(words):
        first, stop = (
            _officer_at(words, at, officers)
            or (reader.joined_at(at) if stop == at else None)
            or reader.name_at(at)
            or (at, at)
        )
        if stop > first:
            yield _whose(words[first:stop], officers), words[first].start, words[stop - 1].end
        at = max(stop, at + 1)


def _officer_at(words: list[Word], at: int, officers: StaffList) -> tuple[int, int] | None:
    """An officer's full name, whatever stands before it. Two short words in lower case prove nothing."""
    for officer in officers:
        here = words[at : at + len(officer)]
        if len(here) < max(2, len(officer)) or here[0].plain != fold(officer[0]):
            continue
        joined = all(word.gap.strip(" .-") == "" for word in here[1:])
        if joined and _sound_alike(here, officer) and (len(officer) > 2 or all(word.capital for word in here)):
            return at, at + len(officer)
    return None


def _whose(name: list[Word], officers: StaffList) -> str:
    """Says "staff" when the name is an officer's, or its last words ("anh Tuấn" for Trần Văn Tuấn)."""
    for officer in officers:
        tail, ends = officer[-len(name) :], (officer[0], officer[-1])
        if _written_alike(name, tail) or _written_alike(name, ends) or _sound_alike(name, officer):
            return "staff"
    return "name"


def _written_alike(name: list[Word], parts: tuple[str, ...]) -> bool:
    """The same words, each with its marks or with none: "Tuân" is not Tuấn."""
    return len(name) == len(parts) and all(
        word.marked in (part, fold(part)) for word, part in zip(name, parts, strict=True)
    )


def _sound_alike(name: list[Word], parts: tuple[str, ...]) -> bool:
    return len(name) == len(parts) and [word.plain for word in name] == [fold(part) for part in parts]


@dataclass(frozen=True)
class _Reader:
    """One text, word by word. `marks`: whether it is typed with Vietnamese marks at all."""

    words: list[Word]
    lists: Lists
    marks: bool

    def name_at(self, at: int) -> tuple[int, int] | None:
        """The name that begins at `at`, or that is announced there."""
        for start, trust in self._announced(at):
            stop = self._end(start, trust)
            if stop > start:
                return start, stop
        stop = self._full_name_end(at)
        return (at, stop) if stop > at else None

    def joined_at(self, at: int) -> tuple[int, int] | None:
        """The second name of "chị Vân và Hồng", right after the first."""
        if self.words[at].marked not in _JOINING or at + 1 >= len(self.words) or not self.words[at + 1].capital:
            return None
        stop = self._end(at + 1, "weak")
        return (at + 1, stop) if stop > at + 1 else None

    def _announced(self, at: int) -> Iterator[tuple[int, Trust]]:
        """Where a name may begin after the words at `at`, the longest announcement first."""
        lists, word = self.lists, self.words[at]
        for length in range(4, 0, -1):
            phrase = self._phrase(at, length)
            if phrase in lists.introductions:
                yield at + length, "introduction"
            elif phrase in lists.weak:
                yield at + length, "weak"
            if phrase in lists.titles:
                yield at + length, "title"
        if word.marked in lists.free | lists.shared | lists.kin:
            yield from self._after_address(at)
        elif word.marked in lists.short and self._initial_then_name(at):
            yield at + 1, "title"

    def _after_address(self, at: int) -> Iterator[tuple[int, Trust]]:
        word = self.words[at].marked
        for length in (3, 2, 1):
            if self._phrase(at + 1, length) in self.lists.titles:
                yield at + 1 + length, "title"
        if self.marks or word in self.lists.free:
            yield at + 1, "address"
        else:
            yield at + 1, "shared" if word in self.lists.shared else "title"

    def _initial_then_name(self, at: int) -> bool:
        """Says yes to "c Lan" and "a.Tuấn", no to "A B"."""
        if at + 1 >= len(self.words):
            return False
        name = self.words[at + 1]
        return name.capital and not name.shouted and name.gap in (" ", ".", ". ")

    def _phrase(self, at: int, length: int) -> tuple[str, ...] | None:
        words = self.words[at : at + length]
        whole = len(words) == length and all(word.close for word in words[1:])
        return tuple(word.marked for word in words) if whole else None

    def _end(self, start: int, trust: Trust) -> int:
        """Where the name that should begin at `start` ends; `start` itself when none does."""
        if not self._may_begin(start, trust):
            return start
        at = start
        while at < len(self.words) and at - start < _LONGEST_NAME and self._goes_on(at, start, trust):
            at += 1
        small = at > start and not self.words[start].capital and trust in ("title", "weak")
        if small and (at - start < 2 or self.words[start].marked not in self.lists.family):
            return start  # "bác sĩ an toàn": after an occupation, one small word is no name
        return at

    def _may_begin(self, start: int, trust: Trust) -> bool:
        if start >= len(self.words) or self.words[start].gap not in _NAME_GAPS:
            return False
        word = self.words[start]
        if word.gap.strip() and not word.capital and trust != "introduction":
            return False
        return (self.words[start - 1].marked, word.marked) not in self.lists.titled  # "Bác Hồ", "bà con"

    def _goes_on(self, at: int, start: int, trust: Trust) -> bool:
        """Whether the word at `at` belongs to the name that began at `start`."""
        word = self.words[at]
        if (at > start and not word.close) or self._is_other_word(at):
            return False
        if at > start and self.words[start].capital and not word.capital:
            return word.marked in _SMALL_LINKS or self.words[at - 1].marked in _SMALL_LINKS
        if word.capital and not (word.shouted and self.words[max(at - 1, 0)].shouted):
            return self._is_capital_name(word) and (trust != "weak" or at > start or self._listed(word))
        if word.marked == "anh":
            following = self._next(at)
            return at > start and (following is None or following.plain not in _NOT_AFTER_ANH)
        if self.marks or not word.bare:
            return self._is_marked_name(at, start, trust)
        return self._is_plain_name(at, start, trust)

    def _is_capital_name(self, word: Word) -> bool:
        if word.marked == "anh":
            return True
        if not self.marks and word.plain in self.lists.plain_stop:
            return self._listed(word)
        return word.marked not in self.lists.stop

    def _is_marked_name(self, at: int, start: int, trust: Trust) -> bool:
        word, lists = self.words[at], self.lists
        if at == start and word.marked in lists.never:
            return False
        if at == start and trust == "address" and word.bare and word.plain in lists.safe_plain:
            return True  # one name typed without marks in a text that has them
        return (
            word.marked in lists.given
            or (at == start and not word.bare and word.marked in lists.family)
            or self._in_full_name(at, start)
        )

    def _is_plain_name(self, at: int, start: int, trust: Trust) -> bool:
        """In text without marks: a full name counts, a single word only where it is hardly anything else."""
        word, lists = self.words[at], self.lists
        if self._in_full_name(at, start):
            return True
        if not self._listed(word):
            return False
        if trust == "shared" and at == start:
            return word.plain in (lists.men if self.words[start - 1].plain in lists.for_men else lists.women)
        return trust == "introduction" or word.plain not in lists.never_plain

    def _in_full_name(self, at: int, start: int) -> bool:
        """Family, middle, given: "nguyen thi lan"."""
        name = self.words[start : start + 3]
        return (
            at - start <= 2
            and len(name) == 3
            and name[1].close
            and name[2].close
            and name[0].plain in self.lists.plain_family
            and name[1].plain in self.lists.plain_middle
            and self._listed(name[2])
        )

    def _full_name_end(self, at: int) -> int:
        """A full name by itself: family, middle and given name, capitalised; or "nguyễn thị …"."""
        word, lists = self.words[at], self.lists
        if word.marked not in lists.strong_family:
            return at
        if at and self.words[at - 1].close and self.words[at - 1].plain in lists.plain_places:
            return at
        stop = at + 1
        while stop < len(self.words) and stop - at < _LONGEST_NAME and self._follows_family(stop, at):
            stop += 1
        return stop if stop - at >= 3 and self.words[at + 1].plain in lists.plain_middle else at

    def _follows_family(self, at: int, start: int) -> bool:
        word, lists = self.words[at], self.lists
        if not word.close or (at - start >= 2 and self._is_other_word(at)):
            return False
        if word.capital and not word.shouted and self.words[start].capital:
            return word.marked not in lists.stop or word.marked == "anh"
        if at - start == 1:
            return word.marked in _SMALL_LINKS
        return at - start <= 3 and (word.marked in lists.given or (word.bare and self._listed(word)))

    def _next(self, at: int) -> Word | None:
        return self.words[at + 1] if at + 1 < len(self.words) and self.words[at + 1].close else None

    def _is_other_word(self, at: int) -> bool:
        """The word and the next one mean something else: "thu ngân", "Công an"."""
        following = self._next(at)
        if following is None:
            return False
        pair = (self.words[at].marked, following.marked)
        both = following.capital and not following.shouted
        return pair in (self.lists.titled if both else self.lists.pairs)

    def _listed(self, word: Word) -> bool:
        return word.plain in self.lists.plain_names
