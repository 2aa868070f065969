"""Which answers citizens still wait for, how many of them are late, how many of those given solved the matter, how many
cases were not taken up, and how many recommendations of the people's inspectors wait.
"""

from collections.abc import Iterator

from digest.facts import Facts
from digest.sections.passage import Passage, Say
from feedback.numbers import day


def write(facts: Facts, say: Say) -> Passage | None:
    """Only in the newest digest: what waits today is no fact of an older week."""
    if not facts.latest:
        return None
    answers = (_count(facts, say), *_next_due(facts, say), *_urgent(facts, say), *_judged(facts, say))
    lines = (*answers, *_recommended(facts, say))
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


def _urgent(facts: Facts, say: Say) -> Iterator[str]:
    """How soon somebody said that they see to it."""
    found = facts.waiting
    if found.alarms and found.taken is not None:
        yield say("digest.waiting.urgent_taken", count=found.alarms, minutes=round(found.taken))
    elif found.alarms:
        yield say("digest.waiting.urgent_untaken", count=found.alarms)


def _judged(facts: Facts, say: Say) -> Iterator[str]:
    found = facts.waiting
    if found.answered:
        key = "judged" if found.told <= found.answered else "judged_together"
        yield say(f"digest.waiting.{key}", answered=found.answered, told=found.told, solved=found.solved)
    if found.refused:
        yield say("digest.waiting.refused", refused=found.refused)


def _recommended(facts: Facts, say: Say) -> Iterator[str]:
    found = facts.waiting
    if found.answer_by:
        yield say("digest.waiting.recommended", count=found.recommended, day=day(found.answer_by))
