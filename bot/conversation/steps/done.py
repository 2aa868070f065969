"""The end of a talk: what was told stays on the screen, and the next thing said is a new errand."""

from bot.conversation.steps import menu
from bot.conversation.steps.base import Step

STEP = Step("done", menu.ask, menu.answer)
