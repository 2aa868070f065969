"""Which answers citizens still wait for, how many of them are late, how many of those given solved the matter, and how
many cases were not taken up.
"""

from collections.abc import Iterator

from digest.facts import Facts
from digest.sections.passage import Passage, Say
from feedback.numbers import day


def write(facts: Facts, say: Say) -> Passage | None:
    """Only in the newest digest: what waits today is no fact of an older week."""
    if not facts.latest:
        return None
    lines = (_count(facts, say), *_next_due(facts, say), *_judged(facts, say))
    return Passage("waiting", title=say("digest.waiting.title", day=day(facts.as_of)), lines=lines)


def _count(facts: Facts, say: Say) -> str:
    waiting = facts.waiting
    if not waiting.count:
        return say("digest.waiting.none")
    key = "count" if not waiting.late else "late" if waiting.late < waiting.count else "all_late"
    return say(f"digest.waiting.{key}", count=waiting.count, late=waiting.late)


def _next_due(facts: Facts, say: Say) -> tuple[str, ...]:
    due = facts.waiting.next_due
    return (say("digest.waiting.next_due", day=day(due)),) if due else ()


def _judged(facts: Facts, say: Say) -> Iterator[str]:
    found = facts.waiting
    if found.answered:
        yield say("digest.waiting.judged", answered=found.answered, solved=found.solved)
    if found.refused:
        yield say("digest.waiting.refused", refused=found.refused)
