"""Ours against three others on the same messages, in one run on one thread: how well they read, how long they learn,
how fast they are. Needs scikit-learn (extra `train`).
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_pipeline, make_union

from benchmarks.tagger_speed import alone_on_one_thread
from feedback.analysis import Analysis, TagFound
from feedback.tags import TAGS
from nlp.analyst import Analyst
from nlp.corpus import TEST, TRAIN, Message, load
from nlp.evaluate import Figure, marks, report
from nlp.rules import RuleAnalyst

CODES = [tag.code for tag in TAGS]
FIGURES = ("macro F1", "micro F1", "false alarms")
_CARRIED, _NOT = "carried", "not"


@dataclass(frozen=True)
class Contender:
    """`read` gives the tags of one message; `seconds` it took to learn, None when that was done before."""

    name: str
    read: Callable[[str], Sequence[str]]
    seconds: float | None


def main() -> None:
    """Print one table, a row as soon as it is known."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.tagger_baselines", description=__doc__)
    parser.add_argument("--runs", type=int, default=3, help="of TextClassifier, which learns differently each time")
    options = parser.parse_args()
    alone_on_one_thread("benchmarks.tagger_baselines")
    train, test = load(TRAIN), load(TEST)
    print(f"learnt from {len(train):,} messages, tested on {len(test):,}, one message at a time on one thread\n")
    print(f"{'':38}{''.join(f'{name:24}' for name in FIGURES)}{'train s':>8}{'msg/s':>9}")
    rules = RuleAnalyst()
    _show(Contender("keyword list (our phrases alone)", lambda text: rules.analyse(text).codes, None), test)
    for run in range(options.runs):
        _show(_text_classifier(train, f"underthesea_core TextClassifier #{run + 1}"), test)
    _show(_scikit_learn(train), test)
    ours = Analyst()
    _show(Contender(f"ours ({ours.version})", lambda text: ours.analyse(text).codes, None), test)


def _text_classifier(train: Sequence[Message], name: str) -> Contender:
    """It gives one label a text, so there is one for each tag. Its own word list is left out: "dt" is no telephone to
    us, "k" after a number no "không"."""
    learner: Any = import_module("underthesea_core").TextClassifier
    start = time.perf_counter()
    texts = [message.text.lower() for message in train]
    machines = []
    for code in CODES:
        machine = learner(ngram_range=(1, 2))
        machine.fit(texts, [_CARRIED if code in message.tags else _NOT for message in train])
        machines.append((code, machine))
    seconds = time.perf_counter() - start

    def read(text: str) -> list[str]:
        lowered = text.lower()
        return [code for code, machine in machines if machine.predict(lowered) == _CARRIED]

    return Contender(name, read, seconds)


def _scikit_learn(train: Sequence[Message]) -> Contender:
    """TF-IDF of one and two words and of two to five letters, a balanced logistic regression for each tag."""
    start = time.perf_counter()
    one_letter_too = r"\w+"
    words = TfidfVectorizer(ngram_range=(1, 2), token_pattern=one_letter_too, min_df=2, sublinear_tf=True)
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=2, sublinear_tf=True)
    line = LogisticRegression(C=3.0, class_weight="balanced", solver="liblinear", tol=1e-2, random_state=0)
    machine = make_pipeline(make_union(words, letters), OneVsRestClassifier(line))
    machine.fit([message.text for message in train], _labels(train))
    seconds = time.perf_counter() - start

    def read(text: str) -> list[str]:
        given = machine.predict([text])[0]  # from a chance of one half
        return [code for code, carried in zip(CODES, given, strict=True) if carried]

    return Contender("scikit-learn TF-IDF + logistic", read, seconds)


def _labels(messages: Sequence[Message]) -> NDArray[np.int8]:
    return np.array([[code in message.tags for code in CODES] for message in messages], np.int8)


def _show(contender: Contender, test: Sequence[Message]) -> None:
    contender.read(test[0].text)  # what is made at the first call is no reading
    start = time.thread_time()
    found = [contender.read(message.text) for message in test]
    rate = len(test) / (time.thread_time() - start)
    given = [Analysis(tags=tuple(TagFound(code, 1.0) for code in codes)) for codes in found]
    figures: dict[str, Figure] = report(marks(test, given)).figures
    told = "".join(f"{figures[name]!s:24}" for name in FIGURES)
    seconds = "-" if contender.seconds is None else f"{contender.seconds:.0f}"
    print(f"{contender.name:38}{told}{seconds:>8}{rate:9,.0f}")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
