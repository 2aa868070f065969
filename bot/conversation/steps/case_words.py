"""Words of a handler to the citizen of a case: enough of them, none that ask who the citizen is, and a warning where
they tell of a person."""

from bot.conversation.dialogue import Dialogue, Turn
from bot.conversation.scene import Scene, statement
from bot.conversation.steps import path
from bot.conversation.steps.describe import take_words
from feedback.fishing import asks_who
from feedback.privacy import KINDS, redact
from feedback.shrugs import too_little

NOBODYS = ("staff", "url")
"""Who works here may be named, and a page on the net is no person."""


def take_reply(dialogue: Dialogue, text: str, scene: Scene, *, then: str, short: str) -> Turn:
    """Hold them and go on to `then`; too few (`short` says what is missing) or fishing is said and changes nothing."""
    if asks_who(text):
        return Turn(dialogue, (statement(scene.say("case.asks_who")),))
    if any(map(str.isalpha, text)) and too_little(text):
        return Turn(dialogue, (statement(scene.say(short)),))
    return take_words(dialogue, text, scene, then=then)


def warning(dialogue: Dialogue, scene: Scene) -> str:
    """What in the held words looks like somebody's own data; "" where nothing does. An office's own line is allowed."""
    text, labels = path.talk(dialogue).words, {kind: scene.say(f"redacted.{kind}") for kind in KINDS}
    staff = [officer.name for officer in scene.directory.officers.values()]
    lines = {_digits(unit.hotline) for unit in scene.directory.units.values() if unit.hotline}
    found = redact(text, labels=labels, staff=staff).found
    told = [text[one.start : one.end] for one in found if one.kind not in NOBODYS]
    strange = [part for part in told if _digits(part) not in lines]
    return scene.say("case.tells_of_a_person", found="; ".join(dict.fromkeys(strange))) if strange else ""


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))
