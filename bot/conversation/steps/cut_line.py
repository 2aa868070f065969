"""The citizen wants no more letters of a case: that it cannot be undone is said first."""

from bot.conversation.dialogue import Dialogue, Turn
from bot.conversation.intents import Said
from bot.conversation.scene import Scene, question, statement
from bot.conversation.steps.base import Step
from bot.conversation.steps.letter import not_found, which_case
from feedback.letter_requests import CutLine, LineCut, LineFound
from feedback.messages import Reply
from feedback.requests import Outcome

CUT, KEEP = "cut", "keep"


def ask(dialogue: Dialogue, scene: Scene) -> Reply:
    """What is lost, and what stays."""
    choices = [dialogue.choice(scene.say(f"line.choice.{value}"), value) for value in (CUT, KEEP)]
    return question("cut_line", scene.say("line.ask"), choices=choices)


def answer(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """Cut it, or leave everything."""
    if said.values[0] == CUT:
        return Turn(dialogue, request=CutLine(*which_case(dialogue)), ask=False)
    return Turn(dialogue.end(), (statement(scene.say("line.kept"), kind="end"),), ask=False)


def learn(dialogue: Dialogue, outcome: Outcome, scene: Scene) -> Turn:
    """The question, or that it is done."""
    if isinstance(outcome, LineFound) and outcome.open:
        return Turn(dialogue.at("cut_line", case=outcome.code, unit_id=outcome.unit_id))
    if isinstance(outcome, LineFound | LineCut):
        key = "line.cut" if isinstance(outcome, LineCut) else "line.closed"
        return Turn(dialogue.end(), (statement(scene.say(key), kind="kept"),), ask=False)
    return not_found(dialogue, outcome, scene)


STEP = Step("cut_line", ask, answer, learn)
