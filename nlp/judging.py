"""From what the readings say to one calibrated chance for each tag.

Four numbers weigh them, fitted on messages by writers whom no reading had learnt from, so that a confidence
means what it says. More weights (one set for each tag, its neighbours, the tone) fitted the training writers better
and everybody else worse.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from feedback.analysis import Sentiment
from feedback.tags import TAGS, is_complaint

Values = NDArray[np.float64]
Flags = NDArray[np.bool_]
N = len(TAGS)
TONES: tuple[Sentiment, ...] = ("tieu-cuc", "trung-tinh", "tich-cuc")
TONE, URGENT, COMPLAINS = slice(N, N + 3), N + 3, N + 4
_ALARMS = slice(URGENT, COMPLAINS + 1)
VIEWS = 4  # the whole message, its loudest sentence, its loudest clause, and what is true by itself
WHOLE = N + 6  # what the network is asked: the tags, three tones, whether urgent, complaining, praising
_COMPLAINTS = np.array([is_complaint(tag.code) for tag in TAGS])
_SUREST = 9.0  # logits beyond say nothing more


@dataclass(frozen=True)
class Judge:
    """`mix`: (VIEWS,), what each counts; `given_from`, `complains_from`,
    `urgent_from`: the chances from which a tag is given, a complaint believed, a message urgent."""

    mix: Values
    given_from: Values
    complains_from: Values
    urgent_from: Values

    def tags(self, whole: Values, sentence: Values, clause: Values) -> Values:
        """The chance of each tag, (n, N), from logits: (n, WHOLE) of messages and sentences, (n, N) of clauses."""
        return sigmoid(signs(whole, sentence, clause) @ self.mix)

    def given(self, chances: Values, complains: Values) -> Flags:
        """Which tags are given: (n, N)."""
        return given_of(chances, complains, float(self.given_from), float(self.complains_from))

    def arrays(self) -> dict[str, Values]:
        return {field.name: getattr(self, field.name) for field in fields(self)}


def signs(whole: Values, sentence: Values, clause: Values) -> Values:
    """(n, N, VIEWS): what each view says of each tag, and one."""
    shown = np.ones((*clause.shape, VIEWS))
    shown[:, :, 0], shown[:, :, 1], shown[:, :, 2] = whole[:, :N], sentence[:, :N], clause
    return _within(shown, _SUREST)


def given_of(chances: Values, complains: Values, given_from: float, complains_from: float) -> Flags:
    """A clause may say "quát" in a message that complains of nothing: then no complaint is given, however sure."""
    given: Flags = (chances >= given_from) & ((complains >= complains_from)[:, None] | ~_COMPLAINTS)
    return given


def alarms(whole: Values, sentence: Values) -> tuple[Values, Values]:
    """The chance that somebody must look today, and that the message, or a sentence of it, complains of anything in
    the scheme: (n,) each."""
    urgent, complains = sigmoid(np.maximum(whole[:, _ALARMS], sentence[:, _ALARMS])).T
    return urgent, complains


def sigmoid(values: Values) -> Values:
    chances: Values = 1 / (1 + np.exp(-_within(values, 30)))
    return chances


def _within(values: Values, most: float) -> Values:
    """np.clip takes four times as long for so few numbers."""
    return np.minimum(np.maximum(values, -most), most)
