"""A case is not taken up (không thụ lý): a reason is chosen or written, shown as the citizen will read it, and sent."""

from bot.conversation.dialogue import Dialogue, Turn
from bot.conversation.intents import Said
from bot.conversation.scene import Scene, question
from bot.conversation.steps import path
from bot.conversation.steps.base import Step
from bot.conversation.steps.case_inbox import CANCEL, REWRITE, SEND, handler, reopen, told_done
from bot.conversation.steps.case_words import take_reply, warning
from feedback.case_life import Refusal
from feedback.case_requests import RefuseCase
from feedback.messages import Reply
from feedback.requests import Outcome


def ask(dialogue: Dialogue, scene: Scene) -> Reply:
    """The lawful reasons; the citizen's own case may need other words."""
    choices = [dialogue.choice(scene.say(f"case.reason.{reason.value}"), reason.value) for reason in Refusal]
    choices.append(dialogue.choice(scene.say("button.cancel"), CANCEL))
    asked = scene.say("case.refuse_ask", code=path.talk(dialogue).case)
    return question("refuse_case", asked, choices=choices, free=True)


def choose(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """Hold the reason until it was seen."""
    if CANCEL in said.values:
        return reopen(dialogue, scene)
    reason = scene.say(f"case.reason.{said.values[0]}") if said.values else said.text
    return take_reply(dialogue, reason, scene, then="preview_refusal", short="case.reason_short")


def preview(dialogue: Dialogue, scene: Scene) -> Reply:
    """What the citizen will read."""
    choices = [dialogue.choice(scene.say(f"button.{value}"), value) for value in (SEND, REWRITE, CANCEL)]
    seen = scene.say("case.refuse_preview", reason=path.talk(dialogue).words)
    return question("preview_refusal", warning(dialogue, scene), seen, choices=choices)


def decide(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """Send it, choose anew, or leave it."""
    if not said.values:
        return take_reply(dialogue, said.text, scene, then="preview_refusal", short="case.reason_short")
    if said.values[0] == REWRITE:
        return Turn(dialogue.at("refuse_case", words=""))
    me, talk = handler(dialogue, scene), path.talk(dialogue)
    if said.values[0] == CANCEL or me is None:
        return reopen(dialogue.at("open_case", words=""), scene)
    return Turn(dialogue, request=RefuseCase(me, talk.case, talk.words), ask=False)


def refused(dialogue: Dialogue, outcome: Outcome, scene: Scene) -> Turn:
    """Done, or somebody else was quicker."""
    return told_done(dialogue, outcome, scene, "case.refused")


STEP = Step("refuse_case", ask, choose, takes_words=True)
PREVIEW = Step("preview_refusal", preview, decide, refused, takes_words=True)
