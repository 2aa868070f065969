"""Whoever handles a case sees in it what must be reviewed: of which kind, and what follows at once."""

from bot.conversation.dialogue import Dialogue, Turn
from bot.conversation.intents import Said
from bot.conversation.scene import Scene, question
from bot.conversation.steps import path
from bot.conversation.steps.base import Step
from bot.conversation.steps.case_inbox import CANCEL, handler, reopen
from bot.conversation.steps.gate_open import FLAG, done
from feedback.gate_requests import RaiseReview
from feedback.gate_review import SEALED, Kind
from feedback.messages import Reply


def ask(dialogue: Dialogue, scene: Scene) -> Reply:
    """The three kinds; of a khiếu nại under review only what is more than that."""
    kinds = [kind for kind in Kind if kind in SEALED or path.talk(dialogue).picked != Kind.COMPLAINT]
    choices = [dialogue.choice(scene.say(f"gate.kind.{kind.value}").capitalize(), kind.value) for kind in kinds]
    choices.append(dialogue.choice(scene.say("button.cancel"), CANCEL))
    return question(FLAG, scene.say("gate.flag_ask", code=path.talk(dialogue).case), choices=choices)


def answer(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """Ask for the review."""
    me = handler(dialogue, scene)
    if me is None or said.values[0] == CANCEL:
        return reopen(dialogue, scene)
    return Turn(dialogue, request=RaiseReview(me, path.talk(dialogue).case, Kind(said.values[0])), ask=False)


STEP = Step(FLAG, ask, answer, done)
