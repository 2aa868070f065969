"""Which words are a person's name: what follows a word of address or "tôi tên là", and full names.

Word lists are in data/names.toml. In text typed without marks they are stricter, because "co" is also "có".
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from feedback.canonical import Canonical, fold
from feedback.name_lists import Lists, name_lists
from feedback.name_shapes import follows, is_listed, is_place, known_place_at, standing_name_end
from feedback.name_words import Word, words_of

StaffList = tuple[tuple[str, ...], ...]
# What announces a name, and so how sure it must look: "shared" is a word of address that without marks is an
# everyday word too; "weak" is "tôi là", "dealing" is "gặp" or "của".
Trust = Literal["address", "shared", "title", "introduction", "weak", "dealing"]

_LONGEST_NAME = 5
_UNSURE = ("weak", "dealing")
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
            or reader.name_at(at, fresh=stop == at)
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

    def name_at(self, at: int, *, fresh: bool) -> tuple[int, int] | None:
        """The name that begins at `at`, or that is announced there. `fresh`: another name ends just before."""
        standing = standing_name_end(self.words, self.lists, at, fresh=fresh)
        if standing - at >= 3 and self.words[at].marked in self.lists.any_family:
            return at, standing  # "Chu Ngọc Ánh", though "chu" is also how "chú" is typed
        for start, trust in self._announced(at):
            stop = self._end(start, trust)
            if stop > start:
                return start, stop
        return (at, standing) if standing > at else None

    def joined_at(self, at: int) -> tuple[int, int] | None:
        """The second name of "chị Vân và Hồng" or "Thịnh, Lộc", right after the first."""
        start = at + (self.words[at].marked in _JOINING)
        if start == at and self.words[at].gap != ", ":
            return None
        stop = self._end(start, "dealing", gaps=(*_NAME_GAPS, ", "))
        return (start, stop) if stop > start else None

    def _announced(self, at: int) -> Iterator[tuple[int, Trust]]:
        """Where a name may begin after the words at `at`, the longest announcement first."""
        lists, word = self.lists, self.words[at]
        if at and word.close and self._is_saying(at, named=self._is_capital(at + 1)):
            return
        if word.capital and not word.shouted and is_place(self.words, lists, at):
            return  # "chợ Bà Chiểu"
        for length in range(4, 0, -1):
            phrase = self._phrase(at, length)
            if phrase in lists.introductions:
                # In small letters "tên" alone is too often "hỏi tên thì".
                yield at + length, "introduction" if length > 1 or self._is_capital(at + 1) else "address"
            elif phrase in lists.weak:
                yield at + length, "weak"
            if phrase in lists.titles:
                yield at + length + self._link(at + length), "title"
            if phrase in lists.dealings:
                yield at + length, "dealing"
        if word.marked in lists.address:
            yield from self._after_address(at)
        elif word.marked in lists.short and self._initial_then_name(at):
            yield at + 1, "title"

    def _is_capital(self, at: int) -> bool:
        return at < len(self.words) and self.words[at].capital

    def _link(self, at: int) -> int:
        """How many words of "là", "tên", "tên là" stand at `at`."""
        return next((length for length in (2, 1) if self._phrase(at, length) in self.lists.links), 0)

    def _after_address(self, at: int) -> Iterator[tuple[int, Trust]]:
        word = self.words[at].marked
        for length in (3, 2, 1):
            if self._phrase(at + 1, length) in self.lists.titles:
                yield at + 1 + length + self._link(at + 1 + length), "title"
                return  # "anh cán bộ", "ông trưởng thôn"
        if self.marks or word in self.lists.free:
            yield at + 1, "address"
        else:
            yield at + 1, "shared" if word in self.lists.shared else "title"

    def _initial_then_name(self, at: int) -> bool:
        """Says yes to "c Lan" and "a.Tuấn", no to "A B"."""
        if at + 1 >= len(self.words) or (self.words[at].marked == "o" and not self.marks):
            return False  # without marks "o" is "at"
        name = self.words[at + 1]
        return name.capital and not name.shouted and name.gap in (" ", ".", ". ")

    def _phrase(self, at: int, length: int) -> tuple[str, ...] | None:
        words = self.words[at : at + length]
        whole = len(words) == length and all(word.close for word in words[1:])
        return tuple(word.marked for word in words) if whole else None

    def _end(self, start: int, trust: Trust, gaps: Collection[str] = _NAME_GAPS) -> int:
        """Where the name that should begin at `start` ends; `start` itself when none does."""
        if not self._may_begin(start, trust, gaps):
            return start
        at = start
        while at < len(self.words) and at - start < _LONGEST_NAME and self._goes_on(at, start, trust):
            at += 1
        small = at > start and not self.words[start].capital and trust in ("title", "weak")
        if small and (at - start < 2 or self.words[start].marked not in self.lists.family):
            return start  # "bác sĩ an toàn": after an occupation, one small word is no name
        return at

    def _may_begin(self, start: int, trust: Trust, gaps: Collection[str]) -> bool:
        if start >= len(self.words) or self.words[start].gap not in gaps:
            return False
        word = self.words[start]
        if word.gap.strip() and not word.capital and trust != "introduction":
            return False
        if "." in word.gap and not self._is_abbreviated(start - 1):
            return False
        if trust == "dealing":
            return word.capital and not word.shouted and not known_place_at(self.words, self.lists, start)
        return not self._is_saying(start)

    def _is_abbreviated(self, at: int) -> bool:
        """A title before a dot: "BS. Hà", "C. Lan"; any other dot ends the sentence."""
        return len(self.words[at].written) == 1 or not _has_vowel(self.words[at])

    def _is_saying(self, at: int, *, named: bool = False) -> bool:
        """The word and the one before mean nobody: "Bác Hồ", "bà con"; "con bé" only when no name follows."""
        pair = (self.words[at - 1].marked, self.words[at].marked)
        return pair in self.lists.titled or (not named and not self.words[at].capital and pair in self.lists.pairs)

    def _goes_on(self, at: int, start: int, trust: Trust) -> bool:
        """Whether the word at `at` belongs to the name that began at `start`."""
        word = self.words[at]
        if (at > start and not follows(self.words, at)) or self._is_other_word(at):
            return False
        if at > start and self.words[start].capital and not word.capital:
            return word.marked in self.lists.small_links or self.words[at - 1].marked in self.lists.small_links
        if word.capital and not (word.shouted and self.words[max(at - 1, 0)].shouted):
            return self._is_capital_name(word) and (trust not in _UNSURE or at > start or self._listed(word))
        if word.marked == "anh":
            following = self._next(at)
            return at > start and (following is None or following.plain not in _NOT_AFTER_ANH)
        if self.marks or not word.bare:
            return self._is_marked_name(at, start, trust)
        return self._is_plain_name(at, start, trust)

    def _is_capital_name(self, word: Word) -> bool:
        if word.marked in self.lists.only_capital:
            return True
        if word.shouted and not _has_vowel(word):
            return False  # "CSGT"
        if not self.marks and word.plain in self.lists.plain_stop:
            return self._listed(word)
        return word.marked not in self.lists.stop or word.marked in self.lists.given

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
        """Family, middle, given: "nguyen thi lan"; after "văn" and "thị" with their marks whatever follows."""
        name = self.words[start : start + 3]
        return (
            at - start <= 2
            and len(name) == 3
            and name[1].close
            and name[2].close
            and name[0].plain in self.lists.plain_family
            and name[1].plain in self.lists.plain_middle
            and (self._listed(name[2]) or (name[1].marked in self.lists.small_links and not name[1].bare))
        )

    def _next(self, at: int) -> Word | None:
        return self.words[at + 1] if at + 1 < len(self.words) and self.words[at + 1].close else None

    def _is_other_word(self, at: int) -> bool:
        """The word and the next one mean something else: "thu ngân", "Công an"."""
        following = self._next(at)
        if following is None:
            return False
        pair = (self.words[at].marked, following.marked)
        both = following.capital and not following.shouted
        if self.words[at].capital and not self.marks:
            both = True  # without marks too many pairs fall together: "ong Nam to", "năm tờ"
        return pair in (self.lists.titled if both else self.lists.pairs)

    def _listed(self, word: Word) -> bool:
        return is_listed(word, self.lists)


def _has_vowel(word: Word) -> bool:
    return any(letter in "aeiouy" for letter in word.plain)
