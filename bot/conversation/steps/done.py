"""The end of a talk: what was told stays on the screen, and the menu is near."""

from bot.conversation.dialogue import Dialogue, Turn
from bot.conversation.intents import Said
from bot.conversation.scene import Scene
from bot.conversation.steps import menu
from bot.conversation.steps.base import Step
from feedback.messages import Reply


def ask(dialogue: Dialogue, scene: Scene) -> Reply:
    """The menu, without pressing."""
    return menu.ask(dialogue, scene)


def answer(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """Whatever is chosen next is a new errand."""
    return menu.answer(dialogue.end(), said, scene)


STEP = Step("done", ask, answer)
