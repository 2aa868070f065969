"""From what the two readings say to one calibrated chance for each tag.

Three numbers weigh them, fitted on messages by writers whom neither reading had learnt from, so that a confidence
means what it says. More weights (one set for each tag, its neighbours, the tone) fitted the training writers better
and everybody else worse.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from feedback.analysis import Sentiment
from feedback.tags import TAGS

Values = NDArray[np.float64]
N = len(TAGS)
TONES: tuple[Sentiment, ...] = ("tieu-cuc", "trung-tinh", "tich-cuc")
TONE, URGENT = slice(N, N + 3), N + 3
WHOLE = N + 6  # what the network is asked: the tags, three tones, whether urgent, complaining, praising
_SUREST = 9.0  # logits beyond say nothing more


@dataclass(frozen=True)
class Judge:
    """`mix`: (3,), for the network, for the clause that says it most, and by itself; `given_from`, `urgent_from`: the
    chances from which a tag is given, a message urgent."""

    mix: Values
    given_from: Values
    urgent_from: Values

    def tags(self, whole: Values, clause: Values) -> Values:
        """The chance of each tag, (n, N), from logits: (n, WHOLE) of the messages, (n, N) of their clauses."""
        return sigmoid(signs(whole, clause) @ self.mix)

    def arrays(self) -> dict[str, Values]:
        return {field.name: getattr(self, field.name) for field in fields(self)}


def signs(whole: Values, clause: Values) -> Values:
    """(n, N, 3): what both readings say of each tag, and one."""
    both = (np.clip(whole[:, :N], -_SUREST, _SUREST), np.clip(clause, -_SUREST, _SUREST))
    return np.stack([*both, np.ones_like(both[0])], axis=2)


def urgency(whole: Values) -> Values:
    """The chance that somebody must look today: (n,)."""
    return sigmoid(whole[:, URGENT])


def sigmoid(values: Values) -> Values:
    chances: Values = 1 / (1 + np.exp(-np.clip(values, -30, 30)))
    return chances
