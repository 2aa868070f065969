"""What the gate sees of a message: its words, the senses in it (gate_words.py), what stands around the head, and
what the tagger made of it.

A sign is named by its block and what it is: `p:` plain words and pairs of them, `k:` concepts, `r:` what the lexicon
found, `t:` runs with a sense in them, `x:` senses of one sentence, `b:` and `a:` before and after the head, `s:` the
sentences that the head stands in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

import numpy as np
from numpy.typing import NDArray

from feedback.tags import TAGS, is_complaint
from nlp.clauses import Clause
from nlp.features import MessageFeatures
from nlp.gate_words import HEAD, Told
from nlp.judging import WHOLE, Values
from nlp.rules import Heard
from nlp.words import ENDS

SAID = 2 * WHOLE + 4
_BEFORE, _AFTER = 3, 5
_MOSTHEADS = 4  # counted, and looked around
_SUREST, _QUIET, _SCALE = 6.0, -5.0, 0.1
_BAD = np.array([is_complaint(tag.code) for tag in TAGS])


@dataclass(frozen=True)
class Seen:
    """`signs`: names, each once, in order; `said`: (SAID,), what the tagger says of the whole, of the loudest
    sentence, and of the clauses with the head in them."""

    signs: list[str]
    said: NDArray[np.float32]


def seen(heard: Heard, features: MessageFeatures, read: tuple[Values, Values, Values], told: Told) -> Seen:
    """`read` is what the tagger's model says (`Model.read`), `told` what senses the words have."""
    return Seen(sorted(_signs(told.senses, features)), _said(read, _with_head(heard.clauses, told)))


def _signs(told: Sequence[str], features: MessageFeatures) -> set[str]:
    sentences = list(_sentences(told))
    signs = set(features.phrases)
    for clause in features.clauses:
        signs.update(_runs("p:", clause.words), _runs("k:", clause.meant))
    signs.update(_sense_runs(told), _around_head(told))
    for sentence in sentences:
        here = sorted({word for word in sentence if word.isupper()})
        signs.update([f"x:{one} {other}" for one, other in combinations(here, 2)])
        if not HEAD.isdisjoint(here):
            signs.update(["s:" + word for word in sentence])
    return signs


def _runs(block: str, words: Sequence[str]) -> Iterator[str]:
    yield from (block + word for word in words)
    yield from (f"{block}{one} {other}" for one, other in pairwise(words))


def _sense_runs(told: Sequence[str]) -> Iterator[str]:
    """Up to three in a row, a sense among them; "^" begins a message."""
    words = ["^", *told]
    for at, word in enumerate(words):
        if word.isupper():
            yield "t:" + word
            for start, end in ((at - 1, at + 1), (at, at + 2), (at - 2, at + 1), (at - 1, at + 2), (at, at + 3)):
                if start >= 0 and end <= len(words):
                    yield "t:" + " ".join(words[start:end])


def _around_head(told: Sequence[str]) -> Iterator[str]:
    heads = [at for at, word in enumerate(told) if word in HEAD][:_MOSTHEADS]
    yield f"b:{len(heads)}"
    for at in heads:
        before = _until_end(["^", *told[max(at - _BEFORE, 0) : at]][::-1][:_BEFORE])
        after = _until_end([*told[at + 1 : at + 1 + _AFTER], "$"][:_AFTER])
        yield from ("b:" + word for word in before)
        yield from ("a:" + word for word in after)
        yield from (f"b:1 {before[0]}", f"a:1 {after[0]}")


def _until_end(words: Sequence[str]) -> Sequence[str]:
    """To the end of the sentence, its mark with it."""
    return next((words[: at + 1] for at, word in enumerate(words) if word in ENDS), words)


def _sentences(told: Sequence[str]) -> Iterator[Sequence[str]]:
    cuts = [0, *(at + 1 for at, word in enumerate(told) if word in ENDS), len(told)]
    return (told[start:end] for start, end in pairwise(cuts) if start < end)


def _with_head(clauses: Sequence[Clause], told: Told) -> NDArray[np.bool_]:
    """Which of the clauses the head stands in."""
    heads = [place for word, place in zip(told.senses, told.places, strict=True) if word in HEAD]
    ends = np.cumsum([len(clause.words) for clause in clauses])
    return np.isin(np.arange(len(clauses)), np.searchsorted(ends, heads, side="right"))


def _said(read: tuple[Values, Values, Values], here: NDArray[np.bool_]) -> NDArray[np.float32]:
    whole, sentence, clauses = (np.minimum(np.maximum(logits, -_SUREST), _SUREST) for logits in read)
    bad, good = _loudest(clauses[here][:, _BAD]), _loudest(clauses[here][:, ~_BAD])
    elsewhere = _loudest(clauses[~here][:, _BAD])
    of_head = np.array([bad, good, elsewhere, bad - elsewhere])
    return (np.concatenate([whole[0], sentence[0], of_head]) * _SCALE).astype(np.float32)


def _loudest(logits: Values) -> float:
    return float(logits.max()) if logits.size else _QUIET
