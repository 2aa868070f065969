"""From labelled messages to a model: two readings, and a judge fitted on messages that they had not seen.

A small network reads the whole message (`train_network.py`); a linear reading sees its clauses, taught by the words
that people marked. Deterministic: the same messages give the same bytes. The only file that needs scikit-learn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from feedback.tags import TAGS, is_complaint
from nlp.concepts import Concepts
from nlp.corpus import Message
from nlp.features import MessageFeatures, features_of
from nlp.judging import (
    TONE,
    TONES,
    URGENT,
    VIEWS,
    WHOLE,
    Judge,
    N,
    Values,
    alarms,
    given_of,
    sigmoid,
    signs,
)
from nlp.model import Model, as_kept
from nlp.network import Network, known_of, read_views
from nlp.rules import Heard, Rules
from nlp.train_network import learn_network
from nlp.vectors import Rows, Vocabulary, learn

FOLDS = 4
STEPS = FOLDS + 1
CORES = 2
_CODES = [tag.code for tag in TAGS]
_TRUST = 3.0  # in single features (C); 1 and 3 read alike, 3 is a little surer
_GIVEN_FROM = [step / 50 for step in range(10, 31)]
_COMPLAINS_FROM = [step / 50 for step in range(26)]
_CAUTION = 0.8  # how much finding all counts against finding wrongly (F-beta): a false alarm names somebody
_RECALL = 0.885  # of urgent messages: a missed threat is the worst error
Labels = NDArray[np.bool_]


@dataclass(frozen=True)
class Example:
    """A message with all that is seen of it; `spans` are where its clauses stand in the original."""

    message: Message
    heard: Heard
    features: MessageFeatures
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Readings:
    """`weights`: (features, N) and `bias`: (N,) are those of the clauses."""

    vocabulary: Vocabulary
    network: Network
    weights: Values
    bias: Values


def examples(messages: Sequence[Message], rules: Rules, concepts: Concepts) -> list[Example]:
    """Messages without a word teach nothing and are left out."""
    return [one for message in messages for one in _example(message, rules, concepts)]


def fit(learned: Sequence[Example], *, say: Callable[[str], None]) -> Model:
    """The model. `say` is told how far it is: a step of STEPS is done."""
    judge = fit_judge(learned, say=say)
    read = fit_readings(learned)
    say(f"{STEPS}/{STEPS}")
    weights, bias = (read.weights * read.vocabulary.idf[:, None]).astype(np.float32), read.bias.astype(np.float32)
    meta = {"messages": len(learned), "features": len(read.vocabulary.ids), "tags": _CODES}
    return as_kept(Model(read.vocabulary, read.network, weights, bias, judge, meta))


def fit_judge(learned: Sequence[Example], *, say: Callable[[str], None]) -> Judge:
    """Each writer's messages are read by readings that learnt from other writers only; the judge learns from that."""
    writers = sorted({one.message.writer for one in learned})
    folds = [[one for one in learned if writers.index(one.message.writer) % FOLDS == fold] for fold in range(FOLDS)]
    read: list[tuple[Values, Values, Values]] = []
    for number, held_out in enumerate(folds, 1):
        ids = {id(one) for one in held_out}
        readings = fit_readings([one for one in learned if id(one) not in ids])
        read.append(read_all(held_out, readings))
        say(f"{number}/{STEPS}")
    whole, sentence, clause = (np.concatenate(several) for several in zip(*read, strict=True))
    return _judge(whole, sentence, clause, [one.message for fold in folds for one in fold])


def fit_readings(learned: Sequence[Example]) -> Readings:
    """Both readings of all these messages."""
    vocabulary = learn([one.features for one in learned])
    clauses = _clause_rows(learned, vocabulary)
    shown, unknown = _clause_labels(learned)
    tasks = [delayed(_line)(clauses[~unknown[:, at]], shown[~unknown[:, at], at]) for at in range(N)]
    messages = [one.message for one in learned]
    whole = delayed(learn_network)(_whole_rows(learned, vocabulary), _whole_labels(messages), _known(messages))
    with threadpool_limits(1):
        network, *lines = Parallel(n_jobs=CORES, prefer="threads")([whole, *tasks])
    weights, bias = np.stack([line for line, _ in lines], axis=1), np.array([bias for _, bias in lines])
    return Readings(vocabulary, network, weights, bias)


def read_all(some: Sequence[Example], readings: Readings) -> tuple[Values, Values, Values]:
    """What these readings say of messages they have not seen and of their loudest sentence, (n, WHOLE) each, and of
    their loudest clause: (n, N)."""
    network, vocabulary = readings.network, readings.vocabulary
    read = [one.features for one in some]
    views = [read_views(network, one, vocabulary.known(one), vocabulary.found(one)) for one in read]
    whole, sentence = (np.stack(several) for several in zip(*views, strict=True))
    clauses = _clause_rows(some, vocabulary) @ readings.weights + readings.bias
    starts = np.cumsum([0, *(len(one.spans) for one in some)])[:-1]
    return whole, sentence, np.maximum.reduceat(clauses, starts, axis=0)


