"""Reads a message: tags with evidence, tone, urgency, road, doubts. Phrases and a trained model judge together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from feedback.analysis import Analysis, Sentiment, TagFound
from feedback.tags import TAGS, is_complaint
from nlp.concepts import Concepts, load_concepts
from nlp.evidence import evidence
from nlp.features import features_of
from nlp.gate import GateReader
from nlp.judging import TONE, TONES, Values, alarms
from nlp.model import Model, load_model
from nlp.normalize import LIMIT
from nlp.rules import Rules
from nlp.words import Reading

_SYLLABLE = re.compile("(?:ngh?|nh|gh?|gi|kh|ph|th|tr|ch|qu|[bcdhklmnprstvx])?[aeiouy]{1,3}(?:ch|nh|ng|[cmnpt])?")
_FEW_WORDS = 3
_VIETNAMESE = 0.7
_SURE = 0.6  # a complaint that no tag reaches so surely is shown to a person
_NEARLY = 0.5  # of its threshold: a tag that was nearly given is a doubt


class Analyst:
    """Pure and without waiting; about a second to make. Suggestions only: a person confirms them."""

    def __init__(
        self,
        rules: Rules | None = None,
        model: Model | None = None,
        concepts: Concepts | None = None,
        gate: GateReader | None = None,
    ) -> None:
        self._rules = rules or Rules()
        self._model = model or load_model()
        self._concepts = concepts or load_concepts()
        self._gate = gate or GateReader(self._model.vocabulary.ids)
        self.version = f"{self._model.version}-{self._rules.version}-{self._gate.version}"

    def analyse(self, text: str) -> Analysis:
        heard = self._rules.hear(text)
        shapes = _shapes(heard.reading)
        strange = len(text) > LIMIT or not _is_vietnamese(shapes)
        if not shapes:
            return Analysis(sentiment=heard.sentiment, needs_person=strange, version=self.version)
        features = features_of(heard, self._concepts)
        known = self._model.vocabulary.known(features)
        whole, sentence, clauses = self._model.read(features, known)
        judge = self._model.judge
        chances = judge.tags(whole, sentence, clauses.max(axis=0, keepdims=True))[0]
        urgent, complains = alarms(whole, sentence)
        given = judge.given(chances[None], complains)[0].nonzero()[0].tolist()
        tags = tuple(evidence(TAGS[at].code, float(chances[at]), clauses[:, at], heard) for at in given)
        tone = _tone(TONES[int(whole[0, TONE].argmax())], tags)
        gate, about_head = self._gate.judge(heard, features.phrases, known, (whole, sentence, clauses))
        doubtful = strange or gate is not None or _is_unsure(chances, given, float(judge.given_from), tone)
        return Analysis(
            tags=tags,
            sentiment=tone,
            urgent=bool(urgent[0] >= judge.urgent_from),
            needs_person=doubtful,
            gate=gate,
            about_head=about_head,
            version=self.version,
            unknown=self._model.vocabulary.unknown(features),
        )

    def chances(self, text: str) -> dict[str, float]:
        """The chance of each tag, given or not."""
        heard = self._rules.hear(text)
        if not _shapes(heard.reading):
            return {tag.code: 0.0 for tag in TAGS}
        features = features_of(heard, self._concepts)
        whole, sentence, clauses = self._model.read(features, self._model.vocabulary.known(features))
        chances = self._model.judge.tags(whole, sentence, clauses.max(axis=0, keepdims=True))[0]
        return {tag.code: float(chance) for tag, chance in zip(TAGS, chances, strict=True)}


def _tone(read: Sentiment, tags: Sequence[TagFound]) -> Sentiment:
    """What complains or praises is not neutral, whatever else it asks or tells."""
    if read != "trung-tinh" or not tags:
        return read
    return "tieu-cuc" if any(is_complaint(tag.code) for tag in tags) else "tich-cuc"


def _is_unsure(chances: Values, given: Sequence[int], given_from: float, tone: str) -> bool:
    """Something bad is told and no tag says surely what, or nothing was given and a tag was near."""
    if tone == "tieu-cuc":
        return max((float(chances[at]) for at in given), default=0.0) < _SURE
    return not given and float(chances.max()) >= given_from * _NEARLY


def _shapes(reading: Reading) -> list[bool]:
    """Whether each of its words has the shape of a syllable; marks, numbers and smiles have a tone at most."""
    return [shape for shape in map(_has_its_shape, reading.plains) if shape is not None]


def _is_vietnamese(shapes: Sequence[bool]) -> bool:
    """A handful of words is too little to tell."""
    return len(shapes) <= _FEW_WORDS or sum(shapes) >= _VIETNAMESE * len(shapes)


@lru_cache(maxsize=16384)
def _has_its_shape(word: str) -> bool | None:
    return _SYLLABLE.fullmatch(word) is not None if word[:1].isalpha() else None
