"""From labelled messages to a model: two linear readings, and a judge fitted on messages that they had not seen.

One reading sees the whole message, the other its clauses, taught by the words that people marked. Deterministic:
the same messages give the same bytes. The only file that needs scikit-learn.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from feedback.tags import TAGS, is_complaint
from nlp.concepts import Concepts
from nlp.corpus import Message
from nlp.features import ClauseFeatures, MessageFeatures, features_of
from nlp.judging import TONES, WHOLE, First, Judge, N, Values, tag_signs, tone_signs, urgent_signs
from nlp.model import Model, first_of
from nlp.rules import Heard, Rules
from nlp.vectors import Rows, Vocabulary, learn

FOLDS = 4
STEPS = FOLDS + 1
CORES = 2
_CODES = [tag.code for tag in TAGS]
_TRUST = 3.0  # in single features (C); 1 and 3 read alike, 3 is a little surer
_FEW = 8  # a tag seen more rarely is not judged by its own weights
_CAUTION = 0.7  # how much finding all counts against finding wrongly (F-beta): a false alarm names somebody
_RECALL = 0.93  # of urgent messages: a missed threat is the worst error
Labels = NDArray[np.bool_]


@dataclass(frozen=True)
class Example:
    """A message with all that is seen of it; `spans` are where its clauses stand in the original."""

    message: Message
    heard: Heard
    features: MessageFeatures
    spans: tuple[tuple[int, int], ...]


def examples(messages: Sequence[Message], rules: Rules, concepts: Concepts) -> list[Example]:
    """Messages without a word teach nothing and are left out."""
    return [one for message in messages for one in _example(message, rules, concepts)]


def fit(learned: Sequence[Example], *, say: Callable[[str], None]) -> Model:
    """The model. `say` is told how far it is: a step of STEPS is done."""
    judge = fit_judge(learned, say=say)
    vocabulary, weights, bias = fit_readings(learned)
    say(f"{STEPS}/{STEPS}")
    scaled = (weights * vocabulary.idf[:, None]).astype(np.float16)
    said = hashlib.sha256(scaled.tobytes() + b"".join(row.tobytes() for row in judge.arrays().values()))
    meta = {"version": said.hexdigest()[:10], "messages": len(learned), "features": len(vocabulary.ids)}
    return Model(vocabulary, scaled.astype(np.float32), bias.astype(np.float32), judge, meta)


def fit_judge(learned: Sequence[Example], *, say: Callable[[str], None]) -> Judge:
    """Each writer's messages are read by readings that learnt from other writers only; the judge learns from that."""
    writers = sorted({one.message.writer for one in learned})
    folds = [[one for one in learned if writers.index(one.message.writer) % FOLDS == fold] for fold in range(FOLDS)]
    read: list[First] = []
    for number, held_out in enumerate(folds, 1):
        ids = {id(one) for one in held_out}
        readings = fit_readings([one for one in learned if id(one) not in ids])
        read.append(read_all(held_out, *readings))
        say(f"{number}/{STEPS}")
    return _judge(join(read), [one.message for fold in folds for one in fold])


def fit_readings(learned: Sequence[Example]) -> tuple[Vocabulary, Values, Values]:
    """Vocabulary, weights (features, WHOLE + N), bias (WHOLE + N)."""
    vocabulary = learn([one.features for one in learned])
    whole, clauses = _whole_rows(learned, vocabulary), _clause_rows(learned, vocabulary)
    shown, unknown = _clause_labels(learned)
    tasks = [(whole, labels) for labels in _whole_labels([one.message for one in learned])]
    tasks += [(clauses[~unknown[:, at]], shown[~unknown[:, at], at]) for at in range(N)]
    fitted = Parallel(n_jobs=CORES, prefer="threads")(delayed(_line)(rows, labels) for rows, labels in tasks)
    return vocabulary, np.stack([line for line, _ in fitted], axis=1), np.array([bias for _, bias in fitted])


def read_all(some: Sequence[Example], vocabulary: Vocabulary, weights: Values, bias: Values) -> First:
    """What these readings say of messages they have not seen."""
    whole = _whole_rows(some, vocabulary) @ weights[:, :WHOLE] + bias[:WHOLE]
    clauses = _clause_rows(some, vocabulary) @ weights[:, WHOLE:] + bias[WHOLE:]
    starts = np.cumsum([0, *(len(one.spans) for one in some)])[:-1]
    return first_of(whole, np.maximum.reduceat(clauses, starts, axis=0), [one.heard for one in some])


def join(parts: Sequence[First]) -> First:
    """Several as one."""
    columns = zip(*((part.whole, part.clause, part.told, part.tone, part.alarm) for part in parts), strict=True)
    return First(*(np.concatenate(column) for column in columns))


