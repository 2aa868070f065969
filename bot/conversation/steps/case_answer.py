"""The answer to a case: written, shown as the citizen will read it, and only then sent."""

from bot.conversation.dialogue import Dialogue, Turn
from bot.conversation.intents import Said
from bot.conversation.scene import Scene, question
from bot.conversation.steps import path
from bot.conversation.steps.base import Step
from bot.conversation.steps.case_inbox import CANCEL, REWRITE, SEND, handler, reopen, told_done
from bot.conversation.steps.case_words import take_reply, warning
from bot.conversation.steps.describe import take_words
from feedback.messages import Reply
from feedback.requests import AnswerCase, Outcome

WITH = "with_explanation"


def ask_answer(dialogue: Dialogue, scene: Scene) -> Reply:
    """An empty page for the answer."""
    cancel = dialogue.choice(scene.say("button.cancel"), CANCEL)
    code = path.talk(dialogue).case
    return question("write_answer", scene.say("case.write", code=code), choices=[cancel], free=True)


def write(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """Hold the answer until it was seen."""
    if CANCEL in said.values:
        return reopen(dialogue, scene)
    return take_reply(dialogue, said.text, scene, then="preview_answer", short="case.answer_short")


def preview(dialogue: Dialogue, scene: Scene) -> Reply:
    """What the citizen will read."""
    talk = path.talk(dialogue)
    beside = [WITH] if talk.explanation and talk.explanation not in talk.words else []
    choices = [dialogue.choice(scene.say(f"button.{value}"), value) for value in (SEND, *beside, REWRITE, CANCEL)]
    seen = scene.say("case.preview", answer=talk.words)
    return question("preview_answer", warning(dialogue, scene), seen, choices=choices)


def decide(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """Send it, write it anew, or leave it."""
    if not said.values:
        return take_reply(dialogue, said.text, scene, then="preview_answer", short="case.answer_short")
    if said.values[0] == REWRITE:
        return Turn(dialogue.at("write_answer", words=""))
    me, talk = handler(dialogue, scene), path.talk(dialogue)
    if said.values[0] == CANCEL or me is None:
        return reopen(dialogue.at("open_case", words=""), scene)
    if said.values[0] == WITH:
        told = scene.say("explain.in_answer", text=talk.explanation)
        return take_words(dialogue, f"{talk.words}\n\n{told}", scene, then="preview_answer")
    return Turn(dialogue, request=AnswerCase(me, talk.case, talk.words), ask=False)


def answered(dialogue: Dialogue, outcome: Outcome, scene: Scene) -> Turn:
    """Done, or somebody else was quicker."""
    return told_done(dialogue, outcome, scene, "case.answered")


WRITE = Step("write_answer", ask_answer, write, takes_words=True)
PREVIEW = Step("preview_answer", preview, decide, answered, takes_words=True)
