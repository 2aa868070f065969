"""Which parts a digest has, in which order, and the one thing it asks the head to do."""

from dataclasses import dataclass

from digest.facts import Facts
from digest.sections import headline, praise, tags, trend, urgent, voices, waiting
from digest.sections.passage import Passage, Say
from feedback.numbers import day
from feedback.ratings import LEVELS
from feedback.wording import Words

SECTIONS = (
    headline.write,
    trend.write,
    urgent.write,
    tags.write,
    voices.write,
    praise.write,
    waiting.write,
)
"""In the order they are read."""


@dataclass(frozen=True, slots=True)
class Digest:
    """A composed digest in one language: what it says, and the facts behind it.

    `action` is for a chat, `action_mail` says the same to somebody who reads it elsewhere; both may be empty.
    `levels` are the words of levels 5 … 1, `notes` the small print of a page.
    """

    facts: Facts
    language: str
    subject: str
    title: str
    passages: tuple[Passage, ...]
    action: str
    action_mail: str
    levels: tuple[str, ...]
    notes: tuple[str, ...]


def compose(facts: Facts, words: Words) -> Digest:
    """Pure: the same facts and words make the same digest."""
    say = words.say
    week = facts.week
    action = _action(facts)
    return Digest(
        facts=facts,
        language=words.language,
        subject=say("digest.subject", week=week.number, unit=facts.unit.short_name),
        title=say("digest.title", week=week.number, first=day(week.monday), last=day(week.sunday)),
        passages=tuple(passage for write in SECTIONS if (passage := write(facts, say))),
        action=say(f"digest.action.{action}") if action else "",
        action_mail=say(f"digest.action.{action}_mail") if action else "",
        levels=tuple(say(f"level.{level}") for level in LEVELS),
        notes=_notes(facts, say),
    )


def _action(facts: Facts) -> str:
    """Answers first; a digest with nothing to do says so by asking nothing."""
    if facts.latest and facts.waiting.count:
        return "cases"
    return "praise" if facts.heard.praise else ""


def _notes(facts: Facts, say: Say) -> tuple[str, ...]:
    keys = ["interval", "coverage"] if facts.score.figure else []
    if facts.heard.themes or facts.heard.place or facts.heard.merits:
        keys.append("reading")
    if facts.heard.quote or any(one.words for one in facts.heard.praise):
        keys.append("quotes")
    return *(say(f"digest.note.{key}") for key in keys), say("digest.note.internal", day=day(facts.as_of))
