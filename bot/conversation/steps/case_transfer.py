"""A case is sent on to another unit: chosen from those that may have it, with a reason, asked once more, then sent."""

from bot.conversation.dialogue import Dialogue, Turn
from bot.conversation.intents import Said
from bot.conversation.scene import Scene, question, statement
from bot.conversation.steps import menu, path
from bot.conversation.steps.base import Step
from bot.conversation.steps.case_inbox import CANCEL, REWRITE, beaten, handler, recall, reopen
from bot.conversation.steps.case_words import take_reply, warning
from feedback.canonical import comparable
from feedback.case_life import Sending
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
        return Turn(dialogue.at("transfer_reason", unit_id=int(said.values[0]), words="", why=""))
    return Turn(dialogue.at("transfer_case", words=said.text[:60]), request=OpenCase(me, code), ask=False)


def ask_why(dialogue: Dialogue, scene: Scene) -> Reply:
    """A neutral reason for everybody, or own words for the unit that gets it."""
    choices = [dialogue.choice(_first_large(_because(one.value, scene)), one.value) for one in Sending]
    choices.append(dialogue.choice(scene.say("button.cancel"), CANCEL))
    asked = scene.say("case.transfer_why", code=path.talk(dialogue).case, unit=_to(dialogue, scene))
    return question("transfer_reason", asked, choices=choices, free=True)


def hold_why(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """Held until it was seen what it means."""
    if CANCEL in said.values:
        return reopen(dialogue, scene)
    if said.values:
        return Turn(dialogue.at("confirm_transfer", why=said.values[0], words=""))
    return _take(dialogue, said.text, scene)


def sure(dialogue: Dialogue, scene: Scene) -> Reply:
    """Who will read what, and what it means for the unit that lets it go."""
    talk, unit = path.talk(dialogue), _to(dialogue, scene)
    because = scene.say("case.transfer_because", unit=unit, reason=_because(talk.why, scene)) if talk.why else ""
    key = "case.transfer_note" if talk.words else "case.transfer_more"
    lines = (warning(dialogue, scene), because, scene.say(key, words=talk.words))
    choices = [dialogue.choice(scene.say(f"button.{value}"), value) for value in (TRANSFER, REWRITE, CANCEL)]
    asked = scene.say("case.transfer_sure", code=talk.case, unit=unit)
    return question("confirm_transfer", *lines, asked, choices=choices, free=True)


def decide(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """Send it on, say more, choose another reason, or leave it where it is."""
    me, talk = handler(dialogue, scene), path.talk(dialogue)
    if not said.values:
        return _take(dialogue, said.text, scene)
    if said.values[0] == REWRITE:
        return Turn(dialogue.at("transfer_reason", words="", why=""))
    if me is None or said.values[0] == CANCEL:
        return reopen(dialogue, scene)
    return Turn(dialogue, request=TransferCase(me, talk.case, talk.unit_id or 0, talk.why, talk.words), ask=False)


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


def _take(dialogue: Dialogue, text: str, scene: Scene) -> Turn:
    return take_reply(dialogue, text, scene, then="confirm_transfer", short="case.transfer_short")


def _to(dialogue: Dialogue, scene: Scene) -> str:
    return scene.directory.units[path.talk(dialogue).unit_id or 0].short_name


def _because(why: str, scene: Scene) -> str:
    return scene.say(f"case.transfer_reason.{why}")


def _first_large(text: str) -> str:
    return text[:1].upper() + text[1:]


def _offer(here: Dialogue, case: Case, units: list[Unit], unknown: str, scene: Scene) -> Reply:
    choices = [here.choice(unit.short_name, unit.id) for unit in units[:SHOWN]]
    choices.append(here.choice(scene.say("button.cancel"), CANCEL))
    asked = scene.say("case.transfer_ask", code=case.code)
    return question("transfer_case", unknown, asked, choices=choices, free=True)


# The units come with the case as an outcome: asked again, it is recalled from the house.
STEP = Step("transfer_case", menu.ask, choose, offered, takes_words=True, recall=recall)
REASON = Step("transfer_reason", ask_why, hold_why, takes_words=True)
CONFIRM = Step("confirm_transfer", sure, decide, sent, takes_words=True)
