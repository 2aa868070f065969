"""The seeker may name a place too many, and never one too few."""

import pytest

from nlp.corpus import TEST, load
from nlp.normalize import clean
from nlp.patterns import Words, parse
from nlp.phrasebook import load_phrasebook
from nlp.seeking import Seeker
from nlp.shorthand import load_shorthand
from nlp.words import Reading, read

SHORTHAND = load_shorthand()
GROUPS = Words({"canbo": ["cán bộ", "anh", "chị"]})


def reading(text: str) -> Reading:
    return read(clean(text), SHORTHAND)


def candidates(patterns: list[str], text: str) -> set[tuple[str, int]]:
    seeker = Seeker([parse(pattern, GROUPS) for pattern in patterns])
    return {(patterns[number], at) for number, at in named(seeker, reading(text))}


def named(seeker: Seeker, here: Reading) -> set[tuple[int, int]]:
    return set(seeker.candidates(here.forms, here.plains))


@pytest.mark.parametrize(
    ("pattern", "text", "at"),
    [
        ("chờ .. xong", "bắt chờ tới mãi trưa xong", 1),
        ("chờ … xong", "chờ a b c d e g h i xong rồi", 0),
        ("chờ (hết cả (buổi)?)? … xong", "chờ hết cả buổi a b c d e g h i xong", 0),
        ("{canbo} .. quát", "cán bộ lúc nào cũng quát", 0),
        ("(lâu)? chờ", "mệt vì lâu chờ", 2),
        ("(lâu)? chờ", "mệt vì chờ", 2),
        ("# triệu", "đòi 2 triệu", 1),
        ("xong .. chờ", "chờ xong rồi lại chờ", 1),
        ("chờ lâu", "xong chờ lâu", 1),
        ("chờ", "chờ", 0),
        ("quát mắng", "hay quat mang dan", 1),
    ],
)
def test_a_match_is_named_however_far_it_reaches(pattern: str, text: str, at: int) -> None:
    here = reading(text)
    assert parse(pattern, GROUPS).regex.match(here.view, here.offsets[at])
    assert (pattern, at) in candidates(["đi", pattern, "muộn"], text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("chờ .. xong", "xong rồi vẫn chờ"),
        ("chờ .. xong", "chờ từ sáng sớm đến tận trưa mới xong"),
        ("chờ .. xong", "chờ mãi"),
        ("chờ lâu", "chờ không lâu"),
        ("chờ lâu", "bầy chó lâu lắm"),
        ("=cò mồi", "bầy co mồi lắm"),
    ],
)
def test_what_is_absent_before_too_far_or_another_word_is_not_tried(pattern: str, text: str) -> None:
    assert candidates([pattern], text) == set()


def test_a_text_without_words_has_no_place_for_any() -> None:
    assert candidates(["chờ"], "") == set()


def test_every_match_in_real_messages_is_named() -> None:
    """A part of the lexicon, tried at every word of a part of the test messages."""
    patterns = [phrase.pattern for phrase in load_phrasebook().phrases[::9]]
    seeker, matches = Seeker(patterns), 0
    for message in load(TEST)[::12]:
        here = reading(message.text)
        said = named(seeker, here)
        for number, pattern in enumerate(patterns):
            there = {(number, at) for at, offset in enumerate(here.offsets) if pattern.regex.match(here.view, offset)}
            assert there <= said, pattern.source
            matches += len(there)
    assert matches > 20
