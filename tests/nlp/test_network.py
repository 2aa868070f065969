"""What a network is shown of a message and of its sentences, and numbers kept in half precision."""

from math import sqrt

import numpy as np
import pytest

from nlp.features import ClauseFeatures, MessageFeatures
from nlp.network import Network, known_of, views_of
from nlp.vectors import PHRASE_WEIGHT, Names, Vocabulary

NAMES = ("k:wait", "p:cho", "p:cho lau", "p:lau", "r:asks", "r:tag.cham-tre", "w:cho")
VOCABULARY = Vocabulary(Names(NAMES), np.ones(len(NAMES), np.float32), len(NAMES))
WAITING = ClauseFeatures([], ["cho", "lau"], ["wait"], {"r:tag.cham-tre": 0.9})
AGAIN = ClauseFeatures(["cho"], ["cho"], ["wait"], {"r:tag.cham-tre": 0.4})
TWO = MessageFeatures((WAITING, AGAIN), {"r:asks": 1.0}, (range(1), range(1, 2)))


def shown(message: MessageFeatures) -> list[dict[str, float]]:
    """What each view has, by name."""
    ids, views = views_of(message, VOCABULARY.known(message), VOCABULARY.found(message))
    rows = [zip(ids, view, strict=True) for view in views]
    return [{NAMES[id]: pytest.approx(value) for id, value in row if value} for row in rows]


def test_each_block_of_a_view_has_length_two_and_phrases_their_own_value() -> None:
    whole, first, second = shown(TWO)
    each = {"p:cho": 2 / sqrt(3), "p:lau": 2 / sqrt(3), "p:cho lau": 2 / sqrt(3), "k:wait": 2.0}
    assert whole == each | {"w:cho": 2.0, "r:asks": PHRASE_WEIGHT}
    assert first == each | {"r:tag.cham-tre": 0.9 * PHRASE_WEIGHT}
    assert second == {"w:cho": 2.0, "p:cho": 2.0, "k:wait": 2.0, "r:tag.cham-tre": 0.4 * PHRASE_WEIGHT}


def test_a_sentence_of_several_clauses_has_the_strongest_phrase_of_each_kind_and_each_run_once() -> None:
    (_, first, _) = shown(MessageFeatures((WAITING, AGAIN, AGAIN), {}, (range(2), range(2, 3))))
    assert first["r:tag.cham-tre"] == 0.9 * PHRASE_WEIGHT
    assert first["k:wait"] == first["w:cho"] == 2.0


def test_a_message_of_one_sentence_is_seen_once() -> None:
    assert len(shown(MessageFeatures((WAITING, AGAIN), {}))) == 1


def test_training_is_told_the_whole_alone() -> None:
    ids, values = known_of(TWO, VOCABULARY)
    assert {NAMES[id]: value for id, value in zip(ids, values, strict=True) if value} == shown(TWO)[0]


def test_a_message_without_a_known_feature_can_be_shown() -> None:
    nothing = MessageFeatures((ClauseFeatures(["zzqx"], ["zzqx"], [], {}),), {})
    assert shown(nothing) == [{}]


def test_every_half_is_read_as_the_number_that_it_is() -> None:
    halves = np.arange(1 << 16, dtype=np.uint16).view(np.float16)
    halves = halves[np.isfinite(halves)].reshape(-1, 1)
    none = np.zeros(1, np.float32)
    ids, one_each = np.arange(len(halves)), np.eye(len(halves[::8]), dtype=np.float32)
    read = [Network(halves, none, np.ones((1, 1), np.float32), none).read(ids[at::8], one_each) for at in range(8)]
    wide = np.maximum(halves.astype(np.float64), 0)
    for at in range(8):
        assert np.array_equal(read[at], wide[at::8])
