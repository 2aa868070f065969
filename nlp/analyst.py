"""Reads a message by the phrases of the lexicon: tags with evidence, tone, urgency, road, doubts."""

from __future__ import annotations

import re
from collections.abc import Sequence

from feedback.analysis import Analysis
from feedback.tags import is_complaint
from nlp.mentions import gate_of, speaks_of_head
from nlp.normalize import LIMIT, clean
from nlp.phrasebook import Hits, Phrasebook, load_phrasebook
from nlp.scope import Scope, scope_of
from nlp.sentiment import negative_words, sentiment_of
from nlp.shorthand import Shorthand, load_shorthand
from nlp.tagger import Candidate, candidates, tags_found
from nlp.urgency import is_urgent
from nlp.words import Reading, read

_SURE = 0.7
_SYLLABLE = re.compile("(?:ngh?|nh|gh?|gi|kh|ph|th|tr|ch|qu|[bcdhklmnprstvx])?[aeiouy]{1,3}(?:ch|nh|ng|[cmnpt])?")
_FEW_WORDS = 3
_VIETNAMESE = 0.7


class RuleAnalyst:
    """Pure and without waiting. Suggestions only: a person confirms them."""

    def __init__(self, phrasebook: Phrasebook | None = None, shorthand: Shorthand | None = None) -> None:
        self._phrasebook = phrasebook or load_phrasebook()
        self._shorthand = shorthand or load_shorthand()
        self.version = f"rules-{self._phrasebook.version}"

    def analyse(self, text: str) -> Analysis:
        reading = read(clean(text), self._shorthand)
        found = self._phrasebook.find(reading)
        scope = scope_of(reading, found)
        these = candidates(found, scope)
        tags = tags_found(these, reading)
        sentiment = sentiment_of(these, found, scope)
        gate = gate_of(found, scope)
        unclear = len(text) > LIMIT or not _is_vietnamese(reading) or _is_unsure(these, found, scope)
        doubtful = unclear or gate is not None
        complains = sentiment == "tieu-cuc" or any(is_complaint(tag.code) for tag in tags)
        return Analysis(
            tags=tags,
            sentiment=sentiment,
            urgent=is_urgent(these, found, scope),
            needs_person=doubtful,
            gate=gate,
            about_head=(complains or doubtful) and speaks_of_head(found),
            version=self.version,
        )


def _is_unsure(these: Sequence[Candidate], found: Hits, scope: Scope) -> bool:
    """Something bad is told, and no tag says surely what."""
    surest = max((one.score for one in these), default=0.0)
    if surest >= _SURE:
        return False
    return bool(these) or any(hit.weight >= _SURE for hit in negative_words(found, scope))


def _is_vietnamese(reading: Reading) -> bool:
    """By the shape of its syllables; a handful of words is too little to tell."""
    words = [word.plain for word in reading.words if word.plain[:1].isalpha()]
    shaped = sum(bool(_SYLLABLE.fullmatch(word)) for word in words)
    return len(words) <= _FEW_WORDS or shaped >= _VIETNAMESE * len(words)
