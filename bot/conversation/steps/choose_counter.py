"""Which counter it was; not remembering is an answer."""

from bot.conversation.dialogue import Dialogue, Turn
from bot.conversation.intents import Said
from bot.conversation.scene import Scene, question
from bot.conversation.steps import path
from bot.conversation.steps.base import Step
from feedback.messages import Reply
from feedback.requests import Kind
from feedback.visits import Proof

UNKNOWN = "none"


def ask(dialogue: Dialogue, scene: Scene) -> Reply:
    """The open counters of the unit."""
    unit = scene.directory.units[path.visit(dialogue).unit_id]
    choices = [dialogue.choice(counter.label, counter.id) for counter in scene.directory.counters_of(unit.id)]
    choices.append(dialogue.choice(scene.say("button.no_counter"), UNKNOWN))
    return question("choose_counter", scene.say("counter.ask", unit=unit.short_name), choices=choices)


def answer(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """Freeze who is on duty there now, and go on to the levels or to the words."""
    talk = path.talk(dialogue)
    if said.values[0] != UNKNOWN:
        counter = scene.directory.counters[int(said.values[0])]
        visit = scene.scan(counter, dialogue.officer_id, Proof.NONE)
        dialogue = dialogue.at(dialogue.step, visit=visit)
    if talk.kind is Kind.WORDS:
        return Turn(dialogue.at("rate"))
    if talk.kind is Kind.PRAISE and path.visit(dialogue).candidates:
        return Turn(dialogue.at("who_served"))
    return Turn(dialogue.at("consent"))


STEP = Step("choose_counter", ask, answer)
