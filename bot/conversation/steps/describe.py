"""The person's own words."""

from bot.conversation.dialogue import Dialogue, Turn
from bot.conversation.intents import Said
from bot.conversation.scene import Scene, question, statement
from bot.conversation.steps import path
from bot.conversation.steps.base import Step
from feedback.messages import Reply
from feedback.requests import Kind

LONGEST = 10_000
SKIP = "skip"
_ASK = {Kind.WORDS: "describe.ask", Kind.SUGGESTION: "describe.ask_suggest", Kind.PRAISE: "describe.ask_praise"}


def ask(dialogue: Dialogue, scene: Scene) -> Reply:
    """An invitation, and what had better not be written."""
    skip = dialogue.choice(scene.say("button.skip"), SKIP)
    ask = scene.say(_ASK[path.talk(dialogue).kind])
    return question("describe", ask, scene.say("describe.safety"), choices=[skip], free=True)


def answer(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """Hold the words in the talk until they are confirmed; too many or none are said to be so."""
    if SKIP in said.values:
        return Turn(dialogue.at("done"), (statement(_without_words(dialogue, scene), kind="end"),), ask=False)
    return take_words(dialogue, said.text, scene, then="confirm")


def take_words(dialogue: Dialogue, text: str, scene: Scene, *, then: str) -> Turn:
    """Hold the words and go on to `then`; nothing written, or too much, is said to be so and changes nothing."""
    if not any(character.isalnum() for character in text):
        return Turn(dialogue, (statement(scene.say("describe.empty")),))
    if len(text) > LONGEST:
        return Turn(dialogue, (statement(scene.say("describe.too_long", count=len(text))),))
    return Turn(dialogue.at(then, words=text))


def _without_words(dialogue: Dialogue, scene: Scene) -> str:
    rated = path.talk(dialogue).level is not None
    return scene.say("consent.done" if rated else "menu.cancelled")


STEP = Step("describe", ask, answer, takes_words=True)
