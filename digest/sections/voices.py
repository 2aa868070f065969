"""One citizen's own words about what was complained of most, so that a number has a face."""

from digest.facts import Facts
from digest.sections.passage import Passage, Say


def write(facts: Facts, say: Say) -> Passage | None:
    """Nothing where texts are too few to hide who wrote."""
    if not facts.heard.quote:
        return None
    quote = say("digest.quote", words=facts.heard.quote)
    return Passage("voices", title=say("digest.voices.title"), quotes=(quote,))
