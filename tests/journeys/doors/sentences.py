"""What people were told in a journey, sentence by sentence: moments and layout differ between doors, words do not."""

import re
from collections.abc import Iterable, Mapping

from feedback.wording import LANGUAGES, words
from tests.journeys.doors.exceptions import OWN_WORDS
from tests.journeys.doors.house import Step

_END = re.compile(r"(?<=[.?!:”])\s+|\n")
_OPTION = re.compile(r"(?:\d{1,2}|[A-EN])\. .+|\[.+\]|☐ .+|▭|▭ .+")
KINDS = ("number", "numbers", "or_number", "letter")
HOW = tuple(words(language).say(f"talk.{key}") for language in LANGUAGES for key in KINDS)


def sentences(steps: Iterable[Step]) -> Mapping[str, set[str]]:
    """Who → all that they read, without the choices and how to choose."""
    found: dict[str, set[str]] = {}
    for step in steps:
        for who, shown in step.seen:
            found.setdefault(who, set()).update(_sentences(shown.text))
    return found


def _sentences(text: str) -> set[str]:
    lines = [line for line in text.split("\n") if not _OPTION.fullmatch(line) and line not in HOW]
    told = (" ".join(sentence.split()) for line in lines for sentence in _END.split(line))
    return {sentence for sentence in told if sentence and not sentence.startswith("✓ ")}


def own_words(door: str) -> re.Pattern[str]:
    """The sentences that may differ at this door."""
    return spoken_by(OWN_WORDS.get(door, ()))


def spoken_by(keys: Iterable[str]) -> re.Pattern[str]:
    """The sentences of these keys, with anything in their placeholders."""
    texts = [words(language).table[key] for key in keys for language in LANGUAGES]
    parts = {part for text in texts for part in _sentences(text)}
    return re.compile("|".join(re.sub(r"\\\{\w+\\\}", ".+", re.escape(part)) for part in sorted(parts)) or "(?!)")
