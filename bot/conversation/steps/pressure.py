"""“Tôi bị gây áp lực”: who will read it is said first; words are welcome and not needed; then it is shown and sent."""

from bot.conversation.dialogue import Dialogue, Turn
from bot.conversation.intents import Said
from bot.conversation.scene import Scene, question, statement
from bot.conversation.steps import path
from bot.conversation.steps.base import Step
from bot.conversation.steps.describe import take_words
from bot.conversation.steps.letter import CANCEL, REWRITE, SEND, leave, not_found, shown, which_case
from feedback.errors import LetterGone
from feedback.letter_requests import PressureFound, PressureTaken, ReportPressure
from feedback.messages import Reply
from feedback.numbers import fours
from feedback.requests import Outcome, Refused

WORDLESS, SEND_CUT = "wordless", "send_cut"


def found(dialogue: Dialogue, outcome: Outcome, scene: Scene) -> Turn:
    """Where nobody but those who handle it could read a report, it is not taken: the citizen is told where to go."""
    if not isinstance(outcome, PressureFound):
        return _missing(dialogue, outcome, scene)
    if outcome.receiver_id is None:
        return _nobody(dialogue, outcome.unit_id, scene)
    receiver = _receiver(outcome.receiver_id, outcome.unit_id, scene)
    return Turn(dialogue.at("pressure", case=outcome.code, unit_id=outcome.unit_id, about=receiver))


def ask(dialogue: Dialogue, scene: Scene) -> Reply:
    """What happens to it."""
    talk = path.talk(dialogue)
    unit = scene.directory.units[talk.unit_id or 0].short_name
    choices = [dialogue.choice(scene.say(f"pressure.choice.{value}"), value) for value in (WORDLESS,)]
    choices.append(dialogue.choice(scene.say("button.cancel"), CANCEL))
    return question("pressure", scene.say("pressure.ask", receiver=talk.about, unit=unit), choices=choices, free=True)


def write(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """With words or without."""
    if CANCEL in said.values:
        return leave(dialogue, scene)
    if WORDLESS in said.values:
        return Turn(dialogue.at("pressure_preview", words=scene.say("pressure.wordless")))
    return take_words(dialogue, said.text, scene, then="pressure_preview")


def preview(dialogue: Dialogue, scene: Scene) -> Reply:
    """As it will be read; whoever sends it may want to hear no more of the office."""
    told, masked = shown(dialogue, scene, "pressure.preview")
    send = dialogue.choice(scene.say("button.send"), SEND)
    cut = dialogue.choice(scene.say("pressure.choice.send_cut"), SEND_CUT)
    others = [dialogue.choice(scene.say(f"button.{value}"), value) for value in (REWRITE, CANCEL)]
    return question("pressure_preview", told, masked, choices=[send, cut, *others])


def decide(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """Send it, write it anew, or leave it."""
    if not said.values:
        return take_words(dialogue, said.text, scene, then="pressure_preview")
    if said.values[0] == REWRITE:
        return Turn(dialogue.at("pressure", words=""))
    if said.values[0] == CANCEL:
        return leave(dialogue, scene)
    talk, cut = path.talk(dialogue), said.values[0] == SEND_CUT
    redacted = scene.redacted_at(talk.words, talk.unit_id or 0)
    return Turn(dialogue, request=ReportPressure(talk.words, redacted, *which_case(dialogue), cut=cut), ask=False)


def kept(dialogue: Dialogue, outcome: Outcome, scene: Scene) -> Turn:
    """Who is rung, that the unit does not know, and whom to call in danger."""
    if not isinstance(outcome, PressureTaken):
        return _missing(dialogue, outcome, scene)
    if outcome.receiver_id is None:
        return _nobody(dialogue, outcome.unit_id, scene, scene.say("pressure.line_stays") if outcome.cut else "")
    receiver = _receiver(outcome.receiver_id, outcome.unit_id, scene)
    unit = scene.directory.units[outcome.unit_id].short_name
    told = scene.say("pressure.taken", receiver=receiver, unit=unit, receipt=fours(outcome.receipt))
    cut = scene.say("line.cut") if outcome.cut else ""
    danger = [statement(scene.say("sent.danger"), kind="notice")] if outcome.danger else []
    return Turn(dialogue.end(), (*danger, statement(told, cut, kind="thanks")), ask=False)


def _receiver(receiver_id: int, unit_id: int, scene: Scene) -> str:
    """At the top of the tree the inspectors of the very unit read it, and nobody else there."""
    name = scene.directory.units[receiver_id].short_name
    return scene.say("pressure.inspectors", unit=name) if receiver_id == unit_id else name


def _nobody(dialogue: Dialogue, unit_id: int, scene: Scene, line: str = "") -> Turn:
    told = scene.say("pressure.nobody", place=_place(unit_id, scene))
    return Turn(dialogue.end(), (statement(told, line, kind="notice"),), ask=False)


def _missing(dialogue: Dialogue, outcome: Outcome, scene: Scene) -> Turn:
    """Nothing of theirs is known in this chat: the receipt still opens the road, and there are others."""
    if not isinstance(outcome, Refused) or outcome.key != LetterGone.key:
        return not_found(dialogue, outcome, scene)
    told = scene.say("pressure.gone", place=_place(path.talk(dialogue).unit_id or 0, scene))
    return Turn(dialogue.end(), (statement(told, kind="notice"),), ask=False)


def _place(unit_id: int, scene: Scene) -> str:
    known = unit_id in scene.directory.units and scene.directory.denunciation_place(unit_id)
    return known or scene.say("sent.denunciation_place")


STEPS = (
    Step("pressure", ask, write, found, takes_words=True),
    Step("pressure_preview", preview, decide, kept, takes_words=True),
)
