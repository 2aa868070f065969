"""Who served, among those on duty when the code was scanned; *không rõ* is always an answer."""

from bot.conversation.dialogue import Dialogue, Turn
from bot.conversation.intents import Said
from bot.conversation.scene import Scene, question
from bot.conversation.steps import path
from bot.conversation.steps.base import Step
from feedback.messages import Reply
from feedback.requests import KeepRating, Kind

UNKNOWN = "unknown"


def ask(dialogue: Dialogue, scene: Scene) -> Reply:
    """The names of those on duty."""
    known = [scene.directory.officers[id] for id in path.visit(dialogue).candidates]
    choices = [dialogue.choice(officer.name, officer.id) for officer in known]
    hint = scene.say("rate.more") if path.talk(dialogue).kind is Kind.WORDS else ""
    choices.append(dialogue.choice(scene.say("button.unknown"), UNKNOWN))
    return question("who_served", hint, scene.say("who.ask"), choices=choices)


def answer(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """Write the officer on the visit, and on the rating if there is one."""
    officer_id = None if said.values[0] == UNKNOWN else int(said.values[0])
    named = dialogue.at("who_served", visit=path.visit(dialogue).served_by(officer_id))
    rating = path.talk(named).rating
    return Turn(path.after("who_served", named), request=KeepRating(rating) if rating else None)


STEP = Step("who_served", ask, answer)
