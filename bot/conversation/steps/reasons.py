"""Why it was not good; asked only up to *bình thường*, and several may be given."""

from bot.conversation.dialogue import Dialogue, Turn
from bot.conversation.intents import Said
from bot.conversation.scene import Scene, question
from bot.conversation.steps import path
from bot.conversation.steps.base import Step
from feedback.messages import Reply
from feedback.ratings import REASONS, Reason
from feedback.requests import KeepRating

SKIP = "skip"


def ask(dialogue: Dialogue, scene: Scene) -> Reply:
    """The four reasons and a way past them."""
    choices = [dialogue.choice(scene.say(f"reason.{reason.value}"), reason.value) for reason in REASONS]
    choices.append(dialogue.choice(scene.say("button.skip"), SKIP))
    return question("reasons", scene.say("reasons.ask"), choices=choices, many=True)


def answer(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """Write them on the rating."""
    given = tuple(Reason(value) for value in said.values if value != SKIP)
    told = dialogue.at("reasons", reasons=given)
    rating = path.talk(told).rating
    return Turn(path.after("reasons", told), request=KeepRating(rating) if rating and given else None)


STEP = Step("reasons", ask, answer, many=True)
