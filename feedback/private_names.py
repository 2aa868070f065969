"""Which words are a person's name: what follows a word of address, an occupation or "tôi tên là", and full names.

Word lists are in data/names.toml. In text typed without marks the lists are stricter, because "co" is also "có".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from feedback.canonical import Canonical, fold
from feedback.name_lists import Lists, folded, name_lists

_WORD = re.compile(r"[^\W\d_]{1,40}(?:'[^\W\d_]{1,20})?")
_LONGEST_NAME = 5
# Typed small even inside a capitalised name: "Nguyễn thị lan".
_SMALL_LINKS = frozenset(("văn", "thị", "van", "thi"))
_ADDRESS_DOT = frozenset(("", " ", ". ", ".", ": ", "  "))


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
    def close(self) -> bool:
        return self.gap in (" ", "  ")


StaffList = tuple[tuple[str, ...], ...]
Trust = Literal["address", "shared", "title", "introduction", "weak"]


@cache
def staff_list(names: frozenset[str]) -> StaffList:
    """Full names of officers, word by word, longest first."""
    return tuple(sorted((tuple(name.lower().split()) for name in names if name.strip()), key=lambda n: (-len(n), n)))


def find_names(view: Canonical, officers: StaffList) -> Iterator[tuple[str, int, int]]:
    """Names of citizens ("name") and of the unit's officers ("staff")."""
    lists, words = name_lists(), _words(view)
    marks = any(word.marked != word.plain for word in words)
    at, stop = 0, -1
    while at < len(words):
        first, stop = (
            _staff_at(words, at, officers)
            or (stop == at and _joined_at(words, at, lists, marks))
            or _name_at(words, at, lists, marks)
            or (at, at)
        )
        if stop > first:
            yield _whose(words[first:stop], officers), words[first].start, words[stop - 1].end
        at = max(stop, at + 1)


def _words(view: Canonical) -> list[Word]:
    words: list[Word] = []
    lower, last = view.accented.lower(), 0
    for match in _WORD.finditer(view.accented):
        start, end = match.span()
        words.append(
            Word(match.group(), lower[start:end], view.plain[start:end], start, end, view.accented[last:start])
        )
        last = end
    return words


def _staff_at(words: list[Word], at: int, officers: StaffList) -> tuple[int, int] | None:
    """An officer's full name, whatever stands before it. Two short words in lower case prove nothing."""
    for officer in officers:
        stop = at + len(officer)
        if words[at].plain != fold(officer[0]) or stop > len(words) or len(officer) < 2:
            continue
        here = words[at:stop]
        same = all(word.plain == fold(part) for word, part in zip(here, officer, strict=True))
        joined = all(word.gap.strip(" .-") == "" for word in here[1:])
        if same and joined and (len(officer) > 2 or all(word.capital for word in here)):
            return at, stop
    return None


def _whose(name: list[Word], officers: StaffList) -> str:
    """ "staff" when the name is an officer's, or its last words ("anh Tuấn" for Trần Văn Tuấn)."""
    for officer in officers:
        tail = officer[-len(name) :]
        if len(tail) == len(name) and all(_same(word, part) for word, part in zip(name, tail, strict=True)):
            return "staff"
        if len(officer) > 2 and len(name) == 2 and _same(name[0], officer[0]) and _same(name[1], officer[-1]):
            return "staff"
        if len(name) == len(officer) and [word.plain for word in name] == [fold(part) for part in officer]:
            return "staff"
    return "name"


def _same(word: Word, part: str) -> bool:
    return word.marked == part or word.marked == fold(part)


def _name_at(words: list[Word], at: int, lists: Lists, marks: bool) -> tuple[int, int] | None:
    """The name that begins at `at`, or that is announced there."""
    for start, trust in _announced(words, at, lists, marks):
        stop = _name_end(words, start, trust, lists, marks)
        if stop > start:
            return start, stop
    stop = _full_name(words, at, lists)
    return (at, stop) if stop > at else None


def _joined_at(words: list[Word], at: int, lists: Lists, marks: bool) -> tuple[int, int] | None:
    """The second name of "chị Vân và Hồng", right after the first."""
    if words[at].marked not in ("và", "với", "cùng", "va", "voi", "cung") or at + 1 >= len(words):
        return None
    if not words[at + 1].capital:
        return None
    stop = _name_end(words, at + 1, "weak", lists, marks)
    return (at + 1, stop) if stop > at + 1 else None


def _announced(words: list[Word], at: int, lists: Lists, marks: bool) -> Iterator[tuple[int, Trust]]:
    """Where a name may begin after the words at `at`, the longest announcement first."""
    for length in range(4, 0, -1):
        phrase = words[at : at + length]
        if len(phrase) < length or any(not word.close for word in phrase[1:]):
            continue
        key = tuple(word.marked for word in phrase)
        if key in lists.introductions and not (key == ("tên",) and not words[at].capital and marks is False):
            yield at + length, "introduction"
        elif key in lists.weak:
            yield at + length, "weak"
        if key in lists.titles:
            yield at + length, "title"
    word = words[at]
    if word.marked in lists.shared or word.marked in lists.free or word.marked in lists.kin:
        trust: Trust = "address"
        if not marks and word.marked not in lists.free:
            trust = "shared" if word.marked in lists.shared else "title"
        for length in (3, 2, 1):
            if tuple(w.marked for w in words[at + 1 : at + 1 + length]) in lists.titles:
                yield at + 1 + length, "title"
        yield at + 1, trust
    elif word.marked in lists.short and len(words) > at + 1 and words[at + 1].capital and words[at + 1].gap in (" ", ".", ". "):
        if not words[at + 1].shouted:
            yield at + 1, "title"


