"""While somebody of the office speaks with a person by hand, the conversation keeps quiet.

Each message by hand buys an hour: long enough for an officer who looks something up between two answers, short enough
that nobody who comes back in the afternoon finds a mute bot. A button, a command, a word of the menu or a counter's
code is meant for us and ends it. Other words are for the officer; they are kept, encrypted, and offered once more.
"""

from dataclasses import replace
from datetime import timedelta

from bot.conversation import stray
from bot.conversation.dialogue import Dialogue, Turn
from bot.conversation.intents import bare, clean, command
from bot.conversation.scene import Scene, statement
from bot.conversation.steps.describe import LONGEST
from feedback.canonical import comparable
from feedback.messages import Inbound
from feedback.tickets import read_code

PAUSE = timedelta(hours=1)


def is_for_us(inbound: Inbound, scene: Scene) -> bool:
    """Whether the person turned from the officer back to us."""
    text = clean(inbound.text)
    if inbound.choice or command(text) or bare(text) or stray.errand(text, scene) or read_code(text):
        return True
    return scene.directory.counter("-".join(comparable(text).split())) is not None


def overheard(dialogue: Dialogue, inbound: Inbound) -> Turn:
    """Not a word in answer; what does not fit any more is left to the platform, where the officer reads it."""
    kept = "\n".join(part for part in (dialogue.meanwhile, clean(inbound.text)) if part)
    return Turn(replace(dialogue, meanwhile=kept[:LONGEST]), ask=False)


def spoken_again(turn: Turn, before: Dialogue, scene: Scene) -> Turn:
    """The first answer afterwards says what became of the words in between."""
    if not before.meanwhile or not turn.said:
        return turn
    told = statement(scene.say("talk.meanwhile"), kind="notice")
    return replace(turn, said=(told, *turn.said))
