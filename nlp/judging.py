"""From what the two readings say (the whole message, its clauses) and the lexicon to one calibrated judgement.

The weights were fitted on messages that neither reading had learnt from, so that a confidence means what it says.
All arrays have one row a message.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from feedback.analysis import Sentiment
from feedback.tags import TAGS

Values = NDArray[np.float64]
N = len(TAGS)
COMPLAINTS = np.array([tag.kind == "complaint" for tag in TAGS])
TONES: tuple[Sentiment, ...] = ("tieu-cuc", "trung-tinh", "tich-cuc")
TONE, URGENT, COMPLAINS, PRAISES = slice(N, N + 3), N + 3, N + 4, N + 5
WHOLE = N + 6  # what is asked of a whole message: its tags, three tones, and whether it is urgent, complains, praises
_SUREST = 9.0  # logits beyond say nothing more


@dataclass(frozen=True)
class First:
    """What the readings say, as logits. `whole`: (n, WHOLE); `clause`: (n, N), of the clause that says it most;
    `told`: (n, N), the lexicon's score 0…1; `tone`: (n, 3), the lexicon's; `alarm`: (n,), whether it calls for haste.
    """

    whole: Values
    clause: Values
    told: Values
    tone: Values
    alarm: Values

    @cached_property
    def tags(self) -> Values:
        kept: Values = np.clip(self.whole[:, :N], -_SUREST, _SUREST)
        return kept


@dataclass(frozen=True)
class Judge:
    """`tag_weights`: (N, 10), the last for itself; `thresholds`: (N,); `tone_weights`: (3, 10);
    `urgent_weights`: (25,)."""

    tag_weights: Values
    thresholds: Values
    tone_weights: Values
    urgent_weights: Values
    urgent_from: Values  # one number

    def tags(self, first: First) -> Values:
        """The chance of each tag: (n, N)."""
        return sigmoid(np.einsum("njk,jk->nj", tag_signs(first), self.tag_weights))

    def tone(self, first: First, tags: Values) -> Values:
        """The chance of each tone: (n, 3)."""
        scores: Values = tone_signs(first, tags) @ self.tone_weights.T
        raised = np.exp(scores - scores.max(axis=1, keepdims=True))
        chances: Values = raised / raised.sum(axis=1, keepdims=True)
        return chances

    def urgent(self, first: First, tags: Values) -> Values:
        """The chance that somebody must look today: (n,)."""
        return sigmoid(urgent_signs(first, tags) @ self.urgent_weights)

    def arrays(self) -> dict[str, Values]:
        return {field.name: getattr(self, field.name) for field in fields(self)}


def tag_signs(first: First) -> Values:
    """For each message and tag ten numbers: (n, N, 10). A tag is judged beside all others and the tone of the whole."""
    n = len(first.whole)
    tags, clause = first.tags, np.clip(first.clause, -_SUREST, _SUREST)
    others = np.stack([np.delete(tags, at, axis=1).max(axis=1) for at in range(N)], axis=1)
    shared = np.concatenate([first.whole[:, [COMPLAINS, PRAISES]], first.whole[:, TONE], np.ones((n, 1))], axis=1)
    own = np.stack([tags, clause, first.told, others], axis=2)
    return np.concatenate([own, np.broadcast_to(shared[:, None, :], (n, N, shared.shape[1]))], axis=2)


def tone_signs(first: First, tags: Values) -> Values:
    """The surest complaints and praise, the reading of the tone, the lexicon's: (n, 10)."""
    logits = logit(tags)
    bad, good = np.sort(logits[:, COMPLAINTS], axis=1)[:, -2:], logits[:, ~COMPLAINTS].max(axis=1, keepdims=True)
    return np.concatenate([bad, good, first.whole[:, TONE], first.tone, np.ones((len(tags), 1))], axis=1)


def urgent_signs(first: First, tags: Values) -> Values:
    """The reading of urgency, the lexicon's, the tags, the tone: (n, 25)."""
    one = np.ones((len(tags), 1))
    reading = np.clip(first.whole[:, [URGENT]], -_SUREST, _SUREST)
    shared = [first.alarm[:, None], logit(tags), first.whole[:, [COMPLAINS]], first.tone]
    return np.concatenate([reading, *shared, one], axis=1)


def sigmoid(values: Values) -> Values:
    chances: Values = 1 / (1 + np.exp(-values))
    return chances


def logit(chances: Values) -> Values:
    kept = np.clip(chances, 1e-4, 1 - 1e-4)
    values: Values = np.log(kept / (1 - kept))
    return values
