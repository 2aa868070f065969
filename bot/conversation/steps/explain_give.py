"""An officer answers what they are asked (/giaitrinh): reads the summary, writes, sees it as it will be read, sends."""

from bot.conversation.dialogue import Dialogue, Talk, Turn
from bot.conversation.intents import Said
from bot.conversation.scene import Scene, question, statement
from bot.conversation.steps import menu, path
from bot.conversation.steps.base import Step
from bot.conversation.steps.case_inbox import BACK
from bot.conversation.steps.explain_page import Page
from feedback.explanation_requests import (
    ExplanationKept,
    ExplanationsFound,
    ExplanationShown,
    GiveExplanation,
    ListExplanations,
    ReadExplanation,
)
from feedback.explanations import Explanation, Stage
from feedback.numbers import day
from feedback.people import Officer
from feedback.requests import Outcome, Refused

SHOWN = 5
WRITE = "write_explanation"


def begin(dialogue: Dialogue, code: str, scene: Scene) -> Turn:
    """Their own alone: whoever this chat is linked to."""
    me = officer(dialogue, scene)
    if me is None:
        return Turn(dialogue, (statement(scene.say("explain.unlinked")),), ask=False)
    begun = dialogue.begin("explanations", Talk(id=scene.token[:8], started_at=scene.now, asked=me.id))
    if code:
        return _open(begun, me, code.strip().upper())
    return Turn(begun, request=ListExplanations(me), ask=False)


def officer(dialogue: Dialogue, scene: Scene) -> Officer | None:
    """Whoever this chat is linked to."""
    return scene.officer(dialogue.officer_id)


def recall(dialogue: Dialogue, scene: Scene) -> Turn:
    """The list, or the one that is open, as they stand now."""
    me, code = officer(dialogue, scene), path.talk(dialogue).case
    if me is None:
        return Turn(dialogue.end(), (statement(scene.say("explain.unlinked")),), ask=False)
    if code and dialogue.step != "explanations":
        return _open(dialogue, me, code)
    return Turn(dialogue.at("explanations", case="", words=""), request=ListExplanations(me), ask=False)


def listed(dialogue: Dialogue, outcome: Outcome, scene: Scene) -> Turn:
    """What is due first at the top."""
    assert isinstance(outcome, ExplanationsFound)
    found = outcome.explanations
    if not found:
        return Turn(dialogue.end(), (statement(scene.say("explain.none")),), ask=False)
    choices = [dialogue.choice(_line(one, scene), one.code) for one in found[:SHOWN]]
    told = scene.say("explain.list", count=len(found))
    return Turn(dialogue, (question("explanations", told, choices=choices),), ask=False)


def choose(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """Read one."""
    me = officer(dialogue, scene)
    return _open(dialogue, me, said.values[0]) if me else recall(dialogue, scene)


def shown(dialogue: Dialogue, outcome: Outcome, scene: Scene) -> Turn:
    """The summary, what is still unclear, the last day, and that nobody is to ask who wrote."""
    if isinstance(outcome, Refused):
        return Turn(dialogue.end(), (statement(scene.say(outcome.key)),), ask=False)
    assert isinstance(outcome, ExplanationShown)
    one = outcome.explanation
    here = dialogue.at("asked_to_explain", case=one.code, words="")
    again = scene.say("explain.again", text=one.text, note=one.note) if one.note else ""
    late = "explain.past" if one.stage is Stage.LAPSED else "explain.until"
    lines = (
        scene.say("explain.head", code=one.code),
        scene.say("explain.summary", summary=one.summary),
        again,
        scene.say(late, due=day(one.due)),
        scene.say("explain.nameless"),
    )
    choices = [here.choice(scene.say(f"button.{value}"), value) for value in (WRITE, BACK)]
    return Turn(here, (question("asked_to_explain", *lines, choices=choices),), ask=False)


def decide(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """Write, or back to the list."""
    if said.values[0] == WRITE:
        return Turn(dialogue.at("give_explanation", words=""))
    return recall(dialogue.at("explanations"), scene)


def given(dialogue: Dialogue, outcome: Outcome, scene: Scene) -> Turn:
    """Thanks, and who reads it now; or that it is no longer wanted."""
    if isinstance(outcome, ExplanationKept):
        told = statement(scene.say("explain.given", code=outcome.code), kind="answered")
        return Turn(dialogue.end(), (told,), ask=False)
    assert isinstance(outcome, Refused)
    return Turn(dialogue.end(), (statement(scene.say(outcome.key)),), ask=False)


def _open(dialogue: Dialogue, me: Officer, code: str) -> Turn:
    return Turn(dialogue.at("asked_to_explain", case=code, words=""), request=ReadExplanation(me, code), ask=False)


def _line(one: Explanation, scene: Scene) -> str:
    late = scene.say("case.late") if one.stage is Stage.LAPSED else ""
    return scene.say("explain.line", code=one.code, due=day(one.due), late=late)


GIVE = Page(
    step="give_explanation",
    who=officer,
    send=lambda me, talk: GiveExplanation(me, talk.case, talk.words),
    leave=lambda dialogue, scene: recall(dialogue.at("asked_to_explain"), scene),
    sent=given,
    guarded=True,
)

# Both come as outcomes: asked again, they are recalled from the house.
STEPS = (
    Step("explanations", menu.ask, choose, listed, recall=recall),
    Step("asked_to_explain", menu.ask, decide, shown, recall=recall),
    *GIVE.steps(),
)