def _example(message: Message, rules: Rules, concepts: Concepts) -> Iterator[Example]:
    heard = rules.hear(message.text)
    spans = tuple(heard.reading.original_span(one.start, one.end) for one in heard.clauses)
    if spans:
        yield Example(message, heard, features_of(heard, concepts), spans)


def _judge(whole: Values, sentence: Values, clause: Values, messages: Sequence[Message]) -> Judge:
    labels, shown = _whole_labels(messages)[:, :N], signs(whole, sentence, clause)
    weighing = LogisticRegression(fit_intercept=False).fit(shown.reshape(-1, VIEWS), labels.ravel())
    mix: Values = weighing.coef_[0]
    chances, (hurried, complains) = sigmoid(shown @ mix), alarms(whole, sentence)

    def worth(edges: tuple[float, float]) -> tuple[float, float, float]:
        return (_macro_f(given_of(chances, complains, *edges), labels), -edges[0], -edges[1])

    given_from, complains_from = max(product(_GIVEN_FROM, _COMPLAINS_FROM), key=worth)
    urgent = np.array([bool(message.urgent) for message in messages])
    edges = (given_from, complains_from, _from(hurried[urgent]))
    return Judge(mix, *(np.array(edge) for edge in edges))


def _from(chances: Values) -> float:
    """The chance that leaves out only as many as may be missed; 1 where nobody showed what is urgent."""
    return float(np.quantile(chances, 1 - _RECALL)) if len(chances) else 1.0


def _whole_labels(messages: Sequence[Message]) -> Labels:
    """A column for each question asked of a whole message, in the order of judging.py."""
    columns = [[code in one.tags for one in messages] for code in _CODES]
    columns += [[one.sentiment == tone for one in messages] for tone in TONES]
    columns += [[bool(one.urgent) for one in messages]]
    columns += [[any(is_complaint(code) is bad for code in one.tags) for one in messages] for bad in (True, False)]
    return np.array(columns, bool).T


def _known(messages: Sequence[Message]) -> Labels:
    """Where readers differ on the tone or the urgency, nothing is taught of it."""
    known = np.ones((len(messages), WHOLE), bool)
    known[:, TONE] = [[one.sentiment is not None] for one in messages]
    known[:, URGENT] = [one.urgent is not None for one in messages]
    return known


def _clause_labels(learned: Sequence[Example]) -> tuple[Labels, Labels]:
    """(clauses, N): whether marked words show the tag there; whether that is unknown, the tag being unmarked."""
    shown, unknown = [], []
    for one in learned:
        lost = [code in one.message.unshown for code in _CODES]
        for start, end in one.spans:
            here = {mark.code for mark in one.message.shown if mark.start < end and start < mark.end}
            shown.append([code in here for code in _CODES])
            unknown.append(lost)
    return np.array(shown, bool), np.array(unknown, bool)


def _whole_rows(some: Sequence[Example], vocabulary: Vocabulary) -> csr_matrix:
    made = Rows(vocabulary)
    for one in some:
        made.add(*known_of(one.features, vocabulary))
    return _matrix(made, vocabulary.common)


def _clause_rows(some: Sequence[Example], vocabulary: Vocabulary) -> csr_matrix:
    made = Rows(vocabulary)
    for one in some:
        for clause in one.features.clauses:
            made.add_clause(clause)
    return _matrix(made, len(vocabulary.idf))


def _matrix(made: Rows, columns: int) -> csr_matrix:
    matrix = csr_matrix((np.array(made.values), made.ids, made.ends), shape=(len(made.ends) - 1, columns))
    matrix.sum_duplicates()  # scipy would do it in place while several threads read
    return matrix


def _line(rows: csr_matrix, labels: Labels) -> tuple[Values, float]:
    """Weights and bias that part those labelled from the rest."""
    if not labels.any() or labels.all():
        return np.zeros(rows.shape[1]), 9.0 if labels.any() else -9.0
    reading = LogisticRegression(C=_TRUST, class_weight="balanced", solver="liblinear", tol=1e-2, random_state=0)
    reading.fit(rows, labels)
    return reading.coef_[0], float(reading.intercept_[0])


def _macro_f(given: Labels, labels: Labels) -> float:
    """The mean F-beta of the tags."""
    right, weight = (given & labels).sum(axis=0), _CAUTION**2
    scores = (1 + weight) * right / np.maximum(given.sum(axis=0) + weight * labels.sum(axis=0), 1)
    return round(float(scores.mean()), 4)
