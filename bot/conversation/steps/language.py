"""Which language to speak."""

from dataclasses import replace

from bot.conversation.dialogue import Dialogue, Turn
from bot.conversation.intents import Said
from bot.conversation.scene import Scene, question, statement
from bot.conversation.steps.base import Step
from feedback.messages import Reply
from feedback.wording import LANGUAGES, words


def ask(dialogue: Dialogue, scene: Scene) -> Reply:
    """Each language by its own name."""
    choices = [dialogue.choice(scene.say(f"language.{language}"), language) for language in LANGUAGES]
    return question("language", scene.say("language.ask"), choices=choices)


def answer(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """Say so in the new language; an interrupted talk goes on in it."""
    chosen = said.values[0]
    speaking = replace(dialogue, language=chosen)
    back = dialogue.talk.back if dialogue.talk else ""
    following = speaking.at(back, back="") if back else speaking.end()
    return Turn(following, (statement(words(chosen).say("language.changed")),))


STEP = Step("language", ask, answer)