def _example(message: Message, rules: Rules, concepts: Concepts) -> Iterator[Example]:
    heard = rules.hear(message.text)
    places = heard.reading.cleaned
    spans = tuple((places.starts[one.words[0].start], places.ends[one.words[-1].end - 1]) for one in heard.clauses)
    if spans:
        yield Example(message, heard, features_of(heard, concepts), spans)


def _judge(first: First, messages: Sequence[Message]) -> Judge:
    labels = np.stack(_whole_labels(messages)[:N], axis=1)
    signs = tag_signs(first)
    lines = [_weights(signs[:, at], labels[:, at]) for at in range(N)]
    judge = Judge(np.stack(lines), np.full(N, 0.5), np.zeros((3, 1)), np.zeros(1), np.array(0.5))
    tags = judge.tags(first)
    thresholds = np.array([_threshold(tags[:, at], labels[:, at]) for at in range(N)])
    tone = _tone_weights(tone_signs(first, tags), messages)
    known = [at for at, message in enumerate(messages) if message.urgent is not None]
    urgent = np.array([bool(messages[at].urgent) for at in known])
    line = _weights(urgent_signs(first, tags)[known], urgent)
    judge = Judge(judge.tag_weights, thresholds, tone, line, np.array(0.5))
    chances = judge.urgent(first, tags)[known]
    return Judge(judge.tag_weights, thresholds, tone, line, np.quantile(chances[urgent], 1 - _RECALL))


def _whole_labels(messages: Sequence[Message]) -> list[Labels]:
    """A column for each question asked of a whole message, in the order of judging.py."""
    columns = [[code in one.tags for one in messages] for code in _CODES]
    columns += [[one.sentiment == tone for one in messages] for tone in TONES]
    columns += [[bool(one.urgent) for one in messages]]
    columns += [[any(is_complaint(code) is bad for code in one.tags) for one in messages] for bad in (True, False)]
    return [np.array(column, bool) for column in columns]


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
    return _matrix(vocabulary, [(one.features.clauses, one.features.phrases) for one in some])


def _clause_rows(some: Sequence[Example], vocabulary: Vocabulary) -> csr_matrix:
    return _matrix(vocabulary, [((clause,), clause.phrases) for one in some for clause in one.features.clauses])


def _matrix(
    vocabulary: Vocabulary, rows: Sequence[tuple[Sequence[ClauseFeatures], dict[str, float]]]
) -> csr_matrix:
    made = Rows(vocabulary)
    for clauses, phrases in rows:
        made.add(clauses, phrases)
    matrix = csr_matrix((np.array(made.values), made.ids, made.ends), shape=(len(rows), len(vocabulary.idf)))
    matrix.sum_duplicates()  # scipy would do it in place while several threads read
    return matrix


def _line(rows: csr_matrix, labels: Labels) -> tuple[Values, float]:
    """Weights and bias that part those labelled from the rest."""
    if not labels.any() or labels.all():
        return np.zeros(rows.shape[1]), 9.0 if labels.any() else -9.0
    reading = LogisticRegression(C=_TRUST, class_weight="balanced", solver="liblinear", tol=1e-2, random_state=0)
    reading.fit(rows, labels)
    return reading.coef_[0], float(reading.intercept_[0])


def _weights(signs: Values, labels: Labels) -> Values:
    """The last sign is one: what stands for itself."""
    reading = LogisticRegression(C=0.5, max_iter=2000, fit_intercept=False)
    line: Values = reading.fit(signs, labels).coef_[0] if labels.sum() >= _FEW else -9.0 * np.eye(signs.shape[1])[-1]
    return line


def _tone_weights(signs: Values, messages: Sequence[Message]) -> Values:
    known = [at for at, message in enumerate(messages) if message.sentiment]
    reading = LogisticRegression(max_iter=2000, fit_intercept=False)
    reading.fit(signs[known], [messages[at].sentiment for at in known])
    order = [list(reading.classes_).index(tone) for tone in TONES]
    weights: Values = reading.coef_[order]
    return weights


def _threshold(chances: Values, labels: Labels) -> float:
    """Where the tag is best given; of equals the lowest."""
    steps = [float(at) for at in np.arange(0.2, 0.72, 0.02)]
    return max(steps, key=lambda at: (_f_beta(chances >= at, labels), -at))


def _f_beta(given: Labels, labels: Labels) -> float:
    right, weight = float((given & labels).sum()), _CAUTION**2
    return round((1 + weight) * right / max(float(given.sum() + weight * labels.sum()), 1.0), 3)

