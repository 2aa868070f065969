"""What cannot wait for the rest of the page."""

from digest.facts import Facts
from digest.sections.passage import Passage, Say


def write(facts: Facts, say: Say) -> Passage | None:
    """Only what is urgent and still without an answer, and only in the newest digest."""
    if not (facts.latest and facts.waiting.urgent):
        return None
    lines = (say("digest.urgent.waiting", count=facts.waiting.urgent),)
    return Passage("urgent", title=say("digest.urgent.title"), lines=lines)
