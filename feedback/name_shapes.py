"""Which capitalised words are a name by themselves, with nothing before them that announces a person.

"Nguyễn Thị Lan" (a family and two more), "Ngọc Trâm" (two given names), "H'Hen Niê". After a word of place they are a
street, a school or a ward.
"""

from __future__ import annotations

from itertools import pairwise

from feedback.name_lists import Lists
from feedback.name_words import Word

_LONGEST_NAME = 5


def follows(words: list[Word], at: int) -> bool:
    """Whether the word at `at` goes on with the one before, also over the dot of an initial: "Trần T. Hà"."""
    word, before = words[at], words[at - 1]
    return word.close or (word.gap in (". ", ".") and len(before.written) <= 2 and before.capital and word.capital)


def standing_name_end(words: list[Word], lists: Lists, at: int, *, fresh: bool) -> int:
    """Where the name that stands at `at` ends; `at` itself when none does. `fresh`: a name ends just before."""
    if not fresh and (is_place(words, lists, at) or _is_inside(words, lists, at)):
        return at
    stop = _capitals_end(words, lists, at)
    if any("'" in word.written[:3] for word in words[at:stop]):
        return stop  # "Rah Lan H'Nhung"
    if words[at].marked in lists.standing_family and stop - at >= 2:
        return stop  # "Ksor Blit"
    if stop - at >= 3 and _is_family(words[at : at + 2], lists):
        return at if _is_titled(words[at : at + 2], lists) else stop
    if words[at].marked in lists.strong_family and at + 1 < len(words) and words[at + 1].marked in lists.small_links:
        return _small_end(words, lists, at)
    return stop if _is_given_pair(words, lists, at, stop) else at


def _is_family(two: list[Word], lists: Lists) -> bool:
    """A known family, or any word before "Văn" and "Thị" that is no word of address."""
    family, link = two[0].marked, two[1].marked
    return family in lists.any_family or (
        link in lists.small_links and family not in lists.address and family not in lists.places
    )


def is_listed(word: Word, lists: Lists) -> bool:
    """A name of the lists, with its marks or with none."""
    return word.marked in lists.given or word.marked in lists.family or (word.bare and word.plain in lists.plain_names)


def known_place_at(words: list[Word], lists: Lists, at: int) -> bool:
    """A province or a city stands at `at`: "Bình Dương"."""
    pair = tuple(word.marked for word in words[at : at + 2])
    return pair in lists.known_places or pair[:1] in lists.known_places


def is_place(words: list[Word], lists: Lists, at: int) -> bool:
    """A province stands at `at`, or a word of place before it: "chợ [Bà Chiểu]"."""
    if known_place_at(words, lists, at):
        return True
    if not at or not words[at].close:
        return False
    before = words[at - 1]
    return before.marked in (lists.places if not before.bare else lists.plain_places)


def _is_inside(words: list[Word], lists: Lists, at: int) -> bool:
    """The rest of a run of capitals that was no name from its beginning: "trường Lê [Văn Tám]"."""
    before = words[at - 1] if at and words[at].close else None
    return before is not None and before.capital and is_listed(before, lists)


def _capitals_end(words: list[Word], lists: Lists, at: int) -> int:
    """The end of the capitalised words from `at`, none of them shouted or an everyday word."""
    stop = at
    while stop < len(words) and stop - at < _LONGEST_NAME:
        word = words[stop]
        if (stop > at and not follows(words, stop)) or not word.capital or word.shouted:
            break
        if stop > at and word.marked in lists.stop and word.marked not in lists.capital_names:
            break
        stop += 1
    return stop


def _small_end(words: list[Word], lists: Lists, at: int) -> int:
    """The end of "nguyễn thị lan": family, link, and one or two given names."""
    stop = at + 2
    while stop < len(words) and stop - at < 4 and words[stop].close and is_listed(words[stop], lists):
        if _is_pair(words[stop - 1 : stop + 1], lists) or _is_pair(words[stop : stop + 2], lists):
            break
        stop += 1
    return stop if stop - at >= 3 else at


def _is_given_pair(words: list[Word], lists: Lists, at: int, stop: int) -> bool:
    """Two or three given names side by side; after a word of going or staying they are a place."""
    if not 2 <= stop - at <= 3:
        return False
    before = words[at - 1] if at and words[at].close else None
    if before and (before.marked in lists.locatives or (before.capital and at > 1 and words[at - 1].close)):
        return False
    name = words[at:stop]
    if name[0].marked in lists.places or any(_is_titled(list(pair), lists) for pair in pairwise(name)):
        return False
    return all(is_listed(word, lists) for word in name)


def _is_titled(pair: list[Word], lists: Lists) -> bool:
    return (pair[0].marked, pair[1].marked) in lists.titled


def _is_pair(pair: list[Word], lists: Lists) -> bool:
    return len(pair) == 2 and (pair[0].marked, pair[1].marked) in lists.pairs
