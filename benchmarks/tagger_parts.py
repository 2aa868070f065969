"""Where the reading of one message goes, part by part: the real functions in the analyst's order."""

from __future__ import annotations

import time
from collections import defaultdict

from feedback.tags import TAGS
from nlp.analyst import Analyst
from nlp.clauses import clauses_of
from nlp.concepts import load_concepts
from nlp.evidence import evidence
from nlp.features import features_of
from nlp.gate import GateReader
from nlp.judging import alarms
from nlp.model import load_model
from nlp.normalize import clean
from nlp.phrasebook import load_phrasebook
from nlp.rules import Heard, Rules
from nlp.scope import scope_of
from nlp.sentiment import sentiment_of
from nlp.shorthand import load_shorthand
from nlp.tagger import candidates
from nlp.urgency import is_urgent
from nlp.words import read


class Parts:
    """Reads messages one by one, and books the CPU time since the last mark on the part that just ended."""

    def __init__(self) -> None:
        self._phrasebook, self._shorthand = load_phrasebook(), load_shorthand()
        self._model, self._concepts = load_model(), load_concepts()
        self._gate = GateReader(self._model.vocabulary.ids)
        self._analyst = Analyst(Rules(self._phrasebook, self._shorthand), self._model, self._concepts, self._gate)
        self.spent: defaultdict[str, float] = defaultdict(float)
        self._marked = 0.0

    def read(self, text: str) -> tuple[str, ...]:
        """The tags of a message, as the analyst gives them."""
        self._marked = time.thread_time()
        heard = self._hear(text)
        if not heard.clauses:
            return ()
        features = features_of(heard, self._concepts)
        self._mark("features")
        known = self._model.vocabulary.known(features)
        self._mark("model: known runs")
        whole, sentence, clauses = self._model.read(features, known)
        self._mark("model: reading")
        self._gate.judge(heard, features.phrases, known, (whole, sentence, clauses))
        self._mark("gate")
        judge = self._model.judge
        chances = judge.tags(whole, sentence, clauses.max(axis=0, keepdims=True))[0]
        _, complains = alarms(whole, sentence)
        given = judge.given(chances[None], complains)[0].nonzero()[0].tolist()
        self._mark("judge")
        found = [evidence(TAGS[at].code, float(chances[at]), clauses[:, at], heard) for at in given]
        self._mark("evidence")
        return tuple(one.code for one in found)

    def differ(self, text: str) -> bool:
        """Whether the analyst gives other tags: then these parts are no longer what it does."""
        return self.read(text) != self._analyst.analyse(text).codes

    def _hear(self, text: str) -> Heard:
        reading = read(clean(text), self._shorthand)
        self._mark("rules: reading")
        found = self._phrasebook.find(reading)
        self._mark("rules: phrases")
        scope = scope_of(reading, found)
        self._mark("rules: scope")
        these = candidates(found, scope)
        self._mark("rules: candidates")
        tone, urgent = sentiment_of(these, found, scope), is_urgent(these, found, scope)
        self._mark("rules: tone, urgency")
        heard = Heard(reading, found, scope, these, clauses_of(reading, found), tone, urgent)
        self._mark("rules: clauses")
        return heard

    def _mark(self, part: str) -> None:
        now = time.thread_time()
        self.spent[part] += now - self._marked
        self._marked = now
