"""The seal of a case is taken off: a reason is chosen or written, what it means is shown, and only then it is done."""

from bot.conversation.dialogue import Dialogue, Turn
from bot.conversation.intents import Said
from bot.conversation.scene import Scene, question, statement
from bot.conversation.steps import path
from bot.conversation.steps.base import Step
from bot.conversation.steps.case_inbox import CANCEL, beaten, handler, reopen
from bot.conversation.steps.describe import take_words
from feedback.case_requests import UNSEAL_REASONS, CaseLeft, CaseMoved, UnsealCase
from feedback.errors import SealedByLaw
from feedback.messages import Reply
from feedback.requests import Outcome, Refused

UNSEAL = "unseal"


def ask(dialogue: Dialogue, scene: Scene) -> Reply:
    """Why: one of three, or own words."""
    choices = [dialogue.choice(scene.say(f"case.unseal_reason.{reason}"), reason) for reason in UNSEAL_REASONS]
    choices.append(dialogue.choice(scene.say("button.cancel"), CANCEL))
    asked = scene.say("case.unseal_ask", code=path.talk(dialogue).case)
    return question("unseal_case", asked, choices=choices, free=True)


def choose(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """Hold the reason until it was seen what it means."""
    if CANCEL in said.values:
        return reopen(dialogue, scene)
    return take_words(dialogue, said.values[0] if said.values else said.text, scene, then="confirm_unseal")


def sure(dialogue: Dialogue, scene: Scene) -> Reply:
    """Who will read it, and that it is written down."""
    talk = path.talk(dialogue)
    choices = [dialogue.choice(scene.say(f"button.{value}"), value) for value in (UNSEAL, CANCEL)]
    asked = scene.say("case.unseal_sure", code=talk.case, reason=reason_read(talk.words, scene))
    return question("confirm_unseal", asked, choices=choices)


def decide(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """Take it off, or leave it on."""
    me, talk = handler(dialogue, scene), path.talk(dialogue)
    if me is None or said.values[0] == CANCEL:
        return reopen(dialogue, scene)
    return Turn(dialogue, request=UnsealCase(me, talk.case, talk.words), ask=False)


def unsealed(dialogue: Dialogue, outcome: Outcome, scene: Scene) -> Turn:
    """Done; or refused, with what to do instead; or somebody else was quicker."""
    if isinstance(outcome, CaseMoved):
        return beaten(dialogue, outcome, scene)
    if isinstance(outcome, Refused):
        refused = (statement(scene.say(outcome.key)),)
        by_two = outcome.key == SealedByLaw.key
        return Turn(dialogue.at("propose_unseal"), refused) if by_two else Turn(dialogue.end(), refused, ask=False)
    assert isinstance(outcome, CaseLeft)
    unit = scene.directory.units[outcome.unit_id or 0].short_name
    told = scene.say("case.unsealed", code=outcome.code, unit=unit)
    return Turn(dialogue.end(), (statement(told, kind="answered"),), ask=False)


def reason_read(reason: str, scene: Scene) -> str:
    """As the others above will read it."""
    return scene.say(f"case.unseal_reason.{reason}") if reason in UNSEAL_REASONS else reason


STEP = Step("unseal_case", ask, choose, takes_words=True)
CONFIRM = Step("confirm_unseal", sure, decide, unsealed)
