"""A one-time code, typed in one's own chat, makes that chat an officer's or a head's."""

from dataclasses import replace

from bot.conversation.dialogue import Dialogue, Turn
from bot.conversation.intents import Said
from bot.conversation.scene import Scene, question, statement
from bot.conversation.steps.base import Step
from feedback.messages import Reply
from feedback.people import Role
from feedback.requests import LinkMade, Outcome, RedeemLink, Refused

MADE = {
    Role.HEAD: "link.made_head",
    Role.SUPERIOR: "link.made_superior",
    Role.INSPECTOR: "link.made_superior",
    Role.PEOPLES_INSPECTOR: "link.made_board",
}
MENU = {Role.PEOPLES_INSPECTOR: "board", Role.HEAD: "head", Role.SUPERIOR: "head", Role.INSPECTOR: "inspector"}


def ask(dialogue: Dialogue, scene: Scene) -> Reply:
    """How to type it."""
    return question("link_account", scene.say("link.ask"), free=True)


def answer(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """Let the house try the code."""
    code = "".join(said.text.split()).upper()
    return Turn(dialogue, request=RedeemLink(code), ask=False)


def learn(dialogue: Dialogue, outcome: Outcome, scene: Scene) -> Turn:
    """Linked, or one refusal for every reason."""
    if isinstance(outcome, Refused):
        return Turn(dialogue.end(), (statement(scene.say(outcome.key)),), ask=False)
    assert isinstance(outcome, LinkMade)
    officer = outcome.officer
    key = MADE.get(officer.role, "link.made")
    mine = replace(dialogue.end(), officer_id=officer.id)
    told = statement(scene.say(key, officer=officer.name))
    return Turn(mine, (replace(told, reader=MENU.get(officer.role, "staff")),), ask=False)


STEP = Step("link_account", ask, answer, learn, takes_words=True)
