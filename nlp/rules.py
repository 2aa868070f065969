"""What the phrases of the lexicon make of a text, before anything learned is asked."""

from __future__ import annotations

from dataclasses import dataclass

from feedback.analysis import Analysis, Gate, Sentiment
from nlp.clauses import Clause, clauses_of
from nlp.mentions import gate_of, speaks_of_head
from nlp.normalize import clean
from nlp.phrasebook import Hits, Phrasebook, load_phrasebook
from nlp.scope import Scope, scope_of
from nlp.sentiment import sentiment_of
from nlp.shorthand import Shorthand, load_shorthand
from nlp.tagger import Candidate, candidates, tags_found
from nlp.urgency import is_urgent
from nlp.words import Reading, read


@dataclass(frozen=True)
class Heard:
    """A text with every phrase found in it, and what each is worth where it stands."""

    reading: Reading
    found: Hits
    scope: Scope
    candidates: tuple[Candidate, ...]
    clauses: tuple[Clause, ...]
    sentiment: Sentiment
    urgent: bool

    @property
    def gate(self) -> Gate:
        return gate_of(self.found, self.scope)

    @property
    def speaks_of_head(self) -> bool:
        return speaks_of_head(self.found)


class Rules:
    """Pure. The phrases are parsed once, when it is made (about half a second)."""

    def __init__(self, phrasebook: Phrasebook | None = None, shorthand: Shorthand | None = None) -> None:
        self._phrasebook = phrasebook or load_phrasebook()
        self._shorthand = shorthand or load_shorthand()
        self.version = self._phrasebook.version

    def hear(self, text: str) -> Heard:
        reading = read(clean(text), self._shorthand)
        found = self._phrasebook.find(reading)
        scope = scope_of(reading, found)
        these = candidates(found, scope)
        tone, urgent = sentiment_of(these, found, scope), is_urgent(these, found, scope)
        return Heard(reading, found, scope, these, clauses_of(reading, found), tone, urgent)


class RuleAnalyst:
    """The phrases alone: what the trained model must be better than, and how a phrase is tried out."""

    def __init__(self, phrasebook: Phrasebook | None = None, shorthand: Shorthand | None = None) -> None:
        self._rules = Rules(phrasebook, shorthand)
        self.version = f"rules-{self._rules.version}"

    def analyse(self, text: str) -> Analysis:
        heard = self._rules.hear(text)
        return Analysis(
            tags=tags_found(heard.candidates, heard.reading),
            sentiment=heard.sentiment,
            urgent=heard.urgent,
            gate=heard.gate,
            version=self.version,
        )