def _name_end(words: list[Word], start: int, trust: Trust, lists: Lists, marks: bool) -> int:
    """Where the name that should begin at `start` ends; `start` itself when none does."""
    if start >= len(words) or words[start].gap not in _ADDRESS_DOT:
        return start
    if words[start].gap.strip() and not (words[start].capital or trust == "introduction"):
        return start
    if (words[start - 1].marked, words[start].marked) in lists.titled:
        return start  # "Bác Hồ", "ông trời"
    at = start
    while at < len(words) and at - start < _LONGEST_NAME:
        if at > start and not words[at].close:
            break
        if not _is_name(words, at, start, trust, lists, marks):
            break
        at += 1
    if at > start and trust in ("title", "weak") and not words[start].capital:
        return at if at - start >= 2 and words[start].marked in lists.family | folded(lists.family) else start
    return at


def _is_name(words: list[Word], at: int, start: int, trust: Trust, lists: Lists, marks: bool) -> bool:
    word = words[at]
    following = words[at + 1] if at + 1 < len(words) and words[at + 1].close else None
    if following and _blocked(word, following, lists):
        return False
    if at > start and words[start].capital and not word.capital and words[at - 1].plain not in _SMALL_LINKS:
        return word.marked in _SMALL_LINKS
    shouting = word.shouted and words[max(at - 1, 0)].shouted
    if word.capital and not shouting:
        stopped = word.marked in lists.stop or (not marks and word.plain in folded(lists.stop) and not _listed(word, lists))
        if stopped and word.marked != "anh":
            return False
        return trust != "weak" or _listed(word, lists) or at > start
    if word.marked == "anh":
        return at > start and (following is None or following.plain not in ("ay", "ta", "nay", "la", "chi", "em"))
    if marks and word.marked in lists.never and at == start:
        return False
    if marks and trust == "address" and at == start and word.plain in lists.men | lists.women - lists.never_plain:
        if word.marked == word.plain:
            return True  # one name typed without marks in a text that has them
    if marks or word.marked != word.plain:
        return word.marked in lists.given or _in_full_name(words, at, start, lists) or (at == start and word.marked in lists.family)
    return _is_plain_name(words, at, start, trust, lists)


def _is_plain_name(words: list[Word], at: int, start: int, trust: Trust, lists: Lists) -> bool:
    """In text without marks: a full name counts, a single word only where it is hardly anything else."""
    word = words[at]
    if _in_full_name(words, at, start, lists):
        return True
    if word.plain not in lists.plain_names:
        return False
    if trust == "introduction":
        return True
    if trust == "shared" and at == start:
        return word.plain in (lists.men if words[start - 1].plain in lists.for_men else lists.women)
    return word.plain not in lists.never_plain


def _in_full_name(words: list[Word], at: int, start: int, lists: Lists) -> bool:
    """Family, middle, given: "nguyen thi lan"."""
    if at == start:
        nexts = words[at + 1 : at + 3]
        return (
            words[at].plain in folded(lists.strong_family)
            and len(nexts) == 2
            and nexts[0].plain in folded(lists.middle)
            and nexts[0].close
            and nexts[1].close
            and nexts[1].plain in lists.plain_names
        )
    return at - start <= 2 and _in_full_name(words, start, start, lists)


def _full_name(words: list[Word], at: int, lists: Lists) -> int:
    """A full name by itself: a family name, then capitalised words; or "nguyễn thị …" in lower case."""
    word = words[at]
    if word.plain not in folded(lists.strong_family) or word.marked not in lists.strong_family | folded(lists.strong_family):
        return at
    if at and words[at - 1].close and words[at - 1].plain in folded(lists.places):
        return at
    stop = at + 1
    while stop < len(words) and stop - at < _LONGEST_NAME and words[stop].close and _continues(words, stop, at, lists):
        stop += 1
    if stop - at < 3:
        return at
    telling = words[at + 1].plain in folded(lists.middle)
    return stop if telling else at


def _continues(words: list[Word], at: int, start: int, lists: Lists) -> bool:
    word = words[at]
    following = words[at + 1] if at + 1 < len(words) and words[at + 1].close else None
    if following and at - start >= 2 and _blocked(word, following, lists):
        return False
    if word.capital and not word.shouted and words[start].capital:
        return word.marked not in lists.stop or word.marked == "anh"
    if at - start == 1:
        return word.plain in ("van", "thi") and (word.marked in ("văn", "thị", "van", "thi"))
    return at - start <= 3 and (word.marked in lists.given or (word.marked == word.plain and word.plain in lists.plain_names))


def _blocked(word: Word, following: Word, lists: Lists) -> bool:
    pair = (word.marked, following.marked)
    if following.capital and not following.shouted:
        return pair in lists.titled
    return pair in lists.pairs


def _listed(word: Word, lists: Lists) -> bool:
    return word.plain in lists.plain_names
