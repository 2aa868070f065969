"""A handler reads an explanation: accepts it, sends it back once, or writes down what an officer said on paper."""

from bot.conversation.dialogue import Dialogue, Turn
from bot.conversation.intents import Said
from bot.conversation.scene import Scene, question, statement
from bot.conversation.steps import menu, path
from bot.conversation.steps.base import Step
from bot.conversation.steps.case_inbox import BACK, beaten, handler, reopen
from bot.conversation.steps.explain_ask import asked, back_to_case, ended
from bot.conversation.steps.explain_lines import line
from bot.conversation.steps.explain_page import Page
from feedback.case_requests import CaseMoved
from feedback.explanation_requests import (
    ExplanationKept,
    ExplanationShown,
    JudgeExplanation,
    RecordExplanation,
    ShowExplanation,
)
from feedback.explanations import OPEN, Stage
from feedback.requests import Outcome

ACCEPT, RETURN, RECORD = "accept_explanation", "return_explanation", "record_explanation"


def shown(dialogue: Dialogue, outcome: Outcome, scene: Scene) -> Turn:
    """What was asked and said, with what can be done; or what became of it."""
    if isinstance(outcome, CaseMoved):
        return beaten(dialogue, outcome, scene)
    if isinstance(outcome, ExplanationKept):
        return kept(dialogue, outcome, scene)
    if not isinstance(outcome, ExplanationShown):
        return ended(dialogue, outcome, scene)
    one = outcome.explanation
    here = dialogue.at("explanation", asked=one.officer_id, words="")
    choices = [here.choice(scene.say(f"button.{value}"), value) for value in _able(outcome)]
    read = scene.say("explain.officer_reads", summary=one.summary)
    again = scene.say("explain.unclear", note=one.note) if one.note else ""
    waits = scene.say("explain.writes_themselves") if one.stage in OPEN and outcome.linked else ""
    return Turn(here, (question("explanation", read, line(one, scene), again, waits, choices=choices),), ask=False)


def recall(dialogue: Dialogue, scene: Scene) -> Turn:
    """As it stands now."""
    me = handler(dialogue, scene)
    if me is None:
        return reopen(dialogue, scene)
    return Turn(dialogue, request=ShowExplanation(me, path.talk(dialogue).case), ask=False)


def decide(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """Accept it, begin a page about it, or back to the case."""
    me, talk = handler(dialogue, scene), path.talk(dialogue)
    if me is None or said.values[0] == BACK:
        return reopen(dialogue, scene)
    if said.values[0] == ACCEPT:
        return Turn(dialogue, request=JudgeExplanation(me, talk.case, talk.asked or 0), ask=False)
    return Turn(dialogue.at(said.values[0]))


def kept(dialogue: Dialogue, outcome: Outcome, scene: Scene) -> Turn:
    """Accepted or written down: the case again, where it now stands."""
    if isinstance(outcome, CaseMoved):
        return beaten(dialogue, outcome, scene)
    if not isinstance(outcome, ExplanationKept):
        return ended(dialogue, outcome, scene)
    key = "explain.accepted" if dialogue.step == "explanation" else "explain.recorded"
    return back_to_case(dialogue, (statement(scene.say(key, code=outcome.code), kind="answered"),), scene)


def _able(shown: ExplanationShown) -> list[str]:
    one = shown.explanation
    if one.stage is Stage.GIVEN:
        return [ACCEPT, *([RETURN] if one.may_be_sent_back else []), BACK]
    return [BACK] if shown.linked else [RECORD, BACK]


SEND_BACK = Page(
    step=RETURN,
    who=handler,
    send=lambda me, talk: JudgeExplanation(me, talk.case, talk.asked or 0, talk.words),
    leave=reopen,
    sent=asked,
)
WRITE_DOWN = Page(
    step=RECORD,
    who=handler,
    send=lambda me, talk: RecordExplanation(me, talk.case, talk.asked or 0, talk.words),
    leave=reopen,
    sent=kept,
    guarded=True,
)

# It comes as an outcome: asked again, it is recalled from the house.
STEPS = (Step("explanation", menu.ask, decide, shown, recall=recall), *SEND_BACK.steps(), *WRITE_DOWN.steps())
