"""Whether a name badge was worn (QĐ 129/2007/QĐ-TTg asks for one)."""

from bot.conversation.dialogue import Dialogue, Turn
from bot.conversation.intents import Said
from bot.conversation.scene import Scene, question
from bot.conversation.steps import path
from bot.conversation.steps.base import Step
from feedback.messages import Reply
from feedback.ratings import Badge
from feedback.requests import KeepRating


def ask(dialogue: Dialogue, scene: Scene) -> Reply:
    """Yes, no, cannot tell."""
    choices = [dialogue.choice(scene.say(f"badge.{badge.value}"), badge.value) for badge in Badge]
    return question("badge", scene.say("badge_question.ask"), choices=choices)


def answer(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """Write it on the rating."""
    seen = dialogue.at("badge", badge=Badge(said.values[0]))
    rating = path.talk(seen).rating
    return Turn(path.after("badge", seen), request=KeepRating(rating) if rating else None)


STEP = Step("badge", ask, answer)
