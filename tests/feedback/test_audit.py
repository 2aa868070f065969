"""The chain itself: each part of an entry is sealed, nothing slips from one part into the next, marks read back."""

from dataclasses import replace
from typing import Any

import pytest

from feedback.audit import Act, Anchor, ChainBroken, Entry, Harm, Sealed, follow, proof_of_end, seal
from feedback.wording import LANGUAGES, words
from tests.support.builders import later

KEY = b"k" * 32


def chain(count: int) -> list[Sealed]:
    """Bà Hạnh opens so many cases, a minute after each other."""
    entries: list[Sealed] = []
    for number in range(1, count + 1):
        entry = Entry(number, later(minutes=number), "hanh", Act.OPENED.value, f"PA{number}")
        entries.append(Sealed(entry, seal(KEY, entries[-1].seal if entries else b"", entry)))
    return entries


def test_a_chain_leads_to_its_last_seal() -> None:
    whole = chain(5)
    assert follow(KEY, Anchor(), whole) == Anchor(5, whole[-1].seal)
    assert follow(KEY, follow(KEY, Anchor(), whole[:2]), whole[2:]) == Anchor(5, whole[-1].seal)


@pytest.mark.parametrize(
    "change",
    [
        {"at": later(seconds=1)},
        {"who": "tuan"},
        {"what": Act.MOVED.value},
        {"about": "PA9"},
        {"why": "x"},
        {"about": "", "why": "PA2"},
    ],
)
def test_whatever_is_changed_in_an_entry_breaks_the_chain_there(change: dict[str, Any]) -> None:
    whole = chain(3)
    whole[1] = replace(whole[1], entry=replace(whole[1].entry, **change))
    with pytest.raises(ChainBroken) as broken:
        follow(KEY, Anchor(), whole)
    assert (broken.value.number, broken.value.harm) == (2, Harm.CHANGED)


def test_nobody_without_the_key_seals_an_entry_anew() -> None:
    whole = chain(2)
    forged = replace(whole[1].entry, who="tuan")
    with pytest.raises(ChainBroken, match="changed at 2"):
        follow(KEY, Anchor(), [whole[0], Sealed(forged, seal(b"another key", whole[0].seal, forged))])


def test_an_entry_of_another_day_does_not_fit_before_what_came_after_it() -> None:
    """A record was put back to entry 2 and went on otherwise: its old third entry is sealed, but of another line."""
    whole = chain(4)
    other = replace(whole[2].entry, who="tuan")
    whole[2] = Sealed(other, seal(KEY, whole[1].seal, other))
    with pytest.raises(ChainBroken, match="changed at 4"):
        follow(KEY, Anchor(), whole)


def test_the_same_moment_in_another_zone_is_the_same_entry() -> None:
    (one,) = chain(1)
    assert seal(KEY, b"", replace(one.entry, at=one.entry.at.astimezone(tz=None))) == one.seal


def test_the_proof_of_an_end_is_of_that_end_alone() -> None:
    first, second = (Anchor(one.entry.number, one.seal) for one in chain(2))
    proofs = {proof_of_end(KEY, end) for end in (Anchor(), first, second, Anchor(2, first.seal))}
    assert len(proofs) == 4


def test_a_mark_reads_back_as_far_as_it_was_written() -> None:
    end = Anchor(120, chain(1)[0].seal)
    assert Anchor.read(f" {end} ") == Anchor(120, end.seal[:8])


@pytest.mark.parametrize(
    "text", ["", "120", "120-", "120-9f3c", "0-9f3c2a1b4d5e6f70", "-1-9f3c2a1b4d5e6f70", "a-" + "z" * 16]
)
def test_anything_else_is_no_mark(text: str) -> None:
    with pytest.raises(ValueError, match="not a mark"):
        Anchor.read(text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_act_and_every_harm_has_its_words(language: str) -> None:
    known = words(language)
    assert [act for act in Act if not known.has(f"audit.act.{act.value}")] == []
    assert [harm for harm in Harm if not known.has(f"audit.harm.{harm.value}")] == []
