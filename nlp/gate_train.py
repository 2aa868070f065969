"""From marked lines to the gate's model: two linear readings of the same signs, the edge of the second set on lines of
writers that it had not learnt from. Deterministic. Needs the training libraries.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from nlp.concepts import Concepts
from nlp.features import features_of
from nlp.gate_corpus import Marked
from nlp.gate_features import SAID, Seen, seen
from nlp.gate_model import ASKED, ROADS, GateModel, Signs, as_kept
from nlp.gate_words import Senses
from nlp.judging import Values
from nlp.model import Model
from nlp.rules import Rules
from nlp.vectors import Names

_RARE = 2  # a sign of fewer lines is chance
_TRUST = 10.0  # in single signs (C)
_FOLDS = 5  # of writers
_RECALL = 0.976  # of complaints about the head, on writers not learnt from: one missed reaches the head
_SEED = 0


@dataclass(frozen=True)
class Example:
    marked: Marked
    seen: Seen
    names: Set[str]  # of all its signs


def gate_examples(
    marked: Sequence[Marked], rules: Rules, concepts: Concepts, model: Model, senses: Senses
) -> list[Example]:
    """Lines with what is seen of them; those without a word teach nothing."""
    names, examples = list(model.vocabulary.ids), []
    with threadpool_limits(1):  # sums of several threads differ in their last digit
        for one in marked:
            heard = rules.hear(one.text)
            if heard.clauses:
                features = features_of(heard, concepts)
                known = model.vocabulary.known(features)
                read = model.read(features, known)
                message = seen(heard, features.phrases, known, read, senses.of(heard.reading))
                runs = {names[id] for id in known.ids}
                examples.append(Example(one, message, message.signs | {run for run in runs if run[0] != "w"}))
    return examples


def fit_gate(learned: Sequence[Example], tagger: Model) -> GateModel:
    """The model; it belongs beside this tagger."""
    features = tagger.vocabulary.ids
    with threadpool_limits(1):
        strange = _read_by_strangers(learned, features)
        signs, weights, bias = _fit(learned, features)
    about = np.array([bool(one.marked.about_head) for one in learned])
    head_from = float(np.quantile(strange[about, -1], 1 - _RECALL))
    writers = len({one.marked.writer for one in learned})
    meta = {"lines": len(learned), "signs": len(signs), "writers": writers, "tagger": tagger.version}
    return as_kept(signs, weights.astype(np.float32), bias.astype(np.float32), head_from, meta)


def _read_by_strangers(learned: Sequence[Example], features: Names) -> Values:
    """(lines, ASKED): each writer's lines, read by what learnt from other writers only."""
    logits = np.zeros((len(learned), ASKED))
    writers = sorted({one.marked.writer for one in learned})
    fold = np.array([writers.index(one.marked.writer) % _FOLDS for one in learned])
    for held_out in range(_FOLDS):
        signs, weights, bias = _fit([one for one, at in zip(learned, fold, strict=True) if at != held_out], features)
        theirs = [one for one, at in zip(learned, fold, strict=True) if at == held_out]
        if theirs:
            logits[fold == held_out] = _rows(theirs, signs) @ weights + bias
    return logits


def _fit(learned: Sequence[Example], features: Names) -> tuple[Signs, Values, Values]:
    """The signs, (signs + SAID, ASKED) and (ASKED,)."""
    seen_in = Counter(name for one in learned for name in one.names)
    signs = Signs(sorted(name for name, lines in seen_in.items() if lines >= _RARE), features)
    rows = _rows(learned, signs)
    known = np.array([one.marked.gate_known for one in learned])
    roads = np.array([ROADS.index(one.marked.road) for one in learned])
    told = np.array([one.marked.about_head is not None for one in learned])
    head = np.array([bool(one.marked.about_head) for one in learned])
    road, about = _line(rows[known], roads[known]), _line(rows[told], head[told])
    weights = np.concatenate([road.coef_, about.coef_]).T
    return signs, weights, np.concatenate([road.intercept_, about.intercept_])


def _line(rows: csr_matrix, labels: Values) -> LogisticRegression:
    reading = LogisticRegression(C=_TRUST, class_weight="balanced", max_iter=3000, random_state=_SEED)
    return reading.fit(rows, labels)


def _rows(some: Sequence[Example], signs: Signs) -> csr_matrix:
    rows = [signs.row(one.seen) for one in some]
    ends = np.cumsum([0, *(len(ids) for ids, _ in rows)])
    ids, values = (np.concatenate([pair[at] for pair in rows]) for at in (0, 1))
    matrix = csr_matrix((values, ids, ends), shape=(len(some), len(signs)))
    return hstack([matrix, csr_matrix(np.array([one.seen.said for one in some]).reshape(-1, SAID))]).tocsr()
