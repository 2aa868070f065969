"""A case is sent on to another unit: chosen from those that may have it, asked once more, and only then sent."""

from bot.conversation.dialogue import Dialogue, Turn
from bot.conversation.intents import Said
from bot.conversation.scene import Scene, question, statement
from bot.conversation.steps import menu, path
from bot.conversation.steps.base import Step
from bot.conversation.steps.case_inbox import CANCEL, beaten, handler, recall, reopen
from feedback.canonical import comparable
from feedback.case_requests import CaseLeft, CaseMoved, TransferCase
from feedback.cases import Case, receivers
from feedback.messages import Reply
from feedback.requests import CaseShown, OpenCase, Outcome, Refused
from feedback.units import Unit

SHOWN = 4
"""With the way out, five buttons; more units are found by part of the name."""

TRANSFER = "transfer"


def offered(dialogue: Dialogue, outcome: Outcome, scene: Scene) -> Turn:
    """The units that may have it, the one above first; only those whose name holds what was typed."""
    if isinstance(outcome, Refused):
        return Turn(dialogue.end(), (statement(scene.say(outcome.key)),), ask=False)
    assert isinstance(outcome, CaseShown)
    case, typed = outcome.case, comparable(path.talk(dialogue).words)
    able = receivers(case, scene.directory)
    found = [unit for unit in able if typed in comparable(f"{unit.name} {unit.short_name} {unit.code}")]
    here = dialogue.at("transfer_case", case=case.code, words="")
    if not able:
        return Turn(here.at("open_case"), (statement(scene.say("case.transfer_none", code=case.code)),))
    unknown = "" if found else scene.say("case.transfer_unknown")
    return Turn(here, (_offer(here, case, found or list(able), unknown, scene),), ask=False)


def choose(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """One of them, another part of a name, or back to the case."""
    me, code = handler(dialogue, scene), path.talk(dialogue).case
    if me is None or CANCEL in said.values:
        return reopen(dialogue, scene)
    if said.values:
        return Turn(dialogue.at("confirm_transfer", unit_id=int(said.values[0])))
    return Turn(dialogue.at("transfer_case", words=said.text[:60]), request=OpenCase(me, code), ask=False)


def sure(dialogue: Dialogue, scene: Scene) -> Reply:
    """What it means for the unit that lets it go."""
    talk = path.talk(dialogue)
    unit = scene.directory.units[talk.unit_id or 0].short_name
    choices = [dialogue.choice(scene.say(f"button.{value}"), value) for value in (TRANSFER, CANCEL)]
    return question("confirm_transfer", scene.say("case.transfer_sure", code=talk.case, unit=unit), choices=choices)


def decide(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """Send it on, or leave it where it is."""
    me, talk = handler(dialogue, scene), path.talk(dialogue)
    if me is None or said.values[0] == CANCEL:
        return reopen(dialogue, scene)
    return Turn(dialogue, request=TransferCase(me, talk.case, talk.unit_id or 0), ask=False)


def sent(dialogue: Dialogue, outcome: Outcome, scene: Scene) -> Turn:
    """Done, or somebody else was quicker."""
    if isinstance(outcome, CaseMoved):
        return beaten(dialogue, outcome, scene)
    if isinstance(outcome, Refused):
        return Turn(dialogue.end(), (statement(scene.say(outcome.key)),), ask=False)
    assert isinstance(outcome, CaseLeft)
    unit = scene.directory.units[outcome.unit_id or 0].short_name
    told = scene.say("case.transferred", code=outcome.code, unit=unit)
    return Turn(dialogue.end(), (statement(told, kind="answered"),), ask=False)


def _offer(here: Dialogue, case: Case, units: list[Unit], unknown: str, scene: Scene) -> Reply:
    choices = [here.choice(unit.short_name, unit.id) for unit in units[:SHOWN]]
    choices.append(here.choice(scene.say("button.cancel"), CANCEL))
    asked = scene.say("case.transfer_ask", code=case.code)
    return question("transfer_case", unknown, asked, choices=choices, free=True)


# The units come with the case as an outcome: asked again, it is recalled from the house.
STEP = Step("transfer_case", menu.ask, choose, offered, takes_words=True, recall=recall)
CONFIRM = Step("confirm_transfer", sure, decide, sent)
