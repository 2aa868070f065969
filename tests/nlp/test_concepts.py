"""Which concepts stand in a text, on a thesaurus of a few entries; and that the real one can be used."""

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

import nlp.concepts
from nlp.concepts import Concepts, Syllables, load_concepts
from nlp.normalize import clean, key, plain
from nlp.shorthand import load_shorthand
from nlp.words import read

FEW: Mapping[str, Iterable[str]] = {
    "wait": ("chờ", "chờ đợi"),
    "long": ("lâu",),
    "long-wait": ("chờ lâu",),
    "road": ("đường", "đường đi"),
    "sugar": ("đường",),
    "go": ("đi",),
}
USUAL = {"cho": frozenset({key("cho")}), "lau": frozenset({key("lâu")})}


def words(text: str) -> tuple[Syllables, Syllables]:
    here = read(clean(text), load_shorthand())
    return here.forms, here.plains


@pytest.fixture(scope="module")
def concepts() -> Concepts:
    return Concepts(FEW, USUAL)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Bà chờ ở đó", ["wait"]),
        ("Bà chờ lâu lắm rồi ạ", ["long-wait"]),
        ("Bà chờ đợi lâu quá", ["wait", "long"]),
        ("đường đi ở đây xấu", ["road"]),
        ("lâu lắm bà mới được đi", ["long", "go"]),
        ("Bà Sáu rất vui", []),
    ],
)
def test_the_longest_entry_wins_from_left_to_right(concepts: Concepts, text: str, found: list[str]) -> None:
    assert concepts.of(*words(text)) == found


def test_one_word_may_stand_for_two_things(concepts: Concepts) -> None:
    assert concepts.of(*words("đường này xấu")) == ["road", "sugar"]


def test_without_accents_several_syllables_are_found(concepts: Concepts) -> None:
    assert concepts.of(*words("ba Sau phai cho lau roi")) == ["long-wait"]


def test_a_bare_syllable_counts_as_what_it_usually_is(concepts: Concepts) -> None:
    assert concepts.of(*words("ba Sau lau qua")) == ["long"]


def test_a_bare_syllable_does_not_count_as_what_it_rarely_is(concepts: Concepts) -> None:
    assert concepts.of(*words("ba Sau cho toi")) == []
    assert concepts.of(*words("bà Sáu chờ tôi")) == ["wait"]


def test_other_accents_are_another_word(concepts: Concepts) -> None:
    assert concepts.of(*words("bà Sáu nuôi chó ở sân sau")) == []


def test_every_entry_in_letters_is_found_where_it_is_written_out() -> None:
    """Figures are read as "#": an entry with one ("11 giờ trưa") is not found, whatever it says."""
    real, file = load_concepts(), Path(nlp.concepts.__file__).parent / "lexicon" / "concepts.toml"
    tables = tomllib.loads(file.read_text("utf-8"))
    entries = [(name, entry.strip()) for name, table in tables.items() for entry in table["words"].split(",")]
    in_letters = [(name, entry) for name, entry in entries if entry and not any(map(str.isdigit, entry))]
    lost = [(name, entry) for name, entry in in_letters if name not in real.of(*_as_written(entry))]
    assert (len(in_letters) > 1000, lost) == (True, [])


def _as_written(entry: str) -> tuple[Syllables, Syllables]:
    forms = tuple(key(syllable) for syllable in entry.split())
    return forms, tuple(map(plain, forms))
