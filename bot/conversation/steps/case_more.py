"""What else can be done with a case, and what has happened to it so far."""

from bot.conversation.dialogue import Dialogue, Turn
from bot.conversation.intents import Said
from bot.conversation.scene import Scene, question, statement
from bot.conversation.steps import menu, path
from bot.conversation.steps.base import Step
from bot.conversation.steps.case_inbox import BACK, MOST, handler, moment, recall, reopen
from bot.conversation.steps.timeline import lines
from feedback.case_letters import ASKABLE
from feedback.case_life import WAITING, By, onward
from feedback.cases import State, may_transfer, may_unseal
from feedback.explanation_requests import ShowExplanation
from feedback.explanations import askable, pending
from feedback.people import Officer
from feedback.requests import CaseShown, ListCases, OpenCase, Outcome, Refused

TRANSFER, REFUSE, UNSEAL, LIST = "transfer", "refuse", "unseal", "cases_list"
EXPLAIN, EXPLANATION, ASK = "explain", "explanation", "ask_citizen"
FLAG = "gate_flag"


def shown(dialogue: Dialogue, outcome: Outcome, scene: Scene) -> Turn:
    """The timeline, and the moves that need a word more."""
    me = handler(dialogue, scene)
    if isinstance(outcome, Refused) or me is None:
        key = outcome.key if isinstance(outcome, Refused) else "case.only_heads"
        return Turn(dialogue.end(), (statement(scene.say(key)),), ask=False)
    assert isinstance(outcome, CaseShown)
    here = dialogue.at("case_more", case=outcome.case.code)
    choices = [here.choice(scene.say(f"button.{value}"), value) for value in _moves(outcome, me, scene)]
    told = "\n".join(lines(outcome.timeline, scene, when=moment)) or scene.say("case.nothing_yet")
    head = scene.say("case.more_of", code=outcome.case.code)
    return Turn(here, (question("case_more", head, told, choices=choices),), ask=False)


def answer(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """Begin the move, or back to the case or the list."""
    me, code = handler(dialogue, scene), path.talk(dialogue).case
    if me is None or said.values[0] == BACK:
        return reopen(dialogue, scene)
    if said.values[0] == REFUSE:
        return Turn(dialogue.at("refuse_case", words=""))
    if said.values[0] == UNSEAL:
        return Turn(dialogue.at("unseal_case", words=""))
    if said.values[0] == FLAG:
        return Turn(dialogue.at(FLAG, picked=""))
    if said.values[0] == LIST:
        return Turn(dialogue.at("cases", case=""), request=ListCases(me), ask=False)
    if said.values[0] == ASK:
        return Turn(dialogue.at("ask_citizen", words=""), request=OpenCase(me, code), ask=False)
    if said.values[0] == EXPLANATION:
        return Turn(dialogue.at("explanation"), request=ShowExplanation(me, code), ask=False)
    then = "explain_who" if said.values[0] == EXPLAIN else "transfer_case"
    return Turn(dialogue.at(then, words="", asked=None), request=OpenCase(me, code), ask=False)


def _moves(shown: CaseShown, me: Officer, scene: Scene) -> list[str]:
    case, able = shown.case, set(onward(shown.case.state, By.HANDLER))
    transfer = [TRANSFER] if State.TRANSFERRED in able and may_transfer(me, case, scene.directory) else []
    refuse = [REFUSE] if case.may_be_refused else []
    free = State.TRANSFERRED in able and shown.behind is None
    unseal = [UNSEAL] if free and may_unseal(me, case, scene.directory) else []
    ask = [ASK] if case.state in ASKABLE else []
    if shown.review and shown.review.holds:
        return [*transfer, *ask, BACK, LIST]
    moves = [*transfer, *refuse, *unseal, *_explaining(shown, me, scene), *ask]
    flag = [FLAG] if case.state in WAITING else []
    return [*moves, *flag, BACK, *([LIST] if len(moves) + len(flag) + 2 <= MOST else [])]


def _explaining(shown: CaseShown, me: Officer, scene: Scene) -> list[str]:
    """One thing at a time: what was asked for before is looked at first."""
    if shown.case.state in WAITING and pending(shown.explanations, shown.case):
        return [EXPLANATION]
    able = State.EXPLAINING in onward(shown.case.state, By.HANDLER)
    return [EXPLAIN] if able and askable(shown.case, me, scene.directory) else []


# It comes as an outcome: asked again, it is recalled from the house.
STEP = Step("case_more", menu.ask, answer, shown, recall=recall)
