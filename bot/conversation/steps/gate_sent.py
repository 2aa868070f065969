"""On which day the information went to the authority: today, or a day that is written."""

from datetime import date, datetime

from bot.conversation.dialogue import Dialogue, Turn
from bot.conversation.intents import Said
from bot.conversation.scene import Scene, question, statement
from bot.conversation.steps import path
from bot.conversation.steps.base import Step
from bot.conversation.steps.case_inbox import CANCEL, handler
from bot.conversation.steps.gate_decide import leave
from bot.conversation.steps.gate_open import done
from feedback.gate_requests import ReviewSent
from feedback.messages import Reply

TODAY = "gate_today"


def ask(dialogue: Dialogue, scene: Scene) -> Reply:
    """Which day."""
    choices = [dialogue.choice(scene.say(f"button.{value}"), value) for value in (TODAY, CANCEL)]
    return question("gate_sent", scene.say("gate.sent_ask", code=path.talk(dialogue).case), choices=choices, free=True)


def answer(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """A day that cannot be one is said to be so."""
    me = handler(dialogue, scene)
    if me is None or CANCEL in said.values:
        return leave(dialogue, scene)
    on = scene.now.date() if said.values else _day(said.text)
    if on is None or on > scene.now.date():
        return Turn(dialogue, (statement(scene.say("gate.sent_wrong")),))
    return Turn(dialogue, request=ReviewSent(me, path.talk(dialogue).case, on), ask=False)


def _day(text: str) -> date | None:
    try:
        return datetime.strptime(text.strip(), "%d/%m/%Y").date()  # noqa: DTZ007
    except ValueError:
        return None


STEP = Step("gate_sent", ask, answer, done, takes_words=True)
