"""What the gate sees of a message: its words, the senses in it (gate_words.py), what stands around the head, and
what the tagger made of it.

A sign is named by its block and what it is: `p:` plain words and pairs of them, `k:` concepts (both only where the
tagger knows them: then they are looked up once for both), `r:` what the lexicon found, `t:` runs with a sense in them,
`x:` senses of one sentence, `b:` and `a:` before and after the head, `s:` the sentences that the head stands in.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence, Set
from itertools import accumulate, combinations, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from feedback.tags import TAGS, is_complaint
from nlp.clauses import Clause
from nlp.gate_words import HEAD, Told
from nlp.judging import WHOLE, Values
from nlp.rules import Heard
from nlp.runs import Ids
from nlp.vectors import Known
from nlp.words import ENDS

SAID = 2 * WHOLE + 4
_BEFORE, _AFTER = 3, 5
_MOSTHEADS = 4  # counted, and looked around
_SUREST, _QUIET, _SCALE = 6.0, -5.0, 0.1
_BAD, _GOOD = ([at for at, tag in enumerate(TAGS) if is_complaint(tag.code) is bad] for bad in (True, False))


class Seen(NamedTuple):
    """`signs`: names of those that are no runs of words or concepts; `runs`: those, as features of the tagger; `said`:
    (SAID,), what the tagger says of the whole, of the loudest sentence, and of the clauses with the head in them."""

    signs: set[str]
    runs: Ids
    said: NDArray[np.float32]


def seen(heard: Heard, phrases: Iterable[str], known: Known, read: tuple[Values, Values, Values], told: Told) -> Seen:
    """`phrases`: what the lexicon found in the whole; `known` and `read`: what the tagger knows of the message
    (`Vocabulary.known`) and says of it (`Model.read`); `told`: what senses the words have."""
    return Seen(_signs(told.senses, phrases), known.ids, _said(read, _with_head(heard.clauses, told)))


def _signs(told: Sequence[str], phrases: Iterable[str]) -> set[str]:
    signs = set(phrases)
    signs.update(_sense_runs(told), _around_head(told))
    for sentence in _sentences(told):
        here = sorted({word for word in sentence if word.isupper()})
        signs.update([f"x:{one} {other}" for one, other in combinations(here, 2)])
        if not HEAD.isdisjoint(here):
            signs.update(["s:" + word for word in sentence])
    return signs


def _sense_runs(told: Sequence[str]) -> Iterator[str]:
    """Up to three in a row, a sense among them; "^" begins a message."""
    words = ["^", *told]
    for at in [at for at, word in enumerate(words) if word.isupper()]:
        before, sense, after = words[at - 1], words[at], words[at + 1 : at + 3]
        yield from ("t:" + sense, f"t:{before} {sense}")
        if at > 1:
            yield f"t:{words[at - 2]} {before} {sense}"
        if after:
            yield from (f"t:{sense} {after[0]}", f"t:{before} {sense} {after[0]}")
        if len(after) > 1:
            yield f"t:{sense} {after[0]} {after[1]}"


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


def _with_head(clauses: Sequence[Clause], told: Told) -> set[int]:
    """The clauses that the head stands in."""
    heads = [place for word, place in zip(told.senses, told.places, strict=True) if word in HEAD]
    ends = list(accumulate(len(clause.words) for clause in clauses))
    return {bisect_right(ends, place) for place in heads}


def _said(read: tuple[Values, Values, Values], heads: Set[int]) -> NDArray[np.float32]:
    whole, sentence, clauses = read
    bads, goods = clauses.take(_BAD, axis=1).max(axis=1), clauses.take(_GOOD, axis=1).max(axis=1)
    bad, good = (_loudest([float(logits[at]) for at in heads]) for logits in (bads, goods))
    elsewhere = _loudest([logit for at, logit in enumerate(bads.tolist()) if at not in heads])
    of_all = np.minimum(np.maximum(np.concatenate([whole[0], sentence[0]]), -_SUREST), _SUREST)
    return (np.concatenate([of_all, [bad, good, elsewhere, bad - elsewhere]]) * _SCALE).astype(np.float32)


def _loudest(logits: Collection[float]) -> float:
    return min(max(max(logits), -_SUREST), _SUREST) if logits else _QUIET
