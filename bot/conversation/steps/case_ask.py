"""A handler asks the citizen something more: a ready question or own words, shown as the citizen will read it, sent."""

from bot.conversation.dialogue import Dialogue, Turn
from bot.conversation.intents import Said
from bot.conversation.scene import Scene, question, statement
from bot.conversation.steps import menu, path
from bot.conversation.steps.base import Step
from bot.conversation.steps.case_inbox import CANCEL, REWRITE, SEND, beaten, handler, recall, reopen
from bot.conversation.steps.case_words import take_reply, warning
from feedback.case_requests import CaseMoved
from feedback.letter_requests import AskCitizen, CitizenAsked
from feedback.messages import Reply
from feedback.numbers import day
from feedback.requests import CaseShown, Outcome, Refused

READY = ("khi-nao", "o-dau", "giay-to", "mong-muon")
"""Questions about the matter that anybody may be asked; `letter.ready.<value>`."""


def offered(dialogue: Dialogue, outcome: Outcome, scene: Scene) -> Turn:
    """The ready questions; the day of the words that are asked about is kept for the preview."""
    if not isinstance(outcome, CaseShown):
        key = outcome.key if isinstance(outcome, Refused) else "case.only_heads"
        return Turn(dialogue.end(), (statement(scene.say(key)),), ask=False)
    here = dialogue.at("ask_citizen", case=outcome.case.code, words="", about=day(outcome.case.filed_at))
    choices = [here.choice(scene.say(f"letter.ready.{value}"), value) for value in READY]
    choices.append(here.choice(scene.say("button.cancel"), CANCEL))
    asked = scene.say("letter.write", code=outcome.case.code)
    return Turn(here, (question("ask_citizen", asked, choices=choices, free=True),), ask=False)


def choose(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """Hold the question until it was seen."""
    if CANCEL in said.values:
        return reopen(dialogue, scene)
    words = scene.say(f"letter.ready.{said.values[0]}") if said.values else said.text
    return take_reply(dialogue, words, scene, then="preview_question", short="letter.short")


def preview(dialogue: Dialogue, scene: Scene) -> Reply:
    """The letter in full, as it arrives."""
    me, talk = handler(dialogue, scene), path.talk(dialogue)
    unit = scene.directory.units[me.unit_id].short_name if me else ""
    letter = scene.say("letter.to_citizen", unit=unit, day=talk.about, words=talk.words)
    choices = [dialogue.choice(scene.say(f"button.{value}"), value) for value in (SEND, REWRITE, CANCEL)]
    seen = scene.say("letter.preview", letter=letter)
    return question("preview_question", warning(dialogue, scene), seen, choices=choices)


def decide(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """Send it, choose anew, or leave it."""
    if not said.values:
        return take_reply(dialogue, said.text, scene, then="preview_question", short="letter.short")
    if said.values[0] == REWRITE:
        return recall(dialogue.at("ask_citizen", words=""), scene)
    me, talk = handler(dialogue, scene), path.talk(dialogue)
    if said.values[0] == CANCEL or me is None:
        return reopen(dialogue, scene)
    return Turn(dialogue, request=AskCitizen(me, talk.case, talk.words), ask=False)


def asked(dialogue: Dialogue, outcome: Outcome, scene: Scene) -> Turn:
    """When it goes out; or why it does not; or somebody else was quicker."""
    if isinstance(outcome, CaseMoved):
        return beaten(dialogue, outcome, scene)
    if isinstance(outcome, Refused):
        return Turn(dialogue.end(), (statement(scene.say(outcome.key)),), ask=False)
    assert isinstance(outcome, CitizenAsked)
    told = scene.say("letter.asked_urgent" if outcome.urgent else "letter.asked", code=outcome.code)
    return Turn(dialogue.end(), (statement(told, kind="answered"),), ask=False)


# The case comes as an outcome: asked again, it is recalled from the house.
STEPS = (
    Step("ask_citizen", menu.ask, choose, offered, takes_words=True, recall=recall),
    Step("preview_question", preview, decide, asked, takes_words=True),
)
